"""The editors of layers, special days and containment: a table of what was read, saved under its versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.planning import KINDS, TREATMENTS, Queue
from wfm.services import forecast
from wfm.services.forecast import Edit
from wfm.ui.base import flash, plural, told
from wfm.ui.widgets import change_tables as tables
from wfm.ui.widgets.change_tables import EVERY_QUEUE, Row, Zones

_HELP = "Tick a row and press delete to remove it; the last row adds one."


@dataclass(frozen=True)
class Editor:
    """One kind of table: its key, what is on record, the rows, their columns, and how they are read and saved."""

    key: str
    label: str
    records: Callable[[], Sequence[Any]]
    rows: Callable[[Sequence[Any]], list[Row]]
    read: Callable[[Row, Any], Any]
    save: Callable[[Edit], Sequence[int] | None]
    columns: dict[str, Any]

    def draw(self) -> None:
        """The table with its buttons; what was edited stays until it is saved or dropped."""
        seen, count = f"{self.key}_seen", f"{self.key}_count"
        number = st.session_state.setdefault(count, 0)
        box = f"{self.key}_{number}"
        state = st.session_state.get(box, {})
        pending = any(state.get(part) for part in ("edited_rows", "added_rows", "deleted_rows"))
        if seen not in st.session_state or not pending:
            fresh = tuple(self.records())
            if fresh != st.session_state.get(seen):
                # Rows of another state of the database make another table, or edits would land in the wrong rows.
                st.session_state[seen] = fresh
                st.session_state[count] = number = number + 1
                box = f"{self.key}_{number}"
        records = st.session_state[seen]
        rows = self.rows(records)
        frame = pd.DataFrame(rows, columns=list(self.columns))
        for name, config in self.columns.items():
            if config["type_config"]["type"] == "datetime":
                frame[name] = pd.to_datetime(frame[name])
        st.data_editor(frame, key=box, num_rows="dynamic", hide_index=True, width="stretch", column_config=self.columns)
        save, drop, words = st.columns([1, 1, 4], vertical_alignment="center")
        words.caption(_HELP)
        if drop.button("Read again", key=f"{self.key}_drop", width="stretch", help="Discard unsaved changes."):
            self._forget(seen, count)
            st.rerun()
        if save.button("Save", key=f"{self.key}_save", type="primary", width="stretch"):
            self._save(records, rows, st.session_state.get(box, {}), seen, count)

    def _save(self, records: Sequence[Any], rows: list[Row], state: dict[str, Any], seen: str, count: str) -> None:
        with told():
            edit = tables.edit_of(records, rows, state, self.read)
            if not edit:
                st.info("Nothing was changed.")
                return
            runs = self.save(edit)
            self._forget(seen, count)
            done = plural(len(edit.items), self.label)
            flash(f"{done} saved" + (f"; forecast {', '.join(map(str, runs))} is planned anew" if runs else ""))
            st.rerun()

    def _forget(self, seen: str, count: str) -> None:
        st.session_state.pop(seen, None)
        st.session_state[count] += 1


def _queue_column(queues: Sequence[Queue], default: str) -> Any:
    options = [*(q.id for q in queues), EVERY_QUEUE]
    return st.column_config.SelectboxColumn(tables.QUEUE, options=options, default=default, required=True)


def zones_of(queues: Sequence[Queue]) -> Zones:
    """Every queue's zone; local times for every queue are those of the first."""
    zones: dict[str | None, str] = {q.id: q.zone for q in queues}
    zones[None] = queues[0].zone if queues else "UTC"
    return zones


def edit_layers(db: Database, who: Principal, queues: Sequence[Queue], queue: str, first: pd.Timestamp) -> None:
    """The layers of all queues; new ones are for the queue that is shown and its forecast's first day."""
    zones = zones_of(queues)
    columns = {
        tables.ON: st.column_config.CheckboxColumn(tables.ON, default=True, width="small"),
        tables.NAME: st.column_config.TextColumn(tables.NAME, help="What the change is for."),
        tables.QUEUE: _queue_column(queues, queue),
        tables.DOES: st.column_config.SelectboxColumn(
            tables.DOES,
            options=list(KINDS),
            default="multiply",
            help="add, multiply or set each interval; campaign: so many contacts in all, spread like the forecast.",
        ),
        tables.VALUE: st.column_config.NumberColumn(tables.VALUE, help="Contacts, seconds, or a factor: 1.2 is +20 %."),
        tables.OF_WHAT: st.column_config.SelectboxColumn(
            tables.OF_WHAT, options=list(tables.OF.values()), default="contacts"
        ),
        tables.FROM: st.column_config.DatetimeColumn(
            tables.FROM, format="YYYY-MM-DD HH:mm", step=300, default=first.to_pydatetime()
        ),
        tables.TO: st.column_config.DatetimeColumn(
            tables.TO, format="YYYY-MM-DD HH:mm", step=300, default=(first + pd.Timedelta(days=1)).to_pydatetime()
        ),
        tables.DAYS: st.column_config.MultiselectColumn(
            tables.DAYS, options=list(tables.WEEKDAYS), help="Only these days of the week; all if empty."
        ),
        tables.HOURS: st.column_config.TextColumn(
            tables.HOURS, help="Only these hours, such as 08:00-12:00; the whole day if empty."
        ),
    }
    Editor(
        "layers",
        "layer",
        lambda: forecast.layers(db, who),
        lambda records: tables.layer_rows(records, zones),
        lambda row, before: tables.layer_from(row, before, zones),
        lambda edit: forecast.save_layers(db, who, edit),
        columns,
    ).draw()


def edit_special_days(db: Database, who: Principal, queues: Sequence[Queue], queue: str) -> None:
    """The special days of all queues."""
    columns = {
        tables.DATE: st.column_config.DateColumn(tables.DATE, format="YYYY-MM-DD"),
        tables.NAME: st.column_config.TextColumn(tables.NAME),
        tables.QUEUE: _queue_column(queues, queue),
        tables.TREATMENT: st.column_config.SelectboxColumn(
            tables.TREATMENT,
            options=list(TREATMENTS),
            default="exclude",
            help="exclude: not learned from; adjust: a factor of an ordinary day; no forecast: nothing is expected.",
        ),
        tables.FACTOR: st.column_config.NumberColumn(
            tables.FACTOR, min_value=0.01, help="With adjust: 1.5 is half as much again."
        ),
    }
    Editor(
        "special_days",
        "special day",
        lambda: forecast.special_days(db, who),
        tables.day_rows,
        tables.day_from,
        lambda edit: forecast.save_special_days(db, who, edit),
        columns,
    ).draw()


def edit_containment(db: Database, who: Principal, queues: Sequence[Queue], queue: str) -> None:
    """The containment scenarios of all queues."""
    columns = {
        tables.ON: st.column_config.CheckboxColumn(tables.ON, default=True, width="small"),
        tables.NAME: st.column_config.TextColumn(tables.NAME, help="Name of the automation."),
        tables.QUEUE: _queue_column(queues, queue),
        tables.SHARE: st.column_config.NumberColumn(
            tables.SHARE, min_value=0.0, max_value=99.9, help="Contacts that automation solves before they reach a rep."
        ),
        tables.UPLIFT: st.column_config.NumberColumn(
            tables.UPLIFT, min_value=0.0, default=0.0, help="How much longer the contacts that remain take."
        ),
        tables.FIRST: st.column_config.DateColumn(tables.FIRST, format="YYYY-MM-DD", help="No first day if empty."),
        tables.LAST: st.column_config.DateColumn(
            tables.LAST, format="YYYY-MM-DD", help="Included; no last day if empty."
        ),
    }
    Editor(
        "containment",
        "containment scenario",
        lambda: forecast.scenarios(db, who),
        tables.scenario_rows,
        tables.scenario_from,
        lambda edit: forecast.save_scenarios(db, who, edit),
        columns,
    ).draw()
