"""When each row of a history file starts, in UTC, and the grid that the rows lie on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wfm.domain.errors import InputError
from wfm.domain.time import SLOT_LENGTHS, Instants, zone_of
from wfm.services.readers.instants import place, read_stamps
from wfm.services.readers.work import Work

ALIGNED = 0.98
"""Share of rows that must start on a grid for it to be taken as the file's."""


def starts_of(work: Work, which: npt.NDArray[np.intp]) -> tuple[Instants, list[str | None], str]:
    """The UTC start of every row, the zone its time was given in, and how times were understood, in words."""
    role = "start" if "start" in work.roles else "date"
    stamps = read_stamps(_stamp_cells(work), work.header(role), work.faults, work.options.day_first)
    start, zones = stamps.minute.copy(), _zones(work)
    naive = work.faults.good & ~stamps.zoned
    if not naive.any():
        return start, zones, "times carry their zone"
    if work.format.utc:
        return start, [None] * len(zones), "times in UTC"
    if any(zones[row] is None for row in np.flatnonzero(naive)):
        raise InputError("the times carry no zone; say which, such as America/New_York")
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
    column = work.header("start" if "start" in work.roles else "date")

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
    good = np.flatnonzero(work.faults.good)
    if not good.size:
        return work.options.slot_minutes or 15
    minutes = start[good].astype("datetime64[m]").astype(np.int64)
    if stated is not None:
        lengths = np.unique(stated[good])
        if len(lengths) > 1:
            raise InputError(f"intervals must all be of one length, got {' and '.join(map(str, lengths))} minutes")
        slot = int(lengths[0])
        if work.options.slot_minutes not in (None, slot):
            raise InputError(f"the file says {slot}-minute intervals, the options say {work.options.slot_minutes}")
    else:
        slot = work.options.slot_minutes or _found_slot(minutes)
    if slot not in SLOT_LENGTHS:
        raise InputError(f"intervals must be {', '.join(map(str, SLOT_LENGTHS))} minutes, got {slot}")
    phase = _phase(minutes, slot)
    off = good[(minutes - phase) % slot != 0]
    column = work.header("start" if "start" in work.roles else "date")
    words = f"must start on the {slot}-minute grid of the file's other rows"
    cells = _stamp_cells(work)
    work.faults.refuse(off, column, lambda row: f"{words}, got {cells[row]!r}")
    return slot


def _found_slot(minutes: npt.NDArray[np.int64]) -> int:
    """The longest interval on whose grid nearly all rows start."""
    gaps = np.diff(np.unique(minutes))
    if not gaps.size:
        raise InputError("cannot tell the length of an interval from one point in time; say how many minutes it has")
    if gaps.min() > SLOT_LENGTHS[-1]:
        raise InputError(f"rows must be at most 60 minutes apart to be intervals, got {gaps.min()} minutes")
    for slot in reversed(SLOT_LENGTHS):
        if np.mean((minutes - _phase(minutes, slot)) % slot == 0) >= ALIGNED:
            return slot
    raise InputError(f"intervals must be {', '.join(map(str, SLOT_LENGTHS))} minutes apart, got {gaps.min()} minutes")


def _phase(minutes: npt.NDArray[np.int64], slot: int) -> int:
    """Minutes past a multiple of the interval at which most rows start."""
    phases, counts = np.unique(minutes % slot, return_counts=True)
    return int(phases[np.argmax(counts)])
