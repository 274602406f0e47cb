"""Forecast risk and escalation: quantiles, the chance of a day, a second tier."""

from dataclasses import replace

import numpy as np
import pytest

from tests.staffing.staffed_day import forecast, grid, hump, mean_level, queue
from wfm.domain.errors import InputError
from wfm.staffing.channels.escalation import escalated
from wfm.staffing.channels.requirement import predict, staff
from wfm.staffing.channels.risk import chance_of_target, day_cv, volume_at, volume_cv

AXIS = grid()


def test_quantiles_of_a_band():
    """The median is the mean, 90 % is the upper edge of an 80 % band, and quantiles rise."""
    f = forecast(AXIS, hump(AXIS, 50.0))
    assert volume_at(f, 0.5) == pytest.approx(f.mean)
    assert volume_at(f, 0.9) == pytest.approx(f.high)
    rising = [volume_at(f, q).sum() for q in (0.05, 0.3, 0.6, 0.95)]
    assert rising == sorted(rising)
    assert (volume_at(forecast(AXIS, hump(AXIS, 1.0), spread=1.0), 0.001) >= 0).all()


def test_the_band_without_poisson_noise_is_the_days_own():
    """A band of 20 % at 80 % is a cv of .156, less what Poisson noise explains; a band of noise alone leaves 0."""
    assert volume_cv(forecast(AXIS, np.full(96, 1e9))) == pytest.approx(0.2 / 1.2815516, rel=1e-3)
    assert volume_cv(forecast(AXIS, np.full(96, 4.0), spread=0.3)) == 0.0
    assert volume_cv(forecast(AXIS, np.zeros(96))) == 0.0


def test_a_day_strays_by_the_larger_of_band_and_past_errors():
    """An error of 13 % over a floor of 5 % leaves 12 %, a spread of .1504; a wide band counts where it is larger."""
    tight = forecast(AXIS, np.full(96, 4.0), spread=0.3)
    assert day_cv(replace(tight, error=0.13, floor=0.05)) == pytest.approx(0.12 * np.sqrt(np.pi / 2))
    assert day_cv(replace(tight, error=0.04, floor=0.05)) == 0.0
    assert day_cv(replace(tight, error=np.nan, floor=np.nan)) == 0.0
    wide = forecast(AXIS, np.full(96, 1e9), spread=0.5)
    assert day_cv(replace(wide, error=0.13, floor=0.05)) == volume_cv(wide) > 0.3


def test_the_chance_of_a_day_against_drawing_days():
    """The chance by bisection is that of 20,000 drawn days; staffing for the mean is a coin's toss or so."""
    rng = np.random.default_rng(1)
    draws = np.exp(rng.normal(-0.5 * np.log1p(0.01), np.sqrt(np.log1p(0.01)), 20_000))

    def level(factor):
        return 1.0 / (1.0 + np.exp(12 * (factor - 1.05)))

    expected = np.mean([level(x) >= 0.6 for x in draws])
    assert chance_of_target(level, 0.6, 0.1) == pytest.approx(expected, abs=0.01)
    assert chance_of_target(level, 0.6, 0.0) == 1.0
    assert chance_of_target(level, 0.7, 0.0) == 0.0
    with pytest.raises(InputError, match="cv must be >= 0"):
        chance_of_target(level, 0.7, -0.1)


def test_a_higher_quantile_makes_the_day_safer():
    """With 10 % uncertain volume the mean's heads miss many days; those of the 90 % quantile few."""
    q, v = queue(cap=1.0), hump(AXIS, 60.0)
    chances = []
    for quantile in (None, 0.9):
        need = staff([forecast(AXIS, v)], {"q": q}, quantile=quantile)[0]

        def level(factor, heads=need.base, aht=need.aht_seconds):
            return mean_level(predict(q, AXIS, factor * v, aht, heads), factor * v)

        chances.append(chance_of_target(level, 0.8, 0.1))
    assert chances[0] < 0.9 < chances[1]


def test_a_second_tier_gets_its_share_one_handle_time_later():
    """10 % of 200 contacts, 5 % of which hung up, arrive an interval and a third later; none is lost at the end."""
    volume = np.zeros(96)
    volume[[40, 95]] = 100.0
    second = escalated(forecast(AXIS, volume, aht=1200.0), "tier-2", 0.1, 900.0, abandonment=0.05)
    assert second.mean[41] == pytest.approx(9.5 * 2 / 3)
    assert second.mean[42] == pytest.approx(9.5 / 3)
    assert second.mean.sum() == pytest.approx(19.0)
    assert second.queue == "tier-2"
    assert (second.aht_seconds == 900.0).all()
    need = staff([second], {"tier-2": queue(name="tier-2")})[0]
    assert need.base[41] > 0


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((1.5, 300.0), "share must be in"),
        ((0.1, 0.0), "aht_seconds must be > 0"),
        ((0.1, 300.0, 1.0), "abandonment must be in"),
    ],
)
def test_bad_escalation_is_one_sentence(values, sentence):
    """Shares and times out of range name the value."""
    with pytest.raises(InputError, match=sentence):
        escalated(forecast(AXIS, hump(AXIS, 1.0)), "t", *values)
