"""Changes of revision 0004 to schedules: shifts are on the timeline or not, drafts have a scope, publications are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

NAME = sa.String(length=200)


def create() -> None:
    """What is published is on the timeline, and every schedule was for everyone, from its first minute."""
    op.add_column("schedules", sa.Column("first_minute", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("schedules", sa.Column("scope", NAME, nullable=False, server_default=""))
    op.add_column("schedules", sa.Column("whole", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("shifts", sa.Column("live", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("shifts", sa.Column("left_by", sa.Integer(), nullable=True))
    op.add_column("shifts", sa.Column("activities", sa.JSON(none_as_null=True), nullable=False, server_default="[]"))
    op.create_index(op.f("ix_shifts_left_by"), "shifts", ["left_by"], unique=False)
    for column in ("rep", "site"):
        op.drop_index(op.f(f"ix_shifts_{column}_end_at"), table_name="shifts")
        op.create_index(op.f(f"ix_shifts_{column}_live_end_at"), "shifts", [column, "live", "end_at"], unique=False)
    op.create_index(op.f("ix_shifts_live_end_at"), "shifts", ["live", "end_at"], unique=False)
    _create_scopes()
    _create_publications()
    _fill()


def drop() -> None:
    """Take it back: what is on the timeline is published as a whole again, and what left it goes."""
    _drop_what_left()
    op.drop_index(op.f("ix_publications_schedule"), table_name="publications")
    op.drop_table("publications")
    op.drop_index(op.f("ix_scope_reps_rep"), table_name="scope_reps")
    op.drop_table("scope_reps")
    op.drop_index(op.f("ix_shifts_live_end_at"), table_name="shifts")
    for column in ("site", "rep"):
        op.drop_index(op.f(f"ix_shifts_{column}_live_end_at"), table_name="shifts")
        op.create_index(op.f(f"ix_shifts_{column}_end_at"), "shifts", [column, "end_at"], unique=False)
    op.drop_index(op.f("ix_shifts_left_by"), table_name="shifts")
    for column in ("activities", "left_by", "live"):
        op.drop_column("shifts", column)
    for column in ("whole", "scope", "first_minute"):
        op.drop_column("schedules", column)


def _drop_what_left() -> None:
    """Remove shifts that left the timeline, or never came to it, where their schedule would have them again."""
    schedules = sa.table("schedules", sa.column("id"), sa.column("status"))
    shifts = sa.table("shifts", *(sa.column(name) for name in ("id", "schedule", "live", "left_by")))
    offers = sa.table("shift_offers", sa.column("shift"), sa.column("in_return"))
    lines = sa.table("line_shifts", sa.column("shift"))
    official, drafts = (sa.select(schedules.c.id).where(schedules.c.status == word) for word in ("published", "draft"))
    gone = sa.or_(
        shifts.c.schedule.in_(official) & shifts.c.live.is_(sa.false()),
        shifts.c.schedule.in_(drafts) & shifts.c.left_by.is_not(None),
    )
    ids = sa.select(shifts.c.id).where(gone)
    op.execute(sa.update(offers).where(offers.c.in_return.in_(ids)).values(in_return=None))
    for table in (offers, lines):
        op.execute(sa.delete(table).where(table.c.shift.in_(ids)))
    op.execute(sa.delete(shifts).where(gone))


def _create_scopes() -> None:
    op.create_table(
        "scope_reps",
        sa.Column("schedule", sa.Integer(), nullable=False),
        sa.Column("rep", NAME, nullable=False),
        sa.ForeignKeyConstraint(["rep"], ["reps.id"], name=op.f("fk_scope_reps_rep")),
        sa.ForeignKeyConstraint(
            ["schedule"], ["schedules.id"], name=op.f("fk_scope_reps_schedule"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("schedule", "rep", name=op.f("pk_scope_reps")),
    )
    op.create_index(op.f("ix_scope_reps_rep"), "scope_reps", ["rep"], unique=False)


def _create_publications() -> None:
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("schedule", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", NAME, nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("brought", sa.Integer(), nullable=False),
        sa.Column("replaced", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", NAME, nullable=False),
        sa.ForeignKeyConstraint(
            ["schedule"], ["schedules.id"], name=op.f("fk_publications_schedule"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_publications_schedule"), "publications", ["schedule"], unique=False)


def _fill() -> None:
    """Published shifts are live; of a schedule once published, who did it and what it replaced is not known."""
    schedules = sa.table("schedules", *(sa.column(name) for name in ("id", "status", "published_at")))
    shifts = sa.table("shifts", *(sa.column(name) for name in ("schedule", "live", "start_at")))
    published = sa.select(schedules.c.id).where(schedules.c.status == "published")
    op.execute(sa.update(shifts).where(shifts.c.schedule.in_(published)).values(live=sa.true()))
    names = ("schedule", "at", "by", "start", "end", "brought", "replaced", "kept", "undone_by")
    publications = sa.table("publications", *(sa.column(name) for name in names))
    of_it = shifts.c.schedule == schedules.c.id
    first, last, count = (
        sa.select(what).where(of_it).scalar_subquery()
        for what in (sa.func.min(shifts.c.start_at), sa.func.max(shifts.c.start_at), sa.func.count())
    )
    at = schedules.c.published_at
    nobody, none = sa.literal(""), sa.literal(0)
    found = sa.select(
        schedules.c.id, at, nobody, sa.func.coalesce(first, at), sa.func.coalesce(last, at), count, none, none, nobody
    ).where(at.is_not(None))
    op.execute(sa.insert(publications).from_select(names, found.order_by(at, schedules.c.id)))
