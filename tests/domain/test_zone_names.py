"""Names of zones: those that mean no place are explained, every place that is named exists, and a place has a country."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, available_timezones

import pytest

from wfm.domain.errors import InputError
from wfm.domain.zone_names import FIXED, NEAR, SHORT, WINDOWS, country_of_zone, zone_fault, zone_given

PLACE = re.compile(r"[A-Z]\w+/\w+(?:/\w+)?")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("EST", "EST stays five hours behind UTC all year; New York is America/New_York"),
        ("mst", "MST stays seven hours behind UTC all year; Denver is America/Denver"),
        ("HST", "Honolulu is Pacific/Honolulu"),
        ("GMT", "London is Europe/London, and UTC itself is UTC"),
        ("Etc/GMT", "Etc/GMT stays at UTC all year"),
        ("Etc/GMT+5", "Etc/GMT+5 stays 5 hours behind UTC all year; name the place, such as America/New_York"),
        ("Etc/GMT-5", "Etc/GMT-5 stays 5 hours ahead of UTC"),
        ("GMT+5", "GMT+5 stays 5 hours ahead of UTC all year; name the place, such as Asia/Karachi"),
        ("UTC-1", "UTC-1 stays 1 hour behind UTC"),
        ("+05:30", "5.5 hours ahead of UTC all year; name the place, such as Asia/Kolkata"),
        ("CST", "Chicago is America/Chicago, and Shanghai is Asia/Shanghai"),
        ("PST", "Los Angeles is America/Los_Angeles"),
        (
            "Eastern Standard Time",
            "'Eastern Standard Time' is no IANA name of a time zone; New York is America/New_York",
        ),
        ("W. Europe Standard Time", "Berlin is Europe/Berlin"),
        ("GMT Standard Time", "London is Europe/London"),
        ("new york", "did you mean America/New_York?"),
        ("europe/berlin", "did you mean Europe/Berlin?"),
        ("Nowhere/City", "time zone must be an IANA name such as America/New_York, got 'Nowhere/City'"),
        ("", "time zone must be an IANA name"),
    ],
)
def test_names_that_mean_no_place_are_explained(name: str, sentence: str) -> None:
    """One sentence, with the zones that are likely meant."""
    with pytest.raises(InputError, match=re.escape(sentence)):
        zone_given(name)


@pytest.mark.parametrize("name", ["UTC", "Etc/UTC", "America/New_York", "CET", "EST5EDT", "Singapore", "US/Eastern"])
def test_places_and_utc_are_taken(name: str) -> None:
    """A place, a name with summer time, and UTC, which nobody takes for a place."""
    assert zone_given(name) == ZoneInfo(name).key


def test_every_zone_that_is_named_exists() -> None:
    """The sentences send nobody to a zone that is none, and of IANA's own names only fixed offsets are refused."""
    told = [*SHORT.values(), *FIXED.values()]
    for zone in {*WINDOWS.values(), *NEAR.values(), *(place for text in told for place in PLACE.findall(text))}:
        assert zone_fault(ZoneInfo(zone).key) == ""
    refused = {name for name in available_timezones() if zone_fault(name)}
    assert refused - set(FIXED) <= {n for n in available_timezones() if "GMT" in n or "Greenwich" in n}


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Europe/Stockholm", "SE"),
        ("America/New_York", "US"),
        ("America/Toronto", "CA"),
        ("Asia/Manila", "PH"),
        ("US/Pacific", "US"),
        ("Asia/Calcutta", "IN"),
        ("UTC", ""),
        ("CET", ""),
        ("EST5EDT", ""),
        ("Etc/GMT+5", ""),
        ("Africa/Asmera", ""),
    ],
)
def test_a_place_has_a_country(zone: str, country: str) -> None:
    """The country of the place in the name; none for UTC and for clocks that several countries keep."""
    assert country_of_zone(zone) == country
