"""What differs, by rep and day: a draft from the timeline, or a publication from what it replaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import zip_longest

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import PlannedShift, ScheduleStatus, Scope, on_axis
from wfm.domain.people import Shift
from wfm.domain.time import Horizon
from wfm.services.clock import clock_now

ADDED, REMOVED, MOVED, OTHER_SITE, PIECES, LOCK = (
    "added",
    "removed",
    "moved",
    "other site",
    "other breaks or activities",
    "lock",
)
KINDS = (ADDED, REMOVED, MOVED, OTHER_SITE, PIECES, LOCK)
"""What may differ. A shift that both have may have been moved, be at another site, and have other pieces or another lock, at once."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One rep's shift of a day that is not the same in both; `rep` is "" for an open one.

    `old` is as it was, `new` as it is to be, on the axis of the comparison; one is None for a shift that only one has.
    """

    rep: str
    day: date
    kinds: tuple[str, ...]
    old: Shift | None = None
    new: Shift | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs, by rep and day, how often each kind does, and how many shifts are the same in both."""

    differences: tuple[Difference, ...]
    same: int
    names: Mapping[str, str]

    @property
    def counts(self) -> dict[str, int]:
        """How many differences there are of each kind."""
        found = Counter(kind for difference in self.differences for kind in difference.kinds)
        return {kind: found[kind] for kind in KINDS}


def compare(db: Database, who: Principal, schedule_id: int, *, now: datetime | None = None) -> Comparison:
    """What a draft would change on the timeline: in its scope and, unless all of that is past, from now on.

    RefusedError for a schedule that is no draft; `compare_publication` tells what one that was published changed.
    """
    who.require(Role.PLANNER)
    now = clock_now(now)
    with db.read() as uow:
        record = uow.schedules.record(schedule_id)
        if record.status is not ScheduleStatus.DRAFT:
            raise RefusedError(
                f"schedule {schedule_id} is {record.status.value}; only a draft can be compared with the timeline"
            )
        whole = record.scope
        scope = whole if whole.end <= now else Scope(max(whole.start, now), whole.end, whole.reps)
        own = [p for p in uow.schedules.own_shifts(record.id) if scope.holds(p.shift.agent, p.start)]
        change = uow.publications.exchange(record, scope.start)
        known = {p.id for p in (*change.goes, *change.kept)}
        there = [p for p in uow.published.in_scope(record) if p.id in known]
        return _compared(uow, record.horizon, there, own, lambda planned: planned.shift)


def compare_publication(db: Database, who: Principal, publication_id: int) -> Comparison:
    """What a publication changed: the shifts that it brought, as they are now, beside those that gave way to it.

    RefusedError for one that was undone, or made by an earlier version, which kept neither.
    """
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        publication = uow.publications.get(publication_id)
        after = uow.publications.after(publication_id)
        if after is None or publication.undone_at is not None:
            why = "was undone" if publication.undone_at else "was made by an earlier version of wfm"
            raise RefusedError(f"publication {publication_id} {why}, so there is nothing to compare")
        record = uow.schedules.record(publication.schedule)
        brought, replaced = uow.schedules.shifts(after.get(record.id, {})), uow.publications.replaced(publication_id)
        heads = uow.schedules.many({p.schedule for p in (*brought, *replaced)})

        def placed(planned: PlannedShift) -> Shift:
            return on_axis(planned.shift, heads[planned.schedule].horizon, record.horizon)

        return _compared(uow, record.horizon, replaced, brought, placed)


def _compared(
    uow: UnitOfWork,
    horizon: Horizon,
    before: Iterable[PlannedShift],
    after: Iterable[PlannedShift],
    placed: Callable[[PlannedShift], Shift],
) -> Comparison:
    sides: list[dict[tuple[str, int], list[Shift]]] = []
    for shifts in (before, after):
        side: dict[tuple[str, int], list[Shift]] = {}
        for shift in map(placed, shifts):
            side.setdefault((shift.agent, shift.day), []).append(shift)
        sides.append(side)
    found, same = list[Difference](), 0
    for rep, day in sorted({*sides[0], *sides[1]}):
        old, new = (sorted(side.get((rep, day), ()), key=lambda s: (s.start, s.end)) for side in sides)
        known = [shift for shift in new if shift in old]
        same += len(known)
        pairs = zip_longest((s for s in old if s not in known), (s for s in new if s not in known))
        date_of = horizon.start + timedelta(days=day)
        found += [Difference(rep, date_of, _kinds(one, other), one, other) for one, other in pairs]
    names = uow.reps.get_many(sorted({difference.rep for difference in found} - {""}))
    return Comparison(tuple(found), same, {id: rep.name for id, rep in names.items()})


def _kinds(old: Shift | None, new: Shift | None) -> tuple[str, ...]:
    """How two shifts of one rep and day differ."""
    if old is None or new is None:
        return (ADDED,) if old is None else (REMOVED,)
    differ = {
        MOVED: (old.start, old.end) != (new.start, new.end),
        OTHER_SITE: old.site != new.site,
        PIECES: _pieces(old) != _pieces(new),
        LOCK: old.locked != new.locked,
    }
    return tuple(kind for kind, differs in differ.items() if differs)


def _pieces(shift: Shift) -> object:
    """A shift's breaks and activities by how long after its start they are, so that moving it changes none."""
    return (
        [(b.name, b.start - shift.start, b.end - shift.start) for b in shift.breaks],
        [(a.id, a.start - shift.start, a.end - shift.start) for a in shift.activities],
    )
