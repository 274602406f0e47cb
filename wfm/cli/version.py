"""`wfm --version`: what stands before every command."""

from __future__ import annotations

from typing import Annotated

import typer

from wfm import __version__


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"wfm {__version__}")
        raise typer.Exit


def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Options of `wfm` itself; the help of the whole is the app's own."""
