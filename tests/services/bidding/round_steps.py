"""The steps of a bid round over three reps' lines, for tests."""

from __future__ import annotations

from datetime import date, timedelta

from tests.services.small_centre import (
    NOW,
    PLANNER,
    add_schedule,
    as_rep,
    fill,
    rep,
    week,
)
from wfm.services.bidding import awards, bid_rounds, ranking

CLOSES = NOW + timedelta(days=2)
AFTER = CLOSES + timedelta(hours=1)


def hired(year: int) -> date:
    return date(year, 3, 1)


def trio(db) -> int:
    """Three reps with lines at 07:00, 09:00 and 12:00 (numbers 1, 2, 3); ana is the most senior, cy the least."""
    fill(db, [rep("ana", hired=hired(2010)), rep("bo", hired=hired(2015)), rep("cy", hired=hired(2020))])
    return add_schedule(db, [*week("cy", 420), *week("ana", 540), *week("bo", 720)])


def opened(db, schedule: int, **options):
    return bid_rounds.open_round(db, PLANNER, schedule, "June", NOW, CLOSES, 7, now=NOW, **options)


def by_number(db, round_id: int) -> dict[int, int]:
    return {line.number: line.id for line in bid_rounds.lines(db, PLANNER, round_id, now=NOW)}


def rank(db, who: str, round_id: int, *numbers: int, now=NOW):
    ids = by_number(db, round_id)
    return ranking.rank_lines(db, as_rep(who), round_id, [ids[n] for n in numbers], now=now)


def award(db, round_id: int) -> dict[str, tuple[int | None, str]]:
    """Award and tell each rep's line number and reason."""
    numbers = {id: number for number, id in by_number(db, round_id).items()}
    made = awards.award_round(db, PLANNER, round_id, now=AFTER)
    return {a.rep: (numbers.get(a.line), a.reason) for a in made}


def shifts_by_rep(db, schedule: int) -> dict[str, set[int]]:
    with db.read() as uow:
        found: dict[str, set[int]] = {}
        for p in uow.schedules.get(schedule).shifts:
            found.setdefault(p.shift.agent, set()).add(p.shift.start_of_day)
        return found
