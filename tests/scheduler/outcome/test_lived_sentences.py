"""Golden sentences of weeks as a centre lives them: leave, joiners, far clocks, nights that run in, terms that change."""

from __future__ import annotations

from typing import Any

from tests.scheduler.outcome.small_crew import asked, away, crew, said, short, works
from tests.scheduler.small import DAY

Json = dict[str, Any]

LEAVE = {"leave": [{"from": 0, "to": DAY, "paid_minutes": 480, "days": 1}]}
"""A paid day off on Monday."""


def test_leave_is_told_as_leave() -> None:
    """Whoever is on leave is not on time off, and not at work."""
    assert said(away(away(crew(2, asked(1)), 0, **LEAVE), 1, **LEAVE)) == [
        "chat-en needs 1 more head: everyone is on leave."
    ]
    found = short(away(crew(3, asked(3)), 0, **LEAVE), works(1, 0), works(2, 0))
    assert [s.text for s in found] == ["chat-en needs 1 more head: all 3 chat-en reps are on contacts or on leave."]
    assert "2 may work then (1 is on leave)" in found[0].detail


def test_leave_fills_the_hours_of_the_week() -> None:
    """Four days of work and one of leave are the forty hours; with three days of work one more shift fits."""
    worked = [works(0, day) for day in range(1, 5)]
    document = away(crew(1, asked(1, day=6)), 0, **LEAVE)
    assert said(document, *worked) == ["chat-en needs 1 more head: the only chat-en rep is at their weekly hours."]
    assert "search went on" in said(document, *worked[:3])[0]


def test_history_fills_the_hours_of_the_week() -> None:
    """A schedule from Thursday on, of a week of which 32 h or 33 h are worked; weeks counted from day 0 know none of it."""
    document = crew(1, asked(1, day=0)) | {"start": "2026-11-26", "week_start": 0}
    for worked, told in ((1920, "search went on"), (1980, "search went on"), (2220, "at their weekly hours")):
        week = {"paid_minutes": worked, "days": 3, "office_days": 0}
        assert told in said(away(document, 0, before={"week": week}))[0]
    assert "search went on" in said({k: v for k, v in document.items() if k != "week_start"})[0]
    week = {"paid_minutes": 600, "days": 5, "office_days": 0}
    assert "at their days of the week" in said(away(document, 0, before={"week": week}))[0]


def test_joiners_and_leavers_are_told_as_such() -> None:
    """The first day and the last are days of work; the days around them are not."""
    joins, leaves = {"employed": [2, 9]}, {"employed": [-9, 2]}
    for day, told in ((1, "nobody is employed yet"), (2, "search went on")):
        assert told in said(away(away(crew(2, asked(1, day=day)), 0, **joins), 1, **joins))[0]
    for day, told in ((2, "search went on"), (3, "nobody is employed any longer")):
        assert told in said(away(away(crew(2, asked(1, day=day)), 0, **leaves), 1, **leaves))[0]
    assert said(away(away(crew(2, asked(1, day=3)), 0, employed=[4, 6]), 1, **leaves)) == [
        "chat-en needs 1 more head: both chat-en reps are not employed yet or no longer employed."
    ]


def test_a_clock_far_away_is_told_with_what_it_reads() -> None:
    """Seven in the evening at the queue is three in the morning in Manila; at night it is ten in the morning there."""
    far = {"timezone": "Asia/Manila"}
    document = away(away(crew(2, asked(1, range(19, 20))), 0, **far), 1, **far)
    assert said(document) == ["chat-en needs 1 more head: everyone is outside their hours at 03:00 in Manila."]
    at_night = away(away(crew(2, asked(1, range(2, 3))), 0, **far), 1, **far)
    assert "search went on" in said(at_night)[0]
    mixed = away(crew(3, asked(3, range(19, 20))), 0, **far)
    found = short(mixed, works(1, 0, start=14), works(2, 0, start=14))
    assert found[0].because == "all 3 chat-en reps are on contacts or outside their hours at 03:00 in Manila"
    assert "2 may work then (1 is outside their hours at 03:00 in Manila)" in found[0].detail


def test_a_clock_is_no_excuse_where_it_is_not_the_cause() -> None:
    """Who would not work either if the clock were the queue's is not put down to it."""
    far = {"timezone": "Asia/Manila"}
    night = crew(1, asked(1, range(3, 4)))
    night["contracts"][0]["shifts"][0]["start"] = {"earliest": 480, "latest": 480, "step": 60}
    assert said(away(night, 0, **far))[0].endswith("the only chat-en rep might still come if the search went on.")
    never = away(crew(1, asked(1, range(19, 20))), 0, available=[], **far)
    assert said(never) == [
        "chat-en needs 1 more head: the only chat-en rep has no shift at that time in their contract."
    ]


def night(agent: int | None = 0, end: int = 6) -> Json:
    """A given shift from 22:00 of the eve, of a rep or of somebody else."""
    who = {} if agent is None else {"agent": f"r{agent}"}
    return who | {"skills": {"chat-en": 1.0}, "site": None, "start": -120, "end": 60 * end, "breaks": []}


def test_who_rests_after_a_night_is_told_to_rest() -> None:
    """A night until 6:00 and eleven hours of rest: nobody at 10:00, and nobody on time off; at 17:00 they might come."""
    document = crew(2, asked(1)) | {"given": [night(0), night(1)]}
    found = short(document)
    assert [s.text for s in found] == [
        "chat-en needs 1 more head: both chat-en reps are held back by the rule on rest."
    ]
    assert "time off" not in found[0].reason
    evening = crew(2, asked(1, range(17, 18))) | {"given": [night(0), night(1)]}
    assert "search went on" in said(evening)[0]


def test_who_works_a_night_that_runs_in_is_at_work() -> None:
    """Those on contacts until 6:00 are counted as such, and not as reps without a shift at that hour."""
    document = crew(2, asked(9, range(5, 6))) | {"given": [night(0), night(1)]}
    assert "2 are on contacts" in short(document)[0].detail


def test_seats_held_by_a_night_that_runs_in_are_taken() -> None:
    """Somebody else's night until 11:00 holds the only seat; with a second seat the rep might come."""
    for seats, because in ((1, "the only seat at hq is taken"), (2, "search went on")):
        document = crew(1, asked(2)) | {
            "sites": [{"id": "hq", "seats": seats}],
            "given": [night(None, 11) | {"site": "hq"}],
        }
        document["agents"][0] |= {"work_mode": "onsite", "site": "hq"}
        assert because in said(document)[0]


def test_what_is_fixed_behind_the_horizon_holds_a_rep_back() -> None:
    """A shift at 5:00 on the next Monday leaves no rest after Sunday's evening, and enough after its morning."""
    after = {"after": {"next_shift_start": 7 * DAY + 300, "consecutive_days": 1}}
    assert said(away(crew(1, asked(1, range(19, 20), day=6)), 0, **after)) == [
        "chat-en needs 1 more head: the only chat-en rep is held back by the rule on rest."
    ]
    assert "search went on" in said(away(crew(1, asked(1, day=6)), 0, **after))[0]
    busy = [works(0, day, hours=4) for day in range(2, 6)]
    held = away(crew(1, asked(1, day=6), days_per_week=[0, 7]), 0, **after)
    assert said(held, *busy) == [
        "chat-en needs 1 more head: the only chat-en rep is held back by the rule on consecutive days."
    ]


def test_a_skill_counts_from_the_day_on_which_it_is_known() -> None:
    """A class that graduates on Wednesday: no rep before, one on the day."""
    document = crew(1, asked(1, day=1), asked(1, day=2))
    document["demand"] = [{"skill": "chat-en", "required": [1 if t in (34, 58) else 0 for t in range(168)]}]
    document["agents"][0] |= {
        "skills": {},
        "changes": [{"from_day": 2, "contract": "c", "skills": {"chat-en": 0.6}, "work_mode": "remote", "site": None}],
    }
    first, second = said(document)
    assert first == "chat-en needs 1 more head: no rep has this skill."
    assert second == "chat-en needs 1 more head: one rep alone is too few."
