"""Importing terms from a date, classes and teams, and what files of reps say of zones, teams, employment and classes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from tests.services.small_centre import PLANNER, ZONE, fill, rep
from wfm.database.engine import Database
from wfm.domain.errors import AccessError, InputError
from wfm.domain.people import DatedTerms, Rep, Stage, Team, TrainingClass, WorkMode
from wfm.domain.planning.contacts import Channel, Queue
from wfm.services.centre import rep_teams, rep_terms
from wfm.services.imports.centre_files import import_setup
from wfm.services.imports.people_files import import_classes, import_reps, import_terms
from wfm.services.imports.reports import RowsRefused
from wfm.services.readers.options import ImportOptions

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
HEADER = "id,contract,skills,site,zone,team,first_day,last_day,class,available"
TERMS = "rep,from,contract,skills,work_mode,site,office_days,stage,team"
CLASSES = "id,name,starts,graduates,ramp,members"
SPRING = TrainingClass("spring", "Spring", MARCH, APRIL, ((0, 0.5), (6, 1.0)))


@pytest.fixture
def db(database: Database) -> Database:
    """Two reps at a site, a class and a team."""
    with database.write() as unit:
        unit.queues.put_many(Queue(id, Channel.VOICE, id, ZONE) for id in ("en", "es"))
        unit.classes.put(SPRING)
        unit.teams.put(Team("blue", "Blue"))
    onsite = {"site": "hq", "work_mode": WorkMode.ONSITE}
    fill(database, [rep("ana", **onsite), rep("bo", **{**onsite, "home_workspace_approved": False})], {"hq": 5})
    return database


def table(header: str, *rows: str) -> bytes:
    return "\n".join([header, *rows]).encode()


def read(db: Database, id: str) -> Rep:
    with db.read() as unit:
        return unit.reps.get(id)


def held(db: Database) -> object:
    with db.read() as unit:
        people = unit.reps.all(active_only=False), unit.teams.all(), unit.classes.all(), unit.classes.members()
        return *people, len(unit.audit.list())


def refused(db: Database, call: Callable[[], object]) -> tuple[str, ...]:
    """The sentences that a file is refused with, after a look that nothing has changed."""
    before = held(db)
    with pytest.raises(RowsRefused) as caught:
        call()
    assert held(db) == before
    return caught.value.refused


def test_reps_with_zone_team_employment_and_class(db: Database) -> None:
    """A new team is created and told; whose clock the times are on is told."""
    row = "cy,flex,en,hq,Asia/Manila,green,2026-03-01,2026-12-31,spring,Mon-Fri 08:00-20:00"
    report = import_reps(db, PLANNER, table(HEADER, row), name="reps.csv")
    found = read(db, "cy")
    assert (found.zone, found.team, found.employed, found.training) == (
        "Asia/Manila", "green", (MARCH, date(2026, 12, 31)), SPRING,
    )  # fmt: skip
    assert report.sentences() == (
        "reps.csv: 1 reps added, 0 changed, 0 as they were",
        "created team green",
        "1 reps changed class",
        "times in available and preferred_start are on each rep's clock: the rep's own zone, else that of the site",
    )
    assert import_reps(db, PLANNER, table(HEADER, row)).unchanged == 1


def test_a_file_without_these_columns_keeps_them(db: Database) -> None:
    """A file made for an earlier version takes nobody out of team, class or employment; empty cells do."""
    import_reps(db, PLANNER, table(HEADER, "ana,flex,en,hq,Asia/Manila,blue,2026-01-01,,spring,"))
    rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(APRIL, "other"))
    report = import_reps(db, PLANNER, b"id,contract,skills,site\nana,full,en,hq\n")
    found = read(db, "ana")
    assert (found.contract, found.zone, found.team, found.first_day) == (
        "full",
        "Asia/Manila",
        "blue",
        date(2026, 1, 1),
    )
    assert (found.training, found.terms) == (SPRING, (DatedTerms(APRIL, "other"),))
    assert report.notes == ("terms from a date go on holding for ana",)
    import_reps(db, PLANNER, table(HEADER, "ana,full,en,hq,,,,,,"))
    found = read(db, "ana")
    assert (found.zone, found.team, found.first_day, found.training) == (None, None, None, None)
    assert found.terms == (DatedTerms(APRIL, "other"),)


def test_faults_of_reps_in_a_file(db: Database) -> None:
    """Each by line, and by column where one is to blame."""
    rep_terms.set_terms(db, PLANNER, "bo", DatedTerms(APRIL, "other"))
    rows = (
        "a,flex,en,hq,Atlantis,,,,,",
        "b,flex,en,hq,,,2026-02-30,,,",
        "c,flex,en,hq,,,2026-05-01,2026-04-30,,",
        "d,flex,en,hq,,,,,autumn,",
        "bo,flex,en,hq,,,,2026-03-31,,",
    )
    assert refused(db, lambda: import_reps(db, PLANNER, table(HEADER, *rows), name="reps.csv")) == (
        "reps.csv line 2, column zone: must be an IANA name such as America/New_York, got 'Atlantis'",
        "reps.csv line 3, column first_day: must be a date such as 2024-05-31, got '2026-02-30'",
        "reps.csv line 4: rep 'c': employment ends on 2026-04-30, before it begins on 2026-05-01",
        "reps.csv line 5, column class: unknown class 'autumn'; known are spring",
        "reps.csv line 6: rep 'bo': terms from 2026-04-01 lie outside employment, which is until 2026-03-31",
    )


def test_terms_from_a_file(db: Database) -> None:
    """Cells that are empty and dates that the file does not name stay as they are; a second import changes nothing."""
    rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(MARCH, "other"))
    rep_terms.set_terms(db, PLANNER, "ana", DatedTerms(APRIL, "other"))
    rows = ("ana,2026-04-01,,en|es:0.6,hybrid,,2-3,,blue", "bo,2026-05-01,full,,,,,nesting,")
    dry = import_terms(db, PLANNER, table(TERMS, *rows), name="terms.csv", dry_run=True)
    assert read(db, "bo").terms == ()
    report = import_terms(db, PLANNER, table(TERMS, *rows), name="terms.csv")
    assert dry == report
    assert report.sentences() == ("terms.csv: 1 terms added, 1 changed, 0 as they were",)
    assert report.lines == (
        "ana from 2026-04-01: contract other, skills en|es:0.6, work_mode hybrid, office_days 2-3, team blue",
        "bo from 2026-05-01: contract full, stage nesting",
    )
    assert read(db, "ana").terms == (
        DatedTerms(MARCH, "other"),
        DatedTerms(APRIL, "other", {"en": 1.0, "es": 0.6}, WorkMode.HYBRID, None, (2, 3), None, "blue"),
    )
    assert read(db, "bo").terms == (DatedTerms(MAY, "full", stage=Stage.NESTING),)
    again = import_terms(db, PLANNER, table(TERMS, *rows))
    assert (again.added, again.changed, again.unchanged, again.lines) == (0, 0, 2, ())


def test_faults_of_terms_in_a_file(db: Database) -> None:
    """An unknown rep, contract, site, skill, team; two on one date; outside employment; no place to work; no date."""
    rep_terms.set_employment(db, PLANNER, "ana", None, MAY)
    rows = (
        "zed,2026-04-01,full,,,,,,",
        "ana,2026-04-01,none,,,,,,",
        "ana,2026-04-02,,fr,,,,,",
        "ana,2026-04-03,,,,moon,,,",
        "ana,2026-04-04,,,,,,,red",
        "ana,2026-06-01,full,,,,,,",
        "bo,2026-04-01,,,remote,,,,",
        "bo,2026-04-31,full,,,,,,",
        "bo,2026-05-01,,,,,,,",
        "bo,,full,,,,,,",
        "ana,2026-04-01,full,,,,,,",
    )
    assert refused(db, lambda: import_terms(db, PLANNER, table(TERMS, *rows), name="t.csv")) == (
        "t.csv line 2, column rep: unknown rep 'zed'",
        "t.csv line 3, column contract: unknown contract 'none'; known are flex, full, other",
        "t.csv line 4, column skills: unknown skill 'fr'; known are en, es",
        "t.csv line 5, column site: unknown site 'moon'; known are hq",
        "t.csv line 6, column team: unknown team 'red'; known are blue",
        "t.csv line 7: rep 'ana': terms from 2026-06-01 lie outside employment, which is until 2026-05-01",
        "t.csv line 8: rep 'bo': terms from 2026-04-01: works remote, so the home workspace must be approved",
        "t.csv line 9, column from: must be a date such as 2024-05-31, got '2026-04-31'",
        "t.csv line 10: terms from 2026-05-01 must change something",
        "t.csv line 11, column from: must not be empty",
        "t.csv line 12, column from: rep 'ana' has terms from 2026-04-01 on line 3 already",
    )
    report = import_terms(
        db, PLANNER, table(TERMS, *rows, "bo,2026-07-01,full,,,,,,"), ImportOptions(skip_refused=True)
    )
    assert (report.added, len(report.refused)) == (1, 11)
    with pytest.raises(InputError, match="a file of terms must have the columns rep, from; got rep, date_of: from is"):
        import_terms(db, PLANNER, b"rep,date_of\nana,1\n")


def test_classes_from_a_file(db: Database) -> None:
    """Members are put in, those the file does not name stay, and nothing is written before it is asked for."""
    rows = ("spring,Spring,2026-03-01,2026-05-01,0:0.5|6:1,ana", "fall,,2026-09-01,2026-10-01,,bo")
    dry = import_classes(db, PLANNER, table(CLASSES, *rows), name="c.csv", dry_run=True)
    assert read(db, "ana").training is None
    report = import_classes(db, PLANNER, table(CLASSES, *rows), name="c.csv")
    assert dry == report
    assert report.sentences() == ("c.csv: 1 classes added, 1 changed, 0 as they were", "2 reps changed class")
    assert read(db, "ana").training == replace(SPRING, graduates=MAY)
    assert read(db, "bo").training == TrainingClass("fall", "fall", date(2026, 9, 1), date(2026, 10, 1))
    again = import_classes(db, PLANNER, table(CLASSES, "fall,,2026-09-01,2026-10-01,,"))
    assert (again.unchanged, again.notes, read(db, "bo").training is None) == (1, (), False)


def test_faults_of_classes_in_a_file(db: Database) -> None:
    """A class that graduates before it starts, an unknown member, one who is in two, a ramp that is none."""
    rows = (
        "a,,2026-03-01,2026-02-01,,",
        "b,,2026-03-01,2026-04-01,,zed",
        "c,,2026-03-01,2026-04-01,,ana",
        "d,,2026-03-01,2026-04-01,,bo|ana",
        "e,,2026-03-01,2026-04-01,soon:1,",
        "f,,2026-03-01,2026-04-01,2:1,",
        "c,,2026-03-01,2026-04-01,,",
        "g,,,2026-04-01,,",
    )
    assert refused(db, lambda: import_classes(db, PLANNER, table(CLASSES, *rows), name="c.csv")) == (
        "c.csv line 2: training class 'a': must graduate after it starts on 2026-03-01, got 2026-02-01",
        "c.csv line 3, column members: unknown rep 'zed'",
        "c.csv line 5, column members: rep 'ana' is in the class on line 4 already",
        "c.csv line 6, column ramp: must name weeks after graduation such as 0 and 4, got 'soon'",
        "c.csv line 7: training class 'f': the ramp must begin with week 0, got [(2, 1.0)]",
        "c.csv line 8, column id: class 'c' is on line 4 already",
        "c.csv line 9, column starts: must not be empty",
    )


SETTINGS = """
[[teams]]
id = "red"
name = "Red"
lead = "bo"
members = ["ana"]

[[classes]]
id = "fall"
starts = 2026-09-01
graduates = "2026-10-01"
ramp = { 0 = 0.5, 2 = 1 }
members = ["ana", "bo"]
"""


def test_teams_and_classes_in_settings(db: Database) -> None:
    """Stored with their members."""
    told = import_setup(db, PLANNER, SETTINGS.encode(), name="centre.toml")
    assert told == ("team red stored", "class fall stored")
    course = TrainingClass("fall", "fall", date(2026, 9, 1), date(2026, 10, 1), ((0, 0.5), (2, 1.0)))
    assert (read(db, "ana").team, read(db, "ana").training, read(db, "bo").training) == ("red", course, course)
    assert rep_teams.teams(db, PLANNER)[1].team == Team("red", "Red", "bo")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('lead = "bo"', 'lead = "zed"', "centre.toml teams[0].lead: unknown rep 'zed'; import the reps first"),
        ('["ana"]', '["zed"]', "centre.toml teams[0].members: unknown rep 'zed'; import the reps first"),
        ('["ana", "bo"]', '["zed"]', "centre.toml classes[0].members: unknown rep 'zed'; import the reps first"),
        ("2026-10-01", "2026-08-01", "centre.toml classes[0]: training class 'fall': must graduate after it starts"),
        ("0 = 0.5", "1 = 0.5", "centre.toml classes[0]: training class 'fall': the ramp must begin with week 0"),
        ('name = "Red"', "seats = 3", "centre.toml teams[0].seats: is not a known key"),
    ],
)
def test_faults_in_settings(db: Database, old: str, new: str, fault: str) -> None:
    """Told by their path; nothing is stored."""
    before = held(db)
    with pytest.raises(InputError) as caught:
        import_setup(db, PLANNER, SETTINGS.replace(old, new).encode(), name="centre.toml")
    assert str(caught.value).startswith(fault)
    assert held(db) == before


def test_a_planner_does_not_import_their_own_record(db: Database) -> None:
    """Neither terms, nor a class, nor a team."""
    ana = replace(PLANNER, rep="ana")
    before = held(db)
    for call in (
        lambda: import_terms(db, ana, table(TERMS, "ana,2026-04-01,full,,,,,,")),
        lambda: import_classes(db, ana, table(CLASSES, "fall,,2026-09-01,2026-10-01,,ana")),
        lambda: import_reps(db, ana, table(HEADER, "ana,flex,en,hq,,,,,spring,")),
        lambda: import_setup(db, ana, SETTINGS.encode()),
    ):
        with pytest.raises(AccessError, match="another planner or an admin"):
            call()
    assert held(db) == before
