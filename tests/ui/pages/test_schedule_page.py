"""The schedule page's doors to the timeline: what changed since, taking it over, publishing, the differences, undo."""

from __future__ import annotations

from datetime import date, timedelta

from streamlit.testing.v1 import AppTest

from tests.services.small_centre import PLANNER, add_schedule, fill, rep, week
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR
from wfm.domain.exchange import ScheduleStatus
from wfm.services.timeline import publications, publish
from wfm.services.viewing import schedule


def page(url: str) -> None:
    """The page for the operator."""
    from wfm.database.engine import open_database
    from wfm.domain.accounts import OPERATOR
    from wfm.ui.pages import schedule

    schedule.draw(open_database(url), OPERATOR)


def test_a_draft_is_brought_up_to_date_published_and_taken_back(sqlite_database: Database) -> None:
    """One planner publishes while another has a draft: it is told, taken over with a button, and nothing is undone."""
    db = sqlite_database
    fill(db, [rep("ana"), rep("bo")])
    monday = date.today() + timedelta(days=14)
    first = add_schedule(db, week("ana"), monday)
    draft = add_schedule(db, [*week("ana", 600), *week("bo")], monday)
    publish(db, PLANNER, first)
    shown = AppTest.from_function(page, args=(db.url,), default_timeout=60).run()
    assert not shown.exception
    assert not [button for button in shown.button if button.key == "publish_now"]  # worked out for those who ask
    shown.session_state[f"publish_{draft}"] = True
    shown.session_state["schedule_view"] = "Changes"
    shown.run()
    assert any("pat published schedule" in warning.value.replace("\\", "") for warning in shown.warning)
    assert shown.button("publish_now").disabled
    shown.button("rebase_schedule").click().run()
    assert not shown.button("publish_now").disabled
    table = next(frame.value for frame in shown.dataframe if "Before" in frame.value)
    assert table["What"].tolist() == ["added"] * 5
    shown.text_input(f"name_{draft}").set_value("Late")
    shown.button("rename_schedule").click().run()
    shown.button("publish_now").click().run()
    assert not shown.exception
    stored = schedule(db, OPERATOR, draft).record
    assert (stored.status, stored.name) == (ScheduleStatus.PUBLISHED, "Late")
    (newest, _) = publications(db, OPERATOR)
    assert (newest.publication.brought, newest.publication.kept) == (5, 5)
    shown.text_input("undo_reason").set_value("the wrong one").run()
    shown.button("undo_now").click().run()
    assert publications(db, OPERATOR)[0].publication.undone_by == OPERATOR.username
    assert schedule(db, OPERATOR, draft).record.status is ScheduleStatus.DRAFT
