"""The forecast of a queue as a whole."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.combine.accuracy import wape
from forecasting.history.calendar import Calendar
from forecasting.planner.scenario import Containment, contained
from forecasting.queue_forecast import ForecastJob, ForecastOptions, forecast, forecast_many, run_job
from forecasting.simulated import Series, simulated_history
from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import OperatingHours
from wfm.domain.time import local_midnight
from wfm.machine.execution import Serial

ZONE = "America/New_York"


def test_plain_queue_is_forecast_near_its_true_rates():
    """On a queue without surprises the error against the true rates is small, and the weights sum to one."""
    series = Series(days=228)
    past, truth = simulated_history(series, 1)
    start = local_midnight(series.start + timedelta(days=200), ZONE)
    result = forecast(past, start, 28)
    expected = truth[past.grid.index(start) : past.grid.index(start) + result.grid.count]
    assert wape(expected, result.mean) < 0.08
    assert sum(w.weight for w in result.components) == pytest.approx(1)
    assert (result.low <= result.mean).all()
    assert (result.mean <= result.high).all()


def test_nothing_at_or_after_the_start_is_read():
    """Changing the future of the file changes nothing in the forecast."""
    series = Series(days=150)
    past, _ = simulated_history(series, 2)
    start = local_midnight(series.start + timedelta(days=120), ZONE)
    cut = past.grid.index(start)
    wild = past.offered.copy()
    wild[cut:] = 1e6
    other = type(past)(past.queue, past.grid, wild)
    one, two = forecast(past, start, 14), forecast(other, start, 14)
    assert np.array_equal(one.mean, two.mean)
    assert np.array_equal(one.high, two.high)


def test_closed_hours_hold_no_contacts():
    """Outside the given hours the forecast is zero, inside it is not."""
    series = Series(days=100)
    past, _ = simulated_history(series, 3)
    hours = OperatingHours.daily(600, 900)
    result = forecast(past, local_midnight(series.start + timedelta(days=100), ZONE), 7, hours=hours)
    mask = hours.mask(result.grid)
    assert result.mean[~mask].sum() == 0
    assert result.mean[mask].sum() > 0


def test_start_must_be_local_midnight():
    """A start within a day, or without a zone, is refused with the value seen."""
    past, _ = simulated_history(Series(days=30), 4)
    midnight = local_midnight(date(2022, 2, 2), ZONE)
    with pytest.raises(InputError, match="local midnight"):
        forecast(past, midnight + timedelta(minutes=30), 7)
    with pytest.raises(InputError, match="time zone"):
        forecast(past, midnight.replace(tzinfo=None), 7)
    with pytest.raises(InputError, match=r"1\.\.448"):
        forecast(past, midnight, 449)


def test_many_queues_keep_their_order_and_report_progress():
    """Forecasts arrive in the order of the jobs, with a call after each."""
    jobs = []
    for seed in range(3):
        past, _ = simulated_history(Series(days=60, daily=300), seed, f"q{seed}")
        jobs.append(ForecastJob(past, local_midnight(date(2022, 3, 4), ZONE), 7, options=ForecastOptions(origins=1)))
    seen = []
    results = forecast_many(jobs, Serial(), lambda done, of, queue: seen.append((done, of, queue)))
    assert [r.queue for r in results] == ["q0", "q1", "q2"]
    assert seen == [(1, 3, "q0"), (2, 3, "q1"), (3, 3, "q2")]


def test_orders_and_results_travel_between_processes():
    """A job and its forecast can be copied by the protocol of pickling, scenario and quantiles included."""
    past, _ = simulated_history(Series(days=40, daily=300, slot_minutes=60), 1, "q")
    options = ForecastOptions(origins=1, quantiles=(0.9,))
    job = deepcopy(ForecastJob(past, local_midnight(date(2022, 2, 12), ZONE), 7, options=options))
    result = contained(run_job(job), Containment(0.2))
    copy = deepcopy(result)
    assert np.array_equal(copy.mean, result.mean)
    assert np.array_equal(copy.quantiles[0.9], result.quantiles[0.9])


class BrokenCalendar(Calendar):
    """A calendar whose source fails."""

    def holidays(self, first: date, last: date) -> dict[date, str]:
        """No answer."""
        raise RuntimeError("no answer from the calendar")


def test_one_failing_queue_falls_back_and_the_others_go_on():
    """The queue that fails is forecast by weekday means and says so; its neighbours are not touched."""
    start = local_midnight(date(2022, 3, 4), ZONE)
    past, _ = simulated_history(Series(days=60, daily=300), 1, "q")
    options = ForecastOptions(origins=1)
    jobs = [
        ForecastJob(past, start, 7, calendar=calendar, options=options)
        for calendar in (Calendar("US", None), BrokenCalendar(None, None), Calendar("US", None))
    ]
    one, broken, three = forecast_many(jobs, Serial())
    assert np.array_equal(one.mean, three.mean)
    assert any("no answer from the calendar" in note and "weekday means stand in" in note for note in broken.notes)
    assert broken.mean.sum() == pytest.approx(one.mean.sum(), rel=0.1)


def test_orders_that_cannot_be_met_are_refused_before_any_work():
    """A wrong start or country of one queue is told before the first forecast is made."""
    start = local_midnight(date(2022, 3, 4), ZONE)
    past, _ = simulated_history(Series(days=60, daily=300), 1, "q")
    good = ForecastJob(past, start, 7)
    seen = []
    for bad, said in (
        (ForecastJob(past, start + timedelta(hours=1), 7), "local midnight"),
        (ForecastJob(past, start, 7, calendar=Calendar("XX", None)), "country must be"),
    ):
        with pytest.raises(InputError, match=said):
            forecast_many([good, bad], Serial(), lambda *done: seen.append(done))
    assert seen == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"level": 1.0}, "level and quantiles"),
        ({"quantiles": (0.0,)}, "level and quantiles"),
        ({"components": ("magic",)}, "components must be among .*magic"),
        ({"components": ()}, "at least one"),
        ({"aht_seconds": 0.0}, "aht_seconds"),
        ({"origins": 0}, "origins"),
        ({"test_days": 0}, "test_days"),
    ],
)
def test_bad_options_are_refused(change, said):
    """Each with the condition and the value seen."""
    with pytest.raises(InputError, match=said):
        ForecastOptions(**change)


def test_long_horizons_follow_the_season():
    """A year ahead, two and a half years of a seasonal queue give the season back."""
    series = Series(days=1260, annual=0.3, daily=4000, slot_minutes=60, start=date(2019, 1, 7))
    past, truth = simulated_history(series, 3)
    start = local_midnight(series.start + timedelta(days=900), ZONE)
    result = forecast(past, start, 360)
    low = past.grid.index(start)
    assert wape(truth[low : low + result.grid.count], result.mean) < 0.09
