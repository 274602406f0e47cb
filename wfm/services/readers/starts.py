"""When each row of a history file starts, in UTC, and the grid that the rows lie on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.domain.errors import InputError
from wfm.domain.texts import some_of
from wfm.domain.time import SLOT_LENGTHS, Instants, zone_of
from wfm.domain.zone_names import zone_given
from wfm.services.readers.columns import Words
from wfm.services.readers.faults import NotTold
from wfm.services.readers.instants import place, read_stamps
from wfm.services.readers.work import Work

ALIGNED = 0.98
"""Share of rows that must start on a grid for it to be taken as the file's."""

_LENGTHS = ", ".join(map(str, SLOT_LENGTHS))


def starts_of(work: Work, which: npt.NDArray[np.intp]) -> tuple[Instants, Words, str]:
    """The UTC start of every row, the zone its time was given in ("" for none), and how times were understood, in words."""
    stamps = read_stamps(_stamps_of(work), _column(work), work.faults, work.options.day_first)
    start, zones = stamps.minute.copy(), _zones(work)
    naive = work.faults.good & ~stamps.zoned
    if not naive.any():
        return start, zones, "times carry their zone"
    if work.format.utc:
        return start, Words(np.zeros_like(zones.codes), [""]), "times in UTC"
    names = sorted({zones.texts[code] for code in np.unique(zones.codes[naive])})
    if "" in names:
        raise NotTold("the times carry no zone", "zone", "say which, such as America/New_York")
    for zone in names:
        rows = zones.rows({zone})
        rows = rows[naive[rows]]
        start[rows] = _placed(work, rows, stamps.minute[rows], which[rows], zone)
    return start, zones, f"local times of {some_of(names).replace(', ', ' and ')}"


def _stamps_of(work: Work) -> Words:
    """The times as the file writes them, where date and time are columns of their own put together."""
    if (start := work.words("start")) is not None:
        return start
    dates, times = work.words("date"), work.words("time")
    assert dates is not None
    assert times is not None
    codes, pairs = pd.factorize(dates.codes * np.int64(len(times.texts) or 1) + times.codes)
    texts = [
        f"{dates.texts[day].removesuffix(' 00:00:00')} {times.texts[time]}"
        for day, time in zip(*np.divmod(pairs, len(times.texts) or 1), strict=True)
    ]
    return Words(codes.astype(np.int32), texts)


def _zones(work: Work) -> Words:
    """The zone of each row's local time: the file's, else the one that was told, else ""."""
    told = work.options.zone
    if told is not None:
        zone_of(told)
    words = work.words_or("zone", "")
    reasons = {}
    for text in words.texts:
        try:
            zone_given(text or "UTC")
        except InputError as error:
            reasons[text] = error.reason
    work.refuse("zone", words, reasons)
    return Words(words.codes, [text or told or "" for text in words.texts])


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
    if work.options.repeated != "refuse":
        chosen = placed.first if work.options.repeated == "first" else placed.second
        work.notes.append(f"times repeated at the end of daylight saving are read as the {work.options.repeated} pass")
    groups: dict[tuple[int, np.datetime64], list[int]] = {}
    for at in np.flatnonzero(placed.repeated):
        groups.setdefault((int(which[at]), local[at]), []).append(int(at))
    backwards = _backwards(which, local) if groups else {}
    for (number, _), members in groups.items():
        if len(members) == 2:
            first, second = reversed(members) if backwards[number] else members
            result[first], result[second] = placed.first[first], placed.second[second]
        elif work.options.repeated != "refuse" and len(members) == 1:
            result[members] = chosen[members]
        else:
            count = "one row" if len(members) == 1 else f"{len(members)} rows"
            option = ", or say --repeated first (or second)" if len(members) == 1 else ""
            reason = (
                f"happens twice in {zone} (the clocks go back) and the file has {count} for it: give UTC or both "
                f"rows{option}"
            )
            work.faults.refuse(rows[members], column, f"{shown(rows[members[0]])} {reason}")
    return result


def _backwards(which: npt.NDArray[np.intp], local: Instants) -> dict[int, bool]:
    """For each queue, whether its last row in the file is earlier than its first."""
    queues, first = np.unique(which, return_index=True)
    last = len(which) - 1 - np.unique(which[::-1], return_index=True)[1]
    return dict(zip(queues.tolist(), (local[last] < local[first]).tolist(), strict=True))


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
    if known.size:
        off = known[(minutes - _phase(minutes, slot)) % slot != 0]
        condition = f"must start on the {slot}-minute grid of the file's other rows"
        work.faults.refuse(off, _column(work), _stamps_of(work).telling(condition))
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
