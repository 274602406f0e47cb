"""Things that two people may do at the same moment: exactly one of them gets it, on every database."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

from tests.database.transactions.racing import race
from wfm.database.engine import Database
from wfm.domain.exchange.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.people import Rep, Site
from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.domain.people.shifts import Shift
from wfm.domain.planning.runs import JobState
from wfm.domain.time import Horizon

NOW = datetime(2025, 1, 2, 12, tzinfo=UTC)


def draft(first: date = date(2025, 1, 6), days: int = 7) -> ScheduleVersion:
    """A draft schedule without a requirement."""
    horizon = Horizon(first, days, 15, "America/New_York")
    return ScheduleVersion(0, "week", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), NOW, "ann")


def staff(database: Database, count: int) -> None:
    """A contract and reps r0, r1, ... under it."""
    template = ShiftTemplate("day", 480, 480, 15, (480,))
    with database.write() as unit:
        unit.sites.put(Site("hq", "Headquarters", 100, "America/New_York"))
        unit.contracts.put(Contract("full", (0, 2400), (0, 5), 5, 660, (template,)))
        unit.reps.put_many(Rep(f"r{i}", f"Rep {i}", "full", {"voice": 1.0}, site="hq") for i in range(count))


def test_one_of_fifty_takes_an_open_shift(database: Database) -> None:
    """Fifty threads move the same open shift: one owner, 49 refusals."""
    staff(database, 50)
    with database.write() as unit:
        schedule = unit.schedules.add(draft(), [Shift("", 480, 960)])
        shift = unit.schedules.get(schedule).shifts[0]
    ends = race(database, 50, lambda unit, i: unit.schedules.move_shift(shift.id, shift.version, f"r{i}", "hq"))
    assert ends == {"won": 1, "refused": 49}
    with database.read() as unit:
        moved = unit.schedules.shift(shift.id)
    assert moved.shift.agent.startswith("r")
    assert moved.version == shift.version + 1


def test_one_of_ten_publishes_a_draft(database: Database) -> None:
    """Ten threads publish the same draft: one does."""
    with database.write() as unit:
        id = unit.schedules.add(draft(), [])
    assert race(database, 10, lambda unit, _: unit.publications.publish(id, 1, NOW)) == {"won": 1, "refused": 9}


def test_two_drafts_of_the_same_days_are_never_published_together(database: Database) -> None:
    """Ten drafts over the same week published at once: every one in its turn, and one is published at the end."""
    staff(database, 1)
    with database.write() as unit:
        ids = [unit.schedules.add(draft(), [Shift("r0", 480 + 15 * n, 960, "hq")]) for n in range(10)]
    race(database, 10, lambda unit, i: unit.publications.publish(ids[i], 1, NOW))
    with database.read() as unit:
        status = Counter(record.status for record in unit.schedules.heads())
    assert status == {ScheduleStatus.PUBLISHED: 1, ScheduleStatus.ARCHIVED: 9}


def test_a_job_is_claimed_once(database: Database) -> None:
    """Twelve workers ask for one job at once: it goes to one of them, and the others are told so."""
    with database.write() as unit:
        id = unit.jobs.add("forecast", {}, "ann")
    ended = race(database, 12, lambda unit, number: unit.jobs.claim_one(id, f"worker {number}"))
    assert ended == {"won": 1, "refused": 11}
    with database.read() as unit:
        assert unit.jobs.get(id).state is JobState.RUNNING
