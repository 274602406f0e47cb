"""Users and the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from wfm.database.repositories.base import Repository, chunks, table_of
from wfm.database.tables import AuditRow, DeviceRow, RepRow, SessionRow, UserRow
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, ConflictError, NotFoundError

_USER = table_of(UserRow)


@dataclass(frozen=True, slots=True)
class User:
    """A local account as it is stored."""

    id: int
    username: str
    password_hash: str
    role: Role
    rep: str | None
    active: bool
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
        state = {"active": True, "version": 1, "created_at": datetime.now(UTC)}
        return self._insert(UserRow, {**values, **state})

    def by_name(self, username: str) -> User | None:
        """The account of that name, None for none."""
        row = self._session.execute(select(_USER).where(_USER.c.username == username)).first()
        return None if row is None else user_in(row._mapping)

    def get(self, id: int) -> User:
        """The account of that id; NotFoundError otherwise."""
        row = self._session.execute(select(_USER).where(_USER.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no user {id}")
        return user_in(row._mapping)

    def all(self) -> tuple[User, ...]:
        """Every account, by name."""
        query = select(_USER).order_by(_USER.c.username)
        return tuple(user_in(row._mapping) for row in self._session.execute(query))

    def count(self) -> int:
        """How many accounts there are."""
        return int(self._session.scalar(select(func.count()).select_from(_USER)) or 0)

    def set_password(self, id: int, password_hash: str, keep: str | None = None) -> None:
        """Give another password; sessions of the old one end, but for that of a token hash, and no browser is known."""
        self._set(id, {"password_hash": password_hash})
        self._end_sessions(id, keep)

    def rehash(self, id: int, password_hash: str) -> None:
        """Store the same password with another hash; nothing ends."""
        self._set(id, {"password_hash": password_hash})

    def set_role(self, id: int, role: Role, rep: str | None) -> None:
        """Change what an account may do, and which rep it is."""
        self._set(id, {"role": role.value, "rep": rep})

    def set_active(self, id: int, active: bool) -> None:
        """Switch an account on, or off and end its sessions."""
        self._set(id, {"active": active})
        if not active:
            self._end_sessions(id)

    def _end_sessions(self, id: int, keep: str | None = None) -> None:
        """Here and not with whoever asks for it, so that no way to a new password leaves the old one inside."""
        query = delete(SessionRow).where(SessionRow.user == id)
        self._change(query if keep is None else query.where(SessionRow.token_hash != keep))
        self._change(delete(DeviceRow).where(DeviceRow.user == id))

    def _set(self, id: int, values: dict[str, Any]) -> None:
        change = update(_USER).where(_USER.c.id == id).values(**values, version=_USER.c.version + 1)
        if self._change(change) == 0:
            raise NotFoundError(f"there is no user {id}")


class Audit(Repository):
    """The audit log; entries are added and read, never changed.

    Whatever is done for a person is written here, so here it is asked whether they are still who they were when the
    request began: it may have read a file for a minute, and an erased name must not come back.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._looked_at: set[Principal] = set()

    def add(
        self,
        who: str | Principal,
        action: str,
        entity: str,
        entity_id: str | int,
        detail: Mapping[str, object] | None = None,
    ) -> None:
        """Write that someone did something to a thing; AccessError where their account is another one by now."""
        name = self._name(who)
        row = {"at": datetime.now(UTC), "who": name, "action": action, "entity": entity, "entity_id": str(entity_id)}
        self._session.execute(insert(AuditRow).values(**row, detail=dict(detail or {})))

    def add_many(
        self, who: str | Principal, action: str, entity: str, details: Iterable[tuple[str | int, Mapping[str, object]]]
    ) -> None:
        """Write that someone did the same to many things, each with its detail."""
        name = self._name(who)
        same = {"at": datetime.now(UTC), "who": name, "action": action, "entity": entity}
        self._insert_many(AuditRow, [{**same, "entity_id": str(id), "detail": dict(detail)} for id, detail in details])

    def _name(self, who: str | Principal) -> str:
        """Under what name someone is written down."""
        if isinstance(who, str):
            return who
        if who.user_id is not None and who not in self._looked_at:
            self._must_be(who, who.user_id)
            self._looked_at.add(who)  # a unit of work sees no other change of accounts than its own
        return who.username

    def _must_be(self, who: Principal, id: int) -> None:
        """AccessError unless the account is as it was when the person came, and works as the rep it was."""
        rep = table_of(RepRow)
        query = (
            select(_USER.c.active, _USER.c.role, _USER.c.rep, rep.c.active.label("works"))
            .select_from(_USER.outerjoin(rep, rep.c.id == _USER.c.rep))
            .where(_USER.c.id == id)
        )
        found = self._session.execute(query).first()
        same = found is not None and found.active and found.role == who.role.value
        if found is None or not same or (who.rep is not None and (found.rep != who.rep or not found.works)):
            raise AccessError("your account was changed or ended meanwhile, so nothing was stored; sign in again")

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


def user_in(fields: Mapping[Any, Any]) -> User:
    """The account of a row of the users table."""
    return User(**{**fields, "role": Role(fields["role"])})
