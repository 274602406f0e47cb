"""Passwords: what they must be, and their argon2id hashes, few of which are made at a time."""

from __future__ import annotations

import secrets
from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from wfm.domain.errors import InputError

PASSWORD_LENGTH = (10, 256)
"""Fewest and most characters; the upper bound keeps hashing cheap."""

AT_ONCE = 2
"""Hashes worked out at the same time in a process: each takes 19 MiB and a core for a moment, and the rest wait."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id with the least parameters that the OWASP Password Storage Cheat Sheet recommends (19 MiB, 2 passes)."""

_TURNS = BoundedSemaphore(AT_ONCE)


def hash_of(password: str) -> str:
    """What is stored of a password."""
    with _TURNS:
        return str(_HASHER.hash(password))


def verify(hashed: str | None, password: str) -> bool:
    """Whether it is the password of a hash; for no hash at all never, after the same work."""
    if len(password) > PASSWORD_LENGTH[1]:
        return False
    against = hashed or _decoy()
    with _TURNS:
        try:
            return bool(_HASHER.verify(against, password)) and hashed is not None
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False


def outdated(hashed: str) -> bool:
    """Whether a hash was made with other parameters than those of the program."""
    return bool(_HASHER.check_needs_rehash(hashed))


def checked_password(password: str, username: str) -> str:
    """The password, once it may be one."""
    low, high = PASSWORD_LENGTH
    if not low <= len(password) <= high:
        raise InputError(f"a password must have {low} to {high} characters, got {len(password)}")
    if not password.isprintable():
        raise InputError("a password must hold letters, digits, signs and spaces only")
    if password.casefold() == username:
        raise InputError("a password must not be the user name")
    return password


def generate_password() -> str:
    """A random password of 16 characters that can be read aloud: no letters or digits that look alike."""
    alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))


@lru_cache(maxsize=1)
def _decoy() -> str:
    """A hash that no password fits, so that an unknown name takes as long as a known one."""
    return hash_of(secrets.token_urlsafe(32))
