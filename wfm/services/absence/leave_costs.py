"""What leave would take of the published shifts, and what coverage would lose by it; nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.exchange import TakenShift, taken_words
from wfm.domain.texts import some_of
from wfm.domain.time import zone_of
from wfm.services import leave
from wfm.services.clock import clock_now
from wfm.services.leave import Moment
from wfm.services.schedule import CoverageChange, coverage_changes


@dataclass(frozen=True, slots=True)
class LeaveCost:
    """The shifts that leave would take, the same in words on the rep's clock, and coverage without and with it."""

    shifts: tuple[TakenShift, ...]
    told: str
    coverage: CoverageChange

    def sentences(self) -> tuple[str, ...]:
        """What would become of shifts, and what coverage would lose; none where no shift lies in the leave."""
        return (self.told, self.coverage.told()) if self.shifts else ()


def costs(db: Database, who: Principal, ids: Sequence[int], *, now: datetime | None = None) -> dict[int, LeaveCost]:
    """What each of these requests would cost if it were approved now, each as if it were the only one."""
    who.require(Role.MANAGER, Role.PLANNER)
    now = clock_now(now)
    with db.read() as unit:
        requests = unit.time_off.many(ids)
        reps, clocks = unit.reps.get_many({request.rep for request in requests}), leave.Clocks.of(unit)
        away = [leave.Away(request.rep, request.start, request.end) for request in requests]
        zones = [clocks.zone(reps[request.rep], request.start) for request in requests]
        return dict(zip((request.id for request in requests), _costs(unit, away, zones, now), strict=True))


def cost_of_entry(
    db: Database,
    who: Principal,
    rep: str,
    start: Moment,
    end: Moment,
    *,
    kind: str,
    credit_minutes: int | None = None,
    credit_days: float | None = None,
    now: datetime | None = None,
) -> LeaveCost:
    """What leave would cost that is entered for another rep; refused for what entering it is refused for."""
    who.require(Role.MANAGER, Role.PLANNER)
    who.require_another("enter your time off", rep)
    now = clock_now(now)
    with db.read() as unit:
        begins, ends, zone = leave.check_entry(unit, rep, start, end, kind, credit_minutes, credit_days)
        [cost] = _costs(unit, [leave.Away(rep, begins, ends)], [zone], now)
        return cost


def _costs(unit: UnitOfWork, away: Sequence[leave.Away], zones: Sequence[str], now: datetime) -> list[LeaveCost]:
    """Each absence alone: two that take of one shift do not add up before one of them is approved."""
    taken = leave.taken_shifts(unit, away, now, alone=True)
    changes = [
        ([one.planned for one in shifts], [one.left for one in shifts if one.left is not None]) for shifts in taken
    ]
    covered = coverage_changes(unit, changes)
    return [
        LeaveCost(shifts, _told(shifts, zone), change)
        for shifts, zone, change in zip(taken, zones, covered, strict=True)
    ]


def _told(shifts: Sequence[TakenShift], zone: str) -> str:
    """What would become of shifts, and which they are."""
    info = zone_of(zone)
    spans = [(one.planned.start.astimezone(info), one.planned.end.astimezone(info)) for one in shifts]
    which = [f"{start:%a} {start.day} {start:%b} {start:%H:%M}-{end:%H:%M}" for start, end in spans]
    return f"{taken_words(shifts, zone)} ({some_of(which, 5)})" if which else ""
