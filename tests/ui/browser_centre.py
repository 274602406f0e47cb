"""A small centre for the tests of the app: one queue, twelve reps, six weeks of history, all through the services."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from tests.weekday_centre import QUEUES, SETUP, ZONE, history_csv
from wfm.database.engine import Database, initialise
from wfm.domain.accounts import OPERATOR, Role
from wfm.services.centre.accounts import create_user
from wfm.services.imports.centre_files import import_queues, import_setup
from wfm.services.imports.importing import import_history
from wfm.services.imports.people_files import import_reps
from wfm.services.readers.options import ImportOptions

PASSWORD = "correct-horse-battery"
ACCOUNTS = (
    ("planner", Role.PLANNER, None),
    ("manager", Role.MANAGER, None),
    ("ada", Role.REP, "r01"),
    ("bo", Role.REP, "r03"),
)
"""User name, role and rep; every account has PASSWORD. The two reps can stand in for each other."""

REPS = "id,name,contract,skills,work_mode,site,home_workspace_approved,hired\n" + "".join(
    f"r{n:02d},Person {n},full-time,voice-en,{'onsite,main,no' if n % 2 else 'remote,,yes'},2020-01-{n + 1:02d}\n"
    for n in range(12)
)


def coming_monday() -> date:
    """The first day after the history: a Monday at least ten days from now, so that a round can close before it."""
    soon = date.today() + timedelta(days=10)
    return soon + timedelta(days=-soon.weekday() % 7)


def history() -> str:
    """Six weeks of calls up to the day before the coming Monday."""
    return history_csv(weeks=6, until=coming_monday())


def build(folder: Path) -> Database:
    """Make the centre on SQLite in a folder that the app is then given as its data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    db = initialise(f"sqlite:///{folder / 'wfm.db'}")
    import_setup(db, OPERATOR, SETUP.encode(), name="setup.toml")
    import_queues(db, OPERATOR, QUEUES.encode(), name="queues.csv")
    import_reps(db, OPERATOR, REPS.encode(), ImportOptions(), name="reps.csv")
    import_history(db, OPERATOR, history().encode(), ImportOptions(zone=ZONE), name="history.csv")
    for username, role, rep in ACCOUNTS:
        create_user(db, OPERATOR, username, PASSWORD, role, rep)
    return db
