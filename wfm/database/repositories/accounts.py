"""Users, sessions and the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from wfm.database.repositories.base import Repository, chunks, table_of
from wfm.database.tables import AuditRow, SessionRow, UserRow
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import ConflictError, NotFoundError

_USER = table_of(UserRow)


@dataclass(frozen=True, slots=True)
class User:
    """A local account as it is stored; `failures` counts wrong passwords in a row."""

    id: int
    username: str
    password_hash: str
    role: Role
    rep: str | None
    active: bool
    failures: int
    locked_until: datetime | None
    created_at: datetime
    version: int = 1

    @property
    def principal(self) -> Principal:
        """The user as services know them."""
        return Principal(self.username, self.role, self.rep, self.id)

    def __repr__(self) -> str:
        return f"User({self.username!r}, {self.role.value!r})"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit log."""

    id: int
    at: datetime
    who: str
    action: str
    entity: str
    entity_id: str
    detail: Mapping[str, object]


class Users(Repository):
    """Local accounts by user name."""

    def add(self, username: str, password_hash: str, role: Role, rep: str | None = None) -> int:
        """Store an account and return its id; ConflictError when the name is taken."""
        if self.by_name(username) is not None:
            raise ConflictError(f"there is a user {username!r} already")
        values = {"username": username, "password_hash": password_hash, "role": role.value, "rep": rep}
        state = {"active": True, "failures": 0, "version": 1, "created_at": datetime.now(UTC)}
        return self._insert(UserRow, {**values, **state})

    def by_name(self, username: str, hold: bool = False) -> User | None:
        """The account of that name, None for none; `hold` makes others who hold it wait for this unit's end."""
        query = select(_USER).where(_USER.c.username == username)
        row = self._session.execute(query.with_for_update() if hold else query).first()
        return None if row is None else _user_in(row)

    def get(self, id: int) -> User:
        """The account of that id; NotFoundError otherwise."""
        row = self._session.execute(select(_USER).where(_USER.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no user {id}")
        return _user_in(row)

    def all(self) -> tuple[User, ...]:
        """Every account, by name."""
        return tuple(map(_user_in, self._session.execute(select(_USER).order_by(_USER.c.username))))

    def count(self) -> int:
        """How many accounts there are."""
        return int(self._session.scalar(select(func.count()).select_from(_USER)) or 0)

    def set_password(self, id: int, password_hash: str) -> None:
        """Replace a password hash and forget failed attempts."""
        self._set(id, {"password_hash": password_hash, "failures": 0, "locked_until": None})

    def set_role(self, id: int, role: Role, rep: str | None) -> None:
        """Change what an account may do, and which rep it is."""
        self._set(id, {"role": role.value, "rep": rep})

    def set_active(self, id: int, active: bool) -> None:
        """Switch an account on or off."""
        self._set(id, {"active": active})

    def failed(self, id: int) -> int:
        """Count one wrong password; how many there are in a row now."""
        self._set(id, {"failures": _USER.c.failures + 1})
        return self.get(id).failures

    def lock(self, id: int, until: datetime) -> None:
        """Refuse sign-ins until a moment, and start counting anew."""
        self._set(id, {"locked_until": until, "failures": 0})

    def succeeded(self, id: int) -> None:
        """Forget failed attempts."""
        self._set(id, {"failures": 0, "locked_until": None})

    def _set(self, id: int, values: dict[str, Any]) -> None:
        change = update(_USER).where(_USER.c.id == id).values(**values, version=_USER.c.version + 1)
        if self._change(change) == 0:
            raise NotFoundError(f"there is no user {id}")


class Sessions(Repository):
    """Signed-in browsers by the hash of their token."""

    def add(self, token_hash: str, user: int, expires_at: datetime) -> None:
        """Store a session."""
        row = {"token_hash": token_hash, "user": user, "created_at": datetime.now(UTC), "expires_at": expires_at}
        self._session.execute(insert(SessionRow).values(**row))

    def user(self, token_hash: str, now: datetime) -> int | None:
        """Whose session it is, None when unknown or expired."""
        query = select(SessionRow.user).where(SessionRow.token_hash == token_hash, SessionRow.expires_at > now)
        return self._session.scalar(query)

    def remove(self, token_hash: str) -> None:
        """End one session."""
        self._change(delete(SessionRow).where(SessionRow.token_hash == token_hash))

    def remove_all(self, user: int, but: str | None = None) -> None:
        """End every session of a user, except the one of a token hash."""
        query = delete(SessionRow).where(SessionRow.user == user)
        self._change(query if but is None else query.where(SessionRow.token_hash != but))

    def remove_expired(self, now: datetime) -> int:
        """Delete sessions that have run out; how many."""
        return self._change(delete(SessionRow).where(SessionRow.expires_at <= now))


class Audit(Repository):
    """The audit log; entries are added and read, never changed."""

    def add(
        self,
        who: str | Principal,
        action: str,
        entity: str,
        entity_id: str | int,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """Write that someone did something to a thing."""
        name = who.username if isinstance(who, Principal) else who
        row = {"at": datetime.now(UTC), "who": name, "action": action, "entity": entity, "entity_id": str(entity_id)}
        self._session.execute(insert(AuditRow).values(**row, detail=dict(detail or {})))

    def add_many(
        self, who: str | Principal, action: str, entity: str, details: Iterable[tuple[str | int, Mapping[str, object]]]
    ) -> None:
        """Write that someone did the same to many things, each with its detail."""
        name = who.username if isinstance(who, Principal) else who
        same = {"at": datetime.now(UTC), "who": name, "action": action, "entity": entity}
        self._insert_many(AuditRow, [{**same, "entity_id": str(id), "detail": dict(detail)} for id, detail in details])

    def list(
        self,
        entity: str | None = None,
        entity_id: str | int | None = None,
        who: str | None = None,
        limit: int = 200,
        before: int | None = None,
        action: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> tuple[AuditEntry, ...]:
        """The newest entries first, since <= t < until; `before` is the id to go on from."""
        table = table_of(AuditRow)
        query = select(table).order_by(table.c.id.desc()).limit(limit)
        if action is not None:
            query = query.where(table.c.action == action)
        if since is not None:
            query = query.where(table.c.at >= since)
        if until is not None:
            query = query.where(table.c.at < until)
        if entity is not None:
            query = query.where(table.c.entity == entity)
        if entity_id is not None:
            query = query.where(table.c.entity_id == str(entity_id))
        if who is not None:
            query = query.where(table.c.who == who)
        if before is not None:
            query = query.where(table.c.id < before)
        return tuple(AuditEntry(**row._mapping) for row in self._session.execute(query))

    def last_by(self, entity: str, ids: Iterable[str | int], action: str | None = None) -> dict[str, str]:
        """Who did something to each of these things last, by id; things the log does not know are absent."""
        table = table_of(AuditRow)
        found: dict[str, str] = {}
        for some in chunks(str(id) for id in ids):
            query = select(table.c.entity_id, table.c.who).where(table.c.entity == entity, table.c.entity_id.in_(some))
            if action is not None:
                query = query.where(table.c.action == action)
            found.update((row.entity_id, row.who) for row in self._session.execute(query.order_by(table.c.id)))
        return found


def _user_in(row: Row[Any]) -> User:
    return User(**{**row._mapping, "role": Role(row.role)})
