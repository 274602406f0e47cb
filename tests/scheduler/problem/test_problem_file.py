"""Every fault of a problem or schedule file is told by the path of the value."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from scheduler.outcome.result import read_schedule, schedule_from_dict
from scheduler.problem.problem_file import problem_from_dict, read_problem
from scheduler.problem.writing import problem_to_dict
from tests.scheduler.random_problems import random_activities, random_problem
from tests.scheduler.small import schedule, shift, small_dict
from wfm.domain.errors import InputError

MISSING = object()


def changed(document: dict[str, Any], path: list[str | int], value: object) -> dict[str, Any]:
    """A copy of a document with one value replaced, or removed when it is MISSING."""
    result = copy.deepcopy(document)
    parent: Any = result
    for step in path[:-1]:
        parent = parent[step]
    if value is MISSING:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return result


FAULTS: list[tuple[list[str | int], object, str]] = [
    (["format"], "wfm-problem/2", 'format: must be "wfm-problem/1", got "wfm-problem/2"'),
    (["format"], MISSING, 'the key "format" is missing'),
    (["colour"], 1, 'unknown key "colour"'),
    (["name"], "", "name: must not be empty"),
    (["name"], 5, "name: must be a string, got 5"),
    (["start"], "23.11.2026", 'start: must be a date YYYY-MM-DD, got "23.11.2026"'),
    (["start"], "2026-02-30", 'start: must be a date YYYY-MM-DD, got "2026-02-30"'),
    (["start"], "20261123", 'start: must be a date YYYY-MM-DD, got "20261123"'),
    (["timezone"], "Mars/Base", 'timezone: must be an IANA name such as America/New_York, got "Mars/Base"'),
    (["first_weekday"], 7, "first_weekday: must be in 0..6, got 7"),
    (["days"], 0, "days: must be in 1..56, got 0"),
    (["days"], 57, "days: must be in 1..56, got 57"),
    (["days"], True, "days: must be a whole number, got true"),
    (["days"], 7.5, "days: must be a whole number, got 7.5"),
    (["slot_minutes"], 20, "slot_minutes: must be one of 5, 10, 15, 30, 60, got 20"),
    (["skills"], "voice-en", 'skills: must be a list, got "voice-en"'),
    (["skills", 1], "voice-en", 'skills[1]: skill "voice-en" appears twice, first at skills[0]'),
    (["demand"], [], "demand: must hold at least one entry, got none"),
    (["demand", 0, "skill"], "voice-fr", 'demand[0].skill: no skill "voice-fr"'),
    (["demand", 0, "weight"], 0, "demand[0].weight: must be > 0, got 0"),
    (["demand", 0, "weight"], "2", 'demand[0].weight: must be a number, got "2"'),
    (["demand", 0, "required"], [1] * 167, "demand[0].required: must hold one number per slot, 168 of them, got 167"),
    (["demand", 0, "required", 3], -1, "demand[0].required[3]: must be >= 0, got -1"),
    (["demand", 0, "required", 3], float("nan"), "demand[0].required[3]: must be a finite number, got nan"),
    (["demand", 0, "required", 3], float("inf"), "demand[0].required[3]: must be a finite number, got inf"),
    (["demand", 0, "required", 3], None, "demand[0].required[3]: must be a number, got null"),
    (["demand", 0, "required"], MISSING, 'demand[0]: the key "required" is missing'),
    (["demand", 0, "deferrable"], True, 'demand[0]: unknown key "required"'),
    (["demand", 1, "deferrable"], 1, "demand[1].deferrable: must be true or false, got 1"),
    (["demand", 1, "work", 0, "arrives"], -60, "demand[1].work[0].arrives: must be in 0..10079, got -60"),
    (["demand", 1, "work", 0, "arrives"], 30, "demand[1].work[0].arrives: must be a multiple of slot_minutes 60, got 30"),
    (["demand", 1, "work", 0, "arrives"], 2880, "demand[1].work[0].due: must be later than arrives 2880, got 2880"),
    (["demand", 1, "work", 0, "head_slots"], -1, "demand[1].work[0].head_slots: must be >= 0, got -1"),
    (["sites", 0, "seats"], -1, "sites[0].seats: must be >= 0, got -1"),
    (["sites"], [{"id": "hq", "seats": 1}] * 2, 'sites[1].id: site "hq" appears twice, first at sites[0].id'),
    (["contracts", 0, "id"], MISSING, 'contracts[0]: the key "id" is missing'),
    (["contracts", 0, "overtime"], 1, 'contracts[0]: unknown key "overtime"'),
    (["contracts", 0, "paid_minutes_per_week"], [2400, 960], "contracts[0].paid_minutes_per_week: must satisfy from <= to, got 2400..960"),
    (["contracts", 0, "paid_minutes_per_week"], [2400], "contracts[0].paid_minutes_per_week: must be a pair [from, to], got 1 values"),
    (["contracts", 0, "days_per_week"], [2, 8], "contracts[0].days_per_week[1]: must be in 0..7, got 8"),
    (["contracts", 0, "max_consecutive_days"], 0, "contracts[0].max_consecutive_days: must be >= 1, got 0"),
    (["contracts", 0, "min_rest_minutes"], -1, "contracts[0].min_rest_minutes: must be >= 0, got -1"),
    (["contracts", 0, "start_spread_minutes"], -1, "contracts[0].start_spread_minutes: must be >= 0, got -1"),
    (["contracts", 0, "max_weekends"], -1, "contracts[0].max_weekends: must be >= 0, got -1"),
    (["contracts", 0, "shifts"], [], "contracts[0].shifts: must allow at least one shift template, got none"),
    (["contracts", 0, "shifts", 0, "start", "earliest"], 1440, "contracts[0].shifts[0].start.earliest: must be in 0..1439, got 1440"),
    (["contracts", 0, "shifts", 0, "start", "latest"], 420, "contracts[0].shifts[0].start.latest: must be >= earliest 480, got 420"),
    (["contracts", 0, "shifts", 0, "start", "step"], 0, "contracts[0].shifts[0].start.step: must be >= 1, got 0"),
    (["contracts", 0, "shifts", 0, "start"], {"earliest": 490, "latest": 510, "step": 10}, "contracts[0].shifts[0].start: no start in 490..510 step 10 is a multiple of slot_minutes 60"),
    (["contracts", 0, "shifts", 0, "span_minutes"], [], "contracts[0].shifts[0].span_minutes: must name at least one length, got none"),
    (["contracts", 0, "shifts", 0, "span_minutes", 0], 1500, "contracts[0].shifts[0].span_minutes[0]: must be in 1..1440, got 1500"),
    (["contracts", 0, "shifts", 0, "span_minutes", 0], 530, "contracts[0].shifts[0].span_minutes[0]: must be a multiple of slot_minutes 60, got 530"),
    (["contracts", 0, "shifts", 0, "span_minutes", 0], 300, "contracts[0].shifts[0].span_minutes[0]: a shift of 300 minutes cannot hold its breaks"),
    (["contracts", 0, "shifts", 0, "min_gap_minutes"], 360, "contracts[0].shifts[0].span_minutes[0]: a shift of 540 minutes cannot hold its breaks"),
    (["contracts", 0, "shifts", 0, "breaks"], [], None),
    (["contracts", 0, "shifts", 0, "breaks", 0, "minutes"], 45, "contracts[0].shifts[0].breaks[0].minutes: must be a multiple of slot_minutes 60, got 45"),
    (["contracts", 0, "shifts", 0, "breaks", 0, "window"], [300, 180], "contracts[0].shifts[0].breaks[0].window: must satisfy from <= to, got 300..180"),
    (["contracts", 0, "shifts", 0, "breaks", 0, "window"], [190, 230], "contracts[0].shifts[0].breaks[0].window: holds no multiple of slot_minutes 60, got 190..230"),
    (["contracts", 0, "shifts", 0, "breaks", 0, "paid"], 0, "contracts[0].shifts[0].breaks[0].paid: must be true or false, got 0"),
    (["agents"], [], "agents: must hold at least one agent, got none"),
    (["agents", 1, "id"], "A1", 'agents[1].id: agent "A1" appears twice, first at agents[0].id'),
    (["agents", 1, "contract"], "ft9", 'agents[1].contract: no contract "ft9"'),
    (["agents", 0, "skills"], {"voice-fr": 1}, 'agents[0].skills.voice-fr: no skill "voice-fr"'),
    (["agents", 0, "skills", "voice-en"], 0, "agents[0].skills.voice-en: must be > 0, got 0"),
    (["agents", 0, "skills", "voice-en"], 1.01, "agents[0].skills.voice-en: must be <= 1, got 1.01"),
    (["agents", 0, "work_mode"], "office", 'agents[0].work_mode: must be one of onsite, remote, hybrid, got "office"'),
    (["agents", 0, "site"], "nowhere", 'agents[0].site: no site "nowhere"'),
    (["agents", 0, "site"], None, "agents[0].site: must name a site for an agent who works onsite, got null"),
    (["agents", 2, "site"], "hq", 'agents[2].site: must be null for an agent who works remote, got "hq"'),
    (["agents", 1, "office_days"], MISSING, 'agents[1]: the key "office_days" is missing'),
    (["agents", 1, "office_days"], [3, 8], "agents[1].office_days[1]: must be in 0..7, got 8"),
    (["agents", 0, "available"], [[600, 600]], "agents[0].available[0]: must satisfy from < to, got 600..600"),
    (["agents", 0, "time_off"], [[0, 100], [50, 90]], "agents[0].time_off[1]: 50..90 overlaps 0..100 at agents[0].time_off[0]"),
    (["agents", 0, "before", "last_shift_end"], 1, "agents[0].before.last_shift_end: must be <= 0, got 1"),
    (["agents", 0, "before", "consecutive_days"], -1, "agents[0].before.consecutive_days: must be >= 0, got -1"),
    (["agents", 0, "preferences", "start"], 1440, "agents[0].preferences.start: must be in 0..1439, got 1440"),
    (["agents", 0, "preferences", "days_off"], [7], "agents[0].preferences.days_off[0]: must be in 0..6, got 7"),
    (["agents", 0, "preferences", "days_off"], [5, 5], 'agents[0].preferences.days_off[1]: day "5" appears twice'),
    (["agents", 0, "wage_per_hour"], -1, "agents[0].wage_per_hour: must be >= 0, got -1"),
    (["agents", 0, "hired"], "last year", 'agents[0].hired: must be a date YYYY-MM-DD, got "last year"'),
    (["agents", 0], [], "agents[0]: must be an object, got []"),
    (["week_start"], 7, "week_start: must be in 0..6, got 7"),
    (["elapsed"], 1, "elapsed: must be true or false, got 1"),
    (["agents", 0, "timezone"], "Mars/Base", 'agents[0].timezone: must be an IANA name such as America/New_York, got "Mars/Base"'),
    (["agents", 0, "employed"], [4, 3], "agents[0].employed"),
    (["agents", 0, "leave"], [{"from": 60, "to": 60}], "agents[0].leave[0].to: must be later than from 60, got 60"),
    (["agents", 0, "leave"], [{"from": 0, "to": 90}, {"from": 60, "to": 120}], "agents[0].leave[1]: 60..120 overlaps 0..90 at agents[0].leave[0]"),
    (["agents", 0, "leave"], [{"from": 0, "to": 90, "days": -1}], "agents[0].leave[0].days: must be >= 0, got -1"),
    (["agents", 0, "before", "week"], {"days": 8}, "agents[0].before.week.days: must be in 0..7, got 8"),
    (["agents", 0, "changes"], [{"from_day": 0, "contract": "full", "skills": {}, "work_mode": "remote"}], "agents[0].changes[0].from_day: must be >= 1, got 0"),
    (["agents", 0, "changes"], [{"from_day": 7, "contract": "full", "skills": {"voice-en": 1}, "work_mode": "remote"}], "agents[0].changes[0].from_day: must be within the horizon's 7 days, got 7"),
    (["agents", 0, "changes"], [{"from_day": 2, "contract": "ft9", "skills": {"voice-en": 1}, "work_mode": "remote"}], 'agents[0].changes[0].contract: no contract "ft9"'),
    (["given"], [{"skills": {"voice-en": 1}, "start": -100, "end": 60}], "given[0].start: must be a multiple of slot_minutes 60, got -100"),
    (["given"], [{"skills": {"voice-en": 1}, "start": 60, "end": 60}], "given[0].end: must be later than start 60, got 60"),
    (["given"], [{"skills": {"voice-en": 1}, "start": 12000, "end": 12060}], "given[0].start: must be before 11520, a day after the horizon's end, got 12000"),
    (["given"], [{"skills": {"voice-fr": 1}, "start": -60, "end": 60}], 'given[0].skills.voice-fr: no skill "voice-fr"'),
    (["given"], [{"skills": {"voice-en": 1}, "start": -60, "end": 60, "site": "nowhere"}], 'given[0].site: no site "nowhere"'),
    (["given"], [{"agent": "A9", "skills": {"voice-en": 1}, "start": -60, "end": 60}], 'given[0].agent: no agent "A9"'),
    (["given"], [{"agent": "A1", "skills": {"voice-en": 1}, "start": 60, "end": 120}], "given[0].start: must be before day 0 for a shift of an agent, got 60"),
    (["given"], [{"skills": {"voice-en": 1}, "start": -60, "end": 60, "breaks": [{"name": "b", "start": 60, "end": 120}]}], "given[0].breaks[0]: must lie within -60..60, got 60..120"),
    (["given"], [{"skills": {"voice-en": 1}, "start": -60, "end": 60, "activities": [{"id": "b", "start": -120, "end": 0}]}], "given[0].activities[0]: must lie within -60..60, got -120..0"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "told"), FAULTS, ids=[".".join(map(str, f[0])) + f"={f[1]!r:.20}" for f in FAULTS]
)
def test_each_fault_names_its_path(path: list[str | int], value: object, told: str | None) -> None:
    """One wrong value, one sentence with its path and the value seen; the same file without it is read."""
    problem_from_dict(small_dict())
    document = changed(small_dict(), path, value)
    if told is None:
        problem_from_dict(document)
        return
    with pytest.raises(InputError) as error:
        problem_from_dict(document)
    assert told in str(error.value)


EDGES: list[tuple[list[str | int], object]] = [
    (["days"], 7.0),
    (["first_weekday"], 0),
    (["slot_minutes"], 60.0),
    (["demand", 0, "required"], [0] * 168),
    (["demand", 0, "deferrable"], False),
    (["demand", 1, "work", 0, "due"], 20160),
    (["demand", 1, "work"], []),
    (["sites", 0, "seats"], 0),
    (["contracts", 0, "days_per_week"], [0, 7]),
    (["contracts", 0, "start_spread_minutes"], None),
    (["contracts", 0, "shifts", 0, "span_minutes", 0], 360),
    (["contracts", 0, "shifts", 0, "min_gap_minutes"], 240),
    (["agents", 0, "skills"], {}),
    (["agents", 0, "available"], [[0, 900], [600, 1400]]),
    (["agents", 0, "available"], None),
    (["agents", 0, "available"], []),
    (["agents", 0, "time_off"], [[100, 200], [0, 100]]),
    (["agents", 0, "before"], {"last_shift_end": 0}),
    (["agents", 0, "preferences"], {}),
]


@pytest.mark.parametrize(("path", "value"), EDGES, ids=[".".join(map(str, e[0])) + f"={e[1]!r:.20}" for e in EDGES])
def test_the_edge_of_each_range_is_read(path: list[str | int], value: object) -> None:
    """Values on the right side of an edge are no fault."""
    assert problem_from_dict(changed(small_dict(), path, value)).name == "small"


def test_a_problem_read_and_written_is_the_same() -> None:
    """Writing what was read and reading it again changes nothing, over every feature of the format."""
    for seed in range(60):
        document = random_problem(seed)
        random_activities(document, [], seed)
        written = problem_to_dict(problem_from_dict(document))
        assert problem_to_dict(problem_from_dict(written)) == written
        assert {k: v for k, v in written.items() if k not in ("agents", "demand", "contracts")} == {
            k: v for k, v in document.items() if k not in ("agents", "demand", "contracts")
        }
        assert [a["skills"] for a in written["agents"]] == [a["skills"] for a in document["agents"]]
        assert written["contracts"] == document["contracts"]
        assert written["demand"] == document["demand"]


def test_published_shifts_are_read_with_their_locks() -> None:
    """The published schedule is a schedule file of its own within the problem."""
    locked = shift("A1", 0, site="hq") | {"locked": True}
    document = small_dict(published=schedule(locked, shift("A3", 1)))
    problem = problem_from_dict(document)
    assert [s.locked for s in problem.published] == [True, False]
    assert problem_to_dict(problem)["published"]["shifts"] == document["published"]["shifts"]
    with pytest.raises(InputError, match=r'^published\.shifts\[1\]\.agent: no agent "A9"$'):
        problem_from_dict(small_dict(published=schedule(locked, shift("A9", 1))))
    with pytest.raises(InputError, match=r'^published\.shifts\[0\]\.site: no site "moon"$'):
        problem_from_dict(small_dict(published=schedule(shift("A1", 0, site="moon"))))
    with pytest.raises(InputError, match=r'^published\.format: must be "wfm-schedule/1"'):
        problem_from_dict(small_dict(published=schedule() | {"format": "wfm-schedule/9"}))


SCHEDULE_FAULTS: list[tuple[list[str | int], object, str]] = [
    (["format"], "wfm-problem/1", 'format: must be "wfm-schedule/1", got "wfm-problem/1"'),
    (["shifts", 0, "agent"], 7, "shifts[0].agent: must be a string, got 7"),
    (["shifts", 0, "end"], 480, "shifts[0].end: must be later than start 480, got 480"),
    (["shifts", 0, "start"], "08:00", 'shifts[0].start: must be a whole number, got "08:00"'),
    (["shifts", 0, "note"], "x", 'shifts[0]: unknown key "note"'),
    (["shifts", 0, "breaks", 0, "end"], 700, "shifts[0].breaks[0].end: must be later than start 720, got 700"),
    (["shifts", 0, "breaks", 0, "name"], MISSING, 'shifts[0].breaks[0]: the key "name" is missing'),
    (["unscheduled"], [{"agent": "A1"}], 'unscheduled[0]: the key "reason" is missing'),
    (["shortfalls"], [{"skill": "s", "start": 0, "end": 60, "heads": -1, "reason": "x"}], "shortfalls[0].heads: must be >= 0"),
    (["objective"], float("nan"), "objective: must be a finite number, got nan"),
    (["terms"], {"pay": "much"}, 'terms.pay: must be a number, got "much"'),
    (["status"], "fine", 'status: must be one of optimal, feasible, stopped, got "fine"'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "told"), SCHEDULE_FAULTS, ids=[".".join(map(str, f[0])) for f in SCHEDULE_FAULTS]
)
def test_each_fault_of_a_schedule_names_its_path(path: list[str | int], value: object, told: str) -> None:
    """Schedule files are read as strictly as problem files."""
    good = schedule(shift("A1", 0, site="hq"))
    assert len(schedule_from_dict(good).shifts) == 1
    with pytest.raises(InputError) as error:
        schedule_from_dict(changed(good, path, value))
    assert told in str(error.value)


def test_a_schedule_for_another_problem_is_refused_where_one_is_given(tmp_path: Path) -> None:
    """The problem's name must match when the caller says which problem it is."""
    path = tmp_path / "s.json"
    path.write_text(json.dumps(schedule()))
    problem = problem_from_dict(small_dict(name="other"))
    assert read_schedule(path).problem == "small"
    assert read_schedule(path, problem_from_dict(small_dict())).problem == "small"
    with pytest.raises(InputError, match=r's\.json: problem: must be "other", got "small"'):
        read_schedule(path, problem)


JUNK = {
    "empty": (b"", "it is empty"),
    "blank": (b" \n ", "it is empty"),
    "not JSON": (b"skill,required\nvoice,3\n", "must be JSON: Expecting value at line 1 column 1"),
    "cut off": (b'{"format": "wfm-problem/1",', "at line 1 column 28"),
    "not an object": (b"[]", "must be an object, got []"),
    "not UTF-8": (b'{"name": "\xff"}', "must be UTF-8 text"),
    "10 MB of junk": (b"\x00\xa7junk" * 1_750_000, "must be UTF-8 text"),
    "10 MB of text": (b"junk " * 2_100_000, "must be JSON"),
    "deep": (b"[" * 100_000, "nested too deeply"),
    "a number too long": (b"1" * 10_000, "must be JSON"),
    "a key twice": (b'{"name": "a", "name": "b"}', 'the key "name" appears twice'),
}


@pytest.mark.parametrize("name", JUNK)
def test_a_file_that_is_no_problem_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    """Whatever the bytes, one short sentence names the file and what is wrong."""
    content, told = JUNK[name]
    path = tmp_path / "problem.json"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_problem(path)
    text = str(error.value)
    assert told in text
    assert text.startswith(str(path))
    assert len(text) < len(str(path)) + 200
    assert "\n" not in text


def test_files_that_cannot_be_opened_are_named(tmp_path: Path) -> None:
    """A missing file and a folder are told as such."""
    with pytest.raises(InputError, match=r"none\.json: cannot be read: No such file"):
        read_problem(tmp_path / "none.json")
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        read_problem(tmp_path)


def test_a_fault_in_a_file_is_told_with_file_and_path(tmp_path: Path) -> None:
    """The file's name stands before the path of the value."""
    path = tmp_path / "p.json"
    path.write_text(json.dumps(changed(small_dict(), ["agents", 1, "contract"], "ft9")))
    with pytest.raises(InputError) as error:
        read_problem(path)
    assert str(error.value) == f'{path}: agents[1].contract: no contract "ft9"'
