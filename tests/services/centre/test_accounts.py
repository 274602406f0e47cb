"""Accounts: the same refusal for everyone, sessions that end with what they rest on, and hashes only in the database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.centre.signing_in import NOW, PASSWORD, PLANNER, QUICK, add_people, refusal
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, NotFoundError, RefusedError
from wfm.domain.people import Rep, Site
from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.services.centre import accounts, passwords


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real argon2id with the least work, so that a hundred sign-ins take no time."""
    monkeypatch.setattr(passwords, "_HASHER", QUICK)


@pytest.fixture
def db(database: Database) -> Database:
    """A database with an admin and a planner."""
    return add_people(database)


def test_a_session_stands_for_its_user_until_it_ends(db: Database) -> None:
    """Signed in under any spelling of the name; over after its time, at once after signing out."""
    signed = accounts.sign_in(db, " PAT ", PASSWORD, NOW)
    assert signed.principal.username == "pat"
    assert accounts.principal_of(db, signed.token, NOW) == signed.principal
    just_before = signed.expires - timedelta(seconds=1)
    assert accounts.principal_of(db, signed.token, just_before) == signed.principal
    assert accounts.principal_of(db, signed.token, signed.expires) is None
    assert accounts.principal_of(db, "another token", NOW) is None
    accounts.sign_out(db, signed.token)
    accounts.sign_out(db, signed.token)
    assert accounts.principal_of(db, signed.token, NOW) is None


def test_an_unknown_user_and_a_wrong_password_are_told_alike(db: Database) -> None:
    """Nothing in the sentence tells whether the name exists, or is switched off."""
    unknown = refusal(db, "nobody", PASSWORD)
    assert refusal(db, "pat", "wrong password") == unknown
    accounts.set_active(db, OPERATOR, "pat", False)
    assert refusal(db, "pat", PASSWORD) == unknown
    assert "pat" not in unknown


def test_neither_password_nor_token_is_stored(db: Database) -> None:
    """The database holds an argon2id hash and the token's hash, and no audit entry holds either secret."""
    signed = accounts.sign_in(db, "pat", PASSWORD, NOW)
    with db.read() as unit:
        user = unit.users.by_name("pat")
        assert user is not None
        assert user.password_hash.startswith("$argon2id$")
        assert unit.sessions.user(signed.token, NOW) is None
        assert unit.sessions.user(accounts.token_hash(signed.token), NOW) == user.id
        log = repr(unit.audit.list())
    db.close()
    embedded = db.url.startswith("sqlite")  # a server's files are its own affair
    content = Path(db.url.removeprefix("sqlite:///")).read_bytes() if embedded else b""
    for secret in (PASSWORD, signed.token):
        assert secret not in log
        assert secret not in repr(signed)
        assert secret not in repr(user)
        assert secret.encode() not in content


def test_a_password_hashed_with_less_work_is_hashed_anew(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the next sign-in a hash gets the parameters of the program, and the password goes on to work."""
    monkeypatch.undo()
    accounts.sign_in(db, "pat", PASSWORD, NOW)
    with db.read() as unit:
        user = unit.users.by_name("pat")
    assert user is not None
    assert user.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    accounts.sign_in(db, "pat", PASSWORD, NOW)


def test_only_an_admin_manages_accounts(db: Database) -> None:
    """Every function for accounts refuses a planner, and the right of an admin works."""
    with pytest.raises(AccessError):
        accounts.create_user(db, PLANNER, "x", PASSWORD, Role.ADMIN)
    with pytest.raises(AccessError):
        accounts.reset_password(db, PLANNER, "root", PASSWORD)
    with pytest.raises(AccessError):
        accounts.set_role(db, PLANNER, "pat", Role.ADMIN)
    with pytest.raises(AccessError):
        accounts.set_active(db, PLANNER, "root", False)
    with pytest.raises(AccessError):
        accounts.list_users(db, PLANNER)
    assert [account.username for account in accounts.list_users(db, OPERATOR)] == ["pat", "root"]


def test_a_changed_role_and_a_switched_off_account_hold_at_once(db: Database) -> None:
    """The role is read with every request, and an account that is off has no session left."""
    token = accounts.sign_in(db, "pat", PASSWORD, NOW).token
    accounts.set_role(db, OPERATOR, "pat", Role.MANAGER)
    principal = accounts.principal_of(db, token, NOW)
    assert principal is not None
    assert principal.role is Role.MANAGER
    accounts.set_active(db, OPERATOR, "pat", False)
    assert accounts.principal_of(db, token, NOW) is None
    accounts.set_active(db, OPERATOR, "pat", True)
    assert accounts.principal_of(db, token, NOW) is None


def test_a_new_password_ends_the_other_sessions(db: Database) -> None:
    """Changing one's password needs the old one and keeps only the session it is done in."""
    mine, other = (accounts.sign_in(db, "pat", PASSWORD, NOW) for _ in range(2))
    with pytest.raises(AccessError, match="current password is wrong"):
        accounts.change_password(db, mine.principal, "wrong password", "another fine password")
    accounts.change_password(db, mine.principal, PASSWORD, "another fine password", mine.token)
    assert accounts.principal_of(db, mine.token, NOW) is not None
    assert accounts.principal_of(db, other.token, NOW) is None
    refusal(db, "pat", PASSWORD)
    accounts.sign_in(db, "pat", "another fine password", NOW)


def test_the_last_admin_stays(db: Database) -> None:
    """The only admin can be neither demoted nor switched off; one of two can."""
    with pytest.raises(RefusedError, match="only admin"):
        accounts.set_active(db, OPERATOR, "root", False)
    with pytest.raises(RefusedError, match="only admin"):
        accounts.set_role(db, OPERATOR, "root", Role.PLANNER)
    accounts.set_role(db, OPERATOR, "pat", Role.ADMIN)
    accounts.set_active(db, OPERATOR, "root", False)


@pytest.mark.parametrize("length", [9, 257])
def test_passwords_outside_their_length_are_refused(db: Database, length: int) -> None:
    """10 to 256 characters: one under and one over are refused, with the length and never the password."""
    with pytest.raises(InputError, match=f"10 to 256 characters, got {length}$"):
        accounts.create_user(db, OPERATOR, "new", "x" * length, Role.PLANNER)


@pytest.mark.parametrize("length", [10, 256])
def test_passwords_at_their_bounds_are_accepted(db: Database, length: int) -> None:
    """Ten characters are enough and 256 are not too many."""
    accounts.create_user(db, OPERATOR, "new", "x" * length, Role.PLANNER)
    accounts.sign_in(db, "new", "x" * length, NOW)


def test_a_password_is_of_what_can_be_typed(database: Database) -> None:
    """Zero bytes and broken letters make no password, and at a sign-in no account is found by them, on any database."""
    for odd in ("nine letters\x00", "nine letters\ud800"):
        with pytest.raises(InputError, match="letters, digits, signs and spaces"):
            accounts.create_user(database, OPERATOR, "new", odd, Role.PLANNER)
        assert refusal(database, odd, odd) == accounts.REFUSAL


def test_names_and_passwords_have_rules(db: Database) -> None:
    """Odd names, a password equal to the name, and a name that is taken are refused."""
    for name in ("", "two words", "-dash", "x" * 65):
        with pytest.raises(InputError, match="user name must be"):
            accounts.create_user(db, OPERATOR, name, PASSWORD, Role.PLANNER)
    with pytest.raises(InputError, match="must not be the user name"):
        accounts.create_user(db, OPERATOR, "long-username", "Long-Username", Role.PLANNER)
    with pytest.raises(ConflictError):
        accounts.create_user(db, OPERATOR, "PAT", PASSWORD, Role.PLANNER)
    with pytest.raises(NotFoundError):
        accounts.reset_password(db, OPERATOR, "nobody", PASSWORD)


@pytest.fixture
def rep(db: Database) -> str:
    """A rep who may have an account."""
    with db.write() as unit:
        unit.sites.put(Site("hq", "HQ", 1, "UTC"))
        unit.contracts.put(Contract("c", (0, 60), (0, 1), 1, 0, (ShiftTemplate("t", 0, 0, 1, (60,)),)))
        unit.reps.put(Rep("r1", "Ann", "c", {}, site="hq"))
    return "r1"


def test_a_reps_account_names_its_rep(db: Database, rep: str) -> None:
    """A rep's account needs an existing rep, and the session carries it."""
    with pytest.raises(InputError, match="must name the rep"):
        accounts.create_user(db, OPERATOR, "ann", PASSWORD, Role.REP)
    with pytest.raises(NotFoundError):
        accounts.create_user(db, OPERATOR, "ann", PASSWORD, Role.REP, rep="r2")
    accounts.create_user(db, OPERATOR, "ann", PASSWORD, Role.REP, rep=rep)
    assert accounts.sign_in(db, "ann", PASSWORD, NOW).principal.require_rep() == rep


def test_generated_passwords_are_long_enough_and_differ() -> None:
    """Generated passwords pass the rule and are never the same."""
    made = {passwords.generate_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(password) >= passwords.PASSWORD_LENGTH[0] for password in made)


def test_every_change_is_in_the_audit_log(db: Database) -> None:
    """Creating, changing a role, resetting and switching off each leave an entry with who did it."""
    accounts.set_role(db, OPERATOR, "pat", Role.MANAGER)
    accounts.reset_password(db, OPERATOR, "pat", "another fine password")
    accounts.set_active(db, OPERATOR, "pat", False)
    with db.read() as unit:
        entries = [(e.who, e.action) for e in reversed(unit.audit.list(entity="user", entity_id="pat"))]
    assert entries == [
        ("operator", "created"),
        ("operator", "changed role"),
        ("operator", "changed password"),
        ("operator", "deactivated"),
    ]
