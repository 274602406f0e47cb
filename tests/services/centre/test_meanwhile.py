"""A request that is under way when the account behind it ends or becomes another one stores nothing in its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.services.at_once import at_once
from tests.services.small_centre import fill, rep
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, NotFoundError
from wfm.domain.planning import Channel, Job, JobState, Queue
from wfm.services import jobs, leave
from wfm.services.centre import accounts
from wfm.services.centre.records import set_rep_active
from wfm.services.export.exporting import calendar, new_calendar_token
from wfm.services.imports import import_reps
from wfm.services.personal import erase_person

PASSWORD = "correct horse battery"
REPS = b"id,name,contract,skills,work_mode,home_workspace_approved\nnew,New,flex,en,remote,yes\n"


def came_in(db: Database, username: str, role: Role, of: str | None = None) -> Principal:
    """Who a page knows as there, read when their request began."""
    fill(db, [rep("ana"), rep("bo")])
    with db.write() as uow:
        uow.queues.put(Queue("en", Channel.VOICE, "en", "UTC"))
    accounts.create_user(db, OPERATOR, username, PASSWORD, role, of)
    who = accounts.principal_of(db, accounts.sign_in(db, username, PASSWORD).token)
    assert who is not None
    return who


CHANGES: dict[str, Callable[[Database], object]] = {
    "erased": lambda db: erase_person(db, OPERATOR, "zoe"),
    "off": lambda db: accounts.set_active(db, OPERATOR, "zoe", False),
    "another role": lambda db: accounts.set_role(db, OPERATOR, "zoe", Role.MANAGER),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_planner_who_ends_meanwhile(db: Database, change: str) -> None:
    """An import that was reading its file at that moment, and a figure that was being stored."""
    who = came_in(db, "zoe", Role.PLANNER)
    CHANGES[change](db)
    with pytest.raises(AccessError, match="your account was changed or ended meanwhile"):
        import_reps(db, who, REPS, name="reps.csv")
    with pytest.raises(AccessError, match="nothing was stored"):
        leave.set_allotment(db, who, date(2030, 1, 1), 8)
    with db.read() as uow:
        assert set(uow.reps.get_many(["new"])) == set()
        assert uow.allotments.of(date(2030, 1, 1), date(2030, 1, 1)) == {}
        assert not [e for e in uow.audit.list(who="zoe") if e.action not in ("signed in",)]


def test_a_rep_who_leaves_meanwhile(db: Database) -> None:
    """They open no calendar that nobody would close."""
    who = came_in(db, "ana", Role.REP, "ana")
    set_rep_active(db, OPERATOR, "ana", False)
    with pytest.raises(AccessError, match="changed or ended meanwhile"):
        new_calendar_token(db, who)


@pytest.mark.parametrize("_try", range(3))
def test_an_erased_name_does_not_come_back(db: Database, _try: int) -> None:
    """Whoever is erased while they store something is in the log under no name of theirs."""
    who = came_in(db, "zoe", Role.PLANNER)
    calls = [lambda n=n: leave.set_allotment(db, who, date(2030, 1, 1 + n), 8) for n in range(5)]
    at_once([*calls, lambda: erase_person(db, OPERATOR, "zoe")])
    with db.read() as uow:
        assert uow.audit.list(who="zoe") == ()


def test_a_run_keeps_the_rights_it_begins_with(db: Database) -> None:
    """An account that is switched off later does not undo an hour's work."""
    came_in(db, "zoe", Role.PLANNER)
    with db.write() as uow:
        id = uow.jobs.add("forecast", {}, "zoe")
        job: Job = uow.jobs.get(id)
    assert job.state is JobState.QUEUED
    who = jobs._author(db, job)
    accounts.set_active(db, OPERATOR, "zoe", False)
    leave.set_allotment(db, who, date(2030, 1, 1), 8)


def test_one_may_switch_oneself_off(db: Database) -> None:
    """The last thing that the account does is written down in its name."""
    who = came_in(db, "zoe", Role.ADMIN)
    accounts.create_user(db, OPERATOR, "ada", PASSWORD, Role.ADMIN)
    accounts.set_active(db, who, "zoe", False)
    with db.read() as uow:
        assert uow.audit.list(who="zoe")[0].action == "deactivated"


def test_a_calendar_ends_with_the_rep_of_the_account(db: Database) -> None:
    """Who becomes another rep does not go on reading the former one's shifts."""
    who = came_in(db, "zoe", Role.REP, "ana")
    token = new_calendar_token(db, who)
    accounts.set_role(db, OPERATOR, "zoe", Role.REP, "ana")
    assert calendar(db, token)
    accounts.set_role(db, OPERATOR, "zoe", Role.REP, "bo")
    with pytest.raises(NotFoundError):
        calendar(db, token)
