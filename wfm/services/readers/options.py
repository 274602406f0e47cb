"""What a planner tells about a file that the file itself does not say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wfm.domain.planning import Channel, OperatingHours, ServiceTarget


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Told about a history file; None leaves it to the file, to the queue that is stored, or to the default.

    Attributes
    ----------
    zone : IANA name of the zone of local times, and of the queues that are created.
    queue, channel, language : where the file has no such column; `queue` also overrides one.
    slot_minutes : length of an interval, where the rows do not show it.
    aht_seconds, patience_seconds, hours, target, country, subdivision : settings of queues that are created.
    day_first : whether 03/04/2025 is the third of April.
    repeated : what one row for a repeated local time stands for: refused, the first or the second pass.
    absent_is_zero : intervals absent from the file while the queue was open had no contacts; only for formats that
        leave such intervals out.
    skip_refused : import the rows that can be read and list the others, instead of refusing the file.
    sheet : the sheet of an Excel workbook, the first by default.
    """

    zone: str | None = None
    queue: str | None = None
    channel: Channel | None = None
    language: str | None = None
    slot_minutes: int | None = None
    aht_seconds: float | None = None
    patience_seconds: float | None = None
    hours: OperatingHours | None = None
    target: ServiceTarget | None = None
    country: str | None = None
    subdivision: str | None = None
    day_first: bool | None = None
    repeated: Literal["refuse", "first", "second"] = "refuse"
    absent_is_zero: bool = False
    skip_refused: bool = False
    sheet: str | None = None
