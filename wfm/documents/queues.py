"""The fields of queues and of what they promise."""

from __future__ import annotations

from wfm.documents.forms import ChannelWord, Hours, Number, OneOf, Patience, Text, Whole, Zone
from wfm.documents.tables import Entity, Field, Inlined
from wfm.domain.planning import Channel, Queue, ServiceLevelDefinition, ServiceTarget

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

QUEUE = Entity(
    Queue,
    (
        Field("id", "id", Text()),
        Field("channel", "channel", ChannelWord.of(Channel)),
        Field("language", "language", Text(), default="en", always=True),
        Field("zone", "zone", Zone()),
        Field("hours", "hours", Hours(), always=True),
        Inlined("target", SERVICE_TARGET),
        Field("aht_seconds", "aht_seconds", Number(), always=True),
        Field("patience_seconds", "patience_seconds", Patience(), always=True),
        Field("concurrency", "concurrency", Whole(), always=True),
        Field("concurrency_slowdown", "concurrency_slowdown", Number(), always=True),
        Field("weight", "weight", Number(), always=True),
        Field("skill", "skill", Text(), like="id"),
        Field("country", "country", Text()),
        Field("subdivision", "subdivision", Text()),
        Field("min_heads", "min_heads", Whole()),
    ),
)
