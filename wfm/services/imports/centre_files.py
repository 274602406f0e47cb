"""Importing the centre's sites, queues, contracts, teams and classes: all of a file or nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.people import Contract, Site, Team, TrainingClass
from wfm.domain.planning import Queue
from wfm.services import centre
from wfm.services.imports.assumed import assumed_of_queues, with_country
from wfm.services.imports.reports import RowsRefused
from wfm.services.readers import Members, Source, read_queues, read_setup


def import_setup(db: Database, who: Principal, source: Source, *, name: str = "") -> tuple[str, ...]:
    """Store what a TOML file holds, all or none; what was stored, in sentences.

    InputError for a lead or a member who is not on record, by the path in the file.
    """
    who.require(Role.PLANNER)
    setup = read_setup(source, name)
    queues = tuple(with_country(queue, setup.said[queue.id]) for queue in setup.queues)
    with db.write() as unit:
        centre.check_own_contract(unit, who, setup.contracts)
        unit.sites.put_many(setup.sites)
        unit.queues.put_many(_with_exceptions(unit, queues))
        unit.contracts.put_many(setup.contracts)
        parts: dict[str, tuple[Site | Queue | Contract, ...]] = {
            "site": setup.sites,
            "queue": queues,
            "contract": setup.contracts,
        }
        for kind, things in parts.items():
            unit.audit.add_many(who, "imported", kind, ((thing.id, {"from": setup.name}) for thing in things))
        _store_teams(unit, who, setup.teams)
        _store_classes(unit, who, setup.classes)
    ids = {kind: [thing.id for thing in things] for kind, things in parts.items()}
    ids |= {"team": [team.of.id for team in setup.teams], "class": [course.of.id for course in setup.classes]}
    plural = {"class": "classes"}
    told = [
        f"{kind if len(listed) == 1 else plural.get(kind, f'{kind}s')} {', '.join(listed)} stored"
        for kind, listed in ids.items()
        if listed
    ]
    return (*told, *assumed_of_queues(queues, setup.said))


def _store_teams(unit: UnitOfWork, who: Principal, teams: Sequence[Members[Team]]) -> None:
    """Teams with the members that the file names; others stay in them."""
    leads = {team.of.lead for team in teams if team.of.lead is not None}
    reps = unit.reps.get_many({*leads, *(rep for team in teams for rep in team.reps)})
    for team in teams:
        if team.of.lead is not None and team.of.lead not in reps:
            raise team.unknown("lead", team.of.lead)
        _all_known(team, reps)
    unit.teams.put_many(team.of for team in teams)
    words = ((team.of.id, {"name": team.of.name, "lead": team.of.lead}) for team in teams)
    unit.audit.add_many(who, "imported", "team", words)
    for team in teams:
        centre.check_not_own(who, [*team.reps, *([team.of.lead] if team.of.lead is not None else [])])
        if team.reps:
            centre.put_in_team(unit, who, team.of.id, [reps[rep] for rep in dict.fromkeys(team.reps)])


def _store_classes(unit: UnitOfWork, who: Principal, classes: Sequence[Members[TrainingClass]]) -> None:
    """Classes with the members that the file names; others stay in them."""
    if not classes:
        return
    reps = unit.reps.get_many({rep for course in classes for rep in course.reps})
    there = unit.classes.members(*(course.of.id for course in classes))
    for course in classes:
        _all_known(course, reps)
        centre.check_not_own(who, [*course.reps, *there.get(course.of.id, ())])
    unit.classes.put_many(course.of for course in classes)
    words = ((course.of.id, centre.class_words(course.of)) for course in classes)
    unit.audit.add_many(who, "imported", "training class", words)
    centre.put_in_class(unit, who, {rep: course.of.id for course in classes for rep in course.reps})


def _all_known(group: Members[Team] | Members[TrainingClass], reps: Collection[str]) -> None:
    for rep in group.reps:
        if rep not in reps:
            raise group.unknown("members", rep)


def import_queues(db: Database, who: Principal, source: Source, *, name: str = "") -> tuple[str, ...]:
    """Store the queues of a CSV or Excel table, all or none; what was stored and assumed, in sentences."""
    who.require(Role.PLANNER)
    file = read_queues(source, name)
    if file.faults:
        raise RowsRefused(file.name, file.faults)
    queues = tuple(with_country(queue, file.said[queue.id]) for queue in file.queues)
    with db.write() as unit:
        unit.queues.put_many(_with_exceptions(unit, queues))
        unit.audit.add_many(who, "imported", "queue", ((queue.id, {"from": file.name}) for queue in queues))
    if not queues:
        return ("the file names no queue",)
    ids = ", ".join(queue.id for queue in queues)
    return (f"queue{'s' if len(queues) > 1 else ''} {ids} stored", *assumed_of_queues(queues, file.said))


def _with_exceptions(unit: UnitOfWork, queues: Sequence[Queue]) -> list[Queue]:
    """The queues, with the dates of their own that are on record where the file names none: it says nothing of them."""
    stored = unit.queues.get_many(queue.id for queue in queues if not queue.hours.exceptions)
    return [
        replace(queue, hours=replace(queue.hours, exceptions=stored[queue.id].hours.exceptions))
        if queue.id in stored
        else queue
        for queue in queues
    ]
