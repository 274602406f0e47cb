"""The form for a new schedule: whom it is about, and from when on."""

from __future__ import annotations

from datetime import time

import pytest
from streamlit.testing.v1 import AppTest

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.people import Team


def page(url: str) -> None:
    """The form for the operator."""
    from wfm.database.engine import open_database
    from wfm.domain.accounts import OPERATOR
    from wfm.ui.widgets.build_form import new_schedule_form

    new_schedule_form(open_database(url), OPERATOR)


def test_whom_and_from_when(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everyone by default; of teams at least one must be chosen; the time goes with the first day."""
    asked: list[dict[str, object]] = []
    monkeypatch.setattr("wfm.ui.widgets.build_form.begin_job", lambda db, who, kind, arguments: asked.append(arguments))
    centre.build(sqlite_database, with_history=False)
    centre.store(sqlite_database, centre.requirement())
    with sqlite_database.write() as uow:
        uow.teams.put(Team("red", "Red"))
    shown = AppTest.from_function(page, args=(sqlite_database.url,), default_timeout=120).run()
    assert not shown.exception
    shown.button(key="make_schedule").click().run()
    assert asked[0]["first_day"] == "2026-06-01"
    assert not {"teams", "begin"} & set(asked[0])
    next(box for box in shown.selectbox if box.label == "For whom").select("Teams").run()
    assert shown.button(key="make_schedule").disabled
    shown.multiselect(key="build_teams").select("red").run()
    shown.time_input[0].set_value(time(12, 30)).run()
    shown.button(key="make_schedule").click().run()
    assert not shown.exception
    assert (asked[1]["teams"], asked[1]["begin"]) == (["red"], "2026-06-01T12:30:00")
