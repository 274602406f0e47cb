"""The targets file of `wfm staff --file`: queues with their promises, shrinkage, pools and second tiers, in TOML.

A queue has the keys that a settings file gives it, its hours included; docs/staffing.md shows a whole file. `share`,
`seconds`, and `open` with `days` are older names for `service_level`, `within_seconds` and `hours`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from wfm.documents import (
    QUEUE,
    WEEKDAYS,
    Dialect,
    Door,
    Entity,
    Fields,
    Text,
    Toml,
    Value,
    Zone,
    day_windows,
    parse_toml,
    read,
)
from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_TOML
from wfm.domain.planning import Channel, OperatingHours, Queue, Windows
from wfm.domain.time import DAY
from wfm.services.files.staffing_tables import CAMPAIGN, COMPONENT, escalation_of, pool_of
from wfm.staffing import (
    CHANNELS,
    Callback,
    ChannelModel,
    Email,
    Escalation,
    Outbound,
    Pool,
    QueueingModel,
    Shrinkage,
)

T = TypeVar("T")

TOP = ("timezone", "model", "quantile", "shrinkage", "queues", "email_clock", "pools", "escalations")
OWN = ("open", "days", "backlog", "campaign")
"""Keys of a queue that only this file has."""


class Targets(Toml):
    """TOML whose faults name the key within the sentence, after the place of its table."""

    ranged = True
    unknown_first = True
    a_table = "a table"

    def fault(self, source: str, path: str, message: str) -> InputError:
        """`share must be ...` at the table; a sentence that is whole without the key at its own path."""
        table, _, key = path.rpartition(".")
        if message.startswith("must ") and key and not key.endswith("]"):
            return super().fault(source, table, f"{key} {message}")
        return super().fault(source, path, message)

    def unknown(self, source: str, path: str, key: str, known: Sequence[str]) -> InputError:
        """Told at the table, with the keys that are known."""
        return Dialect.unknown(self, source, path, key, known)

    def number(self, raw: object) -> int | float | None:
        """Not in quotes."""
        return Dialect.number(self, raw)


class QueueTargets(Targets):
    """Tables of queues, which have older names for some keys."""

    spellings: Mapping[str, str] = {"share": "service_level", "seconds": "within_seconds"}


TARGETS, QUEUE_TARGETS = Targets(), QueueTargets()


@dataclass(frozen=True, slots=True)
class StaffingTargets:
    """A targets file, checked."""

    timezone: str
    model: QueueingModel
    quantile: float | None
    shrinkage: Shrinkage
    queues: Mapping[str, Queue]
    backlog: Mapping[str, float]
    channels: tuple[ChannelModel, ...]
    pools: tuple[Pool, ...] = ()
    escalations: tuple[Escalation, ...] = ()


def read_targets(path: Path) -> StaffingTargets:
    """The file as targets; InputError names the file and the key that cannot be used."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_TOML + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"the file cannot be read: {getattr(error, 'strerror', None) or error}", str(path)) from error
    data = parse_toml(content, "the file must be TOML", str(path))
    top = Value(data, "", Door(TARGETS, f"{path}: ")).fields((), TOP)
    zone = top.get("timezone")
    timezone = "UTC" if zone is None else Zone().read(zone)
    tables = _queue_tables(top)
    queues = {name: _queue(name, table, timezone) for name, table in tables.items()}
    waiting = {name: table["backlog"] for name, table in tables.items() if "backlog" in table}
    return StaffingTargets(
        timezone,
        _model(top),
        _quantile(top),
        _shrinkage(top),
        queues,
        {name: value.number(low=0) for name, value in waiting.items()},
        _channels(top, tables),
        _pools(top, queues),
        tuple(_each(escalation_of(queues), top, "escalations")),
    )


def _queue_tables(top: Fields) -> dict[str, Fields]:
    """The tables `[queues.NAME]`, or `[[queues]]` with an id each as in a settings file, by name."""
    found = top.get("queues")
    if found is None or not found.raw:
        raise top.value.fault("at least one table [queues.NAME] must be given")
    listed = isinstance(found.raw, list)
    known = (*(key for key in QUEUE.keys if key != "id" or not listed), *OWN)
    entries = [("", item) for item in found.items()] if listed else found.entries()
    tables: dict[str, Fields] = {}
    for name, value in entries:
        own = replace(value, door=replace(value.door, dialect=QUEUE_TARGETS))
        table = own.fields(("id",) if listed else (), known)
        id = Text().read(table["id"]) if "id" in table else name
        if not listed and id != name:
            raise table["id"].fault(f"must be {name!r} in [queues.{name}], got {id!r}")
        if id in tables:
            raise own.fault(f"queue {id!r} appears twice")
        tables[id] = table
    return tables


def _queue(name: str, table: Fields, timezone: str) -> Queue:
    given: dict[str, Any] = {"id": name, "channel": Channel.VOICE, "zone": timezone}
    if "open" in table or "days" in table:
        if "hours" in table:
            raise table.value.fault("hours says the same as open and days; keep one of them")
        given["hours"] = _hours(table)
    queue = read(QUEUE, table.value.without(OWN), **given)
    if "campaign" in table and queue.channel is not Channel.OUTBOUND:
        raise table.value.fault(f"campaign is for channel outbound only, got channel {queue.channel.value}")
    return queue


def _hours(table: Fields) -> OperatingHours:
    """Opening hours from `open = "08:00-20:00"` and `days`, every day where only one of them is there."""
    days, span = table.get("days"), table.get("open")
    named = list(WEEKDAYS) if days is None else days.raw
    if days is not None and not (isinstance(named, list) and all(day in WEEKDAYS for day in named)):
        raise days.fault(f"must be a list of {', '.join(WEEKDAYS)}, got {days.shown()}")
    windows = ((0, DAY),) if span is None else _windows(span)
    try:
        return OperatingHours(tuple(windows if day in named else () for day in WEEKDAYS))
    except InputError as error:
        raise table.value.located(error) from error


def _windows(value: Value) -> Windows:
    try:
        return tuple(day_windows(value.text()))
    except InputError as error:
        raise value.fault(f"must be like 08:00-20:00, got {value.shown()}") from error


def _model(top: Fields) -> QueueingModel:
    value = top.get("model")
    if value is None:
        return "erlang_a"
    if value.raw not in ("erlang_a", "erlang_c"):
        raise value.fault(f"must be erlang_a or erlang_c, got {value.shown()}")
    return cast(QueueingModel, value.raw)


def _quantile(top: Fields) -> float | None:
    value = top.get("quantile")
    if value is None:
        return None
    quantile = value.number()
    if not 0 < quantile < 1:
        raise value.fault(f"must be in (0, 1), got {value.shown()}")
    return quantile


def _shrinkage(top: Fields) -> Shrinkage:
    """A share of paid time, or components each with its base."""
    value = top.get("shrinkage")
    if value is None:
        return Shrinkage()
    try:
        if isinstance(value.raw, list):
            return Shrinkage(tuple(_each(COMPONENT, top, "shrinkage")))
        return Shrinkage.of(value.number())
    except InputError as error:
        raise value.located(error) from error


def _channels(top: Fields, tables: Mapping[str, Fields]) -> tuple[ChannelModel, ...]:
    """The channel models with this file's campaigns and clock."""
    campaigns = {name: read(CAMPAIGN, table["campaign"]) for name, table in tables.items() if "campaign" in table}
    clock = top.get("email_clock")
    try:
        waiting = (Email(), Callback()) if clock is None else (Email(clock.raw), Callback(clock.raw))
    except InputError as error:
        raise top["email_clock"].located(error) from error
    own: dict[Channel, ChannelModel] = {
        Channel.OUTBOUND: Outbound(campaigns),
        Channel.EMAIL: waiting[0],
        Channel.CALLBACK: waiting[1],
    }
    return tuple(own.get(model.channel, model) for model in CHANNELS)


def _pools(top: Fields, queues: Mapping[str, Queue]) -> tuple[Pool, ...]:
    """Voice queues that share reps, each in one pool at most."""
    pools = _each(pool_of(queues), top, "pools")
    for number, pool in enumerate(pools):
        for name in pool.queues:
            if any(name in other.queues for other in pools[:number]):
                raise top["pools"].items()[number].fault(f"queue {name} is in another pool already")
    return tuple(pools)


def _each(entity: Entity[T], top: Fields, key: str) -> list[T]:
    """What the tables of `[[key]]` make."""
    value = top.get(key)
    if value is None:
        return []
    if not isinstance(value.raw, list):
        raise InputError(f"must be tables [[{key}]], got {value.shown()}", f"{value.door.source}{key}")
    return [read(entity, item) for item in value.items()]
