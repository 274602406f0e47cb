"""What every command prints with: plain results on stdout, progress and errors on stderr.

Text is printed letter by letter. Rich's markup is off, since it would take `[[pools]]` or a name in brackets for a style.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from wfm.domain.texts import visible
from wfm.services.progress import OnProgress

WIDTH = 120
"""Columns of tables that go to a file or a pipe."""


class Plainly(Console):
    """A console whose terminal nothing in the data can steer: what would is shown as an escape."""

    def print(self, *objects: Any, **kwargs: Any) -> None:
        """Print texts as they can be seen."""
        super().print(*(visible(o) if isinstance(o, str) else o for o in objects), **kwargs)


out = Plainly(markup=False, highlight=False, emoji=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDTH)
err = Plainly(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True)


def say(text: str) -> None:
    """One line of the result."""
    out.print(text)


def fail(text: str) -> None:
    """One line about what went wrong."""
    err.print(Text.assemble(("error:", "red"), " ", visible(text)))


def table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]], words: int = 1) -> None:
    """A table whose first `words` columns are text and the rest figures."""
    grid = Table(title=visible(title), title_justify="left", header_style="bold")
    for index, name in enumerate(header):
        grid.add_column(name, justify="left" if index < words else "right")
    for row in rows:
        grid.add_row(*(visible(str(cell)) for cell in row))
    out.print(grid)


@contextmanager
def working(title: str) -> Iterator[OnProgress]:
    """A progress bar on stderr for the length of the block; call the given function with a share and a message.

    Where stderr is not a terminal, the first message and then one line every ten percent are printed instead.
    """
    if err.is_terminal:
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[message]}", markup=False),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=err, transient=True) as bar:
            task = bar.add_task(title, total=1.0, message="")
            yield lambda share, message: bar.update(task, completed=share, message=visible(message))
    else:
        yield _lines(title)


def _lines(title: str) -> OnProgress:
    told = -1

    def tell(share: float, message: str) -> None:
        nonlocal told
        tenth = int(10 * share)
        if tenth > told:
            told = tenth
            err.print(f"{title}: {100 * share:.0f} % {message}")

    return tell
