"""The migrations and the tables in code say the same, and migrations go both ways."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, make_url

from wfm.database.migrations import LATEST, REVISIONS
from wfm.database.migrations.steps import config, upgrade
from wfm.database.tables import Base


def plain_engine(url: str) -> Engine:
    """An engine without the project's own settings."""
    parsed = make_url(url)
    return create_engine(
        parsed.set(drivername="postgresql+psycopg") if parsed.get_backend_name() == "postgresql" else parsed
    )


def test_the_listed_revisions_are_the_scripts(database_url: str) -> None:
    """The revisions named in code are the chain of scripts, and the last is the latest."""
    engine = plain_engine(database_url)
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(config(connection))
        chain = [script.revision for script in scripts.walk_revisions()]
        assert scripts.get_current_head() == LATEST
    assert tuple(reversed(chain)) == REVISIONS
    engine.dispose()


def test_the_migrated_schema_is_the_declared_one(database_url: str) -> None:
    """After all migrations Alembic finds no difference to the tables in code."""
    engine = plain_engine(database_url)
    with engine.begin() as connection:
        upgrade(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_migrations_go_down_and_up_again(database_url: str) -> None:
    """Down to nothing leaves no table, and up again brings all of them back."""
    engine = plain_engine(database_url)
    with engine.begin() as connection:
        upgrade(connection)
        command.downgrade(config(connection), "base")
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        upgrade(connection)
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    engine.dispose()
