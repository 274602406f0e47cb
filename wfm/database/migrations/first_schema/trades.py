"""Tables of revision 0001: bid rounds, their lines, bids and awards, and the trade board."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Create the tables, in the order of their references."""
    _create_bid_rounds()
    _create_shift_lines()
    _create_line_shifts()
    _create_bids()
    _create_awards()
    _create_shift_offers()


def drop() -> None:
    """Drop the tables, those that refer to others first."""
    op.drop_index(
        "ux_shift_offers_standing",
        table_name="shift_offers",
        sqlite_where=sa.text("state IN ('open', 'pending')"),
        postgresql_where=sa.text("state IN ('open', 'pending')"),
    )
    op.drop_index(op.f("ix_shift_offers_state"), table_name="shift_offers")
    op.drop_table("shift_offers")
    op.drop_table("awards")
    op.drop_table("bids")
    op.drop_table("line_shifts")
    op.drop_table("shift_lines")
    op.drop_index(op.f("ix_bid_rounds_schedule"), table_name="bid_rounds")
    op.drop_table("bid_rounds")


def _create_bid_rounds() -> None:
    op.create_table(
        "bid_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("everyone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["schedule"], ["schedules.id"], name=op.f("fk_bid_rounds_schedule")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_rounds")),
    )
    op.create_index(op.f("ix_bid_rounds_schedule"), "bid_rounds", ["schedule"], unique=False)


def _create_shift_lines() -> None:
    op.create_table(
        "shift_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contract", sa.String(length=200), nullable=False),
        sa.Column("skills", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("work_mode", sa.String(length=200), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=True),
        sa.Column("shifts", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["bid_rounds.id"], name=op.f("fk_shift_lines_round"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_lines")),
        sa.UniqueConstraint("round", "number", name=op.f("uq_shift_lines_round_number")),
    )


def _create_line_shifts() -> None:
    op.create_table(
        "line_shifts",
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("shift", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["line"], ["shift_lines.id"], name=op.f("fk_line_shifts_line"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shift"], ["shifts.id"], name=op.f("fk_line_shifts_shift"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("line", "shift", name=op.f("pk_line_shifts")),
    )


def _create_bids() -> None:
    op.create_table(
        "bids",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rep", sa.String(length=200), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["line"], ["shift_lines.id"], name=op.f("fk_bids_line"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["rep"], ["reps.id"], name=op.f("fk_bids_rep")),
        sa.ForeignKeyConstraint(["round"], ["bid_rounds.id"], name=op.f("fk_bids_round"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round", "rep", "rank", name=op.f("pk_bids")),
        sa.UniqueConstraint("round", "rep", "line", name=op.f("uq_bids_round_rep_line")),
    )


def _create_awards() -> None:
    op.create_table(
        "awards",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("rep", sa.String(length=200), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["line"], ["shift_lines.id"], name=op.f("fk_awards_line"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["rep"], ["reps.id"], name=op.f("fk_awards_rep")),
        sa.ForeignKeyConstraint(["round"], ["bid_rounds.id"], name=op.f("fk_awards_round"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round", "rep", name=op.f("pk_awards")),
        sa.UniqueConstraint("round", "line", name=op.f("uq_awards_round_line")),
    )


def _create_shift_offers() -> None:
    op.create_table(
        "shift_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("shift", sa.Integer(), nullable=False),
        sa.Column("offered_by", sa.String(length=200), nullable=True),
        sa.Column("taken_by", sa.String(length=200), nullable=True),
        sa.Column("in_return", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("skills", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["in_return"], ["shifts.id"], name=op.f("fk_shift_offers_in_return"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["offered_by"], ["reps.id"], name=op.f("fk_shift_offers_offered_by")),
        sa.ForeignKeyConstraint(["shift"], ["shifts.id"], name=op.f("fk_shift_offers_shift"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["taken_by"], ["reps.id"], name=op.f("fk_shift_offers_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_offers")),
    )
    op.create_index(op.f("ix_shift_offers_state"), "shift_offers", ["state"], unique=False)
    op.create_index(
        "ux_shift_offers_standing",
        "shift_offers",
        ["shift"],
        unique=True,
        sqlite_where=sa.text("state IN ('open', 'pending')"),
        postgresql_where=sa.text("state IN ('open', 'pending')"),
    )
