"""The reference of all commands in Markdown: `python -m wfm.cli.reference` prints what docs/commands.md ends with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.text import Text

from wfm.cli.commands import COMMANDS


def reference() -> str:
    """Every command with its arguments and options, in the order of the help page."""
    lines = (line for listed in COMMANDS for line in _lines(listed.load(), f"wfm {listed.name}"))
    return "\n".join(lines).rstrip() + "\n"


def _lines(command: Any, name: str) -> Iterator[str]:
    commands: dict[str, Any] = getattr(command, "commands", {})
    if commands:
        for child, inner in commands.items():
            yield from _lines(inner, f"{name} {child}")
        return
    yield f"### {name}"
    yield ""
    yield _words(command.help)
    yield ""
    rows = [_row(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
    if rows:
        yield "| | |"
        yield "| --- | --- |"
        yield from rows
        yield ""


def _row(parameter: Any) -> str:
    text = _words(getattr(parameter, "help", "")).replace("|", "\\|")
    if parameter.param_type_name == "argument":
        return f"| `{parameter.metavar or str(parameter.name).upper()}` | {text} |"
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    default = parameter.opts[0] if parameter.secondary_opts and parameter.default is True else parameter.default
    shown = "" if default in (None, False, "", [], ()) or callable(default) else f" Default: {default}."
    return f"| {names} | {text}{shown} |"


def _words(help: str | None) -> str:
    """Help as the terminal shows it, on one line."""
    return " ".join(Text.from_markup(help or "", emoji=False).plain.split())


if __name__ == "__main__":
    print(reference(), end="")
