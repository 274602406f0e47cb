"""Time off and what of it may be granted."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import delete, func, insert, select, update

from wfm.database.repositories.base import CHUNK, Repository, chunks, table_of
from wfm.database.tables import AllotmentRow, LeaveKindRow, TimeOffRow
from wfm.domain.errors import ConflictError, InputError, NotFoundError
from wfm.domain.people import VACATION, ApprovedLeave, LeaveKind, known_kinds
from wfm.domain.texts import quoted

_OFF, _KINDS = table_of(TimeOffRow), table_of(LeaveKindRow)


class LeaveState(StrEnum):
    """Where a request for time off stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class TimeOffRequest:
    """A rep's absence, start <= t < end. `reason` is the rep's own and personal; `decision` is the manager's sentence.

    `credit_minutes` and `credit_days` are what counts as worked in all, None for what the kind of leave says.
    """

    id: int
    rep: str
    start: datetime
    end: datetime
    state: LeaveState
    reason: str
    decided_by: str | None
    decision: str
    created_at: datetime
    kind: str = VACATION
    credit_minutes: int | None = None
    credit_days: float | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class NewLeave:
    """Leave that is entered without being asked for by the rep."""

    rep: str
    start: datetime
    end: datetime
    kind: str
    state: LeaveState
    credit_minutes: int | None = None
    credit_days: float | None = None


class TimeOff(Repository):
    """Requests for time off and their decisions."""

    def request(
        self,
        rep: str,
        start: datetime,
        end: datetime,
        reason: str = "",
        state: LeaveState = LeaveState.REQUESTED,
        *,
        kind: str = VACATION,
        credit_minutes: int | None = None,
        credit_days: float | None = None,
    ) -> int:
        """Store a request and return its id; InputError unless start < end."""
        if not start < end:
            raise InputError(f"time off must start before it ends, got {start.isoformat()} to {end.isoformat()}")
        values = {"rep": rep, "start": start, "end": end, "reason": reason, "state": state.value, "kind": kind}
        credits = {"credit_minutes": credit_minutes, "credit_days": credit_days}
        rest = {"decision": "", "created_at": datetime.now(UTC), "version": 1}
        return self._insert(TimeOffRow, {**values, **credits, **rest})

    def enter(self, entries: Iterable[NewLeave], by: str) -> tuple[TimeOffRequest, ...]:
        """Store leave of many, what is approved as decided by someone; in a unit that writes alone."""
        newest = self._session.scalar(select(func.max(_OFF.c.id))) or 0
        same = {"reason": "", "decision": "", "created_at": datetime.now(UTC), "version": 1}
        rows = [
            {
                **same,
                **{name: getattr(entry, name) for name in NewLeave.__dataclass_fields__},
                "state": entry.state.value,
                "decided_by": by if entry.state is LeaveState.APPROVED else None,
            }
            for entry in entries
        ]
        self._insert_many(TimeOffRow, rows)
        made = self._session.execute(select(_OFF).where(_OFF.c.id > newest).order_by(_OFF.c.id))
        return tuple(TimeOffRequest(**{**row._mapping, "state": LeaveState(row.state)}) for row in made)

    def get(self, id: int) -> TimeOffRequest:
        """The request of that id; NotFoundError otherwise."""
        row = self._session.execute(select(_OFF).where(_OFF.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no time-off request {id}")
        return TimeOffRequest(**{**row._mapping, "state": LeaveState(row.state)})

    def many(self, ids: Iterable[int]) -> tuple[TimeOffRequest, ...]:
        """The requests of these ids in their order; NotFoundError when one is not there."""
        wanted, found = dict.fromkeys(ids), dict[int, TimeOffRequest]()
        for part in chunks(wanted):
            for row in self._session.execute(select(_OFF).where(_OFF.c.id.in_(part))):
                found[row.id] = TimeOffRequest(**{**row._mapping, "state": LeaveState(row.state)})
        for id in wanted:
            if id not in found:
                raise NotFoundError(f"there is no time-off request {id}")
        return tuple(found[id] for id in wanted)

    def list(
        self,
        *states: LeaveState,
        rep: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> tuple[TimeOffRequest, ...]:
        """Requests by start: of the given states, of one rep, touching start <= t < end."""
        query = select(_OFF).order_by(_OFF.c.start, _OFF.c.id)
        if states:
            query = query.where(_OFF.c.state.in_([s.value for s in states]))
        if rep is not None:
            query = query.where(_OFF.c.rep == rep)
        if start is not None:
            query = query.where(_OFF.c.end > start)
        if end is not None:
            query = query.where(_OFF.c.start < end)
        rows = self._session.execute(query)
        return tuple(TimeOffRequest(**{**row._mapping, "state": LeaveState(row.state)}) for row in rows)

    def approved(
        self, start: datetime, end: datetime, reps: Collection[str] | None = None
    ) -> dict[str, tuple[tuple[datetime, datetime], ...]]:
        """Approved absences that touch start <= t < end, per rep and by start: of these reps, or of everyone."""
        query = select(_OFF.c.rep, _OFF.c.start, _OFF.c.end).order_by(_OFF.c.start, _OFF.c.id)
        query = query.where(_OFF.c.state == LeaveState.APPROVED.value, _OFF.c.end > start, _OFF.c.start < end)
        if reps is not None and len(reps) <= CHUNK:
            query = query.where(_OFF.c.rep.in_(sorted(reps)))
        found: dict[str, list[tuple[datetime, datetime]]] = {}
        for rep, begin, stop in self._session.execute(query):
            found.setdefault(rep, []).append((begin, stop))
        return {rep: tuple(windows) for rep, windows in found.items() if reps is None or rep in reps}

    def approved_leave(
        self, start: datetime, end: datetime, reps: Collection[str] | None = None
    ) -> dict[str, tuple[ApprovedLeave, ...]]:
        """Approved leave that touches start <= t < end with its kind and credits, per rep and by start: of these reps,
        or of everyone."""
        columns = (_OFF.c.rep, _OFF.c.id, _OFF.c.start, _OFF.c.end, _OFF.c.kind, _OFF.c.credit_minutes)
        query = select(*columns, _OFF.c.credit_days).order_by(_OFF.c.start, _OFF.c.id)
        query = query.where(_OFF.c.state == LeaveState.APPROVED.value, _OFF.c.end > start, _OFF.c.start < end)
        if reps is not None and len(reps) <= CHUNK:
            query = query.where(_OFF.c.rep.in_(sorted(reps)))
        kinds = LeaveKinds(self._session).all()
        found: dict[str, list[ApprovedLeave]] = {}
        for rep, id, begin, stop, kind, minutes, days in self._session.execute(query):
            found.setdefault(rep, []).append(ApprovedLeave(id, begin, stop, kinds[kind], minutes, days))
        return {rep: tuple(leave) for rep, leave in found.items() if reps is None or rep in reps}

    def decide(self, id: int, version: int, state: LeaveState, by: str, decision: str = "") -> None:
        """Move a request to another state; ConflictError unless it is as it was read."""
        self._put(id, version, {"state": state.value, "decided_by": by, "decision": decision})

    def shorten(self, id: int, version: int, start: datetime, end: datetime, by: str) -> None:
        """Give it other times; ConflictError unless it is as it was read."""
        self._put(id, version, {"start": start, "end": end, "decided_by": by})

    def credit(self, id: int, version: int, minutes: int | None, days: float | None) -> None:
        """State what counts of it, None for what its kind says; ConflictError unless it is as it was read."""
        self._put(id, version, {"credit_minutes": minutes, "credit_days": days})

    def _put(self, id: int, version: int, values: Mapping[str, object]) -> None:
        key = update(_OFF).where(_OFF.c.id == id, _OFF.c.version == version)
        if self._change(key.values(**values, version=version + 1)) == 0:
            raise ConflictError(f"time-off request {id} has changed since it was read; look at it again")


class LeaveKinds(Repository):
    """Kinds of leave: the usual ones, and in their place or beside them what the centre changed or added."""

    def all(self) -> dict[str, LeaveKind]:
        """Every kind by id, the usual ones first."""
        rows = self._session.execute(select(_KINDS))
        return known_kinds(LeaveKind(**{k: v for k, v in row._mapping.items() if k != "version"}) for row in rows)

    def get(self, id: str) -> LeaveKind:
        """The kind of that id; NotFoundError naming those there are otherwise."""
        kinds = self.all()
        if id not in kinds:
            raise NotFoundError(f"there is no leave kind {quoted(id)}; known are {', '.join(kinds)}")
        return kinds[id]

    def put(self, kind: LeaveKind) -> None:
        """Add a kind or change the one of its id."""
        values = {name: getattr(kind, name) for name in LeaveKind.__dataclass_fields__}
        found = self._session.scalar(select(_KINDS.c.version).where(_KINDS.c.id == kind.id))
        if found is None:
            self._session.execute(insert(LeaveKindRow).values(**values, version=1))
        else:
            self._change(update(_KINDS).where(_KINDS.c.id == kind.id).values(**values, version=found + 1))


class Allotments(Repository):
    """Hours of leave that may be granted per local day, for the centre ("") or a planning group."""

    def set(self, day: date, hours: float, group: str = "") -> None:
        """Allow that many hours of leave on a day."""
        if not 0 <= hours < math.inf:
            raise InputError(f"hours of leave must be >= 0 and finite, got {hours}")
        self._change(delete(AllotmentRow).where(AllotmentRow.group == group, AllotmentRow.day == day))
        self._session.execute(insert(AllotmentRow).values(group=group, day=day, hours=float(hours)))

    def of(self, first: date, last: date, group: str = "") -> dict[date, float]:
        """Hours per day from first to last, both included; a day without an allotment is absent."""
        query = select(AllotmentRow.day, AllotmentRow.hours).where(
            AllotmentRow.group == group, AllotmentRow.day.between(first, last)
        )
        rows = self._session.execute(query.order_by(AllotmentRow.day))
        return {row.day: row.hours for row in rows}
