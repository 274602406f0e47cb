"""Edited tables of layers, special days and containment: what the browser sends back is what is saved."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import pytest

from wfm.domain.errors import InputError
from wfm.domain.planning.changes import Containment, Layer, QueueDay, QueueLayer, Scenario, SpecialDay
from wfm.domain.time import to_utc
from wfm.ui.widgets import change_tables as tables
from wfm.ui.widgets.change_tables import EVERY_QUEUE, edit_of

ZONE = "America/New_York"
ZONES = {"voice": ZONE, "chat": "Europe/Berlin", None: ZONE}
READ = partial(tables.layer_from, zones=ZONES)
START, END = (to_utc(pd.Timestamp(text).to_pydatetime(), ZONE) for text in ("2026-03-07 09:00", "2026-03-09 18:30"))
SALE = QueueLayer(4, "voice", Layer("sale", "add", 5.0, START, END, "volume", (0, 4), (480, 1440), False), 3)
BOT = Scenario(2, "bot", None, Containment(0.25, 0.1), date(2026, 1, 1), None, True, 7)
EVE = QueueDay(9, "voice", SpecialDay(date(2026, 12, 24), "adjust", 0.5, "eve"), 2)


def nothing() -> dict[str, Any]:
    """The state of a table that nobody has touched."""
    return {"edited_rows": {}, "added_rows": [], "deleted_rows": []}


def test_an_untouched_table_saves_nothing() -> None:
    """No edit, and an added row that was only opened, mean nothing to save."""
    rows = tables.layer_rows([SALE], ZONES)
    assert not edit_of([SALE], rows, nothing(), READ)
    assert not edit_of([SALE], rows, {**nothing(), "added_rows": [{"On": True, "Days": []}]}, READ)


@pytest.mark.parametrize(
    ("record", "rows", "read"),
    [
        (SALE, lambda r: tables.layer_rows([r], ZONES), READ),
        (EVE, lambda r: tables.day_rows([r]), tables.day_from),
        (BOT, lambda r: tables.scenario_rows([r]), tables.scenario_from),
    ],
)
def test_a_row_reads_back_as_its_record(record: Any, rows: Any, read: Any) -> None:
    """Every field survives the table, the id and the version that was read among them, across a clock change."""
    found = edit_of([record], rows(record), {**nothing(), "edited_rows": {"0": {}}}, read)
    assert found.changed == (record,)


def test_cells_added_rows_and_deletions() -> None:
    """Cells as the browser sends them: ISO times, lists of days, and rows by their place."""
    rows = tables.layer_rows([SALE, SALE], ZONES)
    added = {"Name": "mail", "Queue": "chat", "Does": "campaign", "Value": 500, "Of": "contacts"}
    added |= {
        "From": "2026-07-01T00:00:00.000",
        "To": "2026-07-03T00:00:00.000",
        "Days": ["Wed"],
        "Hours": "9:00-12:30",
    }
    state = {"edited_rows": {0: {"On": True, "Value": 7, "Queue": "chat"}}, "added_rows": [added], "deleted_rows": [1]}
    edit = edit_of([SALE, SALE], rows, state, READ)
    (changed,), (new,) = edit.changed, edit.added
    assert (changed.layer.on, changed.layer.value, changed.queue, changed.version) == (True, 7.0, "chat", 3)
    assert edit.removed == (SALE,)
    assert new.queue == "chat"
    assert new.layer.start.isoformat() == "2026-06-30T22:00:00+00:00"
    assert (new.layer.weekdays, new.layer.window, new.layer.on) == ((2,), (540, 750), True)
    both = {**nothing(), "edited_rows": {1: {"Value": 9}}, "deleted_rows": [1]}
    assert edit_of([SALE, SALE], rows, both, READ).changed == ()


def test_special_days_and_scenarios_from_cells() -> None:
    """A factor counts with adjust only; shares are per cent; every queue is no queue."""
    row = {"Day": "2026-12-24", "Queue": EVERY_QUEUE, "Name": "eve", "Treatment": "exclude", "Factor": 0.5}
    assert tables.day_from(row, None) == QueueDay(0, None, SpecialDay(date(2026, 12, 24), "exclude", None, "eve"))
    adjusted = tables.day_from({**row, "Treatment": "adjust", "Queue": "voice"}, EVE)
    assert adjusted == QueueDay(9, "voice", SpecialDay(date(2026, 12, 24), "adjust", 0.5, "eve"), 2)
    cells = {"Name": "bot", "Contacts kept, %": 20, "First day": "2026-02-01", "On": False}
    made = tables.scenario_from(cells, None)
    assert made == Scenario(0, "bot", None, Containment(0.2, 0.0), date(2026, 2, 1), None, False)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"Name": " "}, "a layer must have a name"),
        ({"Value": None}, "layer 'sale': Value must be given"),
        ({"From": None}, "layer 'sale': From must be given"),
        ({"To": "2026-03-07T09:00:00"}, "start must lie before end"),
        ({"Hours": "morning"}, "Hours must be like 08:00-12:00, got 'morning'"),
        ({"Hours": "12:00-08:00"}, "window must satisfy"),
        ({"Queue": EVERY_QUEUE}, "a layer on every queue must multiply"),
        ({"Does": "campaign", "Of": "handle time"}, "a campaign must change volume"),
    ],
)
def test_bad_cells_are_one_sentence(cells: dict[str, Any], said: str) -> None:
    """The sentence names the layer and the column."""
    with pytest.raises(InputError, match=said):
        edit_of([SALE], tables.layer_rows([SALE], ZONES), {**nothing(), "edited_rows": {0: cells}}, READ)


def test_rows_without_what_they_need() -> None:
    """A special day without a date, a scenario without a share."""
    with pytest.raises(InputError, match="a special day must have a date"):
        tables.day_from({"Name": "eve"}, None)
    with pytest.raises(InputError, match="Contacts kept, % must be given"):
        tables.scenario_from({"Name": "bot"}, None)
