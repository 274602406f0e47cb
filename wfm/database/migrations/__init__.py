"""The schema's revisions, oldest first, and how a database is brought to the last one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

REVISIONS = ("0001",)
"""Every revision that was ever released, in order."""

LATEST = REVISIONS[-1]
"""The revision that this version of the program works on."""


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring a database up to a revision within the connection's transaction."""
    command.upgrade(config(connection), revision)


def config(connection: Connection) -> Config:
    """Alembic's settings for a connection; no file is needed."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings
