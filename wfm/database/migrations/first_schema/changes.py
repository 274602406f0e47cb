"""Tables of revision 0001: what planners change of a forecast."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create the tables, in the order of their references."""
    _create_layers()
    _create_special_days()
    _create_scenarios()


def drop() -> None:
    """Drop the tables, those that refer to others first."""
    op.drop_index(op.f("ix_scenarios_queue"), table_name="scenarios")
    op.drop_table("scenarios")
    op.drop_index(
        "ux_special_days_every_queue",
        table_name="special_days",
        sqlite_where=sa.text("queue IS NULL"),
        postgresql_where=sa.text("queue IS NULL"),
    )
    op.drop_index(op.f("ix_special_days_queue_day"), table_name="special_days")
    op.drop_table("special_days")
    op.drop_index(op.f("ix_layers_queue"), table_name="layers")
    op.drop_table("layers")


def _create_layers() -> None:
    op.create_table(
        "layers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=200), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("target", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weekdays", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue"], ["queues.id"], name=op.f("fk_layers_queue"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layers")),
    )
    op.create_index(op.f("ix_layers_queue"), "layers", ["queue"], unique=False)


def _create_special_days() -> None:
    op.create_table(
        "special_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=200), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("treatment", sa.String(length=200), nullable=False),
        sa.Column("factor", sa.Double(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue"], ["queues.id"], name=op.f("fk_special_days_queue"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_days")),
    )
    op.create_index(op.f("ix_special_days_queue_day"), "special_days", ["queue", "day"], unique=True)
    op.create_index(
        "ux_special_days_every_queue",
        "special_days",
        ["day"],
        unique=True,
        sqlite_where=sa.text("queue IS NULL"),
        postgresql_where=sa.text("queue IS NULL"),
    )


def _create_scenarios() -> None:
    op.create_table(
        "scenarios",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(length=200), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("aht_uplift", sa.Double(), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["queue"], ["queues.id"], name=op.f("fk_scenarios_queue"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenarios")),
    )
    op.create_index(op.f("ix_scenarios_queue"), "scenarios", ["queue"], unique=False)
