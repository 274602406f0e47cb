"""The fields of queues, of what they promise, and of when they are open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wfm.documents.dialects import Plain
from wfm.documents.forms import (
    ChannelWord,
    Country,
    DayHours,
    DocumentDay,
    Hours,
    Number,
    OneOf,
    Patience,
    Text,
    Whole,
    Zone,
)
from wfm.documents.nested import ListOf, Nested
from wfm.documents.tables import Entity, Field, Inlined, read
from wfm.documents.values import Door, Value, unique
from wfm.domain.planning import (
    DEFAULT_TARGETS,
    Channel,
    HoursException,
    OperatingHours,
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

HOURS_EXCEPTION = Entity(
    HoursException,
    (
        Field("day", "date", DocumentDay()),
        Field("windows", "hours", DayHours(), needed=True, always=True),
        Field("name", "name", Text()),
    ),
)


@dataclass(frozen=True)
class Exceptions(ListOf[HoursException]):
    """Dates with hours of their own: tables, or in a cell `2026-12-24 09:00-13:00 Christmas Eve; 2026-12-25 closed`."""

    def read(self, value: Value) -> tuple[HoursException, ...]:
        """The exceptions, each date once."""
        if isinstance(value.raw, str):
            tables = [_of_words(value, text) for text in re.split(r"[;|]", value.raw) if text.strip()]
        else:
            tables = value.items()
        found = tuple(read(HOURS_EXCEPTION, table) for table in tables)
        unique([table.child("date", None) for table in tables], [str(exception.day) for exception in found], "date")
        return found

    def write(self, item: tuple[HoursException, ...], door: Door) -> Plain:
        """Tables, none where there is no exception."""
        return [Nested(HOURS_EXCEPTION).write(exception, door) for exception in item]


def _of_words(value: Value, text: str) -> Value:
    """The table of one exception in words: its date, its hours, and perhaps its name."""
    match = re.fullmatch(r"\s*(\S+)\s+(closed|[\d:]+\s*-[^A-Za-z]*)(\s.*)?", text, re.DOTALL | re.IGNORECASE)
    if match is None:
        raise value.fault(
            f"must read like '2026-12-24 09:00-13:00 Christmas Eve; 2026-12-25 closed', got {value.door.dialect.shown(text)}"
        )
    table = {"date": match[1], "hours": match[2].strip(), "name": (match[3] or "").strip()}
    return Value({key: word for key, word in table.items() if word}, value.path, value.door)


OPERATING_HOURS = Entity(
    OperatingHours,
    (
        Field("open", "hours", Hours(), default=OperatingHours.always().open, always=True),
        Field("exceptions", "exceptions", Exceptions(Nested(HOURS_EXCEPTION))),
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
        Inlined("hours", OPERATING_HOURS),
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
