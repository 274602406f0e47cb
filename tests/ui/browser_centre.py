"""A small centre for the tests of the app: one queue, twelve reps, six weeks of history, all through the services."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np

from wfm.database.engine import Database, initialise
from wfm.domain.accounts import OPERATOR, Role
from wfm.domain.contacts import OperatingHours
from wfm.domain.time import TimeGrid
from wfm.services.accounts import create_user
from wfm.services.importing import ImportOptions, import_history, import_queues, import_reps, import_setup

ZONE = "America/New_York"
HOURS = OperatingHours.daily(480, 1080, (0, 1, 2, 3, 4))
PASSWORD = "correct-horse-battery"
ACCOUNTS = (
    ("planner", Role.PLANNER, None),
    ("manager", Role.MANAGER, None),
    ("ada", Role.REP, "r01"),
    ("bo", Role.REP, "r03"),
)
"""User name, role and rep; every account has PASSWORD. The two reps can stand in for each other."""

SETUP = """
[[sites]]
id = "main"
seats = 10
zone = "America/New_York"

[[contracts]]
id = "full-time"
paid_minutes_per_week = [2400, 2400]
days_per_week = [5, 5]
max_consecutive_days = 6
min_rest_minutes = 660

[[contracts.shifts]]
id = "8h"
start = { earliest = "08:00", latest = "09:30", step = 30 }
span_minutes = [510]
min_gap_minutes = 60
[[contracts.shifts.breaks]]
name = "break"
minutes = 15
paid = true
window = [60, 150]
[[contracts.shifts.breaks]]
name = "lunch"
minutes = 30
paid = false
window = [210, 300]
"""

QUEUES = (
    "id,channel,language,zone,hours,service_level,within_seconds,aht_seconds\n"
    f"voice-en,voice,en,{ZONE},Mon-Fri 08:00-18:00,0.8,20,240\n"
)

REPS = "id,name,contract,skills,work_mode,site,home_workspace_approved,hired\n" + "".join(
    f"r{n:02d},Person {n},full-time,voice-en,{'onsite,main,no' if n % 2 else 'remote,,yes'},2020-01-{n + 1:02d}\n"
    for n in range(12)
)


def coming_monday() -> date:
    """The first day after the history: a Monday at least ten days from now, so that a round can close before it."""
    soon = date.today() + timedelta(days=10)
    return soon + timedelta(days=-soon.weekday() % 7)


def history_csv(weeks: int = 6, per_slot: float = 15, seed: int = 5) -> str:
    """Half-hourly calls of a weekday centre up to the day before the coming Monday, in local time."""
    grid = TimeGrid.of_days(ZONE, coming_monday() - timedelta(weeks=weeks), weeks * 7, 30)
    offered = np.random.default_rng(seed).poisson(per_slot, grid.count)
    rows = [
        f"{str(moment).replace('T', ' ')},voice-en,voice,en,{count},240"
        for moment, count, is_open in zip(grid.local(), offered, HOURS.mask(grid), strict=True)
        if is_open
    ]
    return "\n".join(["start,queue,channel,language,offered,aht_seconds", *rows]) + "\n"


def build(folder: Path) -> Database:
    """Make the centre on SQLite in a folder that the app is then given as its data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    db = initialise(f"sqlite:///{folder / 'wfm.db'}")
    import_setup(db, OPERATOR, SETUP.encode(), name="setup.toml")
    import_queues(db, OPERATOR, QUEUES.encode(), name="queues.csv")
    import_reps(db, OPERATOR, REPS.encode(), ImportOptions(), name="reps.csv")
    import_history(db, OPERATOR, history_csv().encode(), ImportOptions(zone=ZONE), name="history.csv")
    for username, role, rep in ACCOUNTS:
        create_user(db, OPERATOR, username, PASSWORD, role, rep)
    return db
