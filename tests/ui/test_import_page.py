"""The import page: what a file leaves untold is asked for by the name of the page's field; refused rows are listed once."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests import weekday_centre
from wfm.database.engine import Database


def page(url: str) -> None:
    """The page for the operator."""
    from wfm.database.engine import open_database
    from wfm.domain.accounts import OPERATOR
    from wfm.ui.pages import importing

    importing.draw(open_database(url), OPERATOR)


def drawn(db: Database) -> AppTest:
    """The page as it is first shown."""
    return AppTest.from_function(page, args=(db.url,), default_timeout=120).run()


def words(shown: AppTest) -> str:
    """Errors, warnings and successes, without Markdown's escapes."""
    assert not shown.exception
    return " ".join(part.value for part in (*shown.error, *shown.warning, *shown.success)).replace("\\", "")


def upload(shown: AppTest, key: str, name: str, text: str) -> AppTest:
    """The page with a file."""
    kind = "text/csv" if name.endswith(".csv") else "application/toml"
    shown.file_uploader(key=key).upload(name, text.encode(), kind)
    return shown.run()


@pytest.mark.parametrize(
    ("text", "field", "advice"),
    [
        (
            "t,calls\n2026-05-04 08:00,3\n2026-05-04 08:30,4\n",
            "Time zone of local times",
            "carry no zone; fill in Time zone of local times, such as America/New_York",
        ),
        (
            "t,calls\n03/04/2026 08:00,3\n03/04/2026 08:30,4\n",
            "Order of day and month",
            "cannot tell day from month in '03/04/2026 08:00'; choose the Order of day and month",
        ),
        (
            "t,calls\n2026-05-04T08:00Z,3\n",
            "Interval",
            "cannot tell the length of an interval from one point in time; choose the Interval",
        ),
        (
            "Interval Start UTC Date,Offered,Media Type\n2026-05-04T15:00:00Z,10,VOICE\n2026-05-04T15:15:00Z,9,VOICE\n",
            "Queue",
            "a column for the queue is missing (Queue); if the file is of one queue, fill in Queue",
        ),
        (
            "Interval Start UTC Date,Offered,Queue\n2026-05-04T15:00:00Z,10,a\n2026-05-04T15:15:00Z,9,a\n",
            "Channel",
            "a column for the channel is missing (Media Type); if the file is of one channel, choose the Channel",
        ),
    ],
)
def test_the_page_names_its_field(sqlite_database: Database, text: str, field: str, advice: str) -> None:
    """The sentence ends with a field that is on the page, and never with an option of the command line."""
    shown = upload(drawn(sqlite_database), "history_file", "calls.csv", text)
    told = words(shown)
    assert advice in told
    assert "--" not in told
    assert field in {widget.label for widget in (*shown.text_input, *shown.selectbox)}


def test_the_order_of_day_and_month_is_chosen(sqlite_database: Database) -> None:
    """The field that was named lets the file be read."""
    text = "t,calls\n03/04/2026 08:00,3\n03/04/2026 08:30,4\n"
    shown = upload(drawn(sqlite_database), "history_file", "calls.csv", text)
    shown.text_input(key="history_zone").set_value("UTC")
    order = next(box for box in shown.selectbox if box.label == "Order of day and month")
    order.set_value(True)
    shown.run()
    assert words(shown) == ""
    assert any("2026-04-03 08:00" in part.value.replace("\\", "") for part in shown.markdown)


@pytest.mark.parametrize("count", [1, 5])
def test_refused_rows_are_listed_once(sqlite_database: Database, count: int) -> None:
    """History, reps and queues: every line is named once."""
    history = "t,queue,calls\n2026-05-04T06:00Z,a,1\n2026-05-04T07:00Z,a,1\n"
    history += "".join(f"2026-05-04T1{n}:00Z,a,x\n" for n in range(count))
    shown = upload(drawn(sqlite_database), "history_file", "calls.csv", history)
    assert words(shown).count("calls.csv line") == count
    reps = "id,contract,skills\n" + "".join(f"r{n},ghost,fax\n" for n in range(count))
    shown = upload(drawn(sqlite_database), "reps_file", "reps.csv", reps)
    next(button for button in shown.button if button.label == "Import these reps").click().run()
    assert words(shown).count("reps.csv line") == count
    queues = "id,channel,zone\n" + "".join(f"q{n},fax,UTC\n" for n in range(count))
    shown = upload(drawn(sqlite_database), "settings_file", "queues.csv", queues)
    next(button for button in shown.button if button.label == "Import these settings").click().run()
    assert words(shown).count("queues.csv line") == count


def test_settings_are_imported(sqlite_database: Database) -> None:
    """A good file of queues, and one of sites and contracts, say what was stored."""
    shown = upload(drawn(sqlite_database), "settings_file", "queues.csv", weekday_centre.QUEUES)
    next(button for button in shown.button if button.label == "Import these settings").click().run()
    assert "queue voice-en stored; queue voice-en: assumed the public holidays of US" in words(shown)
    shown = upload(drawn(sqlite_database), "settings_file", "setup.toml", weekday_centre.SETUP)
    next(button for button in shown.button if button.label == "Import these settings").click().run()
    assert "contract full-time stored" in words(shown)


def test_terms_and_classes_are_imported(sqlite_database: Database) -> None:
    """The same tab takes them, once it is told what the file holds; an unknown rep is named by the line."""
    for key, name, text in (
        ("settings_file", "queues.csv", weekday_centre.QUEUES),
        ("settings_file", "setup.toml", weekday_centre.SETUP),
        ("reps_file", "reps.csv", weekday_centre.REPS),
    ):
        shown = upload(drawn(sqlite_database), key, name, text)
        next(b for b in shown.button if b.label in ("Import these reps", "Import these settings")).click().run()
    assert "12 reps added" in words(shown)
    for kind, label, text, said in (
        ("Terms from a date", "terms", "rep,from,stage\nr01,2031-01-01,nesting\n", "1 terms added"),
        (
            "Training classes",
            "classes",
            "id,starts,graduates,members\nx,2031-01-01,2031-02-01,r01\n",
            "1 classes added",
        ),
        ("Terms from a date", "terms", "rep,from,stage\nzed,2031-01-01,nesting\n", "people.csv line 2, column rep"),
    ):
        shown = drawn(sqlite_database)
        shown.segmented_control(key="reps_kind").set_value(kind).run()
        shown = upload(shown, "reps_file", "people.csv", text)
        next(button for button in shown.button if button.label == f"Import these {label}").click().run()
        assert not shown.exception
        assert said in words(shown)
