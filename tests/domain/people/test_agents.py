"""Agents with terms that change, and what must hold of them."""

from __future__ import annotations

from typing import Any

import pytest

from wfm.domain.errors import InputError
from wfm.domain.people import Agent, AgentTerms, Leave, WorkMode
from wfm.domain.time import DAY

AGENT = Agent(
    "a",
    "Ana",
    "full",
    {"en": 0.6},
    WorkMode.ONSITE,
    "hq",
    changes=(AgentTerms(3, "full", {"en": 1.0}, WorkMode.ONSITE, "hq"), AgentTerms(5, "half", {"en": 1.0})),
)


def test_terms_hold_from_their_day_on() -> None:
    """The day of a change is the first of the new terms; the eve of the horizon has those of day 0."""
    assert [AGENT.on(day).contract for day in (-1, 0, 4, 5, 99)] == ["full", "full", "full", "half", "half"]
    assert [AGENT.on(day).skills["en"] for day in (2, 3)] == [0.6, 1.0]
    assert AGENT.terms[0].first == 0
    assert [a.rules_like(b) for a, b in zip(AGENT.terms, AGENT.terms[1:], strict=False)] == [True, False]


def test_leave_belongs_to_the_day_it_begins_on() -> None:
    """Also before the horizon."""
    assert [Leave(start, start + 60).day for start in (-1, 0, DAY - 1, DAY)] == [-1, 0, 0, 1]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"employed": (3, 2)}, r"employed must be first day, last day, got \[3, 2\]"),
        ({"changes": (AgentTerms(0, "c", {}),)}, "rising days from 1 on, got day 0"),
        ({"changes": (AgentTerms(4, "c", {}), AgentTerms(4, "d", {}))}, "rising days from 1 on, got day 4"),
    ],
)
def test_an_agent_states_what_must_hold(change: dict[str, Any], told: str) -> None:
    """Employment in order, changes on rising days."""
    with pytest.raises(InputError, match=told):
        Agent("a", "Ana", "c", {}, **change)
    with pytest.raises(InputError, match="terms from day 2: speed in 'en' must be in"):
        AgentTerms(2, "c", {"en": 1.5})
