"""What changes for a rep and from which day: employment, and the terms that hold from a date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from wfm.database import Database, UnitOfWork
from wfm.documents import DATED_TERMS, stored
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import NotFoundError
from wfm.domain.people import DatedTerms, Rep
from wfm.domain.texts import all_named
from wfm.domain.time import local_midnight
from wfm.services.centre.records import Known, check_not_own, visible, with_terms

AHEAD = timedelta(days=800)
"""How far behind the last day published shifts are looked for; no schedule is further ahead."""

LATEST = date(2999, 12, 31)
"""A last day behind this one, such as 9999-12-31, means that there is none: nothing can be left to see to."""


@dataclass(frozen=True, slots=True)
class RepRecord:
    """A rep as it stands, the version that a change names, whether they are on record as working here, their accounts."""

    rep: Rep
    version: int
    active: bool
    accounts: tuple[str, ...]


def rep_record(db: Database, who: Principal, id: str) -> RepRecord:
    """One rep with what a change of them must name; NotFoundError for no such rep."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as unit:
        found = visible(who, unit.reps.get(id))
        return RepRecord(found, unit.reps.version(id), unit.reps.active(id), _accounts(unit, id))


def set_terms(db: Database, who: Principal, rep: str, terms: DatedTerms, version: int | None = None) -> Rep:
    """Have terms hold for a rep from their day on; what they leave open stays as terms of that day have it already.

    InputError when they lie outside employment, refer to something unknown, or leave no place to work; ConflictError
    when the rep has changed since the version that was read.
    """
    _may_change(who, rep)
    all_named(terms, "terms")
    with db.write() as unit:
        Known(unit).check_terms(rep, terms)
        now = with_terms(unit.reps.get(rep), terms)
        unit.reps.set_terms(rep, now, version)
        said = next(one for one in now if one.first_day == terms.first_day)
        unit.audit.add(who, "set terms", "rep", rep, terms_words(said))
        return unit.reps.get(rep)


def remove_terms(db: Database, who: Principal, rep: str, first_day: date, version: int | None = None) -> Rep:
    """Take back the terms of a rep from a day; what held before goes on. NotFoundError where none begin on it."""
    _may_change(who, rep)
    with db.write() as unit:
        kept = {one.first_day: one for one in unit.reps.get(rep).terms}
        if kept.pop(first_day, None) is None:
            raise NotFoundError(f"rep {rep!r} has no terms from {first_day}")
        unit.reps.set_terms(rep, kept.values(), version)
        unit.audit.add(who, "removed terms", "rep", rep, {"first_day": first_day.isoformat()})
        return unit.reps.get(rep)


def set_employment(
    db: Database,
    who: Principal,
    rep: str,
    first_day: date | None,
    last_day: date | None,
    version: int | None = None,
) -> tuple[str, ...]:
    """Set the first and the last day of a rep's employment, None without end; what to see to, in sentences.

    Who has left keeps their history, and their account: it is told, and switched off by an admin. InputError when
    employment ends before it begins, or terms lie outside.
    """
    _may_change(who, rep)
    with db.write() as unit:
        changed = replace(unit.reps.get(rep), first_day=first_day, last_day=last_day)
        unit.reps.put(changed, version)
        days = {"first_day": first_day, "last_day": last_day}
        unit.audit.add(who, "set employment", "rep", rep, {k: d.isoformat() if d else None for k, d in days.items()})
        return _left_behind(unit, changed)


def terms_words(terms: DatedTerms) -> dict[str, object]:
    """What the audit log keeps of terms: what they say."""
    return {name: value for name, value in stored(DATED_TERMS, terms).items() if value is not None} | {
        "first_day": terms.first_day.isoformat()
    }


def _may_change(who: Principal, rep: str) -> None:
    who.require(Role.PLANNER)
    check_not_own(who, [rep])


def _left_behind(unit: UnitOfWork, rep: Rep) -> tuple[str, ...]:
    """What a leaver leaves to be seen to."""
    if rep.last_day is None or rep.last_day > LATEST:
        return ()
    zone = rep.zone or (unit.sites.get(rep.site).zone if rep.site is not None else "UTC")
    after = local_midnight(rep.last_day + timedelta(days=1), zone)
    shifts = unit.published.shifts_of({rep.id}, after, after + AHEAD).get(rep.id, ())
    told = []
    if shifts:
        count = "a published shift ends" if len(shifts) == 1 else f"{len(shifts)} published shifts end"
        told.append(f"{count} after the last day, the first on {shifts[0].start:%Y-%m-%d}: give them to others")
    told += [f"the account {name} stays on; an admin switches it off" for name in _accounts(unit, rep.id)]
    return tuple(told)


def _accounts(unit: UnitOfWork, rep: str) -> tuple[str, ...]:
    return tuple(user.username for user in unit.users.all() if user.rep == rep and user.active)
