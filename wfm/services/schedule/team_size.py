"""How many reps of which contract a requirement takes beside those who are there: a linear program over shift starts.

A set-covering model after Dantzig (1954) with the weekly rules added as totals: fractional counts of shifts per
contract, weekday, start and length cover the heads required in every slot, while the days and paid minutes they sum
to stay within what a fractional number of reps may work. Reps on record work for nothing in it, within their contracts
and the hours they are available, and give each slot of their shifts to any of their skills. Breaks thin every shift
evenly. Counts are rounded up, with a margin for what the evenness hides.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array

from wfm.domain.arrays import Floats
from wfm.domain.errors import RefusedError
from wfm.domain.people import Contract
from wfm.domain.time import DAY
from wfm.services.schedule.linear_program import LinearProgram, Places

MARGIN = 1.03
"""Share by which rounded counts exceed the program's: real breaks fall in windows, real reps come whole."""

FIXED_MINUTES = 240.0
"""What one more rep costs beside pay, in paid minutes a week: without it the cheapest team is all part-timers."""

LEFT = 0.01
"""Share of a skill's hours for which nobody is made beside reps on record: a peak of a quarter hour is no job."""

PART_OF_A_REP = 0.25
"""What may be left of a rep when the reps missing beside those on record are counted whole."""

Windows = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Present:
    """Reps on record who are alike: contract, speed by skill, weekly hours available (None: always), and how many."""

    contract: str
    speeds: Mapping[str, float]
    available: Windows | None
    count: int


@dataclass(frozen=True, slots=True)
class _Shift:
    """A shift a contract allows on one weekday."""

    contract: int
    day: int
    start: int
    span: int
    paid: int
    on_queue: float


def team_size(week: Floats, slot_minutes: int, contracts: Sequence[Contract]) -> dict[str, int]:
    """Reps by contract that together cover a week of required heads, shape (7 * slots per day,), Monday first.

    Raises
    ------
    RefusedError
        When heads are required where no contract has a shift.
    """
    return missing_team({"": week}, slot_minutes, contracts)[""]


def missing_team(
    weeks: Mapping[str, Floats], slot_minutes: int, contracts: Sequence[Contract], present: Sequence[Present] = ()
) -> dict[str, dict[str, int]]:
    """By skill, the reps by contract it takes beyond those present, so that all weeks of required heads are covered.

    Skills that present reps tie together are solved as one; beside them `LEFT` of a skill's hours may stay short.

    Raises
    ------
    RefusedError
        When heads are required where no contract has a shift.
    """
    result = {skill: {contract.id: 0 for contract in contracts} for skill in weeks}
    for skills in _tied([skill for skill, week in weeks.items() if np.any(week > 0)], present):
        mine = [p for p in present if not skills.isdisjoint(p.speeds)]
        program = _Program({s: weeks[s] for s in weeks if s in skills}, slot_minutes, contracts, mine)
        for skill, counts in program.missing().items():
            result[skill] = _whole(counts, bool(mine))
    return result


def _tied(skills: Sequence[str], present: Sequence[Present]) -> list[set[str]]:
    """Skills in groups that present reps of several tie together."""
    group = {skill: {skill} for skill in skills}
    for reps in present:
        joined: set[str] = set().union(*(group[skill] for skill in reps.speeds if skill in group))
        for skill in joined:
            group[skill] = joined
    return [group[s] for n, s in enumerate(skills) if all(group[s] is not group[before] for before in skills[:n])]


def _whole(counts: Mapping[str, float], beside: bool) -> dict[str, int]:
    """Whole reps of each contract; beside others the total is rounded, since a part of one may be left."""
    if not beside:
        return {contract: math.ceil(MARGIN * n - 1e-6) for contract, n in counts.items()}
    total = max(0, math.ceil(MARGIN * sum(counts.values()) - PART_OF_A_REP))
    scale = total / max(sum(counts.values()), 1e-9)
    result = {contract: math.floor(scale * n + 1e-9) for contract, n in counts.items()}
    by_rest = sorted(counts, key=lambda contract: result[contract] - scale * counts[contract])
    for contract in by_rest[: total - sum(result.values())]:
        result[contract] += 1
    return result


def _shifts(contracts: Sequence[Contract]) -> list[_Shift]:
    result = []
    for index, contract in enumerate(contracts):
        for template in contract.shifts:
            rest = sum(b.minutes for b in template.breaks)
            for day in range(7):
                for start in template.starts():
                    for span in template.spans:
                        paid = template.paid_minutes(span)
                        result.append(_Shift(index, day, start, span, paid, (span - rest) / span))
    return result


def _cover(shifts: Sequence[_Shift], slot: int, slots: int) -> coo_array:
    """Heads on queue per slot of the week and shift, shape (slots, shifts); the week wraps around."""
    rows: list[Places] = [np.zeros(0, np.int64)]
    columns: list[Places] = [np.zeros(0, np.int64)]
    values: list[Floats] = [np.zeros(0)]
    for column, shift in enumerate(shifts):
        first = (shift.day * DAY + shift.start) // slot
        covered = np.arange(first, first + shift.span // slot) % slots
        rows.append(covered)
        columns.append(np.full(len(covered), column))
        values.append(np.full(len(covered), shift.on_queue))
    return coo_array((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), (slots, len(shifts)))


def _joined(windows: Windows | None) -> Windows | None:
    """Windows in order, those that touch or overlap as one: a night runs over the midnight between two days."""
    result: list[tuple[int, int]] = []
    for low, high in sorted(windows or ()):
        if result and low <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], high))
        else:
            result.append((low, high))
    return None if windows is None else tuple(result)


def _edges(shifts: Sequence[_Shift], slot: int, slots: int) -> Places:
    """The slots of the week at which a shift may begin or end, and the first one: between them all shifts stand still."""
    times = {(shift.day * DAY + shift.start) // slot + n for shift in shifts for n in (0, shift.span // slot)}
    return np.unique(np.array([0, *times], np.int64) % slots)


def _within(shift: _Shift, windows: Windows | None) -> bool:
    """Whether a shift lies in the weekly hours somebody is available; the week wraps around."""
    if windows is None:
        return True
    low = shift.day * DAY + shift.start
    return any(
        start <= low + turn and low + turn + shift.span <= end
        for start, end in windows
        for turn in (-7 * DAY, 0, 7 * DAY)
    )


class _Program:
    """The program of skills that hang together.

    The slots between two edges of shifts are one part of the week, with the most heads of any of them.
    """

    def __init__(
        self, weeks: Mapping[str, Floats], slot: int, contracts: Sequence[Contract], present: Sequence[Present]
    ) -> None:
        self.contracts, self.present = contracts, present
        self.shifts = _shifts(contracts)
        slots = len(next(iter(weeks.values())))
        cover = _cover(self.shifts, slot, slots).tocsr()
        _check_reach(weeks, np.asarray(cover.sum(axis=1), float).ravel(), slot)
        edges = _edges(self.shifts, slot, slots)
        self.cover = cover[edges].tocsc()
        self.lengths = np.diff(edges, append=slots).astype(float)
        self.weeks = {skill: np.maximum.reduceat(week, edges) for skill, week in weeks.items()}
        self.program = LinearProgram()
        self.needed = {skill: self.program.new_rows(-week) for skill, week in self.weeks.items()}
        self.made = {skill: self._new_reps(skill) for skill in weeks}
        self._reps_on_record()
        if present:
            self._left_short()

    def missing(self) -> dict[str, dict[str, float]]:
        """Fractional new reps by skill and contract: the least paid time and heads that cover the weeks."""
        found = self.program.solved()
        if found is None:
            raise RefusedError(
                "no team under these contracts can cover the requirement: their weekly rules contradict it"
            )
        return {
            skill: {c.id: float(n) for c, n in zip(self.contracts, found[columns], strict=True)}
            for skill, columns in self.made.items()
        }

    def _add_cover(self, rows: Places, columns: Places, picked: Sequence[int], by: float) -> None:
        """What some shifts give each part of the week, times `by`, in the rows of the parts."""
        given = self.cover[:, list(picked)].tocoo()
        part_of, shift_of = given.coords
        self.program.add(rows[part_of], columns[shift_of], by * given.data)

    def _weekly(
        self, index: int, picked: Sequence[int], columns: Places, count: float = 1.0, of: int | None = None
    ) -> None:
        """What reps of a contract may work: a shift a day, days and paid minutes a week; the least of new ones too."""
        days = np.array([self.shifts[i].day for i in picked])
        for day in range(7):
            today = columns[days == day]
            self.program.at_most(today, np.ones(len(today)), count, of)
        contract, paid = self.contracts[index], np.array([float(self.shifts[i].paid) for i in picked])
        for weights, (low, high) in (
            (np.ones(len(picked)), contract.days_per_week),
            (paid, contract.paid_per_week),
        ):
            self.program.at_most(columns, weights, count * high, of)
            if of is not None:
                self.program.at_most(columns, -weights, -float(low), of)

    def _new_reps(self, skill: str) -> Places:
        """Shifts of new reps of one skill; the columns of how many there are of each contract."""
        everything = range(len(self.shifts))
        shifts = self.program.new_columns(np.array([float(shift.paid) for shift in self.shifts]))
        counts = self.program.new_columns(np.full(len(self.contracts), FIXED_MINUTES))
        self._add_cover(self.needed[skill], shifts, everything, -1.0)
        for index in range(len(self.contracts)):
            picked = [i for i in everything if self.shifts[i].contract == index]
            self._weekly(index, picked, shifts[picked], 1.0, int(counts[index]))
        return counts

    def _reps_on_record(self) -> None:
        """Shifts of those who are there; who has several skills gives each part of them to one or another."""
        index_of = {contract.id: index for index, contract in enumerate(self.contracts)}
        given: dict[tuple[tuple[str, float], ...], Places] = {}
        for reps in self.present:
            speeds = tuple(sorted((s, speed) for s, speed in reps.speeds.items() if s in self.weeks and speed > 0))
            index, windows = index_of.get(reps.contract), _joined(reps.available)
            picked = [i for i, s in enumerate(self.shifts) if s.contract == index and _within(s, windows)]
            if index is None or not speeds or not picked:
                continue
            columns = self.program.new_columns(np.zeros(len(picked)))
            self._weekly(index, picked, columns, float(reps.count))
            if len(speeds) == 1:
                ((skill, speed),) = speeds
                self._add_cover(self.needed[skill], columns, picked, -speed)
                continue
            if speeds not in given:
                given[speeds] = self._split(speeds)
            self._add_cover(given[speeds], columns, picked, -1.0)

    def _split(self, speeds: tuple[tuple[str, float], ...]) -> Places:
        """What is given to several skills together is at most who is there; the rows of the parts of the week."""
        rows = self.program.new_rows(np.zeros(len(self.lengths)))
        for skill, speed in speeds:
            asked = np.flatnonzero(self.weeks[skill] > 0)
            columns = self.program.new_columns(np.zeros(len(asked)))
            self.program.add(rows[asked], columns, 1.0)
            self.program.add(self.needed[skill][asked], columns, -speed)
        return rows

    def _left_short(self) -> None:
        """The part of each skill's heads that may stay short."""
        for skill, week in self.weeks.items():
            asked = np.flatnonzero(week > 0)
            columns = self.program.new_columns(np.zeros(len(asked)))
            self.program.add(self.needed[skill][asked], columns, -1.0)
            self.program.at_most(columns, self.lengths[asked], LEFT * float(self.lengths @ week))


def _check_reach(weeks: Mapping[str, Floats], reached: Floats, slot: int) -> None:
    """RefusedError for heads at a time at which no contract has a shift."""
    asked = np.any([week > 0 for week in weeks.values()], axis=0)
    uncovered = np.flatnonzero(asked & (reached == 0))
    if uncovered.size:
        day, minute = divmod(int(uncovered[0]) * slot, DAY)
        weekday = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[day]
        raise RefusedError(
            f"heads are required on {weekday} at {minute // 60:02d}:{minute % 60:02d}, when no contract has a shift"
        )
