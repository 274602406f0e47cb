"""The demo centre in a database: whole or not at all, once, of a team as large as its work, with accounts to sign in."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from data import centre
from data.dates import DemoDates
from wfm.database.engine import Database
from wfm.database.repositories.leave import LeaveState
from wfm.domain.accounts import OPERATOR, Role
from wfm.domain.errors import RefusedError
from wfm.domain.exchange.bids import RoundState
from wfm.domain.exchange.offers import OfferKind, OfferState
from wfm.domain.people import Site
from wfm.domain.planning import ForecastRun, Queue, VolumeForecast
from wfm.domain.time import TimeGrid, local_midnight, to_utc
from wfm.services.bidding.bid_rounds import rounds
from wfm.services.centre.accounts import sign_in
from wfm.services.centre.status import read_status
from wfm.services.demo.accounts import DemoAccount, create_accounts
from wfm.services.demo.founding import create_demo
from wfm.services.demo.hiring import HiredTeam, hire_team
from wfm.services.demo.living import live_demo
from wfm.services.demo.planning import draft_demo, schedule_demo
from wfm.services.demo.state import DemoState, demo_state, now_on
from wfm.services.forecast.intraday import reforecast_today

DATES = DemoDates(date(2026, 12, 31))


def _as_before(queue: Queue, db: Database, dates: DemoDates) -> VolumeForecast:
    """The last four weeks once more: quick, and as large as what a forecast of them would be."""
    grid = TimeGrid.of_days(centre.ZONE, dates.monday, 28, centre.SLOT)
    with db.read() as uow:
        past = uow.history.get(queue.id, local_midnight(dates.monday - timedelta(weeks=4), centre.ZONE))
    assert past is not None
    week = 7 * 24 * 60 // centre.SLOT
    sums = np.zeros(week)
    np.add.at(sums, past.grid.weekdays() * 96 + past.grid.minutes_of_day() // 15, np.nan_to_num(past.offered))
    mean = np.where(queue.hours.mask(grid), sums[grid.weekdays() * 96 + grid.minutes_of_day() // 15] / 4, 0.0)
    aht = np.full(grid.count, queue.aht_seconds)
    return VolumeForecast(queue.id, grid, mean, mean, mean, aht, 0.8, "as before", (), 0.1, 0.1, "as before")


def _hired(db: Database, dates: DemoDates) -> HiredTeam:
    """The centre with its team, and a forecast that takes no time."""
    create_demo(db, OPERATOR, dates)
    with db.read() as uow:
        queues = uow.queues.all()
    parts = tuple(_as_before(queue, db, dates) for queue in queues)
    with db.write() as uow:
        uow.forecasts.add(ForecastRun(0, parts[0].grid, parts, datetime.now(UTC), "planner"))
    return hire_team(db, OPERATOR, dates)


def _as_large_as_its_work(team: HiredTeam) -> bool:
    return abs(team.hours / team.required - 1) < 0.02


def test_everything_is_stored_once_and_lived_in(sqlite_database: Database) -> None:
    """Reps, teams with leads, classes, contracts, leave and history are there; a second call changes nothing."""
    db, team = sqlite_database, _hired(sqlite_database, DATES)
    assert _as_large_as_its_work(team)
    state = demo_state(db, OPERATOR)
    assert state.reps == team.reps > 80
    assert (state.monday, state.last_day) == (DATES.monday, DATES.monday - timedelta(days=1))
    assert state.published is None
    with db.read() as uow:
        assert uow.contracts.all() == tuple(sorted(centre.CONTRACTS, key=lambda c: c.id))
        leave = uow.time_off.list(LeaveState.APPROVED)
        assert {request.kind for request in leave} >= {"vacation", "sick", "unpaid", "personal"}
        assert all(group.lead is not None for group in uow.teams.all())
        assert all(uow.classes.members().values())
    with pytest.raises(RefusedError, match="exists already"):
        create_demo(db, OPERATOR, DATES)
    assert demo_state(db, OPERATOR) == state
    assert {q.first for q in read_status(db, OPERATOR).queues} == {DATES.first_day}
    _is_lived_in(db)


def _is_lived_in(db: Database) -> None:
    """Shifts hold huddles and coaching, and there is something to decide, to take, to bid on and to look back at."""
    now = now_on(DATES.today, datetime(2026, 1, 5, 17, 7, tzinfo=UTC))  # at 12:07 in New York
    with pytest.raises(RefusedError, match="have no accounts yet"):
        live_demo(db, OPERATOR, DATES, now)
    published = schedule_demo(db, OPERATOR, DATES, time_limit=1.5)
    draft_demo(db, OPERATOR, DATES, time_limit=4)
    _sign_in_all(db, create_accounts(db, OPERATOR))
    live_demo(db, OPERATOR, DATES, now)
    with db.read() as uow:
        shifts = uow.schedules.get(published.id).shifts
        people = {user.username: user.principal for user in uow.users.all()}
        pieces = Counter(piece.id for planned in shifts for piece in planned.shift.activities)
        assert pieces["huddle"] > 50
        assert pieces["coaching"] >= 10
        assert sum(planned.shift.locked for planned in shifts) == len(centre.TEAMS)
        states = Counter((offer.kind, offer.state) for offer in uow.offers.list())
        assert states[OfferKind.OPEN, OfferState.OPEN] == 2
        assert states[OfferKind.TRADE, OfferState.PENDING] == 1
        assert states[OfferKind.GIVEAWAY, OfferState.OPEN] == states[OfferKind.TRADE, OfferState.OPEN] == 1
        assert len(uow.time_off.list(LeaveState.REQUESTED)) == 6
        assert len(uow.time_off.list(LeaveState.REFUSED)) == 1
        (round,) = uow.rounds.list()
        assert len(uow.rounds.bids(round.id)) == 2
        assert set(uow.history.queues()) == {queue.id for queue in centre.QUEUES}
    assert reforecast_today(db, OPERATOR).now == to_utc(datetime(2026, 12, 31, 12, 0), centre.ZONE)
    assert rounds(db, people["rep"], now=now)[0].round.state is RoundState.OPEN
    before = _audit_length(db)
    live_demo(db, OPERATOR, DATES, now)
    assert _audit_length(db) == before


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2027, 3, 14), date(2027, 11, 7)])
def test_the_team_is_as_large_as_its_work(sqlite_database: Database, today: date) -> None:
    """On a leap day and about both clock changes too; the first of the team stay when it is hired again."""
    team = _hired(sqlite_database, DemoDates(today))
    assert _as_large_as_its_work(team)
    assert demo_state(sqlite_database, OPERATOR).reps == team.reps


def _audit_length(db: Database) -> int:
    """How much has been done."""
    with db.read() as uow:
        return len(uow.audit.list(limit=10_000))


def _sign_in_all(db: Database, accounts: tuple[DemoAccount, ...]) -> None:
    """Planner, manager, admin and two reps can sign in, each with the password that is printed for them."""
    assert [a.role for a in accounts] == [Role.PLANNER, Role.MANAGER, Role.ADMIN, Role.REP, Role.REP]
    assert len({a.password for a in accounts}) == 5
    for account in accounts:
        who = sign_in(db, account.username, account.password).principal
        assert who.role is account.role
        assert (who.rep is not None) == (account.role is Role.REP)


def test_a_demo_whose_weeks_are_over_says_so() -> None:
    """Until the last published day it goes on; from the next on a sentence tells how to make a fresh one."""
    state = DemoState((), (), DATES.monday, DATES.today, 98, 1, 1, 1, 2, ())
    assert state.aged(now_on(DATES.draft - timedelta(days=1))) == ""
    told = state.aged(now_on(DATES.draft))
    assert "ended on 2027-01-10" in told
    assert "WFM_DATA_DIR=demo-2027-01-11 wfm demo" in told


def test_another_centre_is_left_alone(sqlite_database: Database) -> None:
    """A database that holds another centre is refused, and stays as it was."""
    with sqlite_database.write() as uow:
        uow.sites.put(Site("main", "Main Street", 5, centre.ZONE))
    with pytest.raises(RefusedError, match="holds another centre"):
        create_demo(sqlite_database, OPERATOR, DATES)
    with sqlite_database.read() as uow:
        assert uow.sites.ids() == ("main",)
        assert uow.reps.ids() == ()
