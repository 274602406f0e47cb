"""Faults of a file's rows, collected so that all of them can be told at once, and what a file leaves untold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_REFUSED


class NotTold(InputError):
    """A file leaves out something that a planner can tell.

    `option` is the field of `ImportOptions` that tells it, `advice` how to, in the words of no door in particular.
    """

    def __init__(self, condition: str, option: str, advice: str, where: str | None = None) -> None:
        super().__init__(f"{condition}; {advice}", where)
        self.condition, self.option, self.advice = condition, option, advice


def missing(names: Sequence[str]) -> str:
    """`queue is missing`, or `t, queue and offered are missing`."""
    if len(names) == 1:
        return f"{names[0]} is missing"
    return f"{', '.join(names[:-1])} and {names[-1]} are missing"


def located(error: InputError, where: str) -> InputError:
    """The error with its place, where it names none yet."""
    if error.where:
        return error
    if isinstance(error, NotTold):
        return NotTold(error.condition, error.option, error.advice, where)
    return InputError(error.reason, where)


@contextmanager
def advising(advice: Mapping[str, str]) -> Iterator[None]:
    """What a file leaves untold is told with a door's own advice per option: the command's option, the page's field."""
    try:
        yield
    except NotTold as error:
        told = advice.get(error.option, error.advice)
        raise InputError(f"{error.condition}; {told}", error.where) from error


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one row cannot be used: its line in the file, and the column where one is to blame."""

    line: int
    column: str | None
    reason: str

    def told(self, name: str) -> str:
        """The fault as one sentence about a file."""
        return f"{self.place(name)}: {self.reason}"

    def place(self, name: str) -> str:
        """Where in a file it is."""
        return f"{name} line {self.line}" + ("" if self.column is None else f", column {self.column}")


@dataclass(frozen=True, slots=True)
class Refused:
    """How many refused rows of a file are kept to be told."""

    name: str

    def check(self, found: Collection[Fault] | Mapping[int, Fault]) -> None:
        """InputError when there are more, with the first of them: such a file is refused whole, whatever was asked."""
        if len(found) > MOST_REFUSED:
            faults = found.values() if isinstance(found, Mapping) else found
            first = min(faults, key=lambda fault: fault.line)
            more = f"more than {MOST_REFUSED:,} rows cannot be used, so nothing was imported"
            raise InputError(f"{first.reason}; {more}", first.place(self.name))


class Faults:
    """Which rows of a file are refused and why; the first fault of a row is the one that is told."""

    def __init__(self, lines: npt.NDArray[np.int64], name: str) -> None:
        self.lines = lines
        self.good = np.ones(len(lines), bool)
        self._refused = Refused(name)
        self._found: dict[int, Fault] = {}

    def refuse(
        self, rows: Iterable[int] | npt.NDArray[np.intp], column: str | None, reason: str | Callable[[int], str]
    ) -> None:
        """Refuse rows (by index) for a reason, or for one that depends on the row."""
        for row in map(int, rows):
            if self.good[row]:
                self.good[row] = False
                self._found[row] = Fault(
                    int(self.lines[row]), column, reason if isinstance(reason, str) else reason(row)
                )
                self._refused.check(self._found)

    def take(self, faults: Mapping[int, Fault]) -> None:
        """Refuse rows whose faults were found while the file was read."""
        for row, fault in faults.items():
            if self.good[row]:
                self.good[row] = False
                self._found[row] = fault
                self._refused.check(self._found)

    def all(self, others: Iterable[Fault] = ()) -> tuple[Fault, ...]:
        """Every fault, by line."""
        found = (*self._found.values(), *others)
        self._refused.check(found)
        return tuple(sorted(found, key=lambda fault: fault.line))
