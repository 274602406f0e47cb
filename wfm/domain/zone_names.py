"""Names of time zones as people give them: those that mean no place are explained, and a place tells its country.

Every door at which a person names a zone asks `zone_given`. What is stored is read by `zone_of` alone, so that data
from before this rule still loads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from wfm.domain.errors import InputError
from wfm.domain.texts import quoted
from wfm.domain.time import zone_of

FIXED: Mapping[str, str] = {
    "EST": "stays five hours behind UTC all year; New York is America/New_York",
    "MST": "stays seven hours behind UTC all year; Denver is America/Denver, and Phoenix is America/Phoenix",
    "HST": "stays ten hours behind UTC all year; Honolulu is Pacific/Honolulu",
    "GMT": "stays at UTC all year; London is Europe/London, and UTC itself is UTC",
}
"""Names of IANA that stand for places with summer time and keep none."""

SHORT: Mapping[str, str] = {
    "ET EDT": "New York is America/New_York",
    "CT CDT": "Chicago is America/Chicago",
    "CST": "Chicago is America/Chicago, and Shanghai is Asia/Shanghai",
    "MT MDT": "Denver is America/Denver, and Phoenix is America/Phoenix",
    "PT PDT": "Los Angeles is America/Los_Angeles",
    "PST": "Los Angeles is America/Los_Angeles, and Manila is Asia/Manila",
    "AT ADT": "Halifax is America/Halifax",
    "AST": "Halifax is America/Halifax, San Juan is America/Puerto_Rico, and Riyadh is Asia/Riyadh",
    "AKST AKDT": "Anchorage is America/Anchorage",
    "NST NDT": "St. John's is America/St_Johns",
    "BST": "London is Europe/London, and Dhaka is Asia/Dhaka",
    "IST": "Kolkata is Asia/Kolkata, Dublin is Europe/Dublin, and Jerusalem is Asia/Jerusalem",
    "CEST MEZ MESZ": "Berlin is Europe/Berlin, Paris is Europe/Paris, and Madrid is Europe/Madrid",
    "EEST": "Athens is Europe/Athens, and Bucharest is Europe/Bucharest",
    "WEST": "Lisbon is Europe/Lisbon",
    "MSK": "Moscow is Europe/Moscow",
    "TRT": "Istanbul is Europe/Istanbul",
    "GST": "Dubai is Asia/Dubai",
    "PKT": "Karachi is Asia/Karachi",
    "ICT": "Bangkok is Asia/Bangkok, and Ho Chi Minh City is Asia/Ho_Chi_Minh",
    "WIB": "Jakarta is Asia/Jakarta",
    "SGT": "Singapore is Asia/Singapore",
    "MYT": "Kuala Lumpur is Asia/Kuala_Lumpur",
    "HKT": "Hong Kong is Asia/Hong_Kong",
    "PHT PHST": "Manila is Asia/Manila",
    "JST": "Tokyo is Asia/Tokyo",
    "KST": "Seoul is Asia/Seoul",
    "AWST": "Perth is Australia/Perth",
    "ACST ACDT": "Adelaide is Australia/Adelaide, and Darwin is Australia/Darwin",
    "AEST AEDT": "Sydney is Australia/Sydney, and Brisbane is Australia/Brisbane",
    "NZST NZDT": "Auckland is Pacific/Auckland",
    "SAST": "Johannesburg is Africa/Johannesburg",
    "EAT": "Nairobi is Africa/Nairobi",
    "WAT": "Lagos is Africa/Lagos",
    "CAT": "Harare is Africa/Harare",
    "BRT": "Sao Paulo is America/Sao_Paulo",
    "ART": "Buenos Aires is America/Argentina/Buenos_Aires",
    "CLT CLST": "Santiago is America/Santiago",
    "COT": "Bogota is America/Bogota",
}
"""Abbreviations that are no names at all, with the places that are usually meant."""

WINDOWS: Mapping[str, str] = {
    "Hawaiian": "Pacific/Honolulu", "Alaskan": "America/Anchorage", "Pacific": "America/Los_Angeles",
    "Pacific (Mexico)": "America/Tijuana", "US Mountain": "America/Phoenix", "Mountain": "America/Denver",
    "Mountain (Mexico)": "America/Mazatlan", "Central": "America/Chicago", "Canada Central": "America/Regina",
    "Central (Mexico)": "America/Mexico_City", "Central America": "America/Guatemala", "Eastern": "America/New_York",
    "Eastern (Mexico)": "America/Cancun", "US Eastern": "America/Indiana/Indianapolis",
    "SA Pacific": "America/Bogota", "Venezuela": "America/Caracas", "Atlantic": "America/Halifax",
    "SA Western": "America/La_Paz", "Pacific SA": "America/Santiago", "Paraguay": "America/Asuncion",
    "Newfoundland": "America/St_Johns", "E. South America": "America/Sao_Paulo", "Bahia": "America/Bahia",
    "Argentina": "America/Argentina/Buenos_Aires", "SA Eastern": "America/Cayenne",
    "Montevideo": "America/Montevideo", "Azores": "Atlantic/Azores", "Cape Verde": "Atlantic/Cape_Verde",
    "Greenwich": "Atlantic/Reykjavik", "Morocco": "Africa/Casablanca", "W. Europe": "Europe/Berlin",
    "Central Europe": "Europe/Budapest", "Central European": "Europe/Warsaw", "Romance": "Europe/Paris",
    "W. Central Africa": "Africa/Lagos", "GTB": "Europe/Bucharest", "E. Europe": "Europe/Chisinau",
    "FLE": "Europe/Kyiv", "Israel": "Asia/Jerusalem", "Jordan": "Asia/Amman", "Middle East": "Asia/Beirut",
    "Egypt": "Africa/Cairo", "South Africa": "Africa/Johannesburg", "Kaliningrad": "Europe/Kaliningrad",
    "Turkey": "Europe/Istanbul", "Russian": "Europe/Moscow", "Belarus": "Europe/Minsk", "Arab": "Asia/Riyadh",
    "Arabic": "Asia/Baghdad", "E. Africa": "Africa/Nairobi", "Iran": "Asia/Tehran", "Arabian": "Asia/Dubai",
    "Georgian": "Asia/Tbilisi", "Caucasus": "Asia/Yerevan", "Azerbaijan": "Asia/Baku",
    "Mauritius": "Indian/Mauritius", "Afghanistan": "Asia/Kabul", "Pakistan": "Asia/Karachi",
    "West Asia": "Asia/Tashkent", "India": "Asia/Kolkata", "Sri Lanka": "Asia/Colombo", "Nepal": "Asia/Kathmandu",
    "Bangladesh": "Asia/Dhaka", "Central Asia": "Asia/Almaty", "Myanmar": "Asia/Yangon",
    "SE Asia": "Asia/Bangkok", "China": "Asia/Shanghai", "Singapore": "Asia/Singapore", "Taipei": "Asia/Taipei",
    "W. Australia": "Australia/Perth", "Tokyo": "Asia/Tokyo", "Korea": "Asia/Seoul",
    "Cen. Australia": "Australia/Adelaide", "AUS Central": "Australia/Darwin", "E. Australia": "Australia/Brisbane",
    "AUS Eastern": "Australia/Sydney", "Tasmania": "Australia/Hobart", "West Pacific": "Pacific/Port_Moresby",
    "New Zealand": "Pacific/Auckland", "Fiji": "Pacific/Fiji",
}  # fmt: skip
"""Names that Windows gives before the words Standard Time, and what the Unicode CLDR maps them to; GMT is London."""

NEAR: Mapping[float, str] = {
    -10: "Pacific/Honolulu", -9: "America/Anchorage", -8: "America/Los_Angeles", -7: "America/Denver",
    -6: "America/Chicago", -5: "America/New_York", -4: "America/Halifax", -3: "America/Sao_Paulo",
    0: "Europe/London", 1: "Europe/Berlin", 2: "Europe/Athens", 3: "Europe/Istanbul", 4: "Asia/Dubai",
    5: "Asia/Karachi", 5.5: "Asia/Kolkata", 6: "Asia/Dhaka", 7: "Asia/Bangkok", 8: "Asia/Manila", 9: "Asia/Tokyo",
    9.5: "Australia/Adelaide", 10: "Australia/Sydney", 12: "Pacific/Auckland",
}  # fmt: skip
"""A place by the hours that its winter is ahead of UTC."""

NO_PLACE = frozenset({"CET", "MET", "EET", "WET", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT"})
"""Names with summer time that several countries keep."""

OF_ONE: Mapping[str, str] = {"US": "US", "Canada": "CA", "GB": "GB", "NZ": "NZ", "Japan": "JP", "Iceland": "IS"}
"""Older names that say their country themselves, though its clock is kept elsewhere too."""

_SHORT = {word: places for words, places in SHORT.items() for word in words.split()}
_WINDOWS = {name.upper(): zone for name, zone in WINDOWS.items()} | {"GMT": "Europe/London"}
_OFFSET = re.compile(r"(ETC/)?(?:(?:GMT|UTC)\s*)?(?:([+-])\s*(\d{1,2})(?::?(\d\d))?|0)")
_AT_UTC = {"GMT0", "GREENWICH", "ETC/GMT", "ETC/GMT0", "ETC/GREENWICH"}


def zone_given(name: str) -> str:
    """The name of a zone that a person gives.

    InputError for an unknown one, and for one that means a fixed offset where a place is meant: `EST` has no summer
    time, and nobody in New York means that. The sentence names the zones that are likely meant.
    """
    fault = zone_fault(name)
    if fault:
        raise InputError(fault)
    return zone_of(name).key


def zone_fault(name: str) -> str:
    """Why a zone cannot be taken as it is named, where more is known than that no zone has the name; else ""."""
    word = " ".join(name.upper().split())
    if word in FIXED:
        return f"{word} {FIXED[word]}"
    if word in _AT_UTC:
        return f"{name.strip()} {FIXED['GMT']}"
    if word in _SHORT:
        return f"{word} is no name of a time zone; {_SHORT[word]}"
    windows = _WINDOWS.get(word.removesuffix(" STANDARD TIME").removesuffix(" DAYLIGHT TIME"))
    if windows and word.endswith(" TIME"):
        return f"{quoted(name)} is no IANA name of a time zone; {_place(windows)} is {windows}"
    offset = _OFFSET.fullmatch(word)
    if offset:
        return _told_offset(name.strip(), offset)
    try:
        zone_of(name)
    except InputError:
        return _likely(name)
    return ""


def _told_offset(name: str, offset: re.Match[str]) -> str:
    """An offset in words; IANA's own names of offsets have the sign turned round: Etc/GMT+5 is behind UTC."""
    hours = int(offset[3] or 0) + int(offset[4] or 0) / 60
    ahead = (offset[2] == "+") != bool(offset[1])
    signed = hours if ahead else -hours
    where = f"{hours:g} hour{'' if hours == 1 else 's'} {'ahead of' if ahead else 'behind'} UTC" if hours else "at UTC"
    near = NEAR.get(signed)
    place = f"name the place, such as {near}" if near else "name the place, such as America/New_York"
    return f"{name} stays {where} all year; {place}"


def _place(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _likely(name: str) -> str:
    """What a name that is none may mean: the city alone, or capitals and blanks in another way."""
    wanted = "_".join(name.casefold().split())
    found = [zone for zone in _countries() if wanted in (zone.casefold(), zone.casefold().rpartition("/")[2])]
    if not found:
        return ""
    return f"time zone must be an IANA name such as America/New_York, got {quoted(name)}; did you mean {found[0]}?"


def country_of_zone(zone: str) -> str:
    """The ISO 3166 code of the country that a zone's name is in; "" for UTC and for names of several countries.

    >>> country_of_zone("Europe/Berlin"), country_of_zone("US/Eastern"), country_of_zone("CET")
    ('DE', 'US', '')
    """
    if zone in NO_PLACE or zone in FIXED:
        return ""
    if zone.split("/")[0] in OF_ONE:
        return OF_ONE[zone.split("/")[0]]
    countries = _countries()
    if zone in countries:
        return countries[zone]
    place = _links().get(zone, "")
    shared = _lines("zone1970.tab").get(place, "")
    return countries.get(place, "") if "," not in shared else ""


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, str]:
    """The country of each zone that is named after a place in it (`zone.tab`)."""
    return _lines("zone.tab")


@lru_cache(maxsize=2)
def _lines(table: str) -> Mapping[str, str]:
    """Codes of countries by zone, as a table of the IANA database lists them."""
    rows = (line.split("\t") for line in _text(table).splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows if len(row) > 2}


@lru_cache(maxsize=1)
def _links() -> Mapping[str, str]:
    """Older names of zones, with the one that each stands for now."""
    rows = (line.split() for line in _text("tzdata.zi").splitlines() if line.startswith("L "))
    return {link: zone for _, zone, link in rows}


def _text(name: str) -> str:
    return files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
