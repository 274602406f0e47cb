"""Sites, queues, contracts and reps: entities with an id that are put, got and listed whole.

A put replaces what was there and counts its version up. With the version that was read, a put made from a stale
reading is refused instead of undoing someone else's change.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Row, Table, bindparam, delete, insert, select, update

from wfm.database import codecs
from wfm.database.repositories.base import Repository, chunks, table_of
from wfm.database.tables import ContractRow, QueueRow, RepRow, SiteRow
from wfm.database.tables.base import Base
from wfm.domain.errors import ConflictError, NotFoundError
from wfm.domain.people import Contract, Rep, Site, Stage, WorkMode
from wfm.domain.planning import Channel, Queue


class Identified(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """The id."""
        ...


E = TypeVar("E", bound=Identified)


class Entities(Repository, ABC, Generic[E]):
    """The operations that all four kinds share; a kind says its word, its table and how a row is written and read."""

    kind: str
    row: type[Base]

    @property
    def _table(self) -> Table:
        return table_of(self.row)

    @abstractmethod
    def _write(self, item: E) -> dict[str, Any]: ...

    @abstractmethod
    def _read(self, row: Row[Any]) -> E: ...

    def all(self) -> tuple[E, ...]:
        """Every one, in order of id."""
        return tuple(map(self._read, self._session.execute(select(self._table).order_by(self._table.c.id))))

    def ids(self) -> tuple[str, ...]:
        """The ids, in order."""
        return tuple(self._session.scalars(select(self._table.c.id).order_by(self._table.c.id)))

    def get(self, id: str) -> E:
        """The one of that id; NotFoundError otherwise."""
        row = self._session.execute(select(self._table).where(self._table.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no {self.kind} {id!r}")
        return self._read(row)

    def version(self, id: str) -> int:
        """How often it was put; NotFoundError when it never was."""
        found = self._session.scalar(select(self._table.c.version).where(self._table.c.id == id))
        if found is None:
            raise NotFoundError(f"there is no {self.kind} {id!r}")
        return int(found)

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
            raise ConflictError(f"{self.kind} {item.id!r} has changed since it was read; look at it again")

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
            raise NotFoundError(f"there is no {self.kind} {id!r}")


class Sites(Entities[Site]):
    """Sites."""

    kind = "site"
    row = SiteRow

    def _write(self, item: Site) -> dict[str, Any]:
        return {"id": item.id, "name": item.name, "seats": item.seats, "zone": item.zone}

    def _read(self, row: Row[Any]) -> Site:
        return Site(row.id, row.name, row.seats, row.zone)


class Queues(Entities[Queue]):
    """Queues."""

    kind = "queue"
    row = QueueRow

    def _write(self, item: Queue) -> dict[str, Any]:
        return {
            "id": item.id,
            "channel": item.channel.value,
            "language": item.language,
            "zone": item.zone,
            "hours": codecs.hours_out(item.hours),
            "target": codecs.target_out(item.target),
            "aht_seconds": float(item.aht_seconds),
            "patience_seconds": float(item.patience_seconds),
            "concurrency": item.concurrency,
            "concurrency_slowdown": float(item.concurrency_slowdown),
            "weight": float(item.weight),
            "skill": item.skill,
            "country": item.country,
            "subdivision": item.subdivision,
        }

    def _read(self, row: Row[Any]) -> Queue:
        return Queue(
            row.id,
            Channel(row.channel),
            row.language,
            row.zone,
            codecs.hours_in(row.hours),
            codecs.target_in(row.target),
            row.aht_seconds,
            row.patience_seconds,
            row.concurrency,
            row.concurrency_slowdown,
            row.weight,
            row.skill,
            row.country,
            row.subdivision,
        )


class Contracts(Entities[Contract]):
    """Contracts with their shift templates."""

    kind = "contract"
    row = ContractRow

    def _write(self, item: Contract) -> dict[str, Any]:
        return {
            "id": item.id,
            "paid_low": item.paid_per_week[0],
            "paid_high": item.paid_per_week[1],
            "days_low": item.days_per_week[0],
            "days_high": item.days_per_week[1],
            "max_consecutive_days": item.max_consecutive_days,
            "min_rest": item.min_rest,
            "start_spread": item.start_spread,
            "max_weekends": item.max_weekends,
            "shifts": [codecs.template_out(t) for t in item.shifts],
        }

    def _read(self, row: Row[Any]) -> Contract:
        return Contract(
            row.id,
            (row.paid_low, row.paid_high),
            (row.days_low, row.days_high),
            row.max_consecutive_days,
            row.min_rest,
            tuple(map(codecs.template_in, row.shifts)),
            row.start_spread,
            row.max_weekends,
        )


class Reps(Entities[Rep]):
    """Reps; those who left stay on record and are left out of `all` unless asked for."""

    kind = "rep"
    row = RepRow

    def all(self, active_only: bool = True) -> tuple[Rep, ...]:
        """Every rep in order of id, by default only those who still work here."""
        query = select(self._table).order_by(self._table.c.id)
        if active_only:
            query = query.where(self._table.c.active.is_(True))
        return tuple(map(self._read, self._session.execute(query)))

    def get_many(self, ids: Sequence[str]) -> dict[str, Rep]:
        """The reps of these ids, left out where there is none."""
        found: dict[str, Rep] = {}
        for part in chunks(ids):
            rows = self._session.execute(select(self._table).where(self._table.c.id.in_(part)))
            found.update((rep.id, rep) for rep in map(self._read, rows))
        return found

    def active(self, id: str) -> bool:
        """Whether the rep still works here; NotFoundError for no such rep."""
        found = self._session.scalar(select(self._table.c.active).where(self._table.c.id == id))
        if found is None:
            raise NotFoundError(f"there is no rep {id!r}")
        return bool(found)

    def set_active(self, id: str, active: bool) -> None:
        """Mark a rep as working here or gone; NotFoundError for no such rep."""
        table = self._table
        change = update(table).where(table.c.id == id).values(active=active, version=table.c.version + 1)
        if self._change(change) == 0:
            raise NotFoundError(f"there is no rep {id!r}")

    def _write(self, item: Rep) -> dict[str, Any]:
        low, high = item.office_days if item.office_days is not None else (None, None)
        return {
            "id": item.id,
            "name": item.name,
            "contract": item.contract,
            "skills": item.skills,
            "languages": item.languages,
            "work_mode": item.work_mode.value,
            "site": item.site,
            "office_low": low,
            "office_high": high,
            "hired": item.hired,
            "wage_per_hour": item.wage_per_hour,
            "home_workspace_approved": item.home_workspace_approved,
            "stage": item.stage.value,
            "performance": item.performance,
            "available": item.available,
            "preferred_start": item.preferred_start,
            "email": item.email,
        }

    def _read(self, row: Row[Any]) -> Rep:
        return Rep(
            id=row.id,
            name=row.name,
            contract=row.contract,
            skills=row.skills,
            languages=tuple(row.languages),
            work_mode=WorkMode(row.work_mode),
            site=row.site,
            office_days=None if row.office_low is None else (row.office_low, row.office_high),
            hired=row.hired,
            wage_per_hour=row.wage_per_hour,
            home_workspace_approved=row.home_workspace_approved,
            stage=Stage(row.stage),
            performance=row.performance,
            available=codecs.windows_in(row.available),
            preferred_start=row.preferred_start,
            email=row.email,
        )
