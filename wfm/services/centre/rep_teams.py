"""Teams: who leads one, who is in it, and from which day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import EVERYONE, Principal, Role
from wfm.domain.errors import ConflictError, NotFoundError, RefusedError
from wfm.domain.people import DatedTerms, Rep, Team
from wfm.domain.texts import all_named
from wfm.services.centre.records import PLANNERS, check_not_own, listed, with_terms


@dataclass(frozen=True, slots=True)
class TeamRecord:
    """A team, who is in it on a day, and the version that a change names."""

    team: Team
    members: tuple[str, ...]
    version: int


def teams(db: Database, who: Principal, day: date | None = None) -> tuple[TeamRecord, ...]:
    """Every team with those who are in it on a day, today by default; who has left is in none."""
    who.require(*EVERYONE)
    day = day or date.today()
    with db.read() as unit:
        members: dict[str, list[str]] = {}
        for rep in unit.reps.all():
            team = rep.on(day).team
            if team is not None and rep.works_on(day):
                members.setdefault(team, []).append(rep.id)
        versions = unit.teams.versions()
        return tuple(TeamRecord(t, tuple(members.get(t.id, ())), versions[t.id]) for t in unit.teams.all())


def set_team(db: Database, who: Principal, team: Team, version: int | None = None) -> None:
    """Add a team, or change its name or lead; NotFoundError for a lead who is no rep."""
    who.require(Role.PLANNER)
    all_named(team, "team")
    with db.write() as unit:
        if team.lead is not None:
            unit.reps.get(team.lead)
            if unit.teams.get_many([team.id]).get(team.id, Team(team.id, "")).lead != team.lead:
                who.require_another("make yourself the lead of a team", team.lead, by=PLANNERS)
        unit.teams.put(team, version)
        unit.audit.add(who, "set", "team", team.id, {"name": team.name, "lead": team.lead})


def move_to_team(
    db: Database, who: Principal, team: str | None, reps: Collection[str], first_day: date | None = None
) -> None:
    """Put reps into a team, None for no team: from a day on, or for as long as they are on record.

    ConflictError for a rep who comes into another team on some date already, where no day is told.
    """
    who.require(Role.PLANNER)
    check_not_own(who, reps)
    with db.write() as unit:
        if team is not None:
            unit.teams.get(team)
        put_in_team(unit, who, team, known_reps(unit, reps), first_day)


def put_in_team(
    unit: UnitOfWork, who: Principal, team: str | None, reps: Iterable[Rep], first_day: date | None = None
) -> None:
    """The same within a unit of work."""
    people = tuple(reps)
    if first_day is None:
        for rep in people:
            dated = next((t.first_day for t in rep.terms if t.team not in (None, team or "")), None)
            if dated is not None:
                raise ConflictError(f"rep {rep.id!r} changes team on {dated}; say from which day the new team holds")
        unit.reps.put_many([replace(rep, team=team) for rep in people])
    else:
        change = DatedTerms(first_day, team=team or "")
        unit.reps.put_terms({rep.id: with_terms(rep, change) for rep in people})
    since = {} if first_day is None else {"first_day": first_day.isoformat()}
    unit.audit.add_many(who, "moved to team", "rep", ((rep.id, {"team": team, **since}) for rep in people))


def remove_team(db: Database, who: Principal, id: str) -> None:
    """Remove a team; RefusedError while someone who works here is in it, or will be."""
    who.require(Role.PLANNER)
    today = date.today()
    with db.write() as unit:
        unit.teams.get(id)
        members = [
            rep.id
            for rep in unit.reps.all()
            if rep.on(today).team == id or any(t.team == id and t.first_day > today for t in rep.terms)
        ]
        if members:
            raise RefusedError(f"team {id!r} is the team of {listed(members)}; move them first")
        unit.teams.remove(id)
        unit.audit.add(who, "removed", "team", id)


def known_reps(unit: UnitOfWork, ids: Collection[str]) -> tuple[Rep, ...]:
    """The reps of these ids; NotFoundError naming the first that is none."""
    found = unit.reps.get_many(ids)
    for id in ids:
        if id not in found:
            raise NotFoundError(f"there is no rep {id!r}")
    return tuple(found.values())
