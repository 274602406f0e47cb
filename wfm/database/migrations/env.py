"""Alembic's entry point: migrate over the connection that `wfm.database.migrations.steps` hands in."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from wfm.database.tables import Base
from wfm.database.types import Document, FloatArray, Instant, Measure

_WRITTEN = {
    Instant: "sa.DateTime(timezone=True)",
    FloatArray: "sa.LargeBinary()",
    Measure: "sa.Float(53)",
    Document: "sa.JSON(none_as_null=True)",
}
"""How the project's column types are written in a migration, which must not change when the code does."""


def render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """The plain type behind one of the project's own."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return _WRITTEN[type(item)]
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=render,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
