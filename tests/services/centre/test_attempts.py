"""Attempts to sign in: guessing ends soon, wherever it comes from, and nobody is locked out by others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tests.services.centre.signing_in import QUICK
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Role
from wfm.domain.errors import AccessError, RefusedError
from wfm.services.centre import accounts, attempts, passwords
from wfm.services.centre.accounts import SignedIn
from wfm.services.centre.attempts import PER_NAME, TOO_MANY, WHILE, Caller

NOW = datetime(2025, 6, 2, 9, tzinfo=UTC)
PASSWORD = "correct horse battery"
STRANGER, HOME = Caller("198.51.100.7"), Caller("192.0.2.1")


PER_ADDRESS = 30
"""Fewer than the program allows, so that the tests are quick."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real argon2id with the least work, and fewer attempts to use up."""
    monkeypatch.setattr(attempts, "PER_ADDRESS", PER_ADDRESS)
    monkeypatch.setattr(passwords, "_HASHER", QUICK)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """A database with an admin and a planner."""
    accounts.create_user(sqlite_database, OPERATOR, "admin", PASSWORD, Role.ADMIN)
    accounts.create_user(sqlite_database, OPERATOR, "pat", PASSWORD, Role.PLANNER)
    return sqlite_database


def enter(db: Database, name: str, caller: Caller, now: datetime = NOW) -> SignedIn:
    """Sign in with the right password."""
    return accounts.sign_in(db, name, PASSWORD, now, caller)


def guess(db: Database, name: str, caller: Caller, times: int = 1, now: datetime = NOW) -> list[str]:
    """The sentences that wrong passwords are refused with."""
    told = []
    for _ in range(times):
        with pytest.raises((AccessError, RefusedError)) as caught:
            accounts.sign_in(db, name, "wrong password", now, caller)
        told.append(str(caught.value))
    return told


def audit(db: Database) -> list[tuple[str, str, object]]:
    """What the log says about sign-ins, the oldest first."""
    with db.read() as unit:
        entries = reversed(unit.audit.list(entity="user"))
        return [(e.who, e.action, e.detail) for e in entries if e.action.startswith("sign")]


def test_guessing_at_a_name_ends(db: Database) -> None:
    """After ten wrong passwords the right one does not help either from there, until the while is over."""
    told = guess(db, "pat", STRANGER, PER_NAME + 1)
    assert told == [accounts.REFUSAL] * PER_NAME + [TOO_MANY]
    with pytest.raises(RefusedError):
        enter(db, "pat", STRANGER, NOW + WHILE - timedelta(seconds=1))
    enter(db, "pat", STRANGER, NOW + WHILE)


def test_a_stranger_locks_nobody_out(db: Database) -> None:
    """Whoever tries an account from elsewhere stops at their own limit, and its person signs in from theirs."""
    guess(db, "admin", STRANGER, 2 * PER_NAME)
    enter(db, "admin", HOME)


def test_guesses_at_many_names_end(db: Database) -> None:
    """One address has so many attempts in all, at names that exist and at others."""
    for number in range(PER_ADDRESS):
        guess(db, f"name{number}", STRANGER)
    assert guess(db, "pat", STRANGER) == [TOO_MANY]
    enter(db, "pat", HOME)


def test_a_known_browser_is_refused_because_of_nobody_else(db: Database) -> None:
    """Behind one address with all the others a person's own browser goes on to work, and has a limit of its own."""
    mine = Caller(HOME.address, enter(db, "pat", HOME).device)
    guess(db, "pat", HOME, PER_NAME)
    for number in range(PER_ADDRESS - PER_NAME):
        guess(db, f"name{number}", HOME)
    with pytest.raises(RefusedError):
        enter(db, "pat", HOME)
    assert enter(db, "pat", mine).device == mine.device
    assert guess(db, "pat", mine, PER_NAME + 1)[-1] == TOO_MANY


def test_a_known_browser_is_known_for_its_people_alone(db: Database) -> None:
    """The secret of one's own browser gives no attempts at the name of someone else; two may share one."""
    shared = Caller(HOME.address, enter(db, "pat", HOME).device)
    guess(db, "admin", shared, PER_NAME)
    assert guess(db, "admin", shared) == [TOO_MANY]
    later = NOW + WHILE
    assert enter(db, "admin", shared, later).device == shared.device
    guess(db, "admin", HOME, PER_NAME, later)
    enter(db, "admin", shared, later)
    enter(db, "pat", shared, later)


def test_an_invented_browser_is_not_known(db: Database) -> None:
    """A secret that nobody signed in with changes nothing, and is not taken over."""
    invented = Caller(STRANGER.address, "x" * 43)
    guess(db, "pat", STRANGER, PER_NAME)
    assert guess(db, "pat", invented) == [TOO_MANY]
    assert enter(db, "pat", Caller(HOME.address, invented.device)).device != invented.device


def test_a_reset_makes_browsers_unknown(db: Database) -> None:
    """Whoever had the old password must not keep attempts of their own."""
    device = enter(db, "pat", HOME).device
    assert accounts.known_device(db, device, NOW)
    accounts.reset_password(db, OPERATOR, "pat", "another fine password")
    assert not accounts.known_device(db, device, NOW)


def test_a_right_password_is_no_failure(db: Database) -> None:
    """However many people sign in behind one address, only those who mistype count."""
    for number in range(2 * PER_ADDRESS):
        if number % 10 == 0:
            guess(db, "pat", HOME)
        enter(db, "pat", HOME)


def test_names_that_exist_are_refused_as_others_are(db: Database) -> None:
    """Neither a sentence nor the number of attempts tells whether there is an account."""
    assert guess(db, "pat", STRANGER, PER_NAME + 2) == guess(db, "nobody", STRANGER, PER_NAME + 2)


def test_one_subscriber_is_one_address(db: Database) -> None:
    """Of IPv6 the first 64 bits count, and an IPv4 address counts alike however it is written."""
    guess(db, "pat", Caller("2001:db8::1"), PER_NAME)
    assert guess(db, "pat", Caller("2001:db8::2")) == [TOO_MANY]
    enter(db, "pat", Caller("2001:db8:0:1::1"))
    guess(db, "pat", Caller("::ffff:198.51.100.7"), PER_NAME)
    assert guess(db, "pat", STRANGER) == [TOO_MANY]


def test_guessing_in_parallel_gains_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 24 wrong passwords at once no more than the limit are looked at, on every database."""
    accounts.create_user(database, OPERATOR, "pat", PASSWORD, Role.PLANNER)
    looked_at = []
    original = passwords.verify

    def counting(hashed: str | None, password: str) -> bool:
        looked_at.append(password)
        return original(hashed, password)

    monkeypatch.setattr(accounts, "verify", counting)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: guess(database, "pat", STRANGER), range(24)))
    assert len(looked_at) == PER_NAME


def test_sign_ins_at_once_on_every_database(database: Database) -> None:
    """Right and wrong passwords of many people at the same moment: each ends as it would alone, nothing in a deadlock."""
    names = [f"rep{n}" for n in range(8)]
    for name in names:
        accounts.create_user(database, OPERATOR, name, PASSWORD, Role.PLANNER)

    def both(name: str) -> SignedIn:
        guess(database, name, HOME)
        return enter(database, name, HOME, NOW + WHILE)

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(both, names * 3))
    assert len(accounts.live_tokens(database, [signed.token for signed in made], NOW)) == len(made)


def test_a_flood_leaves_two_entries(db: Database) -> None:
    """The first failure is told at once, the number of the others when their while is over."""
    guess(db, "pat", STRANGER, 3 * PER_NAME)
    assert audit(db) == [("pat", "sign-in failed", {})]
    enter(db, "admin", HOME, NOW + WHILE)
    assert audit(db)[2:] == [("pat", "sign-ins failed", {"more": PER_NAME - 1})]


def test_the_log_and_the_table_hold_no_unknown_name(db: Database) -> None:
    """People type passwords into the field for the name: what is no account's name is stored nowhere."""
    for number in range(5):
        guess(db, f"hunter{number}", STRANGER)
    enter(db, "admin", HOME, NOW + WHILE)
    failed = [entry for entry in audit(db) if "fail" in entry[1]]
    assert failed == [("nobody", "sign-in failed", {}), ("nobody", "sign-ins failed", {"more": 4})]
    db.close()
    assert b"hunter" not in db_bytes(db)
    assert STRANGER.address.encode() not in db_bytes(db)


def db_bytes(db: Database) -> bytes:
    """All that the file of a database holds."""
    path = Path(db.url.removeprefix("sqlite:///"))
    return b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))


def test_failures_before_a_sign_in_are_told_with_it(db: Database) -> None:
    """Who mistypes and then gets in leaves the number."""
    guess(db, "pat", HOME, 3)
    enter(db, "pat", HOME)
    assert audit(db)[-1] == ("pat", "signed in", {"failed_before": 3})


def test_what_no_longer_counts_is_removed(db: Database) -> None:
    """The table holds nothing of a while that is over."""
    for number in range(20):
        guess(db, f"name{number}", STRANGER)
    with db.read() as unit:
        assert len(unit.attempts.failures(keys_of(range(20)), NOW)) == 20
    guess(db, "pat", HOME, now=NOW + WHILE)
    with db.write() as unit:
        assert unit.attempts.take_expired(NOW + WHILE) == ()


def keys_of(numbers: range) -> list[str]:
    """What attempts of the stranger at numbered names are counted under."""
    return [attempts._key("name", STRANGER.address, f"name{number}") for number in numbers]


def test_few_hashes_are_made_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many who sign in at once two passwords are looked at, since each takes 19 MiB and a core."""
    running, most = 0, 0

    class Counting(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            nonlocal running, most
            running += 1
            most = max(most, running)
            try:
                return super().hash(password, salt=salt)
            finally:
                running -= 1

    monkeypatch.setattr(passwords, "_HASHER", Counting(time_cost=1, memory_cost=4096, parallelism=1))
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(passwords.hash_of, ["a fine password"] * 48))
    assert most <= passwords.AT_ONCE


def test_a_reset_lets_its_person_try_anew(db: Database) -> None:
    """Who forgot the password and used up the attempts is not kept out with the new one."""
    guess(db, "pat", HOME, PER_NAME)
    with pytest.raises(RefusedError):
        enter(db, "pat", HOME)
    accounts.reset_password(db, OPERATOR, "pat", "another long password")
    assert accounts.sign_in(db, "pat", "another long password", NOW, HOME).principal.username == "pat"
    assert ("pat", "sign-ins failed", {"more": PER_NAME - 1}) in audit(db)
