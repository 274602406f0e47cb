"""What goes into the database comes out the same, for every kind of thing."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from wfm.database import codecs
from wfm.database.engine import Database
from wfm.database.repositories.leave import LeaveState
from wfm.database.repositories.runs import Upload
from wfm.domain.accounts import Role
from wfm.domain.errors import ConflictError, InputError, NotFoundError
from wfm.domain.exchange.bids import Award, BidRound, RoundState, ShiftLine
from wfm.domain.exchange.offers import OfferKind, OfferState, ShiftOffer
from wfm.domain.exchange.schedule import Reason, ScheduleStatus, ScheduleVersion
from wfm.domain.people.contracts import BreakTemplate, Contract, ShiftTemplate
from wfm.domain.people.reps import Rep, Site, Stage, WorkMode
from wfm.domain.people.shifts import Break, Shift
from wfm.domain.planning.contacts import (
    Channel,
    ComponentWeight,
    OperatingHours,
    Queue,
    ServiceLevelDefinition,
    ServiceTarget,
    VolumeForecast,
)
from wfm.domain.planning.requirement import DeferrableWork, PoolRow, StaffedPool, StaffingRequirement
from wfm.domain.planning.runs import ForecastRun, JobState, RequirementRun
from wfm.domain.time import Horizon, TimeGrid

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
ZONE = "America/New_York"
SITE = Site("hq", "Headquarters", 40, ZONE)
QUEUE = Queue(
    "voice-es",
    Channel.VOICE,
    "es",
    ZONE,
    OperatingHours.daily(420, 1260, (0, 1, 2, 3, 4)),
    ServiceTarget(0.85, 30, ServiceLevelDefinition.VIRTUAL, 0.9, 0.05),
    240.5,
    math.inf,
    1,
    0.25,
    2.0,
    "spanish",
    "US",
    "CA",
)
CONTRACT = Contract(
    "full",
    (2280, 2400),
    (4, 5),
    5,
    660,
    (
        ShiftTemplate("day", 360, 840, 30, (510, 540), 60, (BreakTemplate("lunch", 30, False, 180, 300),)),
        ShiftTemplate("late", 900, 900, 15, (480,)),
    ),
    120,
    2,
)
REP = Rep(
    "r1",
    "Ana Díaz",
    "full",
    {"voice-es": 1.0, "voice-en": 0.6},
    ("es", "en"),
    WorkMode.HYBRID,
    "hq",
    (2, 3),
    date(2020, 2, 29),
    18.25,
    True,
    Stage.NESTING,
    91.5,
    ((480, 1080), (10000, 11000)),
    540,
    "ana@example.com",
)
PLAIN = Rep("r2", "Bo", "full", {}, work_mode=WorkMode.REMOTE, home_workspace_approved=True)


def fill(database: Database) -> None:
    """A small centre."""
    with database.write() as unit:
        unit.sites.put(SITE)
        unit.queues.put(QUEUE)
        unit.contracts.put(CONTRACT)
        unit.reps.put_many([REP, PLAIN])


def test_the_centre(database: Database) -> None:
    """Sites, queues, contracts and reps with every field set, and with every optional one absent."""
    fill(database)
    with database.read() as unit:
        assert unit.sites.all() == (SITE,)
        assert unit.queues.get(QUEUE.id) == QUEUE
        assert unit.contracts.all() == (CONTRACT,)
        assert unit.reps.all() == (REP, PLAIN)
        assert list(unit.reps.get("r1").skills) == ["voice-es", "voice-en"]
        assert unit.reps.get_many(["r2", "nobody"]) == {"r2": PLAIN}
        with pytest.raises(NotFoundError, match="there is no rep 'r9'"):
            unit.reps.get("r9")


def test_putting_again_replaces_and_counts(database: Database) -> None:
    """A second put of many replaces fields, the last of one id wins, and versions count up."""
    fill(database)
    with database.write() as unit:
        unit.reps.put_many([replace(REP, name="X"), replace(REP, name="Ana"), replace(PLAIN, id="r3")])
        assert unit.reps.get("r1").name == "Ana"
        assert [unit.reps.version(id) for id in ("r1", "r2", "r3")] == [2, 1, 1]


def test_reps_who_left_stay_on_record(database: Database) -> None:
    """A rep who left is not listed unless asked for, and a later import does not bring them back by itself."""
    fill(database)
    with database.write() as unit:
        unit.reps.set_active("r2", False)
        assert unit.reps.all() == (REP,)
        assert unit.reps.all(active_only=False) == (REP, PLAIN)
        unit.reps.put(PLAIN)
        assert not unit.reps.active("r2")


def forecast(grid: TimeGrid, **changes: object) -> VolumeForecast:
    """A forecast of the queue."""
    values = np.linspace(1, 2, grid.count)
    made = VolumeForecast(
        QUEUE.id,
        grid,
        values,
        values - 1,
        values + 1,
        np.full(grid.count, np.nan),
        0.8,
        "weighted",
        (ComponentWeight("ets", 0.75, 0.11), ComponentWeight("mean", 0.25, math.nan)),
        math.nan,
        0.2,
        "short history",
        ("holiday on Monday",),
        {0.9: values + 2, 0.5: values},
    )
    return replace(made, **changes)


def test_forecast_runs(database: Database) -> None:
    """Arrays, NaN figures, components and quantiles of a forecast run."""
    fill(database)
    grid = TimeGrid.of_days(ZONE, date(2025, 3, 8), 2, 15)
    with database.write() as unit:
        id = unit.forecasts.add(ForecastRun(0, grid, (forecast(grid),), NOW, "ann"))
        run = unit.forecasts.get(id)
        assert unit.forecasts.latest() is not None
        heads = unit.forecasts.records()
    assert (run.id, run.grid, run.created_at, run.created_by) == (id, grid, NOW, "ann")
    found, wanted = run.forecasts[0], forecast(grid)
    for name in ("mean", "low", "high", "aht_seconds"):
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
    assert math.isnan(found.error)
    assert found.floor == 0.2
    assert found.components[0] == wanted.components[0]
    assert math.isnan(found.components[1].error)
    assert (found.method, found.reason, found.notes) == (wanted.method, wanted.reason, wanted.notes)
    assert set(found.quantiles) == {0.5, 0.9}
    np.testing.assert_array_equal(found.quantiles[0.9], wanted.quantiles[0.9])
    assert [(record.id, record.queues, record.grid) for record in heads] == [(id, (QUEUE.id,), grid)]


def test_a_run_over_two_grids_is_refused(database: Database) -> None:
    """All queues of a run must share its intervals."""
    fill(database)
    grid = TimeGrid.of_days(ZONE, date(2025, 3, 8), 2, 15)
    other = forecast(TimeGrid.of_days(ZONE, date(2025, 3, 9), 2, 15))
    with pytest.raises(InputError, match="must share its intervals"), database.write() as unit:
        unit.forecasts.add(ForecastRun(0, grid, (other,), NOW, "ann"))


def test_requirement_runs(database: Database) -> None:
    """Arrays, deferrable work and pools of a requirement run, and the forecast it came from."""
    fill(database)
    grid = TimeGrid.of_days(ZONE, date(2025, 11, 2), 1, 60)
    arrays = {name: np.arange(grid.count) + k for k, name in enumerate(("volume", "aht_seconds", "base", "required"))}
    shares = dict.fromkeys(("service_level", "occupancy", "asa_seconds", "abandonment"), np.full(grid.count, np.nan))
    wanted = StaffingRequirement(
        queue=QUEUE.id,
        skill="spanish",
        grid=grid,
        **{name: values.astype(float) for name, values in arrays.items()},
        **shares,
        shrinkage=0.3,
        method="work with due times",
        weight=2.0,
        work=(DeferrableWork(3, 9, 4.5),),
        notes=("email",),
    )
    rows = [PoolRow(u, arrays["base"] + k, arrays["required"] + k) for k, u in enumerate((("a",), ("b",), ("a", "b")))]
    separate = np.stack([arrays["base"], arrays["required"]])
    pool = StaffedPool(
        ("a", "b"), grid, tuple(rows), separate, (0.8, 0.9), (0.81, 0.92), (0.01, math.nan), True, ("x",)
    )
    with database.write() as unit:
        origin = unit.forecasts.add(ForecastRun(0, grid, (forecast(grid),), NOW, "ann"))
        id = unit.requirements.add(RequirementRun(0, origin, grid, (wanted,), NOW, "bob", (pool,)))
        run = unit.requirements.get(id)
        assert unit.requirements.records()[0].forecast_run == origin
    found = run.requirements[0]
    assert run.forecast_run == origin
    assert run.grid.count == 25
    for name in (*arrays, *shares):
        np.testing.assert_array_equal(getattr(found, name), getattr(wanted, name))
    for name in ("skill", "shrinkage", "method", "weight", "work", "notes", "grid"):
        assert getattr(found, name) == getattr(wanted, name)
    (kept,) = run.pools
    assert (kept.queues, kept.grid, kept.targets, kept.levels) == (("a", "b"), grid, (0.8, 0.9), (0.81, 0.92))
    assert kept.half_widths[0] == 0.01
    assert math.isnan(kept.half_widths[1])
    assert (kept.met, kept.notes) == (True, ("x",))
    np.testing.assert_array_equal(kept.separate, separate)
    for row, asked in zip(kept.rows, rows, strict=True):
        assert row.queues == asked.queues
        np.testing.assert_array_equal(row.base, asked.base)
        np.testing.assert_array_equal(row.required, asked.required)


HORIZON = Horizon(date(2025, 3, 3), 7, 15, ZONE)
DRAFT = ScheduleVersion(
    0,
    "March",
    HORIZON,
    ScheduleStatus.DRAFT,
    None,
    12.5,
    None,
    {"short": 0.0, "over": math.nan},
    (
        Reason("voice-es", "too few reps", 60, 120, 1.5),
        Reason(
            "voice-es",
            "voice-es needs 2 more heads: all are busy.",
            180,
            240,
            2.0,
            3.0,
            "contacts",
            "all are busy",
            "x",
        ),
    ),
    (Reason("r2", "on leave"),),
    NOW,
    "ann",
)
SHIFT = Shift("r1", 540, 1050, "hq", (Break("lunch", 780, 810), Break("rest", 660, 675)), True)


def test_schedules(database: Database) -> None:
    """A schedule with its reasons and shifts; times in UTC follow daylight saving."""
    fill(database)
    sunday = Shift("r1", 6 * 1440 + 60, 6 * 1440 + 240, None)  # 9 March 2025: clocks go from 02:00 to 03:00
    with database.write() as unit:
        id = unit.schedules.add(DRAFT, [sunday, SHIFT, Shift("", 540, 1050)])
        found = unit.schedules.get(id)
    record = found.record
    assert math.isnan(record.terms["over"])
    assert replace(record, terms={}) == replace(DRAFT, id=id, terms={})
    assert [s.shift for s in found.shifts] == [Shift("", 540, 1050), SHIFT, sunday]
    assert found.shifts[1].start == datetime(2025, 3, 3, 14, tzinfo=UTC)
    assert found.shifts[2].end - found.shifts[2].start == timedelta(hours=2)


def test_reasons_of_older_and_newer_versions_are_read() -> None:
    """A document without the parts of a reason has its text alone; parts that this version does not know are left."""
    old = {"subject": "voice-es", "text": "too few reps", "start": 60, "end": 120, "heads": 1.5}
    assert codecs.reasons_in([old, old | {"urgency": "high"}]) == 2 * (
        Reason("voice-es", "too few reps", 60, 120, 1.5),
    )
    assert codecs.reasons_out([Reason("voice-es", "too few reps", 60, 120, 1.5)]) == [old]


def test_a_reps_shifts_are_those_of_published_schedules(database: Database) -> None:
    """Drafts are not shown; a shift belongs to a window that it touches, its end excluded."""
    fill(database)
    with database.write() as unit:
        id = unit.schedules.add(DRAFT, [SHIFT])
        start, end = datetime(2025, 3, 3, 14, tzinfo=UTC), datetime(2025, 3, 3, 22, 30, tzinfo=UTC)
        assert unit.schedules.shifts_of("r1", start, end) == ()
        assert len(unit.schedules.shifts_of("r1", start, end, status=None)) == 1
        unit.schedules.publish(id, 1, NOW)
        assert len(unit.schedules.shifts_of("r1", end - timedelta(minutes=1), end + timedelta(days=1))) == 1
        assert unit.schedules.shifts_of("r1", end, end + timedelta(days=1)) == ()
        assert unit.schedules.shifts_of("r1", start - timedelta(days=1), start) == ()
        latest = unit.schedules.latest(ScheduleStatus.PUBLISHED)
    assert latest is not None
    assert (latest.id, latest.published_at) == (id, NOW)


def test_publishing_archives_what_it_covers_and_refuses_what_it_covers_in_part(database: Database) -> None:
    """A schedule of the same or more days replaces; one of some of the days is refused and changes nothing."""
    week = replace(HORIZON, days=14)
    with database.write() as unit:
        first = unit.schedules.add(DRAFT, [])
        longer = unit.schedules.add(replace(DRAFT, horizon=week), [])
        second = unit.schedules.add(replace(DRAFT, horizon=replace(HORIZON, start=date(2025, 3, 10))), [])
        after = unit.schedules.add(replace(DRAFT, horizon=replace(HORIZON, start=date(2025, 3, 17))), [])
        unit.schedules.publish(first, 1, NOW)
        unit.schedules.publish(longer, 1, NOW)
        unit.schedules.publish(after, 1, NOW)
    with pytest.raises(ConflictError, match="covers only some"), database.write() as unit:
        unit.schedules.publish(second, 1, NOW)
    with database.read() as unit:
        status = {id: unit.schedules.record(id).status for id in (first, longer, second, after)}
    assert status == {
        first: ScheduleStatus.ARCHIVED,
        longer: ScheduleStatus.PUBLISHED,
        second: ScheduleStatus.DRAFT,
        after: ScheduleStatus.PUBLISHED,
    }


def test_shifts_change_only_from_a_fresh_reading(database: Database) -> None:
    """Moving, replacing and removing need the version that was read; each counts it up."""
    fill(database)
    with database.write() as unit:
        schedule = unit.schedules.add(DRAFT, [SHIFT])
        id = unit.schedules.get(schedule).shifts[0].id
        unit.schedules.move_shift(id, 1, "r2", None)
        assert unit.schedules.shift(id).shift == replace(SHIFT, agent="r2", site=None)
        with pytest.raises(ConflictError):
            unit.schedules.replace_shift(id, 1, SHIFT)
        unit.schedules.replace_shift(id, 2, replace(SHIFT, start=600))
        assert unit.schedules.shift(id).start == datetime(2025, 3, 3, 15, tzinfo=UTC)
        unit.schedules.assign_all(schedule, {id: ""})
        assert [s.id for s in unit.schedules.open_shifts(schedule)] == [id]
        with pytest.raises(ConflictError):
            unit.schedules.remove_shift(id, 3)
        unit.schedules.remove_shift(id, 4)
        assert unit.schedules.count_shifts(schedule) == 0
        again = unit.schedules.add_shift(schedule, SHIFT)
        assert again != id
        with pytest.raises(NotFoundError):
            unit.schedules.assign_all(schedule + 1, {again: "r1"})


def test_bid_rounds(database: Database) -> None:
    """A round, its lines, the bids in their order, and the awards."""
    fill(database)
    round = BidRound(0, 0, "spring", RoundState.OPEN, NOW, NOW + timedelta(days=3), 7)
    with database.write() as unit:
        schedule = unit.schedules.add(DRAFT, [replace(SHIFT, agent="")])
        shift = unit.schedules.get(schedule).shifts[0].id
        id = unit.rounds.add(replace(round, schedule=schedule))
        assert unit.rounds.get(id) == replace(round, id=id, schedule=schedule)
        nameless = replace(SHIFT, agent="", locked=False)
        lines = [ShiftLine(0, 0, n, "full", ("voice-es",), "onsite", "hq", (nameless,)) for n in (1, 2)]
        first, second = unit.rounds.add_lines(id, lines, [[shift], []])
        assert unit.rounds.lines(id)[0] == replace(lines[0], id=first, round=id)
        assert unit.rounds.shift_ids(id) == {first: (shift,)}
        unit.rounds.set_bids(id, "r1", [first, second], NOW)
        unit.rounds.set_bids(id, "r1", [second, first], NOW)
        unit.rounds.set_bids(id, "r2", [first], NOW)
        assert unit.rounds.bids(id) == {"r1": (second, first), "r2": (first,)}
        assert unit.rounds.bids_of(id, "r1") == (second, first)
        awards = (Award(id, "r1", second, 1, "first choice"), Award(id, "r2", None, None, "taken"))
        unit.rounds.set_awards(id, awards)
        assert unit.rounds.awards(id) == awards
        unit.rounds.set_state(id, 1, RoundState.CLOSED)
        assert unit.rounds.list(RoundState.CLOSED)[0].id == id
        with pytest.raises(ConflictError, match="is not open"):
            unit.rounds.set_bids(id, "r2", [second], NOW)
    twice = (Award(id, "r1", second, 1, ""), Award(id, "r2", second, 1, ""))
    with pytest.raises(ConflictError), database.write() as unit:
        unit.rounds.set_awards(id, twice)


def test_shift_offers(database: Database) -> None:
    """An offer's states, and that a shift is on the board once while it stands and again afterwards."""
    fill(database)
    with database.write() as unit:
        schedule = unit.schedules.add(DRAFT, [SHIFT])
        shift = unit.schedules.get(schedule).shifts[0].id
        offer = ShiftOffer(0, OfferKind.GIVEAWAY, shift, "r1", None, None, OfferState.OPEN, "please", "", NOW)
        id = unit.offers.add(offer)
        assert unit.offers.get(id) == replace(offer, id=id)
        with pytest.raises(ConflictError, match="on offer already"):
            unit.offers.add(offer)
        unit.offers.change(id, 1, OfferState.DONE, taken_by="r2", reason="allowed")
        with pytest.raises(ConflictError, match="someone else was first"):
            unit.offers.change(id, 1, OfferState.WITHDRAWN)
        again = unit.offers.add(offer)
        assert [o.id for o in unit.offers.list(OfferState.OPEN, schedule=schedule)] == [again]
        assert [o.id for o in unit.offers.list(rep="r2")] == [id]


def test_jobs(database: Database) -> None:
    """A job from queue to end; it is stopped by asking, and ends once."""
    with database.write() as unit:
        first, second = (unit.jobs.add("forecast", {"days": 28, "queues": ["a"]}, "ann") for _ in range(2))
        assert unit.jobs.get(first).arguments == {"days": 28, "queues": ["a"]}
        claimed = unit.jobs.claim("w")
        assert claimed is not None
        assert (claimed.id, claimed.state) == (first, JobState.RUNNING)
        assert not unit.jobs.progress(first, 0.5, "half", {"cost": 3.5, "bound": math.nan})
        unit.jobs.ask_stop(first)
        assert unit.jobs.progress(first, 1.5, "nearly")
        job = unit.jobs.get(first)
        assert (job.progress, job.detail["cost"], job.stop_asked) == (1.0, 3.5, True)
        unit.jobs.finish(first, JobState.DONE, "made", 42)
        assert unit.jobs.get(first).result == 42
        with pytest.raises(ConflictError):
            unit.jobs.finish(first, JobState.FAILED, "again")
        with pytest.raises(ConflictError):
            unit.jobs.progress(second, 0.1, "not begun")
        assert unit.jobs.fail_silent(datetime.now(UTC)) == ()
        assert unit.jobs.claim_one(second).id == second
        with pytest.raises(ConflictError):
            unit.jobs.claim_one(second)
        assert unit.jobs.claim() is None
        assert unit.jobs.fail_silent(datetime.now(UTC) + timedelta(seconds=1)) == (second,)
        latest = unit.jobs.latest("forecast")
        assert latest is not None
        assert (latest.id, latest.state) == (second, JobState.FAILED)


def test_time_off(database: Database) -> None:
    """Requests, decisions, and the approved windows that touch a period."""
    fill(database)
    day = timedelta(days=1)
    with database.write() as unit:
        first = unit.time_off.request("r1", NOW, NOW + day, "wedding")
        unit.time_off.request("r1", NOW + 3 * day, NOW + 4 * day)
        assert unit.time_off.approved(NOW, NOW + 9 * day) == {}
        unit.time_off.decide(first, 1, LeaveState.APPROVED, "bob", "fine")
        assert unit.time_off.approved(NOW, NOW + 9 * day) == {"r1": ((NOW, NOW + day),)}
        assert unit.time_off.approved(NOW + day, NOW + 9 * day) == {}
        assert unit.time_off.approved(NOW - day, NOW) == {}
        request = unit.time_off.get(first)
        assert (request.reason, request.decided_by, request.state) == ("wedding", "bob", LeaveState.APPROVED)
        with pytest.raises(ConflictError):
            unit.time_off.decide(first, 1, LeaveState.REFUSED, "bob")
        with pytest.raises(InputError, match="must start before it ends"):
            unit.time_off.request("r1", NOW, NOW)
        unit.allotments.set(date(2025, 3, 1), 16)
        unit.allotments.set(date(2025, 3, 1), 24)
        assert unit.allotments.of(date(2025, 3, 1), date(2025, 3, 2)) == {date(2025, 3, 1): 24.0}


def test_calendar_addresses(database: Database) -> None:
    """A new address revokes the old one, and a revoked one stands for nobody."""
    fill(database)
    with database.write() as unit:
        unit.calendars.set("r1", "hash one", NOW)
        unit.calendars.set("r1", "hash two", NOW)
        assert unit.calendars.rep_of("hash one") is None
        assert unit.calendars.rep_of("hash two") == "r1"
        assert unit.calendars.revoke("r1")
        assert not unit.calendars.revoke("r1")
        assert unit.calendars.rep_of("hash two") is None


def test_the_audit_log_and_uploads(database: Database) -> None:
    """Entries come newest first and can be narrowed down and paged."""
    upload = Upload(0, "a.csv", "generic", "00", 5, 3, 1, 1, {"queues": ["q"]}, NOW, "ann")
    with database.write() as unit:
        for n in range(5):
            unit.audit.add("ann" if n % 2 else "bob", "set", "queue", n, {"n": np.float64(n)})
        assert [e.entity_id for e in unit.audit.list(who="ann")] == ["3", "1"]
        assert [e.detail for e in unit.audit.list(entity="queue", entity_id=4)] == [{"n": 4.0}]
        newest = unit.audit.list(limit=2)
        assert [e.entity_id for e in unit.audit.list(before=newest[-1].id)] == ["2", "1", "0"]
        id = unit.uploads.add(upload)
        assert unit.uploads.list() == (replace(upload, id=id),)


def test_user_names_are_unique(database: Database) -> None:
    """A second account of one name is refused."""
    with database.write() as unit:
        unit.users.add("ann", "x", Role.PLANNER)
        with pytest.raises(ConflictError, match="already"):
            unit.users.add("ann", "y", Role.ADMIN)
        assert unit.users.count() == 1
