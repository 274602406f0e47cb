"""What became of the timeline's shifts since they were read, in sentences and by rep and day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wfm.database import UnitOfWork
from wfm.domain.exchange import Basis, Mark, PlannedShift, Publication, ScheduleVersion, Scope, drift, marks
from wfm.domain.people import Rep
from wfm.domain.texts import some_of
from wfm.domain.time import DAY, Horizon
from wfm.services.publication.wording import day_of, day_words, moment_words, shift_words

OF_AN_EARLIER_VERSION = "it was made by an earlier version of wfm, which did not keep what it was made beside"

MOST_NAMED = 3
"""How many reps one sentence names."""


@dataclass(frozen=True, slots=True)
class TimelineChange:
    """Something that happened to the timeline: told in a sentence, and the reps ("" for nobody) and days it touched.

    The days are those of the horizon of whoever asked.
    """

    text: str
    days: frozenset[tuple[str, int]] = field(default_factory=frozenset)


def changes_since(
    uow: UnitOfWork, record: ScheduleVersion, since: datetime | None = None
) -> tuple[TimelineChange, ...]:
    """What changed in a draft's scope since it was made, as far as it starts from `since` on."""
    scope = record.scope.since(since)
    before = uow.schedules.basis(record.id)
    if before is None:
        return (TimelineChange(OF_AN_EARLIER_VERSION),) if uow.published.basis(scope) else ()
    return changes_between(uow, before, scope, record.horizon)


def changes_between(uow: UnitOfWork, before: Basis, scope: Scope, horizon: Horizon) -> tuple[TimelineChange, ...]:
    """What became of the shifts of a scope since they stood as in `before`: one sentence for each, or each publication.

    Shifts that had begun before the scope are no matter of it, nor are those that are as they were, inside of it or not:
    what drafts of earlier versions kept goes beyond their days.
    """
    return tuple(_Comparison(uow, before, scope, horizon).told())


class _Comparison:
    """Two states of the timeline, and all that it takes to say what happened between them."""

    def __init__(self, uow: UnitOfWork, before: Basis, scope: Scope, horizon: Horizon) -> None:
        self.uow, self.scope, self.horizon = uow, scope, horizon
        now = marks(uow.published.basis(scope))
        self.was = {id: mark for id, mark in marks(before).items() if mark.start is None or mark.start >= scope.start}
        found = drift(self.was, now)
        self.rows = {p.id: p for p in uow.schedules.shifts([*found.changed, *found.added, *found.removed])}
        self.changed, self.added = found.changed, found.added
        self.removed = [id for id in found.removed if self._matters(id)]
        gone = uow.publications.taken_off_by(id for id in self.removed if id in self.rows)
        came = self._brought_by()
        self.back = self._taken_back(came)
        self.by = {id: number for id, number in {**gone, **came}.items() if id not in self.back}
        people = {p.shift.agent for p in self.rows.values()} | {mark.rep or "" for mark in self.was.values()}
        self.reps: Mapping[str, Rep] = uow.reps.get_many(sorted(people - {""}))

    def _matters(self, id: int) -> bool:
        """Whether a shift that is not in the scope any more was in it, and did not begin before."""
        row, mark = self.rows.get(id), self.was[id]
        if row is None:
            return True
        if mark.start is None and row.start < self.scope.start:
            return False
        return not (row.live and row.version == mark.version)

    def _brought_by(self) -> dict[int, int]:
        """The publication that each shift came with which is as it came."""
        newest = self.uow.publications.newest_of({self.rows[id].schedule for id in self.added})
        found = {}
        for id in self.added:
            row = self.rows[id]
            publication, after = newest.get(row.schedule, (None, {}))
            came = after.get(row.schedule, {}).get(id)
            if publication is not None and came is not None and came.version == row.version:
                found[id] = publication
        return found

    def _taken_back(self, came: Mapping[int, int]) -> dict[int, int]:
        """The undone publication that each shift left with, or came back by: what it had taken the place of is older."""
        left = [id for id in self.removed if id in self.rows and not self.rows[id].live]
        undone = self.uow.publications.undone_of({self.rows[id].schedule for id in left})
        found = {id: undone[self.rows[id].schedule] for id in left if self.rows[id].schedule in undone}
        newest = max(found.values(), default=0)
        return found | {id: newest for id, publication in came.items() if publication < newest}

    def told(self) -> Iterator[TimelineChange]:
        """Publications first, then those taken back, then the shifts by start."""
        for number, publication in sorted(self.uow.publications.many(set(self.by.values())).items()):
            yield self._published(publication, [id for id, by in self.by.items() if by == number])
        for number, publication in sorted(self.uow.publications.many(set(self.back.values())).items()):
            yield self._undone(publication, [id for id, by in self.back.items() if by == number])
        known = self.by.keys() | self.back.keys()
        single = [id for id in (*self.changed, *self.added, *self.removed) if id not in known]
        for id in sorted((id for id in single if id in self.rows), key=lambda id: (self.rows[id].start, id)):
            yield TimelineChange(self._sentence(self.rows[id], self.was.get(id)), self._days(id))
        yield from self._deleted([id for id in single if id not in self.rows])

    def _published(self, publication: Publication, ids: Iterable[int]) -> TimelineChange:
        days, whose = self._touched(ids)
        text = (
            f"{publication.by or 'someone'} published schedule {publication.schedule} "
            f"at {moment_words(publication.at, self.horizon)}: {whose} are now as it has them"
        )
        return TimelineChange(text, days)

    def _undone(self, publication: Publication, ids: Iterable[int]) -> TimelineChange:
        days, whose = self._touched(ids)
        at = publication.undone_at or publication.at
        text = (
            f"{publication.undone_by or 'someone'} took publication {publication.id} back "
            f"at {moment_words(at, self.horizon)}: {whose} are as they were before it"
        )
        return TimelineChange(text, days)

    def _touched(self, ids: Iterable[int]) -> tuple[frozenset[tuple[str, int]], str]:
        """The reps and days of some shifts, and the words for them."""
        days = frozenset(day for id in ids for day in self._days(id))
        people = sorted({self._name(rep) for rep, _ in days if rep})
        first, last = min((day for _, day in days), default=0), max((day for _, day in days), default=0)
        span = [day_words(self.horizon.instant(day * DAY), self.horizon) for day in (first, last)]
        stretch = f"on {span[0]}" if first == last else f"from {span[0]} to {span[1]}"
        return days, f"{self._whose(people)} {stretch}"

    def _whose(self, people: list[str]) -> str:
        return f"the shifts of {some_of(people, MOST_NAMED)}" if people else "open shifts"

    def _sentence(self, row: PlannedShift, mark: Mark | None) -> str:
        """What one shift is now."""
        words = shift_words(row, self.horizon)
        if mark is not None and not row.live:
            return f"{self._of(row.shift.agent)} on {words} was taken off"
        if mark is None or mark.rep is None:
            return f"the shift on {words} {self._now(row.shift.agent)}"
        if mark.rep != row.shift.agent:
            return f"{self._of(mark.rep)} on {words} {self._now(row.shift.agent)}"
        if mark.start is not None and day_of(mark.start, self.horizon) != day_of(row.start, self.horizon):
            return f"{self._of(mark.rep)} of {day_words(mark.start, self.horizon)} was moved to {words}"
        return f"{self._of(mark.rep)} was changed and is now {words}"

    def _deleted(self, ids: list[int]) -> Iterator[TimelineChange]:
        """Shifts of which nothing is left."""
        unknown = 0
        for id in ids:
            mark = self.was[id]
            if mark.rep is None or mark.start is None:
                unknown += 1
            else:
                text = f"{self._of(mark.rep)} on {day_words(mark.start, self.horizon)} was removed"
                yield TimelineChange(text, self._days(id))
        if unknown:
            yield TimelineChange(f"{unknown} shift{'s were' if unknown > 1 else ' was'} removed")

    def _days(self, id: int) -> frozenset[tuple[str, int]]:
        """The reps and days that a shift was of and is of, as far as they are in the scope."""
        row, mark = self.rows.get(id), self.was.get(id)
        ends = [(row.shift.agent, row.start)] if row is not None else []
        ends += [(mark.rep, mark.start)] if mark and mark.rep is not None and mark.start is not None else []
        return frozenset((rep, day_of(start, self.horizon)) for rep, start in ends if self.scope.holds(rep, start))

    def _name(self, rep: str) -> str:
        return self.reps[rep].name if rep in self.reps else rep

    def _of(self, rep: str) -> str:
        return f"{self._name(rep)}'s shift" if rep else "the open shift"

    def _now(self, rep: str) -> str:
        return f"is now {self._name(rep)}'s" if rep else "is now open"
