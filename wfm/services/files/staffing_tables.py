"""The tables of a targets file beside its queues: campaigns, shrinkage, pools and second tiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wfm.documents import Entity, Field, Flag, Form, Number, Pair, TableOf, Text, Value
from wfm.domain.planning import Channel, Queue
from wfm.staffing import Campaign, Escalation, Pool, ShrinkageComponent

CAMPAIGN = Entity(
    Campaign,
    (
        Field("connect_rate", "connect_rate", Number()),
        Field("setup_seconds", "setup_seconds", Number()),
        Field("ring_seconds", "ring_seconds", Number()),
        Field("no_answer_seconds", "no_answer_seconds", Number()),
        Field("window", "window", Pair()),
        Field("zones", "zones", TableOf(Number())),
        Field("do_not_call", "do_not_call", Number()),
    ),
)

COMPONENT = Entity(
    ShrinkageComponent,
    (
        Field("name", "name", Text()),
        Field("share", "share", Number()),
        Field("basis", "basis", Text()),
        Field("placed", "placed", Flag()),
    ),
)


@dataclass(frozen=True)
class QueueName(Form[str]):
    """One of the queues of the file."""

    queues: Mapping[str, Queue]

    def read(self, value: Value) -> str:
        """The name."""
        if value.raw not in list(self.queues):
            raise value.fault(f"must be one of {', '.join(self.queues)}, got {value.shown()}")
        return str(value.raw)


@dataclass(frozen=True)
class VoiceQueues(Form[tuple[str, ...]]):
    """Voice queues that share reps, by name."""

    queues: Mapping[str, Queue]

    def read(self, value: Value) -> tuple[str, ...]:
        """The names."""
        if not isinstance(value.raw, list):
            raise value.fault(f"must be a list of names, got {value.shown()}")
        for item in value.items():
            if item.raw not in list(self.queues):
                raise item.fault(f"queue must be one of {', '.join(self.queues)}, got {item.shown()}")
            channel = self.queues[item.raw].channel
            if channel is not Channel.VOICE:
                raise item.fault(f"only voice queues share reps in a pool, queue {item.raw} is {channel.value}")
        return tuple(value.raw)


def pool_of(queues: Mapping[str, Queue]) -> Entity[Pool]:
    """A pool among these queues."""
    return Entity(
        Pool.of_share,
        (Field("queues", "queues", VoiceQueues(queues), default=()), Field("shared", "share", Number(), default=0.0)),
    )


def escalation_of(queues: Mapping[str, Queue]) -> Entity[Escalation]:
    """A second tier among these queues."""
    return Entity(
        Escalation,
        (
            Field("first", "from", QueueName(queues)),
            Field("second", "to", QueueName(queues)),
            Field("share", "share", Number()),
            Field("aht_seconds", "aht_seconds", Number(0)),
        ),
    )
