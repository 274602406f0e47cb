"""Accounts: sign in and out, and who may use the centre as what.

Passwords are kept as argon2id hashes and tokens as SHA-256 hashes, so that a stolen database opens no door. An
attempt to sign in is counted before the password is looked at, and a wrong password, an unknown name and an account
that is off are refused in the same sentence after the same work.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from wfm.database import Database, UnitOfWork, User
from wfm.domain.accounts import EVERYONE, NOT_PEOPLE, Principal, Role
from wfm.domain.errors import AccessError, InputError, NotFoundError, RefusedError
from wfm.services.centre import attempts
from wfm.services.centre.attempts import Caller, Place, token_hash
from wfm.services.centre.passwords import checked_password, hash_of, outdated, verify

SESSION = timedelta(hours=12)
"""How long a sign-in lasts: a long working day."""

DEVICE = timedelta(days=180)
"""How long a browser stays known after its last sign-in."""

REFUSAL = "user name and password do not match"

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session: its token and that of the browser go to the browser and are kept nowhere else."""

    principal: Principal
    token: str
    expires: datetime
    device: str
    device_expires: datetime

    def __repr__(self) -> str:
        return f"SignedIn({self.principal!r}, expires={self.expires.isoformat()})"


@dataclass(frozen=True, slots=True)
class Account:
    """An account as an admin sees it."""

    username: str
    role: Role
    rep: str | None
    active: bool
    created_at: datetime


def sign_in(
    db: Database, username: str, password: str, now: datetime | None = None, caller: Caller | None = None
) -> SignedIn:
    """Open a session for the right name and password; AccessError, always in the same words, otherwise.

    RefusedError when too many attempts have failed where the caller is.
    """
    now, caller, name = now or datetime.now(UTC), caller or Caller(), username.strip().casefold()
    with db.read() as unit:
        user = unit.users.by_name(name) if _USERNAME.fullmatch(name) else None
        where = attempts.places(unit, caller, name, user, now)
        attempts.admit(unit, where, now)  # a flood is refused without writing
    with db.write(beside=True) as unit:
        unit.hold(*_subjects(where))
        attempts.count(unit, where, user, now)
    if verify(user.password_hash if user and user.active else None, password) and user is not None:
        fresh = hash_of(password) if outdated(user.password_hash) else None
        with db.write(beside=True) as unit:
            unit.hold(("account", name), *_subjects(where))
            signed = _opened(unit, user, caller, now)
            if signed is not None:
                if fresh:
                    unit.users.rehash(user.id, fresh)
                before = attempts.succeeded(unit, where)
                unit.audit.add(name, "signed in", "user", name, {"failed_before": before} if before else None)
                attempts.forget_expired(unit, now)
                return signed
    with db.write(beside=True) as unit:
        unit.hold(*_subjects(where))
        attempts.failed(unit, where, user)
        attempts.forget_expired(unit, now)
    raise AccessError(REFUSAL)


def _subjects(where: tuple[Place, ...]) -> list[tuple[str, str | int]]:
    return [("attempts", place.key) for place in where]


def _opened(unit: UnitOfWork, verified: User, caller: Caller, now: datetime) -> SignedIn | None:
    """A session for the user whose password was verified, None where the account has become another one since."""
    user = unit.users.by_name(verified.username)
    if user is None or user.id != verified.id or user.password_hash != verified.password_hash:
        return None
    who = _person(user, user.rep is None or unit.reps.active(user.rep))
    if who is None:
        return None
    known = caller.device if caller.device and unit.devices.known(token_hash(caller.device), now) else None
    signed = SignedIn(who, secrets.token_urlsafe(32), now + SESSION, known or secrets.token_urlsafe(32), now + DEVICE)
    unit.sessions.add(token_hash(signed.token), user.id, signed.expires)
    unit.devices.put(token_hash(signed.device), user.id, signed.device_expires)
    unit.sessions.remove_expired(now)
    unit.devices.remove_expired(now)
    return signed


def _person(user: User, works: bool) -> Principal | None:
    """Who a user is to the services: nobody when switched off or a rep who left, and no rep where only that has ended."""
    if not user.active or (user.role is Role.REP and not works):
        return None
    return user.principal if works else replace(user.principal, rep=None)


def principal_of(db: Database, token: str, now: datetime | None = None) -> Principal | None:
    """Who a session token stands for, with the role they have now; None when it is unknown, expired or ended."""
    with db.read() as unit:
        found = unit.sessions.owner(token_hash(token), now or datetime.now(UTC))
    return None if found is None else _person(*found)


def live_tokens(db: Database, tokens: Collection[str], now: datetime | None = None) -> set[str]:
    """Those of these session tokens whose sessions go on."""
    hashes = {token_hash(token): token for token in tokens}
    with db.read() as unit:
        return {hashes[found] for found in unit.sessions.live(hashes, now or datetime.now(UTC))}


def known_device(db: Database, token: str, now: datetime | None = None) -> bool:
    """Whether somebody has signed in with the browser that holds this token."""
    with db.read() as unit:
        return unit.devices.known(token_hash(token), now or datetime.now(UTC))


def sign_out(db: Database, token: str) -> None:
    """End a session; a token that stands for nobody is no error."""
    with db.read() as unit:
        id = unit.sessions.user(token_hash(token))
        name = None if id is None else unit.users.get(id).username
    if name is None:
        return
    with db.write(beside=True) as unit:
        unit.hold(("account", name))
        if unit.sessions.remove(token_hash(token)):
            unit.audit.add(name, "signed out", "user", name)


def create_user(db: Database, who: Principal, username: str, password: str, role: Role, rep: str | None = None) -> int:
    """Add an account and return its id; a rep's account names the rep it belongs to."""
    who.require(Role.ADMIN)
    name = _checked_name(username)
    hashed = hash_of(checked_password(password, name))
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
    if not verify(user.password_hash if user else None, old) or user is None:
        raise AccessError("the current password is wrong")
    hashed = hash_of(checked_password(new, user.username))
    with db.write() as unit:
        found = unit.users.by_name(who.username)
        if found is None or not found.active or found.password_hash != user.password_hash:
            raise AccessError("the current password is wrong")
        _set_password(unit, who, user, hashed, token)


def reset_password(db: Database, who: Principal, username: str, new: str) -> None:
    """Give someone a new password; their sessions end, and their browsers are no longer known."""
    who.require(Role.ADMIN)
    with db.read() as unit:
        user = _named(unit, username)
    if user.username == who.username:
        raise AccessError("your own password is changed with the one you have now; another admin may reset it")
    hashed = hash_of(checked_password(new, user.username))
    with db.write() as unit:
        named = _named(unit, username)
        _set_password(unit, who, named, hashed, None)
        attempts.forget_user(unit, named)


def _set_password(unit: UnitOfWork, who: Principal, user: User, hashed: str, token: str | None) -> None:
    unit.users.set_password(user.id, hashed, token_hash(token) if token else None)
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
        if user.rep not in (None, rep):
            unit.calendars.revoke(user.rep)
        unit.users.set_role(user.id, role, rep)
        detail = {"from": user.role.value, "to": role.value, "rep_from": user.rep, "rep_to": rep}
        unit.audit.add(who, "changed role", "user", user.username, detail)


def set_active(db: Database, who: Principal, username: str, active: bool) -> None:
    """Switch an account on, or off and end its sessions and its calendar feed."""
    who.require(Role.ADMIN)
    with db.write() as unit:
        user = _named(unit, username)
        if not active:
            _keep_an_admin(unit, user)
            if user.rep is not None:
                unit.calendars.revoke(user.rep)
        unit.audit.add(who, "activated" if active else "deactivated", "user", user.username)
        unit.users.set_active(user.id, active)


def list_users(db: Database, who: Principal) -> tuple[Account, ...]:
    """Every account, by name."""
    who.require(Role.ADMIN)
    with db.read() as unit:
        users = unit.users.all()
    return tuple(Account(u.username, u.role, u.rep, u.active, u.created_at) for u in users)


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
