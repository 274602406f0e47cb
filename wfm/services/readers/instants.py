"""Times in files as instants: what carries a zone is taken at its word, local times are placed in their zone.

A local time that daylight saving repeats can be told apart only by its row's place in the file; one that it
skips cannot be at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.domain.time import Instants, is_ambiguous, is_skipped, to_utc, zone_of
from wfm.services.readers.columns import Words
from wfm.services.readers.faults import Faults, NotTold

_ISO = r"^\d{4}-\d\d-\d\d[T ]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?$"
_SLASHED = r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})[ T]+(\d{1,2}:\d\d(?::\d\d)?(?:\s*[AaPp][Mm])?)$"
_COMPACT = r"^\d{8} \d\d:\d\d$"
_SLASHED_TEXT = re.compile(_SLASHED, re.ASCII)

PART = 200_000
"""Texts that are read at once."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """Times as a file gives them, one per row: naive local (or UTC) minutes, and which rows carry a zone.

    `minute` is datetime64[m]: UTC where `zoned`, else the wall clock of a zone still to be told; NaT where refused.
    """

    minute: Instants
    zoned: npt.NDArray[np.bool_]


def read_stamps(words: Words, column: str, faults: Faults, day_first: bool | None = None) -> Stamps:
    """The times of a column. Understood are ISO 8601 with or without a zone, 31/12/2025 14:30 and 12/31/2025 2:30 PM.

    InputError when the order of day and month cannot be told from the column and `day_first` does not say it.
    """
    size = len(words.texts)
    if day_first is None:
        day_first = _order(words.texts, column)
    minutes, carries = np.full(size, np.datetime64("NaT", "s")), np.zeros(size, bool)
    for low in range(0, size, PART):  # what reads texts takes some hundred bytes for each
        texts = pd.Series(words.texts[low : low + PART], dtype="str")
        minutes[low : low + PART], carries[low : low + PART] = _read(texts, day_first)
    bad = np.isnat(minutes)
    odd = ~bad & (minutes.astype("datetime64[m]").astype("datetime64[s]") != minutes)
    far = ~bad & ((minutes < np.datetime64("1970-01-02")) | (minutes >= np.datetime64("2100-01-01")))
    for places, condition in (
        (bad, "must be a time such as 2025-03-31 14:30 or 2025-03-31T14:30Z"),
        (odd, "must be a whole minute"),
        (far, "must lie in the years 1970 to 2099"),
    ):
        rows = np.flatnonzero(places[words.codes])
        faults.refuse(rows, column, words.telling(condition))
    minutes[far] = np.datetime64("NaT", "s")
    return Stamps(minutes.astype("datetime64[m]")[words.codes], carries[words.codes])


def _read(texts: pd.Series, day_first: bool) -> tuple[Instants, npt.NDArray[np.bool_]]:
    """The times of some texts, NaT for what is none, and which of them carry a zone."""
    minute = np.full(len(texts), np.datetime64("NaT", "s"))
    iso = texts.str.match(_ISO).to_numpy(bool)
    zoned = iso & texts.str.extract(_ISO, expand=False).notna().to_numpy(bool)
    minute[zoned] = _parsed(texts[zoned], True)
    minute[iso & ~zoned] = _parsed(texts[iso & ~zoned], False)
    compact = texts.str.match(_COMPACT).to_numpy(bool)
    minute[compact] = _parsed(texts[compact], False, "%Y%m%d %H:%M")
    slashed = texts.str.match(_SLASHED).to_numpy(bool)
    if slashed.any():
        minute[slashed] = _slashed(texts[slashed], day_first)
    return minute, zoned


def _order(texts: Sequence[str], column: str) -> bool:
    """Whether times written with slashes or dots give the day first, as some of them show."""
    found = [(text, match) for text in texts if (match := _SLASHED_TEXT.match(text))]
    if not found or any(int(match[1]) > 12 for _, match in found):
        return True
    if any(int(match[2]) > 12 for _, match in found):
        return False
    if all("." in text for text, _ in found):
        return True  # 31.12.2025 is written in this order wherever it is written with dots
    raise NotTold(
        f"column {column}: cannot tell day from month in {found[0][0]!r}", "day_first", "say which comes first"
    )


def _parsed(texts: pd.Series, utc: bool, style: str = "ISO8601") -> npt.NDArray[np.datetime64]:
    parsed = pd.to_datetime(
        texts.str.replace(r"\s+(?=Z$|[+-]\d\d:?\d\d$)", "", regex=True), format=style, errors="coerce", utc=utc
    )
    times = parsed.dt.tz_localize(None) if utc else parsed
    return times.to_numpy().astype("datetime64[s]")


def _slashed(texts: pd.Series, day_first: bool) -> npt.NDArray[np.datetime64]:
    parts = texts.str.extract(_SLASHED)
    first, second = parts[0].astype(int), parts[1].astype(int)
    day, month = (first, second) if day_first else (second, first)
    clock = parts[3].str.upper().str.replace(r"\s*([AP]M)", r" \1", regex=True)
    whole = parts[2] + "-" + month.astype("str").str.zfill(2) + "-" + day.astype("str").str.zfill(2) + " " + clock
    times = np.full(len(whole), np.datetime64("NaT", "s"))
    for style in ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %I:%M %p", "%Y-%m-%d %I:%M:%S %p"):
        fits = pd.to_datetime(whole, format=style, errors="coerce").to_numpy().astype("datetime64[s]")
        times = np.where(np.isnat(times), fits, times)
    return times


@dataclass(frozen=True, slots=True)
class Placed:
    """Local times in UTC (datetime64[m]): `first` and `second` pass differ where the time is repeated."""

    first: Instants
    second: Instants
    repeated: npt.NDArray[np.bool_]
    skipped: npt.NDArray[np.bool_]


def place(local: Instants, zone: str) -> Placed:
    """Wall-clock minutes of a zone as instants. Only days on which the clocks change are looked at minute by minute."""
    unique, which = np.unique(local.astype("datetime64[D]"), return_inverse=True)
    offsets = np.array([_offset(day.astype(datetime), zone) for day in unique], np.int64)
    following = np.array([_offset(day.astype(datetime) + timedelta(days=1), zone) for day in unique], np.int64)
    first = local - offsets[which].astype("timedelta64[m]")
    second = first.copy()
    repeated, skipped = np.zeros(len(local), bool), np.zeros(len(local), bool)
    rows = np.flatnonzero((offsets != following)[which])
    moments, of = np.unique(local[rows], return_inverse=True)  # a minute may stand in the rows of many queues
    times = [moment.astype(datetime) for moment in moments]
    skipped[rows] = np.array([is_skipped(time, zone) for time in times], bool)[of]
    repeated[rows] = np.array([is_ambiguous(time, zone) for time in times], bool)[of]
    first[rows] = np.array([_minute(to_utc(time, zone)) for time in times], "datetime64[m]")[of]
    second[rows] = np.array([_minute(to_utc(time.replace(fold=1), zone)) for time in times], "datetime64[m]")[of]
    return Placed(first, second, repeated, skipped)


@lru_cache(maxsize=100_000)
def _offset(day: datetime, zone: str) -> int:
    """Minutes that local midnight is ahead of UTC."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone_of(zone))
    return int((midnight.utcoffset() or timedelta()).total_seconds() // 60)


def _minute(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.replace(tzinfo=None), "m")
