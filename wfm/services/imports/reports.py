"""What an import means and what it changed, in sentences for a planner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wfm.documents import hours_text
from wfm.domain.errors import InputError
from wfm.domain.exchange import Fate
from wfm.domain.time import zone_of
from wfm.services.readers import Fault

if TYPE_CHECKING:
    from wfm.services.imports.plans import QueuePlan
    from wfm.services.readers import HistoryFile, ImportOptions

SHOWN = 3
"""Refused rows that are told in the sentence itself; the error carries all of them."""


class RowsRefused(InputError):
    """A file with rows that cannot be used. `refused` has one sentence per row, by line.

    The error's own sentence names the first few; `beside` is the one that goes with a list of all of them.
    """

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.refused = tuple(fault.told(name) for fault in faults)
        self.beside = InputError(f"{len(self.refused)} rows cannot be used; nothing was imported", name)
        more = len(self.refused) - SHOWN
        rest = f" (and {more} more refused rows)" if more > 0 else ""
        super().__init__("; ".join(self.refused[:SHOWN]) + rest + "; nothing was imported")

    @property
    def complete(self) -> bool:
        """Whether the error's own sentence names every row."""
        return len(self.refused) <= SHOWN


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What a history file means, before anything is written. `refused` lists the rows that cannot be used.

    `file` is what was read and `options` what it was read with, so that an import need not read it again.
    """

    file: HistoryFile
    options: ImportOptions
    name: str
    kind: str
    title: str
    columns: tuple[tuple[str, str], ...]
    ignored: tuple[str, ...]
    times: str
    slot_minutes: int
    queues: tuple[QueuePlan, ...]
    rows: int
    blank: int
    duplicates: int
    refused: tuple[Fault, ...]
    notes: tuple[str, ...]

    def refusals(self) -> tuple[str, ...]:
        """One sentence per refused row, by line."""
        return tuple(fault.told(self.name) for fault in self.refused)

    def sentences(self) -> tuple[str, ...]:
        """The file stated back, one sentence per thing a planner should know."""
        told = [f"{self.name}: {self.title}, {self.rows:,} rows, {self.slot_minutes}-minute intervals, {self.times}"]
        told.append("columns: " + ", ".join(f"{header} = {meaning}" for header, meaning in self.columns))
        if self.ignored:
            told.append(f"not used: {', '.join(self.ignored)}")
        told.extend(_queue_sentence(made, self.slot_minutes) for made in self.queues)
        if self.blank:
            told.append(
                f"{self.blank:,} rows have no figure for contacts offered and are taken as missing, not as zero"
            )
        if self.duplicates:
            told.append(f"{self.duplicates:,} rows are repeated further down in the file; the last one counts")
        if self.refused:
            told.append(f"{len(self.refused):,} rows cannot be used")
        return (*told, *self.notes)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import of history changed. `upload` is the id of its record; `notes` tell what was done to its figures."""

    preview: ImportPreview
    upload: int
    inserted: int
    replaced: int
    created: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """What was done, one sentence per thing a planner should know."""
        told = [f"{self.inserted:,} intervals are new and {self.replaced:,} replace what was there"]
        if self.created:
            told.append(f"created {'queue' if len(self.created) == 1 else 'queues'} {', '.join(self.created)}")
        if self.preview.refused:
            told.append(f"{len(self.preview.refused):,} rows were left out")
        return (*told, *self.notes)


@dataclass(frozen=True, slots=True)
class LeaveReport:
    """What an import of leave changes: rows that are new, that are there already, that repeat an earlier row; `refused`
    has one sentence per row that cannot be used. `shifts` counts the published shifts that the leave takes, by what
    becomes of them."""

    name: str
    added: int
    unchanged: int
    duplicates: int
    refused: tuple[str, ...]
    ignored: tuple[str, ...]
    shifts: Mapping[Fate, int] = field(default_factory=dict)

    def sentences(self) -> tuple[str, ...]:
        """The report, one sentence per thing a planner should know."""
        told = [f"{self.name}: {self.added} new, {self.unchanged} as they were"]
        if not self.added and not self.refused:
            told.append("nothing changes: all of it is there already")
        if self.duplicates:
            told.append(f"{self.duplicates} rows say what an earlier row says, and count once")
        if self.shifts:
            fates = [f"{self.shifts[fate]} {fate}" for fate in Fate if self.shifts.get(fate)]
            told.append(f"of the published shifts in it {', '.join(fates)}")
        if self.ignored:
            told.append(f"not used: {', '.join(self.ignored)}")
        if self.refused:
            told.append(f"{len(self.refused)} rows cannot be used")
        return tuple(told)


def preview_of(file: HistoryFile, options: ImportOptions, plans: tuple[QueuePlan, ...]) -> ImportPreview:
    """What a file and its plans come to."""
    return ImportPreview(
        file=file,
        options=options,
        name=file.name,
        kind=file.format.kind,
        title=file.format.title,
        columns=file.columns,
        ignored=file.ignored,
        times=file.times,
        slot_minutes=file.slot_minutes,
        queues=plans,
        rows=file.count,
        blank=file.blank,
        duplicates=file.duplicates,
        refused=file.faults,
        notes=(*file.notes, *(note for made in plans for note in made.notes)),
    )


def _queue_sentence(made: QueuePlan, slot_minutes: int) -> str:
    queue, zone = made.queue, zone_of(made.queue.zone)
    first, last = (moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") for moment in (made.first, made.last))
    known = "new, open " + hours_text(queue.hours) if made.new else "stored"
    parts = [
        f"queue {queue.id} ({queue.channel.value}, {queue.language}; {known}): {first} to {last} {queue.zone}",
        f"{len(made.rows.start):,} intervals, {made.offered:,.0f} contacts",
    ]
    if made.aht_seconds is not None:
        parts.append(f"mean handle time {made.aht_seconds:,.0f} s")
    if made.filled:
        parts.append(f"{made.filled:,} absent intervals read as zero")
    if made.absent:
        parts.append(f"{made.absent:,} intervals of {slot_minutes} min absent while open and kept as missing")
    return ", ".join(parts)
