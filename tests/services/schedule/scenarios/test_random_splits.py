"""Four weeks cut into consecutive schedules anywhere: the joined shifts keep every rule, cover and seats add up."""

from __future__ import annotations

import random
from datetime import timedelta

import numpy as np
import pytest

from tests.services.schedule.scenarios.lived_centre import MONDAY, ZONE, build, contract, faults, made, rep, worked
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR
from wfm.domain.people import Site
from wfm.services.schedule.schedule_coverage import coverage

DAY = contract("day", (24, 40), (3, 5), start=(7, 9))
NIGHT = contract("night", (0, 40), (0, 5), start=(21, 23), run=5)
LONG = contract("long", (0, 40), (0, 4), start=(6, 12), length=10, run=4)
RULES = {rule.id: rule for rule in (DAY, NIGHT, LONG)}
SEATS = 5


def splits(seed: int) -> list[int]:
    """Lengths of 1 to 20 days that come to four weeks."""
    rng, lengths = random.Random(seed), list[int]()
    while sum(lengths) < 28:
        lengths.append(min(rng.randint(1, 20), 28 - sum(lengths)))
    return lengths


@pytest.mark.parametrize("seed", range(4))
def test_rules_cover_and_seats_hold_however_four_weeks_are_cut(sqlite_database: Database, seed: int) -> None:
    """By the calendar and by instants: hours and days of each week, rest, days in a row, seats, and heads in each hour."""
    db = sqlite_database
    reps = [
        *(rep(f"d{n}", "day", "hq") for n in range(4)),
        *(rep(f"n{n}", "night", "hq") for n in range(4)),
        *(rep(f"l{n}", "long") for n in range(2)),
    ]
    build(
        db,
        reps,
        RULES.values(),
        lambda local: 2.0 + (9 <= local.hour < 17),
        days=28,
        sites=[Site("hq", "HQ", SEATS, ZONE)],
    )
    ids, named, first = [], set[str](), MONDAY
    for length in splits(seed):
        record = made(db, first, length, 0.4)
        ids.append(record.id)
        named |= {reason.subject for reason in record.unscheduled}
        first += timedelta(days=length)
    weeks = [MONDAY + timedelta(days=7 * n) for n in range(4)]
    found = worked(db)
    told = faults(db, RULES, least=weeks)
    assert [fault for fault in told if not (": only" in fault and fault.split(":")[0] in named)] == []
    assert found.seated("hq") <= SEATS
    for id in ids:
        (calls,) = coverage(db, OPERATOR, id)
        starts = [calls.grid.start + timedelta(hours=n) for n in range(calls.grid.count)]
        heads = np.array([found.heads(start) for start in starts], float)
        assert np.allclose(calls.scheduled, heads)
        assert np.allclose(calls.short, np.maximum(calls.required - heads, 0))
