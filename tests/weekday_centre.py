"""A weekday centre of one queue and twelve reps, as the files a planner imports."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from wfm.domain.planning.contacts import OperatingHours
from wfm.domain.time import TimeGrid

ZONE = "America/New_York"
HOURS = OperatingHours.daily(480, 1080, (0, 1, 2, 3, 4))

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
    "voice-en,voice,en,America/New_York,Mon-Fri 08:00-18:00,0.8,20,240\n"
)

REPS = "id,name,contract,skills,work_mode,site,home_workspace_approved\n" + "".join(
    f"r{n:02d},Person {n},full-time,voice-en,{'onsite,main,no' if n % 2 else 'remote,,yes'}\n" for n in range(12)
)


def history_csv(
    queue: str = "voice-en", weeks: int = 8, per_slot: float = 15, seed: int = 5, until: date = date(2026, 6, 1)
) -> str:
    """Half-hourly calls of a weekday centre up to the day before `until`, in local time."""
    grid = TimeGrid.of_days(ZONE, until - timedelta(weeks=weeks), weeks * 7, 30)
    offered = np.random.default_rng(seed).poisson(per_slot, grid.count)
    rows = [
        f"{str(moment).replace('T', ' ')},{queue},voice,en,{count},240"
        for moment, count, is_open in zip(grid.local(), offered, HOURS.mask(grid), strict=True)
        if is_open
    ]
    return "\n".join(["start,queue,channel,language,offered,aht_seconds", *rows]) + "\n"
