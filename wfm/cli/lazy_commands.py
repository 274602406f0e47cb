"""Commands that are listed by name and loaded when they are asked for, so that each imports only what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from rich.markup import escape
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class Listed:
    """A command as the help page lists it, and where it is.

    `line` is the first paragraph of its help, `place` its module and the name in it: a function, or a `Typer` where the
    command has commands of its own.
    """

    name: str
    line: str
    panel: str
    place: str

    def load(self) -> Any:
        """The command itself, which imports its module."""
        module, _, name = self.place.partition(":")
        found = getattr(import_module(module), name)
        if not isinstance(found, typer.Typer):
            function, found = found, typer.Typer(add_completion=False)
            found.command(self.name)(function)
        command = typer.main.get_command(found)
        command.name = self.name
        _say_brackets(command)
        return command


def _say_brackets(command: Any) -> None:
    """Help is printed as rich's markup, which would swallow `[[pools]]` as a style."""
    for thing in (command, *command.params):
        if getattr(thing, "help", None):
            thing.help = escape(thing.help)
    for inner in getattr(command, "commands", {}).values():
        _say_brackets(inner)


class _Stub(TyperCommand):
    """Stands in the list for a command that is not loaded."""

    def __init__(self, listed: Listed) -> None:
        super().__init__(listed.name, help=escape(listed.line), rich_help_panel=listed.panel)
        self.listed = listed


class LazyGroup(TyperGroup):
    """The root of all commands; the help page and suggestions read its list, everything else loads the one command."""

    listed: Sequence[Listed] = ()

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {listed.name: _Stub(listed) for listed in self.listed}

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command of the first word, loaded."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.listed.load() if isinstance(command, _Stub) else command, rest
