"""The centre's settings in files: sites, queues and contracts in TOML, queues also as a table.

Every value out of range and every unknown key is an error that names its path, such as
`centre.toml contracts[0].shifts[1].span_minutes`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from wfm.documents import CONTRACT, QUEUE, SITE, TOML, Door, Entity, Fields, Value, parse_toml, read
from wfm.domain.errors import InputError
from wfm.domain.people import Contract, Site
from wfm.domain.planning import Queue
from wfm.domain.texts import some_of
from wfm.services.readers.faults import Fault, missing
from wfm.services.readers.sheets import Sheet, Source, content, read_sheet

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setup:
    """What a settings file holds; `said` are the keys that it gives each queue."""

    name: str
    sites: tuple[Site, ...]
    queues: tuple[Queue, ...]
    contracts: tuple[Contract, ...]
    said: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueuesFile:
    """Queues of a table, the keys that it gives each of them, and the rows that cannot be used."""

    name: str
    queues: tuple[Queue, ...]
    said: Mapping[str, frozenset[str]]
    faults: tuple[Fault, ...]


def read_setup(source: Source, name: str = "") -> Setup:
    """Read a TOML file of sites, queues and contracts; InputError names the path of what is wrong."""
    data, shown = content(source, name)
    document = parse_toml(data, "must be a TOML file", shown)
    tables = Value(document, "", Door(TOML, f"{shown} ")).fields((), ("sites", "queues", "contracts"))
    sites = _each(SITE, tables, "sites")
    queues = _each(QUEUE, tables, "queues")
    contracts = tuple(map(_possible, _values(tables, "contracts")))
    if not (sites or queues or contracts):
        raise InputError("must have [[sites]], [[queues]] or [[contracts]]", shown)
    for word, things in (("site", sites), ("queue", queues), ("contract", contracts)):
        counts = Counter(thing.id for thing in things)
        twice = next((id for id, count in counts.items() if count > 1), None)
        if twice is not None:
            raise InputError(f"{word} {twice!r} appears twice", shown)
    keys = (frozenset(value.raw) for value in _values(tables, "queues"))
    said = {queue.id: given for queue, given in zip(queues, keys, strict=True)}
    return Setup(shown, sites, queues, contracts, said)


def _values(tables: Fields, key: str) -> list[Value]:
    found = tables.get(key)
    return [] if found is None else found.items()


def _each(entity: Entity[T], tables: Fields, key: str) -> tuple[T, ...]:
    return tuple(read(entity, value) for value in _values(tables, key))


def _possible(value: Value) -> Contract:
    """A contract that some week can satisfy."""
    contract = read(CONTRACT, value)
    clash = contract.clash()
    if clash is not None:
        raise value.fault(clash)
    return contract


def read_queues(source: Source, name: str = "") -> QueuesFile:
    """Read queues from a CSV or Excel table with the keys of a TOML queue as columns."""
    table = read_sheet(source, name)
    _check_columns(table)
    queues: dict[str, Queue] = {}
    said: dict[str, frozenset[str]] = {}
    faults = list(table.ragged)
    for row in range(table.count):
        cells = {
            record.casefold(): table.columns[k][row] for k, record in enumerate(table.header) if table.columns[k][row]
        }
        line = int(table.lines[row])
        try:
            queue = read(QUEUE, Value(cells, "queue", Door(TOML)))
            if queue.id in queues:
                raise InputError(f"queue {queue.id!r} appears twice", "queue.id")
            queues[queue.id], said[queue.id] = queue, frozenset(cells)
        except InputError as error:
            _, _, column = (error.where or "").partition(".")
            faults.append(Fault(line, column or None, error.reason))
    return QueuesFile(table.name, tuple(queues.values()), said, tuple(faults))


def _check_columns(table: Sheet) -> None:
    """InputError for a needed column that is missing, or one in use that means nothing here."""
    where = f"{table.name} line {table.header_line}"
    keys = [cell.casefold() for cell in table.header]
    absent = [key for key in QUEUE.needed if key not in keys]
    if absent:
        raise InputError(
            f"a table of queues must have the columns {', '.join(QUEUE.needed)}; got {some_of(table.header)}: "
            f"{missing(absent)}",
            where,
        )
    for column, key in enumerate(keys):
        if key not in QUEUE.keys and any(table.columns[column]):
            raise InputError(f"column {table.header[column]!r} is not known; known are {', '.join(QUEUE.keys)}", where)
