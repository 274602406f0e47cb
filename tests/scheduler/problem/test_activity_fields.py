"""What a problem asks of activities: each fault by its path, and the edges of each range."""

from __future__ import annotations

import pytest

from scheduler.problem.problem_file import problem_from_dict
from tests.scheduler.small import Json, small_dict
from wfm.domain.errors import InputError

HUDDLE: Json = {
    "id": "huddle",
    "minutes": 60,
    "for": {"skill": "voice-en"},
    "times": {"per": "day", "between": [1, 1]},
}

FAULTS: list[tuple[list[Json], str]] = [
    ([HUDDLE, HUDDLE], 'activities[1].id: activity "huddle" appears twice, first at activities[0].id'),
    ([HUDDLE | {"colour": "red"}], 'activities[0]: unknown key "colour"'),
    ([HUDDLE | {"minutes": 45}], "activities[0].minutes: must be a multiple of slot_minutes 60, got 45"),
    ([HUDDLE | {"minutes": 0}], "activities[0].minutes: must be in 1..1440, got 0"),
    ([HUDDLE | {"for": []}], "activities[0].for: must name at least one agent, got none"),
    ([HUDDLE | {"for": "A1"}], 'activities[0].for: must be a list of agents, or an object with one of the keys contract, skill, team, got "A1"'),
    ([HUDDLE | {"for": {"site": "hq"}}], 'activities[0].for: unknown key "site"'),
    ([HUDDLE | {"for": ["A1", "A9"]}], 'activities[0].for[1]: no agent "A9"'),
    ([HUDDLE | {"for": {"contract": "ft9"}}], 'activities[0].for.contract: no contract "ft9"'),
    ([HUDDLE | {"for": {"skill": "voice-fr"}}], 'activities[0].for.skill: no skill "voice-fr"'),
    ([HUDDLE | {"for": {"team": "red"}}], 'activities[0].for.team: no agent of team "red"'),
    ([HUDDLE | {"times": {"per": "month", "between": [0, 1]}}], 'activities[0].times.per: must be one of day, week, horizon, got "month"'),
    ([HUDDLE | {"times": {"per": "day", "between": [2, 1]}}], "activities[0].times.between: must satisfy least <= most, got 2..1"),
    ([HUDDLE | {"times": {"per": "day", "between": [1]}}], "activities[0].times.between: must be a pair [least, most], got 1 values"),
    ([HUDDLE | {"times": {"per": "day", "between": [-1, 1]}}], "activities[0].times.between[0]: must be >= 0, got -1"),
    ([HUDDLE | {"window": [[60, 60]]}], "activities[0].window[0]: must satisfy from < to, got 60..60"),
    ([HUDDLE | {"clock": [1440, 1500]}], "activities[0].clock: must begin within the day, before 1440, got 1440..1500"),
    ([HUDDLE | {"attend": 0.5}], "activities[0]: activity 'huddle': attend is for activities held together, got 0.5"),
    ([HUDDLE | {"together": True, "attend": 1.5}], "activities[0].attend: must be in 0..1, got 1.5"),
    ([HUDDLE | {"max_away": -1}], "activities[0].max_away: must be >= 0, got -1"),
    ([HUDDLE | {"min_gap_minutes": -1}], "activities[0].min_gap_minutes: must be >= 0, got -1"),
    ([HUDDLE | {"price": -1}], "activities[0].price: must be >= 0, got -1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("activities", "told"), FAULTS, ids=[told.partition(": ")[0] + f"-{i}" for i, (_, told) in enumerate(FAULTS)]
)
def test_each_fault_names_its_path(activities: list[Json], told: str) -> None:
    """One sentence with the value seen and what must hold."""
    with pytest.raises(InputError) as error:
        problem_from_dict(small_dict(activities=activities))
    assert told in str(error.value)


def test_the_edge_of_each_range_is_read() -> None:
    """Hours past midnight, no window at all, no bound on the times, nobody away."""
    edges = {"clock": [1380, 1620], "window": [], "times": {"per": "week", "between": [None, None]}, "max_away": 0}
    (kind,) = problem_from_dict(small_dict(activities=[HUDDLE | edges])).activities
    assert kind.times == (None, None)
    assert kind.in_clock(30, 90)
    assert not kind.in_clock(600, 660)
    assert not kind.in_window(600, 660)
