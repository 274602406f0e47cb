"""The commands of `wfm`, in the order a planner meets them. Each is loaded when it is called, or asked for its help."""

from __future__ import annotations

import typer

from wfm.cli.lazy_commands import LazyGroup, Listed
from wfm.cli.version import root

_START = "Start here"
_PLAN = "Plan"
_ENGINES = "Engines without a database"
_OPERATE = "Keep it running"

COMMANDS: tuple[Listed, ...] = (
    Listed(
        "demo",
        "Create the demo centre around today, hire its team, publish two weeks, draft two more, and open the app.",
        _START,
        "wfm.cli.running:demo",
    ),
    Listed(
        "init",
        "Create the database or upgrade an older one, and add an administrator if there is no account yet.",
        _START,
        "wfm.cli.centre.centre:init",
    ),
    Listed(
        "status",
        "Show what the database holds: queues, history, reps, forecasts, requirements, schedules.",
        _START,
        "wfm.cli.centre.centre:status",
    ),
    Listed(
        "app",
        "Open the app on this machine: pages for planners, managers and reps. Ctrl-C ends it.",
        _START,
        "wfm.cli.running:serve",
    ),
    Listed(
        "import",
        "Read files: history, reps, leave, activities, terms, classes, teams, and the centre's queues, contracts and sites.",
        _START,
        "wfm.cli.centre.importing:group",
    ),
    Listed(
        "hours",
        "When queues are open: the hours of the week, closed holidays, short days, extra days.",
        _START,
        "wfm.cli.centre.opening:group",
    ),
    Listed("generate", "Make up reps where there are none yet.", _START, "wfm.cli.centre.centre:generate"),
    Listed(
        "user",
        "Manage the accounts of the app: add, list, set a new password, switch off and on.",
        _START,
        "wfm.cli.centre.users:group",
    ),
    Listed(
        "audit",
        "Show who did what to which thing, and when, the newest first; or write it to a CSV file.",
        _START,
        "wfm.cli.centre.auditing:audit",
    ),
    Listed(
        "person",
        "A person's data: show a rep, export all that is held, mark as gone, erase.",
        _START,
        "wfm.cli.centre.people:group",
    ),
    Listed(
        "leave",
        "Leave: its kinds, what it does to shifts, and entering, shortening, cancelling and listing it.",
        _START,
        "wfm.cli.centre.leaving:group",
    ),
    Listed(
        "employ",
        "Set the first and the last day of a rep's employment. Outside of it they are not scheduled.",
        _START,
        "wfm.cli.centre.terms:employ",
    ),
    Listed(
        "terms",
        "Terms of a rep that hold from a date: set, list, remove.",
        _START,
        "wfm.cli.centre.terms:group",
    ),
    Listed("team", "Teams: set, list, move reps, remove.", _START, "wfm.cli.centre.groups:team_group"),
    Listed("class", "Training classes: set, list, join, leave, remove.", _START, "wfm.cli.centre.groups:class_group"),
    Listed(
        "week-start",
        "Set on which weekday the centre's weeks begin, or show it. Schedules made from now on count by it.",
        _START,
        "wfm.cli.centre.centre:week_start",
    ),
    Listed(
        "retention",
        "How long each kind of data is kept: list, set, apply.",
        _START,
        "wfm.cli.centre.retention:group",
    ),
    Listed(
        "forecast",
        "Forecast contacts and handle time per interval.",
        _PLAN,
        "wfm.cli.plan.planning:forecast",
    ),
    Listed(
        "intraday",
        "Forecast the rest of today from the contacts so far, with fading effect on the days after.",
        _PLAN,
        "wfm.cli.plan.changing:intraday",
    ),
    Listed(
        "staff",
        "Turn a forecast into the heads each queue needs per interval, and store them as a requirement run.",
        _PLAN,
        "wfm.cli.plan.staffing:staff",
    ),
    Listed(
        "schedule",
        "Schedule the reps on record to meet a requirement, as a draft. Ctrl-C keeps the best found so far.",
        _PLAN,
        "wfm.cli.plan.planning:schedule",
    ),
    Listed(
        "coverage",
        "Show required, scheduled and short heads of what is published, or of one schedule, by skill and day.",
        _PLAN,
        "wfm.cli.plan.planning:coverage",
    ),
    Listed(
        "simulate",
        "Play a schedule against the contacts of its requirement, and show what each queue and language will feel.",
        _PLAN,
        "wfm.cli.plan.simulating:simulate",
    ),
    Listed(
        "publish",
        "Put a draft on the timeline that reps see, in place of what that holds of its days and reps.",
        _PLAN,
        "wfm.cli.plan.timeline:publish",
    ),
    Listed(
        "compare",
        "Show what a draft would change on the timeline, by rep and day.",
        _PLAN,
        "wfm.cli.plan.timeline:compare",
    ),
    Listed(
        "rebase",
        "Take over into a draft what changed on the timeline since it was made.",
        _PLAN,
        "wfm.cli.plan.timeline:rebase",
    ),
    Listed(
        "publications",
        "List what was published, by whom and when, the newest first.",
        _PLAN,
        "wfm.cli.plan.timeline:publications",
    ),
    Listed(
        "undo",
        "Take a publication back: what it replaced is on the timeline again.",
        _PLAN,
        "wfm.cli.plan.timeline:undo",
    ),
    Listed("rename", "Give a draft schedule another name.", _PLAN, "wfm.cli.plan.timeline:rename"),
    Listed(
        "shift",
        "Shifts: show, move, resize, add, remove, give, break, activity, lock, unlock; each tells what it would do.",
        _PLAN,
        "wfm.cli.plan.shifts:group",
    ),
    Listed(
        "export",
        "Write a schedule to a file: CSV, Excel, or calendars for the reps.",
        _PLAN,
        "wfm.cli.plan.exporting:export",
    ),
    Listed(
        "layer",
        "Layers on the forecast: add, multiply, set or campaign. Each can be switched on and off.",
        _PLAN,
        "wfm.cli.plan.changing:layer_group",
    ),
    Listed(
        "special-day",
        "Days that are not ordinary: exclude, adjust, no forecast.",
        _PLAN,
        "wfm.cli.plan.changing:special_group",
    ),
    Listed(
        "containment",
        "Containment: contacts that automation resolves before a rep. Each scenario can be switched on and off.",
        _PLAN,
        "wfm.cli.plan.changing:containment_group",
    ),
    Listed(
        "delete",
        "Delete a forecast, a requirement or a draft schedule on which nothing stands.",
        _PLAN,
        "wfm.cli.plan.deleting:group",
    ),
    Listed(
        "solve",
        "Schedule the people of a problem file: shifts and breaks that keep every rule, with a proven bound.",
        _ENGINES,
        "wfm.cli.engines.optimizer:solve",
    ),
    Listed(
        "check",
        "Check any schedule: every broken rule, coverage, and its cost on the scale of the bound.",
        _ENGINES,
        "wfm.cli.engines.checking:check",
    ),
    Listed(
        "erlang",
        "Calculate the heads for a service target, or the service of given heads, for one interval of one queue.",
        _ENGINES,
        "wfm.cli.engines.erlang:erlang",
    ),
    Listed(
        "backup",
        "Write everything the database holds to one file, while the app runs. Only its owner can read it.",
        _OPERATE,
        "wfm.cli.operations.backups:backup",
    ),
    Listed(
        "restore",
        "Store what a backup holds in an empty database, SQLite or PostgreSQL, whole or not at all.",
        _OPERATE,
        "wfm.cli.operations.backups:restore",
    ),
)
"""Every command, in the order of the help page; a test holds the lines to the commands' own help."""


class _Wfm(LazyGroup):
    listed = COMMANDS


app = typer.Typer(
    name="wfm",
    cls=_Wfm,
    help="Workforce management for contact centres: from past contacts to a published schedule.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.callback()(root)
