"""Layers, containment, templates, patience, handle time and intraday: what planners do with a forecast."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.handle_time import aht_profile
from forecasting.history.wall_table import DayAxis
from forecasting.patience import estimate_patience, recent_patience
from forecasting.planner.intraday import at_level, day_level
from forecasting.planner.layers import Layer, apply_layers
from forecasting.planner.scenario import Containment, contained
from forecasting.planner.template import history_from_template
from forecasting.queue_forecast import ForecastOptions, forecast
from forecasting.simulated import Series, simulated_history
from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import ContactHistory
from wfm.domain.time import TimeGrid, local_midnight

SERIES = Series(days=100, slot_minutes=60)


@pytest.fixture(scope="module")
def week():
    """A forecast of one week from a Wednesday."""
    past, _ = simulated_history(SERIES, 1)
    options = ForecastOptions(origins=2, quantiles=(0.7,))
    return forecast(past, local_midnight(SERIES.start + timedelta(days=100), SERIES.zone), 7, options=options)


def layer(week, kind="add", value=10.0, low=12, high=15, **more) -> Layer:
    """A layer over intervals low..high-1."""
    at = [week.grid.start + timedelta(hours=h) for h in (low, high)]
    return Layer("sale", kind, value, at[0], at[1], **more)


def test_layers_add_multiply_and_set(week):
    """Each kind changes its intervals alone, and the statistical forecast stays."""
    before = week.mean.copy()
    for kind, expected in (("add", before[12:15] + 10), ("multiply", before[12:15] * 10), ("set", np.full(3, 10.0))):
        result = apply_layers(week, [layer(week, kind)])
        assert result.mean[12:15] == pytest.approx(expected)
        assert np.array_equal(np.delete(result.mean, range(12, 15)), np.delete(before, range(12, 15)))
        assert (result.low <= result.high).all()
        assert np.array_equal(week.mean, before)


def test_campaign_adds_its_contacts_in_total(week):
    """A campaign of 500 contacts over two days adds 500, where the forecast has its volume."""
    result = apply_layers(week, [layer(week, "campaign", 500.0, 0, 48)])
    assert result.mean.sum() - week.mean.sum() == pytest.approx(500)
    assert (result.mean[week.mean == 0] == 0).all()


def test_layers_apply_in_order_and_switch_off(week):
    """Add then double is not double then add; a layer that is off does nothing."""
    add, double = layer(week, "add", 5.0), layer(week, "multiply", 2.0)
    assert apply_layers(week, [add, double]).mean[12] == pytest.approx(2 * (week.mean[12] + 5))
    assert apply_layers(week, [double, add]).mean[12] == pytest.approx(2 * week.mean[12] + 5)
    assert apply_layers(week, [replace(add, on=False)]) is week


def test_layers_on_weekdays_windows_and_handle_time(week):
    """Only the named weekday and hours change; handle time leaves volume alone; below zero stops at zero."""
    narrow = layer(week, "multiply", 2.0, 0, 168, weekdays=(4,), window=(600, 720))
    changed = np.flatnonzero(apply_layers(week, [narrow]).mean != week.mean)
    assert changed.size == 2
    assert set(week.grid.weekdays()[changed]) == {4}
    longer = apply_layers(week, [layer(week, "multiply", 1.5, 0, 168, target="aht")])
    assert longer.aht_seconds == pytest.approx(week.aht_seconds * 1.5)
    assert np.array_equal(longer.mean, week.mean)
    assert apply_layers(week, [layer(week, "add", -1e6, 0, 168)]).mean.sum() == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "divide"}, "kind"),
        ({"value": -1.0, "kind": "set"}, "value"),
        ({"value": math.nan}, "value"),
        ({"low": 15, "high": 15}, "start must lie before end"),
        ({"weekdays": (7,)}, "weekdays"),
        ({"window": (60, 60)}, "window"),
        ({"kind": "campaign", "target": "aht"}, "campaign"),
        ({"target": "x"}, "target"),
    ],
)
def test_bad_layers_are_refused(week, change, said):
    """Each with the layer's name and the condition."""
    with pytest.raises(InputError, match=f"layer 'sale': .*{said}"):
        layer(week, **change)


def test_containment_keeps_the_hard_contacts(week):
    """Taking 40 % of contacts that last half as long leaves work that adds up."""
    scenario = Containment(0.4, (1 - 0.4 * 0.5) / (1 - 0.4) - 1)
    rest = contained(week, scenario)
    work = week.mean @ week.aht_seconds
    assert rest.mean @ rest.aht_seconds == pytest.approx(work * (1 - 0.4 * 0.5))
    assert rest.mean.sum() == pytest.approx(0.6 * week.mean.sum())
    for bad in (
        lambda: Containment(1.0),
        lambda: Containment(0.2, -0.1),
    ):
        with pytest.raises(InputError):
            bad()


def test_template_gives_a_new_queue_its_past():
    """Scale from the days both have; its own records stand; no common day and no scale is an error."""
    past, _ = simulated_history(Series(days=120, slot_minutes=60), 1)
    low = past.grid.index(local_midnight(SERIES.start + timedelta(days=110), SERIES.zone))
    grid = past.grid.slice(low, past.grid.count)
    own = ContactHistory("new", grid, past.offered[low:] * 0.5)
    joint = history_from_template(past, "new", own=own)
    assert np.array_equal(joint.offered[low:], own.offered)
    assert joint.offered[:low] == pytest.approx(past.offered[:low] * 0.5)
    later = TimeGrid(grid.zone, past.grid.end, 60, 24)
    extended = history_from_template(past, "new", 0.2, ContactHistory("new", later, np.full(24, 3.0)))
    assert extended.offered[-24:].tolist() == [3.0] * 24
    with pytest.raises(InputError, match="scale must be given"):
        history_from_template(past, "new")
    with pytest.raises(InputError, match="scale must be > 0, got -1"):
        history_from_template(past, "new", -1.0)
    with pytest.raises(InputError, match="share zone and interval"):
        history_from_template(
            past, "new", own=ContactHistory("new", TimeGrid(grid.zone, grid.start, 30, 2), np.ones(2))
        )


def test_patience_of_exponential_callers_is_recovered():
    """Waits cut short by answers still give the true mean patience, inside its interval."""
    rng = np.random.default_rng(3)
    patience, answer = rng.exponential(180, 20_000), rng.exponential(60, 20_000)
    waits, gave_up = np.minimum(patience, answer), (patience < answer).astype(float)
    found = estimate_patience(np.ones(20_000), gave_up, waits)
    assert found.mean == pytest.approx(180, rel=0.05)
    assert found.low < 180 < found.high
    assert estimate_patience(np.ones(3), np.zeros(3), np.ones(3)).mean == math.inf
    with pytest.raises(InputError, match="one shape"):
        estimate_patience(np.ones(3), np.zeros(2), np.ones(3))


def test_handle_time_follows_hour_level_and_weekend():
    """Evenings are longer, weekends shorter, and the last three weeks set the level."""
    axis = DayAxis(date(2022, 1, 3), 84)
    weekend = axis.weekdays >= 5
    seconds = np.tile(np.where(np.arange(24) >= 18, 400.0, 300.0), (84, 1))
    seconds[weekend] = 200.0
    seconds[63:] *= 1.2
    handled = np.full((84, 24), 1000.0)
    profile = aht_profile(axis, handled, seconds, np.arange(7) >= 5, 999.0)
    assert profile[0, 20] == pytest.approx(480, rel=0.02)
    assert profile[0, 10] == pytest.approx(360, rel=0.02)
    assert profile[6, 10] == pytest.approx(240, rel=0.02)
    assert aht_profile(axis, handled * 0, seconds, np.arange(7) >= 5, 999.0)[0, 0] == 999.0


def reforecast(forecast, actual, now):
    """The forecast with the rest of today, and fadingly the days after, at today's level."""
    return at_level(forecast, day_level(forecast, actual, now))


def test_intraday_moves_the_rest_of_today_and_less_tomorrow(week):
    """A morning 30 % above its forecast lifts the afternoon by nearly that, tomorrow by less, and the past not at all."""
    now = week.grid.start + timedelta(hours=14)
    result = reforecast(week, week.mean * 1.3, now)
    assert np.array_equal(result.mean[:14], week.mean[:14])
    today, tomorrow = result.mean[15] / week.mean[15], result.mean[24 + 12] / week.mean[24 + 12]
    assert 1.2 < today < 1.3
    assert 1.0 < tomorrow < today
    assert (result.low <= result.high).all()


def test_intraday_without_news_changes_nothing(week):
    """The forecast come true, or a day that has not begun, leaves it as it was."""
    now = week.grid.start + timedelta(hours=14)
    assert reforecast(week, week.mean, now).mean == pytest.approx(week.mean)
    early = reforecast(week, week.mean * 2, week.grid.start)
    assert np.array_equal(early.mean, week.mean)
    with pytest.raises(InputError, match="now must be"):
        reforecast(week, week.mean, week.grid.end)
    with pytest.raises(InputError, match="one value per interval"):
        reforecast(week, week.mean[:3], now)


def test_recent_patience_needs_its_columns_and_enough_who_gave_up():
    """Half a year back, no further; the share without waits; nothing from a handful of callers."""
    past, _ = simulated_history(Series(days=300, slot_minutes=60), 2)
    count = past.grid.count
    abandoned = np.where(np.isnan(past.offered), np.nan, np.round(past.offered * 0.1))
    wait = np.full(count, 20.0)
    wait[: -182 * 24] = 900.0
    assert recent_patience(past) == (None, pytest.approx(math.nan, nan_ok=True))
    shares = recent_patience(replace(past, abandoned=abandoned))
    assert shares[0] is None
    assert shares[1] == pytest.approx(0.1, abs=0.02)
    found, share = recent_patience(replace(past, abandoned=abandoned, wait_seconds=wait))
    assert found is not None
    assert found.mean == pytest.approx(20 / share, rel=0.01)
    few = np.zeros(count)
    few[-29:] = 1.0
    assert recent_patience(replace(past, abandoned=few, wait_seconds=wait))[0] is None
    enough = np.zeros(count)
    enough[-30:] = 1.0
    assert recent_patience(replace(past, abandoned=enough, wait_seconds=wait))[0] is not None


def test_bands_on_whole_contacts_stay_on_them(week):
    """Scaled or shifted, the lower end is rounded down and the upper up; a fractional band stays fractional."""
    assert (week.low == np.round(week.low)).all()
    scaled = apply_layers(week, [layer(week, "multiply", 1.3, 0, 168)])
    rest = contained(week, Containment(0.25))
    shifted = apply_layers(week, [layer(week, "add", 2.5, 0, 168)])
    for changed, low, high in (
        (scaled, week.low * 1.3, week.high * 1.3),
        (rest, week.low * 0.75, week.high * 0.75),
        (shifted, week.low + 2.5, week.high + 2.5),
    ):
        assert np.array_equal(changed.low, np.floor(np.round(low, 6)))
        assert np.array_equal(changed.high, np.ceil(np.round(high, 6)))
    halves = replace(week, low=week.low + 0.5, high=week.high + 0.5)
    assert contained(halves, Containment(0.5)).high == pytest.approx(0.5 * halves.high)
