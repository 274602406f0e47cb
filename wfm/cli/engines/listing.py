"""The commands of the engines that work from file to file."""

from __future__ import annotations

from collections.abc import Callable

from wfm.cli.engines.erlang import erlang
from wfm.cli.engines.optimizer import check, solve

PANEL = "Engines without a database"

COMMANDS: tuple[tuple[str, Callable[..., None], str], ...] = (
    ("solve", solve, PANEL),
    ("check", check, PANEL),
    ("erlang", erlang, PANEL),
)
"""Name, function and panel."""
