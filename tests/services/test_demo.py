"""The demo centre in a database: whole or not at all, once, with accounts that can sign in."""

from __future__ import annotations

import pytest

from data import centre
from wfm.database.engine import Database
from wfm.database.repositories.leave import LeaveState
from wfm.domain.accounts import OPERATOR, Role
from wfm.domain.errors import RefusedError
from wfm.domain.people import Site
from wfm.services.centre.accounts import sign_in
from wfm.services.centre.status import read_status
from wfm.services.demo import create_accounts, create_demo, demo_state


def test_everything_is_stored_once(sqlite_database: Database) -> None:
    """Reps, sites, queues, contracts, leave and history are there; a second call is refused and changes nothing."""
    told: list[float] = []
    create_demo(sqlite_database, OPERATOR, lambda share, message: told.append(share))
    assert told == sorted(told)
    state = demo_state(sqlite_database, OPERATOR)
    assert state.reps == 120
    assert (state.first_day, state.last_day) == (centre.FIRST_DAY, centre.LAST_DAY)
    assert state.published is None
    with sqlite_database.read() as uow:
        assert uow.contracts.all() == tuple(sorted(centre.CONTRACTS, key=lambda c: c.id))
        leave = uow.time_off.list(LeaveState.APPROVED)
        assert len(leave) == 20
        assert all(request.start.utcoffset() is not None for request in leave)
    with pytest.raises(RefusedError, match="exists already"):
        create_demo(sqlite_database, OPERATOR)
    assert demo_state(sqlite_database, OPERATOR) == state
    status = read_status(sqlite_database, OPERATOR)
    assert {(q.first, q.last) for q in status.queues if q.id != "outbound-en"} == {(centre.FIRST_DAY, centre.LAST_DAY)}


def test_one_account_per_role_with_a_password_of_its_own(sqlite_database: Database) -> None:
    """Planner, manager, admin and two reps can sign in with what is printed, and only with that."""
    create_demo(sqlite_database, OPERATOR)
    accounts = create_accounts(sqlite_database, OPERATOR)
    assert [a.role for a in accounts] == [Role.PLANNER, Role.MANAGER, Role.ADMIN, Role.REP, Role.REP]
    assert len({a.password for a in accounts}) == 5
    for account in accounts:
        who = sign_in(sqlite_database, account.username, account.password).principal
        assert who.role is account.role
        assert (who.rep is not None) == (account.role is Role.REP)


def test_another_centre_is_left_alone(sqlite_database: Database) -> None:
    """A database that holds another centre is refused, and stays as it was."""
    with sqlite_database.write() as uow:
        uow.sites.put(Site("main", "Main Street", 5, centre.ZONE))
    with pytest.raises(RefusedError, match="holds another centre"):
        create_demo(sqlite_database, OPERATOR)
    with sqlite_database.read() as uow:
        assert uow.sites.ids() == ("main",)
        assert uow.reps.ids() == ()
