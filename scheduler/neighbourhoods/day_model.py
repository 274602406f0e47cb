"""The exact model of a neighbourhood: shifts of the freed days with implicit breaks, solved by HiGHS.

Each rep takes one of its candidates a day or none. Shifts of one type, skill group and start form a cell; within a
cell breaks are integer counts per offset (Aykin, Management Science 42, 1996: implicit breaks), each break's counts
summing to the cell's shifts, with prefix rows that keep the gap to the break before. Cover is the same function of slack per
subset of skills that the search evaluates, so an improvement here is one there.
"""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import numpy as np

from scheduler.neighbourhoods.sparse_program import SparseProgram
from scheduler.neighbourhoods.task import CANDIDATE, Answer, Neighbourhood
from wfm.domain.arrays import Floats, Ints


def solve_neighbourhood(task: Neighbourhood) -> Answer:
    """The best plan of the freed days found within the task's limits."""
    began, lp = time.perf_counter(), SparseProgram()
    plan = _Plan(task, lp)
    x = lp.solve(task.seconds, task.nodes, task.gap, plan.hint())
    seconds = time.perf_counter() - began
    if x is None:
        return Answer(np.zeros(0, CANDIDATE), np.zeros((0, 0), np.int64), None, seconds, found=False)
    return replace(plan.decode(x), seconds=seconds)


class _Plan:
    """Columns of one neighbourhood's model, and the way back from its solution."""

    def __init__(self, task: Neighbourhood, lp: SparseProgram) -> None:
        self.task, self.lp = task, lp
        candidates = task.candidates
        keys = np.column_stack((task.group, candidates["shift_type"], candidates["start"]))
        self.cells, self.cell_of = np.unique(keys, axis=0, return_inverse=True)
        self.cell_of = self.cell_of.ravel()
        self.z = lp.variables(len(candidates), 0.0, 1.0, self._prices(), whole=True)
        self.count = lp.variables(len(self.cells))
        rows = lp.constraints(len(self.cells), 0.0, 0.0)
        lp.put(rows, self.count, 1.0)
        lp.put(rows[self.cell_of], self.z, -1.0)
        self.breaks: list[tuple[int, int, Ints, Ints]] = []
        """Per cell and break: cell, break, offsets, columns."""
        self._add_breaks()
        self._add_reps()
        self._add_seats()
        self.shift = self._add_waiting()
        self._add_cover()

    def _prices(self) -> Floats:
        """Own price of each candidate with the overstaffing of its slots on queue."""
        task = self.task
        shift_type, start = task.candidates["shift_type"], task.candidates["start"]
        end = np.minimum(start + task.types.rows["span"][shift_type], task.end)
        off = np.array([task.types.breaks["length"][k, : task.types.rows["breaks"][k]].sum() for k in shift_type])
        idle = task.cover.over * task.cover.effective[task.group]
        return np.asarray(task.candidates["price"] + idle * (end - start - off))

    def _add_breaks(self) -> None:
        task, lp = self.task, self.lp
        for c, (_, k, _) in enumerate(self.cells.tolist()):
            previous: tuple[Ints, Ints] | None = None
            for b in range(int(task.types.rows["breaks"][k])):
                offsets = break_range(task, k, b)
                columns = lp.variables(len(offsets), whole=True)
                row = lp.constraints(1, 0.0, 0.0)
                lp.put(row, columns, 1.0)
                lp.put(row, self.count[c], -1.0)
                if previous is not None:
                    self._add_gap(k, b, previous, (offsets, columns))
                previous = (offsets, columns)
                self.breaks.append((c, b, offsets, columns))

    def _add_gap(self, k: int, b: int, first: tuple[Ints, Ints], second: tuple[Ints, Ints]) -> None:
        """No more of a break by an offset than of the one before by the offset that leaves the gap."""
        shift = int(self.task.types.breaks["length"][k, b - 1] + self.task.types.rows["gap"][k])
        for offset in second[0]:
            reach = offset - shift
            if reach >= first[0][-1]:
                break
            row = self.lp.constraints(1, -np.inf, 0.0)
            self.lp.put(row, second[1][second[0] <= offset], 1.0)
            self.lp.put(row, first[1][first[0] <= reach], -1.0)

    def _add_reps(self) -> None:
        """One shift a day, the week's bounds, rest between freed days, streaks."""
        task, lp = self.task, self.lp
        rep, day, _, _, place, _ = (task.candidates[name] for name in CANDIDATE.names or ())
        pair, index = np.unique(rep * 1000 + day, return_inverse=True)
        lp.put(lp.constraints(len(pair), 0.0, 1.0)[index.ravel()], self.z, 1.0)
        for a, *bounds in task.weeks.tolist():
            mine = np.flatnonzero(rep == a)
            for weight, low, high in (
                (task.paid[mine], bounds[0], bounds[1]),
                (np.ones(len(mine)), bounds[2], bounds[3]),
                (place[mine], bounds[4], bounds[5]),
            ):
                if len(mine):
                    lp.put(lp.constraints(1, float(low), float(high)), self.z[mine], weight)
            days = np.unique(day[mine])
            for one, two in pairwise(days):
                self._add_rest(mine[day[mine] == one], mine[day[mine] == two])
            for one, two in zip(days[:-2], days[2:], strict=True):
                if two - one == 2:
                    self._add_rest(mine[day[mine] == one], mine[day[mine] == two])
        for a, first, last, most in task.streaks.tolist():
            mine = np.flatnonzero((rep == a) & (day >= first) & (day <= last))
            if len(mine):
                lp.put(lp.constraints(1, -np.inf, float(most)), self.z[mine], 1.0)

    def _add_rest(self, first: Ints, second: Ints) -> None:
        """Shifts of two freed days may not both be taken when they leave too little rest: one row per start."""
        task = self.task
        free = task.free[first]
        starts = task.candidates["start"][second]
        for start in np.unique(starts):
            late = free > start
            if not late.any():
                break
            row = self.lp.constraints(1, -np.inf, 1.0)
            self.lp.put(row, self.z[first[late]], 1.0)
            self.lp.put(row, self.z[second[starts <= start]], 1.0)

    def _spans(self, low: Ints, high: Ints, columns: Ints) -> tuple[Ints, Ints]:
        """Slots (from the origin) and columns of every slot in low..high-1 within the horizon."""
        task = self.task
        low, high = np.clip(low, 0, len(task.slack)), np.clip(high, 0, len(task.slack))
        length = np.maximum(high - low, 0)
        offset = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        return np.repeat(low, length) + offset, np.repeat(columns, length)

    def _add_seats(self) -> None:
        task, lp = self.task, self.lp
        for site in range(len(task.room)):
            mine = np.flatnonzero(task.site == site)
            if not len(mine):
                continue
            start = task.candidates["start"][mine] - task.origin
            slots, columns = self._spans(
                start, start + task.types.rows["span"][task.candidates["shift_type"][mine]], self.z[mine]
            )
            present = np.bincount(slots, minlength=len(task.slack))
            tight = np.flatnonzero(present > task.room[site])
            row_of = np.full(len(task.slack), -1)
            row_of[tight] = lp.constraints(len(tight), -np.inf, task.room[site][tight].astype(float))
            held = row_of[slots] >= 0
            lp.put(row_of[slots[held]], columns[held], 1.0)

    def _add_waiting(self) -> list[tuple[int, Ints, Ints]]:
        """Change of waiting work per slot, its sum kept: piece, slots, columns."""
        task, lp = self.task, self.lp
        found = []
        for j, (low, high) in enumerate(task.window.tolist()):
            if high - low < 2:
                continue
            slots = np.arange(low, high)
            columns = lp.variables(len(slots), -task.planned[j, slots], np.inf)
            lp.put(lp.constraints(1, 0.0, 0.0), columns, 1.0)
            found.append((j, slots, columns))
        return found

    def _heads(self) -> dict[int, Ints]:
        """Per skill group the columns of its heads on queue per slot."""
        task, lp = self.task, self.lp
        heads: dict[int, Ints] = {}
        for g in np.unique(self.cells[:, 0]).tolist():
            heads[g] = lp.variables(len(task.slack))
            rows = lp.constraints(len(task.slack), 0.0, 0.0)
            lp.put(rows, heads[g], -1.0)
            mine = np.flatnonzero(self.cells[:, 0] == g)
            start = self.cells[mine, 2] - task.origin
            slots, columns = self._spans(start, start + task.types.rows["span"][self.cells[mine, 1]], self.count[mine])
            lp.put(rows[slots], columns, 1.0)
            for c, b, offsets, columns in self.breaks:
                if self.cells[c, 0] == g:
                    low = self.cells[c, 2] - task.origin + offsets
                    slots, columns = self._spans(low, low + task.types.breaks["length"][self.cells[c, 1], b], columns)
                    lp.put(rows[slots], columns, -1.0)
        return heads

    def _add_cover(self) -> None:
        """Shortage per slot and price level: at least the slack of every subset of that level, and of those before."""
        task, lp = self.task, self.lp
        heads, step = self._heads(), task.cover.subsets["step"]
        slots = len(task.slack)
        taken = np.zeros(task.slack.shape)
        for j, where, _ in self.shift:
            taken[where] += 1e9 * (task.gain[j] > 0)
        live = task.slack + taken > 1e-9
        level_of = np.cumsum(np.concatenate(([0], step[:-1] > 0)))
        previous = np.full(slots, -1)
        for level in range(int(level_of[-1]) + 1 if len(level_of) else 0):
            subsets = np.flatnonzero(level_of == level)
            if task.cover.subsets["fresh"][subsets[0]]:
                previous[:] = -1
            active = np.flatnonzero(live[:, subsets].any(axis=1))
            column = previous.copy()
            column[active] = lp.variables(len(active))
            chained = active[previous[active] >= 0]
            rows = lp.constraints(len(chained), 0.0, np.inf)
            lp.put(rows, column[chained], 1.0)
            lp.put(rows, previous[chained], -1.0)
            for b in subsets.tolist():
                where = np.flatnonzero(live[:, b])
                row_of = np.full(slots, -1)
                row_of[where] = lp.constraints(len(where), task.slack[where, b], np.inf)
                lp.put(row_of[where], column[where], 1.0)
                for g, columns in heads.items():
                    if task.cover.gain[g, b] > 0:
                        lp.put(row_of[where], columns[where], task.cover.gain[g, b])
                for j, at, columns in self.shift:
                    if task.gain[j, b] > 0:
                        kept = row_of[at] >= 0
                        lp.put(row_of[at[kept]], columns[kept], -task.gain[j, b])
            known = column >= 0
            lp.charge(column[known], float(step[subsets[-1]]))
            previous = column

    def hint(self) -> tuple[Ints, Floats]:
        """Columns and values of the shifts as they stand, to start from."""
        task = self.task
        taken = np.zeros(len(task.candidates))
        taken[task.now] = 1.0
        columns, values = [self.z, self.count], [taken, np.bincount(self.cell_of, taken, len(self.cells))]
        cell_of = self.cell_of[task.now]
        for c, b, offsets, drawn in self.breaks:
            at = task.now_breaks[cell_of == c, b]
            columns.append(drawn)
            values.append((at[:, None] == offsets[None]).sum(axis=0).astype(float))
        return np.concatenate(columns), np.concatenate(values)

    def decode(self, x: Floats) -> Answer:
        """Candidates taken, each with breaks matched in order: the earliest of each break to the same rep."""
        task = self.task
        chosen = np.flatnonzero(x[self.z] > 0.5)
        most = task.types.breaks.shape[1]
        breaks = np.zeros((len(chosen), most), np.int64)
        cell_of = self.cell_of[chosen]
        for c, b, offsets, columns in self.breaks:
            members = np.flatnonzero(cell_of == c)
            if len(members):
                counts = np.round(x[columns]).astype(int)
                drawn = np.repeat(offsets, counts)
                if len(drawn) != len(members):
                    drawn = np.resize(drawn if len(drawn) else offsets[:1], len(members))
                breaks[members, b] = np.sort(drawn)
        planned = None
        if self.shift:
            planned = task.planned.copy()
            for j, slots, columns in self.shift:
                planned[j, slots] = np.maximum(planned[j, slots] + x[columns], 0.0)
        return Answer(task.candidates[chosen], breaks, planned)


def break_range(task: Neighbourhood, k: int, b: int) -> Ints:
    """Offsets at which a break of a shift type may start, room for the others left."""
    count, gap = int(task.types.rows["breaks"][k]), int(task.types.rows["gap"][k])
    before, after = gap, gap
    for i in range(b):
        before = max(before, int(task.types.breaks["lowest"][k, i])) + int(task.types.breaks["length"][k, i]) + gap
    for i in range(b + 1, count):
        after += int(task.types.breaks["length"][k, i]) + gap
    low = max(int(task.types.breaks["lowest"][k, b]), before)
    high = min(
        int(task.types.breaks["highest"][k, b]),
        int(task.types.rows["span"][k]) - after - int(task.types.breaks["length"][k, b]),
    )
    return np.arange(low, high + 1)
