"""What a rule over several shifts is made of: limits, each measured on one rep's shifts, and what it is to break one.

Three kinds of limit carry every such rule:

* `Compatibility`: two shifts of one rep must fit each other (rest, start spread);
* `Total`: a sum of weights over the shifts that start in a span of days stays within bounds (hours, days, weekends);
* `Streak`: days worked in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wfm.domain.people import Shift
from wfm.domain.rules.weekly_amounts import NOTHING, Beside


@dataclass(frozen=True, slots=True)
class Compatibility:
    """Two shifts of one rep must fit: `excess(earlier, later)` is by how many minutes they do not (<= 0: they fit).

    It binds consecutive shifts, or, with `days` (first, last), every pair that starts within those days.
    """

    rule: str
    excess: Callable[[Shift, Shift], float]
    text: Callable[[Shift, Shift], str]
    days: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """`low <= counted + sum of weight(shift) <= high` over the shifts that start on days first..last (inclusive).

    What counts `beside` the shifts is leave, and what is worked of the week outside the horizon. With a `key` the sum
    is instead the number of its distinct values, None left out (weekends).
    """

    rule: str
    first: int
    last: int
    weight: Callable[[Shift], float]
    low: float
    high: float
    unit: str
    per: float = 1.0
    key: Callable[[Shift], int | None] | None = None
    beside: Beside = NOTHING

    @property
    def counted(self) -> float:
        """What counts beside the shifts."""
        return self.beside.total

    def says(self, value: float) -> str:
        """An amount with its unit, and how much of it are no shifts: `24 paid hours (8 of them leave)`.

        >>> Total("weekly hours", 0, 6, lambda shift: 0, 0, 2400, "paid hours", 60, None, Beside(480)).says(1440)
        '24 paid hours (8 of them leave)'
        """
        amount, told = value / self.per, self.beside.says(self.per)
        unit = self.unit.removesuffix("s") if amount == 1 else self.unit
        return f"{amount:g} {unit}{f' ({told})' if told else ''}"

    def measure(self, shifts: Sequence[Shift]) -> float:
        """What counts, and the sum over those of the given shifts that start within the span."""
        inside = [s for s in shifts if self.first <= s.day <= self.last]
        if self.key is not None:
            return self.counted + len({k for s in inside if (k := self.key(s)) is not None})
        return self.counted + float(sum(self.weight(s) for s in inside))


@dataclass(frozen=True, slots=True)
class Streak:
    """At most `high` days worked in a row, `initial` of them already behind when day 0 begins.

    A row that reaches the last day `last` goes on for `following` days after it.
    """

    rule: str
    high: int
    initial: int = 0
    last: int | None = None
    following: int = 0


Limit = Compatibility | Total | Streak


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: whose, where (minute of the horizon, None for the whole of it), by how much, in words.

    `below` is whether it is too little of something, not too much.
    """

    rule: str
    agent: str
    minute: int | None
    amount: float
    text: str
    below: bool = False
