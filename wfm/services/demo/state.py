"""How far a database has come with the demo, and the day it was made for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from data import centre
from data.dates import WEEKS, DemoDates
from wfm.database import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import ScheduleStatus
from wfm.domain.time import to_utc, zone_of
from wfm.services.clock import clock_now

EARLIEST, LATEST = time(3), time(23, 59)
"""Times of day that are on the clock once, also on days on which it changes."""


@dataclass(frozen=True, slots=True)
class DemoState:
    """What a database holds of the demo, None or nothing where a step is not done; schedules by their ids.

    `monday` is the first of the days it plans, the Monday of the week it was made in.
    """

    queues: tuple[str, ...]
    sites: tuple[str, ...]
    monday: date | None
    last_day: date | None
    reps: int
    forecast: int | None
    requirement: int | None
    published: int | None
    draft: int | None
    accounts: tuple[str, ...]

    def dates(self, now: datetime) -> DemoDates:
        """The days of the demo that is there, else of one that is made now."""
        today = now.astimezone(zone_of(centre.ZONE)).date()
        return DemoDates(today if self.monday is None else min(today, self.monday + timedelta(days=6)))

    def aged(self, now: datetime) -> str:
        """A sentence where all the published days are over by then, "" before."""
        today = now.astimezone(zone_of(centre.ZONE)).date()
        if self.monday is None or today < DemoDates(self.monday).draft:
            return ""
        ends = DemoDates(self.monday).draft - timedelta(days=1)
        return (
            f"the demo in this database was made in the week of {self.monday} and its published schedule ended on "
            f"{ends}; give a fresh one a folder of its own, such as WFM_DATA_DIR=demo-{today} wfm demo, or look at "
            "this one with wfm app"
        )


def now_on(today: date | None, now: datetime | None = None) -> datetime:
    """This moment, or the same time of another day on the centre's clock."""
    moment = clock_now(now)
    if today is None:
        return moment
    time = moment.astimezone(zone_of(centre.ZONE)).time()
    return to_utc(datetime.combine(today, min(max(time, EARLIEST), LATEST)), centre.ZONE)


def founded(db: Database, who: Principal) -> DemoState:
    """What is there of the demo; RefusedError before it is created."""
    state = demo_state(db, who)
    if state.monday is None:
        raise RefusedError("there is no demo centre in this database; create it first")
    return state


def demo_state(db: Database, who: Principal) -> DemoState:
    """What is there of the demo. RefusedError when the database holds another centre."""
    who.require(Role.ADMIN)
    with db.read() as uow:
        queues, sites = uow.queues.ids(), uow.sites.ids()
        ours = {site.id for site in centre.SITES}
        if (queues or sites) and not ours <= set(sites):
            raise RefusedError(
                "the database holds another centre; give the demo one of its own with WFM_DATA_DIR or WFM_DATABASE_URL"
            )
        spans = [span[:2] for span in uow.history.spans(queues).values()]
        first, last = (_day(min(s for s, _ in spans)), _day(max(e for _, e in spans))) if spans else (None, None)
        forecast, requirement = uow.forecasts.latest(), uow.requirements.latest()
        published, draft = (uow.schedules.latest(status) for status in (ScheduleStatus.PUBLISHED, ScheduleStatus.DRAFT))
        return DemoState(
            queues=queues,
            sites=sites,
            monday=None if first is None else DemoDates(first + timedelta(weeks=WEEKS)).monday,
            last_day=last,
            reps=len(uow.reps.ids()),
            forecast=forecast.id if forecast else None,
            requirement=requirement.id if requirement else None,
            published=published.id if published else None,
            draft=draft.id if draft else None,
            accounts=tuple(user.username for user in uow.users.all()),
        )


def _day(moment: datetime) -> date:
    """The local day of the last minute before a moment; of a start, the day itself at the hours a centre is open."""
    return (moment - timedelta(minutes=1)).astimezone(zone_of(centre.ZONE)).date()
