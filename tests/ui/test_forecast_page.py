"""The forecast page as it is drawn: before a forecast, with one, with layers on it, and with today's contacts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests import weekday_centre
from tests.ui import browser_centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR
from wfm.domain.planning.changes import Containment, Layer, QueueDay, QueueLayer, Scenario, SpecialDay
from wfm.domain.planning.contacts import ContactHistory
from wfm.domain.planning.hours import HoursException
from wfm.services.forecast.changes import Edit, save_layers, save_scenarios, save_special_days
from wfm.services.forecast.forecasts import make_forecast
from wfm.services.imports.centre_files import import_queues, import_setup
from wfm.services.imports.importing import import_history
from wfm.services.readers.options import ImportOptions
from wfm.services.staffing.requirements import make_requirement


def page(url: str) -> None:
    """The page for the operator."""
    from wfm.database.engine import open_database
    from wfm.domain.accounts import OPERATOR
    from wfm.ui.pages import forecast

    forecast.draw(open_database(url), OPERATOR)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """A queue with six weeks of history."""
    import_setup(sqlite_database, OPERATOR, weekday_centre.SETUP.encode(), name="setup.toml")
    import_queues(sqlite_database, OPERATOR, weekday_centre.QUEUES.encode(), name="queues.csv")
    options = ImportOptions(zone=weekday_centre.ZONE)
    import_history(sqlite_database, OPERATOR, browser_centre.history().encode(), options, name="history.csv")
    return sqlite_database


def drawn(db: Database) -> tuple[AppTest, str]:
    """The page, drawn without an error, and its words."""
    shown = AppTest.from_function(page, args=(db.url,), default_timeout=120).run()
    assert not shown.exception
    parts = (*shown.markdown, *shown.caption, *shown.info, *shown.metric, *shown.subheader, *shown.warning)
    words = " ".join(str(part.value if not hasattr(part, "label") else f"{part.label} {part.value}") for part in parts)
    return shown, words.replace("\\", "")


def test_a_centre_without_a_forecast_is_told_what_comes_first(db: Database) -> None:
    """The form is there, and one sentence."""
    shown, words = drawn(db)
    assert "There is no forecast yet" in words
    assert [button.label for button in shown.button] == ["Forecast"]


def test_a_forecast_with_what_planners_add(db: Database) -> None:
    """Error beside naive and chance, why, layers' effect, containment, the calendar, and today's contacts."""
    run = make_forecast(db, OPERATOR, start=browser_centre.coming_monday(), days=14)
    shown, words = drawn(db)
    assert [tab.label for tab in shown.tabs] == [
        "Forecast",
        "History",
        "How it was made",
        "Layers",
        "Special days",
        "Today",
    ]
    for text in ("Error in the backtest", "Seasonal naive", "Least possible error", "nothing is recorded since"):
        assert text in words
    assert "Layers and containment change" not in words
    start, end = run.grid.start, run.grid.end
    layer = Layer("sale", "multiply", 2.0, start, end)
    save_layers(db, OPERATOR, Edit(added=(QueueLayer(0, "voice-en", layer),)))
    save_scenarios(db, OPERATOR, Edit(added=(Scenario(0, "bot", None, Containment(0.25)),)))
    day = SpecialDay(start.date(), "adjust", 1.5, "mailing")
    save_special_days(db, OPERATOR, Edit(added=(QueueDay(0, None, day),)))
    count = run.grid.index(start + timedelta(hours=13))
    came = np.round(2 * run.forecasts[0].mean[:count])
    with db.write() as uow:
        uow.history.put_history(ContactHistory("voice-en", run.grid.slice(0, count), came))
    shown, words = drawn(db)
    for text in ("Layers and containment change", "layer 'sale' multiplies", "containment 'bot'", "As of", "intraday:"):
        assert text in words
    tables = [table.value for table in shown.dataframe]
    assert any("adjust x 1.5: mailing" in set(table.get("What", ())) for table in tables)
    figures = {metric.label: metric.value for metric in shown.metric}
    assert figures["Came so far"] == f"{came.sum():,.0f}"


def test_the_day_is_kept_as_a_new_run_from_the_page(db: Database) -> None:
    """The button stores it and the page goes to it; by day the chart is drawn too."""
    run = make_forecast(db, OPERATOR, start=browser_centre.coming_monday(), days=14)
    count = run.grid.index(run.grid.start + timedelta(hours=13))
    came = np.round(2 * run.forecasts[0].mean[:count])
    with db.write() as uow:
        uow.history.put_history(ContactHistory("voice-en", run.grid.slice(0, count), came))
    shown, _ = drawn(db)
    shown.button(key="keep_today").click().run()
    assert not shown.exception
    with db.read() as uow:
        assert [record.id for record in uow.forecasts.records()] == [2, 1]
    assert shown.query_params["run"] == "2"
    shown.button_group(key="shown_voice-en").set_value(["By day"]).run()
    assert not shown.exception


def test_a_holiday_is_closed_from_the_page(db: Database) -> None:
    """For all queues at once; a fault is told and changes nothing; the date is taken off again."""
    run = make_forecast(db, OPERATOR, start=browser_centre.coming_monday(), days=14)
    shown, _ = drawn(db)
    day = run.grid.start.date() + timedelta(days=2)

    def field(kind: str, label: str) -> Any:
        return next(found for found in getattr(shown, kind) if found.label == label and found.form_id)

    def press(label: str) -> None:
        next(button for button in shown.button if button.label == label).click().run()
        assert not shown.exception

    press("Save the date")
    assert [error.value for error in shown.error] == ["choose a date first"]
    field("date_input", "Date").set_value(day)
    field("text_input", "Open").set_value("08:00-12:00, 11:00-13:00")
    press("Save the date")
    assert "must not overlap" in shown.error[0].value
    field("text_input", "Open").set_value("closed")
    field("text_input", "Name").set_value("Founders' Day")
    press("Save the date")
    with db.read() as uow:
        assert {queue.hours.exceptions for queue in uow.queues.all()} == {(HoursException(day, (), "Founders' Day"),)}
    found = [row for table in shown.dataframe for row in table.value.to_dict("records") if row.get("Name")]
    assert {row["Open"] for row in found} == {"closed"}
    press("Open as usual")
    with db.read() as uow:
        assert {queue.hours.exceptions for queue in uow.queues.all()} == {()}


def test_a_forecast_is_deleted_from_the_page(db: Database) -> None:
    """Told why not while a requirement stands on it; else gone, and the page goes to the newest."""
    for _ in range(2):
        run = make_forecast(db, OPERATOR, start=browser_centre.coming_monday(), days=7)
    make_requirement(db, OPERATOR, forecast_run=run.id)
    shown, _ = drawn(db)
    shown.button(key="delete_run").click().run()
    assert "requirement 1 stands on it" in shown.error[0].value
    shown = AppTest.from_function(page, args=(db.url,), default_timeout=120)
    shown.query_params["run"] = "1"
    shown.run().button(key="delete_run").click().run()
    assert not shown.exception
    with db.read() as uow:
        assert [record.id for record in uow.forecasts.records()] == [2]
