"""A history file read to the end: per queue its intervals in UTC, and everything in the file that was odd.

Nothing is decided here about what the database holds; see `wfm.services.imports`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.database import HistoryRows
from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_SLOTS, MOST_WORDS
from wfm.domain.planning import Channel
from wfm.domain.time import Instants
from wfm.services.progress import OnProgress, quiet
from wfm.services.readers.columns import read_columns
from wfm.services.readers.faults import Fault, Faults, located
from wfm.services.readers.formats import MEANINGS, WORDS, Format, recognise
from wfm.services.readers.keys import durations_of, keys_of
from wfm.services.readers.options import ImportOptions
from wfm.services.readers.sheets import Source, content, open_table
from wfm.services.readers.starts import slot_of, starts_of
from wfm.services.readers.work import Work


@dataclass(frozen=True, slots=True)
class QueueRows:
    """One queue's intervals, by start, each once. `zone` is the zone the file gives its times in, None for UTC."""

    name: str
    channel: Channel
    language: str
    zone: str | None
    rows: HistoryRows


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """All that a history file says.

    `roles` are the meanings its columns have (see `formats`), `columns` pairs the header with its meaning, `ignored` lists the rest; `blank` counts rows without a figure for
    offered contacts, `duplicates` rows that a later row of the file replaces.
    """

    name: str
    sha256: str
    format: Format
    roles: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    times: str
    slot_minutes: int
    queues: tuple[QueueRows, ...]
    count: int
    blank: int
    duplicates: int
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def read_history(
    source: Source, name: str = "", options: ImportOptions | None = None, on_progress: OnProgress = quiet
) -> HistoryFile:
    """Read a history file; InputError when nothing of it can be used, faults of single rows in the result."""
    options = options or ImportOptions()
    data, shown = content(source, name)
    sha256 = hashlib.sha256(data).hexdigest()
    table = open_table(data, shown, options.sheet)
    format, roles = recognise(table.header, f"{shown} line {table.header_line}", options)
    words = {index: MOST_SLOTS if role == "start" else MOST_WORDS for role, index in roles.items() if role in WORDS}
    figures = [index for role, index in roles.items() if role not in WORDS]
    try:
        sheet = read_columns(table, words, figures, on_progress)
        del data, table  # a large file need not be held while its rows are understood
        return _read(Work(sheet, format, roles, options, Faults(sheet.lines, sheet.name), []), sha256)
    except InputError as error:
        raise located(error, shown) from error


def _read(work: Work, sha256: str) -> HistoryFile:
    sheet, faults = work.sheet, work.faults
    keys, which = keys_of(work)
    stated = durations_of(work)
    offered, handled, abandoned = work.figures("offered"), work.figures("handled"), work.figures("abandoned")
    assert offered is not None
    total, waited = handle_seconds(work, offered, handled), wait_seconds(work, offered, handled, abandoned)
    start, zones, times = starts_of(work, which)
    slot = slot_of(work, start, stated)
    used = faults.good & ~np.isnan(offered)
    blank = int(np.count_nonzero(faults.good & np.isnan(offered)))
    kept, duplicates = last_of_each(which, start, work.words_or("skills", "").codes, used)
    columns = {"offered": offered, "handled": handled, "abandoned": abandoned}
    columns |= {"handle_seconds": total, "wait_seconds": waited}
    queues = []
    edges = np.searchsorted(which[kept], np.arange(len(keys) + 1))  # the rows that are kept go by queue
    for number, (queue, channel, language) in enumerate(keys):
        mine = kept[edges[number] : edges[number + 1]]
        if mine.size:
            zone = zones[mine[0]] or None
            queues.append(QueueRows(queue, channel, language, zone, summed(start[mine], mine, columns)))
    meanings = tuple(
        (sheet.header[index], MEANINGS[role]) for role, index in sorted(work.roles.items(), key=lambda r: r[1])
    )
    ignored = tuple(cell for index, cell in enumerate(sheet.header) if index not in work.roles.values() and cell)
    all_faults = faults.all(sheet.ragged)
    if not queues and not all_faults:
        raise InputError(f"no row has a figure for {MEANINGS['offered']}")
    count = sheet.count + len(sheet.ragged)
    return HistoryFile(
        sheet.name,
        sha256,
        work.format,
        tuple(work.roles),
        meanings,
        ignored,
        times,
        slot,
        tuple(queues),
        count,
        blank,
        duplicates,
        all_faults,
        tuple(work.notes),
    )


def handle_seconds(work: Work, offered: Floats, handled: Floats | None) -> Floats | None:
    """Total handle time per row: as the file gives it, or its mean times the contacts it is the mean of."""
    total, mean = work.figures("total"), work.figures("aht")
    if total is not None:
        if mean is not None:
            work.notes.append(f"{work.header('total')} is used and {work.header('aht')} left out: the total is exact")
        contacts = _contacts(offered, handled)
        average = np.nansum(total) / max(1.0, float(np.nansum(contacts)))
        if 0 < average < 5:
            work.notes.append(
                f"{work.header('total')} comes to {average:.2g} s a contact: check that it is a total and not a mean"
            )
        return total
    if mean is None:
        return None
    typical = float(np.nanmedian(mean)) if np.isfinite(mean).any() else 0.0
    if typical > 3 * 3600:
        work.notes.append(
            f"{work.header('aht')} is {typical:,.0f} s for most rows: check that it is a mean and not a total"
        )
    return mean * _contacts(offered, handled)


def wait_seconds(work: Work, offered: Floats, handled: Floats | None, abandoned: Floats | None) -> Floats | None:
    """Total wait of all offered contacts per row, as far as the file tells.

    The mean of all is exact; the speed of answer with the wait of those who gave up adds up to it; the speed of answer
    alone stands in for everyone's wait, which is said. None without such a column.
    """
    mean, answer, gave_up = work.figures("wait"), work.figures("asa"), work.figures("gave_up_after")
    if mean is not None:
        return mean * offered
    if answer is None:
        return None
    if gave_up is None or abandoned is None:
        work.notes.append(f"{work.header('asa')} stands in for the wait of those who gave up, which the file lacks")
        return answer * offered
    answered = offered - abandoned if handled is None else np.where(np.isnan(handled), offered - abandoned, handled)
    # A mean over nobody is empty in most files: it adds nothing.
    of_answered = np.where(answered > 0, answer * answered, 0.0)
    return np.asarray(of_answered + np.where(abandoned > 0, gave_up * abandoned, 0.0))


def _contacts(offered: Floats, handled: Floats | None) -> Floats:
    return offered if handled is None else np.where(np.isnan(handled), offered, handled)


def last_of_each(
    which: npt.NDArray[np.intp], start: Instants, sets: npt.NDArray[np.int32], used: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.intp], int]:
    """The rows that count, one per queue, start and skill set: the last in the file; and how many others there are."""
    rows = np.flatnonzero(used)
    order = np.lexsort((rows, sets[rows], start[rows], which[rows]))
    rows = rows[order]
    if not rows.size:
        return rows, 0
    same = (
        (which[rows[1:]] == which[rows[:-1]])
        & (start[rows[1:]] == start[rows[:-1]])
        & (sets[rows[1:]] == sets[rows[:-1]])
    )
    last = np.append(~same, True)
    return rows[last], int(np.count_nonzero(~last))


def summed(start: Instants, rows: npt.NDArray[np.intp], columns: dict[str, Floats | None]) -> HistoryRows:
    """One figure per start: the sum over skill sets, where a figure is missing only if it is in all of them."""
    unique, which = np.unique(start, return_inverse=True)

    def total(values: Floats | None) -> Floats | None:
        if values is None:
            return None
        known = ~np.isnan(values[rows])
        sums: Floats = np.bincount(which, np.where(known, values[rows], 0.0), len(unique)).astype(float)
        sums[np.bincount(which, known, len(unique)) == 0] = np.nan
        return sums

    offered = total(columns["offered"])
    assert offered is not None
    rest = ("handled", "abandoned", "handle_seconds", "wait_seconds")
    return HistoryRows(unique, offered, *(total(columns[name]) for name in rest))
