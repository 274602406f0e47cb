"""Reasons as they are read: neighbours told as one, the largest first, and amounts in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from wfm.domain.exchange.schedule import Reason
from wfm.domain.exchange.shortage import (
    Shortage,
    figure,
    head_hours,
    hours_of,
    needs,
    shortages,
    smaller,
    together,
    undone,
)
from wfm.domain.time import Horizon

HORIZON = Horizon(date(2026, 11, 23), 7, 15, "America/Chicago")


def stretch(start: int, end: int, heads: float = 1.0, cause: str = "weekly hours", **more: object) -> Reason:
    """A stretch of chat-en left short at once."""
    fields = {"subject": "chat-en", "peak": heads, "because": f"all are {cause}"} | more
    text = f"chat-en needs {heads} more heads: {fields['because']}."
    return Reason(text=text, start=start, end=end, heads=heads, cause=cause, **fields)  # type: ignore[arg-type]


def piece(start: int, end: int, hours: float, cause: str = "contacts") -> Reason:
    """Work that may wait and is left undone."""
    return stretch(start, end, 60 * hours / (end - start), cause, subject="email-en", peak=None)


def ranges(*stretches: Reason) -> list[tuple[int, int]]:
    """Where the shortages lie, in the order they are told."""
    return [(s.start, s.end) for s in shortages(stretches)]


@pytest.mark.parametrize(("gap", "count"), [(15, 1), (60, 1), (61, 2), (75, 2)])
def test_neighbours_have_at_most_an_hour_between_them(gap: int, count: int) -> None:
    """Sixty minutes still join, more do not."""
    assert len(shortages([stretch(540, 600), stretch(600 + gap, 720 + gap)])) == count


def test_another_cause_skill_or_day_is_told_apart() -> None:
    """And work that waits is never joined with heads asked for at once."""
    first = stretch(540, 600)
    assert len(shortages([first, stretch(600, 660, cause="breaks")])) == 2
    assert len(shortages([first, stretch(600, 660, subject="voice-en")])) == 2
    assert len(shortages([first, stretch(600, 660, peak=None)])) == 2
    assert ranges(stretch(1380, 1440), stretch(1440, 1500, 0.5)) == [(1380, 1440), (1440, 1500)]


def test_a_chain_of_stretches_is_one_whatever_their_order() -> None:
    """Each within an hour of the one before; another cause between does not part them."""
    chain = [stretch(660, 720), stretch(540, 600), stretch(760, 800), stretch(610, 640, 0.1, cause="breaks")]
    assert ranges(*chain) == [(540, 800), (610, 640)]


def test_figures_of_a_group() -> None:
    """Mean over the time that is short, the most in one slot, head-hours; the worst stretch speaks for all."""
    low, high = (
        stretch(540, 600, 1.0),
        stretch(630, 690, 3.0, peak=5.0, because="one cause", detail="Of 9 reps, 8 may."),
    )
    found = shortages([low, high])[0]
    assert (found.heads, found.peak, found.head_hours) == (2.0, 5.0, 4.0)
    assert found.sentence == "chat-en needs 2 more heads (5 at worst): one cause."
    assert found.detail == "At the worst time, 10:30-11:30: of 9 reps, 8 may."
    assert Shortage((high,)).detail == "Of 9 reps, 8 may."
    assert found.when(HORIZON) == "Mon 23 Nov 09:00-11:30"


def test_overlapping_pieces_of_waiting_work_add_up() -> None:
    """Head-hours are summed, the mean is over the time from the first arrival to the last due time."""
    pieces = [piece(480, 960, 2.0), piece(495, 975, 3.5), piece(510, 990, 1.0)]
    found = shortages(pieces)
    assert [s.sentence for s in found] == [
        "email-en: 6.5 head-hours of work cannot be done before they are due: all are contacts."
    ]
    assert found[0].waits
    assert found[0].worst is pieces[1]
    assert found[0].heads == pytest.approx(6.5 / 8.5)
    assert Shortage((piece(1380, 1500, 1.0),)).when(HORIZON) == "Mon 23 Nov 23:00-01:00+1"


def test_the_weekday_is_the_horizon_s_own() -> None:
    """A horizon may say that its first day is another weekday than the date's."""
    shifted = Horizon(date(2026, 11, 23), 7, 15, "UTC", 5)
    assert shortages([stretch(1440 + 540, 1440 + 600)])[0].when(shifted) == "Sun 24 Nov 09:00-10:00"


def test_the_largest_comes_first_and_the_rest_is_summed() -> None:
    """By head-hours, not by heads; then by time."""
    long, short, early = stretch(3000, 3300, 1.0), stretch(60, 120, 4.0), stretch(1500, 1560, 0.5)
    late = stretch(4500, 4560, 0.5)
    found = shortages([late, early, short, long])
    assert [s.worst for s in found] == [long, short, early, late]
    assert smaller(found[1:]) == "and 3 smaller, together 5 head-hours"
    assert smaller(found[2:3]) == "and 1 smaller, 0.5 head-hours"


def test_a_document_that_knows_the_text_only() -> None:
    """Stretches of older versions are told with their text and joined where it is the same."""
    old = [Reason("chat-en", "no rep may work then", a, a + 60, 1.5) for a in (540, 630)]
    found = shortages([*old, Reason("chat-en", "another", 700, 760, 0.5)])
    assert [s.sentence for s in found] == ["chat-en needs 1.5 more heads.", "chat-en needs 0.5 more heads."]
    assert [s.detail for s in found] == ["no rep may work then", "another"]
    assert not any(s.waits for s in found)


def test_reps_of_whom_the_same_bare_text_is_told_stand_together() -> None:
    """Reasons with a cause or a detail are each rep's own."""
    own = Reason("r1", "gets 0 of 40", cause="clash"), Reason("r4", "gets 0 of 40", cause="clash")
    bare = Reason("r2", "in training"), Reason("r3", "in training")
    assert together([bare[0], own[0], bare[1], own[1]]) == [
        (bare[0], ("r2", "r3")),
        (own[0], ("r1",)),
        (own[1], ("r4",)),
    ]
    assert own[0].said_of("Ana Diaz") == "Ana Diaz gets 0 of 40"
    assert bare[0].said_of("Bo") == "Bo: in training"


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "less than 0.1"), (0.049, "less than 0.1"), (0.05, "0.1"), (0.6, "0.6"), (0.96, "1"), (1234.5, "1,234.5")],
)
def test_figures(value: float, words: str) -> None:
    """One digit where it needs it."""
    assert figure(value) == words


def test_one_and_several() -> None:
    """Exactly one is one; fractions are several."""
    assert [needs("a", x) for x in (0.6, 1, 1.04, 2)] == [
        "a needs 0.6 more heads",
        "a needs 1 more head",
        "a needs 1 more head",
        "a needs 2 more heads",
    ]
    assert [needs("a", 1, peak) for peak in (1.04, 1.06)] == [
        "a needs 1 more head",
        "a needs 1 more head (1.1 at worst)",
    ]
    assert [head_hours(x) for x in (1, 1.5)] == ["1 head-hour", "1.5 head-hours"]
    assert undone("a", 1) == "a: 1 head-hour of work cannot be done before it is due"
    assert undone("a", 12.5) == "a: 12.5 head-hours of work cannot be done before they are due"


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.integers(1, 12), st.sampled_from("ab"), st.sampled_from(["x", "y"])),
        max_size=30,
    )
)
def test_no_stretch_is_lost_or_told_twice(drawn: list[tuple[int, int, str, str]]) -> None:
    """Every stretch is in exactly one shortage, and head-hours add up."""
    stretches = [stretch(15 * a, 15 * (a + n), n / 7, cause, subject=who) for a, n, who, cause in drawn]
    found = shortages(stretches)
    order = [id(s) for shortage in found for s in shortage.stretches]
    assert sorted(order) == sorted(id(s) for s in stretches)
    assert sum(s.head_hours for s in found) == pytest.approx(sum(hours_of(s) for s in stretches))
    assert [s.head_hours for s in found] == sorted((s.head_hours for s in found), reverse=True)
