"""Reasons as they are read: neighbouring stretches with one cause told as one, and how much of what is short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from wfm.domain.exchange.schedule import Reason
from wfm.domain.time import DAY, Horizon, clock

NEXT_TO = 60
"""Minutes that may lie between two stretches that are told as one."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """Stretches of one skill that lie next to one another and are short for one cause, in the order of their start."""

    stretches: tuple[Reason, ...]

    @property
    def skill(self) -> str:
        """The skill that is short."""
        return self.stretches[0].subject

    @property
    def start(self) -> int:
        """Minute of the horizon where the first stretch begins."""
        return self.stretches[0].start or 0

    @property
    def end(self) -> int:
        """Minute of the horizon where the last stretch ends."""
        return max(s.end or 0 for s in self.stretches)

    @property
    def head_hours(self) -> float:
        """Heads short times hours."""
        return sum(hours_of(s) for s in self.stretches)

    @property
    def heads(self) -> float:
        """Mean heads short over the time that is short."""
        covered, reached = 0, self.start
        for s in self.stretches:
            covered += max(0, (s.end or 0) - max(reached, s.start or 0))
            reached = max(reached, s.end or 0)
        return self.head_hours * 60 / covered if covered else 0.0

    @property
    def peak(self) -> float | None:
        """Most heads short in one slot; None where only means are known."""
        return max((s.peak for s in self.stretches if s.peak is not None), default=None)

    @property
    def worst(self) -> Reason:
        """The stretch whose words stand for all: where most heads are short, or most work is left undone."""
        return max(self.stretches, key=lambda s: hours_of(s) if s.peak is None else s.peak)

    @property
    def waits(self) -> bool:
        """Whether it is work that may wait, which is short over its whole window and in no slot of its own."""
        return bool(self.worst.because) and self.peak is None

    @property
    def sentence(self) -> str:
        """What is short and, where it was kept apart, what binds, in one sentence."""
        if not self.worst.because:
            return f"{needs(self.skill, self.heads)}."
        lead = undone(self.skill, self.head_hours) if self.waits else needs(self.skill, self.heads, self.peak)
        return f"{lead}: {self.worst.because}."

    @property
    def detail(self) -> str:
        """The detail of the worst stretch, which says of which where there are several; else all that is known of it."""
        detail = self.worst.detail
        if not self.worst.because:
            return self.worst.text
        if len(self.stretches) == 1 or not detail:
            return detail
        start, end = self.worst.start or 0, self.worst.end or 0
        midnight = start // DAY * DAY
        which = "For the largest piece" if self.waits else "At the worst time"
        return f"{which}, {clock(start - midnight)}-{clock(end - midnight)}: {detail[0].lower()}{detail[1:]}"

    def when(self, horizon: Horizon) -> str:
        """Its local day and times: `Tue 12 May 06:00-14:30`."""
        day, start = divmod(self.start, DAY)
        date, weekday = horizon.start + timedelta(days=day), (horizon.first_weekday + day) % 7
        return f"{WEEKDAYS[weekday]} {date.day} {date:%b} {clock(start)}-{clock(self.end - day * DAY)}"


WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def shortages(stretches: Iterable[Reason]) -> tuple[Shortage, ...]:
    """Stretches left short, neighbours with one cause together, most head-hours first.

    Neighbours are of one skill, begin on one day and have at most an hour between them.
    """
    groups: dict[tuple[object, ...], list[list[Reason]]] = {}
    for stretch in sorted(stretches, key=lambda s: (s.start or 0, s.end or 0)):
        start = stretch.start or 0
        key = stretch.subject, stretch.peak is None, stretch.cause or stretch.text, start // DAY
        found = groups.setdefault(key, [])
        if found and start - max(s.end or 0 for s in found[-1]) <= NEXT_TO:
            found[-1].append(stretch)
        else:
            found.append([stretch])
    joined = [Shortage(tuple(one)) for found in groups.values() for one in found]
    return tuple(sorted(joined, key=lambda s: (-s.head_hours, s.start, s.skill)))


def smaller(rest: Sequence[Shortage]) -> str:
    """How many shortages are not listed, and what they come to: `and 3 smaller, together 1.5 head-hours`."""
    together = ", together" if len(rest) > 1 else ","
    return f"and {len(rest):,} smaller{together} {head_hours(sum(s.head_hours for s in rest))}"


def together(reasons: Iterable[Reason]) -> list[tuple[Reason, tuple[str, ...]]]:
    """Reasons in their order, each with its subjects: those of whom one bare text is told stand together."""
    found: dict[object, tuple[Reason, tuple[str, ...]]] = {}
    for reason in reasons:
        key = reason.subject if reason.cause or reason.detail else (reason.text,)
        first, subjects = found.get(key, (reason, ()))
        found[key] = first, (*subjects, reason.subject)
    return list(found.values())


def hours_of(stretch: Reason) -> float:
    """Head-hours of a stretch left short."""
    return stretch.heads * ((stretch.end or 0) - (stretch.start or 0)) / 60


def figure(value: float) -> str:
    """A figure with one digit where it needs it: `12`, `0.6`, `less than 0.1`."""
    return f"{value:,.1f}".removesuffix(".0") if value >= 0.05 else "less than 0.1"


def head_hours(value: float) -> str:
    """`12.5 head-hours`, `1 head-hour`."""
    return f"{figure(value)} head-hour{'' if figure(value) == '1' else 's'}"


def listed(items: Sequence[str], word: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    return f" {word} ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def needs(skill: str, heads: float, peak: float | None = None) -> str:
    """`chat-en needs 0.6 more heads`, with the most in one slot where it is more than the mean."""
    worst = "" if peak is None or figure(peak) == figure(heads) else f" ({figure(peak)} at worst)"
    return f"{skill} needs {figure(heads)} more head{'' if figure(heads) == '1' else 's'}{worst}"


def undone(skill: str, hours: float) -> str:
    """`email-en: 12.5 head-hours of work cannot be done before they are due`."""
    it_is = "it is" if figure(hours) == "1" else "they are"
    return f"{skill}: {head_hours(hours)} of work cannot be done before {it_is} due"
