"""Which causes bind, from both sides of every edge, and every cause in words."""

from __future__ import annotations

import pytest

from scheduler.outcome.cause import AWAY, Cause, Standing, binding
from scheduler.outcome.sentences import because, detail
from scheduler.problem.demand import SiteSeats

C = Cause


def standing(short: float = 1, **more: object) -> Standing:
    """A standing of chat-en; keys that are names of causes count reps."""
    counts = {Cause[name]: n for name, n in more.items() if name in Cause.__members__}
    rest = {name: value for name, value in more.items() if name not in Cause.__members__}
    return Standing("chat-en", short, counts, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "causes"),
    [
        (standing(), (C.SKILL,)),
        (standing(CONTACTS=3), (C.CONTACTS,)),
        (standing(CONTACTS=3, BREAK=1), (C.BREAK,)),
        (standing(2, CONTACTS=3, BREAK=1, reserve=1.9), (C.REPS,)),
        (standing(2, CONTACTS=3, BREAK=1, reserve=2), (C.BREAK,)),
        (standing(2, CONTRACT=1, reserve=1), (C.CONTRACT,)),
        (standing(WEEK=4, TIME_OFF=2), (C.WEEK, C.TIME_OFF)),
        (standing(WEEK=5, TIME_OFF=2), (C.WEEK,)),
        (standing(WEEK=2, TIME_OFF=2, BREAK=2), (C.BREAK, C.WEEK)),
        (standing(WEEK=9, SEARCH=1), (C.SEARCH,)),
        (standing(1.1, WEEK=9, SEARCH=1), (C.WEEK,)),
        (standing(2, WEEK=9, SEARCH=1, PRICE=2), (C.PRICE,)),
        (standing(2, WEEK=9, SEARCH=1, PRICE=1), (C.WEEK,)),
        (standing(CONTACTS=5, WEEK=2, shared=3.6), (C.SHARED, C.WEEK)),
        (standing(CONTACTS=5, WEEK=2, shared=0.4), (C.WEEK,)),
        (standing(CONTACTS=2, WEEK=3, shared=1, waits=True), (C.CONTACTS,)),
        (standing(1.1, CONTACTS=2, WEEK=3, shared=1, waits=True), (C.WEEK,)),
        (standing(1.1, CONTACTS=2, shared=1, waits=True), (C.CONTACTS,)),
        (standing(1.1, CONTACTS=2, shared=1, reserve=1, waits=True), (C.REPS,)),
    ],
)
def test_what_binds(seen: Standing, causes: tuple[Cause, ...]) -> None:
    """What would do, or holds most reps; a second cause from half the size of the first."""
    assert binding(seen) == causes


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (standing(CONTACTS=3, WEEK=6), "all 9 chat-en reps are on contacts or at their weekly hours"),
        (
            standing(CONTACTS=3, WEEK=6, by_days=2),
            "all 9 chat-en reps are on contacts or at their weekly hours or days",
        ),
        (standing(CONTACTS=1, BREAK=1, WEEK=6), "all 8 chat-en reps are at work or at their weekly hours"),
        (
            standing(CONTACTS=3, WEEK=6, TIME_OFF=1),
            "all 9 reps who may work then are on contacts or at their weekly hours",
        ),
        (standing(WEEK=1, TIME_OFF=1), "both chat-en reps are at their weekly hours or on time off"),
        (standing(CONTACTS=1, ACTIVITY=6), "all 7 chat-en reps are on contacts or at an activity"),
        (standing(CONTACTS=1, ACTIVITY=1, WEEK=6), "all 8 chat-en reps are at work or at their weekly hours"),
        (standing(CONTACTS=1, WEEK=6, BREAK=1, OTHER_HOURS=2), "6 of the 10 chat-en reps are at their weekly hours"),
        (
            standing(CONTACTS=1, OTHER_HOURS=2, WEEK=1, RULES=1),
            "2 of the 5 chat-en reps work other hours that day and 1 is at their weekly hours",
        ),
        (standing(WEEK=1, OTHER_HOURS=2), "all 3 chat-en reps work other hours that day or are at their weekly hours"),
        (
            standing(RULES=2, rules=("rest", "start spread")),
            "both chat-en reps are held back by the rules on rest and start spread",
        ),
        (
            standing(2, CONTRACT=3, AVAILABILITY=2, TIME_OFF=1),
            "3 of the 6 chat-en reps have no shift at that time in their contracts and 2 are not available",
        ),
        (
            standing(CONTACTS=9, shared=3, others=("voice-en", "voice-es")),
            "all 9 chat-en reps are on contacts already, 3 of them for voice-en and voice-es",
        ),
        (
            standing(CONTACTS=9, shared=9, others=("a", "b", "c", "d")),
            "all 9 chat-en reps are on contacts already, all of them for other skills",
        ),
        (
            standing(CONTACTS=1, shared=1, others=("voice-en",)),
            "the only chat-en rep is on contacts already, for voice-en",
        ),
        (standing(SEATS=1, full=(SiteSeats("hq", 48),)), "all 48 seats at hq are taken"),
        (standing(SEATS=1, full=(SiteSeats("hq", 0),)), "there is no seat at hq"),
        (standing(SEATS=1, full=(SiteSeats("hq", 1),)), "the only seat at hq is taken"),
        (
            standing(SEATS=1, full=(SiteSeats("hq", 8), SiteSeats("pine", 3))),
            "all 8 seats at hq and 3 seats at pine are taken",
        ),
        (
            standing(CONTACTS=4, SEATS=2, WEEK=2, full=(SiteSeats("hq", 8),)),
            "all 8 chat-en reps are on contacts, at their weekly hours or find no free seat",
        ),
        (standing(9, CONTACTS=12, waits=True), "all 12 chat-en reps work in that time already"),
        (standing(9, CONTACTS=1, waits=True), "the only chat-en rep works in that time already"),
        (standing(9, CONTACTS=2, WEEK=2, waits=True), "all 4 chat-en reps are at work or at their weekly hours"),
        (standing(TIME_OFF=2000), "everyone is on time off"),
        (standing(3000, CONTACTS=1, WEEK=1999, reserve=1999), "even all 2,000 chat-en reps would be too few"),
    ],
)
def test_what_binds_in_words(seen: Standing, words: str) -> None:
    """One, both, all; the verb once; the number told where somebody is left out."""
    assert because(seen) == words


def test_every_cause_has_words() -> None:
    """Alone or beside reps at work, no cause is without a clause, a detail, or the number of its reps."""
    for cause in Cause:
        if cause in (Cause.SKILL, Cause.REPS, Cause.SHARED):
            continue
        seen = Standing("chat-en", 1, {Cause.CONTACTS: 2, cause: 3}, rules=("rest",), full=(SiteSeats("hq", 2),))
        assert because(seen)
        assert "3 " in detail(seen, 1)
        assert (cause in AWAY) == (seen.able < seen.everyone)


def test_the_detail_reads_as_clauses() -> None:
    """Who may work, why the others may not, and what each does; full sites; nothing about nobody."""
    seen = standing(
        CONTACTS=8,
        BREAK=1,
        WEEK=18,
        PRICE=1,
        TIME_OFF=1,
        AVAILABILITY=4,
        elsewhere=11,
        others=("voice-en", "email-en"),
        full=(SiteSeats("hq", 48),),
        spare=52.94,
    )
    told = (
        "Of 33 chat-en reps, 28 may work then (1 is on time off and 4 are not available): 8 are on contacts (shared with "
        "voice-en and email-en), 1 is on a break, 18 are at their weekly hours (11 of them work other hours that day) and "
        "1 could come, but would cost more than the shortage. All 48 seats at hq are taken."
    )
    assert detail(seen, 53) == told
    assert detail(seen, 52) == f"{told} At other hours of that week chat-en has 52.9 head-hours to spare."
    assert detail(standing(), 1) == ""
    assert detail(standing(TIME_OFF=1), 1) == "The only chat-en rep may not work then: 1 is on time off."
