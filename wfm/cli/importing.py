"""`wfm import`: files into the database."""

from __future__ import annotations

import typer

group = typer.Typer(help="Read files: history, reps, contracts, queues, sites.", no_args_is_help=True)
