"""Reps, agents and sites say what must hold."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from wfm.domain.errors import InputError
from wfm.domain.people import Agent, Rep, Site, WorkMode
from wfm.domain.time import DAY

REP = Rep("r1", "Ana", "full", {"voice-en": 1.0}, site="hq")


def test_values_at_their_edges_are_fine() -> None:
    """The slowest and fastest speed, no seats, a window to the end of the eighth day, no wage."""
    Site("hq", "HQ", 0, "UTC")
    replace(REP, skills={"a": 1.0, "b": 1e-9}, available=((0, 8 * DAY),), wage_per_hour=0.0, office_days=(0, 7))
    replace(REP, work_mode=WorkMode.REMOTE, site=None, home_workspace_approved=True)
    Agent("a", "Ana", "full", {})


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": ""}, "a rep must have an id"),
        ({"skills": {"voice-en": 0}}, r"rep 'r1': speed in 'voice-en' must be in \(0, 1\], got 0"),
        ({"skills": {"voice-en": 1.01}}, r"must be in \(0, 1\], got 1.01"),
        ({"skills": {"voice-en": math.nan}}, r"must be in \(0, 1\], got nan"),
        ({"site": None}, "must have a site to work onsite"),
        ({"work_mode": WorkMode.HYBRID}, "works hybrid, so the home workspace must be approved"),
        ({"office_days": (3, 2)}, "office_days must satisfy 0 <= min <= max <= 7"),
        ({"wage_per_hour": -1.0}, "wage_per_hour must be >= 0, got -1"),
        ({"wage_per_hour": math.inf}, "wage_per_hour must be >= 0, got inf"),
        ({"available": ((60, 60),)}, r"availability must satisfy 0 <= from < to <= 8 days, got 60\.\.60"),
        ({"available": ((0, 8 * DAY + 1),)}, "availability must satisfy"),
    ],
)
def test_a_rep_states_what_must_hold(change: dict[str, Any], told: str) -> None:
    """One wrong value, one sentence naming the rep."""
    with pytest.raises(InputError, match=told):
        replace(REP, **change)


def test_sites_and_agents_state_what_must_hold() -> None:
    """Seats below zero and empty ids are refused."""
    with pytest.raises(InputError, match="site 'hq': seats must be >= 0, got -1"):
        Site("hq", "HQ", -1, "UTC")
    with pytest.raises(InputError, match="a site must have an id"):
        Site("", "HQ", 1, "UTC")
    with pytest.raises(InputError, match="an agent must have an id"):
        Agent("", "Ana", "full", {})
    with pytest.raises(InputError, match=r"agent 'a': speed in 'x' must be in \(0, 1\], got 2"):
        Agent("a", "Ana", "full", {"x": 2})
