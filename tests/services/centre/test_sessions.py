"""Sessions end with what they rest on: the password, the account, the rep; and few of them are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.services.centre.signing_in import NOW, PASSWORD, QUICK, add_people, refusal
from wfm.database.engine import Database
from wfm.database.repositories.sign_ins import MOST_BROWSERS
from wfm.domain.accounts import OPERATOR, Role
from wfm.domain.errors import AccessError, NotFoundError
from wfm.domain.people import Rep, Site
from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.services.centre import accounts, passwords
from wfm.services.centre.records import set_rep_active
from wfm.services.export.exporting import calendar, new_calendar_token


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real argon2id with the least work, so that a hundred sign-ins take no time."""
    monkeypatch.setattr(passwords, "_HASHER", QUICK)


@pytest.fixture
def db(database: Database) -> Database:
    """A database with an admin and a planner."""
    return add_people(database)


def test_a_reset_ends_every_session(db: Database) -> None:
    """An admin's new password works at once, and nobody is inside with the old one."""
    token = accounts.sign_in(db, "pat", PASSWORD, NOW).token
    accounts.reset_password(db, OPERATOR, "PAT", "another fine password")
    assert accounts.principal_of(db, token, NOW) is None
    refusal(db, "pat", PASSWORD)
    accounts.sign_in(db, "pat", "another fine password", NOW)


Change = Callable[[Database], None]


@pytest.mark.parametrize(
    "change",
    [
        lambda db: accounts.reset_password(db, OPERATOR, "pat", "another fine password"),
        lambda db: accounts.set_active(db, OPERATOR, "pat", False),
    ],
    ids=["reset", "switched off"],
)
def test_a_change_while_the_password_is_looked_at_lets_nobody_in(
    database: Database, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sign-in that saw the old account opens no session after it has become another one, on every database."""
    accounts.create_user(database, OPERATOR, "pat", PASSWORD, Role.PLANNER)
    original = passwords.verify

    def slow(hashed: str | None, password: str) -> bool:
        right = original(hashed, password)
        change(database)
        return right

    monkeypatch.setattr(accounts, "verify", slow)
    assert refusal(database, "pat", PASSWORD) == accounts.REFUSAL
    with database.read() as unit:
        assert next(e.action for e in unit.audit.list(entity="user", entity_id="pat")) == "sign-in failed"


def test_an_old_password_replaces_no_new_one(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever changes a password while an admin gives a new one is too late, though the old one was right."""
    who = accounts.sign_in(db, "pat", PASSWORD, NOW).principal
    original = passwords.verify

    def slow(hashed: str | None, password: str) -> bool:
        right = original(hashed, password)
        accounts.reset_password(db, OPERATOR, "pat", "another fine password")
        return right

    monkeypatch.setattr(accounts, "verify", slow)
    with pytest.raises(AccessError, match="current password is wrong"):
        accounts.change_password(db, who, PASSWORD, "a thief's password")
    monkeypatch.undo()
    accounts.sign_in(db, "pat", "another fine password", NOW)


def test_signing_out_is_told_in_the_audit_log(db: Database) -> None:
    """Once for a session that ends, and not for a token that is nobody's."""
    token = accounts.sign_in(db, "pat", PASSWORD, NOW).token
    for told in (token, token, "another token"):
        accounts.sign_out(db, told)
    with db.read() as unit:
        assert [e.action for e in unit.audit.list(entity="user", entity_id="pat")][:2] == ["signed out", "signed in"]


def test_few_sessions_and_browsers_of_one_person_are_kept(db: Database) -> None:
    """The oldest give way, so that the tables do not grow with every sign-in."""
    made = [accounts.sign_in(db, "pat", PASSWORD, NOW + timedelta(minutes=n)) for n in range(MOST_BROWSERS + 2)]
    live = accounts.live_tokens(db, [signed.token for signed in made], NOW)
    assert live == {signed.token for signed in made[2:]}
    assert [accounts.known_device(db, made[n].device, NOW) for n in (0, 1, 2)] == [False, False, True]


@pytest.fixture
def rep(db: Database) -> str:
    """A rep who may have an account."""
    with db.write() as unit:
        unit.sites.put(Site("hq", "HQ", 1, "UTC"))
        unit.contracts.put(Contract("c", (0, 60), (0, 1), 1, 0, (ShiftTemplate("t", 0, 0, 1, (60,)),)))
        unit.reps.put(Rep("r1", "Ann", "c", {}, site="hq"))
    return "r1"


def test_a_rep_who_left_is_nobody(db: Database, rep: str) -> None:
    """Their session ends and none begins; an account of another role goes on, but belongs to no rep any more."""
    accounts.create_user(db, OPERATOR, "ann", PASSWORD, Role.REP, rep=rep)
    accounts.set_role(db, OPERATOR, "pat", Role.PLANNER, rep)
    ann, pat = (accounts.sign_in(db, name, PASSWORD, NOW) for name in ("ann", "pat"))
    assert pat.principal.rep == rep
    set_rep_active(db, OPERATOR, rep, False)
    assert accounts.principal_of(db, ann.token, NOW) is None
    assert accounts.live_tokens(db, [ann.token, pat.token], NOW) == {pat.token}
    assert refusal(db, "ann", PASSWORD) == accounts.REFUSAL
    left = accounts.principal_of(db, pat.token, NOW)
    assert left is not None
    assert (left.role, left.rep) == (Role.PLANNER, None)


@pytest.mark.parametrize("left", [True, False], ids=["rep left", "account off"])
def test_a_calendar_ends_with_its_rep_and_their_account(db: Database, rep: str, left: bool) -> None:
    """The address of the feed leads nowhere any more, and does not come back with the rep."""
    accounts.create_user(db, OPERATOR, "ann", PASSWORD, Role.REP, rep=rep)
    address = new_calendar_token(db, accounts.sign_in(db, "ann", PASSWORD, NOW).principal)
    assert calendar(db, address).startswith(b"BEGIN:VCALENDAR")
    for active in (False, True):
        if left:
            set_rep_active(db, OPERATOR, rep, active)
        else:
            accounts.set_active(db, OPERATOR, "ann", active)
        with pytest.raises(NotFoundError):
            calendar(db, address)
