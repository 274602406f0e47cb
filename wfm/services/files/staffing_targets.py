"""The targets file of `wfm staff --file`: queues with their promises, shrinkage and campaigns, in TOML.

```toml
timezone = "America/New_York"     # of times without an offset, and of opening hours
model = "erlang_a"                # or erlang_c: nobody hangs up
quantile = 0.7                    # optional: staff for this quantile of the volume

[[shrinkage]]
name = "sickness"
share = 0.06
basis = "paid"                    # paid, scheduled or remaining
placed = false                    # true: the scheduler places it, so it is not deducted

[queues.voice-en]
channel = "voice"                 # voice, chat, email, outbound, callback
share = 0.80                      # service level
seconds = 20
definition = "offered"            # offered, answered, excluding_short, virtual
max_occupancy = 0.88
open = "08:00-20:00"              # optional; days = ["mon", "tue", ...]
aht_seconds = 300                 # where the forecast has none
patience_seconds = 180            # inf: nobody hangs up

[queues.sales.campaign]           # outbound only
connect_rate = 0.3

[[pools]]                         # voice queues that share reps, staffed together
queues = ["voice-en", "voice-es"]
share = 0.3                       # of all their reps can serve every one of them

[[escalations]]                   # a second tier, fed by what the first handles
from = "voice-en"
to = "experts"
share = 0.1
aht_seconds = 600                 # optional: the queue's own without it
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from wfm.domain.errors import InputError
from wfm.domain.planning import Channel, OperatingHours, Queue, ServiceLevelDefinition, ServiceTarget
from wfm.staffing import (
    CHANNELS,
    Callback,
    Campaign,
    ChannelModel,
    Email,
    Escalation,
    Outbound,
    Pool,
    QueueingModel,
    Shrinkage,
    ShrinkageComponent,
)

T = TypeVar("T")
Table = Mapping[str, Any]

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TARGET = ("share", "seconds", "definition", "max_occupancy", "max_abandonment")
_QUEUE = (
    "language", "aht_seconds", "patience_seconds", "concurrency", "concurrency_slowdown", "weight", "skill",
)  # fmt: skip
_TOP = ("timezone", "model", "quantile", "shrinkage", "queues", "email_clock", "pools", "escalations")


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
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"the file must be TOML: {error}", str(path)) from error
    _known(data, _TOP, str(path))
    timezone = _text(data, "timezone", "UTC", str(path))
    tables = data.get("queues", {})
    if not isinstance(tables, dict) or not tables:
        raise InputError("at least one table [queues.NAME] must be given", str(path))
    queues = {name: _queue(name, table, timezone, f"{path}: queues.{name}") for name, table in tables.items()}
    model = _text(data, "model", "erlang_a", str(path))
    if model not in ("erlang_a", "erlang_c"):
        raise InputError(f"model must be erlang_a or erlang_c, got {model!r}", str(path))
    quantile = data.get("quantile")
    if quantile is not None and not (isinstance(quantile, (int, float)) and 0 < quantile < 1):
        raise InputError(f"quantile must be in (0, 1), got {quantile!r}", str(path))
    backlog = {name: float(_number(table, "backlog", 0.0, f"{path}: queues.{name}")) for name, table in tables.items()}
    return StaffingTargets(
        timezone,
        cast(QueueingModel, model),
        quantile,
        _shrinkage(data, path),
        queues,
        backlog,
        _channels(data, tables, path),
        _pools(data, queues, path),
        _escalations(data, queues, path),
    )


def _pools(data: Table, queues: Mapping[str, Queue], path: Path) -> tuple[Pool, ...]:
    """Voice queues that share reps, each in one pool at most."""
    pools: list[Pool] = []
    for where, table in _tables(data, "pools", ("queues", "share"), path):
        names = table.get("queues", [])
        if not isinstance(names, list):
            raise InputError(f"queues must be a list of names, got {names!r}", where)
        for name in names:
            _voice(name, queues, where)
            if any(name in pool.queues for pool in pools):
                raise InputError(f"queue {name} is in another pool already", where)
        share = _number(table, "share", 0.0, where)
        pools.append(_located(partial(Pool.of_share, names, share), where))
    return tuple(pools)


def _voice(name: object, queues: Mapping[str, Queue], where: str) -> None:
    if name not in queues:
        raise InputError(f"queue must be one of {', '.join(queues)}, got {name!r}", where)
    channel = queues[str(name)].channel
    if channel is not Channel.VOICE:
        raise InputError(f"only voice queues share reps in a pool, queue {name} is {channel.value}", where)


def _escalations(data: Table, queues: Mapping[str, Queue], path: Path) -> tuple[Escalation, ...]:
    """Second tiers; both queues must be among the targets."""
    result = []
    for where, table in _tables(data, "escalations", ("from", "to", "share", "aht_seconds"), path):
        first, second = (_choice_of(table.get(key), queues, key, where) for key in ("from", "to"))
        aht = _number(table, "aht_seconds", 0.0, where) or None
        share = _number(table, "share", 0.0, where)
        result.append(_located(partial(Escalation, first, second, share, aht), where))
    return tuple(result)


def _choice_of(value: object, queues: Mapping[str, Queue], key: str, where: str) -> str:
    if value not in queues:
        raise InputError(f"{key} must be one of {', '.join(queues)}, got {value!r}", where)
    return str(value)


def _tables(data: Table, key: str, known: tuple[str, ...], path: Path) -> list[tuple[str, Table]]:
    """The tables of `[[key]]`, each with its place in the file."""
    found = data.get(key, [])
    if not isinstance(found, list):
        raise InputError(f"must be tables [[{key}]], got {found!r}", f"{path}: {key}")
    result: list[tuple[str, Table]] = []
    for number, table in enumerate(found):
        where = f"{path}: {key}[{number}]"
        if not isinstance(table, dict):
            raise InputError(f"must be a table, got {table!r}", where)
        _known(table, known, where)
        result.append((where, table))
    return result


def _channels(data: Table, tables: Table, path: Path) -> tuple[ChannelModel, ...]:
    """The channel models with this file's campaigns and clock."""
    campaigns = {
        name: _made(Campaign, table["campaign"], f"{path}: queues.{name}.campaign")
        for name, table in tables.items()
        if "campaign" in table
    }
    clock = data.get("email_clock", "business")
    own: dict[Channel, ChannelModel] = {
        Channel.OUTBOUND: Outbound(campaigns),
        Channel.EMAIL: _located(lambda: Email(clock), str(path)),
        Channel.CALLBACK: _located(lambda: Callback(clock), str(path)),
    }
    return tuple(own.get(model.channel, model) for model in CHANNELS)


def _queue(name: str, table: object, timezone: str, where: str) -> Queue:
    if not isinstance(table, dict):
        raise InputError(f"must be a table, got {table!r}", where)
    _known(table, (*_TARGET, *_QUEUE, "channel", "open", "days", "backlog", "campaign"), where)
    channel = _choice(Channel, table.get("channel", "voice"), "channel", where)
    if "campaign" in table and channel is not Channel.OUTBOUND:
        raise InputError(f"campaign belongs to channel outbound, got channel {channel.value}", where)
    promise = {key: table[key] for key in _TARGET if key in table}
    if "definition" in promise:
        promise["definition"] = _choice(ServiceLevelDefinition, promise["definition"], "definition", where)
    plain = {key: table[key] for key in _QUEUE if key in table}
    for key, value in {**plain, **promise}.items():
        wanted = str if key in ("language", "skill", "definition") else (int if key == "concurrency" else (int, float))
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise InputError(f"{key} must be {'text' if wanted is str else 'a number'}, got {value!r}", where)
    language = plain.pop("language", "en")
    return _located(
        lambda: Queue(name, channel, language, timezone, _hours(table, where), ServiceTarget(**promise), **plain), where
    )


def _hours(table: Table, where: str) -> OperatingHours:
    """Opening hours from `open = "08:00-20:00"` and `days`; always open without them."""
    days = table.get("days", list(_WEEKDAYS))
    if not isinstance(days, list) or not set(days) <= set(_WEEKDAYS):
        raise InputError(f"days must be a list of {', '.join(_WEEKDAYS)}, got {days!r}", where)
    text = table.get("open", "00:00-24:00")
    try:
        low, high = (60 * int(part[:-3]) + int(part[-2:]) for part in str(text).split("-"))
    except ValueError:
        raise InputError(f"open must be like 08:00-20:00, got {text!r}", where) from None
    return OperatingHours.daily(low, high, tuple(_WEEKDAYS.index(day) for day in days))


def _shrinkage(data: Table, path: Path) -> Shrinkage:
    parts = data.get("shrinkage", 0.0)
    where = f"{path}: shrinkage"
    if isinstance(parts, (int, float)):
        return _located(lambda: Shrinkage.of(float(parts)), where)
    if not isinstance(parts, list):
        raise InputError(f"must be a share or tables [[shrinkage]], got {parts!r}", where)
    components = tuple(_made(ShrinkageComponent, part, f"{where}[{i}]") for i, part in enumerate(parts))
    return _located(lambda: Shrinkage(components), where)


def _made(kind: type[T], table: object, where: str) -> T:
    """A dataclass from a table whose keys are its fields; lists become tuples."""
    if not isinstance(table, dict):
        raise InputError(f"must be a table, got {table!r}", where)
    _known(table, tuple(f.name for f in fields(cast(Any, kind))), where)
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return _located(lambda: kind(**values), where)


def _located(make: Callable[[], T], where: str) -> T:
    """What `make` gives; an error of its values is told with the place in the file."""
    try:
        return make()
    except InputError as error:
        raise InputError(error.reason, where) from error
    except (TypeError, ValueError) as error:
        raise InputError(f"values must be of the kinds the table takes: {error}", where) from error


def _known(table: Table, keys: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in keys:
            raise InputError(f"unknown key {key!r}; known are {', '.join(keys)}", where)


def _text(table: Table, key: str, default: str, where: str) -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise InputError(f"{key} must be text, got {value!r}", where)
    return value


def _number(table: Table, key: str, default: float, where: str) -> float:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        raise InputError(f"{key} must be a number >= 0, got {value!r}", where)
    return float(value)


def _choice(kind: type[T], value: object, key: str, where: str) -> T:
    members = {str(member): member for member in cast(Any, kind)}
    if value not in members:
        raise InputError(f"{key} must be one of {', '.join(members)}, got {value!r}", where)
    return cast(T, members[str(value)])
