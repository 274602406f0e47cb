"""Whatever is written through a door reads back as the same through it; every field of every thing has its row."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.documents import things
from wfm.database.engine import Database
from wfm.documents.agents import AFTER, AGENT, AGENT_TERMS, BEFORE, LEAVE, PREFERENCES, WEEK_PART
from wfm.documents.contracts import BREAK_TEMPLATE, CONTRACT, SHIFT_TEMPLATE
from wfm.documents.dialects import CELLS, TOML
from wfm.documents.people import DATED_TERMS, REP, SITE, TEAM, TRAINING_CLASS
from wfm.documents.queues import HOURS_EXCEPTION, OPERATING_HOURS, QUEUE, SERVICE_TARGET
from wfm.documents.shifts import BREAK, SHIFT
from wfm.documents.tables import Entity, Inlined, loaded, read, stored, write
from wfm.documents.toml_files import toml_text
from wfm.documents.values import Door, Value

ENTITIES: list[tuple[Entity[Any], st.SearchStrategy[Any]]] = [
    (BREAK_TEMPLATE, things.break_templates()),
    (SHIFT_TEMPLATE, things.shift_templates()),
    (CONTRACT, things.contracts),
    (SITE, things.sites),
    (REP, things.reps()),
    (DATED_TERMS, things.dated_terms()),
    (TEAM, things.teams),
    (TRAINING_CLASS, things.classes()),
    (BEFORE, things.befores),
    (PREFERENCES, things.preferences),
    (LEAVE, things.leave()),
    (WEEK_PART, things.week_parts),
    (AFTER, things.afters),
    (AGENT_TERMS, things.agent_terms()),
    (AGENT, things.agents()),
    (BREAK, things.breaks()),
    (SHIFT, things.shifts()),
    (SERVICE_TARGET, things.targets),
    (HOURS_EXCEPTION, things.exceptions()),
    (OPERATING_HOURS, things.opening_hours()),
    (QUEUE, things.queues),
]
ELSEWHERE = {"Rep": {"terms", "training"}}
"""Fields that have tables of their own."""
NAMES = [entity.made.__name__ for entity, _ in ENTITIES]


def json_file(entity: Entity[Any], item: Any) -> Any:
    """Through JSON text, on a horizon."""
    door = Door(horizon=things.HORIZON)
    return read(entity, Value(json.loads(json.dumps(write(entity, item, door))), "", door))


def toml_file(entity: Entity[Any], item: Any) -> Any:
    """Through TOML text."""
    text = toml_text({"things": [write(entity, item, Door(TOML))]})
    return read(entity, Value(tomllib.loads(text)["things"][0], "", Door(TOML)))


def document(entity: Entity[Any], item: Any) -> Any:
    """Through a document of the database."""
    return loaded(entity, json.loads(json.dumps(stored(entity, item), default=str)))


@pytest.mark.parametrize("door", [json_file, toml_file, document])
@pytest.mark.parametrize(("entity", "made"), ENTITIES, ids=NAMES)
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_reads_back(entity: Entity[Any], made: st.SearchStrategy[Any], door: Any, data: Any) -> None:
    """A random thing of every kind, through every door."""
    item = data.draw(made)
    assert door(entity, item) == item


@given(rep=things.reps())
@settings(max_examples=60, deadline=None)
def test_reps_as_rows_of_a_table(rep: Any) -> None:
    """Every cell is text, and an empty one says nothing."""
    cells = write(REP, rep, Door(CELLS))
    assert tuple(cells) == REP.keys
    told = {key: cell for key, cell in cells.items() if cell is not None}
    assert all(isinstance(cell, str) for cell in told.values())
    assert read(REP, Value(told, "", Door(CELLS))) == rep


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_gives_back_what_it_was_given(sqlite_database: Database, data: Any) -> None:
    """Sites, queues, contracts, teams, classes and reps with their terms, through their tables."""
    site, queue, contract = data.draw(things.sites), data.draw(things.queues), data.draw(things.contracts)
    rep = dataclasses.replace(data.draw(things.reps()), contract=contract.id, site=site.id)
    team, course = dataclasses.replace(data.draw(things.teams), lead=rep.id), data.draw(things.classes())
    terms = dataclasses.replace(data.draw(things.dated_terms()), contract=contract.id, site=site.id, work_mode=None)
    known = dataclasses.replace(rep, first_day=None, last_day=None, hired=None, terms=(terms,), training=course)
    with sqlite_database.write() as unit:
        unit.sites.put(site)
        unit.queues.put(queue)
        unit.contracts.put(contract)
        unit.reps.put(dataclasses.replace(known, terms=(), training=None))
        unit.reps.set_terms(rep.id, [terms])
        unit.teams.put(team)
        unit.classes.put(course)
        unit.classes.add(course.id, [rep.id])
    with sqlite_database.read() as unit:
        assert unit.sites.get(site.id) == site
        assert unit.queues.get(queue.id) == queue
        assert unit.contracts.get(contract.id) == contract
        assert unit.teams.get(team.id) == team
        assert unit.classes.get(course.id) == course
        assert unit.reps.get(rep.id) == known


@pytest.mark.parametrize(("entity", "made"), ENTITIES, ids=NAMES)
def test_every_field_has_its_row(entity: Entity[Any], made: object) -> None:
    """A field of the dataclass that no row reads would be lost at every door; a key stands for one thing."""
    rows = [name for field in entity.fields for name in _attributes(field)]
    names = {field.name for field in dataclasses.fields(entity.made)} - ELSEWHERE.get(entity.made.__name__, set())
    assert sorted(rows) == sorted(names)
    assert len(set(entity.keys)) == len(entity.keys)


def _attributes(field: Any) -> tuple[str, ...]:
    return (field.attribute,) if isinstance(field, Inlined) else field.attributes
