"""A running search as the planner sees it: cost, bound, gap, what is short and what it is doing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.live import Live
from rich.table import Table

from scheduler import Progress, ProgressCallback, silent
from wfm.cli.terminal.console import err, say

LINE_SECONDS = 5.0
"""Where there is no terminal, a line is printed at a new phase and then at most this often."""


@contextmanager
def watching(title: str, quiet: bool = False) -> Iterator[ProgressCallback]:
    """Show the search's reports for the length of the block: a live table on a terminal, else lines on stderr.

    A search that had no time is told when it has ended.
    """
    if quiet:
        yield silent
        return
    last = _Last()
    if err.is_terminal:
        with Live(console=err, refresh_per_second=4, transient=True) as live:
            yield last.then(lambda progress: live.update(_table(title, progress)))
    else:
        yield last.then(_Lines(title))
    if last.report is not None and not last.report.searched:
        say("There was no time to search: this is the first schedule found. A longer --time-limit makes it better.")


class _Last:
    """The last report that was told."""

    report: Progress | None = None

    def then(self, listener: ProgressCallback) -> ProgressCallback:
        """Note every report on its way to a listener."""

        def told(progress: Progress) -> None:
            self.report = progress
            listener(progress)

        return told


class _Lines:
    """One line for each new phase, and every few seconds within one."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.phase = ""
        self.told = 0.0

    def __call__(self, progress: Progress) -> None:
        if progress.phase == self.phase and progress.seconds - self.told < LINE_SECONDS:
            return
        self.phase, self.told = progress.phase, progress.seconds
        err.print(f"{self.title}: " + ", ".join(f"{k} {v}" for k, v in _figures(progress)))


def _figures(progress: Progress) -> list[tuple[str, str]]:
    """What there is to tell, in words and figures."""
    gap = progress.gap
    return [
        ("time", f"{progress.seconds:.0f} s"),
        ("cost", "none yet" if progress.cost == float("inf") else f"{progress.cost:,.1f}"),
        ("bound", "none yet" if progress.bound is None else f"{progress.bound:,.1f}"),
        ("gap", "unknown" if gap is None else f"{100 * gap:.2f} %"),
        ("short", f"{progress.short:,.1f} head-hours"),
        ("over", f"{progress.over:,.1f} head-hours"),
        ("doing", f"{progress.phase}: {progress.message}"),
    ]


def _table(title: str, progress: Progress) -> Table:
    grid = Table(title=title, title_justify="left", show_header=False, box=None)
    for name, value in _figures(progress):
        grid.add_row(name, value)
    grid.caption = "Ctrl-C stops and writes the best schedule so far"
    return grid
