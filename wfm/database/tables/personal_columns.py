"""What each column of each table may hold of a person: export shows it, erasure goes by it.

A column that is not listed here fails a test, so that a new one cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Holds(StrEnum):
    """What a column may hold of a person."""

    NOTHING = "nothing of a person"
    REP = "the id of a rep"
    ACCOUNT = "the user name of an account"
    USER = "the number of an account"
    THING = "the id of a thing, which may be a rep or an account"
    OWN = "a fact about the person whose row it is"
    SECRET = "the hash of a password or a token"
    WORDS = "words that may name a person"
    DOCUMENT = "a document whose values may name a person"


def _columns(**names: str) -> dict[str, Holds]:
    """Columns by what they hold, those of one kind in one text; each is named once."""
    listed = [(column, Holds[kind.upper()]) for kind, text in names.items() for column in text.split()]
    if len(listed) != len({column for column, _ in listed}):
        raise ValueError(f"a column is listed twice: {listed}")
    return dict(listed)


COLUMNS: Mapping[str, Mapping[str, Holds]] = {
    "allotments": _columns(nothing="group day hours"),
    "audit": _columns(account="who", thing="entity_id", document="detail", nothing="id at action entity"),
    "awards": _columns(rep="rep", words="reason", nothing="round line rank"),
    "bid_rounds": _columns(words="name", nothing="id schedule state opens_at closes_at seed version everyone"),
    "bids": _columns(rep="rep", nothing="round rank line at"),
    "calendars": _columns(rep="rep", secret="token_hash", own="created_at"),
    "centre": _columns(nothing="id week_start leave_takes version"),
    "class_members": _columns(rep="rep", own="class"),
    "contracts": _columns(
        nothing="id paid_low paid_high days_low days_high max_consecutive_days min_rest start_spread max_weekends shifts"
        " closed_day_credit version",
    ),
    "devices": _columns(user="user", secret="token_hash", own="expires_at"),
    "forecast_runs": _columns(
        account="created_by", document="notes", nothing="id zone start slot_minutes count created_at"
    ),
    "forecasts": _columns(
        words="reason",
        document="notes",
        nothing="run position queue zone start slot_minutes count mean low high aht_seconds level method components error"
        " floor quantile_levels quantiles patience_seconds abandonment",
    ),
    "history": _columns(nothing="queue slot_minutes phase_minutes version"),
    "history_days": _columns(nothing="queue day offered handled abandoned handle_seconds wait_seconds"),
    "jobs": _columns(
        account="created_by",
        words="message worker",
        document="arguments detail",
        nothing="id kind state progress result stop_asked created_at started_at beat_at finished_at",
    ),
    "layers": _columns(words="name", nothing="id queue kind target value start end weekdays low high on version"),
    "leave_kinds": _columns(words="name", nothing="id paid credited minutes_per_day requestable active version"),
    "line_shifts": _columns(nothing="line shift"),
    "planned_forecasts": _columns(document="notes", nothing="run position mean low high aht_seconds quantiles"),
    "publications": _columns(
        account="by undone_by", document="after", nothing="id schedule at start end brought replaced kept undone_at"
    ),
    "queues": _columns(
        document="exceptions",
        nothing="id channel language zone hours target aht_seconds patience_seconds concurrency concurrency_slowdown"
        " weight skill country subdivision min_heads version",
    ),
    "rep_terms": _columns(rep="rep", own="first_day contract skills work_mode site office_low office_high stage team"),
    "reps": _columns(
        rep="id",
        own="name contract skills languages work_mode site office_low office_high hired wage_per_hour"
        " home_workspace_approved stage performance available preferred_start email active zone team first_day"
        " last_day",
        nothing="version",
    ),
    "requirement_pools": _columns(
        document="notes",
        nothing="run position zone start slot_minutes count queues subsets base required separate levels met",
    ),
    "requirement_runs": _columns(
        account="created_by", document="notes", nothing="id forecast_run zone start slot_minutes count created_at"
    ),
    "requirements": _columns(
        document="notes",
        nothing="run position queue zone start slot_minutes count skill volume aht_seconds base required service_level"
        " occupancy asa_seconds abandonment shrinkage method weight work",
    ),
    "retention": _columns(nothing="kind days applied_at version"),
    "scenarios": _columns(words="name", nothing="id queue share aht_uplift first last on version"),
    "schedules": _columns(
        account="created_by",
        words="name scope",
        document="shortfalls unscheduled basis",
        nothing="id first_day days slot_minutes zone weekday status requirement_run objective lower_bound terms created_at"
        " published_at week_start elapsed first_minute whole version",
    ),
    "scope_reps": _columns(rep="rep", nothing="schedule"),
    "sessions": _columns(user="user", secret="token_hash", own="created_at expires_at"),
    "shift_lines": _columns(document="shifts", nothing="id round number contract skills work_mode site"),
    "shift_offers": _columns(
        rep="offered_by taken_by",
        words="note reason",
        nothing="id kind shift in_return state created_at version skills leave",
    ),
    "shifts": _columns(
        rep="rep",
        document="activities",
        nothing="id schedule start end start_at end_at site breaks locked live left_by version",
    ),
    "sign_in_attempts": _columns(user="user", secret="key", own="failures audited until"),
    "sites": _columns(words="name", nothing="id seats zone version"),
    "special_days": _columns(words="name", nothing="id queue day treatment factor version"),
    "teams": _columns(rep="lead", words="name", nothing="id version"),
    "time_off": _columns(
        rep="rep",
        account="decided_by",
        words="reason decision",
        own="kind credit_minutes credit_days",
        nothing="id start end state created_at version",
    ),
    "training_classes": _columns(words="name", nothing="id starts graduates ramp version"),
    "uploads": _columns(
        account="created_by",
        words="name",
        document="detail",
        nothing="id kind sha256 rows inserted replaced refused created_at",
    ),
    "users": _columns(
        user="id",
        account="username",
        rep="rep",
        secret="password_hash",
        own="role active created_at",
        nothing="version",
    ),
}
"""Every column of every table."""

OWN_WORDS: Mapping[str, tuple[str, ...]] = {
    "awards": ("reason",),
    "shift_offers": ("note", "reason"),
    "time_off": ("reason", "decision"),
}
"""Words that are about the reps of their row, and go with them whole."""


def holding(table: str, *kinds: Holds) -> tuple[str, ...]:
    """A table's columns that hold one of these."""
    return tuple(column for column, held in COLUMNS[table].items() if held in kinds)


def tables_holding(*kinds: Holds) -> tuple[str, ...]:
    """The tables with such columns, by name."""
    return tuple(table for table in COLUMNS if holding(table, *kinds))
