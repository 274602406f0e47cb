"""The people page: reps as they are on a day, what changes from which day, teams, classes and the week."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from tests.services.small_centre import PLANNER, ZONE, fill, rep
from tests.ui.browser_centre import PASSWORD
from wfm.database.engine import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.people import DatedTerms, Rep, Stage, Team, TrainingClass, WorkMode
from wfm.domain.planning.contacts import Channel, Queue
from wfm.services.centre import classes, rep_teams, rep_terms
from wfm.ui.frame.shell import pages_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.ui.conftest import Served

HOSTILE = "<script>alert(1)</script>[x](http://x)"
TODAY = date.today()
LATER = TODAY + timedelta(days=30)


def page(url: str) -> None:
    """The page for the operator."""
    from wfm.database.engine import open_database
    from wfm.domain.accounts import OPERATOR
    from wfm.ui.pages import people

    people.draw(open_database(url), OPERATOR)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """Three reps, one of them with a hostile name; a team and a class."""
    with sqlite_database.write() as uow:
        uow.queues.put_many(Queue(id, Channel.VOICE, id, ZONE) for id in ("en", "es"))
    bo = rep("bo", site="hq", work_mode=WorkMode.ONSITE, home_workspace_approved=False)
    fill(sqlite_database, [rep("ana"), bo, Rep("cy", HOSTILE, "flex", {"en": 1.0}, site="hq")], {"hq": 5})
    rep_teams.set_team(sqlite_database, PLANNER, Team("blue", "Blue", "bo"))
    rep_teams.move_to_team(sqlite_database, PLANNER, "blue", ["bo"])
    classes.set_class(sqlite_database, PLANNER, TrainingClass("fall", "Fall", TODAY, LATER))
    return sqlite_database


def drawn(db: Database, **address: str) -> AppTest:
    """The page as it is first shown."""
    shown = AppTest.from_function(page, args=(db.url,), default_timeout=120)
    for key, value in address.items():
        shown.query_params[key] = value
    shown.run()
    assert not shown.exception
    return shown


def stored(db: Database, id: str) -> Rep:
    """A rep as stored."""
    with db.read() as unit:
        return unit.reps.get(id)


def ids(shown: AppTest) -> list[str]:
    """The reps in the table."""
    assert not shown.exception
    return list(shown.dataframe[0].value["Id"])


def press(shown: AppTest, label: str) -> AppTest:
    """Press the button of that label."""
    next(button for button in shown.button if button.label == label).click().run()
    assert not shown.exception
    return shown


def field(shown: AppTest, kind: str, label: str, nth: int = 0):
    """The nth field of a kind with that label."""
    return [found for found in getattr(shown, kind) if found.label == label][nth]


def test_reps_are_filtered(db: Database) -> None:
    """By name, team and stage, as they are on a day."""
    rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(LATER, team="blue"))
    shown = drawn(db)
    assert ids(shown) == ["ana", "bo", "cy"]
    shown.text_input(key="people_name").input("BO").run()
    assert ids(shown) == ["bo"]
    shown.text_input(key="people_name").input("").run()
    shown.selectbox(key="people_team").select("blue").run()
    assert ids(shown) == ["bo"]
    shown.date_input(key="people_day").set_value(LATER).run()
    assert ids(shown) == ["ana", "bo"]
    shown.selectbox(key="people_stage").select(Stage.TRAINING).run()
    assert "No rep is as sought" in shown.info[0].value


def test_terms_are_set_and_taken_back(db: Database) -> None:
    """From a day on; the table shows them."""
    shown = drawn(db, rep="ana")
    field(shown, "date_input", "From").set_value(LATER)
    field(shown, "selectbox", "Contract").select("other")
    field(shown, "text_input", "Skills").input("en|es:0.6")
    press(shown, "Set from this day")
    assert stored(db, "ana").terms == (DatedTerms(LATER, "other", {"en": 1.0, "es": 0.6}),)
    over_time = shown.dataframe[1].value
    assert list(over_time["From"])[2:] == [str(LATER)]
    assert list(over_time["Skills"])[2:] == ["en, es 0.6"]
    press(shown, "Take back")
    assert stored(db, "ana").terms == ()


def test_what_is_refused_is_told(db: Database) -> None:
    """In one sentence, and nothing is changed."""
    shown = drawn(db, rep="bo")
    field(shown, "selectbox", "Work mode").select("remote")
    press(shown, "Set from this day")
    assert "works remote, so the home workspace must be approved" in shown.error[0].value.replace("\\", "")
    field(shown, "date_input", "First day").set_value(LATER)
    field(shown, "date_input", "Last day").set_value(TODAY)
    press(shown, "Set employment")
    assert "before it begins" in shown.error[0].value
    assert (stored(db, "bo").terms, stored(db, "bo").last_day) == ((), None)


def test_someone_else_was_first(db: Database) -> None:
    """What changed since the page was drawn is not undone."""
    shown = drawn(db, rep="ana")
    rep_terms.set_employment(db, PLANNER, "ana", None, LATER)
    press(shown, "Set employment")
    assert "has changed since it was read" in shown.warning[0].value
    assert stored(db, "ana").last_day == LATER


def test_employment_and_class(db: Database) -> None:
    """Set for one rep."""
    shown = drawn(db, rep="ana")
    field(shown, "date_input", "Last day").set_value(LATER)
    press(shown, "Set employment")
    assert stored(db, "ana").last_day == LATER
    shown.selectbox(key="class_of_ana").select("fall").run()
    press(shown, "Set class")
    assert stored(db, "ana").training == TrainingClass("fall", "Fall", TODAY, LATER)
    shown.selectbox(key="class_of_ana").select_index(0).run()
    press(shown, "Set class")
    assert stored(db, "ana").training is None


def test_teams_and_classes(db: Database) -> None:
    """Made, filled and removed."""
    shown = drawn(db)
    field(shown, "text_input", "Id of the team").input("red")
    press(shown, "Store the team")
    shown.multiselect(key="team_move_reps").select("ana").select("cy")
    shown.selectbox(key="team_move_to").select("red")
    press(shown, "Move")
    assert (stored(db, "ana").team, stored(db, "cy").team) == ("red", "red")
    press(shown, "Remove the team")
    assert "is the team of bo" in shown.error[0].value
    field(shown, "text_input", "Id of the class").input("spring")
    shown.date_input(key="class_starts").set_value(TODAY)
    shown.date_input(key="class_graduates").set_value(LATER)
    field(shown, "text_input", "Most speed by week after").input("0:0.5|2:1")
    press(shown, "Store the class")
    shown.multiselect(key="class_join_reps").select("bo")
    shown.selectbox(key="class_join_to").select("spring")
    press(shown, "Put in")
    assert stored(db, "bo").training == TrainingClass("spring", "spring", TODAY, LATER, ((0, 0.5), (2, 1.0)))
    field(shown, "text_input", "Id of the class").input("x")
    press(shown, "Store the class")
    assert "is missing" in shown.error[0].value.replace("\\", "") or "must have" in shown.error[0].value


def test_the_week(db: Database) -> None:
    """Set where it is shown."""
    shown = drawn(db)
    shown.selectbox(key="week_start").select(6).run()
    press(shown, "Set the week")
    with db.read() as unit:
        assert unit.centre.settings().week_start == 6


def test_no_name_is_read_as_markdown(db: Database) -> None:
    """A name that would be a link or a script is shown letter by letter."""
    shown = drawn(db, rep="cy")
    assert "\\<script" in shown.subheader[0].value


def test_a_centre_without_reps_says_what_to_do(sqlite_database: Database) -> None:
    """Load a file."""
    assert "load a file of them on Import" in drawn(sqlite_database).info[0].value


def test_it_is_a_page_of_planners() -> None:
    """Managers and reps are not led to it."""
    for role in Role:
        titles = [entry.title for entry in pages_of(Principal("x", role, "r1"))]
        assert ("People" in titles) == (role in (Role.PLANNER, Role.ADMIN))


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 390)])
def test_a_planner_sets_an_end_in_a_browser(chromium: Browser, app: Served, scheme: str, width: int) -> None:
    """On a desk and on a phone, light and dark; nothing is wider than the screen."""
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 1000})  # type: ignore[arg-type]
    context.set_default_timeout(90_000)
    shown = context.new_page()
    shown.goto(f"{app.url}/")
    shown.get_by_label("User name").fill("planner")
    shown.get_by_label("Password").fill(PASSWORD)
    shown.get_by_role("button", name="Sign in").click()
    shown.get_by_role("heading", level=1).wait_for()
    shown.goto(f"{app.url}/people?rep=r11")
    shown.get_by_role("heading", name="Person 11").wait_for()
    shown.get_by_text("Employment", exact=True).click()
    year = "2031" if scheme == "light" else "2032"
    for part, digits in (("year", year), ("month", "05"), ("day", "30")):
        shown.get_by_role("spinbutton", name=f"{part}, Last day").press_sequentially(digits)
    shown.get_by_role("button", name="Set employment").click()
    shown.get_by_text("Employment is set").first.wait_for()
    shown.get_by_text(f"to {year}-05-30").wait_for()
    assert shown.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shown.screenshot(path=f"/tmp/people_{scheme}.png", full_page=True)
    context.close()
