"""Importing reps: every field, every refused row by line and column, all of it or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wfm.database.engine import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, InputError
from wfm.domain.people import Rep, Site, Stage, WorkMode
from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.domain.planning.contacts import Channel, Queue
from wfm.services.imports.people_files import import_reps
from wfm.services.imports.reports import RowsRefused
from wfm.services.readers.options import ImportOptions

PLANNER = Principal("pat", Role.PLANNER)
HEADER = (
    "id,name,contract,skills,languages,site,work_mode,office_days_min,office_days_max,hired,wage_per_hour,"
    "home_workspace_approved,stage,performance,available,preferred_start,email"
)
ANA = (
    "r1,Ana Díaz,full,voice-en:1.0|voice-es:0.8,en|es,hq,hybrid,2,3,2020-02-29,18.25,yes,nesting,91.5,"
    "Mon 08:00-20:00; Sat 22:00-06:00,08:30,ana@example.com"
)
BO = "r2,Bo,full,voice-en,,hq,,,,,,,,,,,"
FULL = Rep(
    "r1",
    "Ana Díaz",
    "full",
    {"voice-en": 1.0, "voice-es": 0.8},
    ("en", "es"),
    WorkMode.HYBRID,
    "hq",
    (2, 3),
    date(2020, 2, 29),
    18.25,
    True,
    Stage.NESTING,
    91.5,
    ((480, 1200), (5 * 1440 + 1320, 6 * 1440 + 360)),
    510,
    "ana@example.com",
)


@pytest.fixture
def db(database: Database) -> Database:
    """A centre without reps."""
    template = ShiftTemplate("day", 480, 480, 15, (480,))
    with database.write() as unit:
        unit.sites.put(Site("hq", "HQ", 10, "America/New_York"))
        unit.contracts.put(Contract("full", (0, 2400), (0, 5), 5, 660, (template,)))
        unit.queues.put_many(Queue(id, Channel.VOICE, id[-2:], "America/New_York") for id in ("voice-en", "voice-es"))
    return database


def table(*lines: str) -> bytes:
    """A CSV file of reps."""
    return "\n".join([HEADER, *lines]).encode()


def refused(db: Database, *lines: str) -> tuple[str, ...]:
    """The sentences an import is refused with, after a look that nothing has changed."""
    with db.read() as unit:
        before = unit.reps.all(active_only=False), unit.audit.list()
    with pytest.raises(RowsRefused) as caught:
        import_reps(db, PLANNER, table(*lines), name="reps.csv")
    with db.read() as unit:
        assert (unit.reps.all(active_only=False), unit.audit.list()) == before
    return caught.value.refused


def test_every_field(db: Database) -> None:
    """A full row and one with nothing but what every rep must have."""
    report = import_reps(db, PLANNER, table(ANA, BO))
    assert (report.added, report.changed, report.unchanged) == (2, 0, 0)
    with db.read() as unit:
        assert unit.reps.all() == (FULL, Rep("r2", "Bo", "full", {"voice-en": 1.0}, site="hq"))
        assert [(e.who, e.entity_id) for e in unit.audit.list(entity="rep")] == [("pat", "r2"), ("pat", "r1")]
        assert "18.25" not in repr(unit.audit.list())


def test_a_second_import_changes_what_it_names(db: Database) -> None:
    """Reps are added, changed or left as they were, each counted, and those not in the file stay."""
    import_reps(db, PLANNER, table(ANA, BO))
    report = import_reps(db, PLANNER, table(ANA, "r3,Cy,full,,,hq,,,,,,,training,,,,"))
    assert (report.added, report.changed, report.unchanged) == (1, 0, 1)
    report = import_reps(db, PLANNER, table(BO.replace("Bo", "Bob")))
    assert (report.added, report.changed, report.unchanged) == (0, 1, 0)
    with db.read() as unit:
        assert [rep.name for rep in unit.reps.all()] == ["Ana Díaz", "Bob", "Cy"]


def test_a_duplicate_id_is_refused(db: Database) -> None:
    """The second row of an id names the line of the first."""
    assert refused(db, ANA, BO, BO.replace("Bo", "Other")) == (
        "reps.csv line 4, column id: rep 'r2' is on line 3 already",
    )


def test_unknown_skill_contract_and_site(db: Database) -> None:
    """Each is named with what is known."""
    assert refused(
        db,
        BO.replace("voice-en", "voice-fr"),
        BO.replace("r2", "r3").replace("full", "part"),
        BO.replace("r2", "r4").replace("hq", "moon"),
    ) == (
        "reps.csv line 2, column skills: unknown skill 'voice-fr'; known are voice-en, voice-es",
        "reps.csv line 3, column contract: unknown contract 'part'; known are full",
        "reps.csv line 4, column site: unknown site 'moon'; known are hq",
    )


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (ANA.replace("18.25", "lots"), "column wage_per_hour: must be a number >= 0, got 'lots'"),
        (ANA.replace("18.25", "-1"), "column wage_per_hour: must be a number >= 0, got '-1'"),
        (ANA.replace("2020-02-29", "2021-02-29"), "column hired: must be a date such as 2024-05-31, got '2021-02-29'"),
        (ANA.replace("hybrid", "somewhere"), "column work_mode: must be one of onsite, remote, hybrid"),
        (ANA.replace("nesting", "expert"), "column stage: must be one of training, nesting, live"),
        (ANA.replace(",yes,", ",maybe,"), "column home_workspace_approved: must be yes or no, got 'maybe'"),
        (ANA.replace("0.8", "1.8"), "column skills: speed in 'voice-es' must be in (0, 1], got 1.8"),
        (ANA.replace("0.8", "0"), "column skills: speed in 'voice-es' must be in (0, 1], got 0"),
        (ANA.replace("voice-es:0.8", "voice-en"), "column skills: names skill 'voice-en' twice"),
        (ANA.replace("Mon 08", "Someday 08"), "column available: must name a weekday from Mon to Sun, got 'Someday'"),
        (ANA.replace("20:00;", "25:00;"), "column available: must be a time of day such as 08:30, got '25:00'"),
        (ANA.replace("08:00-20:00", "08:00"), "column available: must read like 'Mon-Fri 08:00-20:00; Sat"),
        (ANA.replace("08:00-20:00", "9" * 5000), "column available: must read like"),
        (ANA.replace("08:00-20:00", "08:00-08:00"), "column available: a window must not be empty"),
        (ANA.replace(",08:30,", ",8.30,"), "column preferred_start: must be a time of day such as 08:30, got '8.30'"),
        (ANA.replace(",2,3,", ",3,2,"), "line 2: rep 'r1': office_days must satisfy 0 <= min <= max <= 7, got (3, 2)"),
        (ANA.replace(",2,3,", ",2,,"), "column office_days_min: least and most office days must be given together"),
        (ANA.replace(",2,3,", ",2,few,"), "column office_days_max: must be a whole number >= 0, got 'few'"),
        (ANA.replace(",yes,", ",no,"), "line 2: rep 'r1': works hybrid, so the home workspace must be approved"),
        (BO.replace("hq", ""), "line 2: rep 'r2': must have a site to work onsite"),
        (BO.replace("r2", ""), "column id: must not be empty"),
        (BO.replace("full", ""), "column contract: must not be empty"),
        (BO + ",more", "line 2: must have 17 fields like the header, got 18"),
    ],
)
def test_faults_are_named_by_line_and_column(sqlite_database: Database, row: str, fault: str) -> None:
    """One cell out of order refuses the file and is named."""
    told = refused(sqlite_database, row)
    assert len(told) == 1
    assert len(told[0]) < 300
    assert told[0].startswith("reps.csv line 2")
    assert fault in told[0]


def test_only_reps_in_training_have_no_skill(db: Database) -> None:
    """A live rep without a skill is refused, one in training is not, and the column must be there."""
    assert import_reps(db, PLANNER, table("r3,Cy,full,,,hq,,,,,,,training,,,,")).added == 1
    assert refused(db, BO.replace("voice-en", "")) == (
        "reps.csv line 2, column skills: must name a skill, since only reps in training have none; r2 is live",
    )
    with pytest.raises(InputError, match="must have the columns id, contract, skills; got id, name"):
        import_reps(db, PLANNER, b"id,name\nr1,Ann\n")


def test_good_rows_can_be_imported_alone(db: Database) -> None:
    """Asked to, the rest is imported and the refused rows are listed; columns that mean nothing are told."""
    lines = [HEADER + ",shoe_size", ANA + ",40", BO.replace("voice-en", "juggling") + ",41"]
    report = import_reps(db, PLANNER, "\n".join(lines).encode(), ImportOptions(skip_refused=True), name="reps.csv")
    assert report.added == 1
    assert report.refused == ("reps.csv line 3, column skills: unknown skill 'juggling'; known are voice-en, voice-es",)
    assert report.ignored == ("shoe_size",)
    assert "not used: shoe_size" in report.sentences()


def test_other_ways_to_write_the_same(db: Database) -> None:
    """A range of office days, weekdays as a range, and a name left to be the id."""
    source = b"ID;Contract;Skills;Site;Office days;Work mode;Available;Home workspace approved\n" + (
        b"r1;full;voice-en;hq;2-3;Hybrid;Mon-Wed 08:00-12:00|Wed 13:00-24:00;1\n"
    )
    import_reps(db, PLANNER, source)
    with db.read() as unit:
        rep = unit.reps.get("r1")
    assert rep.office_days == (2, 3)
    assert rep.name == "r1"
    assert rep.available == ((480, 720), (1920, 2160), (3360, 3600), (3660, 4320))


def test_someone_who_left_is_not_brought_back_by_a_file(db: Database) -> None:
    """Whether a rep works here is not a matter of the file."""
    import_reps(db, PLANNER, table(ANA, BO))
    with db.write() as unit:
        unit.reps.set_active("r1", False)
    import_reps(db, PLANNER, table(ANA.replace("Ana", "Anna")))
    with db.read() as unit:
        assert [rep.id for rep in unit.reps.all()] == ["r2"]
        assert unit.reps.get("r1") == replace(FULL, name="Anna Díaz")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REP])
def test_only_planners_import_reps(sqlite_database: Database, role: Role) -> None:
    """Others are refused."""
    with pytest.raises(AccessError):
        import_reps(sqlite_database, Principal("x", role), table(ANA))
