"""A small centre in a database, for tests: one of each kind, every field set."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

from wfm.database.engine import Database
from wfm.domain.people import Rep, Site, Stage, WorkMode
from wfm.domain.people.contracts import BreakTemplate, Contract, ShiftTemplate
from wfm.domain.planning.contacts import (
    Channel,
    OperatingHours,
    Queue,
    ServiceLevelDefinition,
    ServiceTarget,
)
from wfm.domain.time import Horizon

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
ZONE = "America/New_York"
SITE = Site("hq", "Headquarters", 40, ZONE)
QUEUE = Queue(
    "voice-es",
    Channel.VOICE,
    "es",
    ZONE,
    OperatingHours.daily(420, 1260, (0, 1, 2, 3, 4)),
    ServiceTarget(0.85, 30, ServiceLevelDefinition.VIRTUAL, 0.9, 0.05),
    240.5,
    math.inf,
    1,
    0.25,
    2.0,
    "spanish",
    "US",
    "CA",
)
CONTRACT = Contract(
    "full",
    (2280, 2400),
    (4, 5),
    5,
    660,
    (
        ShiftTemplate("day", 360, 840, 30, (510, 540), 60, (BreakTemplate("lunch", 30, False, 180, 300),)),
        ShiftTemplate("late", 900, 900, 15, (480,)),
    ),
    120,
    2,
)
REP = Rep(
    "r1",
    "Ana Díaz",
    "full",
    {"voice-es": 1.0, "voice-en": 0.6},
    ("es", "en"),
    WorkMode.HYBRID,
    "hq",
    (2, 3),
    date(2020, 2, 29),
    18.25,
    True,
    Stage.NESTING,
    91.5,
    ((480, 1080), (10000, 11000)),
    540,
    "ana@example.com",
)
PLAIN = Rep("r2", "Bo", "full", {}, work_mode=WorkMode.REMOTE, home_workspace_approved=True)


def fill(database: Database) -> None:
    """A small centre."""
    with database.write() as unit:
        unit.sites.put(SITE)
        unit.queues.put(QUEUE)
        unit.contracts.put(CONTRACT)
        unit.reps.put_many([REP, PLAIN])


HORIZON = Horizon(date(2025, 3, 3), 7, 15, ZONE)
