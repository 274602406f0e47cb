"""The commands of `wfm`, in the order a planner meets them."""

from __future__ import annotations

from collections.abc import Callable

import typer

from wfm.cli.centre import centre, group as importing, users
from wfm.cli.engines import listing as engines
from wfm.cli.plan import changing, export, planning, simulate, staff
from wfm.cli.running import demo, serve
from wfm.cli.version import root

app = typer.Typer(
    name="wfm",
    help="Workforce management for contact centres: from past contacts to a published schedule.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMMANDS: tuple[tuple[str, Callable[..., None], str], ...] = (
    ("demo", demo, "Start here"),
    ("init", centre.init, "Start here"),
    ("status", centre.status, "Start here"),
    ("app", serve, "Start here"),
    ("forecast", planning.forecast, "Plan"),
    ("intraday", changing.intraday, "Plan"),
    ("staff", staff, "Plan"),
    ("schedule", planning.schedule, "Plan"),
    ("coverage", planning.coverage, "Plan"),
    ("simulate", simulate, "Plan"),
    ("publish", planning.publish, "Plan"),
    ("export", export, "Plan"),
    *engines.COMMANDS,
)
"""Name, function and panel of the help page of every command."""

GROUPS: tuple[tuple[str, typer.Typer, str], ...] = (
    ("import", importing, "Start here"),
    ("generate", centre.generate, "Start here"),
    ("user", users.group, "Start here"),
    ("layer", changing.layer_group, "Plan"),
    ("special-day", changing.special_group, "Plan"),
    ("containment", changing.containment_group, "Plan"),
)
"""Commands with commands of their own."""

app.callback()(root)
for _name, _function, _panel in COMMANDS:
    app.command(_name, rich_help_panel=_panel)(_function)
for _name, _group, _panel in GROUPS:
    app.add_typer(_group, name=_name, rich_help_panel=_panel)
