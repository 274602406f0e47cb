"""Sites, queues and contracts: entities with an id that are put, got and listed whole.

A put replaces what was there and counts its version up. With the version that was read, a put made from a stale
reading is refused instead of undoing someone else's change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import Row, Table, bindparam, delete, insert, select, update

from wfm.database.repositories.base import Repository, chunks, table_of
from wfm.database.tables import ContractRow, QueueRow, SiteRow
from wfm.database.tables.base import Base
from wfm.documents import CONTRACT, QUEUE, SITE, Entity, loaded, stored
from wfm.domain.errors import ConflictError, NotFoundError
from wfm.domain.people import Contract, Site
from wfm.domain.planning import Queue


class Identified(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """The id."""
        ...


E = TypeVar("E", bound=Identified)


class Entities(Repository, Generic[E]):
    """The operations that all of them share; each says its word, its fields and its table.

    A column is named as the attribute it holds. `ranges` maps an attribute of two numbers to the stem of the two
    columns that hold them.
    """

    word: str
    entity: Entity[E]
    row: type[Base]
    ranges: ClassVar[Mapping[str, str]] = {}

    @property
    def _table(self) -> Table:
        return table_of(self.row)

    def _write(self, item: E) -> dict[str, Any]:
        return ranges_out(stored(self.entity, item), self.ranges)

    def _read(self, row: Row[Any]) -> E:
        return loaded(self.entity, ranges_in(dict(row._mapping), self.ranges))

    def _items(self, rows: Sequence[Row[Any]]) -> list[E]:
        """What rows of the table hold, with what other tables add to it."""
        return list(map(self._read, rows))

    def all(self) -> tuple[E, ...]:
        """Every one, in order of id."""
        return tuple(self._items(self._session.execute(select(self._table).order_by(self._table.c.id)).all()))

    def ids(self) -> tuple[str, ...]:
        """The ids, in order."""
        return tuple(self._session.scalars(select(self._table.c.id).order_by(self._table.c.id)))

    def get(self, id: str) -> E:
        """The one of that id; NotFoundError otherwise."""
        row = self._session.execute(select(self._table).where(self._table.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no {self.word} {id!r}")
        return self._items([row])[0]

    def get_many(self, ids: Iterable[str]) -> dict[str, E]:
        """Those of these ids, left out where there is none."""
        found: dict[str, E] = {}
        for part in chunks(dict.fromkeys(ids)):
            rows = self._session.execute(select(self._table).where(self._table.c.id.in_(part))).all()
            found.update((item.id, item) for item in self._items(rows))
        return found

    def version(self, id: str) -> int:
        """How often it was put; NotFoundError when it never was."""
        found = self._session.scalar(select(self._table.c.version).where(self._table.c.id == id))
        if found is None:
            raise NotFoundError(f"there is no {self.word} {id!r}")
        return int(found)

    def versions(self) -> dict[str, int]:
        """How often each was put."""
        rows = self._session.execute(select(self._table.c.id, self._table.c.version))
        return {row.id: row.version for row in rows}

    def put(self, item: E, version: int | None = None) -> None:
        """Insert it or replace what has its id; with a version, ConflictError unless that is still the stored one."""
        if version is None:
            self.put_many([item])
            return
        key = self._table.c.id == item.id
        changed = self._change(
            update(self._table)
            .where(key, self._table.c.version == version)
            .values(**self._write(item), version=version + 1)
        )
        if changed == 0:
            raise ConflictError(f"{self.word} {item.id!r} has changed since it was read; look at it again")

    def put_many(self, items: Iterable[E]) -> None:
        """Insert or replace them all; of several with one id the last stands."""
        wanted = {item.id: item for item in items}
        table = self._table
        versions: dict[str, int] = {}
        for part in chunks(wanted):
            found = self._session.execute(select(table.c.id, table.c.version).where(table.c.id.in_(part)))
            versions.update((id, version) for id, version in found)
        new = [{**self._write(item), "version": 1} for id, item in wanted.items() if id not in versions]
        if new:
            self._session.execute(insert(table), new)
        if versions:
            changes = [
                {**self._write(wanted[id]), "version": version + 1, "key": id} for id, version in versions.items()
            ]
            self._session.connection().execute(update(table).where(table.c.id == bindparam("key")), changes)

    def remove(self, id: str) -> None:
        """Delete it; NotFoundError when absent, ConflictError while something still refers to it."""
        if self._change(delete(self._table).where(self._table.c.id == id)) == 0:
            raise NotFoundError(f"there is no {self.word} {id!r}")


def ranges_out(values: dict[str, Any], ranges: Mapping[str, str]) -> dict[str, Any]:
    """Values with two columns in place of each range."""
    for attribute, stem in ranges.items():
        values[f"{stem}_low"], values[f"{stem}_high"] = values.pop(attribute) or (None, None)
    return values


def ranges_in(values: dict[str, Any], ranges: Mapping[str, str]) -> dict[str, Any]:
    """Values with each range from its two columns."""
    for attribute, stem in ranges.items():
        low, high = values[f"{stem}_low"], values[f"{stem}_high"]
        values[attribute] = None if low is None else (low, high)
    return values


class Sites(Entities[Site]):
    """Sites."""

    word = "site"
    entity = SITE
    row = SiteRow


class Queues(Entities[Queue]):
    """Queues; the exceptions of their opening hours have a column of their own, null where there are none."""

    word = "queue"
    entity = QUEUE
    row = QueueRow

    def _write(self, item: Queue) -> dict[str, Any]:
        values = super()._write(item)
        hours = values["hours"]
        return {**values, "hours": hours["open"], "exceptions": hours["exceptions"] or None}

    def _read(self, row: Row[Any]) -> Queue:
        values = dict(row._mapping)
        hours = {"open": values["hours"], "exceptions": values.pop("exceptions") or ()}
        return loaded(self.entity, {**values, "hours": hours})


class Contracts(Entities[Contract]):
    """Contracts with their shift templates."""

    word = "contract"
    entity = CONTRACT
    row = ContractRow
    ranges: ClassVar[Mapping[str, str]] = {"paid_per_week": "paid", "days_per_week": "days"}
