"""Nobody decides on themselves: managers, planners and admins who are reps too, on leave, trades, awards and records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.services.rights.stage import AFTER, PASSWORD, STAFF, Stage, absence, build
from tests.services.small_centre import FLEX, NOW, Contract, owner, rep
from wfm.database.repositories.leave import LeaveState
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, InputError
from wfm.domain.exchange.offers import OfferKind, OfferState
from wfm.services import leave
from wfm.services.bidding import awards
from wfm.services.centre import accounts, records
from wfm.services.imports import people_files
from wfm.services.trading import offers, swaps

DAY = absence(9)[0].date()


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A centre where everyone has something of their own."""
    found = build(tmp_path_factory.mktemp("stage") / "wfm.db")
    yield found
    found.db.close()


@pytest.fixture(params=STAFF)
def who(stage: Stage, request: pytest.FixtureRequest) -> Principal:
    """A manager, a planner and an admin in turn, each a rep too."""
    return stage.principals[request.param]


def test_own_leave_is_decided_by_another(stage: Stage, who: Principal) -> None:
    """Neither granted nor decided by oneself, whatever the role; another's decision counts."""
    mine = stage.leave[who.username]
    with pytest.raises(AccessError, match="another manager or a planner must decide on your time off"):
        leave.decide(stage.db, who, mine, True)
    with pytest.raises(AccessError, match="another manager or a planner must enter your time off"):
        leave.enter_leave(stage.db, who, who.require_rep(), *absence(7), kind="sick")
    other = stage.principals["ann" if who.username != "ann" else "mo"]
    assert leave.decide(stage.db, other, mine, True).state is LeaveState.APPROVED


def test_whoever_set_the_allotment_waits_for_another(stage: Stage, who: Principal) -> None:
    """Leave within one's own allotment waits, also over several days; within another's it is granted at once."""
    other = stage.principals["ann" if who.username != "ann" else "mo"]
    leave.set_allotment(stage.db, who, DAY, 100)
    leave.set_allotment(stage.db, other, DAY + timedelta(days=1), 100)
    request = leave.ask(stage.db, who, absence(9)[0], absence(10)[1])
    assert request.state is LeaveState.REQUESTED
    leave.withdraw(stage.db, who, request.id)
    assert leave.ask(stage.db, stage.principals["ada"], *absence(9)).state is LeaveState.APPROVED
    leave.set_allotment(stage.db, other, DAY, 100)
    assert leave.ask(stage.db, who, absence(9)[0], absence(10)[1]).state is LeaveState.APPROVED


def test_a_second_account_of_the_same_rep_gains_nothing(stage: Stage) -> None:
    """Who set the allotment as a manager waits as a rep too; so does who became a rep again since."""
    accounts.create_user(stage.db, OPERATOR, "mo-as-rep", PASSWORD, Role.REP, "mo")
    leave.set_allotment(stage.db, stage.principals["mo"], DAY, 100)
    second = Principal("mo-as-rep", Role.REP, "mo")
    assert leave.ask(stage.db, second, *absence(9)).state is LeaveState.REQUESTED
    assert leave.ask(stage.db, Principal("mo", Role.REP, "mo"), *absence(11)).state is LeaveState.REQUESTED


def test_an_allotment_that_the_log_does_not_know(stage: Stage, who: Principal) -> None:
    """It grants leave to reps; those who might have set it wait."""
    with stage.db.write() as uow:
        uow.allotments.set(DAY, 100)
    assert leave.ask(stage.db, who, *absence(9)).state is LeaveState.REQUESTED
    assert leave.ask(stage.db, stage.principals["ada"], *absence(9)).state is LeaveState.APPROVED


def test_own_shifts_are_released_by_another(stage: Stage, who: Principal) -> None:
    """The shift stays where it is."""
    shift = stage.free_shift[who.username]
    with pytest.raises(AccessError, match="another manager or a planner must release your shift"):
        offers.release_shift(stage.db, who, shift, now=NOW)
    assert owner(stage.db, shift) == who.rep


def test_own_trades_are_decided_by_another(stage: Stage, who: Principal) -> None:
    """As giver and as taker, to agree and to refuse."""
    given, taken = stage.pending[who.username], stage.pending["ada"]
    with stage.db.write() as uow:
        uow.offers.change(taken, 2, OfferState.PENDING, taken_by=who.rep)
    for offer in (given, taken):
        for approve in (True, False):
            with pytest.raises(AccessError, match="another manager or a planner must decide on your trade"):
                swaps.decide(stage.db, who, offer, approve, "because", now=NOW)


def test_an_open_shift_that_oneself_posted_is_for_others(stage: Stage, who: Principal) -> None:
    """By release, by posting, under another account of the same rep; a colleague may take it."""
    made = offers.post_open_shift(stage.db, who, stage.unposted, ["voice-en"], now=NOW)
    freed = offers.release_shift(stage.db, who, stage.free_shift["ada"], now=NOW)
    accounts.create_user(stage.db, OPERATOR, "second", PASSWORD, Role.REP, who.rep)
    for offer in (made, freed):
        for taker in (who, Principal("second", Role.REP, who.rep)):
            with pytest.raises(
                AccessError, match="another manager or a planner must post the open shift that you take"
            ):
                swaps.take(stage.db, taker, offer.id, now=NOW)
    assert swaps.take(stage.db, stage.principals["ada"], made.id, now=NOW).state is OfferState.DONE


def test_an_open_shift_whose_poster_the_log_does_not_know(stage: Stage, who: Principal) -> None:
    """Reps may take it; those who might have posted it may not."""
    with stage.db.write() as uow:
        made = uow.offers.get(stage.posted)
        uow.offers.change(made.id, made.version, OfferState.WITHDRAWN)
        fresh = uow.offers.add(made)
    assert made.kind is OfferKind.OPEN
    with pytest.raises(AccessError):
        swaps.take(stage.db, who, fresh, now=NOW)
    assert swaps.take(stage.db, stage.principals["ada"], fresh, now=NOW).state is OfferState.DONE


@pytest.mark.parametrize("name", ["pat", "ann"])
def test_own_awards_are_overridden_by_another(stage: Stage, name: str) -> None:
    """Neither given to oneself, nor by the exchange that giving one's line to someone else brings."""
    who, round = stage.principals[name], stage.rounds["processed"]
    held = {a.rep: a.line for a in awards.outcome(stage.db, OPERATOR, round)}
    for about, line in ((name, held["ada"]), (name, None), ("ada", held[name])):
        with pytest.raises(AccessError, match="another planner must override your award"):
            awards.override_award(stage.db, who, round, about, line, "because", now=AFTER)
    assert {a.rep: a.line for a in awards.outcome(stage.db, OPERATOR, round)} == held
    awards.override_award(stage.db, who, round, "ada", held["bea"], "because", now=AFTER)


@pytest.mark.parametrize("name", ["pat", "ann"])
def test_own_record_is_changed_by_another(stage: Stage, name: str) -> None:
    """By hand, in bulk and by a file; a file that says of it what is there already is no change."""
    who = stage.principals[name]
    richer = rep(name, skills=("voice-en",), wage_per_hour=99.0)
    sentence = "another planner or an admin must change your own record: nobody decides on themselves"
    with pytest.raises(AccessError, match=sentence):
        records.set_rep(stage.db, who, richer)
    with pytest.raises(AccessError, match=sentence):
        records.set_reps(stage.db, who, [rep("ada", skills=("voice-en",), wage_per_hour=5.0), richer])
    with pytest.raises(AccessError, match=sentence):
        records.set_rep_active(stage.db, who, name, False)
    head = "id,name,contract,skills,work_mode,home_workspace_approved,hired\n"
    same = f"{name},{name.title()},flex,voice-en,remote,yes,2020-01-06\n"
    with pytest.raises(AccessError, match=sentence):
        people_files.import_reps(stage.db, who, (head + same.replace("2020", "1990")).encode(), name="reps.csv")
    assert people_files.import_reps(stage.db, who, (head + same).encode(), name="reps.csv").unchanged == 1
    with stage.db.read() as uow:
        assert uow.reps.get(name).wage_per_hour is None
        assert uow.reps.get("ada").wage_per_hour is None


def test_a_contract_of_one_s_own_is_changed_by_another(stage: Stage) -> None:
    """Only while nobody else works under it."""
    who = stage.principals["pat"]
    easier = Contract("flex", (0, 600), (0, 2), 2, 660, FLEX.shifts)
    records.set_contract(stage.db, who, easier)
    with stage.db.write() as uow:
        uow.contracts.put(Contract("special", (0, 2880), (0, 6), 6, 660, FLEX.shifts))
        uow.reps.put(rep("pat", "special", ("voice-en",)))
    with pytest.raises(AccessError, match="a contract that only you work under"):
        records.set_contract(stage.db, who, Contract("special", (0, 600), (0, 2), 2, 660, FLEX.shifts))
    records.set_contract(stage.db, stage.principals["ann"], Contract("special", (0, 600), (0, 2), 2, 660, FLEX.shifts))


def test_own_role_and_password(stage: Stage) -> None:
    """An admin's own role, rep and password are another's to set, or changed with the password they have."""
    who = stage.principals["ann"]
    with pytest.raises(AccessError, match="another admin must change your role or rep"):
        accounts.set_role(stage.db, who, "ANN", Role.ADMIN, None)
    with pytest.raises(AccessError, match="changed with the one you have now"):
        accounts.reset_password(stage.db, who, "ann", "another fine password")
    accounts.change_password(stage.db, who, PASSWORD, "another fine password")


@pytest.mark.parametrize("name", ["operator", "clock", "Worker", "nobody"])
def test_names_that_stand_for_no_person(stage: Stage, name: str) -> None:
    """The log could not tell such an account from the machine."""
    with pytest.raises(InputError, match="stands for no person in the audit log"):
        accounts.create_user(stage.db, OPERATOR, name, PASSWORD, Role.PLANNER)
