"""Changes of revision 0002 to accounts: attempts are counted by where they come from, and lock nobody out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Attempts and known browsers get tables of their own; accounts no longer rest."""
    op.create_table(
        "devices",
        sa.Column("token_hash", sa.String(length=200), nullable=False),
        sa.Column("user", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_devices_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", "user", name=op.f("pk_devices")),
    )
    op.create_index(op.f("ix_devices_expires_at"), "devices", ["expires_at"], unique=False)
    op.create_index(op.f("ix_devices_user"), "devices", ["user"], unique=False)
    op.create_table(
        "sign_in_attempts",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("user", sa.Integer(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("audited", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_sign_in_attempts_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(op.f("ix_sign_in_attempts_until"), "sign_in_attempts", ["until"], unique=False)
    op.create_index(op.f("ix_sign_in_attempts_user"), "sign_in_attempts", ["user"], unique=False)
    op.drop_column("users", "locked_until")
    op.drop_column("users", "failures")


def drop() -> None:
    """Nobody rests after going back; who was signed in stays so."""
    op.add_column("users", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("users", sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
    for column in ("user", "until"):
        op.drop_index(op.f(f"ix_sign_in_attempts_{column}"), table_name="sign_in_attempts")
    op.drop_table("sign_in_attempts")
    for column in ("user", "expires_at"):
        op.drop_index(op.f(f"ix_devices_{column}"), table_name="devices")
    op.drop_table("devices")
