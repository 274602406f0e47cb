"""The re-forecast within the day: what is read, what moves, what is kept, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, InputError, NotFoundError, RefusedError
from wfm.domain.planning.changes import Layer, QueueLayer
from wfm.domain.planning.contacts import ContactHistory
from wfm.domain.planning.runs import ForecastRun
from wfm.domain.time import to_utc
from wfm.services.forecast.changes import Edit, save_layers
from wfm.services.forecast.forecasts import make_forecast
from wfm.services.forecast.intraday import reforecast_today

VOICE = "voice-en"
NOON = to_utc(datetime(2026, 6, 1, 12), centre.ZONE)


@pytest.fixture
def run(sqlite_database: Database) -> ForecastRun:
    """A forecast of one week whose first day is today."""
    centre.build(sqlite_database)
    return make_forecast(sqlite_database, OPERATOR, start=centre.MONDAY, days=7)


def record(db: Database, run: ForecastRun, factor: float, until: datetime = NOON, queue: str = VOICE) -> None:
    """Contacts of today up to an instant, at a multiple of what is planned."""
    planned = next(f for f in run.forecasts if f.queue == queue)
    count = planned.grid.index(until)
    grid = planned.grid.slice(0, count)
    with db.write() as uow:
        uow.history.put_history(ContactHistory(queue, grid, np.round(planned.mean[:count] * factor)))


def test_a_busy_morning_lifts_the_afternoon_and_tomorrow_a_little(sqlite_database: Database, run: ForecastRun) -> None:
    """The rest of today moves most, tomorrow less, the morning and the other queue not at all; nothing is stored."""
    record(sqlite_database, run, 1.4)
    today = reforecast_today(sqlite_database, OPERATOR)
    assert today.now == NOON
    before, after = ({f.queue: f for f in r.forecasts} for r in (run, today.run))
    grid = run.grid
    hour = grid.minutes_of_day()
    first, second = grid.local_days() == grid.local_days()[0], grid.weekdays() == 1
    ratio = after[VOICE].mean[first & (hour >= 720)].sum() / before[VOICE].mean[first & (hour >= 720)].sum()
    tomorrow = after[VOICE].mean[second].sum() / before[VOICE].mean[second].sum()
    assert 1.1 < ratio < 1.4
    assert 1.0 < tomorrow < ratio
    np.testing.assert_array_equal(after[VOICE].mean[first & (hour < 720)], before[VOICE].mean[first & (hour < 720)])
    np.testing.assert_array_equal(after["email-en"].mean, before["email-en"].mean)
    voice = next(q for q in today.queues if q.queue == VOICE)
    assert voice.seen == pytest.approx(1.4 * voice.expected, rel=0.02)
    assert voice.rest_after == pytest.approx(ratio * voice.rest_before)
    assert np.isnan(voice.actual[grid.index(NOON) :]).all()
    with sqlite_database.read() as uow:
        assert [record.id for record in uow.forecasts.records()] == [run.id]


def test_only_what_came_before_now_is_read(sqlite_database: Database, run: ForecastRun) -> None:
    """Asked as of ten o'clock, what was recorded later makes no difference."""
    ten = NOON - timedelta(hours=2)
    record(sqlite_database, run, 1.4, ten)
    early = reforecast_today(sqlite_database, OPERATOR, now=ten)
    record(sqlite_database, run, 5.0)
    record(sqlite_database, run, 1.4, ten)
    again = reforecast_today(sqlite_database, OPERATOR, now=ten)
    for one, other in zip(early.run.forecasts, again.run.forecasts, strict=True):
        np.testing.assert_array_equal(one.mean, other.mean)


def test_kept_it_is_the_newest_run_with_its_layers(sqlite_database: Database, run: ForecastRun) -> None:
    """A campaign that came as planned is no surprise, and stays a layer of the new run that can be switched off."""
    layer = Layer("campaign", "multiply", 2.0, run.grid.start, run.grid.end)
    save_layers(sqlite_database, OPERATOR, Edit(added=(QueueLayer(0, VOICE, layer),)))
    with sqlite_database.read() as uow:
        record_of = uow.forecasts.get(run.id)
    record(sqlite_database, record_of, 1.0)
    kept = reforecast_today(sqlite_database, OPERATOR, queues=[VOICE], keep=True)
    assert kept.run.id == run.id + 1
    with sqlite_database.read() as uow:
        stored = uow.forecasts.get(kept.run.id)
        (entry,) = [e for e in uow.audit.list() if e.action == "reforecast"]
    assert entry.detail["queues"] == [VOICE]
    voice = next(n for n, f in enumerate(stored.forecasts) if f.queue == VOICE)
    np.testing.assert_allclose(stored.statistical[voice].mean, run.statistical[voice].mean, rtol=0.03)
    np.testing.assert_allclose(stored.forecasts[voice].mean, 2 * stored.statistical[voice].mean)
    assert any(note.startswith("intraday:") for note in stored.forecasts[voice].notes)


def test_refusals(sqlite_database: Database) -> None:
    """No forecast, nothing recorded, a time outside, an unknown queue, another interval length, a rep's account."""
    centre.build(sqlite_database)
    with pytest.raises(RefusedError, match="there is no forecast yet"):
        reforecast_today(sqlite_database, OPERATOR)
    run = make_forecast(sqlite_database, OPERATOR, start=centre.MONDAY, days=2, queues=[VOICE])
    with pytest.raises(RefusedError, match="nothing is recorded since forecast 1 began on 2026-06-01"):
        reforecast_today(sqlite_database, OPERATOR)
    record(sqlite_database, run, 1.0)
    for bad in (run.grid.start - timedelta(minutes=1), run.grid.end, datetime(2026, 6, 1, 12)):
        with pytest.raises(InputError, match="now must be an instant with a zone within the forecast"):
            reforecast_today(sqlite_database, OPERATOR, now=bad)
    assert reforecast_today(sqlite_database, OPERATOR, now=run.grid.end - timedelta(minutes=1)).run.id == 0
    with pytest.raises(NotFoundError, match="forecast 1 has no queue 'email-en'"):
        reforecast_today(sqlite_database, OPERATOR, queues=["email-en"])
    with pytest.raises(AccessError):
        reforecast_today(sqlite_database, Principal("ada", Role.REP, "r01"))


def test_a_day_before_its_first_record_stands(sqlite_database: Database, run: ForecastRun) -> None:
    """At midnight nothing is known of the day, so the forecast stays and says so."""
    record(sqlite_database, run, 1.0)
    today = reforecast_today(sqlite_database, OPERATOR, now=run.grid.start)
    np.testing.assert_array_equal(today.run.forecasts[0].mean, run.forecasts[0].mean)
    assert all(q.seen == 0 and "the forecast stands" in q.note for q in today.queues)
    assert today.run.created_at <= datetime.now(UTC)
