"""How often a sign-in may be tried from one place, so that guessing ends and nobody is locked out by strangers.

A stranger uses up only what is allowed from where they are: a network address, and one name from that address. The
browser that a person has signed in with before is counted apart from both, so that it goes on to work whatever
strangers try, and whatever the others behind the same address mistype. Nothing locks an account.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from wfm.database import Attempts, UnitOfWork, User
from wfm.domain.accounts import NOBODY
from wfm.domain.errors import RefusedError

WHILE = timedelta(minutes=15)
"""How long a failed attempt counts, from the first one on."""

PER_NAME = 10
"""Failed attempts from one address at one name, or from one known browser at its person's name."""

PER_ADDRESS = 200
"""Failed attempts from one address at all names: a whole centre may stand behind it."""

TOO_MANY = f"there were too many failed attempts from here; try again in {WHILE.seconds // 60} minutes"


@dataclass(frozen=True, slots=True)
class Caller:
    """Where an attempt comes from: a network address, and the secret of a browser that signed in before."""

    address: str = "this machine"
    device: str | None = None

    def __repr__(self) -> str:
        return f"Caller({self.address!r})"


@dataclass(frozen=True, slots=True)
class Place:
    """What an attempt is counted under, and how often it may fail."""

    key: str
    most: int


def places(unit: UnitOfWork, caller: Caller, name: str, user: User | None, now: datetime) -> tuple[Place, ...]:
    """What an attempt at a name counts under, the narrowest first. A browser known to the user counts by itself."""
    device = token_hash(caller.device) if caller.device else None
    if device and user and unit.devices.known(device, now, user.id):
        return (Place(_key("browser", device, name), PER_NAME),)
    address = _network(caller.address)
    return (Place(_key("name", address, name), PER_NAME), Place(_key("address", address), PER_ADDRESS))


def admit(unit: UnitOfWork, where: tuple[Place, ...], now: datetime) -> None:
    """RefusedError where too many have failed; it is told alike whether there is such an account or not."""
    failures = unit.attempts.failures([place.key for place in where], now)
    if any(failures.get(place.key, 0) >= place.most for place in where):
        raise RefusedError(TOO_MANY)


def count(unit: UnitOfWork, where: tuple[Place, ...], user: User | None, now: datetime) -> None:
    """Admit and count an attempt, before the password is looked at: guessing in parallel gains nothing."""
    admit(unit, where, now)
    for number, place in enumerate(where):
        unit.attempts.count(place.key, now, now + WHILE, user.id if user and number == 0 else None)


def failed(unit: UnitOfWork, where: tuple[Place, ...], user: User | None) -> None:
    """Tell the audit log of the first failure of a while; the others are told by their number when it is over.

    So a flood leaves two entries for each name and place, and one address leaves two for all names that are nobody's.
    """
    place = where[0] if user else where[-1]
    found = unit.attempts.get(place.key)
    if found is None or found.audited == 0:  # none where a reset forgot them meanwhile
        if found is not None:
            unit.attempts.audited(place.key, found.failures)
        name = user.username if user else NOBODY.username
        unit.audit.add(name, "sign-in failed", "user", name)


def succeeded(unit: UnitOfWork, where: tuple[Place, ...]) -> int:
    """Count anew after the right password; how many attempts failed before it."""
    found = unit.attempts.get(where[0].key)
    unit.attempts.forget(where[0].key)
    for place in where[1:]:
        unit.attempts.take_back(place.key)
    return max(0, found.failures - 1) if found else 0


def forget_expired(unit: UnitOfWork, now: datetime) -> None:
    """Remove what no longer counts, and tell the audit log how many attempts it had not been told of."""
    _tell(unit, unit.attempts.take_expired(now))


def forget_user(unit: UnitOfWork, user: User) -> None:
    """Let a user try anew from everywhere: their password was reset."""
    _tell(unit, unit.attempts.take_of(user.id))


def _tell(unit: UnitOfWork, taken: tuple[Attempts, ...]) -> None:
    for over in taken:
        if over.failures > over.audited > 0:
            name = unit.users.get(over.user).username if over.user else NOBODY.username
            unit.audit.add(name, "sign-ins failed", "user", name, {"more": over.failures - over.audited})


def token_hash(token: str) -> str:
    """What is stored of a token. It holds 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _key(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode(errors="replace")).hexdigest()


def _network(address: str) -> str:
    """Who is behind an address: of IPv6 one subscriber has 64 bits to choose from."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)
