"""Rest over changes of the clock, however far it is moved."""

from __future__ import annotations

from datetime import date

import pytest

from scheduler.arrays.clocks import last_end, next_free
from scheduler.arrays.compiled_problem import compile_problem
from scheduler.cost.objective import ObjectiveWeights
from scheduler.problem.problem_file import problem_from_dict
from tests.scheduler.small import DAY, small_dict


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Pacific/Apia", "2011-12-29"),
        ("Pacific/Kwajalein", "1993-08-20"),
        ("Australia/Lord_Howe", "2026-10-03"),
        ("Africa/Casablanca", "2026-02-14"),
        ("America/New_York", "2026-10-31"),
    ],
)
def test_rest_holds_over_a_clock_that_is_moved_by_any_time(zone: str, start: str) -> None:
    """A whole day was skipped in Apia and Kwajalein: rest of eleven hours there is that of the next day."""
    problem = small_dict(days=3, demand=[{"skill": "voice-en", "required": [1] * 72}])
    problem |= {"start": start, "timezone": zone, "elapsed": True}
    problem["contracts"][0]["min_rest_minutes"] = 660
    for agent in problem["agents"]:
        agent.pop("preferences", None)
    read = problem_from_dict(problem)
    tables, slot = compile_problem(read, ObjectiveWeights()).tables, read.horizon.slot_minutes
    assert read.horizon.start == date.fromisoformat(start)

    def rested(end: int, start: int) -> bool:
        return read.horizon.lasted(end * slot, start * slot) >= 660

    for at in range(2 * DAY // slot):
        free = next_free(tables, 0, at)
        assert all(rested(at, later) for later in range(free, 4 * DAY // slot)), f"{at}: {free}"
        assert free == at or not rested(at, free - 1)
        until = last_end(tables, 0, at)
        assert until == 0 or rested(until, at), f"{at}: {until}"
