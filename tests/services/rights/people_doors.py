"""Services about the centre, its people, their leave and their trades, and how the tests call them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from data.dates import DemoDates
from tests.services.planned_centre import VOICE
from tests.services.rights.door import Door
from tests.services.rights.stage import ABSENT, PASSWORD, absence
from tests.services.small_centre import FULL, NOW, rep, shift
from wfm.domain.accounts import Role
from wfm.domain.errors import InputError, NotFoundError, RefusedError
from wfm.domain.exchange.offers import OfferKind
from wfm.domain.people import DatedTerms, LeaveKind, Site, Team, TrainingClass
from wfm.domain.planning import LeaveTakes
from wfm.services import audit, demo, leave
from wfm.services.absence import leave_costs
from wfm.services.centre import accounts, classes, records, rep_teams, rep_terms, settings, status
from wfm.services.demo import state
from wfm.services.leave import day_allotments
from wfm.services.operations import backups
from wfm.services.personal import erasing, exporting, keeping
from wfm.services.trading import offers, returns, swap_verdicts, swaps

DEMO = DemoDates(ABSENT)
LEAVE_DAY = ABSENT + timedelta(days=5)
KIND = LeaveKind("new", "New")
NEXT = TrainingClass("spring", "Spring", ABSENT, LEAVE_DAY)
ONE = Site("new", "New", 3, "UTC")


PEOPLE = (
    # the centre
    Door("centre.sites", "everyone", lambda s, who, _: records.sites(s.db, who)),
    Door("centre.queues", "everyone", lambda s, who, _: records.queues(s.db, who)),
    Door("centre.contracts", "everyone", lambda s, who, _: records.contracts(s.db, who)),
    Door("centre.reps", "everyone", lambda s, who, _: records.reps(s.db, who)),
    Door("centre.rep", "everyone", lambda s, who, rep: records.rep(s.db, who, rep)),
    Door("centre.set_site", "planners", lambda s, who, _: records.set_site(s.db, who, ONE)),
    Door("centre.set_queue", "planners", lambda s, who, _: records.set_queue(s.db, who, VOICE)),
    Door("centre.set_contract", "planners", lambda s, who, _: records.set_contract(s.db, who, FULL)),
    Door(
        "centre.set_rep",
        "planners, of others",
        lambda s, who, id: records.set_rep(s.db, who, rep(id, skills=("voice-en",), wage_per_hour=99.0)),
        about=True,
    ),
    Door(
        "centre.set_reps",
        "planners, of others",
        lambda s, who, id: records.set_reps(s.db, who, [rep(id, skills=("voice-en",), wage_per_hour=99.0)]),
        about=True,
    ),
    Door(
        "centre.set_rep_active",
        "planners, of others",
        lambda s, who, id: records.set_rep_active(s.db, who, id, False),
        about=True,
    ),
    # what holds from a day on, teams, classes, the week
    Door("centre.rep_record", "managers", lambda s, who, id: rep_terms.rep_record(s.db, who, id)),
    Door(
        "centre.set_terms",
        "planners, of others",
        lambda s, who, id: rep_terms.set_terms(s.db, who, id, DatedTerms(LEAVE_DAY, "full")),
        about=True,
    ),
    Door(
        "centre.remove_terms",
        "planners, of others",
        lambda s, who, id: rep_terms.remove_terms(s.db, who, id, LEAVE_DAY),
        about=True,
        meets=NotFoundError,
    ),
    Door(
        "centre.set_employment",
        "planners, of others",
        lambda s, who, id: rep_terms.set_employment(s.db, who, id, None, LEAVE_DAY),
        about=True,
    ),
    Door("centre.teams", "everyone", lambda s, who, _: rep_teams.teams(s.db, who)),
    Door("centre.set_team", "planners", lambda s, who, _: rep_teams.set_team(s.db, who, Team("red", "Red"))),
    Door(
        "centre.set_team",
        "planners, of others",
        lambda s, who, id: rep_teams.set_team(s.db, who, Team("blue", "Blue", id)),
        about=True,
        case="a lead",
    ),
    Door(
        "centre.move_to_team",
        "planners, of others",
        lambda s, who, id: rep_teams.move_to_team(s.db, who, "blue", [id]),
        about=True,
    ),
    Door("centre.remove_team", "planners", lambda s, who, _: rep_teams.remove_team(s.db, who, "blue")),
    Door("centre.training_classes", "managers", lambda s, who, _: classes.training_classes(s.db, who)),
    Door("centre.set_class", "planners", lambda s, who, _: classes.set_class(s.db, who, NEXT)),
    Door(
        "centre.add_to_class",
        "planners, of others",
        lambda s, who, id: classes.add_to_class(s.db, who, "fall", [id]),
        about=True,
    ),
    Door(
        "centre.leave_class",
        "planners, of others",
        lambda s, who, id: classes.leave_class(s.db, who, [id]),
        about=True,
    ),
    Door("centre.remove_class", "planners", lambda s, who, _: classes.remove_class(s.db, who, "fall")),
    Door("centre.centre_settings", "everyone", lambda s, who, _: settings.centre_settings(s.db, who)),
    Door("centre.set_week_start", "planners", lambda s, who, _: settings.set_week_start(s.db, who, 6)),
    Door("centre.set_leave_takes", "planners", lambda s, who, _: settings.set_leave_takes(s.db, who, LeaveTakes.OPEN)),
    Door("centre.read_status", "planners", lambda s, who, _: status.read_status(s.db, who)),
    # accounts
    Door(
        "centre.change_password", "everyone", lambda s, who, _: accounts.change_password(s.db, who, PASSWORD, "x" * 12)
    ),
    Door("centre.list_users", "admins", lambda s, who, _: accounts.list_users(s.db, who)),
    Door(
        "centre.create_user",
        "admins",
        lambda s, who, _: accounts.create_user(s.db, who, "new", PASSWORD, Role.PLANNER),
    ),
    Door(
        "centre.reset_password",
        "admins, of others",
        lambda s, who, id: accounts.reset_password(s.db, who, id, "y" * 12),
        about=True,
    ),
    Door(
        "centre.set_role",
        "admins, of others",
        lambda s, who, id: accounts.set_role(s.db, who, id, Role.MANAGER),
        about=True,
    ),
    Door("centre.set_active", "admins", lambda s, who, id: accounts.set_active(s.db, who, id, False)),
    Door("audit.entries", "planners", lambda s, who, _: audit.entries(s.db, who)),
    Door("audit.every_entry", "planners", lambda s, who, _: list(audit.every_entry(s.db, who))),
    Door("audit.entries_csv", "planners", lambda s, who, _: list(audit.entries_csv(s.db, who))),
    # a person's data
    Door(
        "personal.export_person", "own or admins", lambda s, who, id: exporting.export_person(s.db, who, id), about=True
    ),
    Door(
        "personal.erase_person",
        "admins, of others",
        lambda s, who, id: erasing.erase_person(s.db, who, id),
        about=True,
        meets=RefusedError,
    ),
    Door("personal.scrub_files", "admins", lambda s, who, _: erasing.scrub_files(s.db, who)),
    Door("personal.kept_kinds", "admins", lambda s, who, _: keeping.kept_kinds(s.db, who)),
    Door("personal.set_retention", "admins", lambda s, who, _: keeping.set_retention(s.db, who, "audit", None)),
    Door("personal.apply_retention", "admins", lambda s, who, _: keeping.apply_retention(s.db, who)),
    # backups
    Door("operations.make_backup", "admins", lambda s, who, _: backups.make_backup(s.db, who, s.file("backup.wfm"))),
    Door(
        "operations.restore_backup",
        "admins",
        lambda s, who, _: backups.restore_backup(s.db.url, who, s.file("none.wfm")),
        meets=InputError,
    ),
    # the demo
    Door("demo.demo_state", "admins", lambda s, who, _: demo.demo_state(s.db, who), meets=RefusedError),
    Door("demo.founded", "admins", lambda s, who, _: state.founded(s.db, who), meets=RefusedError),
    Door("demo.create_demo", "admins", lambda s, who, _: demo.create_demo(s.db, who, DEMO), meets=RefusedError),
    Door("demo.forecast_demo", "admins", lambda s, who, _: demo.forecast_demo(s.db, who, DEMO), meets=RefusedError),
    Door("demo.hire_team", "admins", lambda s, who, _: demo.hire_team(s.db, who, DEMO), meets=RefusedError),
    Door(
        "demo.schedule_demo",
        "admins",
        lambda s, who, _: demo.schedule_demo(s.db, who, DEMO, time_limit=1),
        meets=RefusedError,
    ),
    Door(
        "demo.draft_demo",
        "admins",
        lambda s, who, _: demo.draft_demo(s.db, who, DEMO, time_limit=1),
        meets=RefusedError,
    ),
    Door(
        "demo.live_demo",
        "admins",
        lambda s, who, _: demo.live_demo(s.db, who, DEMO, datetime.now(UTC)),
        meets=RefusedError,
    ),
    Door("demo.create_accounts", "admins", lambda s, who, _: demo.create_accounts(s.db, who), meets=RefusedError),
    # leave
    Door("absence.costs", "managers", lambda s, who, _: leave_costs.costs(s.db, who, list(s.leave.values()))),
    Door(
        "absence.cost_of_entry",
        "managers, of others",
        lambda s, who, id: leave_costs.cost_of_entry(s.db, who, id, *absence(7), kind="sick"),
        about=True,
    ),
    Door("leave.ask", "own", lambda s, who, _: leave.ask(s.db, who, *absence(9))),
    Door("leave.my_requests", "own", lambda s, who, _: leave.my_requests(s.db, who)),
    Door("leave.withdraw", "own", lambda s, who, id: leave.withdraw(s.db, who, s.leave[id]), about=True),
    Door(
        "leave.enter_leave",
        "managers, of others",
        lambda s, who, id: leave.enter_leave(s.db, who, id, *absence(7), kind="sick"),
        about=True,
    ),
    Door(
        "leave.decide",
        "managers, of others",
        lambda s, who, id: leave.decide(s.db, who, s.leave[id], True),
        about=True,
    ),
    Door(
        "leave.shorten_leave",
        "managers, of others",
        lambda s, who, id: leave.shorten_leave(s.db, who, s.entered[id], *absence(60)),
        about=True,
    ),
    Door(
        "leave.cancel_leave",
        "managers, of others",
        lambda s, who, id: leave.cancel_leave(s.db, who, s.entered[id]),
        about=True,
    ),
    Door("leave.counts", "own or staff", lambda s, who, id: leave.counts(s.db, who, [s.leave[id]]), about=True),
    Door("leave.kinds", "everyone", lambda s, who, _: leave.kinds(s.db, who)),
    Door("leave.set_kind", "planners", lambda s, who, _: leave.set_kind(s.db, who, KIND)),
    Door("leave.list_requests", "managers", lambda s, who, _: leave.list_requests(s.db, who)),
    Door("leave.clashes", "managers", lambda s, who, id: leave.clashes(s.db, who, [s.leave[id]])),
    Door("leave.set_allotment", "managers", lambda s, who, _: leave.set_allotment(s.db, who, LEAVE_DAY, 8)),
    Door("leave.allotments", "everyone", lambda s, who, _: day_allotments.allotments(s.db, who, LEAVE_DAY, LEAVE_DAY)),
    # trades
    Door("trading.board", "everyone", lambda s, who, _: offers.board(s.db, who, now=NOW)),
    Door("trading.open_shifts", "everyone", lambda s, who, _: offers.open_shifts(s.db, who, now=NOW)),
    Door("trading.my_offers", "own", lambda s, who, _: offers.my_offers(s.db, who)),
    Door("trading.return_choices", "own", lambda s, who, _: returns.return_choices(s.db, who, [s.trade], now=NOW)),
    Door(
        "trading.offer_shift",
        "own",
        lambda s, who, id: offers.offer_shift(s.db, who, s.free_shift[id], OfferKind.GIVEAWAY, now=NOW),
        about=True,
    ),
    Door("trading.take", "own", lambda s, who, _: swaps.take(s.db, who, s.posted, now=NOW)),
    Door("trading.withdraw", "own", lambda s, who, id: offers.withdraw(s.db, who, s.offered[id]), about=True),
    Door("trading.withdraw", "managers", lambda s, who, _: offers.withdraw(s.db, who, s.posted), case="an open shift"),
    Door(
        "trading.judge",
        "own or staff",
        lambda s, who, id: swap_verdicts.judge(s.db, who, id, s.unposted, now=NOW),
        about=True,
    ),
    Door(
        "trading.post_open_shift",
        "managers",
        lambda s, who, _: offers.post_open_shift(s.db, who, s.unposted, ["voice-en"], now=NOW),
    ),
    Door(
        "trading.create_open_shift",
        "managers",
        lambda s, who, _: offers.create_open_shift(s.db, who, s.published, shift("", 6), ["voice-en"], now=NOW),
    ),
    Door(
        "trading.release_shift",
        "managers, of others",
        lambda s, who, id: offers.release_shift(s.db, who, s.free_shift[id], now=NOW),
        about=True,
    ),
    Door(
        "trading.decide",
        "managers, of others",
        lambda s, who, id: swaps.decide(s.db, who, s.pending[id], False, "no", now=NOW),
        about=True,
    ),
)
