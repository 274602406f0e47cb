"""The demo's plan: a forecast of four weeks, a published schedule of the first two, and a draft of the others."""

from __future__ import annotations

from datetime import datetime, time

from data import centre
from data.dates import DRAFTED, PLANNED, DemoDates
from scheduler import Event, ProgressCallback, silent
from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.exchange import ScheduleVersion
from wfm.domain.planning import ForecastRun
from wfm.domain.time import to_utc
from wfm.services.demo.pieces import place_pieces
from wfm.services.demo.state import founded
from wfm.services.forecast import make_forecast
from wfm.services.progress import OnProgress, quiet
from wfm.services.schedule import make_schedule
from wfm.services.timeline import publish

DRAFT_SHARE = 0.25
"""Share of the search that the draft gets."""


def forecast_demo(db: Database, who: Principal, dates: DemoDates, on_progress: OnProgress = quiet) -> ForecastRun:
    """Forecast all the days that are planned."""
    founded(db, who)
    return make_forecast(db, who, start=dates.monday, days=PLANNED + DRAFTED, on_progress=on_progress)


def schedule_demo(
    db: Database,
    who: Principal,
    dates: DemoDates,
    *,
    time_limit: float,
    stop_asked: Event | None = None,
    on_progress: ProgressCallback = silent,
) -> ScheduleVersion:
    """Make the schedule of the first two weeks, with huddles and coaching in its shifts, and publish it.

    All of it happens as their first midnight strikes: what has begun by today would be planned and published no more.
    """
    founded(db, who)
    then = to_utc(datetime.combine(dates.monday, time()), centre.ZONE)
    seconds = (1 - DRAFT_SHARE) * time_limit
    made = make_schedule(
        db,
        who,
        first_day=dates.monday,
        days=PLANNED,
        time_limit=seconds,
        now=then,
        stop_asked=stop_asked,
        on_progress=on_progress,
    )
    with db.write() as uow:
        place_pieces(uow, who, made.id)
    return publish(db, who, made.id, now=then)


def draft_demo(
    db: Database,
    who: Principal,
    dates: DemoDates,
    *,
    time_limit: float,
    stop_asked: Event | None = None,
    on_progress: ProgressCallback = silent,
) -> ScheduleVersion:
    """Make the draft of the two weeks behind, of the same requirement."""
    founded(db, who)
    seconds = DRAFT_SHARE * time_limit
    return make_schedule(
        db, who, first_day=dates.draft, days=DRAFTED, time_limit=seconds, stop_asked=stop_asked, on_progress=on_progress
    )
