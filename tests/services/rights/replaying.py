"""What the audit log tells alone: the state of a centre's trades, leave, bids, schedules and people, from its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wfm.database import UnitOfWork
from wfm.database.engine import Database
from wfm.database.repositories.accounts import AuditEntry
from wfm.domain.exchange.schedule import ScheduleStatus
from wfm.services.centre import class_words, terms_words


@dataclass
class State:
    """Owners of shifts on the timeline, offers, leave, allotments, rounds with their bids and awards, schedules.

    Of people: terms by rep and date, employment, teams, classes, who is in them; and the centre's settings.
    """

    owners: dict[int, str] = field(default_factory=dict)
    offers: dict[int, tuple[int, str, str | None, int | None]] = field(default_factory=dict)
    leave: dict[int, tuple[object, ...]] = field(default_factory=dict)
    allotments: dict[str, float] = field(default_factory=dict)
    rounds: dict[int, str] = field(default_factory=dict)
    bids: dict[tuple[int, str], tuple[int, ...]] = field(default_factory=dict)
    awards: dict[tuple[int, str], int | None] = field(default_factory=dict)
    schedules: dict[int, str] = field(default_factory=dict)
    terms: dict[str, dict[str, object]] = field(default_factory=dict)
    employed: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    team: dict[str, str | None] = field(default_factory=dict)
    course: dict[str, str | None] = field(default_factory=dict)
    leads: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    classes: dict[str, dict[str, object]] = field(default_factory=dict)
    week_start: int = 0
    leave_takes: str = "shorten"


def stored(db: Database) -> State:
    """The state as the tables have it."""
    state = State()
    with db.read() as uow:
        for record in uow.schedules.heads():
            state.schedules[record.id] = record.status.value
            if record.status is ScheduleStatus.PUBLISHED:
                state.owners.update({p.id: p.shift.agent for p in uow.schedules.get(record.id).shifts})
        for offer in uow.offers.list():
            state.offers[offer.id] = (offer.shift, offer.state.value, offer.taken_by, offer.in_return)
        for request in uow.time_off.list():
            window = request.start.isoformat(), request.end.isoformat()
            counts = request.kind, request.credit_minutes, request.credit_days
            state.leave[request.id] = (request.rep, *window, request.state.value, *counts)
        for round in uow.rounds.list():
            state.rounds[round.id] = round.state.value
            state.bids.update({(round.id, rep): lines for rep, lines in uow.rounds.bids(round.id).items() if lines})
            state.awards.update({(round.id, award.rep): award.line for award in uow.rounds.awards(round.id)})
        _people(uow, state)
        days = (r.entity_id for r in uow.audit.list(entity="allotment", limit=1000))
        for day in {date.fromisoformat(day) for day in days}:
            state.allotments.update({d.isoformat(): hours for d, hours in uow.allotments.of(day, day).items()})
    return state


def _people(uow: UnitOfWork, state: State) -> None:
    for rep in uow.reps.all(active_only=False):
        state.terms[rep.id] = _plain({t.first_day.isoformat(): terms_words(t) for t in rep.terms})
        state.employed[rep.id] = tuple(d.isoformat() if d else None for d in (rep.first_day, rep.last_day))
        state.team[rep.id] = rep.team
        state.course[rep.id] = rep.training.id if rep.training else None
    state.leads = {team.id: (team.name, team.lead) for team in uow.teams.all()}
    state.classes = {course.id: _plain(class_words(course)) for course in uow.classes.all()}
    state.week_start = uow.centre.settings().week_start
    state.leave_takes = uow.centre.settings().leave_takes.value


def _plain(value: object) -> Any:
    return json.loads(json.dumps(value))


def replayed(start: State, entries: Iterable[AuditEntry]) -> State:
    """The state after these rows, oldest first, and nothing but them."""
    state = deepcopy(start)
    for entry in entries:
        _STEPS.get(entry.entity, _nothing)(state, entry)
    return state


def _nothing(state: State, entry: AuditEntry) -> None:
    """Rows of accounts, files and runs change none of it."""


def _rep(state: State, entry: AuditEntry) -> None:
    told, rep = entry.detail, entry.entity_id
    if entry.action == "set terms":
        state.terms[rep][told["first_day"]] = dict(told)
    elif entry.action == "removed terms":
        del state.terms[rep][told["first_day"]]
    elif entry.action == "set employment":
        state.employed[rep] = told["first_day"], told["last_day"]
    elif entry.action == "moved to class":
        state.course[rep] = told["class"]
    elif entry.action == "moved to team" and "first_day" not in told:
        state.team[rep] = told["team"]
    elif entry.action == "moved to team":
        day = told["first_day"]
        state.terms[rep][day] = {**state.terms[rep].get(day, {"first_day": day}), "team": told["team"] or ""}


def _team(state: State, entry: AuditEntry) -> None:
    if entry.action == "removed":
        del state.leads[entry.entity_id]
        state.team = {rep: None if team == entry.entity_id else team for rep, team in state.team.items()}
    else:
        state.leads[entry.entity_id] = entry.detail["name"], entry.detail["lead"]


def _class(state: State, entry: AuditEntry) -> None:
    if entry.action == "removed":
        del state.classes[entry.entity_id]
        state.course |= dict.fromkeys(entry.detail["members"])
    else:
        state.classes[entry.entity_id] = dict(entry.detail)


def _centre(state: State, entry: AuditEntry) -> None:
    setattr(state, entry.entity_id, entry.detail[entry.entity_id])


def _shift(state: State, entry: AuditEntry) -> None:
    if entry.action == "remove":
        del state.owners[int(entry.entity_id)]
        return
    state.owners[int(entry.entity_id)] = str(entry.detail["to"])


def _offer(state: State, entry: AuditEntry) -> None:
    told, id = entry.detail, int(entry.entity_id)
    taken = told["rep"] if entry.action in ("ask", "take", "approve", "refuse") else None
    if entry.action == "withdraw":
        shift, _, taken, back = state.offers[id]
        state.offers[id] = (shift, told["state"], taken, back)
    else:
        back = told["wanted"] if entry.action == "offer" else told["in_return"]
        state.offers[id] = (told["shift"], told["state"], taken, back)


def _leave(state: State, entry: AuditEntry) -> None:
    told = entry.detail
    state.leave[int(entry.entity_id)] = (
        *(told[key] for key in ("rep", "start", "end", "state", "kind")),
        *(told.get(key) for key in ("credit_minutes", "credit_days")),
    )


def _allotment(state: State, entry: AuditEntry) -> None:
    state.allotments[entry.entity_id] = entry.detail["hours"]


def _round(state: State, entry: AuditEntry) -> None:
    told, id = entry.detail, int(entry.entity_id)
    if entry.action == "rank":
        state.bids.pop((id, told["rep"]), None)
        state.bids |= {(id, told["rep"]): tuple(told["lines"])} if told["lines"] else {}
        return
    state.rounds[id] = told["state"]
    state.awards.update({(id, rep): line for rep, line in told.get("awards", {}).items()})


def _schedule(state: State, entry: AuditEntry) -> None:
    told, id = entry.detail, int(entry.entity_id)
    if entry.action == "make":
        state.schedules[id] = "draft"
        return
    if entry.action == "delete":
        del state.schedules[id]
        return
    state.schedules[id] = "published"
    state.schedules.update(dict.fromkeys(told["replaced"], "archived"))
    for shift in told["left"]:
        del state.owners[shift]
    state.owners.update({shift: rep for rep, shifts in told["shifts"].items() for shift in shifts})
    for offer in told["withdrawn_offers"]:
        shift, _, taken, back = state.offers[offer]
        state.offers[offer] = (shift, "withdrawn", taken, back)


_STEPS = {
    "rep": _rep,
    "team": _team,
    "training class": _class,
    "centre": _centre,
    "shift": _shift,
    "shift offer": _offer,
    "time off": _leave,
    "allotment": _allotment,
    "bid round": _round,
    "schedule": _schedule,
}
"""How a row changes the state, by the kind of thing it is about."""
