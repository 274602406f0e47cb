"""Which queue each row of a history file is of, and how long its interval is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wfm.documents import channel_of
from wfm.domain.errors import InputError
from wfm.domain.planning import Channel
from wfm.domain.time import SLOT_LENGTHS
from wfm.services.readers.work import Work

Key = tuple[str, Channel, str]
"""A queue as the file names it, its channel, its language."""


def keys_of(work: Work) -> tuple[list[Key], npt.NDArray[np.intp]]:
    """The queues of the file, and for each row the number of its queue."""
    size, options = work.sheet.count, work.options
    channel_cells, language_cells = work.cells("channel"), work.cells("language")
    name_cells = work.cells("queue")
    channels = dict.fromkeys(set(channel_cells or ()), options.channel or Channel.VOICE)
    for text in channels:
        if text:
            try:
                channels[text] = channel_of(text)
            except InputError as error:
                bad = [row for row, cell in enumerate(channel_cells or ()) if cell == text]
                work.faults.refuse(bad, work.header("channel"), error.reason)
    if name_cells is not None and options.queue is None:
        empty = [row for row, cell in enumerate(name_cells) if not cell]
        work.faults.refuse(empty, work.header("queue"), "must name a queue, got nothing")
    known: dict[tuple[str, str, str], int] = {}
    keys: list[Key] = []
    which = np.zeros(size, np.intp)
    for row in range(size):
        texts = (
            name_cells[row] if name_cells else "",
            channel_cells[row] if channel_cells else "",
            language_cells[row] if language_cells else "",
        )
        number = known.get(texts)
        if number is None:
            channel = channels[texts[1]] if channel_cells else options.channel or Channel.VOICE
            language = (texts[2] or options.language or "en").casefold()
            key = (options.queue or texts[0] or f"{channel.value}-{language}", channel, language)
            number = known[texts] = keys.index(key) if key in keys else len(keys)
            if number == len(keys):
                keys.append(key)
        which[row] = number
    return keys, which


def durations_of(work: Work) -> npt.NDArray[np.int64] | None:
    """Minutes of each row's interval where the file states them; rows that are no interval are refused."""
    cells = work.cells("duration")
    if cells is None:
        return None
    words = {text: _minutes(text) for text in set(cells)}
    minutes = np.array([words[text] for text in cells], dtype=np.int64)
    bad = np.flatnonzero(~np.isin(minutes, SLOT_LENGTHS))
    lengths = ", ".join(map(str, SLOT_LENGTHS))
    work.faults.refuse(bad, work.header("duration"), lambda row: f"must be {lengths} minutes, got {cells[row]!r}")
    return minutes


def _minutes(text: str) -> int:
    """Minutes of `15mins`, `30 min`, `60` or `1 hour`; 0 for anything else."""
    digits = "".join(c for c in text if c.isdigit())
    unit = "".join(c for c in text if c.isalpha()).casefold()
    if not digits or len(digits) > 4:
        return 0
    if unit in ("", "m", "min", "mins", "minute", "minutes"):
        return int(digits)
    return 60 * int(digits) if unit in ("h", "hour", "hours") else 0
