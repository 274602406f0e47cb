"""Days that are not ordinary: which they are, and what they do to volume."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from forecasting.history.calendar import Calendar, SpecialDay, _rules, day_kinds
from forecasting.history.wall_table import DayAxis
from forecasting.methods.effects import annual_effect, holiday_factors, month_effect
from wfm.domain.errors import InputError

GERMANY = Calendar("DE", "NW")


def kinds_of(calendar: Calendar, first: date, days: int) -> dict[date, str]:
    """Kind of every extraordinary day."""
    found = day_kinds(calendar, [first + timedelta(days=i) for i in range(days)])
    return {day: kind.kind for day, kind in found.items()}


def test_holidays_by_country_and_state():
    """Corpus Christi is a holiday in North Rhine-Westphalia, and not in all of Germany."""
    day = date(2014, 6, 19)
    assert GERMANY.holidays(day, day) == {day: "Corpus Christi"}
    assert Calendar("DE", None).holidays(day, day) == {}
    assert Calendar(None, None).holidays(day, day) == {}
    assert kinds_of(GERMANY, day, 1) == {day: "regional holiday"}


@pytest.mark.parametrize("language", ["de", "C", ""])
def test_holidays_have_one_name_whatever_the_machine_speaks(language, monkeypatch):
    """The same English name under any setting of the machine's language, also under none."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", language)
    _rules.cache_clear()
    day = date(2014, 6, 19)
    assert GERMANY.holidays(day, day) == {day: "Corpus Christi"}


def test_days_around_a_thursday_holiday():
    """Eve, holiday, bridge, then the two working days on which work comes back."""
    assert kinds_of(GERMANY, date(2014, 5, 26), 10) == {
        date(2014, 5, 28): "eve",
        date(2014, 5, 29): "holiday",
        date(2014, 5, 30): "bridge",
        date(2014, 6, 2): "after",
        date(2014, 6, 3): "second after",
    }


def test_a_monday_before_a_tuesday_holiday_is_a_bridge_eve():
    """Between a weekend and a holiday many stay away."""
    assert kinds_of(Calendar("US", None), date(2023, 7, 3), 2) == {
        date(2023, 7, 3): "bridge eve",
        date(2023, 7, 4): "holiday",
    }


def test_a_holiday_on_a_quiet_day_is_not_felt_on_busy_ones():
    """New Year on a Sunday leaves its Monday alone, apart from the turn of the year."""
    assert kinds_of(Calendar("IL", None), date(2023, 9, 14), 1) == {}
    found = kinds_of(Calendar("DE", "NW"), date(2014, 10, 31), 4)
    assert found == {date(2014, 11, 1): "regional holiday", date(2014, 11, 2): "after"}


def test_turn_of_the_year_needs_a_christmas():
    """The week between the years is its own kind only where Christmas is kept."""
    assert kinds_of(GERMANY, date(2013, 12, 23), 1) == {date(2013, 12, 23): "year end"}
    assert kinds_of(GERMANY, date(2013, 12, 21), 1) == {}
    assert kinds_of(Calendar("IL", None), date(2013, 12, 23), 1) == {}


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Calendar("XX", None).holidays(date(2020, 1, 1), date(2020, 1, 2)), "country must be .*'XX'"),
        (lambda: Calendar("DE", "ZZ").holidays(date(2020, 1, 1), date(2020, 1, 2)), "subdivision of DE .*'ZZ'"),
        (lambda: Calendar(None, "NW"), "needs a country"),
        (lambda: SpecialDay(date(2020, 1, 1), "adjust"), "factor > 0, got None"),
        (lambda: SpecialDay(date(2020, 1, 1), "exclude", 2.0), "only adjust takes a factor"),
        (lambda: SpecialDay(date(2020, 1, 1), "skip"), "treatment"),
        (lambda: Calendar(None, None, (SpecialDay(date(2020, 1, 1), "exclude"),) * 2), "at most one special day"),
    ],
)
def test_bad_calendars_are_refused(make, said):
    """Each with the condition and the value seen."""
    with pytest.raises(InputError, match=said):
        make()


def test_holiday_factors_trust_n_of_n_plus_one():
    """One past day of a name counts half of what its level above does not know, written out by hand."""
    past = DayAxis(date(2014, 1, 1), 160)
    kinds = day_kinds(GERMANY, DayAxis(date(2014, 1, 1), 400).dates)
    deviations = np.full(160, np.nan)
    first_of_may = (date(2014, 5, 1) - past.first).days
    deviations[first_of_may] = -1.2
    ahead = DayAxis(date(2015, 1, 1), 1)
    general = -1.2 / 2
    own_kind = (-1.2 + general) / 2
    quiet = (False,) * 5 + (True, True)
    # New Year shares only the widest level with May Day.
    assert holiday_factors(past, deviations, quiet, kinds, ahead)[0] == pytest.approx(np.exp(general))
    # Easter Monday shares the kind, May Day itself also the name.
    assert holiday_factors(past, deviations, quiet, kinds, DayAxis(date(2014, 4, 21), 1))[0] == pytest.approx(
        np.exp(own_kind)
    )
    named = (-1.2 + own_kind) / 2
    assert holiday_factors(past, deviations, quiet, kinds, DayAxis(date(2014, 5, 1), 1))[0] == pytest.approx(
        np.exp(named)
    )
    assert holiday_factors(past, deviations, quiet, kinds, DayAxis(date(2014, 5, 13), 1))[0] == 1.0


def test_month_effect_is_found_when_there_and_none_when_not():
    """A lift of the first days of each month is predicted; noise is not."""
    rng = np.random.default_rng(0)
    past, ahead = DayAxis(date(2022, 1, 1), 240), DayAxis(date(2022, 9, 1), 30)
    lift = 0.2 * (past.month_phase < 0.15)
    effect = month_effect(past, lift + rng.normal(0, 0.03, 240), ahead)
    assert effect[:3].mean() - effect[10:25].mean() > 0.1
    noise = month_effect(past, rng.normal(0, 0.05, 240), ahead)
    assert np.abs(noise).max() < 0.03
    assert not month_effect(past, np.full(240, np.nan), ahead).any()


def test_annual_effect_follows_the_season():
    """Two years of a wave give back its shape a quarter on."""
    past, ahead = DayAxis(date(2020, 1, 1), 730), DayAxis(date(2020, 1, 1) + timedelta(days=730), 91)
    wave = 0.3 * np.sin(2 * np.pi * past.numbers / 365.2425)
    truth = 0.3 * np.sin(2 * np.pi * ahead.numbers / 365.2425)
    assert np.abs(annual_effect(past, wave, ahead) - truth).max() < 0.06


def test_a_holiday_without_records_is_one_of_closing():
    """A holiday that was missing each year is forecast at zero; once recorded, or with its week missing, it is not."""
    past = DayAxis(date(2021, 6, 1), 400)
    kinds = day_kinds(Calendar("US", None), DayAxis(date(2021, 6, 1), 800).dates)
    ahead, quiet = DayAxis(date(2022, 9, 5), 1), (False,) * 5 + (True, True)
    unrecorded = np.zeros(400, bool)
    row = (date(2021, 9, 6) - past.first).days
    unrecorded[row] = True
    nothing = np.full(400, np.nan)
    assert holiday_factors(past, nothing, quiet, kinds, ahead, unrecorded)[0] == 0.0
    assert holiday_factors(past, nothing, quiet, kinds, DayAxis(date(2022, 10, 10), 1), unrecorded)[0] == 1.0
    recorded = nothing.copy()
    recorded[row] = 0.0
    assert holiday_factors(past, recorded, quiet, kinds, ahead, np.zeros(400, bool))[0] == 1.0
    unrecorded[row - 5 : row + 6] = True
    assert holiday_factors(past, nothing, quiet, kinds, ahead, unrecorded)[0] == 1.0
