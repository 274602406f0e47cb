"""The attacks of `benchmarks/trust`: their checks see what is wrong, and a race runs from its start to its line."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.trust.means import race_checks
from benchmarks.trust.means.action_replay import State, read_state, replayed
from benchmarks.trust.means.at_once import Outcome, Threads
from benchmarks.trust.means.centre import add_draft, at, publish_now, shift, who
from benchmarks.trust.means.databases import SqliteFiles, Tables, opened
from benchmarks.trust.means.fuzz_files import Ended, nonsense
from benchmarks.trust.means.fuzz_requests import request
from benchmarks.trust.means.race_cases import RACES
from benchmarks.trust.means.race_parts import small
from wfm.database.engine import Database
from wfm.database.repositories.leave import LeaveState
from wfm.domain.accounts import Role
from wfm.domain.exchange.offers import OfferKind
from wfm.services.trading import offers, swaps


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A centre of five reps."""
    return SqliteFiles(tmp_path).fresh(small)


@pytest.fixture
def db(url: str) -> Iterator[Database]:
    """The same, opened."""
    found = opened(url)
    yield found
    found.close()


def test_an_untouched_centre_is_in_order(url: str) -> None:
    """Nothing is told of it."""
    assert list(race_checks.everything(Tables(url), [Outcome("refused", "someone else was first", 0.1)])) == []


def test_every_fault_of_the_state_is_seen(url: str, db: Database) -> None:
    """Two shifts at a time, work of a draft on the timeline, double and too much leave, no admin, two runs."""
    publish_now(db, add_draft(db, [shift("ana", 1), shift("ana", 1, 600)]))
    other = add_draft(db, [shift("bo", 1)], first=3)
    start, end = at(1, 12), at(1, 16)
    with db.write() as unit:
        unit.schedules.add_shift(other, shift("bo", 2))
        for _ in range(2):
            id = unit.time_off.request("cy", start, end)
            unit.time_off.decide(id, 1, LeaveState.APPROVED, "allotment")
        unit.allotments.set(start.date(), 4)
        for user in unit.users.all():
            if user.role is Role.ADMIN:
                unit.users.set_active(user.id, False)
        for _ in range(2):
            unit.jobs.add("staff", {}, "pat")
    tables = Tables(url)
    tables.write(f"UPDATE shifts SET live = true WHERE schedule = {other}")  # noqa: S608
    told = set(race_checks.everything(tables, []))
    assert told == {
        "a rep has two published shifts at the same time",
        "a shift is on the timeline whose schedule is not published",
        "one rep's time off stands twice",
        "more leave was granted than the day's allotment",
        "no active admin is left",
        "two runs of one kind are under way",
    }


def test_work_taken_in_leave_is_told_from_leave_over_work(url: str, db: Database) -> None:
    """A shift that comes after the leave is wrong; leave that a manager enters over a shift is not."""
    ids = publish_now(db, add_draft(db, [shift("ana", 1), shift("bo", 3)]))
    offer = offers.offer_shift(db, who(db, "ana"), ids["ana", 1], OfferKind.GIVEAWAY)
    swaps.take(db, who(db, "cy"), offer.id)
    with db.write() as unit:
        id = unit.time_off.request("cy", at(1, 8), at(1, 20))
        unit.time_off.decide(id, 1, LeaveState.APPROVED, "mo")
        unit.audit.add("mo", "granted time off", "time off", id)
    tables = Tables(url)
    assert list(race_checks.no_work_taken_in_leave(tables)) == []
    assert list(race_checks.no_work_taken_in_leave(tables, strict=True)) != []
    with db.write() as unit:
        unit.audit.add("pat", "approve", "shift offer", offer.id)  # as if the shift had come only now
    assert list(race_checks.no_work_taken_in_leave(tables)) != []


@pytest.mark.parametrize(
    ("outcome", "wrong"),
    [
        (Outcome("fault", "Traceback\nKeyError: 1", 0.1), "a traceback: KeyError: 1"),
        (Outcome("refused", "duplicate key value violates a constraint", 0.1), "the driver's own words are told"),
        (Outcome("refused", "try again", 40.0), "someone waited more than 30 s"),
    ],
)
def test_what_nobody_should_be_told_is_seen(outcome: Outcome, wrong: str) -> None:
    """Tracebacks, the driver's words, and waits."""
    (told,) = race_checks.told_well([outcome])
    assert told.startswith(wrong)


def test_a_race_runs_to_its_line(tmp_path: Path) -> None:
    """Two requests for the same time of one rep: one is there afterwards."""
    race = RACES[0]
    url = SqliteFiles(tmp_path).fresh(race.fill)
    db = opened(url)
    calls, check = race.prepare(db)
    db.close()
    outcomes = Threads().release(url, calls, [0.0] * len(calls))
    assert sorted(outcome.state for outcome in outcomes) == ["done", "refused"]
    assert list(check(Tables(url), outcomes)) == []


def test_the_log_replays_a_trade_and_sees_what_it_does_not_say(url: str, db: Database) -> None:
    """Owners and offers follow from the log; a change past it is found."""
    ids = publish_now(db, add_draft(db, [shift("ana", 1), shift("bo", 3)]))
    tables = Tables(url)
    start, last = read_state(tables), tables.one("SELECT max(id) FROM audit") or 0
    offer = offers.offer_shift(db, who(db, "ana"), ids["ana", 1], OfferKind.GIVEAWAY)
    swaps.take(db, who(db, "cy"), offer.id)
    replay, differences = replayed(start, tables, last)
    assert (list(differences), list(replay.broken)) == ([], [])
    assert isinstance(replay.state, State)
    assert replay.state.owners[ids["ana", 1]] == "cy"
    now, last = read_state(tables), tables.one("SELECT max(id) FROM audit")
    tables.write("UPDATE shifts SET rep = 'di' WHERE rep = 'cy'")
    _, differences = replayed(now, tables, last)
    assert [told.split(":")[0] for told in differences] == ["owners"]


def test_nonsense_is_the_same_for_the_same_seed() -> None:
    """A case can be made again from its seed, and differs from the document it was made of."""
    document = {"days": 7, "agents": [{"id": "a", "skills": ["en"]}] * 3}
    made = [[nonsense(random.Random(seed), document) for seed in range(40)] for _ in range(2)]
    assert made[0] == made[1]
    assert sum(text != json.dumps(document).encode() for text in made[0]) > 30
    assert request(random.Random(1), 80, "a=b") == request(random.Random(1), 80, "a=b")


@pytest.mark.parametrize(
    ("ended", "fault"),
    [
        (Ended(0, "", 0.1, 100), None),
        (Ended(1, "error: no such file", 0.1, 100), None),
        (Ended(None, "", 10.0, 100), "a hang"),
        (Ended(-11, "", 0.1, 100), "it ended with -11"),
        (Ended(0, "", 0.1, 2000), "more than 1,500 MB"),
    ],
)
def test_how_a_command_ended_is_judged(ended: Ended, fault: str | None) -> None:
    """A refusal is none; a hang, a signal and too much memory are."""
    assert ended.fault == fault
