"""Erasing a person: a pseudonym takes their place, so that schedules keep their numbers and nothing tells who it was."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wfm.database import Database, UnitOfWork, scrub
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, ConflictError, RefusedError, WfmError
from wfm.services.clock import clock_now
from wfm.services.personal.people import Person, find_person
from wfm.services.personal.traces import parts_of, probes_of


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did, or would do.

    `changed` counts rows by table; `doubtful` names texts that hold a single word of the person's name, which may be
    someone else's, as (place, word).
    """

    pseudonym: str
    changed: Mapping[str, int]
    doubtful: tuple[tuple[str, str], ...]


ALWAYS = ("reps", "rep_terms", "class_members", "teams", "users", "sessions", "calendars", "audit")
"""Tables whose files forget what was removed, whether it was counted or not."""

_AGAIN = "run wfm person scrub when nobody else is at work"


class _OnlyLooked(Exception):
    """Undoes the unit of work of a look at what would be erased."""


def erase_person(
    db: Database,
    who: Principal,
    name: str,
    *,
    also: tuple[str, ...] = (),
    dry_run: bool = False,
    now: datetime | None = None,
) -> Erased:
    """Erase a rep and their accounts, or an account that is no rep's, for good.

    Parameters
    ----------
    also : further words that mean the person, such as a nickname in notes; they are replaced wherever they stand.
    dry_run : only look what would be done.

    Raises
    ------
    AccessError
        For oneself: another admin must.
    RefusedError
        While the rep works here or has published shifts to come, while a run of theirs is under way, and for the last
        admin's account.
    ConflictError
        When all is erased and only the database's files could not be rewritten, since others used them.
    """
    who.require(Role.ADMIN)
    done: Erased | None = None
    try:
        with db.write() as unit:
            person = find_person(unit, name, also)
            _must_have_left(unit, who, person, clock_now(now))
            done = _erase(unit, person)
            unit.audit.add(who, "erased", "person", done.pseudonym, {"rows": dict(done.changed)})
            if dry_run:
                raise _OnlyLooked
    except _OnlyLooked:
        assert done is not None
        return done
    try:
        scrub(db, {*done.changed, *ALWAYS})
    except WfmError as error:
        raise ConflictError(
            f"{name} is erased, but the files may still hold removed rows: {error}; {_AGAIN}"
        ) from error
    return done


def scrub_files(db: Database, who: Principal) -> None:
    """Rewrite the database's files without what was removed, for when an erasure could not."""
    who.require(Role.ADMIN)
    scrub(db)


def _must_have_left(unit: UnitOfWork, who: Principal, person: Person, now: datetime) -> None:
    if who.username in person.accounts.values():
        raise AccessError("another admin must erase you: nobody decides on themselves")
    who.require_another("erase you", person.rep, by="another admin")
    if person.rep is not None:
        if unit.reps.active(person.rep):
            raise RefusedError(
                f"rep {person.rep!r} works here; mark them as gone first: wfm person deactivate {person.rep}"
            )
        count, first = unit.personal.future_shifts(person.rep, now)
        if first is not None:
            raise RefusedError(
                f"rep {person.rep!r} has {count} published shifts that have not ended, the first on {first:%Y-%m-%d}; "
                "give them to others or release them first"
            )
    users = unit.users.all()
    left = [u for u in users if u.role is Role.ADMIN and u.active and u.id not in person.accounts]
    if not left and any(u.id in person.accounts and u.role is Role.ADMIN for u in users):
        raise RefusedError(
            f"{next(iter(person.accounts.values()))} is the only admin; make someone else an admin first"
        )
    job = unit.personal.running_job(tuple(person.accounts.values()))
    if job is not None:
        raise RefusedError(f"run {job}, which they started, is under way; stop it or wait for its end")


def _erase(unit: UnitOfWork, person: Person) -> Erased:
    """Every step within one unit of work: all of it is done, or nothing."""
    rows, traces, pseudonym = unit.personal, person.traces, _pseudonym(unit)
    changed: Counter[str] = Counter()
    if person.accounts:
        rows.drop_accounts(list(person.accounts))
        changed["users"] = len(person.accounts)
    if person.rep is not None:
        rows.drop_calendar(person.rep)
        changed.update(rows.leave_groups(person.rep))
        rows.rename_rep(person.rep, pseudonym)
        changed["reps"] = 1
        changed.update(rows.clear_own_words(person.rep))
        rows.withdraw_leave(person.rep, pseudonym)
    changed.update(rows.replace_ids(person.rep, traces.accounts, traces.is_common, pseudonym))
    if person.rep is not None:
        rows.drop_rep(person.rep)
    changed.update(
        rows.replace_words(
            lambda text: traces.hidden(text, pseudonym),
            lambda value: traces.document_hidden(value, pseudonym),
            traces.probes,
        )
    )
    counted = {table: count for table, count in sorted(changed.items()) if count}
    return Erased(pseudonym, counted, _doubtful(unit, person))


def _pseudonym(unit: UnitOfWork) -> str:
    """A name drawn at random, so that nothing of the person can be told from it."""
    while True:
        drawn = f"former-{secrets.token_hex(4)}"
        if not unit.reps.get_many([drawn]):
            return drawn


def _doubtful(unit: UnitOfWork, person: Person) -> tuple[tuple[str, str], ...]:
    """Texts that still hold a single word of the name."""
    words = parts_of(person.traces.names)
    if not words:
        return ()
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")
    found: dict[tuple[str, str], None] = {}
    for (table, key, column), value in unit.personal.texts(probes_of(words)):
        for word in pattern.findall(value if isinstance(value, str) else str(value)):
            row = ", ".join(map(str, key.values()))
            found[(f"{table} {row}: {column}", word)] = None
    return tuple(found)
