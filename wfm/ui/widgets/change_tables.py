"""Layers, special days and containment as tables that people edit, and their edits as what a service saves.

A table's rows are the records as they were read. The browser sends back which cells were changed, which rows were
added and which removed; nothing here touches a session or a database.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from wfm.domain.errors import InputError
from wfm.domain.planning import EVERY_DAY, Containment, Layer, QueueDay, QueueLayer, Scenario, SpecialDay
from wfm.domain.time import DAY, clock, to_utc, zone_of
from wfm.services.forecast import Edit

EVERY_QUEUE = "every queue"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
OF = {"volume": "contacts", "aht": "handle time"}

ON, QUEUE, NAME, DOES, OF_WHAT, VALUE = "On", "Queue", "Name", "Does", "Of", "Value"
FROM, TO, DAYS, HOURS = "From", "To", "Days", "Hours"
DATE, TREATMENT, FACTOR = "Day", "Treatment", "Factor"
SHARE, UPLIFT, FIRST, LAST = "Contacts kept, %", "Rest takes longer, %", "First day", "Last day"

Row = dict[str, Any]
Zones = Mapping[str | None, str]
"""Time zone of each queue, and under None of every queue."""


def edit_of(
    records: Sequence[Any], rows: Sequence[Row], state: Mapping[str, Any], read: Callable[[Row, Any], Any]
) -> Edit:
    """What a table's edit means.

    Parameters
    ----------
    records, rows : what the table showed, in the same order.
    state : `edited_rows` {place: {column: value}}, `added_rows` [{column: value}], `deleted_rows` [place].
    read : a record from a row's cells and the record it was (None for a new row).
    """
    deleted = set(state.get("deleted_rows", ()))
    edited = {int(place): cells for place, cells in dict(state.get("edited_rows", {})).items()}
    changed = [
        read({**rows[place], **cells}, records[place])
        for place, cells in sorted(edited.items())
        if place not in deleted
    ]
    added = [read(dict(cells), None) for cells in state.get("added_rows", ()) if _filled(cells)]
    return Edit(tuple(added), tuple(changed), tuple(records[place] for place in sorted(deleted)))


def _filled(cells: Mapping[str, Any]) -> bool:
    """Whether a person has put anything into a new row: one that was only opened is let go."""
    return any(cells.get(name) not in (None, "", []) for name in (NAME, VALUE, FROM, DATE, SHARE))


def layer_rows(layers: Sequence[QueueLayer], zones: Zones) -> list[Row]:
    """One row per layer, times local to its queue."""
    return [_layer_row(stored, zone_of(zones[stored.queue])) for stored in layers]


def _layer_row(stored: QueueLayer, zone: Any) -> Row:
    layer = stored.layer
    low, high = layer.window
    return {
        ON: layer.on,
        QUEUE: stored.queue or EVERY_QUEUE,
        NAME: layer.name,
        DOES: layer.kind,
        OF_WHAT: OF[layer.target],
        VALUE: layer.value,
        FROM: pd.Timestamp(layer.start.astimezone(zone).replace(tzinfo=None)),
        TO: pd.Timestamp(layer.end.astimezone(zone).replace(tzinfo=None)),
        DAYS: [WEEKDAYS[d] for d in layer.weekdays] if layer.weekdays != EVERY_DAY else [],
        HOURS: "" if layer.window == (0, DAY) else f"{clock(low)}-{'24:00' if high == DAY else clock(high)}",
    }


def layer_from(row: Row, before: QueueLayer | None, zones: Zones) -> QueueLayer:
    """The layer of a row; InputError in one sentence for a cell that cannot be used."""
    name, queue = _name(row, "layer"), _queue(row)
    where = f"layer {name!r}"
    zone = zones[queue]
    start, end = (_instant(row.get(column), zone, f"{where}: {column}") for column in (FROM, TO))
    target = next((key for key, words in OF.items() if words == row.get(OF_WHAT)), "volume")
    days = tuple(sorted(WEEKDAYS.index(d) for d in row.get(DAYS) or ())) or EVERY_DAY
    value, kind = _number(row, VALUE, where), row.get(DOES) or "multiply"
    on = row.get(ON) is not False
    layer = Layer(name, kind, value, start, end, target, days, _window(row.get(HOURS), where), on)  # type: ignore[arg-type]
    return QueueLayer(0, queue, layer) if before is None else replace(before, queue=queue, layer=layer)


def day_rows(days: Sequence[QueueDay]) -> list[Row]:
    """One row per special day."""
    return [
        {
            DATE: d.special.day,
            QUEUE: d.queue or EVERY_QUEUE,
            NAME: d.special.name,
            TREATMENT: d.special.treatment,
            FACTOR: d.special.factor,
        }
        for d in days
    ]


def day_from(row: Row, before: QueueDay | None) -> QueueDay:
    """The special day of a row."""
    on = _date(row.get(DATE))
    if on is None:
        raise InputError("a special day must have a date")
    treatment = row.get(TREATMENT) or "exclude"
    factor = row.get(FACTOR) if treatment == "adjust" else None
    given = None if _empty(factor) else float(str(factor))
    special = SpecialDay(on, treatment, given, str(row.get(NAME) or "").strip())  # type: ignore[arg-type]
    return QueueDay(0, _queue(row), special) if before is None else replace(before, queue=_queue(row), special=special)


def scenario_rows(scenarios: Sequence[Scenario]) -> list[Row]:
    """One row per containment scenario, shares in per cent."""
    return [
        {
            ON: s.on,
            QUEUE: s.queue or EVERY_QUEUE,
            NAME: s.name,
            SHARE: 100 * s.containment.share,
            UPLIFT: 100 * s.containment.aht_uplift,
            FIRST: s.first,
            LAST: s.last,
        }
        for s in scenarios
    ]


def scenario_from(row: Row, before: Scenario | None) -> Scenario:
    """The containment scenario of a row."""
    name = _name(row, "containment scenario")
    uplift = 0.0 if _empty(row.get(UPLIFT)) else _number(row, UPLIFT, name) / 100
    containment = Containment(_number(row, SHARE, f"scenario {name!r}") / 100, uplift)
    made = Scenario(
        0, name, _queue(row), containment, _date(row.get(FIRST)), _date(row.get(LAST)), row.get(ON) is not False
    )
    return made if before is None else replace(made, id=before.id, version=before.version)


def _empty(value: object) -> bool:
    return value is None or value == "" or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _name(row: Row, what: str) -> str:
    name = str(row.get(NAME) or "").strip()
    if not name:
        raise InputError(f"a {what} must have a name")
    return name


def _queue(row: Row) -> str | None:
    queue = row.get(QUEUE)
    return None if _empty(queue) or queue == EVERY_QUEUE else str(queue)


def _number(row: Row, column: str, where: str) -> float:
    value = row.get(column)
    if _empty(value):
        raise InputError(f"{where}: {column} must be given")
    return float(str(value))


def _date(value: object) -> date | None:
    if _empty(value):
        return None
    return datetime.fromisoformat(value).date() if isinstance(value, str) else pd.Timestamp(str(value)).date()


def _instant(value: object, zone: str, where: str) -> datetime:
    """The instant of a local time in a cell; the first pass of a repeated hour."""
    if _empty(value):
        raise InputError(f"{where} must be given")
    moment = pd.Timestamp(str(value)).to_pydatetime()
    return to_utc(moment.replace(tzinfo=None), zone)


def _window(value: object, where: str) -> tuple[int, int]:
    """Minutes of the day from hours such as 08:00-12:00; the whole day for nothing."""
    if _empty(value):
        return 0, DAY
    parts = [part.strip().split(":") for part in str(value).split("-")]
    try:
        low, high = (60 * int(hour) + int(minute) for hour, minute in parts)
    except ValueError:
        raise InputError(f"{where}: {HOURS} must be like 08:00-12:00, got {value!r}") from None
    return low, high
