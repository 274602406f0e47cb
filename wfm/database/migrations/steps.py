"""How a database is brought to a revision of the schema, by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring a database up to a revision within the connection's transaction."""
    command.upgrade(config(connection), revision)


def config(connection: Connection) -> Config:
    """Alembic's settings for a connection; no file is needed."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings
