"""What changes for a rep from a day: employment, terms, teams and classes; who may, what is refused, and the centre's week."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.services.small_centre import MANAGER, PLANNER, ZONE, as_rep, fill, published, rep, shift
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, NotFoundError, RefusedError, WfmError
from wfm.domain.people import DatedTerms, Rep, Stage, Team, TrainingClass, WorkMode
from wfm.domain.planning.contacts import Channel, Queue
from wfm.services.centre import accounts, classes, records, rep_teams as teams, rep_terms, settings

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
PAT = replace(PLANNER, rep="pat")
COURSE = TrainingClass("spring", "Spring", MARCH, APRIL)


@pytest.fixture
def db(database: Database) -> Database:
    """Three reps, two of them at a site; a team."""
    with database.write() as unit:
        unit.queues.put_many(Queue(id, Channel.VOICE, id, ZONE) for id in ("en", "es"))
    people = [rep("ana"), rep("bo", site="hq", work_mode=WorkMode.ONSITE, home_workspace_approved=False), rep("pat")]
    fill(database, people, {"hq": 5, "east": 5})
    teams.set_team(database, PLANNER, Team("blue", "Blue", "bo"))
    return database


def read(db: Database, id: str = "ana") -> Rep:
    """A rep as stored."""
    with db.read() as unit:
        return unit.reps.get(id)


def held(db: Database) -> object:
    """All that these services change."""
    with db.read() as unit:
        people = unit.reps.all(active_only=False), unit.reps.versions(), unit.teams.all(), unit.classes.all()
        return *people, unit.classes.members(), unit.centre.settings(), len(unit.audit.list())


def test_terms_hold_from_their_day(db: Database) -> None:
    """What is told changes, what is not stays, and each change counts the rep's version up."""
    rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(APRIL, "other", {"en": 1.0, "es": 0.6}, team="blue"))
    rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(MARCH, stage=Stage.NESTING))
    found = read(db)
    assert [terms.first_day for terms in found.terms] == [MARCH, APRIL]
    assert (found.on(MARCH).contract, found.on(MARCH).skills, found.on(MARCH).team) == ("flex", {"en": 0.6}, None)
    assert (found.on(APRIL).contract, found.on(APRIL).skills) == ("other", {"en": 0.6, "es": 0.6})
    assert found.on(APRIL).team == "blue"
    assert rep_terms.rep_record(db, PLANNER, "ana").version == 3


def test_terms_of_the_same_day_are_put_over_one_another(db: Database) -> None:
    """The contract is kept when only the site is told."""
    rep_terms.set_terms(db, PLANNER, "bo", DatedTerms(APRIL, "other"))
    rep_terms.set_terms(db, PLANNER, "bo", DatedTerms(APRIL, site="east"))
    assert read(db, "bo").terms == (DatedTerms(APRIL, "other", site="east"),)


def test_terms_are_taken_back(db: Database) -> None:
    """What held before goes on; where there are none it is told."""
    rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(APRIL, "other"))
    rep_terms.remove_terms(db, PLANNER, "ana", APRIL)
    assert read(db).terms == ()
    with pytest.raises(NotFoundError, match="rep 'ana' has no terms from 2026-04-01"):
        rep_terms.remove_terms(db, PLANNER, "ana", APRIL)


def test_a_change_of_the_rep_keeps_terms_and_class(db: Database) -> None:
    """A put says nothing of them."""
    rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(APRIL, "other"))
    classes.set_class(db, PLANNER, COURSE)
    classes.add_to_class(db, PLANNER, "spring", ["ana"])
    records.set_rep(db, PLANNER, rep("ana", "full"))
    records.set_reps(db, PLANNER, [rep("ana", "full", performance=3.0)])
    assert (read(db).contract, read(db).terms, read(db).training) == ("full", (DatedTerms(APRIL, "other"),), COURSE)


REFUSED: dict[str, tuple[Callable[[Database], object], str]] = {
    "ends before it begins": (
        lambda db: rep_terms.set_employment(db, PLANNER, "ana", APRIL, MARCH),
        "rep 'ana': employment ends on 2026-03-01, before it begins on 2026-04-01",
    ),
    "terms outside": (
        lambda db: rep_terms.set_terms(db, PLANNER, "pat", DatedTerms(MAY, "other")),
        "rep 'pat': terms from 2026-05-01 lie outside employment, which is until 2026-04-01",
    ),
    "employment past terms": (
        lambda db: rep_terms.set_employment(db, PLANNER, "bo", None, MARCH),
        "rep 'bo': terms from 2026-04-01 lie outside employment, which is until 2026-03-01",
    ),
    "the rep's own day past terms": (
        lambda db: records.set_rep(db, PLANNER, replace(records.bare(read(db, "bo")), hired=MAY)),
        "rep 'bo': terms from 2026-04-01 lie outside employment, which is from 2026-05-01",
    ),
    "unknown contract": (
        lambda db: rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(APRIL, "none")),
        "rep 'ana': terms from 2026-04-01: unknown contract 'none'; known are flex, full, other",
    ),
    "unknown site": (
        lambda db: rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(APRIL, site="moon")),
        "rep 'ana': terms from 2026-04-01: unknown site 'moon'; known are east, hq",
    ),
    "unknown skill": (
        lambda db: rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(APRIL, skills={"fr": 1.0})),
        "rep 'ana': terms from 2026-04-01: unknown skill 'fr'; known are en, es",
    ),
    "unknown team": (
        lambda db: rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(APRIL, team="red")),
        "rep 'ana': terms from 2026-04-01: unknown team 'red'; known are blue",
    ),
    "unknown rep": (
        lambda db: rep_terms.set_terms(db, PLANNER, "zed", DatedTerms(APRIL, "other")),
        "there is no rep 'zed'",
    ),
    "home not approved": (
        lambda db: rep_terms.set_terms(db, PLANNER, "bo", DatedTerms(MAY, work_mode=WorkMode.REMOTE)),
        "rep 'bo': terms from 2026-05-01: works remote, so the home workspace must be approved",
    ),
    "no site": (
        lambda db: rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(MAY, work_mode=WorkMode.HYBRID)),
        "rep 'ana': terms from 2026-05-01: must have a site to work hybrid",
    ),
    "long text": (
        lambda db: rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(MAY, "x" * 300)),
        "terms contract must have at most 200 characters, got 300",
    ),
    "an unknown lead": (lambda db: teams.set_team(db, PLANNER, Team("red", "Red", "zed")), "there is no rep 'zed'"),
    "an unknown member": (lambda db: teams.move_to_team(db, PLANNER, "blue", ["ana", "zed"]), "there is no rep 'zed'"),
    "no such team": (lambda db: teams.move_to_team(db, PLANNER, "red", ["ana"]), "there is no team 'red'"),
    "a team in use": (
        lambda db: teams.remove_team(db, PLANNER, "blue"),
        "team 'blue' is the team of bo; move them first",
    ),
    "a team from a day": (
        lambda db: teams.move_to_team(db, PLANNER, None, ["bo"]),
        "rep 'bo' changes team on 2026-04-01; say from which day the new team holds",
    ),
    "no such class": (lambda db: classes.add_to_class(db, PLANNER, "fall", ["ana"]), "there is no training class"),
    "not in a class's reps": (lambda db: classes.add_to_class(db, PLANNER, "spring", ["zed"]), "there is no rep 'zed'"),
    "a stale rep": (
        lambda db: rep_terms.set_terms(db, PLANNER, "bo", DatedTerms(MAY, "other"), version=1),
        "rep 'bo' has changed since it was read; look at it again",
    ),
    "stale employment": (
        lambda db: rep_terms.set_employment(db, PLANNER, "bo", None, MAY, version=1),
        "rep 'bo' has changed since it was read; look at it again",
    ),
    "a stale team": (
        lambda db: teams.set_team(db, PLANNER, Team("blue", "Bluer"), version=7),
        "team 'blue' has changed since it was read; look at it again",
    ),
    "a stale class": (
        lambda db: classes.set_class(db, PLANNER, COURSE, version=7),
        "training class 'spring' has changed since it was read; look at it again",
    ),
    "stale settings": (
        lambda db: settings.set_week_start(db, PLANNER, 6, version=7),
        "the centre's settings have changed since they were read; look at them again",
    ),
    "a weekday that is none": (
        lambda db: settings.set_week_start(db, PLANNER, 7),
        r"the week must start on a weekday from 0 \(Monday\) to 6, got 7",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_changes_nothing(db: Database, case: str) -> None:
    """One sentence each."""
    rep_terms.set_terms(db, PLANNER, "bo", DatedTerms(APRIL, team="blue"))
    rep_terms.set_employment(db, PLANNER, "pat", None, APRIL)
    classes.set_class(db, PLANNER, COURSE)
    before = held(db)
    call, sentence = REFUSED[case]
    with pytest.raises(WfmError, match=sentence):
        call(db)
    assert held(db) == before


def test_dates_that_make_no_sense_cannot_be_said() -> None:
    """A class that graduates before it starts or beyond all calendars, terms that say nothing, two on one date."""
    with pytest.raises(InputError, match="must graduate after it starts on 2026-04-01, got 2026-03-01"):
        TrainingClass("x", "x", APRIL, MARCH)
    with pytest.raises(InputError, match="must graduate in the years 1970 to 2099, got 9999-12-31"):
        TrainingClass("x", "x", APRIL, date.max)
    with pytest.raises(InputError, match="the ramp must end by week 520, got 1000000"):
        TrainingClass("x", "x", MARCH, APRIL, ((0, 0.5), (1_000_000, 1.0)))
    with pytest.raises(InputError, match="terms from 2026-04-01 must change something"):
        DatedTerms(APRIL)
    with pytest.raises(InputError, match="terms must be in order of their dates, got 2026-04-01 twice"):
        rep("ana", terms=(DatedTerms(APRIL, "a"), DatedTerms(APRIL, "b")))


def test_a_leaver_keeps_their_history_and_account(db: Database) -> None:
    """What is to be seen to is told: shifts after the last day, and the account."""
    accounts.create_user(db, OPERATOR, "ana", "correct-horse-battery", Role.REP, "ana")
    monday = datetime.now(UTC).date() + timedelta(days=30)
    published(db, [shift("ana", day) for day in range(5)], monday)
    told = rep_terms.set_employment(db, PLANNER, "ana", date(2026, 1, 1), monday + timedelta(days=1))
    assert told == (
        f"3 published shifts end after the last day, the first on {monday + timedelta(days=2)}: give them to others",
        "the account ana stays on; an admin switches it off",
    )
    assert read(db).employed == (date(2026, 1, 1), monday + timedelta(days=1))
    assert rep_terms.rep_record(db, PLANNER, "ana").active
    for last in (None, date.max):  # 9999-12-31 is how other systems say that there is no end
        assert rep_terms.set_employment(db, PLANNER, "ana", None, last) == ()
    assert read(db).employed == (None, date.max)


def test_teams_by_the_day(db: Database) -> None:
    """Who is in a team follows from the day that is asked about."""
    teams.move_to_team(db, PLANNER, "blue", ["ana", "bo"])
    teams.set_team(db, PLANNER, Team("red", "Red"))
    teams.move_to_team(db, PLANNER, "red", ["bo"], APRIL)
    teams.move_to_team(db, PLANNER, None, ["bo"], MAY)
    by_day = [{t.team.id: t.members for t in teams.teams(db, MANAGER, day)} for day in (MARCH, APRIL, MAY)]
    assert by_day == [
        {"blue": ("ana", "bo"), "red": ()},
        {"blue": ("ana",), "red": ("bo",)},
        {"blue": ("ana",), "red": ()},
    ]
    assert read(db, "bo").on(MAY).team is None


def test_a_team_is_removed_when_nobody_is_in_it(db: Database) -> None:
    """Who was in it, or will have been, is in none."""
    teams.move_to_team(db, PLANNER, "blue", ["ana"])
    rep_terms.set_terms(db, PLANNER, "bo", DatedTerms(MARCH, team="blue"))
    rep_terms.set_terms(db, PLANNER, "bo", DatedTerms(APRIL, team=""))
    records.set_rep_active(db, PLANNER, "ana", False)
    teams.remove_team(db, PLANNER, "blue")
    assert (read(db).team, read(db, "bo").on(MARCH).team) == (None, None)
    assert teams.teams(db, PLANNER) == ()


def test_a_class_graduates_by_itself(db: Database) -> None:
    """Training, nesting at the ramp's speeds, live; moving graduation moves the rest, and members stay."""
    classes.set_class(db, PLANNER, COURSE)
    classes.add_to_class(db, PLANNER, "spring", ["ana", "bo"])
    weeks = [MARCH, APRIL, APRIL + timedelta(weeks=4)]
    assert [read(db).on(day).stage for day in weeks] == [Stage.TRAINING, Stage.NESTING, Stage.LIVE]
    classes.set_class(db, PLANNER, replace(COURSE, graduates=MAY))
    assert read(db).on(APRIL).stage is Stage.TRAINING
    (found,) = classes.training_classes(db, MANAGER)
    assert (found.members, found.version) == (("ana", "bo"), 2)
    classes.leave_class(db, PLANNER, ["bo"])
    assert read(db, "bo").training is None


def test_a_class_is_removed_when_all_are_live(db: Database) -> None:
    """Before that its members would be live at once."""
    today = date.today()
    course = TrainingClass("now", "Now", today - timedelta(days=2), today + timedelta(days=2))
    classes.set_class(db, PLANNER, course)
    classes.add_to_class(db, PLANNER, "now", ["ana"])
    with pytest.raises(RefusedError, match="ana of training class 'now' would be live at once; take them out first"):
        classes.remove_class(db, PLANNER, "now")
    classes.set_class(
        db, PLANNER, TrainingClass("now", "Now", MARCH - timedelta(days=400), MARCH - timedelta(days=300))
    )
    classes.remove_class(db, PLANNER, "now")
    assert (classes.training_classes(db, PLANNER), read(db).training) == ((), None)


def test_the_week_begins_where_the_centre_says(db: Database) -> None:
    """On Mondays until something else is set."""
    assert settings.centre_settings(db, as_rep("ana")) == settings.SettingsRecord(settings.CentreSettings(0), 0)
    settings.set_week_start(db, PLANNER, 6, version=0)
    settings.set_week_start(db, PLANNER, 5, version=1)
    found = settings.centre_settings(db, as_rep("ana"))
    assert (found.settings.week_start, found.version) == (5, 2)
    with pytest.raises(ConflictError):
        settings.set_week_start(db, PLANNER, 4, version=0)


OWN: dict[str, Callable[[Database], object]] = {
    "terms": lambda db: rep_terms.set_terms(db, PAT, "pat", DatedTerms(APRIL, "other")),
    "removed": lambda db: rep_terms.remove_terms(db, PAT, "pat", APRIL),
    "employment": lambda db: rep_terms.set_employment(db, PAT, "pat", None, MAY),
    "team": lambda db: teams.move_to_team(db, PAT, "blue", ["ana", "pat"]),
    "lead": lambda db: teams.set_team(db, PAT, Team("blue", "Blue", "pat")),
    "class": lambda db: classes.add_to_class(db, PAT, "spring", ["pat"]),
    "leaving": lambda db: classes.leave_class(db, PAT, ["pat"]),
}


@pytest.mark.parametrize("case", OWN)
def test_nobody_changes_their_own_record(db: Database, case: str) -> None:
    """Another planner or an admin must."""
    classes.set_class(db, PLANNER, COURSE)
    before = held(db)
    with pytest.raises(AccessError, match="another planner or an admin"):
        OWN[case](db)
    assert held(db) == before


def test_what_others_see(db: Database) -> None:
    """A colleague is told the team, and neither terms nor employment; a manager is told both."""
    teams.move_to_team(db, PLANNER, "blue", ["ana"])
    rep_terms.set_employment(db, PLANNER, "ana", MARCH, MAY)
    rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(APRIL, "other"))
    seen = records.rep(db, as_rep("bo"), "ana")
    assert (seen.team, seen.terms, seen.employed, seen.training) == ("blue", (), (None, None), None)
    assert records.rep(db, MANAGER, "ana").terms == read(db).terms
    assert records.rep(db, as_rep("ana"), "ana") == read(db)
