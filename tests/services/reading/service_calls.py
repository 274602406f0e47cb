"""Every service as it is called in a growing centre: those that read, and those that write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from tests.services import planned_centre
from tests.services.reading.desk_calls import DESK_READS, DESK_WRITES
from tests.services.reading.growing_centre import Growing
from tests.services.reading.people_calls import PEOPLE_READS, PEOPLE_WRITES, Call, Ready
from tests.services.reading.timeline_calls import TIMELINE_READS, TIMELINE_WRITES
from tests.services.small_centre import rep, shift
from wfm.domain.accounts import OPERATOR, Role
from wfm.domain.errors import RefusedError
from wfm.domain.exchange.offers import OfferKind
from wfm.domain.planning.changes import Layer, QueueLayer
from wfm.domain.planning.hours import HoursException
from wfm.services import audit, bidding, centre, export, imports, jobs, leave, personal, staffing, viewing
from wfm.services.bidding import awards
from wfm.services.centre import accounts, opening, records
from wfm.services.export import exporting
from wfm.services.forecast import changes, forecasts, intraday
from wfm.services.leave import day_allotments
from wfm.services.readers import ImportOptions
from wfm.services.schedule import drafts, generating, predicted_service, schedule_coverage
from wfm.services.staffing import staffing_outlook
from wfm.services.trading import offers, returns, swap_verdicts, swaps


def _now() -> datetime:
    return datetime.now(UTC)


def _ahead() -> datetime:
    return _now() + timedelta(days=120)


def _owned(c: Growing, schedule: int, name: str | None) -> int:
    """A shift of a schedule that a rep (None: nobody) owns and that is not on the board."""
    with c.db.read() as uow:
        shifts = [p for p in uow.schedules.get(schedule).shifts if p.shift.agent == (name or "")]
        return next(p.id for p in shifts if not uow.offers.standing(p.id))


def _offered(c: Growing, kind: OfferKind, taken: bool = False) -> int:
    """An offer on the board of a kind, for which someone has asked already or not."""
    found = (e.offer for e in offers.board(c.db, c.manager))
    return next(o.id for o in found if o.kind is kind and (o.taken_by is not None) == taken)


READS: dict[str, Call] = {
    **PEOPLE_READS,
    **DESK_READS,
    **TIMELINE_READS,
    "audit.entries": lambda c: audit.entries(c.db, c.planner),
    "personal.exporting.export_person": lambda c: personal.export_person(c.db, OPERATOR, str(c.rep.rep)),
    "personal.keeping.kept_kinds": lambda c: personal.kept_kinds(c.db, OPERATOR),
    "bidding.awards.outcome": lambda c: bidding.outcome(c.db, c.planner, c.closed_round),
    "bidding.bid_rounds.rounds": lambda c: bidding.rounds(c.db, c.planner),
    "bidding.bid_rounds.lines": lambda c: bidding.lines(c.db, c.planner, c.open_round),
    "bidding.ranking.line_choices": lambda c: bidding.line_choices(c.db, c.rep, c.open_round),
    "bidding.ranking.ranking_advice": lambda c: bidding.ranking_advice(c.db, c.rep, c.open_round),
    "centre.accounts.list_users": lambda c: centre.list_users(c.db, OPERATOR),
    "centre.accounts.live_tokens": lambda c: accounts.live_tokens(c.db, [f"token {n}" for n in range(40 * c.size)]),
    "centre.accounts.principal_of": lambda c: centre.principal_of(c.db, "-"),
    "centre.records.sites": lambda c: centre.sites(c.db, c.planner),
    "centre.records.queues": lambda c: centre.queues(c.db, c.planner),
    "centre.records.contracts": lambda c: records.contracts(c.db, c.planner),
    "centre.records.reps": lambda c: centre.reps(c.db, c.planner),
    "centre.records.rep": lambda c: centre.rep(c.db, c.planner, c.rep.rep),
    "centre.status.read_status": lambda c: centre.read_status(c.db, c.planner),
    "export.exporting.schedule_csv": lambda c: export.schedule_csv(c.db, c.planner, c.published[-1]),
    "export.exporting.schedule_ics": lambda c: export.schedule_ics(c.db, c.planner, c.published[-1], str(c.rep.rep)),
    "export.exporting.rep_ics": lambda c: export.rep_ics(c.db, c.rep, c.rep.rep, _now() - timedelta(60), _ahead()),
    "export.exporting.read_days": lambda c: exporting.read_days(c.db, c.planner, c.monday, 14),
    "export.exporting.days_csv": lambda c: export.days_csv(c.db, c.planner, c.monday, 14),
    "export.workbook.days_xlsx": lambda c: export.days_xlsx(c.db, c.planner, c.monday, 14),
    "viewing.horizons_of": lambda c: viewing.horizons_of(c.db, c.rep, viewing.schedule(c.db, c.planner, 1).shifts),
    "export.exporting.read": lambda c: exporting.read(c.db, c.planner, c.published[-1]),
    "export.workbook.schedule_xlsx": lambda c: export.schedule_xlsx(c.db, c.planner, c.published[-1]),
    "forecast.changes.layers": lambda c: changes.layers(c.db, c.planner),
    "forecast.changes.scenarios": lambda c: changes.scenarios(c.db, c.planner),
    "forecast.changes.special_days": lambda c: changes.special_days(c.db, c.planner),
    "imports.importing.uploads": lambda c: imports.uploads(c.db, c.planner),
    "jobs.get_job": lambda c: jobs.get_job(c.db, c.planner, 1),
    "jobs.latest_job": lambda c: jobs.latest_job(c.db, c.planner, "forecast"),
    "leave.requests.my_requests": lambda c: leave.my_requests(c.db, c.rep),
    "leave.requests.list_requests": lambda c: leave.list_requests(c.db, c.manager),
    "leave.requests.clashes": lambda c: leave.clashes(c.db, c.manager, c.requests),
    "leave.counting.counts": lambda c: leave.counts(c.db, c.manager, c.requests),
    "leave.leave_kinds.kinds": lambda c: leave.kinds(c.db, c.manager),
    "leave.day_allotments.allotments": lambda c: day_allotments.allotments(
        c.db, c.manager, c.monday, c.monday + timedelta(days=60)
    ),
    "schedule.predicted_service.service_level": lambda c: predicted_service.service_level(
        c.db, c.planner, c.published[-1]
    ),
    "schedule.schedule_coverage.coverage": lambda c: schedule_coverage.coverage(c.db, c.planner, c.published[-1]),
    "schedule.schedule_coverage.timeline_coverage": lambda c: schedule_coverage.timeline_coverage(
        c.db, c.planner, c.monday, 14
    ),
    "schedule.schedule_coverage.rep_schedule": lambda c: schedule_coverage.rep_schedule(
        c.db, c.rep, c.rep.rep, _now() - timedelta(60), _ahead()
    ),
    "staffing.requirements.shared_queues": lambda c: staffing.shared_queues(c.db, c.planner),
    "staffing.requirements.what_if": lambda c: staffing.what_if(c.db, c.planner),
    "trading.offers.board": lambda c: offers.board(c.db, c.rep),
    "trading.offers.board, manager": lambda c: offers.board(c.db, c.manager),
    "trading.offers.open_shifts": lambda c: offers.open_shifts(c.db, c.rep),
    "trading.offers.my_offers": lambda c: offers.my_offers(c.db, c.rep),
    "trading.returns.return_choices": lambda c: returns.return_choices(c.db, c.rep, c.offers),
    "trading.swap_verdicts.judge": lambda c: swap_verdicts.judge(
        c.db, c.planner, str(c.rep.rep), _owned(c, c.published[-1], "r01")
    ),
    "viewing.forecast_runs": lambda c: viewing.forecast_runs(c.db, c.planner),
    "viewing.forecast_run": lambda c: viewing.forecast_run(c.db, c.planner, c.forecasts[0]),
    "viewing.requirement_runs": lambda c: viewing.requirement_runs(c.db, c.planner),
    "viewing.requirement_run": lambda c: viewing.requirement_run(c.db, c.planner, c.requirements[0]),
    "viewing.cleaned_history": lambda c: viewing.cleaned_history(c.db, c.planner, c.queues[0]),
    "viewing.schedules": lambda c: viewing.schedules(c.db, c.planner),
    "viewing.schedule": lambda c: viewing.schedule(c.db, c.planner, c.published[-1]),
}
"""Every service that reads, as it is called."""


def _award(c: Growing) -> Callable[[], object]:
    return lambda: bidding.award_round(c.db, c.planner, c.closed_round)


def _override(c: Growing) -> Callable[[], object]:
    _award(c)()
    name = bidding.outcome(c.db, c.planner, c.closed_round)[-1].rep
    return lambda: awards.override_award(c.db, c.planner, c.closed_round, name, None, "why")


def _publish_round(c: Growing) -> Callable[[], object]:
    _award(c)()
    return lambda: bidding.publish_round(c.db, c.planner, c.closed_round)


def _open_round(c: Growing) -> Callable[[], object]:
    now = _now()
    return lambda: bidding.open_round(c.db, c.planner, c.draft, "more", now, now + timedelta(days=2), 7)


def _rank(c: Growing) -> Callable[[], object]:
    choices = [choice.line.id for choice in bidding.line_choices(c.db, c.rep, c.open_round) if not choice.faults]
    return lambda: bidding.rank_lines(c.db, c.rep, c.open_round, choices)


def _reps_file(c: Growing) -> Callable[[], object]:
    rows = "".join(f"new{n:02d},New {n},flex,{c.queues[0]},remote,,yes\n" for n in range(6 * c.size))
    file = f"id,name,contract,skills,work_mode,site,home_workspace_approved\n{rows}".encode()
    return lambda: imports.import_reps(c.db, c.planner, file, name="reps.csv")


def _leave_file(c: Growing) -> Callable[[], object]:
    rows = "".join(f"{c.rep.rep},{c.monday + timedelta(days=300 + n)},,\n" for n in range(6 * c.size))
    return lambda: imports.import_leave(c.db, c.planner, f"rep,from,to,kind\n{rows}".encode(), name="leave.csv")


def _activities_file(c: Growing) -> Callable[[], object]:
    with c.db.read() as uow:
        shifts = uow.published.shifts_between(_now(), _ahead())
    rows = "".join(f"{p.shift.agent},huddle,{p.start.isoformat()},15\n" for p in shifts if p.start > _now())
    table = f"rep,activity,start,minutes\n{rows}".encode()
    return lambda: imports.import_activities(c.db, c.planner, table, ImportOptions(skip_refused=True))


def _setup_file(c: Growing) -> Callable[[], object]:
    sites = "".join(f'[[sites]]\nid = "new{n}"\nseats = 1\nzone = "UTC"\n' for n in range(3 * c.size))
    return lambda: imports.import_setup(c.db, c.planner, sites.encode(), name="setup.toml")


def _queues_file(c: Growing) -> Callable[[], object]:
    rows = "".join(f"new{n},voice,en,UTC,Mon-Fri 08:00-18:00,0.8,20,240\n" for n in range(3 * c.size))
    file = f"id,channel,language,zone,hours,service_level,within_seconds,aht_seconds\n{rows}".encode()
    return lambda: imports.import_queues(c.db, c.planner, file, name="queues.csv")


def _team(c: Growing) -> Callable[[], object]:
    team = [rep(f"new{n:02d}", skills=c.queues[:1]) for n in range(6 * c.size)]
    return lambda: records.set_reps(c.db, c.planner, team)


def _today(c: Growing) -> Callable[[], object]:
    """With the first morning of the newest forecast recorded in every queue."""
    with c.db.write() as uow:
        run = uow.forecasts.get(c.forecasts[-1])
        grid, ones = run.grid.slice(0, 24), np.ones(24)
        for queue in uow.queues.all():
            made = planned_centre.history(queue, 60, weeks=1)
            uow.history.put_history(replace(made, grid=grid, offered=ones, handled=ones, aht_seconds=ones * 240))
    return lambda: intraday.reforecast_today(c.db, c.planner, run=c.forecasts[-1], keep=True)


def _forecast(c: Growing) -> Callable[[], object]:
    """The reading before the calculation, which takes long."""

    def read() -> object:
        with c.db.read() as uow:
            return forecasts._known(uow, c.queues, {})

    return read


def _problem(c: Growing) -> Callable[[], object]:
    """The reading before the search, which takes long."""

    def read() -> object:
        with c.db.read() as uow:
            return drafts.build_problem(uow, uow.requirements.get(c.requirements[-1]), keep=True)

    return read


def _layer(c: Growing) -> Callable[[], object]:
    edit = changes.Edit(added=(QueueLayer(0, c.queues[0], Layer("more", "multiply", 1.1, _now(), _ahead())),))
    return lambda: changes.save_layers(c.db, c.planner, edit)


def _open_shift(c: Growing) -> Callable[[], object]:
    schedule, skills = c.published[-1], c.queues[:1]
    return lambda: offers.create_open_shift(c.db, c.planner, schedule, shift("", 6), skills)


def _taken(c: Growing) -> Callable[[], object]:
    open, taker = _offered(c, OfferKind.OPEN), c.rep
    return lambda: _or_refused(lambda: swaps.take(c.db, taker, open))


def _decided(c: Growing) -> Callable[[], object]:
    asked = _offered(c, OfferKind.GIVEAWAY, taken=True)
    return lambda: swaps.decide(c.db, c.manager, asked, False, "no")


def _withdrawn(c: Growing) -> Callable[[], object]:
    open = _offered(c, OfferKind.OPEN)
    return lambda: offers.withdraw(c.db, c.planner, open)


def _offer(c: Growing) -> Callable[[], object]:
    own = _owned(c, c.published[-1], c.rep.rep)
    return lambda: offers.offer_shift(c.db, c.rep, own, OfferKind.GIVEAWAY)


def _release(c: Growing) -> Callable[[], object]:
    theirs = _owned(c, c.published[-1], "r03")
    return lambda: offers.release_shift(c.db, c.planner, theirs)


def _leave_decided(c: Growing) -> Callable[[], object]:
    return lambda: leave.decide(c.db, c.manager, c.requests[0], False, "no")


def _leave_asked(c: Growing) -> Callable[[], object]:
    start = datetime.combine(c.monday, datetime.min.time(), UTC)
    return lambda: leave.ask(c.db, c.rep, start, start + timedelta(hours=9))


def _outlook(c: Growing) -> Callable[[], object]:
    run = viewing.requirement_run(c.db, c.planner, c.requirements[0])
    return lambda: staffing_outlook.outlook(c.db, c.planner, run, c.queues[0])


def _or_refused(call: Callable[[], object]) -> object:
    """What the call gives, or the sentence that refuses it."""
    try:
        return call()
    except RefusedError as error:
        return error


WRITES: dict[str, Ready] = {
    **PEOPLE_WRITES,
    **DESK_WRITES,
    **TIMELINE_WRITES,
    "bidding.awards.award_round": _award,
    "bidding.awards.override_award": _override,
    "bidding.awards.publish_round": _publish_round,
    "bidding.bid_rounds.open_round": _open_round,
    "bidding.bid_rounds.close_round": lambda c: lambda: bidding.close_round(c.db, c.planner, c.open_round),
    "bidding.ranking.rank_lines": _rank,
    "centre.opening.set_exception": lambda c: (
        lambda: opening.set_exception(c.db, c.planner, None, HoursException(c.monday, (), "closed"))
    ),
    "centre.records.set_reps": _team,
    "centre.accounts.set_role": lambda c: lambda: accounts.set_role(c.db, OPERATOR, "rep0", Role.MANAGER),
    "forecast.changes.save_layers": _layer,
    "forecast.forecasts.make_forecast": _forecast,
    "forecast.intraday.reforecast_today": _today,
    "imports.leave_import.import_leave": _leave_file,
    "imports.activities_import.import_activities": _activities_file,
    "imports.people_files.import_reps": _reps_file,
    "imports.centre_files.import_setup": _setup_file,
    "imports.centre_files.import_queues": _queues_file,
    "leave.requests.ask": _leave_asked,
    "leave.requests.decide": _leave_decided,
    "schedule.drafts.make_schedule": _problem,
    "schedule.generating.generate_reps": lambda c: lambda: generating.generate_reps(c.db, c.planner, count=6 * c.size),
    "staffing.requirements.make_requirement": lambda c: (
        lambda: staffing.make_requirement(c.db, c.planner, pooled=False, remember=True)
    ),
    "staffing.staffing_outlook.outlook": _outlook,
    "trading.offers.create_open_shift": _open_shift,
    "trading.offers.offer_shift": _offer,
    "trading.offers.release_shift": _release,
    "trading.offers.withdraw": _withdrawn,
    "trading.swaps.decide": _decided,
    "trading.swaps.take": _taken,
}
"""Services that write, and those that need something made ready."""
