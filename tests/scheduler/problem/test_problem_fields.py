"""Every field of a problem and of a schedule has its row, and what is written reads back the same."""

from __future__ import annotations

import dataclasses
import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from scheduler.outcome.result import SCHEDULE, SHORTFALL, UNSCHEDULED
from scheduler.problem.demand_fields import DEFERRABLE_DEMAND, HEAD_DEMAND, SITE_SEATS, WORK
from scheduler.problem.problem_fields import HORIZON, PROBLEM
from scheduler.problem.problem_file import SCHEDULE_KEYS, problem_from_dict, read_problem
from scheduler.problem.writing import problem_to_dict, write_json
from tests.documents.things import horizons
from tests.scheduler.random_problems import random_problem
from wfm.documents.tables import Entity, read, write
from wfm.documents.values import Value
from wfm.domain.time import Horizon

READ_APART = {PROBLEM.made: {"horizon", "published"}}
"""Attributes that have no key of their own: the horizon is several, the published shifts are a schedule within."""


@pytest.mark.parametrize(
    "entity",
    [HORIZON, PROBLEM, HEAD_DEMAND, DEFERRABLE_DEMAND, WORK, SITE_SEATS, SCHEDULE, SHORTFALL, UNSCHEDULED],
    ids=lambda entity: entity.made.__qualname__,
)
def test_every_field_has_its_row(entity: Entity[Any]) -> None:
    """What no row reads would be lost at the door; a key stands for one thing."""
    rows = {name for field in entity.fields for name in field.attributes}
    assert rows | READ_APART.get(entity.made, set()) == set(inspect.signature(entity.made).parameters)
    assert len(set(entity.keys)) == len(entity.keys)


def test_a_published_schedule_has_the_keys_of_a_schedule_file() -> None:
    """The problem names them without knowing what they mean."""
    assert {"problem", "shifts", *SCHEDULE_KEYS} == set(SCHEDULE.keys)


@given(horizon=horizons)
@settings(max_examples=50, deadline=None)
def test_horizons_read_back(horizon: Horizon) -> None:
    """Any horizon, with and without a weekday of its own."""
    assert read(HORIZON, Value(write(HORIZON, horizon))) == horizon


@pytest.mark.parametrize("seed", range(20))
def test_problems_read_back_from_their_file(seed: int, tmp_path: Path) -> None:
    """Everything in a problem survives the file: people, contracts, seats, demand to the last slot."""
    problem = problem_from_dict(random_problem(seed))
    write_json(tmp_path / "p.json", problem_to_dict(problem))
    again = read_problem(tmp_path / "p.json")
    for name in ("name", "horizon", "skills", "sites", "contracts", "agents", "published"):
        assert getattr(again, name) == getattr(problem, name)
    for one, other in zip(problem.demand, again.demand, strict=True):
        assert (one.skill, one.weight, type(one)) == (other.skill, other.weight, type(other))
        for name in {"required", "work"} & {field.name for field in dataclasses.fields(one)}:
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
