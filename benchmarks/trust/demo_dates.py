"""The demo made on days that are hard: `python -m benchmarks.trust.demo_dates [DAY ...]` prints a row for each.

A leap day, both clock changes, the year's end and today. A row tells how long all of it took, how large the team is
beside its work, the optimizer's gap, and what there is to decide, to take and to bid on at that day's moment.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from data.dates import DemoDates
from wfm.database import LeaveState, initialise
from wfm.domain.accounts import OPERATOR
from wfm.services.bidding import rounds
from wfm.services.demo import (
    create_accounts,
    create_demo,
    draft_demo,
    forecast_demo,
    hire_team,
    live_demo,
    now_on,
    schedule_demo,
)
from wfm.services.schedule import coverage, service_level, summary
from wfm.services.trading import board

DAYS = ("2028-02-29", "2027-03-14", "2027-11-07", "2026-12-31")
SEARCH = 60.0
MOST_OFF = 0.05
"""How far the team's hours may be from its work."""


def row(day: date, folder: Path) -> bool:
    """Make the demo of a day and print how it is; whether its team is as large as its work."""
    begun, dates, now = time.monotonic(), DemoDates(day), now_on(day)
    db = initialise(f"sqlite:///{folder / f'{day}.db'}")
    create_demo(db, OPERATOR, dates)
    forecast_demo(db, OPERATOR, dates)
    team = hire_team(db, OPERATOR, dates)
    made = schedule_demo(db, OPERATOR, dates, time_limit=SEARCH)
    draft_demo(db, OPERATOR, dates, time_limit=SEARCH)
    create_accounts(db, OPERATOR)
    live_demo(db, OPERATOR, dates, now)
    seconds, parts = time.monotonic() - begun, coverage(db, OPERATOR, made.id)
    found = summary(parts)
    ratio = found.scheduled / found.required
    gap = 1 - (made.lower_bound or 0.0) / (made.objective or 1.0)
    levels = ", ".join(f"{q.queue} {q.mean_level:.0%}" for q in service_level(db, OPERATOR, made.id, parts))
    with db.read() as uow:
        waiting = len(uow.time_off.list(LeaveState.REQUESTED))
    offers, open_rounds = len(board(db, OPERATOR, now=now)), len(rounds(db, OPERATOR, now=now))
    print(
        f"{day}: {seconds:.0f} s, {team.reps} reps, scheduled / required {ratio:.3f}, short {found.short_share:.1%}, "
        f"gap {gap:.1%}; {waiting} requests, {offers} offers, {open_rounds} round; {levels}",
        flush=True,
    )
    db.close()
    return abs(ratio - 1) < MOST_OFF and min(waiting, offers, open_rounds) > 0


def main(days: list[str]) -> int:
    """Print every row; 1 where a demo is not as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        good = [row(date.fromisoformat(day), Path(folder)) for day in days or [*DAYS, str(date.today())]]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
