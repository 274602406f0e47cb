"""Figures of one interval length as those of another: a queue's history is kept in one, whatever files it came in."""

from __future__ import annotations

import numpy as np

from wfm.database import HistoryRows
from wfm.domain.arrays import Floats


def fitted(queue: str, rows: HistoryRows, minutes: int, kept: tuple[int, int]) -> tuple[HistoryRows, tuple[str, ...]]:
    """Rows of `minutes` in the intervals that a queue's history is kept in, and sentences on what was done.

    `kept` is their length and the minutes past a multiple of it at which they begin. Lengths of which neither divides
    the other stay as they are, and are refused where they are stored.
    """
    length, phase = kept
    if length % minutes == 0 and length > minutes:
        return _added_up(queue, rows, minutes, length, phase)
    if minutes % length == 0 and minutes > length:
        told = f"its history is in {length}-minute intervals, over which the file's {minutes}-minute figures are shared evenly"
        return _shared(rows, minutes // length, length), (f"queue {queue}: {told}",)
    return rows, ()


def _added_up(
    queue: str, rows: HistoryRows, minutes: int, length: int, phase: int
) -> tuple[HistoryRows, tuple[str, ...]]:
    """Longer intervals, those all of whose parts are in the rows."""
    number = (rows.start.astype("datetime64[m]").astype(np.int64) - phase) // length
    found, place, parts = np.unique(number, return_inverse=True, return_counts=True)
    whole = parts == length // minutes

    def summed(values: Floats | None) -> Floats | None:
        return None if values is None else np.bincount(place, values, found.size)[whole]

    start = (found[whole] * length + phase).astype("datetime64[m]")
    offered = np.bincount(place, rows.offered, found.size)[whole]
    others = (rows.handled, rows.abandoned, rows.handle_seconds, rows.wait_seconds)
    told = [
        f"queue {queue}: its history is in {length}-minute intervals, to which the file's {minutes}-minute figures are added up"
    ]
    if not whole.all():
        told.append(f"queue {queue}: {np.count_nonzero(~whole):,} of them are not whole in the file and are left out")
    return HistoryRows(start, offered, *map(summed, others)), tuple(told)


def _shared(rows: HistoryRows, times: int, length: int) -> HistoryRows:
    """Shorter intervals, each with its part of the figures."""
    begin = np.repeat(rows.start, times)
    start = begin + (np.tile(np.arange(times), len(rows.start)) * length).astype("timedelta64[m]")

    def part(values: Floats | None) -> Floats | None:
        return None if values is None else np.repeat(values, times) / times

    offered = np.repeat(rows.offered, times) / times
    return HistoryRows(
        start, offered, *map(part, (rows.handled, rows.abandoned, rows.handle_seconds, rows.wait_seconds))
    )
