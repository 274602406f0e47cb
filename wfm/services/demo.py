"""The demo centre: its people, queues and history in the database, and one account per role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from data import centre, people
from data.files import read_history
from data.generator import SEED
from data.rosters import read_time_off
from wfm.database import Database, LeaveState
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import ScheduleStatus
from wfm.domain.time import to_utc, zone_of
from wfm.services.centre import create_user, generate_password
from wfm.services.progress import OnProgress, quiet
from wfm.staffing import Shrinkage, ShrinkageComponent

DAYS = 14
"""Days the demo plans: the two weeks after the history."""

SHRINKAGE = Shrinkage(
    (
        ShrinkageComponent("sickness and lateness", 0.05),
        ShrinkageComponent("coaching and meetings", 0.04, "scheduled"),
        ShrinkageComponent("breaks", 0.07, "scheduled", placed=True),
    )
)
"""What the demo deducts: breaks are placed in the schedule itself and not deducted twice."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A demo account; the password is known only here."""

    username: str
    role: Role
    password: str
    name: str


@dataclass(frozen=True, slots=True)
class DemoState:
    """How far the demo is: what its database holds. `published` is the id of its published schedule, None before."""

    reps: int
    queues: tuple[str, ...]
    sites: tuple[str, ...]
    first_day: date | None
    last_day: date | None
    forecast: int | None
    requirement: int | None
    draft: int | None
    published: int | None
    accounts: tuple[str, ...]


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
        span = uow.history.span(queues[0]) if queues else None
        forecast, requirement = uow.forecasts.latest(), uow.requirements.latest()
        draft = uow.schedules.latest(ScheduleStatus.DRAFT)
        published = uow.schedules.latest(ScheduleStatus.PUBLISHED)
        return DemoState(
            reps=len(uow.reps.ids()),
            queues=queues,
            sites=sites,
            first_day=span[0].astimezone(zone_of(centre.ZONE)).date() if span else None,
            last_day=(span[1] - timedelta(minutes=1)).astimezone(zone_of(centre.ZONE)).date() if span else None,
            forecast=forecast.id if forecast else None,
            requirement=requirement.id if requirement else None,
            draft=draft.id if draft else None,
            published=published.id if published else None,
            accounts=tuple(user.username for user in uow.users.all()),
        )


def create_demo(db: Database, who: Principal, on_progress: OnProgress = quiet) -> None:
    """Write the demo centre into an empty database, whole or not at all."""
    state = demo_state(db, who)
    if state.reps:
        raise RefusedError(f"the demo centre exists already, with {state.reps} reps")
    on_progress(0.0, "reading the files of the demo centre")
    histories = read_history()
    reps, leave = people.reps(SEED), read_time_off()
    with db.write() as uow:
        uow.sites.put_many(centre.SITES)
        uow.queues.put_many(centre.QUEUES)
        uow.contracts.put_many(centre.CONTRACTS)
        uow.reps.put_many(reps)
        for entry in leave:
            start, end = (to_utc(t, centre.ZONE) for t in (entry.start, entry.end))
            uow.time_off.request(entry.rep, start, end, entry.reason, LeaveState.APPROVED)
        for number, history in enumerate(histories):
            on_progress(0.1 + 0.9 * number / len(histories), f"storing the history of {history.queue}")
            uow.history.put_history(history)
        uow.audit.add(who, "create", "demo", centre.NAME, {"reps": len(reps)})
    on_progress(1.0, f"{centre.NAME} stored")


def create_accounts(db: Database, who: Principal) -> tuple[DemoAccount, ...]:
    """One account per role and a second rep to trade with, with new random passwords that are kept nowhere."""
    if not demo_state(db, who).reps:
        raise RefusedError("the demo's accounts need its reps; create the demo centre first")
    with db.read() as uow:
        live = [rep for rep in uow.reps.all() if "es" in rep.languages and rep.contract == "full-time"][:2]
    wanted = [
        ("planner", Role.PLANNER, None, "plans the centre"),
        ("manager", Role.MANAGER, None, "leads the teams"),
        ("boss", Role.ADMIN, None, "manages accounts, reads the audit log"),
        *((f"rep{n or ''}", Role.REP, rep.id, rep.name) for n, rep in zip((0, 2), live, strict=True)),
    ]
    accounts = []
    for username, role, rep, name in wanted:
        password = generate_password()
        create_user(db, who, username, password, role, rep)
        accounts.append(DemoAccount(username, role, password, name))
    return tuple(accounts)
