"""Reps with their terms from a date and their class, teams, training classes, and what holds for the whole centre."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from sqlalchemy import Row, Select, delete, insert, select, update

from wfm.database.repositories.base import CHUNK, Repository, chunks, table_of
from wfm.database.repositories.entities import Entities, ranges_in, ranges_out
from wfm.database.tables import CentreRow, ClassMemberRow, RepRow, RepTermRow, TeamRow, TrainingClassRow
from wfm.documents import DATED_TERMS, REP, TEAM, TRAINING_CLASS, loaded, stored
from wfm.domain.errors import ConflictError, NotFoundError
from wfm.domain.people import DatedTerms, Rep, Team, TrainingClass
from wfm.domain.planning import CentreSettings, LeaveTakes

_TERMS, _MEMBERS, _CLASSES = table_of(RepTermRow), table_of(ClassMemberRow), table_of(TrainingClassRow)
_CENTRE = table_of(CentreRow)
_OFFICE: Mapping[str, str] = {"office_days": "office"}


class Reps(Entities[Rep]):
    """Reps; those who left stay on record and are left out of `all` unless asked for.

    They are read with their terms and their class. A put keeps both as they are: `set_terms` and `TrainingClasses`
    change them.
    """

    word = "rep"
    entity = REP
    row = RepRow
    ranges: ClassVar[Mapping[str, str]] = _OFFICE

    def all(self, active_only: bool = True) -> tuple[Rep, ...]:
        """Every rep in order of id, by default only those who still work here."""
        query = select(self._table).order_by(self._table.c.id)
        if active_only:
            query = query.where(self._table.c.active.is_(True))
        return tuple(self._items(self._session.execute(query).all()))

    def put(self, item: Rep, version: int | None = None) -> None:
        """Insert it or replace what has its id; InputError where the terms that are kept do not fit."""
        if version is not None:
            self._check_kept([item])
        super().put(item, version)

    def put_many(self, items: Iterable[Rep]) -> None:
        """Insert or replace them all; InputError where the terms that one keeps do not fit."""
        reps = tuple(items)
        self._check_kept(reps)
        super().put_many(reps)

    def set_terms(self, id: str, terms: Iterable[DatedTerms], version: int | None = None) -> None:
        """Have these be all of a rep's terms; with a version, ConflictError unless it is the stored one."""
        if version is not None:
            self.touch(id, version)
        self.put_terms({id: tuple(terms)}, counted=version is not None)

    def put_terms(self, terms: Mapping[str, Sequence[DatedTerms]], counted: bool = False) -> None:
        """Have these be all the terms of these reps; NotFoundError for no such rep, InputError where they do not fit.

        The reps' versions are counted up unless that was done.
        """
        known, rows = self.get_many(terms), []
        for id, given in terms.items():
            if id not in known:
                raise NotFoundError(f"there is no rep {id!r}")
            fitting = replace(known[id], terms=tuple(sorted(given, key=lambda one: one.first_day)))
            rows += [{"rep": id, **ranges_out(stored(DATED_TERMS, one), _OFFICE)} for one in fitting.terms]
        table = self._table
        for part in chunks(terms):
            self._change(delete(_TERMS).where(_TERMS.c.rep.in_(part)))
            if not counted:
                self._change(update(table).where(table.c.id.in_(part)).values(version=table.c.version + 1))
        if rows:
            self._session.execute(insert(_TERMS), rows)

    def touch(self, id: str, version: int) -> None:
        """Count the version up; ConflictError unless it is this one, NotFoundError for no such rep."""
        table = self._table
        guard = (table.c.id == id, table.c.version == version)
        if self._change(update(table).where(*guard).values(version=version + 1)) == 0:
            self.version(id)
            raise ConflictError(f"rep {id!r} has changed since it was read; look at it again")

    def inactive(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these ids that are of reps who no longer work here."""
        table, found = self._table, set[str]()
        for part in chunks(sorted(set(ids))):
            found.update(
                self._session.scalars(select(table.c.id).where(table.c.id.in_(part), table.c.active.is_(False)))
            )
        return frozenset(found)

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

    def _items(self, rows: Sequence[Row[Any]]) -> list[Rep]:
        ids = [row.id for row in rows]
        terms, classes = self._terms(ids), self._classes(ids)
        return [
            replace(rep, terms=terms.get(rep.id, ()), training=classes.get(rep.id))
            if rep.id in {*terms, *classes}
            else rep
            for rep in map(self._read, rows)
        ]

    def _check_kept(self, reps: Sequence[Rep]) -> None:
        """InputError for a rep who would no longer fit the terms on record: they are those that are read next."""
        kept = {rep: terms for part in chunks([r.id for r in reps]) for rep, terms in self._terms(part).items()}
        for rep in reps:
            if rep.id in kept:
                replace(rep, terms=kept[rep.id])

    def _terms(self, ids: Sequence[str]) -> dict[str, tuple[DatedTerms, ...]]:
        """Terms by rep, in order of their dates."""
        found: dict[str, list[DatedTerms]] = {}
        query = select(_TERMS).order_by(_TERMS.c.rep, _TERMS.c.first_day)
        for row in self._session.execute(_of(query, _TERMS.c.rep, ids)):
            found.setdefault(row.rep, []).append(loaded(DATED_TERMS, ranges_in(dict(row._mapping), _OFFICE)))
        return {rep: tuple(terms) for rep, terms in found.items()}

    def _classes(self, ids: Sequence[str]) -> dict[str, TrainingClass]:
        """The class of each rep who is in one."""
        query = select(_MEMBERS.c.rep, _CLASSES).join(_CLASSES, _CLASSES.c.id == _MEMBERS.c["class"])
        read: dict[str, TrainingClass] = {}
        found: dict[str, TrainingClass] = {}
        for row in self._session.execute(_of(query, _MEMBERS.c.rep, ids)):
            if row.id not in read:
                read[row.id] = loaded(TRAINING_CLASS, dict(row._mapping))
            found[row.rep] = read[row.id]
        return found


class Teams(Entities[Team]):
    """Teams; who is in one is told by the reps."""

    word = "team"
    entity = TEAM
    row = TeamRow

    def remove(self, id: str) -> None:
        """Delete it; whoever was in it is in none. NotFoundError when absent."""
        super().remove(id)
        reps = table_of(RepRow)
        self._change(update(reps).where(reps.c.team == id).values(team=None))
        self._change(update(_TERMS).where(_TERMS.c.team == id).values(team=""))


class TrainingClasses(Entities[TrainingClass]):
    """Training classes and who is in them."""

    word = "training class"
    entity = TRAINING_CLASS
    row = TrainingClassRow

    def members(self, *ids: str) -> dict[str, tuple[str, ...]]:
        """Reps by class, in order: of these classes, or of all."""
        query = select(_MEMBERS).order_by(_MEMBERS.c["class"], _MEMBERS.c.rep)
        found: dict[str, list[str]] = {}
        for row in self._session.execute(_of(query, _MEMBERS.c["class"], ids) if ids else query):
            found.setdefault(row._mapping["class"], []).append(row.rep)
        return {id: tuple(reps) for id, reps in found.items()}

    def add(self, id: str, reps: Collection[str]) -> None:
        """Put reps into a class, out of any other."""
        self.release(reps)
        if reps:
            self._session.execute(insert(_MEMBERS), [{"rep": rep, "class": id} for rep in sorted(set(reps))])

    def release(self, reps: Collection[str]) -> int:
        """Take reps out of their classes; how many were in one."""
        return sum(self._change(delete(_MEMBERS).where(_MEMBERS.c.rep.in_(part))) for part in chunks(sorted(set(reps))))


class Centre(Repository):
    """What holds for the whole centre; as it comes until something is set."""

    def settings(self) -> CentreSettings:
        """The settings."""
        row = self._session.execute(select(_CENTRE.c.week_start, _CENTRE.c.leave_takes)).first()
        return CentreSettings() if row is None else CentreSettings(row.week_start, LeaveTakes(row.leave_takes))

    def version(self) -> int:
        """How often they were set."""
        return self._session.scalar(select(_CENTRE.c.version)) or 0

    def set(self, settings: CentreSettings, version: int | None = None) -> None:
        """Replace them; with the version that was read, ConflictError when they have changed since."""
        stored_version = self.version()
        if version is not None and version != stored_version:
            raise ConflictError("the centre's settings have changed since they were read; look at them again")
        values: dict[str, Any] = {"week_start": settings.week_start, "leave_takes": settings.leave_takes.value}
        values["version"] = stored_version + 1
        if stored_version == 0:
            self._session.execute(insert(_CENTRE).values(id=1, **values))
        elif self._change(update(_CENTRE).where(_CENTRE.c.version == stored_version).values(**values)) == 0:
            raise ConflictError("the centre's settings have changed since they were read; look at them again")


def _of(query: Select[Any], column: Any, ids: Sequence[str]) -> Select[Any]:
    """The query for these ids alone, or for all where they are too many for one statement."""
    return query.where(column.in_(ids)) if len(ids) <= CHUNK else query
