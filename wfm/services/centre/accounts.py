"""Accounts: sign in and out, and who may use the centre as what.

Passwords are kept as argon2id hashes and session tokens as SHA-256 hashes, so that a stolen database opens no
door. Every attempt to sign in is counted before the password is looked at, which leaves nothing to gain from
guessing in parallel, and every refusal is told in the same sentence and takes the same work.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from wfm.database import Database, UnitOfWork, User
from wfm.domain.accounts import EVERYONE, NOT_PEOPLE, Principal, Role
from wfm.domain.errors import AccessError, InputError, NotFoundError, RefusedError

ATTEMPTS = 5
"""Wrong passwords in a row after which an account rests."""

REST = timedelta(minutes=15)
"""How long it rests."""

SESSION = timedelta(hours=12)
"""How long a sign-in lasts: a long working day."""

PASSWORD_LENGTH = (10, 256)
"""Fewest and most characters; the upper bound keeps hashing cheap."""

REFUSAL = f"user name and password do not match, or the account is locked for a while after {ATTEMPTS} failed attempts"

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id with the least parameters that the OWASP Password Storage Cheat Sheet recommends (19 MiB, 2 passes)."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: the token goes to the browser and is kept nowhere else."""

    principal: Principal
    token: str
    expires: datetime

    def __repr__(self) -> str:
        return f"SignedIn({self.principal!r}, expires={self.expires.isoformat()})"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as an admin sees it."""

    username: str
    role: Role
    rep: str | None
    active: bool
    locked_until: datetime | None
    created_at: datetime


def sign_in(db: Database, username: str, password: str, now: datetime | None = None) -> SignedIn:
    """Open a session for the right name and password; AccessError, always in the same words, otherwise."""
    now = now or datetime.now(UTC)
    user = _admit(db, username.strip().casefold(), now)
    right = _verify(user.password_hash if user else _decoy(), password)
    if user is None or not right:
        raise AccessError(REFUSAL)
    token, expires = secrets.token_urlsafe(32), now + SESSION
    fresh = _HASHER.hash(password) if _HASHER.check_needs_rehash(user.password_hash) else None
    with db.write() as unit:
        unit.users.succeeded(user.id)
        if fresh:
            unit.users.set_password(user.id, fresh)
        unit.sessions.remove_expired(now)
        unit.sessions.add(token_hash(token), user.id, expires)
        unit.audit.add(user.username, "signed in", "user", user.username)
    return SignedIn(user.principal, token, expires)


def _admit(db: Database, username: str, now: datetime) -> User | None:
    """The user whose password may be looked at now, with the attempt counted; None for nobody."""
    with db.write() as unit:
        user = unit.users.by_name(username, hold=True)
        if user is None or not user.active or (user.locked_until is not None and user.locked_until > now):
            return None
        if unit.users.failed(user.id) >= ATTEMPTS:
            unit.users.lock(user.id, now + REST)  # a right password at this last attempt lifts it again
            unit.audit.add(user.username, "account rests", "user", user.username, {"attempts": ATTEMPTS})
        return user


def principal_of(db: Database, token: str, now: datetime | None = None) -> Principal | None:
    """Who a session token stands for, with the role they have now; None when it is unknown, expired or ended."""
    with db.read() as unit:
        id = unit.sessions.user(token_hash(token), now or datetime.now(UTC))
        user = None if id is None else unit.users.get(id)
    return user.principal if user is not None and user.active else None


def sign_out(db: Database, token: str) -> None:
    """End a session; a token that stands for nobody is no error."""
    with db.write() as unit:
        unit.sessions.remove(token_hash(token))


def create_user(db: Database, who: Principal, username: str, password: str, role: Role, rep: str | None = None) -> int:
    """Add an account and return its id; a rep's account names the rep it belongs to."""
    who.require(Role.ADMIN)
    name = _checked_name(username)
    hashed = _HASHER.hash(_checked_password(password, name))
    with db.write() as unit:
        _check_rep(unit, role, rep)
        id = unit.users.add(name, hashed, role, rep)
        unit.audit.add(who, "created", "user", name, {"role": role.value, "rep": rep})
    return id


def change_password(db: Database, who: Principal, old: str, new: str, token: str | None = None) -> None:
    """Replace one's own password; every other session of the user ends, the one of `token` goes on."""
    who.require(*EVERYONE)
    with db.read() as unit:
        user = unit.users.by_name(who.username)
    if user is None or not _verify(user.password_hash, old):
        raise AccessError("the current password is wrong")
    _set_password(db, who, user, new, token)


def reset_password(db: Database, who: Principal, username: str, new: str) -> None:
    """Give someone a new password; their sessions end and a resting account wakes."""
    who.require(Role.ADMIN)
    with db.read() as unit:
        user = _named(unit, username)
    if user.username == who.username:
        raise AccessError("your own password is changed with the one you have now; another admin may reset it")
    _set_password(db, who, user, new, None)


def _set_password(db: Database, who: Principal, user: User, new: str, token: str | None) -> None:
    hashed = _HASHER.hash(_checked_password(new, user.username))
    with db.write() as unit:
        unit.users.set_password(user.id, hashed)
        unit.sessions.remove_all(user.id, but=token_hash(token) if token else None)
        unit.audit.add(who, "changed password", "user", user.username)


def set_role(db: Database, who: Principal, username: str, role: Role, rep: str | None = None) -> None:
    """Change what an account may do; it holds from the user's next click."""
    who.require(Role.ADMIN)
    with db.write() as unit:
        user = _named(unit, username)
        if user.username == who.username:
            raise AccessError("another admin must change your role or rep: nobody decides on themselves")
        _check_rep(unit, role, rep)
        if role is not Role.ADMIN:
            _keep_an_admin(unit, user)
        unit.users.set_role(user.id, role, rep)
        detail = {"from": user.role.value, "to": role.value, "rep_from": user.rep, "rep_to": rep}
        unit.audit.add(who, "changed role", "user", user.username, detail)


def set_active(db: Database, who: Principal, username: str, active: bool) -> None:
    """Switch an account on, or off and end its sessions."""
    who.require(Role.ADMIN)
    with db.write() as unit:
        user = _named(unit, username)
        if not active:
            _keep_an_admin(unit, user)
            unit.sessions.remove_all(user.id)
        unit.users.set_active(user.id, active)
        unit.audit.add(who, "activated" if active else "deactivated", "user", user.username)


def list_users(db: Database, who: Principal) -> tuple[Account, ...]:
    """Every account, by name."""
    who.require(Role.ADMIN)
    with db.read() as unit:
        users = unit.users.all()
    return tuple(Account(u.username, u.role, u.rep, u.active, u.locked_until, u.created_at) for u in users)


def generate_password() -> str:
    """A random password of 16 characters that can be read aloud: no letters or digits that look alike."""
    alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


def token_hash(token: str) -> str:
    """What is stored of a token. It holds 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _named(unit: UnitOfWork, username: str) -> User:
    user = unit.users.by_name(username.strip().casefold())
    if user is None:
        raise NotFoundError(f"there is no user {username!r}")
    return user


def _keep_an_admin(unit: UnitOfWork, user: User) -> None:
    others = [u for u in unit.users.all() if u.role is Role.ADMIN and u.active and u.id != user.id]
    if user.role is Role.ADMIN and not others:
        raise RefusedError(f"{user.username} is the only admin; make someone else an admin first")


def _check_rep(unit: UnitOfWork, role: Role, rep: str | None) -> None:
    if role is Role.REP and rep is None:
        raise InputError("a rep's account must name the rep it belongs to")
    if rep is not None:
        unit.reps.get(rep)


def _checked_name(username: str) -> str:
    name = username.strip().casefold()
    if not _USERNAME.fullmatch(name):
        raise InputError(
            f"a user name must be 1 to 64 of a-z, 0-9 and . _ @ + -, beginning with a letter or digit, got {username!r}"
        )
    if name in NOT_PEOPLE:
        raise InputError(f"{name!r} stands for no person in the audit log, so no account may have that name")
    return name


def _checked_password(password: str, username: str) -> str:
    low, high = PASSWORD_LENGTH
    if not low <= len(password) <= high:
        raise InputError(f"a password must have {low} to {high} characters, got {len(password)}")
    if password.casefold() == username:
        raise InputError("a password must not be the user name")
    return password


def _verify(hashed: str, password: str) -> bool:
    if len(password) > PASSWORD_LENGTH[1]:
        return False
    try:
        return bool(_HASHER.verify(hashed, password))
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _decoy() -> str:
    """A hash that no password fits, so that an unknown name takes as long as a known one."""
    return str(_HASHER.hash(secrets.token_urlsafe(32)))
