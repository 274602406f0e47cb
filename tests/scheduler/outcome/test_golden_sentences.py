"""Golden sentences, one for each cause of a shortage, from both sides of the edge where a choice is made."""

from __future__ import annotations

from typing import Any

from scheduler.cost.objective import ObjectiveWeights
from tests.scheduler.outcome.small_crew import asked, away, crew, said, short, works
from tests.scheduler.small import DAY

Json = dict[str, Any]

WEEK = [works(a, day) for a in range(2) for day in range(1, 6)]
"""Two reps with their forty hours, on Tuesday to Saturday."""

CHEAP = ObjectiveWeights(short=0.1)
"""Shortage so cheap that no shift is worth it."""


def test_nobody_has_the_skill() -> None:
    """No rep can serve it, whatever the hours."""
    assert said(crew(3, asked(0.6, skill="chat-fr"))) == ["chat-fr needs 0.6 more heads: no rep has this skill."]


def test_all_are_at_work() -> None:
    """As long as one is free something else is the cause; one rep is not called all."""
    assert said(crew(3, asked(5)), *(works(a, 0) for a in range(3))) == [
        "chat-en needs 2 more heads: all 3 chat-en reps are on contacts already."
    ]
    assert said(crew(1, asked(2)), works(0, 0)) == [
        "chat-en needs 1 more head: the only chat-en rep is on contacts already."
    ]


def test_all_are_at_work_and_some_serve_another_skill() -> None:
    """The dearer queue is served first; the other is told how many heads it has."""
    document = crew(6, asked(4), asked(4, skill="voice-en") | {"weight": 2})
    for agent in document["agents"]:
        agent["skills"]["voice-en"] = 1.0
    at_work = [works(a, 0) for a in range(6)]
    assert said(document, *at_work) == [
        "chat-en needs 2 more heads: all 6 chat-en reps are on contacts already, 4 of them for voice-en."
    ]
    assert said(document, *at_work[:4]) == [
        "chat-en needs 4 more heads: 4 of the 6 chat-en reps serve voice-en and 2 might still come if the search went on."
    ]


def test_two_reps_are_both() -> None:
    """Not: all 2 reps."""
    assert said(crew(2, asked(5)), works(0, 0), works(1, 0)) == [
        "chat-en needs 3 more heads: both chat-en reps are on contacts already."
    ]


def test_too_few_reps_and_just_enough() -> None:
    """Three are free: four more heads are too many for them, three are not."""
    assert said(crew(4, asked(5)), works(0, 0)) == [
        "chat-en needs 4 more heads: even all 4 chat-en reps would be too few."
    ]
    assert said(crew(4, asked(4)), works(0, 0)) == [
        "chat-en needs 3 more heads: all 4 chat-en reps are on contacts or might still come if the search went on."
    ]


def test_the_hours_of_the_week_are_used_up() -> None:
    """Forty hours on other days; with the hours left, it is the days; with a day left, neither."""
    assert said(crew(2, asked(1)), *WEEK) == ["chat-en needs 1 more head: both chat-en reps are at their weekly hours."]
    half = [works(a, day, hours=4) for a in range(2) for day in range(1, 6)]
    assert said(crew(2, asked(1), max_consecutive_days=6), *half) == [
        "chat-en needs 1 more head: both chat-en reps are at their days of the week."
    ]
    assert "search went on" in said(crew(2, asked(1)), *half[:4], *half[5:9])[0]


def test_reps_at_other_hours_who_could_not_be_paid_for_more_are_at_their_weekly_hours() -> None:
    """Five shifts of eight hours leave nothing to lengthen; five of four hours do."""
    full = [works(a, day, start=12) for a in range(2) for day in range(5)]
    found = short(crew(2, asked(1)), *full)[0]
    assert found.because == "both chat-en reps are at their weekly hours"
    assert "2 are at their weekly hours (all of them work other hours that day)" in found.detail
    halves = [works(a, day, start=12, hours=4) for a in range(2) for day in range(5)]
    assert short(crew(2, asked(1)), *halves)[0].because == "both chat-en reps work other hours that day"


def test_all_seats_are_taken() -> None:
    """One seat and one rep on it: the other finds none; with a second seat the other might come."""
    for seats, because in ((1, "the only seat at hq is taken"), (2, "search went on")):
        document = crew(2, asked(2)) | {"sites": [{"id": "hq", "seats": seats}]}
        for agent in document["agents"]:
            agent |= {"work_mode": "onsite", "site": "hq"}
        assert because in said(document, works(0, 0) | {"site": "hq"})[0]


def test_several_seats_are_counted() -> None:
    """The number of seats and the site stand in the sentence."""
    document = crew(4, asked(4)) | {"sites": [{"id": "hq", "seats": 3}]}
    for agent in document["agents"]:
        agent |= {"work_mode": "onsite", "site": "hq"}
    taken = [works(a, 0) | {"site": "hq"} for a in range(3)]
    assert said(document, *taken) == ["chat-en needs 1 more head: all 3 seats at hq are taken."]


def test_rest_holds_a_rep_back() -> None:
    """A shift until 22:00 the evening before leaves no rest at 8:00, and enough at 14:00."""
    late = works(0, 0, start=14)
    assert said(crew(1, asked(1, range(8, 9), day=1)), late) == [
        "chat-en needs 1 more head: the only chat-en rep is held back by the rule on rest."
    ]
    assert "search went on" in said(crew(1, asked(1, range(14, 15), day=1)), late)[0]


def test_days_in_a_row_hold_a_rep_back() -> None:
    """A third day in a row where two are allowed; after a day off it is none."""
    two = [works(0, day, hours=4) for day in (0, 1)]
    rule = {"max_consecutive_days": 2}
    assert said(crew(1, asked(1, day=2), **rule), *two) == [
        "chat-en needs 1 more head: the only chat-en rep is held back by the rule on consecutive days."
    ]
    assert "search went on" in said(crew(1, asked(1, day=3), **rule), *two)[0]


def test_a_shift_that_costs_more_than_it_saves() -> None:
    """Four paid hours against one hour short: dear shortage might be saved, cheap shortage not."""
    assert said(crew(1, asked(1))) == [
        "chat-en needs 1 more head: the only chat-en rep might still come if the search went on."
    ]
    assert said(crew(1, asked(1)), weights=CHEAP) == [
        "chat-en needs 1 more head: the only chat-en rep could come, but would cost more than the shortage."
    ]
    edge = [ObjectiveWeights(short=price, over=0.0) for price in (4.0, 4.1)]
    assert ["would cost more" in said(crew(1, asked(1)), weights=w)[0] for w in edge] == [True, False]


def test_a_rep_on_a_break() -> None:
    """The one who is not on contacts has lunch."""
    document = crew(2, asked(2, range(12, 13)))
    lunch = [{"name": "lunch", "minutes": 60, "paid": False, "window": [120, 360]}]
    document["contracts"][0]["shifts"][0] |= {"breaks": lunch, "span_minutes": [480]}
    found = short(document, works(0, 0, pause=12), works(1, 0, pause=11))
    assert [s.text for s in found] == ["chat-en needs 1 more head: both chat-en reps are on contacts or on a break."]


def test_nobody_may_work_then() -> None:
    """Contract, availability and leave are told apart where one of them holds everyone."""
    assert said(crew(2, asked(3.4, range(3, 4)))) == [
        "chat-en needs 3.4 more heads: nobody's contract allows work at this hour."
    ]
    never, leave = {"available": []}, {"time_off": [[0, DAY]]}
    assert said(away(away(crew(2, asked(1)), 0, **never), 1, **never)) == [
        "chat-en needs 1 more head: nobody is available at this hour."
    ]
    assert said(away(away(crew(2, asked(1)), 0, **leave), 1, **leave)) == [
        "chat-en needs 1 more head: everyone is on time off."
    ]
    assert said(away(crew(1, asked(1)), 0, **leave)) == [
        "chat-en needs 1 more head: the only chat-en rep is on time off."
    ]
    assert said(away(away(crew(2, asked(1)), 0, **leave), 1, **never)) == [
        "chat-en needs 1 more head: both chat-en reps are on time off or not available."
    ]


def test_two_causes_of_like_size_are_joined_and_a_small_one_is_left_out() -> None:
    """Of six reps two work: two away of four is half, and told; one of four is not."""
    document = crew(6, asked(3))
    for agent in (4, 5):
        away(document, agent, time_off=[[0, DAY]])
    full = [works(a, day) for a in (2, 3) for day in range(1, 6)]
    at_work = [works(0, 0), works(1, 0)]
    assert said(document, *at_work, *full) == [
        "chat-en needs 1 more head: all 6 chat-en reps are on contacts, at their weekly hours or on time off."
    ]
    bigger = crew(7, asked(3))
    away(bigger, 6, time_off=[[0, DAY]])
    full = [works(a, day) for a in (2, 3, 4, 5) for day in range(1, 6)]
    assert said(bigger, *at_work, *full) == [
        "chat-en needs 1 more head: all 6 reps who may work then are on contacts or at their weekly hours."
    ]


def test_causes_that_leave_somebody_out_are_told_by_count() -> None:
    """Four at their hours, one held back by rest, one on leave: the four are the cause and not all."""
    document = away(crew(7, asked(2, range(8, 9), day=1)), 6, time_off=[[0, 2 * DAY]])
    full = [works(a, day) for a in range(1, 5) for day in range(2, 7)]
    found = short(document, works(0, 1), *full, works(5, 0, start=14))
    assert [s.text for s in found] == ["chat-en needs 1 more head: 4 of the 7 chat-en reps are at their weekly hours."]
    assert found[0].detail.startswith(
        "Of 7 chat-en reps, 6 may work then (1 is on time off): 1 is on contacts, 4 are at their weekly hours and 1 is "
        "held back by the rule on rest."
    )


def test_the_worst_slot_is_told_beside_the_mean() -> None:
    """Two hours short by one and by three; where all are alike one figure is enough."""
    required = [1 if t == 10 else 3 if t == 11 else 0 for t in range(168)]
    assert said(crew(4, {"skill": "chat-en", "required": required}))[0].startswith(
        "chat-en needs 2 more heads (3 at worst): "
    )
    assert said(crew(4, asked(3, range(10, 12))))[0].startswith("chat-en needs 3 more heads: ")


def test_hours_to_spare_in_the_week_are_told_where_they_would_do() -> None:
    """Forty hours with nothing to do on other days; none on the day."""
    found = short(crew(2, asked(1)), *WEEK)[0]
    assert found.detail.endswith("At other hours of that week chat-en has 80 head-hours to spare.")
    needed = crew(2, asked(1), *(asked(2, range(8, 16), day=day) for day in range(1, 6)))
    assert "to spare" not in short(needed, *WEEK)[0].detail


def mail(head_slots: float, due: int = 12) -> Json:
    """Work that arrives at 10:00 on Monday."""
    piece = {"arrives": 600, "due": 60 * due, "head_slots": head_slots}
    return {"skill": "email-en", "deferrable": True, "work": [piece]}


def mail_crew(count: int, *demand: Json) -> Json:
    """Reps who take chats and e-mail."""
    document = crew(count, *demand)
    for agent in document["agents"]:
        agent["skills"] = {"chat-en": 1.0, "email-en": 1.0}
    return document


def test_work_that_waits_for_those_who_serve_contacts() -> None:
    """Their two hours would do; for one head-hour more all reps would be too few."""
    chats = asked(1, range(8, 16))
    dear = chats | {"weight": 9}
    assert said(mail_crew(1, dear, mail(2)), works(0, 0)) == [
        "email-en: 2 head-hours of work cannot be done before they are due: "
        "the reps at work serve contacts that come first."
    ]
    assert said(mail_crew(1, dear, mail(3)), works(0, 0)) == [
        "email-en: 3 head-hours of work cannot be done before they are due: one rep alone is too few."
    ]


def test_work_that_waits_while_nobody_may_work() -> None:
    """At night no contract reaches it; one head-hour is one."""
    document = crew(2, {"skill": "chat-en", "deferrable": True, "work": [{"arrives": 60, "due": 180, "head_slots": 1}]})
    found = short(document)
    assert [s.text for s in found] == [
        "chat-en: 1 head-hour of work cannot be done before it is due: nobody's contract allows work in that time."
    ]
    assert found[0].detail == (
        "Left undone: 1 of 1 head-hour of waiting work. None of the 2 chat-en reps works between arrival and due time, "
        "2 may not (2 have no shift at that time in their contracts)."
    )


def test_work_that_waits_while_hours_are_used_up() -> None:
    """Both have their forty hours on other days; with hours left, rules or costs hold them."""
    lead = "email-en: 1.5 head-hours of work cannot be done before they are due: both email-en reps are "
    assert said(mail_crew(2, mail(1.5)), *WEEK) == [f"{lead}at their weekly hours."]
    assert said(mail_crew(2, mail(1.5))) == [f"{lead}held back by rules or by what a shift costs."]
