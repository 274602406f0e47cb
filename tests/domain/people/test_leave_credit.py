"""What leave and closed holidays count: days and parts, bounds of the week, rounding, and clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from wfm.domain.errors import InputError
from wfm.domain.people import Rep
from wfm.domain.people.agents import Leave
from wfm.domain.people.contracts import BreakTemplate, Contract, ShiftTemplate
from wfm.domain.people.leave_credit import credit_of, leave_of, leave_window
from wfm.domain.people.leave_kinds import USUAL_KINDS, ApprovedLeave, LeaveKind, known_kinds
from wfm.domain.people.terms import DatedTerms
from wfm.domain.time import DAY, Horizon, local_midnight, to_utc

MONDAY = date(2026, 6, 1)
WEEK = Horizon(MONDAY, 7, 15, "UTC", week_start=0)
LUNCH = BreakTemplate("lunch", 30, False, 180, 300)
FIXED = Contract("full", (2400, 2400), (5, 5), 5, 660, (ShiftTemplate("day", 480, 480, 15, (510,), 0, (LUNCH,)),))
TENS = Contract("tens", (2400, 2400), (4, 4), 4, 660, (ShiftTemplate("long", 360, 720, 60, (600,)),))
LOOSE = Contract("loose", (1200, 2400), (3, 5), 5, 660, (ShiftTemplate("any", 360, 900, 15, (240, 360, 480)),))
CONTRACTS = {c.id: c for c in (FIXED, TENS, LOOSE)}
VACATION = known_kinds()["vacation"]
BLOCKS = LeaveKind("blocks", "Blocks only", credited=False)


def off(first: int, days: int = 1, kind: LeaveKind = VACATION, zone: str = "UTC", **credit: float) -> ApprovedLeave:
    """Whole days of leave, counted from Monday."""
    start = MONDAY + timedelta(days=first)
    whole = local_midnight(start, zone), local_midnight(start + timedelta(days=days), zone)
    return ApprovedLeave(1, *whole, kind, **credit)  # type: ignore[arg-type]


def hours(day: int, start: int, end: int) -> ApprovedLeave:
    """Leave for some hours of a day."""
    midnight = datetime.combine(MONDAY + timedelta(days=day), time(), UTC)
    return ApprovedLeave(1, midnight + timedelta(hours=start), midnight + timedelta(hours=end), VACATION)


def rep(contract: str = "full", **more: object) -> Rep:
    """A rep of a contract."""
    return Rep("r", "R", contract, {"voice": 1.0}, site="hq", **more)  # type: ignore[arg-type]


def counted(leave: tuple[Leave, ...]) -> dict[int, tuple[int, float]]:
    """Minutes and days by day of the axis, where there are any."""
    return {e.day: (e.paid_minutes, e.days) for e in leave if e.paid_minutes or e.days}


def total(leave: tuple[Leave, ...]) -> tuple[int, float]:
    """All that counts."""
    return sum(e.paid_minutes for e in leave), sum(e.days for e in leave)


@pytest.mark.parametrize("contract", ["full", "tens", "loose"])
def test_a_week_of_leave_asks_for_nothing(contract: str) -> None:
    """Seven days count the contract's week, no more: the days and hours of the most."""
    leave = leave_of(rep(contract), CONTRACTS, [off(0, 7)], WEEK)
    assert total(leave) == (2400, CONTRACTS[contract].days_per_week[1])
    assert [(e.start, e.end) for e in leave] == [(n * DAY, (n + 1) * DAY) for n in range(7)]


def test_a_day_counts_the_mean_day_of_the_contract() -> None:
    """Eight hours of five days, ten of four; and what its kind says instead."""
    assert counted(leave_of(rep(), CONTRACTS, [off(2)], WEEK)) == {2: (480, 1)}
    assert counted(leave_of(rep("tens"), CONTRACTS, [off(2)], WEEK)) == {2: (600, 1)}
    short = LeaveKind("half", "Half credit", minutes_per_day=240)
    assert counted(leave_of(rep("loose"), CONTRACTS, [off(2, kind=short)], WEEK)) == {2: (240, 1)}


def test_thursday_to_sunday_counts_four_days() -> None:
    """Every day counts on which the rep could have worked, weekend or not."""
    assert total(leave_of(rep(), CONTRACTS, [off(3, 4)], WEEK)) == (1920, 4)
    weekdays = tuple((n * DAY, (n + 1) * DAY) for n in range(5))
    assert total(leave_of(rep(available=weekdays), CONTRACTS, [off(3, 4)], WEEK)) == (960, 2)


def test_what_is_not_credited_blocks_alone() -> None:
    """The days are taken and nothing counts; unpaid leave counts like paid."""
    leave = leave_of(rep(), CONTRACTS, [off(1, kind=BLOCKS)], WEEK)
    assert leave == (Leave(DAY, 2 * DAY),)
    assert total(leave_of(rep(), CONTRACTS, [off(1, kind=known_kinds()["unpaid"])], WEEK)) == (480, 1)


def test_days_of_the_running_week_count_before_the_horizon() -> None:
    """Leave on Tuesday counts in a schedule that begins on Thursday; that of the week before does not."""
    thursday = Horizon(MONDAY + timedelta(days=3), 4, 15, "UTC", week_start=0)
    assert counted(leave_of(rep(), CONTRACTS, [off(1), off(-1)], thursday)) == {-2: (480, 1)}
    assert counted(leave_of(rep(), CONTRACTS, [off(8)], thursday)) == {}


def test_days_behind_the_horizon_count_in_its_last_week() -> None:
    """A schedule up to Wednesday knows of Friday's leave; where weeks are counted from day 0 it does not."""
    begun = Horizon(MONDAY, 3, 15, "UTC", week_start=0)
    assert counted(leave_of(rep(), CONTRACTS, [off(4)], begun)) == {4: (480, 1)}
    assert leave_of(rep(), CONTRACTS, [off(3)], Horizon(MONDAY, 3, 15, "UTC")) == (Leave(3 * DAY, 4 * DAY),)


def test_hours_of_a_day_count_where_shifts_can_meet_the_rest() -> None:
    """Four hours off leave 36 of up to 40; as long as a mean day they are a day."""
    assert counted(leave_of(rep("loose"), CONTRACTS, [hours(1, 8, 12)], WEEK)) == {1: (240, 0)}
    assert counted(leave_of(rep("loose"), CONTRACTS, [hours(1, 7, 24)], WEEK)) == {1: (480, 1)}
    assert counted(leave_of(rep("loose"), CONTRACTS, [hours(1, 8, 10), hours(1, 15, 17)], WEEK)) == {1: (240, 0)}


@pytest.mark.parametrize(("end", "counts", "words"), [(12, {1: (480, 1)}, "a day"), (10, {}, "nothing")])
def test_fixed_shifts_round_hours_to_a_day_or_nothing(end: int, counts: dict[int, object], words: str) -> None:
    """Shifts of eight hours cannot meet 36: half a day counts as one, two hours as nothing, and it is told."""
    found = credit_of(rep(), CONTRACTS, [hours(1, 8, end)], WEEK)
    assert counted(found.leave) == counts
    assert found.notes == (
        f"2026-06-02: {end - 8} h of leave count as {words}, since no sum of shifts meets the hours and days of "
        "contract 'full' beside them",
    )


def test_hours_are_not_rounded_to_nothing_where_no_day_is_left() -> None:
    """Who can work on five days alone loses one to two hours off: it counts as a day."""
    weekdays = tuple((n * DAY, (n + 1) * DAY) for n in range(5))
    assert counted(leave_of(rep(available=weekdays), CONTRACTS, [hours(1, 8, 10)], WEEK)) == {1: (480, 1)}


def test_two_half_days_are_one_day() -> None:
    """Their hours add up to a day's; the earlier or later one is it, and five days are met with four shifts."""
    found = credit_of(rep(), CONTRACTS, [hours(1, 8, 12), hours(3, 8, 12)], WEEK)
    assert total(found.leave) == (960, 2)


def test_days_count_one_of_the_shift_lengths_where_the_mean_cannot_be_met() -> None:
    """Four days of eight hours and one of six make 38; a day of 7.6 hours off could not be made up."""
    mixed = Contract("mixed", (2280, 2280), (5, 5), 5, 0, (ShiftTemplate("d", 480, 480, 15, (480, 360)),))
    found = credit_of(rep("mixed"), {"mixed": mixed}, [off(0)], WEEK)
    assert counted(found.leave) == {0: (480, 1)}
    assert found.notes[0].startswith("2026-06-01: 7.6 h of leave count as 8 h")


def test_stated_credits_stand() -> None:
    """Two days and 16 hours of a long weekend go to its first days; more than a week's most never counts."""
    found = leave_of(rep(), CONTRACTS, [off(3, 4, credit_minutes=960, credit_days=2)], WEEK)
    assert counted(found) == {3: (480, 1), 4: (480, 1)}
    assert counted(leave_of(rep(), CONTRACTS, [off(0, credit_minutes=0, credit_days=0)], WEEK)) == {}
    assert total(leave_of(rep(), CONTRACTS, [off(0, 7, credit_minutes=9000, credit_days=9)], WEEK)) == (2400, 5)
    assert counted(leave_of(rep(), CONTRACTS, [off(0, 2, credit_days=1)], WEEK)) == {0: (480, 1)}


def test_stated_credits_go_with_the_days_over_two_weeks() -> None:
    """Ten days from Friday on with 3 days of credit: Friday and the weekend, nothing of the week after."""
    leave = off(-3, 10, credit_days=3, credit_minutes=1000)
    assert counted(leave_of(rep(), CONTRACTS, [leave], WEEK)) == {}
    before = Horizon(MONDAY - timedelta(days=7), 7, 15, "UTC", week_start=0)
    assert counted(leave_of(rep(), CONTRACTS, [leave], before)) == {4: (333, 1), 5: (334, 1), 6: (333, 1)}


def test_a_closed_holiday_counts_like_a_day_where_the_contract_says_so() -> None:
    """Once, with leave or without; and a shift of its eve may run into it up to the first start."""
    closing = {"closed": Contract("closed", (2400, 2400), (5, 5), 5, 0, FIXED.shifts, closed_day_credit=True)}
    holiday = {MONDAY + timedelta(days=3)}
    alone = leave_of(rep("closed"), closing, [], WEEK, closed_days=holiday)
    assert alone == (Leave(3 * DAY + 480, 4 * DAY, 480, 1),)
    assert total(leave_of(rep("closed"), closing, [off(3)], WEEK, closed_days=holiday)) == (480, 1)
    assert total(leave_of(rep("closed"), closing, [off(0, 7)], WEEK, closed_days=holiday)) == (2400, 5)
    assert counted(leave_of(rep("closed"), closing, [off(3, kind=BLOCKS)], WEEK, closed_days=holiday)) == {3: (480, 1)}
    for leave in (hours(3, 10, 11), hours(3, 8, 12)):  # what is left of the day is no more to be worked
        assert total(leave_of(rep("closed"), closing, [leave], WEEK, closed_days=holiday)) == (480, 1)
    assert leave_of(rep(), CONTRACTS, [], WEEK, closed_days=holiday) == ()
    weekdays = tuple((n * DAY, (n + 1) * DAY) for n in range(5))
    sunday = {MONDAY + timedelta(days=6)}
    assert leave_of(rep("closed", available=weekdays), closing, [], WEEK, closed_days=sunday) == ()


def test_the_contract_is_that_of_the_day() -> None:
    """Ten hours count from the day on which four long days are worked."""
    changed = rep(terms=(DatedTerms(MONDAY + timedelta(days=3), contract="tens"),))
    assert counted(leave_of(changed, CONTRACTS, [off(1), off(4)], WEEK)) == {1: (480, 1), 4: (600, 1)}


def test_nothing_counts_outside_employment() -> None:
    """A leaver's leave ends with the last day."""
    leaver = rep(last_day=MONDAY + timedelta(days=1))
    assert counted(leave_of(leaver, CONTRACTS, [off(0, 7)], WEEK)) == {0: (480, 1), 1: (480, 1)}


def test_a_day_counts_where_its_work_begins() -> None:
    """Monday in Manila begins on Sunday in New York, and so does its work at eight; its night begins on Monday."""
    horizon = Horizon(MONDAY, 7, 15, "America/New_York", week_start=0)
    tuesday = off(1, zone="Asia/Manila")
    days = {"d": Contract("d", (0, 2400), (0, 5), 5, 0, (ShiftTemplate("day", 480, 480, 15, (480,)),))}
    nights = {"d": Contract("d", (0, 2400), (0, 5), 5, 0, (ShiftTemplate("night", 1200, 1200, 15, (480,)),))}
    assert leave_of(rep("d"), days, [tuesday], horizon, zone="Asia/Manila") == (Leave(720, 2160, 480, 1),)
    assert leave_of(rep("d", zone="Asia/Manila"), nights, [tuesday], horizon) == (
        Leave(720, 1440),
        Leave(1440, 2160, 480, 1),
    )


def test_a_night_off_is_of_the_day_it_begins_on() -> None:
    """From 22:00 to 06:00 is one day's leave, not two parts."""
    nights = {"n": Contract("n", (2400, 2400), (5, 5), 5, 0, (ShiftTemplate("night", 1320, 1320, 15, (480,)),))}
    assert counted(leave_of(rep("n"), nights, [hours(1, 22, 30)], WEEK)) == {1: (480, 1)}


def test_days_of_a_clock_change_are_days() -> None:
    """They have 23 and 25 hours, and the axis 24."""
    autumn = Horizon(date(2026, 10, 26), 7, 15, "America/New_York", week_start=0, elapsed=True)
    start = local_midnight(date(2026, 10, 31), autumn.zone)
    leave = ApprovedLeave(1, start, local_midnight(date(2026, 11, 2), autumn.zone), VACATION)
    assert leave_of(rep(), CONTRACTS, [leave], autumn) == (
        Leave(5 * DAY, 6 * DAY, 480, 1),
        Leave(6 * DAY, 7 * DAY, 480, 1),
    )


def test_a_week_that_cannot_be_met_anyhow_is_told() -> None:
    """A credit of one hour that somebody stated: no sum of shifts makes 39 hours."""
    found = credit_of(rep(), CONTRACTS, [off(0, credit_minutes=60, credit_days=1)], WEEK)
    assert counted(found.leave) == {0: (60, 1)}
    assert found.notes == (
        "week of 2026-06-01: beside its leave no sum of shifts meets the hours and days of contract 'full'",
    )


@st.composite
def leaves(draw: st.DrawFn) -> list[ApprovedLeave]:
    """Some leave in three weeks around the first: whole days and hours, one after another."""
    cuts = sorted(draw(st.sets(st.integers(-7 * 48, 14 * 48), min_size=2, max_size=10)))
    start = datetime.combine(MONDAY, time(), UTC)
    pairs = [pair for n, pair in enumerate(pairwise(cuts)) if n % 2 == 0]
    return [
        ApprovedLeave(n, *(start + timedelta(minutes=30 * cut) for cut in pair), VACATION)
        for n, pair in enumerate(pairs)
    ]


@given(leaves(), st.sampled_from(["full", "tens", "loose"]), st.integers(1, 13), st.integers(0, 6))
@settings(max_examples=60, deadline=None)
def test_a_week_counts_the_same_however_schedules_are_cut(
    approved: list[ApprovedLeave], contract: str, cut: int, week_start: int
) -> None:
    """Two schedules one after another say of each day what one over both says; no week counts more than its most."""
    whole = Horizon(MONDAY, 14, 15, "UTC", week_start=week_start)
    parts = (
        Horizon(MONDAY, cut, 15, "UTC", week_start=week_start),
        Horizon(MONDAY + timedelta(days=cut), 14 - cut, 15, "UTC", week_start=week_start),
    )
    expected = counted(leave_of(rep(contract), CONTRACTS, approved, whole))
    for part in parts:
        low, high = leave_window(part)
        seen = [leave for leave in approved if leave.start < high and leave.end > low]
        shift = (part.start - MONDAY).days
        found = counted(leave_of(rep(contract), CONTRACTS, seen, part))
        weeks = {whole.week_of(shift + day) for week in range(part.weeks) for day in part.days_of(week)}
        assert {day + shift: credit for day, credit in found.items()} == {
            day: credit for day, credit in expected.items() if whole.week_of(day) in weeks
        }
    for week in range(whole.weeks):
        within = [credit for day, credit in expected.items() if whole.week_of(day) == week]
        assert sum(minutes for minutes, _ in within) <= CONTRACTS[contract].paid_per_week[1]
        assert sum(days for _, days in within) <= CONTRACTS[contract].days_per_week[1]


def test_kinds_hold_what_makes_sense() -> None:
    """Ids of plain letters, a name, minutes of a day; the centre's own stand behind the usual ones."""
    for made, words in (
        (lambda: LeaveKind("", "x"), "small letters"),
        (lambda: LeaveKind("A b", "x"), "small letters"),
        (lambda: LeaveKind("a", " "), "must have a name"),
        (lambda: LeaveKind("a", "A", minutes_per_day=0), "1..1440"),
        (lambda: LeaveKind("a", "A", credited=False, minutes_per_day=60), "must be credited"),
    ):
        with pytest.raises(InputError, match=words):
            made()
    own = LeaveKind("zzz", "Own")
    changed = LeaveKind("sick", "Ill", paid=False)
    kinds = known_kinds([own, changed])
    assert list(kinds) == [*(kind.id for kind in USUAL_KINDS), "zzz"]
    assert kinds["sick"].name == "Ill"


def test_moments_are_read_on_the_clock_of_the_rep() -> None:
    """A part of a day in Manila is of the rep's date, whatever the date elsewhere."""
    start = to_utc(datetime(2026, 6, 2, 8), "Asia/Manila")
    leave = ApprovedLeave(1, start, start + timedelta(hours=4), VACATION)
    horizon = Horizon(MONDAY, 7, 15, "America/New_York", week_start=0)
    assert counted(leave_of(rep("loose", zone="Asia/Manila"), CONTRACTS, [leave], horizon)) == {0: (240, 0)}
