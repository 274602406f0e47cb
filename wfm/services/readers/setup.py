"""The centre's settings in files: sites, queues, contracts, teams and classes in TOML, queues also as a table.

Every value out of range and every unknown key is an error that names its path, such as
`centre.toml contracts[0].shifts[1].span_minutes`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from wfm.documents import (
    CONTRACT,
    QUEUE,
    SITE,
    TEAM,
    TOML,
    TRAINING_CLASS,
    Door,
    Entity,
    Fields,
    Value,
    parse_toml,
    read,
)
from wfm.domain.errors import InputError
from wfm.domain.people import Contract, Site, Team, TrainingClass
from wfm.domain.planning import Queue
from wfm.domain.texts import quoted, some_of
from wfm.services.readers.faults import Fault, missing
from wfm.services.readers.sheets import Sheet, Source, content, read_sheet

T = TypeVar("T")

KINDS = ("sites", "queues", "contracts", "teams", "classes")
"""Tables of a settings file."""


@dataclass(frozen=True, slots=True)
class Members(Generic[T]):
    """A team or a class, the members that the file names for it, and where in the file it is."""

    of: T
    reps: tuple[str, ...]
    place: Value

    def unknown(self, key: str, rep: str) -> InputError:
        """The error of a key that names a rep who is not on record."""
        return self.place.child(key, rep).fault(f"unknown rep {quoted(rep)}; import the reps first")


@dataclass(frozen=True, slots=True)
class Setup:
    """What a settings file holds; `said` are the keys that it gives each queue."""

    name: str
    sites: tuple[Site, ...]
    queues: tuple[Queue, ...]
    contracts: tuple[Contract, ...]
    teams: tuple[Members[Team], ...]
    classes: tuple[Members[TrainingClass], ...]
    said: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueuesFile:
    """Queues of a table, the keys that it gives each of them, and the rows that cannot be used."""

    name: str
    queues: tuple[Queue, ...]
    said: Mapping[str, frozenset[str]]
    faults: tuple[Fault, ...]


def read_setup(source: Source, name: str = "") -> Setup:
    """Read a TOML file of sites, queues, contracts, teams and classes; InputError names the path of what is wrong."""
    data, shown = content(source, name)
    document = parse_toml(data, "must be a TOML file", shown)
    tables = Value(document, "", Door(TOML, f"{shown} ")).fields((), KINDS)
    setup = Setup(
        shown,
        _each(SITE, tables, "sites"),
        _each(QUEUE, tables, "queues"),
        tuple(map(_possible, _values(tables, "contracts"))),
        tuple(_with_members(TEAM, value) for value in _values(tables, "teams")),
        tuple(_with_members(TRAINING_CLASS, value) for value in _values(tables, "classes")),
    )
    ids = {
        "site": [site.id for site in setup.sites],
        "queue": [queue.id for queue in setup.queues],
        "contract": [contract.id for contract in setup.contracts],
        "team": [team.of.id for team in setup.teams],
        "class": [course.of.id for course in setup.classes],
    }
    if not any(ids.values()):
        raise InputError("must have [[sites]], [[queues]], [[contracts]], [[teams]] or [[classes]]", shown)
    for word, listed in ids.items():
        twice = next((id for id, count in Counter(listed).items() if count > 1), None)
        if twice is not None:
            raise InputError(f"{word} {twice!r} appears twice", shown)
    keys = (frozenset(value.raw) for value in _values(tables, "queues"))
    said = {queue.id: given for queue, given in zip(setup.queues, keys, strict=True)}
    return replace(setup, said=said)


def _with_members(entity: Entity[T], value: Value) -> Members[T]:
    made = read(entity, value)
    members = value.fields((), (*entity.keys, "members")).get("members")
    return Members(made, () if members is None else tuple(member.text() for member in members.items()), value)


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
