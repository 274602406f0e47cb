"""The centre's settings in files: sites, queues and contracts in TOML, queues also as a table.

Every value out of range and every unknown key is an error that names its path, such as
`centre.toml contracts[0].shifts[1].span_minutes`.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from wfm.domain.errors import InputError
from wfm.domain.people import BreakTemplate, Contract, ShiftTemplate, Site
from wfm.domain.planning import Queue, ServiceLevelDefinition, ServiceTarget
from wfm.domain.time import zone_of
from wfm.services.readers.cells import channel_of, clock_minutes, opening_hours
from wfm.services.readers.faults import Fault, missing
from wfm.services.readers.sheets import Sheet, Source, content, read_sheet

T = TypeVar("T")

QUEUE_NEEDED = ("id", "channel", "zone")
QUEUE_OPTIONAL = (
    "language", "hours", "service_level", "within_seconds", "definition", "max_occupancy", "max_abandonment",
    "aht_seconds", "patience_seconds", "concurrency", "concurrency_slowdown", "weight", "skill", "country",
    "subdivision",
)  # fmt: skip
"""Keys of a queue, in TOML and as columns."""

_ABSENT: Any = object()


@dataclass(frozen=True, slots=True)
class Setup:
    """What a settings file holds."""

    name: str
    sites: tuple[Site, ...]
    queues: tuple[Queue, ...]
    contracts: tuple[Contract, ...]


class Values:
    """A TOML table read key by key: each value converted, each error and each key left over told with its path."""

    def __init__(self, table: object, path: str) -> None:
        if not isinstance(table, Mapping):
            raise InputError(f"must be a table of keys, got {table!r}", path)
        self._left = dict(table)
        self.path = path

    def take(self, key: str, convert: Callable[[Any], T], default: T = _ABSENT) -> T:
        """The value of a key, or the default where it is absent; InputError when it must not be."""
        if key not in self._left:
            if default is _ABSENT:
                raise InputError(f"must have {key!r}", self.path)
            return default
        value = self._left.pop(key)
        try:
            return convert(value)
        except InputError as error:
            where = f"{self.path}.{key}" if error.where is None else error.where
            raise InputError(error.reason, where) from error

    def tables(self, key: str) -> list[Values]:
        """The tables of an array, each with its own path."""
        items = self._left.pop(key, [])
        if not isinstance(items, list):
            raise InputError(f"must be a list of tables, got {items!r}", f"{self.path}.{key}")
        joint = "" if self.path.endswith(" ") else "."
        return [Values(item, f"{self.path}{joint}{key}[{index}]") for index, item in enumerate(items)]

    def build(self, make: Callable[[], T]) -> T:
        """What the values make, after a check that no key is left over."""
        for key in self._left:
            raise InputError("is not a key that is known here", f"{self.path}.{key}".replace(" .", " "))
        try:
            return make()
        except InputError as error:
            raise InputError(error.reason, error.where or self.path.strip()) from error


def read_setup(source: Source, name: str = "") -> Setup:
    """Read a TOML file of sites, queues and contracts; InputError names the path of what is wrong."""
    data, shown = content(source, name)
    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"must be a TOML file: {error}", shown) from error
    values = Values(document, f"{shown} ")
    sites = tuple(map(_site, values.tables("sites")))
    queues = tuple(map(_queue, values.tables("queues")))
    contracts = tuple(map(_contract, values.tables("contracts")))
    setup = values.build(lambda: Setup(shown, sites, queues, contracts))
    if not (sites or queues or contracts):
        raise InputError("must have [[sites]], [[queues]] or [[contracts]]", shown)
    for kind, things in (("site", sites), ("queue", queues), ("contract", contracts)):
        ids = [thing.id for thing in things]
        twice = next((id for id in ids if ids.count(id) > 1), None)
        if twice is not None:
            raise InputError(f"{kind} {twice!r} is there twice", shown)
    return setup


def read_queues(source: Source, name: str = "") -> tuple[str, tuple[Queue, ...], tuple[Fault, ...]]:
    """Read queues from a CSV or Excel table with the keys of a TOML queue as columns; name, queues, faults."""
    table = read_sheet(source, name)
    _check_columns(table)
    queues: dict[str, Queue] = {}
    faults = list(table.ragged)
    for row in range(table.count):
        cells = {
            record.casefold(): table.columns[k][row] for k, record in enumerate(table.header) if table.columns[k][row]
        }
        line = int(table.lines[row])
        try:
            queue = _queue(Values(cells, "queue"))
            if queue.id in queues:
                raise InputError(f"queue {queue.id!r} is there twice", "queue.id")
            queues[queue.id] = queue
        except InputError as error:
            _, _, column = (error.where or "").partition(".")
            faults.append(Fault(line, column or None, error.reason))
    return table.name, tuple(queues.values()), tuple(faults)


def _check_columns(table: Sheet) -> None:
    """InputError for a needed column that is missing, or one in use that means nothing here."""
    where = f"{table.name} line {table.header_line}"
    keys = [cell.casefold() for cell in table.header]
    absent = [key for key in QUEUE_NEEDED if key not in keys]
    if absent:
        raise InputError(
            f"a table of queues must have the columns {', '.join(QUEUE_NEEDED)}; got {', '.join(table.header)}: "
            f"{missing(absent)}",
            where,
        )
    for column, key in enumerate(keys):
        if key not in (*QUEUE_NEEDED, *QUEUE_OPTIONAL) and any(table.columns[column]):
            raise InputError(
                f"column {table.header[column]!r} is not known; known are {', '.join(QUEUE_OPTIONAL)}", where
            )


def _site(values: Values) -> Site:
    id = values.take("id", _text)
    name, seats, zone = values.take("name", _text, id), values.take("seats", _whole), values.take("zone", _zone)
    return values.build(lambda: Site(id, name, seats, zone))


def _queue(values: Values) -> Queue:
    plain = {field.name: field.default for field in fields(ServiceTarget)}
    target: dict[str, Any] = {
        "share": values.take("service_level", _figure, plain["share"]),
        "seconds": values.take("within_seconds", _figure, plain["seconds"]),
        "definition": values.take("definition", _definition, plain["definition"]),
        "max_occupancy": values.take("max_occupancy", _figure, plain["max_occupancy"]),
        "max_abandonment": values.take("max_abandonment", _figure, plain["max_abandonment"]),
    }
    settings: dict[str, Any] = {
        "id": values.take("id", _text),
        "channel": values.take("channel", lambda value: channel_of(_text(value))),
        "language": values.take("language", _text, "en"),
        "zone": values.take("zone", _zone),
        "hours": values.take("hours", lambda value: opening_hours(_text(value)), opening_hours("always")),
    }
    optional: dict[str, Callable[[Any], Any]] = {
        "aht_seconds": _figure,
        "patience_seconds": _patience,
        "concurrency": _whole,
        "concurrency_slowdown": _figure,
        "weight": _figure,
        "skill": _text,
        "country": _text,
        "subdivision": _text,
    }
    for key, convert in optional.items():
        value = values.take(key, convert, None)
        if value is not None:
            settings[key] = value
    return values.build(lambda: Queue(**settings, target=ServiceTarget(**target)))


def _contract(values: Values) -> Contract:
    id = values.take("id", _text)
    settings: dict[str, Any] = {
        "paid_per_week": values.take("paid_minutes_per_week", _pair),
        "days_per_week": values.take("days_per_week", _pair),
        "max_consecutive_days": values.take("max_consecutive_days", _whole),
        "min_rest": values.take("min_rest_minutes", _whole),
        "start_spread": values.take("start_spread_minutes", _whole, None),
        "max_weekends": values.take("max_weekends", _whole, None),
    }
    shifts = tuple(map(_template, values.tables("shifts")))

    def make() -> Contract:
        contract = Contract(id=id, shifts=shifts, **settings)
        clash = contract.clash()
        if clash:
            raise InputError(clash)
        return contract

    return values.build(make)


def _template(values: Values) -> ShiftTemplate:
    id = values.take("id", _text)
    start = values.take("start", lambda table: Values(table, f"{values.path}.start"))
    earliest, latest = start.take("earliest", _moment), start.take("latest", _moment)
    step = start.take("step", _whole)
    start.build(lambda: None)
    spans = values.take("span_minutes", _wholes)
    gap = values.take("min_gap_minutes", _whole, 0)
    breaks = tuple(map(_break, values.tables("breaks")))
    return values.build(lambda: ShiftTemplate(id, earliest, latest, step, spans, gap, breaks))


def _break(values: Values) -> BreakTemplate:
    name, minutes = values.take("name", _text), values.take("minutes", _whole)
    paid, window = values.take("paid", _flag), values.take("window", _pair)
    return values.build(lambda: BreakTemplate(name, minutes, paid, *window))


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"must be a text, got {value!r}")
    return value.strip()


def _zone(value: Any) -> str:
    return str(zone_of(_text(value)))


def _figure(value: Any) -> float:
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise InputError(f"must be a number, got {value!r}")
    return number


def _patience(value: Any) -> float:
    return math.inf if value in ("infinite", "inf", math.inf) else _figure(value)


def _whole(value: Any) -> int:
    number = _figure(value)
    if not number.is_integer():
        raise InputError(f"must be a whole number, got {value!r}")
    return int(number)


def _wholes(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise InputError(f"must be a list of whole numbers, got {value!r}")
    return tuple(map(_whole, value))


def _pair(value: Any) -> tuple[int, int]:
    numbers = _wholes(value if isinstance(value, list) else [value, value])
    if len(numbers) != 2:
        raise InputError(f"must be [least, most], got {value!r}")
    return numbers[0], numbers[1]


def _moment(value: Any) -> int:
    """A minute of the day, as a number or a clock time."""
    return clock_minutes(value) if isinstance(value, str) else _whole(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise InputError(f"must be true or false, got {value!r}")
    return value


def _definition(value: Any) -> ServiceLevelDefinition:
    try:
        return ServiceLevelDefinition(_text(value))
    except ValueError as error:
        raise InputError(f"must be one of {', '.join(ServiceLevelDefinition)}, got {value!r}") from error
