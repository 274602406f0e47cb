"""`wfm backup` and `wfm restore`: everything in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wfm.cli.terminal import database, say, working
from wfm.domain.accounts import OPERATOR
from wfm.machine import Settings
from wfm.services.operations import make_backup, restore_backup


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.", show_default=False)],
) -> None:
    """Write everything the database holds to one file, while the app runs. Only its owner can read it."""
    with working("Backing up") as told:
        moved = make_backup(database(), OPERATOR, file, told)
    say(f"{moved} are written to {file}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that wfm backup wrote.", show_default=False)],
) -> None:
    """Store what a backup holds in an empty database, SQLite or PostgreSQL, whole or not at all.

    An SQLite file is made where there is none; on PostgreSQL the empty database must exist. The whole file is checked before anything is stored.
    """
    url = Settings.read().database_url
    with working("Restoring") as told:
        moved = restore_backup(url, OPERATOR, file, told)
    say(f"{moved} are restored from {file}")
