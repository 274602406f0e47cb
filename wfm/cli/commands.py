"""The commands of `wfm`, in the order a planner meets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from wfm import __version__
from wfm.cli.centre import centre, group as importing, users
from wfm.cli.engines import listing as engines
from wfm.cli.plan import changing, export, planning, simulate, staff
from wfm.cli.running import demo, serve
from wfm.cli.terminal import say

app = typer.Typer(
    name="wfm",
    help="Workforce management for contact centres: from past contacts to a published schedule.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:
    if asked:
        say(f"wfm {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """What stands before every command."""


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

for _name, _function, _panel in COMMANDS:
    app.command(_name, rich_help_panel=_panel)(_function)
for _name, _group, _panel in GROUPS:
    app.add_typer(_group, name=_name, rich_help_panel=_panel)
