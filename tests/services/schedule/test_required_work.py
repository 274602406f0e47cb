"""Requirements on the wall clock of a horizon: days when clocks change, waiting work, its share within the horizon."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from tests.services import planned_centre as centre
from wfm.domain.people.contracts import BreakTemplate, Contract, ShiftTemplate
from wfm.domain.planning.axis import refined
from wfm.domain.planning.requirement import DeferrableWork, StaffingRequirement
from wfm.domain.time import Horizon, TimeGrid
from wfm.services.schedule.required_work import heads_by_skill, planning_slot, work_on


def _email(grid: TimeGrid, *work: DeferrableWork) -> StaffingRequirement:
    """Email with the given work; open around the clock."""
    template = centre.requirement(days=1).requirements[1]
    ones = np.ones(grid.count)
    return replace(
        template, grid=grid, volume=ones, aht_seconds=ones, base=ones, required=ones, service_level=ones,
        occupancy=ones, asa_seconds=ones, abandonment=ones, work=work,
    )  # fmt: skip


def test_the_repeated_hour_counts_once_and_the_skipped_not_at_all() -> None:
    """The larger of the two passes of 01:00 to 02:00 is kept; on the spring day 02:00 asks for nothing."""
    for day, hour, expected in ((date(2026, 11, 1), 1, 7.0), (date(2026, 3, 8), 2, 0.0)):
        grid = TimeGrid.of_days(centre.ZONE, day, 1, 60)
        required = np.ones(grid.count)
        required[np.flatnonzero(grid.minutes_of_day() == 60)[-1]] = 7.0
        horizon = Horizon(day, 1, 60, centre.ZONE)
        heads = heads_by_skill([replace(_email(grid), required=required)], horizon)["email-en"]
        assert heads.shape == (24,)
        assert heads[hour] == expected


def test_work_before_within_and_after_the_horizon() -> None:
    """Done before: left out. Waiting at the start: from slot 0. Within: as it is. Not yet there: left out."""
    grid = TimeGrid.of_days(centre.ZONE, date(2026, 6, 1), 3, 60)
    work = (
        DeferrableWork(2, 24, 1.0),
        DeferrableWork(20, 30, 2.0),
        DeferrableWork(30, 40, 4.0),
        DeferrableWork(48, 60, 8.0),
    )
    horizon = Horizon(date(2026, 6, 2), 1, 60, centre.ZONE)
    found = work_on(_email(grid, *work), horizon)
    assert found == (DeferrableWork(0, 6, 2.0), DeferrableWork(6, 16, 4.0))


@pytest.mark.parametrize(("due", "share"), [(24, 1.0), (28, 4 / 8), (36, 4 / 16)])
def test_of_work_due_later_the_share_within_is_asked(due: int, share: float) -> None:
    """Work that arrives at 20:00 with eight hours to go, four of them in the horizon, asks for half of it today."""
    grid = TimeGrid.of_days(centre.ZONE, date(2026, 6, 1), 3, 60)
    horizon = Horizon(date(2026, 6, 1), 1, 60, centre.ZONE)
    (found,) = work_on(_email(grid, DeferrableWork(20, due, 10.0)), horizon)
    assert (found.arrives, found.due) == (20, 24)
    assert found.head_slots == pytest.approx(10 * share)


def test_only_open_hours_share_the_work() -> None:
    """Closed overnight, work of the last two open hours with four in all asks for half of it."""
    grid = TimeGrid.of_days(centre.ZONE, date(2026, 6, 1), 2, 60)
    opened = (grid.minutes_of_day() >= 480) & (grid.minutes_of_day() < 1080)
    requirement = replace(_email(grid, DeferrableWork(16, 24 + 10, 10.0)), required=np.where(opened, 1.0, 0.0))
    (found,) = work_on(requirement, Horizon(date(2026, 6, 1), 1, 60, centre.ZONE))
    assert found.head_slots == pytest.approx(5.0)


def test_work_past_the_end_of_the_requirement_goes_by_the_clock() -> None:
    """Where the requirement itself ends, the share is of clock time."""
    grid = TimeGrid.of_days(centre.ZONE, date(2026, 6, 1), 1, 60)
    (found,) = work_on(_email(grid, DeferrableWork(20, 30, 10.0)), Horizon(date(2026, 6, 1), 1, 60, centre.ZONE))
    assert found == DeferrableWork(20, 24, pytest.approx(4.0))


def test_the_sum_over_days_is_never_more_than_the_work() -> None:
    """Asked day by day, pieces that wait over midnight are never asked for twice in full."""
    grid = TimeGrid.of_days(centre.ZONE, date(2026, 6, 1), 3, 60)
    work = tuple(DeferrableWork(a, a + 8, 1.0) for a in range(64))
    days = [Horizon(date(2026, 6, 1) + timedelta(days=d), 1, 60, centre.ZONE) for d in range(3)]
    first = sum(item.head_slots for item in work_on(_email(grid, *work), days[0]))
    assert first == pytest.approx(17 + sum(k / 8 for k in range(1, 8)))


def _contract(rest: int = 30, step: int = 30, span: int = 510, earliest: int = 480) -> Contract:
    template = ShiftTemplate(
        "t", earliest, earliest + step, step, (span,), 0, (BreakTemplate("b", rest, True, 60, 180),)
    )
    return Contract("c", (2400, 2400), (5, 5), 6, 660, (template,))


@pytest.mark.parametrize(
    ("contract", "interval", "slot"),
    [
        (_contract(), 30, 30),
        (_contract(rest=15), 30, 15),
        (_contract(rest=20), 30, 10),
        (_contract(rest=15, step=20), 60, 5),
        (_contract(), 60, 30),
        (_contract(), 15, 15),
        (_contract(span=505), 15, 5),
        (_contract(earliest=475), 30, 5),
        (_contract(rest=7), 30, 5),
    ],
)
def test_slots_hold_every_shift_and_break(contract: Contract, interval: int, slot: int) -> None:
    """The longest slot that divides all times of the contracts and the interval; the shortest where none does."""
    assert planning_slot([contract], interval) == slot


def test_shorter_intervals_ask_for_the_same() -> None:
    """Heads stay, contacts are shared, work takes as many more slots, and head-hours agree."""
    grid = TimeGrid.of_days(centre.ZONE, date(2026, 11, 1), 1, 60)
    coarse = _email(grid, DeferrableWork(8, 20, 3.0))
    fine = refined(coarse, 15)
    assert fine.grid.end == coarse.grid.end
    assert fine.volume.sum() == pytest.approx(coarse.volume.sum())
    assert fine.required.sum() / 4 == coarse.required.sum()
    assert fine.work == (DeferrableWork(32, 80, 12.0),)
    assert refined(coarse, 60) is coarse
