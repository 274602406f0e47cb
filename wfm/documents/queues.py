"""The fields of queues and of what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wfm.documents.forms import ChannelWord, Country, Hours, Number, OneOf, Patience, Text, Whole, Zone
from wfm.documents.tables import Entity, Field, Inlined
from wfm.documents.values import Fields
from wfm.domain.planning import (
    DEFAULT_TARGETS,
    Channel,
    Queue,
    ServiceLevelDefinition,
    ServiceTarget,
    share_doubt,
)

SERVICE_TARGET = Entity(
    ServiceTarget,
    (
        Field("share", "service_level", Number(), always=True),
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


def _sensible_share(fields: Fields, queue: Queue) -> None:
    """InputError for a share that nobody promises, such as 0.8 % where 80 % is meant."""
    if "service_level" in fields and (doubt := share_doubt(queue.target.share)):
        raise fields["service_level"].fault(doubt)


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
    checks=(_sensible_share,),
)
