"""What the tables hold on one person, by what `personal_columns` says of each column: read whole, or replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, and_, cast, delete, func, insert, or_, select, true, update

from wfm.database.repositories.base import Repository, table_of
from wfm.database.tables import Base, JobRow, RepRow, ScheduleRow, ShiftRow, TimeOffRow, UserRow
from wfm.database.tables.personal_columns import COLUMNS, OWN_WORDS, Holds, holding, tables_holding

PEOPLE = {"rep": Holds.REP, "calendar": Holds.REP, "user": Holds.ACCOUNT}
"""Things of the audit log that are people, by the id they go under."""

CLEARED = (
    "hired",
    "wage_per_hour",
    "performance",
    "available",
    "preferred_start",
    "email",
    "zone",
    "team",
    "first_day",
    "last_day",
)
"""Facts of a rep that no schedule's numbers rest on."""

_REP, _USER, _OFF = table_of(RepRow), table_of(UserRow), table_of(TimeOffRow)
_SHIFT, _SCHEDULE, _JOB = table_of(ShiftRow), table_of(ScheduleRow), table_of(JobRow)

Place = tuple[str, Mapping[str, Any], str]
"""A table, a row's key in it, and a column."""


class Personal(Repository):
    """Rows about a person, across all tables."""

    def rows(self, table: str, rep: str | None, accounts: Mapping[int, str]) -> list[dict[str, Any]]:
        """The rows of a table that are of the person, by key, without the hashes of secrets."""
        found, secret = Base.metadata.tables[table], holding(table, Holds.SECRET)
        theirs = _theirs(found, rep, accounts)
        if theirs is None:
            return []
        query = select(found).where(theirs).order_by(*found.primary_key.columns)
        return [
            {name: value for name, value in row._mapping.items() if name not in secret}
            for row in self._session.execute(query)
        ]

    def texts(self, probes: Sequence[str] = ()) -> Iterator[tuple[Place, Any]]:
        """Words and documents that may name a person, with their places; with probes, those of rows that hold one."""
        for table in tables_holding(Holds.WORDS, Holds.DOCUMENT):
            for key, row in self._worded(table, probes):
                for column, value in row.items():
                    yield (table, key, column), value

    def rename_rep(self, id: str, pseudonym: str) -> None:
        """Have a rep go under a pseudonym, without what no schedule needs; what refers to the rep is not moved yet."""
        row = self._session.execute(select(_REP).where(_REP.c.id == id)).one()._mapping
        bare = {**row, "id": pseudonym, "name": pseudonym, **dict.fromkeys(CLEARED), "version": row["version"] + 1}
        self._session.execute(insert(_REP).values(**bare))

    def drop_rep(self, id: str) -> None:
        """Delete a rep that nothing refers to any more."""
        self._change(delete(_REP).where(_REP.c.id == id))

    def drop_accounts(self, ids: Sequence[int]) -> None:
        """Delete accounts; their sessions go with them."""
        self._change(delete(_USER).where(_USER.c.id.in_(ids)))

    def drop_calendar(self, rep: str) -> None:
        """Delete the address of a rep's calendar."""
        calendars = Base.metadata.tables["calendars"]
        self._change(delete(calendars).where(calendars.c.rep == rep))

    def leave_groups(self, rep: str) -> dict[str, int]:
        """Take a rep out of class and teams, and forget when they were employed; how many rows by table.

        What terms say of work stays, since schedules were made by it.
        """
        terms, teams, members, audit = (
            Base.metadata.tables[name] for name in ("rep_terms", "teams", "class_members", "audit")
        )
        work = [c for c in terms.columns if c.name not in ("rep", "first_day", "team")]
        changed = {
            "class_members": self._change(delete(members).where(members.c.rep == rep)),
            "teams": self._change(update(teams).where(teams.c.lead == rep).values(lead=None)),
            "rep_terms": self._change(delete(terms).where(terms.c.rep == rep, *(c.is_(None) for c in work))),
        }
        self._change(update(terms).where(terms.c.rep == rep).values(team=None))
        told = (audit.c.entity == "rep", audit.c.entity_id == rep, audit.c.action == "set employment")
        self._change(update(audit).where(*told).values(detail={}))
        return changed

    def clear_own_words(self, rep: str) -> dict[str, int]:
        """Empty what was said about the rep in rows of their own; how many rows by table."""
        changed = {}
        for name, words in OWN_WORDS.items():
            table = Base.metadata.tables[name]
            theirs = or_(*(table.c[column] == rep for column in holding(name, Holds.REP)))
            said = or_(*(table.c[column] != "" for column in words))
            changed[name] = self._change(update(table).where(theirs, said).values(dict.fromkeys(words, "")))
        return changed

    def withdraw_leave(self, rep: str, by: str) -> int:
        """End the rep's requests for leave that still wait; how many."""
        values = {"state": "withdrawn", "decided_by": by, "version": _OFF.c.version + 1}
        return self._change(update(_OFF).where(_OFF.c.rep == rep, _OFF.c.state == "requested").values(**values))

    def replace_ids(
        self, rep: str | None, accounts: Sequence[str], common: Callable[[str], bool], pseudonym: str
    ) -> dict[str, int]:
        """Put the pseudonym where the rep or an account is referred to; how many values by table."""
        changed: dict[str, int] = {}
        for table in tables_holding(Holds.REP, Holds.ACCOUNT, Holds.THING):
            if table in ("reps", "users"):
                continue
            for column, held in COLUMNS[table].items():
                wanted = {Holds.REP: [rep] if rep else [], Holds.ACCOUNT: list(accounts)}.get(held, [])
                if held is Holds.THING:
                    changed[table] = changed.get(table, 0) + self._replace_things(rep, accounts, common, pseudonym)
                elif wanted:
                    found = Base.metadata.tables[table]
                    change = update(found).where(found.c[column].in_(wanted)).values({column: pseudonym})
                    changed[table] = changed.get(table, 0) + self._change(change)
        return changed

    def _replace_things(
        self, rep: str | None, accounts: Sequence[str], common: Callable[[str], bool], pseudonym: str
    ) -> int:
        """In the audit log an id means a person by the kind of thing beside it, or by being like no other word."""
        audit, count = Base.metadata.tables["audit"], 0
        for held, ids in ((Holds.REP, [rep] if rep else []), (Holds.ACCOUNT, list(accounts))):
            people = [thing for thing, kind in PEOPLE.items() if kind is held]
            for id in ids:
                meant = [audit.c.entity_id == id, *([audit.c.entity.in_(people)] if common(id) else [])]
                count += self._change(update(audit).where(*meant).values(entity_id=pseudonym))
        return count

    def replace_words(
        self, words: Callable[[str], str], document: Callable[[Any], Any], probes: Sequence[str] = ()
    ) -> dict[str, int]:
        """Put words and documents through these, of rows that hold a probe; how many rows changed by table."""
        changed: dict[str, int] = {}
        for name in tables_holding(Holds.WORDS, Holds.DOCUMENT):
            table = Base.metadata.tables[name]
            for key, row in self._worded(name, probes):
                new = {c: words(v) if isinstance(v, str) else document(v) for c, v in row.items()}
                different = {column: value for column, value in new.items() if value != row[column]}
                if different:
                    self._change(update(table).where(_at(table, key)).values(different))
                    changed[name] = changed.get(name, 0) + 1
        return changed

    def _worded(self, name: str, probes: Sequence[str]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
        """The keys and words of a table's rows; read in parts, so that a large table does not fill the memory.

        `probes` are ASCII letters and digits, which stand in JSON as they are: the database passes by rows without one.
        """
        table = Base.metadata.tables[name]
        keys = [column.name for column in table.primary_key.columns]
        columns = holding(name, Holds.WORDS, Holds.DOCUMENT)
        said = (
            true()
            if not probes
            else or_(
                *(
                    func.lower(cast(table.c[c], Text)).contains(p.lower(), autoescape=True)
                    for c in columns
                    for p in probes
                )
            )
        )
        query = select(*(table.c[c] for c in (*keys, *columns))).where(said).order_by(*(table.c[k] for k in keys))
        after: tuple[Any, ...] | None = None
        while True:
            part = query if after is None else query.where(_beyond([table.c[k] for k in keys], after))
            rows = self._session.execute(part.limit(_PART)).all()
            for row in rows:
                values = row._mapping
                yield (
                    {k: values[k] for k in keys},
                    {column: values[column] for column in columns if values[column] not in (None, "", [], {})},
                )
            if len(rows) < _PART:
                return
            after = tuple(rows[-1]._mapping[k] for k in keys)

    def future_shifts(self, rep: str, now: datetime) -> tuple[int, datetime | None]:
        """How many published shifts of a rep have not ended, and when the first begins."""
        query = select(func.count(), func.min(_SHIFT.c.start_at)).where(
            _SHIFT.c.rep == rep, _SHIFT.c.end_at > now, _SHIFT.c.live.is_(True)
        )
        count, first = self._session.execute(query).one()
        return int(count), first

    def running_job(self, accounts: Sequence[str]) -> int | None:
        """A job that one of these accounts started and that has not ended."""
        alive = _JOB.c.state.in_(("queued", "running"))
        return self._session.scalar(select(_JOB.c.id).where(_JOB.c.created_by.in_(accounts), alive).limit(1))

    def names(self) -> tuple[dict[str, tuple[str, str | None]], dict[int, tuple[str, str | None]], frozenset[str]]:
        """Everyone's names: reps' (name, e-mail) by id, accounts' (user name, rep) by number; and what things are called."""
        reps = {
            id: (name, email) for id, name, email in self._session.execute(select(_REP.c.id, _REP.c.name, _REP.c.email))
        }
        users = {
            id: (name, rep)
            for id, name, rep in self._session.execute(select(_USER.c.id, _USER.c.username, _USER.c.rep))
        }
        things: set[str] = set()
        for table, column in (
            ("queues", "id"),
            ("queues", "skill"),
            ("queues", "language"),
            ("sites", "id"),
            ("contracts", "id"),
            ("teams", "id"),
            ("training_classes", "id"),
        ):
            things.update(self._session.scalars(select(Base.metadata.tables[table].c[column])))
        return reps, users, frozenset(things)


_PART = 2000
"""Rows that are read at once."""


def _theirs(table: Table, rep: str | None, accounts: Mapping[int, str]) -> ColumnElement[bool] | None:
    """Which rows of a table are of the person; None where no column says whose a row is."""
    meant: list[ColumnElement[bool]] = []
    for column, held in COLUMNS[table.name].items():
        if held is Holds.REP and rep is not None:
            meant.append(table.c[column] == rep)
        elif held is Holds.ACCOUNT and accounts:
            meant.append(table.c[column].in_(accounts.values()))
        elif held is Holds.USER and accounts:
            meant.append(table.c[column].in_(accounts))
        elif held is Holds.THING:
            for ids, kind in (([rep] if rep else [], Holds.REP), (list(accounts.values()), Holds.ACCOUNT)):
                people = [thing for thing, of in PEOPLE.items() if of is kind]
                meant.append(and_(table.c[column].in_(ids), table.c.entity.in_(people)))
    return or_(*meant) if meant else None


def _at(table: Table, key: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in key.items()))


def _beyond(columns: Sequence[Any], key: Sequence[Any]) -> ColumnElement[bool]:
    """Rows after a key, in the order of the columns."""
    either = [
        and_(*(c == v for c, v in zip(columns[:n], key[:n], strict=True)), columns[n] > key[n])
        for n in range(len(columns))
    ]
    return or_(*either)
