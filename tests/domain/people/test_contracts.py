"""Shift templates, break patterns and contracts, against plain enumeration."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import combinations_with_replacement, product
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from wfm.domain.errors import InputError
from wfm.domain.people.contracts import BreakTemplate, Contract, ShiftTemplate
from wfm.domain.people.shifts import Break, Shift
from wfm.domain.people.work_clock import WorkClock
from wfm.domain.time import DAY, Horizon

DAY_SHIFT = ShiftTemplate(
    "8h",
    480,
    600,
    30,
    (510,),
    60,
    (BreakTemplate("break", 15, True, 60, 180), BreakTemplate("lunch", 30, False, 180, 300)),
)
CONTRACT = Contract("full", (2400, 2400), (5, 5), 6, 660, (DAY_SHIFT,))
CLOCK = WorkClock(Horizon(date(2026, 6, 1), 7, 15, "UTC"))


@st.composite
def templates(draw: st.DrawFn) -> ShiftTemplate:
    """Small templates of one or two breaks on a grid of 30 minutes; not all can hold their breaks."""
    breaks = []
    for i in range(draw(st.integers(0, 2))):
        low = 30 * draw(st.integers(0, 8))
        high = low + 30 * draw(st.integers(0, 6))
        breaks.append(BreakTemplate(f"b{i}", 30 * draw(st.integers(1, 2)), draw(st.booleans()), low, high))
    span = 30 * draw(st.integers(2, 14))
    return ShiftTemplate("t", 480, 540, 30, (span,), 30 * draw(st.integers(0, 2)), tuple(breaks))


@settings(max_examples=60, deadline=None)
@given(templates())
def test_break_patterns_are_all_those_the_template_accepts(template: ShiftTemplate) -> None:
    """Every placing on the grid is listed if, and only if, the shift built from it has no fault."""
    span = template.spans[0]
    grids = [range(0, span, 30) for _ in template.breaks]
    accepted = set()
    for offsets in product(*grids):
        if any(b + x.minutes > c for b, c, x in zip(offsets, offsets[1:], template.breaks, strict=False)):
            continue  # breaks out of order are another pattern
        if template.fault(template.place("a", 480, span, offsets, None)) is None:
            accepted.add(offsets)
    listed = template.break_starts(span, 30)
    assert set(listed) == accepted
    assert len(listed) == len(set(listed))


FAULTS: list[tuple[str, Shift, str]] = [
    (
        "early",
        DAY_SHIFT.place("a", 450, 510, (60, 180), None),
        "begins at 07:30, must begin from 08:00 to 10:00, every 30 min",
    ),
    ("late", DAY_SHIFT.place("a", 630, 510, (60, 180), None), "begins at 10:30, must"),
    ("between steps", DAY_SHIFT.place("a", 495, 510, (60, 180), None), "begins at 08:15, must"),
    ("long", DAY_SHIFT.place("a", 480, 525, (60, 180), None), "8.75 h long, must be 8.5 h"),
    ("no lunch", Shift("a", 480, 990, None, (Break("break", 540, 555),)), r"breaks \['break'\] are not"),
    (
        "swapped",
        Shift("a", 480, 990, None, (Break("lunch", 540, 570), Break("break", 660, 675))),
        r"breaks \['lunch', 'break'\] are not",
    ),
    (
        "short lunch",
        Shift("a", 480, 990, None, (Break("break", 540, 555), Break("lunch", 660, 675))),
        "lunch lasts 15 min, not 30",
    ),
    ("window", DAY_SHIFT.place("a", 480, 510, (45, 180), None), "break starts 45 min into the shift, window 60..180"),
    ("window end", DAY_SHIFT.place("a", 480, 510, (60, 315), None), "lunch starts 315 min into the shift"),
    ("gap", DAY_SHIFT.place("a", 480, 510, (165, 180), None), "only 0 min of work before lunch, need 60"),
]


@pytest.mark.parametrize(("name", "shift", "told"), FAULTS, ids=[f[0] for f in FAULTS])
def test_each_fault_of_a_shift_is_told(name: str, shift: Shift, told: str) -> None:
    """The sentence names what is wrong and the value seen."""
    fault = DAY_SHIFT.fault(shift)
    assert fault is not None, name
    assert re.search(told, fault)


def test_shifts_at_the_edges_of_a_template_have_no_fault() -> None:
    """First and last start, both ends of each window, the least gap; on any day."""
    for start in (480, 600, 480 + 3 * DAY):
        for offsets in ((60, 180), (180, 300), (105, 180)):
            assert DAY_SHIFT.fault(DAY_SHIFT.place("a", start, 510, offsets, None)) is None
    tight = replace(DAY_SHIFT, min_gap=180)
    assert tight.fault(tight.place("a", 480, 510, (60, 300), None)) is not None
    last = ShiftTemplate("t", 0, 0, 30, (120,), 30, (BreakTemplate("b", 30, True, 0, 90),))
    assert last.fault(last.place("a", 0, 120, (60,), None)) is None
    assert "after the last break, need 30" in str(last.fault(last.place("a", 0, 120, (90,), None)))


def test_only_unpaid_breaks_are_taken_from_the_pay() -> None:
    """510 minutes less a lunch of 30; a shift of no template pays its whole span."""
    shift = DAY_SHIFT.place("a", 480, 510, (60, 180), None)
    assert DAY_SHIFT.paid_minutes(510) == 480
    assert CLOCK.paid_minutes(CONTRACT, shift) == 480
    assert CLOCK.paid_minutes(CONTRACT, replace(shift, breaks=())) == 510
    assert CONTRACT.template_of(shift) is DAY_SHIFT


@settings(max_examples=80, deadline=None)
@given(
    paid=st.tuples(st.integers(0, 40), st.integers(0, 20)),
    days=st.tuples(st.integers(0, 7), st.integers(0, 7)).map(sorted),
    lengths=st.sets(st.integers(1, 10), min_size=1, max_size=2),
)
def test_a_contract_clashes_exactly_when_no_sum_of_shifts_fits(
    paid: tuple[int, int], days: list[int], lengths: set[int]
) -> None:
    """Against every multiset of shift lengths."""
    spans = tuple(60 * n for n in lengths)
    template = ShiftTemplate("t", 0, 0, 60, spans)
    low, high = 60 * paid[0], 60 * (paid[0] + paid[1])
    contract = Contract("c", (low, high), (days[0], days[1]), 7, 0, (template,))
    possible = any(
        low <= sum(chosen) <= high
        for n in range(days[0], days[1] + 1)
        for chosen in combinations_with_replacement(spans, n)
    )
    assert (contract.clash() is None) == possible


def test_a_clash_tells_hours_days_and_lengths() -> None:
    """40 hours in two days of eight."""
    told = replace(CONTRACT, days_per_week=(2, 2)).clash()
    assert told == ("contract 'full': 40 to 40 paid hours a week cannot be made of 2 to 2 days of 8 paid hours")


@settings(max_examples=100, deadline=None)
@given(templates(), st.sampled_from([15, 30, 60]))
def test_a_length_misfits_when_no_placing_of_the_breaks_is_legal(template: ShiftTemplate, slot: int) -> None:
    """One pass over the breaks says what a search over all placings finds."""
    span = template.spans[0]
    assert (template.misfit(span, slot) is None) == bool(template.break_starts(span, slot))


def test_a_misfit_says_why() -> None:
    """Too late for a window, too short for the breaks, too short for the least work."""
    assert replace(DAY_SHIFT, min_gap=200).misfit(510, 15) == (
        "a shift of 510 minutes cannot hold its breaks: 'break' cannot start before 210, its window ends at 180"
    )
    assert DAY_SHIFT.misfit(240, 15) == (
        "a shift of 240 minutes cannot hold its breaks: they end at 210 at the earliest, and 60 minutes of work must follow"
    )
    assert replace(DAY_SHIFT, breaks=()).misfit(45, 15) == "a shift of 45 minutes is shorter than min_gap_minutes 60"
    assert DAY_SHIFT.misfit(270, 15) is None


BAD: list[tuple[type, dict[str, Any], str]] = [
    (BreakTemplate, {"minutes": 0}, "minutes must be > 0, got 0"),
    (BreakTemplate, {"earliest": 200}, r"window must satisfy 0 <= earliest <= latest, got 200\.\.180"),
    (ShiftTemplate, {"earliest": -1}, r"start must satisfy .* got -1\.\.600"),
    (ShiftTemplate, {"latest": 1440}, r"start must satisfy .* got 480\.\.1440"),
    (ShiftTemplate, {"step": 0}, "step must be > 0, got 0"),
    (ShiftTemplate, {"spans": ()}, "must name at least one length"),
    (ShiftTemplate, {"spans": (1441,)}, r"span must be in 1\.\.1440 minutes, a day's length, got 1441"),
    (ShiftTemplate, {"min_gap": -1}, "min_gap_minutes must be >= 0, got -1"),
    (Contract, {"paid_per_week": (5, 4)}, r"paid_minutes_per_week must satisfy 0 <= min <= max, got 5\.\.4"),
    (Contract, {"days_per_week": (5, 8)}, r"days_per_week must satisfy .* got 5\.\.8"),
    (Contract, {"max_consecutive_days": 0}, "max_consecutive_days must be >= 1, got 0"),
    (Contract, {"min_rest": -1}, "min_rest_minutes must be >= 0, got -1"),
    (Contract, {"start_spread": -1}, "start_spread_minutes must be >= 0, got -1"),
    (Contract, {"max_weekends": -1}, "max_weekends must be >= 0, got -1"),
    (Contract, {"shifts": ()}, "must allow at least one shift template"),
    (Contract, {"shifts": (DAY_SHIFT, DAY_SHIFT)}, "shift template '8h' appears twice"),
]


@pytest.mark.parametrize(("kind", "change", "told"), BAD, ids=[f"{k.__name__} {c}" for k, c, _ in BAD])
def test_constructors_state_what_must_hold(kind: type, change: dict[str, Any], told: str) -> None:
    """One wrong value, one sentence with the condition and the value."""
    good: dict[type, Any] = {BreakTemplate: DAY_SHIFT.breaks[0], ShiftTemplate: DAY_SHIFT, Contract: CONTRACT}
    with pytest.raises(InputError, match=told):
        replace(good[kind], **change)
