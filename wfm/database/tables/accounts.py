"""Users, their sessions, and the audit log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from wfm.database.tables.base import Base, Json, Name, Words


class UserRow(Base):
    """A local account; the password is kept as an argon2 hash only."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[Name] = mapped_column(unique=True)
    password_hash: Mapped[Words]
    role: Mapped[Name]
    rep: Mapped[Name | None] = mapped_column(ForeignKey("reps.id"))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class SessionRow(Base):
    """A signed-in browser; the token itself is kept nowhere, only its SHA-256."""

    __tablename__ = "sessions"
    token_hash: Mapped[Name] = mapped_column(primary_key=True)
    user: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class DeviceRow(Base):
    """A browser that a person has signed in with before; several people may share one. Only its SHA-256 is kept."""

    __tablename__ = "devices"
    token_hash: Mapped[Name] = mapped_column(primary_key=True)
    user: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AttemptRow(Base):
    """Sign-ins tried from one place within a while; `key` is a hash, so that no address and no name is stored.

    `user` is told where the name typed was an account's.
    """

    __tablename__ = "sign_in_attempts"
    key: Mapped[Name] = mapped_column(primary_key=True)
    user: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    failures: Mapped[int]
    audited: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime] = mapped_column(index=True)


class AuditRow(Base):
    """Who did what to what, and when."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[Name]
    action: Mapped[Name]
    entity: Mapped[Name]
    entity_id: Mapped[Name]
    detail: Mapped[Json]
    __table_args__ = (Index(None, "entity", "entity_id"), Index(None, "who"), Index(None, "at"))
