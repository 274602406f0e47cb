"""What is assumed of a queue where nothing says it: each default that changes a plan, in one sentence a queue."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from forecasting import Calendar
from wfm.domain.errors import InputError
from wfm.domain.exchange import listed
from wfm.domain.planning import LIVE, Queue, promise_doubt, promise_words
from wfm.domain.zone_names import country_of_zone
from wfm.services.readers import ImportOptions

ANY_DAY = date(2026, 1, 1)
"""A day to ask the calendar of a country for; whether it has one does not depend on the year."""

NO_COUNTRY = "none"
"""What a planner says for a queue that keeps no public holidays."""

PROMISE = frozenset({"service_level", "within_seconds", "share", "seconds"})
"""Keys of a file that are a promise."""


def with_country(queue: Queue, said: Collection[str], given: str | None = None) -> Queue:
    """The queue with the country whose holidays it keeps: as given or as its file says, else that of its zone.

    InputError for a country or subdivision that has no known holidays, and for a subdivision of no country.
    """
    country = queue.country if given is None else given
    if country.casefold() == NO_COUNTRY:
        country = ""
    elif not country and given is None and "country" not in said:
        country = country_of_zone(queue.zone)
        if not _known(country):
            country = ""
    if queue.subdivision is not None and not country:
        raise InputError(f"queue {queue.id}: subdivision {queue.subdivision!r} needs a country; say which")
    found = replace(queue, country=country)
    try:
        Calendar(country or None, queue.subdivision).check(ANY_DAY)
    except InputError as error:
        raise InputError(f"queue {queue.id}: {error.reason}") from error
    return found


def assumed_of_history(queue: Queue, options: ImportOptions, has_handle_time: bool) -> tuple[str, ...]:
    """What a queue that a history file makes takes from nowhere but the defaults, in one sentence; none where it is told all."""
    parts = [f"{promise_words(queue)} (no promise was given)"] if options.target is None else []
    if options.country is None:
        parts.append(_holidays(queue, "say --country for another", "say --country"))
    if options.aht_seconds is None and not has_handle_time:
        parts.append(f"a handle time of {queue.aht_seconds:g} s (the file has none)")
    if options.patience_seconds is None and queue.channel in LIVE:
        parts.append(f"a patience of {queue.patience_seconds:g} s where history shows none")
    return (f"queue {queue.id}: assumed {listed(parts)}",) if parts else ()


def assumed_of_queues(queues: Iterable[Queue], said: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """What the queues of a settings file take from the defaults, and promises that nobody can mean; a sentence each."""
    told = []
    for queue in queues:
        keys, parts = said[queue.id], []
        if not keys >= {"service_level", "within_seconds"}:
            missing = "no promise was given" if not keys & PROMISE else "half of the promise was given"
            parts.append(f"{promise_words(queue)} ({missing})")
        if "country" not in keys:
            parts.append(_holidays(queue, 'country = "XX" says another', 'say it with country = "XX"'))
        if parts:
            told.append(f"queue {queue.id}: assumed {listed(parts)}")
        if doubt := promise_doubt(queue):
            told.append(doubt)
    return tuple(told)


def _holidays(queue: Queue, another: str, one: str) -> str:
    if queue.country:
        return f"the public holidays of {queue.country}, where {queue.zone} is ({another})"
    return f"no public holidays, since {queue.zone} is not in one country that has known ones ({one})"


def _known(country: str) -> bool:
    """Whether a country has known holidays."""
    try:
        Calendar(country or None, None).check(ANY_DAY)
    except InputError:
        return False
    return True
