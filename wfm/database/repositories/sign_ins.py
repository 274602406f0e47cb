"""Signed-in browsers, browsers known from before, and attempts to sign in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, insert, or_, select, update

from wfm.database.repositories.accounts import User, user_in
from wfm.database.repositories.base import CHUNK, Repository, chunks, table_of
from wfm.database.tables import AttemptRow, DeviceRow, RepRow, SessionRow, UserRow
from wfm.domain.accounts import Role

MOST_BROWSERS = 20
"""Browsers of one person that are signed in, and that are known; the one used longest ago gives way."""

_USER = table_of(UserRow)
_ATTEMPT = table_of(AttemptRow)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Sign-ins that failed from one place until a moment; `user` where the name was an account's."""

    key: str
    user: int | None
    failures: int
    audited: int
    until: datetime


class Sessions(Repository):
    """Signed-in browsers by the hash of their token."""

    def add(self, token_hash: str, user: int, expires_at: datetime) -> None:
        """Store a session; the oldest of more than a person needs end."""
        row = {"token_hash": token_hash, "user": user, "created_at": datetime.now(UTC), "expires_at": expires_at}
        self._session.execute(insert(SessionRow).values(**row))
        newest = select(SessionRow.token_hash).where(SessionRow.user == user)
        extra = newest.order_by(SessionRow.expires_at.desc(), SessionRow.token_hash).offset(MOST_BROWSERS)
        self._remove(list(self._session.scalars(extra.limit(MOST_BROWSERS))))

    def user(self, token_hash: str, now: datetime | None = None) -> int | None:
        """Whose session it is, None when unknown, or expired at a moment."""
        query = select(SessionRow.user).where(SessionRow.token_hash == token_hash)
        return self._session.scalar(query if now is None else query.where(SessionRow.expires_at > now))

    def owner(self, token_hash: str, now: datetime) -> tuple[User, bool] | None:
        """Whose session it is, and whether the rep they are works here; None when unknown or expired."""
        query = (
            select(_USER, RepRow.active.label("works"))
            .join(SessionRow, SessionRow.user == _USER.c.id)
            .outerjoin(RepRow, RepRow.id == _USER.c.rep)
            .where(SessionRow.token_hash == token_hash, SessionRow.expires_at > now)
        )
        row = self._session.execute(query).first()
        if row is None:
            return None
        *fields, works = row
        user = user_in(dict(zip(_USER.c.keys(), fields, strict=True)))
        return user, user.rep is None or bool(works)

    def live(self, token_hashes: Collection[str], now: datetime) -> set[str]:
        """Those of these sessions whose user may go on."""
        found: set[str] = set()
        for part in chunks(token_hashes):
            query = (
                select(SessionRow.token_hash)
                .join(_USER, SessionRow.user == _USER.c.id)
                .outerjoin(RepRow, RepRow.id == _USER.c.rep)
                .where(SessionRow.token_hash.in_(part), SessionRow.expires_at > now, _USER.c.active)
                .where(or_(_USER.c.role != Role.REP.value, RepRow.active))
            )
            found.update(self._session.scalars(query))
        return found

    def remove(self, token_hash: str) -> bool:
        """End one session; whether there was one."""
        return self._change(delete(SessionRow).where(SessionRow.token_hash == token_hash)) > 0

    def remove_expired(self, now: datetime) -> None:
        """Delete sessions that have run out; others who do the same at this moment are not waited for."""
        over = select(SessionRow.token_hash).where(SessionRow.expires_at <= now).limit(CHUNK)
        self._remove(list(self._session.scalars(over.with_for_update(skip_locked=True))))

    def _remove(self, token_hashes: list[str]) -> None:
        if token_hashes:
            self._change(delete(SessionRow).where(SessionRow.token_hash.in_(token_hashes)))


class Devices(Repository):
    """Browsers that people have signed in with before, by the hash of their token."""

    def known(self, token_hash: str, now: datetime, user: int | None = None) -> bool:
        """Whether anyone, or this user, has signed in with the browser."""
        query = select(DeviceRow.user).where(DeviceRow.token_hash == token_hash, DeviceRow.expires_at > now)
        return self._session.scalar(query if user is None else query.where(DeviceRow.user == user)) is not None

    def put(self, token_hash: str, user: int, expires_at: datetime) -> None:
        """Remember that the user has signed in with the browser, and forget the one used longest ago."""
        which = (DeviceRow.token_hash == token_hash, DeviceRow.user == user)
        if self._change(update(DeviceRow).where(*which).values(expires_at=expires_at)) == 0:
            self._session.execute(insert(DeviceRow).values(token_hash=token_hash, user=user, expires_at=expires_at))
        mine = select(DeviceRow.token_hash).where(DeviceRow.user == user)
        extra = mine.order_by(DeviceRow.expires_at.desc(), DeviceRow.token_hash).offset(MOST_BROWSERS)
        if old := list(self._session.scalars(extra.limit(MOST_BROWSERS))):
            self._change(delete(DeviceRow).where(DeviceRow.user == user, DeviceRow.token_hash.in_(old)))

    def remove_expired(self, now: datetime) -> None:
        """Forget browsers not used for long; others who do the same at this moment are not waited for."""
        over = select(DeviceRow.token_hash).where(DeviceRow.expires_at <= now).limit(CHUNK)
        if old := list(self._session.scalars(over.with_for_update(skip_locked=True))):
            self._change(delete(DeviceRow).where(DeviceRow.token_hash.in_(old), DeviceRow.expires_at <= now))


class SignInAttempts(Repository):
    """Failed sign-ins by where they come from; each counts for a fixed while and is then forgotten."""

    def failures(self, keys: Collection[str], now: datetime) -> dict[str, int]:
        """How many failed under each key that is counted at present."""
        query = select(_ATTEMPT.c.key, _ATTEMPT.c.failures).where(_ATTEMPT.c.key.in_(keys), _ATTEMPT.c.until > now)
        return {row.key: row.failures for row in self._session.execute(query)}

    def count(self, key: str, now: datetime, until: datetime, user: int | None = None) -> int:
        """Count one more, from now until a moment where it is the first; how many there are now."""
        which = _ATTEMPT.c.key == key
        if self._change(update(_ATTEMPT).where(which, _ATTEMPT.c.until > now).values(failures=_ATTEMPT.c.failures + 1)):
            return int(self._session.scalar(select(_ATTEMPT.c.failures).where(which)) or 0)
        self._change(delete(_ATTEMPT).where(which))
        self._session.execute(insert(_ATTEMPT).values(key=key, user=user, failures=1, audited=0, until=until))
        return 1

    def take_back(self, key: str) -> None:
        """Count one less: the attempt was none, or the password was right."""
        self._change(
            update(_ATTEMPT)
            .where(_ATTEMPT.c.key == key, _ATTEMPT.c.failures > 0)
            .values(failures=_ATTEMPT.c.failures - 1)
        )

    def get(self, key: str) -> Attempts | None:
        """What is counted under a key, None for nothing."""
        row = self._session.execute(select(_ATTEMPT).where(_ATTEMPT.c.key == key)).first()
        return None if row is None else Attempts(**row._mapping)

    def audited(self, key: str, failures: int) -> None:
        """Note how many of them the audit log tells."""
        self._change(update(_ATTEMPT).where(_ATTEMPT.c.key == key).values(audited=failures))

    def forget(self, key: str) -> None:
        """Count anew."""
        self._change(delete(_ATTEMPT).where(_ATTEMPT.c.key == key))

    def take_of(self, user: int) -> tuple[Attempts, ...]:
        """Remove what is counted at a user's name, from wherever, and tell what it was."""
        found = tuple(
            Attempts(**r._mapping) for r in self._session.execute(select(_ATTEMPT).where(_ATTEMPT.c.user == user))
        )
        self._change(delete(_ATTEMPT).where(_ATTEMPT.c.user == user))
        return found

    def take_expired(self, now: datetime) -> tuple[Attempts, ...]:
        """Remove what is no longer counted and tell what it was; what another unit has in hand is left to it."""
        query = select(_ATTEMPT).where(_ATTEMPT.c.until <= now).limit(CHUNK).with_for_update(skip_locked=True)
        found = tuple(Attempts(**row._mapping) for row in self._session.execute(query))
        self._change(delete(_ATTEMPT).where(_ATTEMPT.c.key.in_([a.key for a in found])))
        return found
