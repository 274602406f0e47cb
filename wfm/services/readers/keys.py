"""Which queue each row of a history file is of, and how long its interval is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.documents import channel_of
from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_NAME, MOST_QUEUES
from wfm.domain.planning import Channel
from wfm.domain.texts import text_fault
from wfm.domain.time import SLOT_LENGTHS
from wfm.services.readers.columns import Words
from wfm.services.readers.work import Work

Key = tuple[str, Channel, str]
"""A queue as the file names it, its channel, its language."""


def keys_of(work: Work) -> tuple[list[Key], npt.NDArray[np.intp]]:
    """The queues of the file by first appearance, and for each row the number of its queue."""
    options, columns = work.options, work.sheet
    names, languages = work.words_or("queue", ""), work.words_or("language", "")
    channel_words = work.words_or("channel", "")
    channels = _channels(work, channel_words)
    if "queue" in work.roles and options.queue is None:
        work.faults.refuse(names.rows({""}), work.header("queue"), "must name a queue, got nothing")
    for role, words in (("queue", names), ("language", languages)):
        _check_names(work, role, words)
    spelled = names.codes * np.int64(len(channel_words.texts)) + channel_words.codes
    spelled = spelled * len(languages.texts) + languages.codes
    numbers, different = pd.factorize(spelled)
    rest, language_of = np.divmod(different, len(languages.texts))
    name_of, channel_of_it = np.divmod(rest, len(channel_words.texts))
    known: dict[Key, int] = {}
    number_of = np.zeros(len(different), np.intp)
    for place, (name, channel, language) in enumerate(zip(name_of, channel_of_it, language_of, strict=True)):
        kind = channels[channel]
        tongue = (languages.texts[language] or options.language or "en").casefold()
        key = (options.queue or names.texts[name] or f"{kind.value}-{tongue}", kind, tongue)
        number_of[place] = known.setdefault(key, len(known))
        if len(known) > MOST_QUEUES:
            raise InputError(f"must have at most {MOST_QUEUES:,} queues in one file", columns.name)
    return list(known), number_of[numbers] if columns.count else np.zeros(0, np.intp)


def _channels(work: Work, words: Words) -> list[Channel]:
    """The channel of each word; those of no channel refuse their rows."""
    told = work.options.channel or Channel.VOICE
    channels, reasons = [], {}
    for text in words.texts:
        channel = told
        if text:
            try:
                channel = channel_of(text)
            except InputError as error:
                reasons[text] = error.reason
        channels.append(channel)
    work.refuse("channel", words, reasons)
    return channels


def _check_names(work: Work, role: str, words: Words) -> None:
    """Refuse rows whose word cannot be kept as a name."""
    faults = {text: text_fault(text, MOST_NAME, "") for text in words.texts}
    work.refuse(role, words, {text: fault for text, fault in faults.items() if fault})


def durations_of(work: Work) -> npt.NDArray[np.int64] | None:
    """Minutes of each row's interval where the file states them; rows that are no interval are refused."""
    words = work.words("duration")
    if words is None:
        return None
    minutes = np.array([_minutes(text) for text in words.texts], dtype=np.int64)[words.codes]
    bad = np.flatnonzero(~np.isin(minutes, SLOT_LENGTHS))
    lengths = ", ".join(map(str, SLOT_LENGTHS))
    work.faults.refuse(bad, work.header("duration"), words.telling(f"must be {lengths} minutes"))
    return minutes


def _minutes(text: str) -> int:
    """Minutes of `15mins`, `30 min`, `60` or `1 hour`; 0 for anything else."""
    digits = "".join(c for c in text if c.isdecimal())
    unit = "".join(c for c in text if c.isalpha()).casefold()
    if not digits or len(digits) > 4:
        return 0
    if unit in ("", "m", "min", "mins", "minute", "minutes"):
        return int(digits)
    return 60 * int(digits) if unit in ("h", "hour", "hours") else 0
