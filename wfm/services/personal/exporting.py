"""Everything that is held on one person, as one document."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError
from wfm.services.personal.people import Person, find_person

SECTIONS = {
    "reps": "rep",
    "rep_terms": "terms from a date",
    "class_members": "training class",
    "teams": "teams led",
    "users": "accounts",
    "sessions": "sessions",
    "calendars": "calendar address",
    "time_off": "leave",
    "shifts": "shifts",
    "bids": "bids",
    "awards": "awards",
    "shift_offers": "offers made or taken",
    "uploads": "files imported",
    "jobs": "runs started",
    "forecast_runs": "forecasts made",
    "requirement_runs": "requirements made",
    "schedules": "schedules made",
    "audit": "audit log",
}
"""Tables with rows of a person, and what those are called."""

OTHERS = {"schedules": ("shortfalls", "unscheduled", "basis", "terms")}
"""Columns of what a planner made that are about other people."""


def export_person(db: Database, who: Principal, name: str) -> dict[str, Any]:
    """What is held on a rep or an account, section by section; secrets are left out, as they say nothing of anyone.

    Admins may ask for anyone's, a rep for their own. Words elsewhere that name the person are told to admins only, as
    they stand in what is others'.
    """
    if who.role is not Role.ADMIN and (who.rep is None or who.rep != name):
        raise AccessError(f"{who.username} may export what is held on themselves only; for others ask an admin")
    with db.read() as unit:
        person = find_person(unit, name)
        sections = {title: _section(unit, table, person) for table, title in SECTIONS.items()}
        found = {
            "person": person.rep or next(iter(person.accounts.values())),
            "made at": datetime.now(UTC).isoformat(timespec="seconds"),
            "times": "in UTC; start and end of a shift also in minutes from midnight of its schedule's first day",
            **{title: rows for title, rows in sections.items() if rows},
        }
        if who.role is Role.ADMIN:
            found["mentions"] = _mentions(unit, person, sections)
    return found


def _mentions(unit: UnitOfWork, person: Person, sections: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Words outside the person's own rows that tell of them."""
    own = {(table, str(row["id"])) for table, title in SECTIONS.items() for row in sections[title] if "id" in row}
    return [
        {"in": table, "row": _plain(dict(key)), "column": column, "says": said}
        for (table, key, column), value in unit.personal.texts(person.traces.probes)
        if (table, str(key.get("id"))) not in own or column in OTHERS.get(table, ())
        for said in _said(person, value)
    ]


def _section(unit: UnitOfWork, table: str, person: Person) -> list[dict[str, Any]]:
    rows = unit.personal.rows(table, person.rep, person.accounts)
    return [{name: _plain(value) for name, value in row.items() if name not in OTHERS.get(table, ())} for row in rows]


def _said(person: Person, value: Any) -> list[Any]:
    if isinstance(value, str):
        return [value] if person.traces.found_in(value) else []
    return list(person.traces.document_parts(value))


def _plain(value: Any) -> Any:
    """Moments and days as text."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value.isoformat() if isinstance(value, (date, datetime)) else value
