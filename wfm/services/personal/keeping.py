"""How long each kind of data is kept. Nothing is removed until the centre has said how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wfm.database import Database, Kept, scrub
from wfm.domain.accounts import CLOCK, Principal, Role
from wfm.domain.errors import ConflictError, InputError
from wfm.services.clock import LOOK_BACK, clock_now

MOST_DAYS = 36_500
"""A hundred years."""

EVERY = timedelta(hours=20)
"""How long the app waits before it applies a kind again: once a day, whenever it is started."""


@dataclass(frozen=True, slots=True)
class KeptKind:
    """A kind of data that can be given a time. `suggested` days are what many centres need; `least` what planning needs."""

    name: str
    removes: str
    suggested: int
    least: int = 1


@dataclass(frozen=True, slots=True)
class Removed:
    """A kind, how long it is kept (None for ever), and how many rows were removed or would be."""

    kind: KeptKind
    days: int | None
    rows: int
    applied_at: datetime | None


def kept_kinds(db: Database, who: Principal, *, now: datetime | None = None) -> tuple[Removed, ...]:
    """Every kind with how long it is kept, and how many rows would be removed at this moment."""
    who.require(Role.ADMIN)
    now = clock_now(now)
    with db.read() as unit:
        kept = unit.retention.all()
        return tuple(
            Removed(kind, found.days, unit.retention.count(kind.name, _before(found, now)), found.applied_at)
            if (found := kept.get(kind.name))
            else Removed(kind, None, 0, None)
            for kind in KINDS
        )


def set_retention(db: Database, who: Principal, name: str, days: int | None) -> None:
    """Keep a kind for so many days, None for ever; nothing is removed yet."""
    who.require(Role.ADMIN)
    kind = _kind(name)
    if days is not None and not kind.least <= days <= MOST_DAYS:
        raise InputError(f"{name} must be kept for {kind.least} to {MOST_DAYS} days, or never removed, got {days}")
    with db.write() as unit:
        unit.retention.set(name, days)
        unit.audit.add(who, "set", "retention", name, {"days": days})


def apply_retention(db: Database, who: Principal, *, now: datetime | None = None) -> tuple[Removed, ...]:
    """Remove what is older than the centre keeps it, and have the database's files forget it; what was removed."""
    who.require(Role.ADMIN)
    now = clock_now(now)
    with db.read() as unit:
        kept = unit.retention.all()
    removed = tuple(_apply(db, who, found, now) for found in _in_order(kept))
    with db.read() as unit:
        touched = {table for one in removed if one.rows for table in unit.retention.tables(one.kind.name)}
    if touched:
        scrub(db, touched)
    return removed


def apply_due(db: Database, *, now: datetime | None = None) -> tuple[Removed, ...]:
    """What the running app does on its own: remove what is old, once a day whichever process comes first.

    It acts for no person: an admin has said what to remove, and the audit log names the clock.
    """
    now = clock_now(now)
    with db.read() as unit:
        kept = unit.retention.all()
    due = [found for found in _in_order(kept) if found.applied_at is None or now - found.applied_at >= EVERY]
    return tuple(one for found in due if (one := _if_first(db, found, now)) is not None)


def _if_first(db: Database, kept: Kept, now: datetime) -> Removed | None:
    """What was removed; None when another process is at it."""
    try:
        with db.write() as unit:
            unit.retention.claim(kept, now)
    except ConflictError:
        return None
    return _remove(db, CLOCK, kept, now)


def _apply(db: Database, who: Principal, kept: Kept, now: datetime) -> Removed:
    with db.write() as unit:
        unit.retention.claim(kept, now)
    return _remove(db, who, kept, now)


def _remove(db: Database, who: str | Principal, kept: Kept, now: datetime) -> Removed:
    """Remove part after part, each in a unit of its own with its line of the audit log, so that nobody waits long."""
    total, more = 0, True
    while more:
        with db.write() as unit:
            count, more = unit.retention.remove(kept.kind, _before(kept, now))
            if count:
                unit.audit.add(who, "removed", "retention", kept.kind, {"rows": count, "days": kept.days})
        total += count
    return Removed(_kind(kept.kind), kept.days, total, now)


def _in_order(kept: dict[str, Kept]) -> list[Kept]:
    """Schedules go before the runs they were made from."""
    return [kept[kind.name] for kind in KINDS if kind.name in kept]


def _before(kept: Kept, now: datetime) -> datetime:
    return now.astimezone(UTC) - timedelta(days=kept.days)


def _kind(name: str) -> KeptKind:
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise InputError(f"a kind of data must be one of {', '.join(kind.name for kind in KINDS)}, got {name!r}")


_PLANNED = LOOK_BACK.days + 4
"""Published shifts this old no longer matter to the rules of new ones."""

KINDS: tuple[KeptKind, ...] = (
    KeptKind("leave-reasons", "why leave was asked for and decided, after its end; the leave itself stays", 90),
    KeptKind("leave", "leave, after its end", 1095, _PLANNED),
    KeptKind("trade-notes", "notes and reasons of offers that have ended; the offers stay", 90),
    KeptKind("trades", "offers that have ended", 730),
    KeptKind("bids", "what reps ranked, after the days of the round's schedule; awards stay", 365),
    KeptKind("award-reasons", "the sentences of awards, after the days of the round's schedule; awards stay", 365),
    KeptKind("sessions", "sessions, after they ran out", 7),
    KeptKind("audit", "entries of the audit log", 1095, 30),
    KeptKind("jobs", "runs that have ended, with their messages; what they made stays", 90),
    KeptKind("uploads", "the record of imported files; what they brought stays", 730),
    KeptKind("drafts", "drafts, after their last day, with their bid rounds", 90),
    KeptKind("archived", "schedules that were replaced, after their last day, with their trades and bid rounds", 365),
    KeptKind(
        "published", "published schedules, after their last day, with their trades and bid rounds", 1095, _PLANNED
    ),
    KeptKind("requirements", "requirement runs, after their last interval, that no schedule rests on", 730),
    KeptKind("forecasts", "forecast runs, after their last interval, that no requirement rests on", 730),
    KeptKind("history", "intervals of contact history", 1095, 90),
)
"""Every kind, with what is removed of it; none is removed unless it was given a time."""
