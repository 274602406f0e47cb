"""Changes of revision 0003 to people: teams, employment, terms that hold from a date, training classes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

NAME = sa.String(length=200)


def create() -> None:
    """Whoever is on record is employed without end, in no team, and on the clock of their site."""
    _create_teams()
    op.add_column("reps", sa.Column("zone", NAME, nullable=True))
    op.add_column("reps", sa.Column("team", NAME, nullable=True))
    op.add_column("reps", sa.Column("first_day", sa.Date(), nullable=True))
    op.add_column("reps", sa.Column("last_day", sa.Date(), nullable=True))
    _create_terms()
    _create_classes()


def drop() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_class_members_class"), table_name="class_members")
    op.drop_table("class_members")
    op.drop_table("training_classes")
    op.drop_table("rep_terms")
    for column in ("last_day", "first_day", "team", "zone"):
        op.drop_column("reps", column)
    op.drop_table("teams")


def _create_teams() -> None:
    op.create_table(
        "teams",
        sa.Column("id", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("lead", NAME, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lead"], ["reps.id"], name=op.f("fk_teams_lead")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
    )


def _create_terms() -> None:
    op.create_table(
        "rep_terms",
        sa.Column("rep", NAME, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("contract", NAME, nullable=True),
        sa.Column("skills", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("work_mode", NAME, nullable=True),
        sa.Column("site", NAME, nullable=True),
        sa.Column("office_low", sa.Integer(), nullable=True),
        sa.Column("office_high", sa.Integer(), nullable=True),
        sa.Column("stage", NAME, nullable=True),
        sa.Column("team", NAME, nullable=True),
        sa.ForeignKeyConstraint(["contract"], ["contracts.id"], name=op.f("fk_rep_terms_contract")),
        sa.ForeignKeyConstraint(["rep"], ["reps.id"], name=op.f("fk_rep_terms_rep")),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_rep_terms_site")),
        sa.PrimaryKeyConstraint("rep", "first_day", name=op.f("pk_rep_terms")),
    )


def _create_classes() -> None:
    op.create_table(
        "training_classes",
        sa.Column("id", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("graduates", sa.Date(), nullable=False),
        sa.Column("ramp", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_classes")),
    )
    op.create_table(
        "class_members",
        sa.Column("rep", NAME, nullable=False),
        sa.Column("class", NAME, nullable=False),
        sa.ForeignKeyConstraint(
            ["class"], ["training_classes.id"], name=op.f("fk_class_members_class"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["rep"], ["reps.id"], name=op.f("fk_class_members_rep")),
        sa.PrimaryKeyConstraint("rep", name=op.f("pk_class_members")),
    )
    op.create_index(op.f("ix_class_members_class"), "class_members", ["class"], unique=False)
