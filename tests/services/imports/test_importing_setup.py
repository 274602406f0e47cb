"""Importing sites, queues and contracts: every value and key out of order is named by its path."""

from __future__ import annotations

import math

import pytest

from wfm.database.engine import Database
from wfm.documents.clock_words import hours_text, opening_hours
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, InputError
from wfm.domain.people import Site
from wfm.domain.people.contracts import BreakTemplate, Contract, ShiftTemplate
from wfm.domain.planning.contacts import Channel, OperatingHours, Queue, ServiceLevelDefinition, ServiceTarget
from wfm.services.imports.centre_files import import_queues, import_setup
from wfm.services.imports.reports import RowsRefused

PLANNER = Principal("pat", Role.PLANNER)
CENTRE = """
[[sites]]
id = "hq"
name = "Headquarters"
seats = 40
zone = "America/New_York"

[[queues]]
id = "voice-es"
channel = "voice"
language = "es"
zone = "America/New_York"
hours = "Mon-Fri 07:00-21:00; Sat 09:00-13:00"
service_level = 0.85
within_seconds = 30
definition = "virtual"
max_occupancy = 0.9
max_abandonment = 0.05
aht_seconds = 240
patience_seconds = "infinite"
weight = 2
skill = "spanish"

[[contracts]]
id = "full"
paid_minutes_per_week = [2280, 2400]
days_per_week = 5
max_consecutive_days = 5
min_rest_minutes = 660
start_spread_minutes = 120

[[contracts.shifts]]
id = "day"
start = { earliest = "06:00", latest = 840, step = 30 }
span_minutes = [510]
min_gap_minutes = 60
breaks = [{ name = "lunch", minutes = 30, paid = false, window = [180, 300] }]
"""
HOURS = OperatingHours((((420, 1260),),) * 5 + (((540, 780),), ()))


def test_sites_queues_and_contracts(database: Database) -> None:
    """Everything in the file is stored, and each thing has its entry in the log."""
    told = import_setup(database, PLANNER, CENTRE.encode(), name="centre.toml")
    assert told == (
        "site hq stored",
        "queue voice-es stored",
        "contract full stored",
        'queue voice-es: assumed the public holidays of US, where America/New_York is (country = "XX" says another)',
    )
    lunch = BreakTemplate("lunch", 30, False, 180, 300)
    with database.read() as unit:
        assert unit.sites.all() == (Site("hq", "Headquarters", 40, "America/New_York"),)
        assert unit.queues.all() == (
            Queue(
                "voice-es",
                Channel.VOICE,
                "es",
                "America/New_York",
                HOURS,
                ServiceTarget(0.85, 30, ServiceLevelDefinition.VIRTUAL, 0.9, 0.05),
                240,
                math.inf,
                weight=2,
                skill="spanish",
                country="US",
            ),
        )
        assert unit.contracts.all() == (
            Contract(
                "full", (2280, 2400), (5, 5), 5, 660, (ShiftTemplate("day", 360, 840, 30, (510,), 60, (lunch,)),), 120
            ),
        )
        assert {entry.entity for entry in unit.audit.list()} == {"site", "queue", "contract"}


def refused(db: Database, text: str) -> str:
    """The sentence a file is refused with, after a look that nothing is stored."""
    with pytest.raises(InputError) as caught:
        import_setup(db, PLANNER, text.encode(), name="centre.toml")
    with db.read() as unit:
        assert (unit.sites.ids(), unit.queues.ids(), unit.contracts.ids(), unit.audit.list()) == ((), (), (), ())
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_shift_template_longer_than_the_day(sqlite_database: Database) -> None:
    """1441 minutes are refused with the path of the shift; 1440 are a day."""
    text = refused(sqlite_database, CENTRE.replace("[510]", "[510, 1441]"))
    assert text == (
        "centre.toml contracts[0].shifts[0]: shift template 'day': span must be in 1..1440 minutes, a day's length, "
        "got 1441"
    )
    whole_day = CENTRE.replace("[510]", "[510, 1440]")
    assert import_setup(sqlite_database, PLANNER, whole_day.encode())


def test_forty_hours_in_two_days(sqlite_database: Database) -> None:
    """A contract that no week can satisfy is refused with the clash; five days of 8 paid hours are fine."""
    text = refused(sqlite_database, CENTRE.replace("days_per_week = 5", "days_per_week = [1, 2]"))
    assert text == (
        "centre.toml contracts[0]: contract 'full': 38 to 40 paid hours a week cannot be made of 1 to 2 days of "
        "8 paid hours"
    )
    assert import_setup(sqlite_database, PLANNER, CENTRE.encode())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("seats = 40", "seats = -1", "centre.toml sites[0]: site 'hq': seats must be >= 0, got -1"),
        ("seats = 40", "seats = 4.5", "centre.toml sites[0].seats: must be a whole number, got 4.5"),
        ("seats = 40", "chairs = 40", "centre.toml sites[0]: must have 'seats'"),
        ("seats = 40", "seats = 40\nchairs = 4", "centre.toml sites[0].chairs: is not a known key"),
        ('channel = "voice"', 'channel = "fax"', "centre.toml queues[0].channel: must be one of voice, chat, email"),
        ('"Mon-Fri 07:00', '"Mon-Fri 7', "centre.toml queues[0].hours: must be a time of day"),
        (
            "service_level = 0.85",
            "service_level = 85",
            "centre.toml queues[0]: service level share must be in (0, 1], got 85",
        ),
        (
            "service_level = 0.85",
            "service_level = true",
            "centre.toml queues[0].service_level: must be a number, got True",
        ),
        ('"virtual"', '"best"', "centre.toml queues[0].definition: must be one of offered, answered"),
        (
            "[2280, 2400]",
            "[2400, 2280]",
            "centre.toml contracts[0]: contract 'full': paid_minutes_per_week must satisfy",
        ),
        ("[2280, 2400]", "[1, 2, 3]", "centre.toml contracts[0].paid_minutes_per_week: must be [least, most]"),
        ("paid = false", 'paid = "no"', "contracts[0].shifts[0].breaks[0].paid: must be true or false, got 'no'"),
        ("step = 30", "steps = 30", "centre.toml contracts[0].shifts[0].start: must have 'step'"),
        ("step = 30", "step = 0", "centre.toml contracts[0].shifts[0]: shift template 'day': step must be > 0, got 0"),
        ("window = [180, 300]", "window = [300, 180]", "breaks[0]: break 'lunch': window must satisfy"),
        ("[[sites]]", "[[offices]]", "centre.toml offices: is not a known key"),
        ("[[sites]]", "[[sites", "centre.toml: must be a TOML file"),
        ('zone = "America/New_York"', 'zone = "Mars"', "centre.toml sites[0].zone: time zone must be an IANA name"),
    ],
)
def test_every_fault_has_its_path(sqlite_database: Database, old: str, new: str, words: str) -> None:
    """The first thing wrong is named by its place in the file, with the value seen."""
    assert old in CENTRE
    assert words in refused(sqlite_database, CENTRE.replace(old, new, 1))


def test_the_same_id_twice_and_a_file_of_nothing(sqlite_database: Database) -> None:
    """Two sites of one id, an empty file, and a file with nothing known in it."""
    site = CENTRE[: CENTRE.index("[[queues]]")]
    assert "site 'hq' appears twice" in refused(sqlite_database, site + site)
    assert "the file is empty" in refused(sqlite_database, " ")
    assert "must have [[sites]]" in refused(sqlite_database, "# nothing\n")


def test_queues_as_a_table(database: Database) -> None:
    """The same keys as columns, empty cells left to their defaults."""
    source = b"id,channel,language,zone,hours,aht_seconds\nchat-en,chat,en,UTC,always,500\nmail,email,,UTC,,\n"
    told = import_queues(database, PLANNER, source)
    assert [sentence.partition(" (")[0] for sentence in told] == [
        "queues chat-en, mail stored",
        "queue chat-en: assumed 80 % within 45 s",
        "queue mail: assumed 80 % within 4 h",
    ]
    with database.read() as unit:
        assert unit.queues.get("chat-en") == Queue("chat-en", Channel.CHAT, "en", "UTC", aht_seconds=500)
        assert unit.queues.get("mail") == Queue("mail", Channel.EMAIL, "en", "UTC")


def test_faults_in_a_table_of_queues(sqlite_database: Database) -> None:
    """Each is named by line and column, and nothing is stored."""
    source = b"id,channel,zone,weight\na,voice,UTC,1\nb,fax,UTC,1\nc,voice,UTC,x\nd,voice,UTC,0\na,chat,UTC,1\n"
    with pytest.raises(RowsRefused) as caught:
        import_queues(sqlite_database, PLANNER, source, name="queues.csv")
    assert caught.value.refused == (
        "queues.csv line 3, column channel: must be one of voice, chat, email, outbound, callback, got 'fax'",
        "queues.csv line 4, column weight: must be a number, got 'x'",
        "queues.csv line 5: queue d: weight must be > 0, got 0.0",
        "queues.csv line 6, column id: queue 'a' appears twice",
    )
    with sqlite_database.read() as unit:
        assert unit.queues.ids() == ()


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Mon-Fri 07:00-21:00; Sat 09:00-13:00", HOURS),
        ("always", OperatingHours.always()),
        ("never", OperatingHours(((),) * 7)),
        ("Mon-Sun 00:00-24:00", OperatingHours.always()),
        ("Fri 22:00-02:00", OperatingHours.daily(1320, 1560, (4,))),
        ("Fri 08:00-10:00+1", OperatingHours.daily(480, 2040, (4,))),
        ("Mon-Fri 09:00-13:00, 16:00-20:00", OperatingHours((((540, 780), (960, 1200)),) * 5 + ((), ()))),
        ("Sat-Mon 10:00-12:00", OperatingHours.daily(600, 720, (5, 6, 0))),
        ("Tue 08:00-12:00|Tue 13:00-17:00", OperatingHours(((), ((480, 720), (780, 1020)), (), (), (), (), ()))),
    ],
)
def test_opening_hours_in_words(text: str, hours: OperatingHours) -> None:
    """What a planner writes, and that what is shown of it reads back as the same."""
    assert opening_hours(text) == hours
    assert opening_hours(hours_text(hours)) == hours


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REP])
def test_only_planners_set_the_centre_up(sqlite_database: Database, role: Role) -> None:
    """Others are refused."""
    with pytest.raises(AccessError):
        import_setup(sqlite_database, Principal("x", role), CENTRE.encode())
    with pytest.raises(AccessError):
        import_queues(sqlite_database, Principal("x", role), b"id,channel,zone\na,voice,UTC\n")
