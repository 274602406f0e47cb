"""Services about bid rounds, schedules, forecasts, staffing, files and runs, and how the tests call them.

What would take long in earnest is called for a thing that is not there: who may call it meets that error.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from tests.services.rights.door import Door
from tests.services.rights.stage import AFTER, Stage
from tests.services.small_centre import MONDAY, NOW
from wfm.domain.accounts import Principal
from wfm.domain.errors import InputError, NotFoundError, RefusedError
from wfm.domain.planning.hours import HoursException, OperatingHours
from wfm.services import jobs, viewing
from wfm.services.bidding import awards, bid_rounds, ranking
from wfm.services.centre import deleting, opening
from wfm.services.export import exporting, workbook
from wfm.services.forecast import changes, forecasts, intraday
from wfm.services.schedule import (
    CoverageReport,
    drafts,
    generating,
    predicted_service,
    schedule_coverage,
    simulating,
)
from wfm.services.staffing import requirements, staffing_outlook
from wfm.staffing.simulation.outcome import SimulationResult

NOTHING = changes.Edit()
NO = 999
"""The number of nothing."""


def _open_round(s: Stage, who: Principal, _: str) -> object:
    return bid_rounds.open_round(s.db, who, s.drafts["free"], "new", NOW, NOW + timedelta(days=2), 1, now=NOW)


def _override(s: Stage, who: Principal, id: str) -> object:
    return awards.override_award(s.db, who, s.rounds["processed"], id, None, "needed", now=AFTER)


def _nothing_played(s: Stage) -> SimulationResult:
    """A simulation of no queues."""
    empty = {name: np.zeros((0, s.requirement.grid.count)) for name in SimulationResult.__dataclass_fields__}
    return SimulationResult(**{**empty, "grid": s.requirement.grid, "queues": (), "languages": (), "groups": ()})


PLANNING = (
    # bid rounds
    Door("bidding.rounds", "everyone", lambda s, who, _: bid_rounds.rounds(s.db, who, now=NOW)),
    Door("bidding.lines", "everyone", lambda s, who, _: bid_rounds.lines(s.db, who, s.rounds["open"], now=NOW)),
    Door("bidding.line_choices", "own", lambda s, who, _: ranking.line_choices(s.db, who, s.rounds["open"], now=NOW)),
    Door(
        "bidding.ranking_advice", "own", lambda s, who, _: ranking.ranking_advice(s.db, who, s.rounds["open"], now=NOW)
    ),
    Door(
        "bidding.rank_lines",
        "own",
        lambda s, who, _: ranking.rank_lines(s.db, who, s.rounds["open"], [s.line], now=NOW),
    ),
    Door("bidding.outcome", "own or staff", lambda s, who, _: awards.outcome(s.db, who, s.rounds["processed"])),
    Door("bidding.open_round", "planners", _open_round),
    Door(
        "bidding.close_round",
        "planners",
        lambda s, who, _: bid_rounds.close_round(s.db, who, s.rounds["open"], now=NOW + timedelta(hours=1)),
    ),
    Door(
        "bidding.award_round", "planners", lambda s, who, _: awards.award_round(s.db, who, s.rounds["open"], now=AFTER)
    ),
    Door("bidding.override_award", "planners, of others", _override, about=True),
    Door(
        "bidding.publish_round",
        "planners",
        lambda s, who, _: awards.publish_round(s.db, who, s.rounds["processed"], now=AFTER),
    ),
    # schedules
    Door(
        "schedule.make_schedule",
        "planners",
        lambda s, who, _: drafts.make_schedule(s.db, who, requirement_run=NO),
        meets=NotFoundError,
    ),
    Door("schedule.generate_reps", "planners", lambda s, who, _: generating.generate_reps(s.db, who, count=1)),
    Door("schedule.coverage_week", "managers", lambda s, who, _: schedule_coverage.coverage_week(s.db, who)),
    Door("schedule.timeline_coverage", "managers", lambda s, who, _: schedule_coverage.timeline_coverage(s.db, who)),
    Door(
        "schedule.service_of",
        "managers",
        lambda s, who, _: predicted_service.service_of(s.db, who, CoverageReport(NOW.date(), 7, (), (), ())),
    ),
    Door(
        "schedule.coverage_of_schedule",
        "managers",
        lambda s, who, _: schedule_coverage.coverage_of_schedule(s.db, who, s.published),
    ),
    Door(
        "schedule.coverage_of_schedule",
        "planners",
        lambda s, who, _: schedule_coverage.coverage_of_schedule(s.db, who, s.drafts["free"]),
        meets=RefusedError,
        case="a draft",
    ),
    Door(
        "schedule.coverage",
        "managers",
        lambda s, who, _: schedule_coverage.coverage(s.db, who, s.published),
    ),
    Door(
        "schedule.coverage",
        "planners",
        lambda s, who, _: schedule_coverage.coverage(s.db, who, s.drafts["free"]),
        meets=RefusedError,
        case="a draft",
    ),
    Door(
        "schedule.service_level",
        "managers",
        lambda s, who, _: predicted_service.service_level(s.db, who, s.published),
    ),
    Door(
        "schedule.service_level",
        "planners",
        lambda s, who, _: predicted_service.service_level(s.db, who, s.drafts["free"]),
        meets=RefusedError,
        case="a draft",
    ),
    Door(
        "schedule.simulate_schedule",
        "managers",
        lambda s, who, _: simulating.simulate_schedule(s.db, who, s.published),
    ),
    Door(
        "schedule.simulate_schedule",
        "planners",
        lambda s, who, _: simulating.simulate_schedule(s.db, who, s.drafts["free"]),
        meets=RefusedError,
        case="a draft",
    ),
    Door("schedule.verdicts_of", "managers", lambda s, who, _: simulating.verdicts_of(s.db, who, _nothing_played(s))),
    Door(
        "schedule.rep_schedule",
        "own or staff",
        lambda s, who, id: schedule_coverage.rep_schedule(s.db, who, id, NOW, NOW + timedelta(days=30)),
        about=True,
    ),
    Door("viewing.schedules", "managers", lambda s, who, _: viewing.schedules(s.db, who)),
    Door("viewing.schedule", "managers", lambda s, who, _: viewing.schedule(s.db, who, s.published)),
    Door(
        "viewing.schedule",
        "planners",
        lambda s, who, _: viewing.schedule(s.db, who, s.drafts["free"]),
        case="a draft",
    ),
    # opening hours, and runs that are deleted
    Door(
        "centre.set_week_hours",
        "planners",
        lambda s, who, _: opening.set_week_hours(s.db, who, None, OperatingHours.always()),
    ),
    Door(
        "centre.set_exception",
        "planners",
        lambda s, who, _: opening.set_exception(s.db, who, None, HoursException(NOW.date(), (), "closed")),
    ),
    Door(
        "centre.clear_exception",
        "planners",
        lambda s, who, _: opening.clear_exception(s.db, who, None, NOW.date()),
        meets=RefusedError,
    ),
    Door(
        "centre.delete_forecast",
        "planners",
        lambda s, who, _: deleting.delete_forecast(s.db, who, NO),
        meets=NotFoundError,
    ),
    Door(
        "centre.delete_requirement",
        "planners",
        lambda s, who, _: deleting.delete_requirement(s.db, who, NO),
        meets=NotFoundError,
    ),
    Door("centre.delete_schedule", "planners", lambda s, who, _: deleting.delete_schedule(s.db, who, s.drafts["free"])),
    # forecasts and staffing
    Door(
        "forecast.make_forecast",
        "planners",
        lambda s, who, _: forecasts.make_forecast(s.db, who, queues=["nowhere"]),
        meets=NotFoundError,
    ),
    Door(
        "forecast.reforecast_today",
        "planners",
        lambda s, who, _: intraday.reforecast_today(s.db, who),
        meets=RefusedError,
    ),
    Door("forecast.layers", "planners", lambda s, who, _: changes.layers(s.db, who)),
    Door("forecast.save_layers", "planners", lambda s, who, _: changes.save_layers(s.db, who, NOTHING)),
    Door(
        "forecast.switch_layer",
        "planners",
        lambda s, who, _: changes.switch_layer(s.db, who, NO, True),
        meets=NotFoundError,
    ),
    Door(
        "forecast.remove_layer", "planners", lambda s, who, _: changes.remove_layer(s.db, who, NO), meets=NotFoundError
    ),
    Door("forecast.scenarios", "planners", lambda s, who, _: changes.scenarios(s.db, who)),
    Door("forecast.save_scenarios", "planners", lambda s, who, _: changes.save_scenarios(s.db, who, NOTHING)),
    Door(
        "forecast.switch_scenario",
        "planners",
        lambda s, who, _: changes.switch_scenario(s.db, who, NO, True),
        meets=NotFoundError,
    ),
    Door(
        "forecast.remove_scenario",
        "planners",
        lambda s, who, _: changes.remove_scenario(s.db, who, NO),
        meets=NotFoundError,
    ),
    Door("forecast.special_days", "planners", lambda s, who, _: changes.special_days(s.db, who)),
    Door("forecast.save_special_days", "planners", lambda s, who, _: changes.save_special_days(s.db, who, NOTHING)),
    Door(
        "forecast.remove_special_day",
        "planners",
        lambda s, who, _: changes.remove_special_day(s.db, who, NO),
        meets=NotFoundError,
    ),
    Door(
        "staffing.make_requirement",
        "planners",
        lambda s, who, _: requirements.make_requirement(s.db, who, forecast_run=NO),
        meets=NotFoundError,
    ),
    Door(
        "staffing.what_if",
        "managers",
        lambda s, who, _: requirements.what_if(s.db, who, forecast_run=NO),
        meets=NotFoundError,
    ),
    Door("staffing.shared_queues", "managers", lambda s, who, _: requirements.shared_queues(s.db, who)),
    Door(
        "staffing.outlook",
        "managers",
        lambda s, who, _: staffing_outlook.outlook(s.db, who, s.requirement, "voice-en"),
    ),
    Door("viewing.forecast_runs", "managers", lambda s, who, _: viewing.forecast_runs(s.db, who)),
    Door(
        "viewing.forecast_run", "managers", lambda s, who, _: viewing.forecast_run(s.db, who, NO), meets=NotFoundError
    ),
    Door("viewing.requirement_runs", "managers", lambda s, who, _: viewing.requirement_runs(s.db, who)),
    Door(
        "viewing.requirement_run",
        "managers",
        lambda s, who, _: viewing.requirement_run(s.db, who, s.requirement.id),
    ),
    Door("viewing.cleaned_history", "managers", lambda s, who, _: viewing.cleaned_history(s.db, who, "voice-en")),
    # files
    Door("export.read", "managers", lambda s, who, _: exporting.read(s.db, who, s.published)),
    Door("export.read", "planners", lambda s, who, _: exporting.read(s.db, who, s.drafts["free"]), case="a draft"),
    Door("viewing.horizons_of", "everyone", lambda s, who, _: viewing.horizons_of(s.db, who, ())),
    Door("export.read_days", "managers", lambda s, who, _: exporting.read_days(s.db, who, MONDAY, 7)),
    Door("export.days_csv", "managers", lambda s, who, _: exporting.days_csv(s.db, who, MONDAY, 7)),
    Door("export.days_xlsx", "managers", lambda s, who, _: workbook.days_xlsx(s.db, who, MONDAY, 7)),
    Door("export.schedule_csv", "managers", lambda s, who, _: exporting.schedule_csv(s.db, who, s.published)),
    Door(
        "export.schedule_csv",
        "planners",
        lambda s, who, _: exporting.schedule_csv(s.db, who, s.drafts["free"]),
        case="a draft",
    ),
    Door("export.schedule_xlsx", "managers", lambda s, who, _: workbook.schedule_xlsx(s.db, who, s.published)),
    Door(
        "export.schedule_ics",
        "own or staff",
        lambda s, who, id: exporting.schedule_ics(s.db, who, s.published, id),
        about=True,
    ),
    Door(
        "export.rep_ics",
        "own or staff",
        lambda s, who, id: exporting.rep_ics(s.db, who, id, NOW, NOW + timedelta(days=30)),
        about=True,
    ),
    Door("export.new_calendar_token", "own", lambda s, who, _: exporting.new_calendar_token(s.db, who)),
    Door("export.revoke_calendar_token", "own", lambda s, who, _: exporting.revoke_calendar_token(s.db, who)),
    # runs
    Door("jobs.start_job", "planners", lambda s, who, _: jobs.start_job(s.db, who, "nothing"), meets=InputError),
    Door("jobs.get_job", "managers", lambda s, who, _: jobs.get_job(s.db, who, s.job)),
    Door("jobs.latest_job", "managers", lambda s, who, _: jobs.latest_job(s.db, who, "forecast")),
    Door("jobs.stop_job", "planners", lambda s, who, _: jobs.stop_job(s.db, who, s.job)),
)
