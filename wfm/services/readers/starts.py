"""When each row of a history file starts, in UTC, and the grid that the rows lie on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wfm.domain.errors import InputError
from wfm.domain.time import SLOT_LENGTHS, Instants, zone_of
from wfm.services.readers.faults import NotTold
from wfm.services.readers.instants import place, read_stamps
from wfm.services.readers.work import Work

ALIGNED = 0.98
"""Share of rows that must start on a grid for it to be taken as the file's."""

_LENGTHS = ", ".join(map(str, SLOT_LENGTHS))


def starts_of(work: Work, which: npt.NDArray[np.intp]) -> tuple[Instants, list[str | None], str]:
    """The UTC start of every row, the zone its time was given in, and how times were understood, in words."""
    stamps = read_stamps(_stamp_cells(work), _column(work), work.faults, work.options.day_first)
    start, zones = stamps.minute.copy(), _zones(work)
    naive = work.faults.good & ~stamps.zoned
    if not naive.any():
        return start, zones, "times carry their zone"
    if work.format.utc:
        return start, [None] * len(zones), "times in UTC"
    if any(zones[row] is None for row in np.flatnonzero(naive)):
        raise NotTold("the times carry no zone", "zone", "say which, such as America/New_York")
    names = sorted({zones[row] or "" for row in np.flatnonzero(naive)})
    for zone in names:
        rows = np.array([row for row in np.flatnonzero(naive) if zones[row] == zone], dtype=np.intp)
        start[rows] = _placed(work, rows, stamps.minute[rows], which[rows], zone)
    return start, zones, f"local times of {' and '.join(names)}"


def _stamp_cells(work: Work) -> Sequence[str]:
    cells = work.cells("start")
    if cells is not None:
        return cells
    dates, times = work.cells("date"), work.cells("time")
    assert dates is not None
    assert times is not None
    return [f"{day.removesuffix(' 00:00:00')} {clock}" for day, clock in zip(dates, times, strict=True)]


def _zones(work: Work) -> list[str | None]:
    """The zone of each row's local time: the file's, else the one that was told, else None."""
    cells = work.cells("zone")
    told = work.options.zone
    if told is not None:
        zone_of(told)
    if cells is None:
        return [told] * work.sheet.count
    for text in sorted(set(cells) - {""}):
        try:
            zone_of(text)
        except InputError as error:
            bad = [row for row, cell in enumerate(cells) if cell == text]
            work.faults.refuse(bad, work.header("zone"), error.reason)
    return [cell or told for cell in cells]


def _placed(
    work: Work, rows: npt.NDArray[np.intp], local: Instants, which: npt.NDArray[np.intp], zone: str
) -> Instants:
    """Local times as instants. Of two rows for a repeated time the earlier pass is the one the file gives first.

    A file that runs backwards in time gives the later pass first.
    """
    placed = place(local, zone)
    column = _column(work)

    def shown(row: int) -> str:
        return str(local[np.searchsorted(rows, row)]).replace("T", " ")

    skipped = rows[placed.skipped]
    words = f"does not exist in {zone}: the clocks go forward there"
    work.faults.refuse(skipped, column, lambda row: f"{shown(row)} {words}")
    result = placed.first.copy()
    places = np.flatnonzero(placed.repeated)
    if work.options.repeated != "refuse":
        chosen = placed.first if work.options.repeated == "first" else placed.second
        work.notes.append(f"times repeated at the end of daylight saving are read as the {work.options.repeated} pass")
    groups: dict[tuple[int, np.datetime64], list[int]] = {}
    for at in places:
        groups.setdefault((int(which[at]), local[at]), []).append(int(at))
    for (number, _), members in groups.items():
        if len(members) == 2:
            own = np.flatnonzero(which == number)
            backwards = local[own[-1]] < local[own[0]]
            first, second = reversed(members) if backwards else members
            result[first], result[second] = placed.first[first], placed.second[second]
        elif work.options.repeated != "refuse" and len(members) == 1:
            result[members] = chosen[members]
        else:
            count = "one row" if len(members) == 1 else f"{len(members)} rows"
            reason = (
                f"happens twice in {zone} (the clocks go back) and the file has {count} for it: give UTC or both rows"
            )
            work.faults.refuse(rows[members], column, f"{shown(rows[members[0]])} {reason}")
    return result


def slot_of(work: Work, start: Instants, stated: npt.NDArray[np.int64] | None) -> int:
    """The length of the file's intervals; rows that do not start on their grid are refused."""
    told = work.options.slot_minutes
    known = np.flatnonzero(~np.isnat(start))
    if stated is not None:
        known = known[np.isin(stated[known], SLOT_LENGTHS)]
    minutes = start[known].astype("datetime64[m]").astype(np.int64)
    if stated is not None and known.size:
        lengths = np.unique(stated[known])
        if len(lengths) > 1:
            raise InputError(f"intervals must all be of one length, got {' and '.join(map(str, lengths))} minutes")
        if told not in (None, int(lengths[0])):
            raise InputError(f"the file says {lengths[0]}-minute intervals, the options say {told}")
        told = int(lengths[0])
    try:
        slot = told or _found_slot(minutes)
    except InputError:
        if work.faults.good.all() or work.options.skip_refused:
            raise
        return SLOT_LENGTHS[2]  # the refused rows are what will be told
    if slot not in SLOT_LENGTHS:
        raise InputError(f"intervals must be {_LENGTHS} minutes, got {slot}")
    off = known[(minutes - _phase(minutes, slot)) % slot != 0]
    words = f"must start on the {slot}-minute grid of the file's other rows"
    cells = _stamp_cells(work)
    work.faults.refuse(off, _column(work), lambda row: f"{words}, got {cells[row]!r}")
    return slot


def _found_slot(minutes: npt.NDArray[np.int64]) -> int:
    """The interval on whose grid nearly all rows start, and no longer one holds them too."""
    starts = np.unique(minutes)
    if len(starts) < 2:
        raise NotTold(
            "cannot tell the length of an interval from one point in time",
            "slot_minutes",
            "say how many minutes it has",
        )
    for slot in reversed(SLOT_LENGTHS):
        aligned = (minutes - _phase(minutes, slot)) % slot == 0
        if np.mean(aligned) >= ALIGNED and _step(minutes[aligned]) == slot:
            return slot
    raise NotTold(
        f"intervals must be {_LENGTHS} minutes apart, got {_step(starts)}, or some are absent",
        "slot_minutes",
        "say how many minutes one has",
    )


def _step(minutes: npt.NDArray[np.int64]) -> int:
    """The longest step that leads from each start to every other."""
    return int(np.gcd.reduce(np.diff(np.unique(minutes))))


def _column(work: Work) -> str:
    return work.header("start" if "start" in work.roles else "date")


def _phase(minutes: npt.NDArray[np.int64], slot: int) -> int:
    """Minutes past a multiple of the interval at which most rows start."""
    phases, counts = np.unique(minutes % slot, return_counts=True)
    return int(phases[np.argmax(counts)])
