"""The fields of queues and of what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wfm.documents.forms import ChannelWord, Country, Hours, Number, OneOf, Patience, Text, Whole, Zone
from wfm.documents.tables import Entity, Field, Inlined
from wfm.documents.values import Value
from wfm.domain.planning import (
    DEFAULT_TARGETS,
    Channel,
    Queue,
    ServiceLevelDefinition,
    ServiceTarget,
    share_doubt,
)


@dataclass(frozen=True)
class PromisedShare(Number):
    """A share that somebody promises: 0.008 where 0.8 is meant is a fault."""

    def read(self, value: Value) -> float:
        """The share; what is out of range is told by the target that is made of it."""
        share = super().read(value)
        if share > 0 and (doubt := share_doubt(share)):
            raise value.fault(doubt)
        return share


SERVICE_TARGET = Entity(
    ServiceTarget,
    (
        Field("share", "service_level", PromisedShare(), always=True),
        Field("seconds", "within_seconds", Number(), always=True),
        Field("definition", "definition", OneOf.of(ServiceLevelDefinition)),
        Field("max_occupancy", "max_occupancy", Number(), always=True),
        Field("max_abandonment", "max_abandonment", Number()),
    ),
)


def _promised(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the channel promises where the file does not say it."""
    target = DEFAULT_TARGETS[found["channel"]]
    return {"share": target.share, "seconds": target.seconds}


QUEUE = Entity(
    Queue,
    (
        Field("id", "id", Text()),
        Field("channel", "channel", ChannelWord.of(Channel)),
        Field("language", "language", Text(), default="en", always=True),
        Field("zone", "zone", Zone()),
        Field("hours", "hours", Hours(), always=True),
        Inlined("target", SERVICE_TARGET, _promised),
        Field("aht_seconds", "aht_seconds", Number(), always=True),
        Field("patience_seconds", "patience_seconds", Patience(), always=True),
        Field("concurrency", "concurrency", Whole(), always=True),
        Field("concurrency_slowdown", "concurrency_slowdown", Number(), always=True),
        Field("weight", "weight", Number(), always=True),
        Field("skill", "skill", Text(), like="id"),
        Field("country", "country", Country()),
        Field("subdivision", "subdivision", Text()),
        Field("min_heads", "min_heads", Whole()),
    ),
)
