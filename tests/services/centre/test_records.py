"""The centre's settings: who may change them, what is refused, and what each may see of a rep."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError
from wfm.domain.people import Rep, Site
from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.domain.planning.contacts import Channel, Queue
from wfm.services.centre import records as centre
from wfm.services.centre.status import read_status

PLANNER = Principal("pat", Role.PLANNER)
MANAGER = Principal("mia", Role.MANAGER)
ANN = Principal("ann", Role.REP, rep="r1")
BEN = Principal("ben", Role.REP, rep="r2")
SITE = Site("hq", "HQ", 10, "America/New_York")
QUEUE = Queue("voice-en", Channel.VOICE, "en", "America/New_York", skill="english")
TEMPLATE = ShiftTemplate("day", 480, 480, 15, (480,))
CONTRACT = Contract("full", (2400, 2400), (5, 5), 5, 660, (TEMPLATE,))
REP = Rep(
    "r1",
    "Ann",
    "full",
    {"english": 1.0},
    site="hq",
    hired=date(2020, 1, 1),
    wage_per_hour=20.0,
    performance=90.0,
    available=((0, 1440),),
    preferred_start=480,
    email="ann@example.com",
)


@pytest.fixture
def db(database: Database) -> Database:
    """A centre with one rep."""
    centre.set_site(database, PLANNER, SITE)
    centre.set_queue(database, PLANNER, QUEUE)
    centre.set_contract(database, PLANNER, CONTRACT)
    centre.set_rep(database, PLANNER, REP)
    return database


def test_what_is_set_is_listed_and_logged(db: Database) -> None:
    """Each setting is there for everyone, with an entry naming the planner."""
    for who in (ANN, MANAGER, PLANNER, OPERATOR):
        assert centre.sites(db, who) == (SITE,)
        assert centre.queues(db, who) == (QUEUE,)
        assert centre.contracts(db, who) == (CONTRACT,)
    with db.read() as unit:
        entries = [(e.who, e.action, e.entity, e.entity_id) for e in reversed(unit.audit.list())]
    assert entries == [
        ("pat", "set", "site", "hq"),
        ("pat", "set", "queue", "voice-en"),
        ("pat", "set", "contract", "full"),
        ("pat", "set", "rep", "r1"),
    ]


@pytest.mark.parametrize("who", [ANN, MANAGER])
def test_only_planners_change_the_centre(db: Database, who: Principal) -> None:
    """Reps and managers may change none of it."""
    for change in (
        lambda: centre.set_site(db, who, SITE),
        lambda: centre.set_queue(db, who, QUEUE),
        lambda: centre.set_contract(db, who, CONTRACT),
        lambda: centre.set_rep(db, who, REP),
        lambda: centre.set_reps(db, who, [REP]),
        lambda: centre.set_rep_active(db, who, "r1", False),
    ):
        with pytest.raises(AccessError):
            change()


def test_wage_and_hire_date_are_for_planners_and_the_rep(db: Database) -> None:
    """Planner, admin and the rep see all; a manager neither wage nor hire date; another rep only who and what."""
    for who in (PLANNER, OPERATOR, ANN):
        assert centre.rep(db, who, "r1") == REP
    assert centre.rep(db, MANAGER, "r1") == replace(REP, wage_per_hour=None, hired=None)
    stranger = Rep("r1", "Ann", "full", {"english": 1.0}, site="hq")
    assert centre.rep(db, BEN, "r1") == stranger
    assert centre.reps(db, BEN) == (stranger,)


def test_the_log_holds_nothing_personal(db: Database) -> None:
    """Neither wage nor hire date nor address of a rep is in the audit log."""
    with db.read() as unit:
        log = repr(unit.audit.list())
    for secret in ("20.0", "2020", "ann@example.com"):
        assert secret not in log


def test_an_impossible_contract_is_refused(db: Database) -> None:
    """40 hours in two days of eight cannot be; in five they can."""
    with pytest.raises(InputError, match="40 to 40 paid hours a week cannot be made of 0 to 2 days"):
        centre.set_contract(db, PLANNER, replace(CONTRACT, days_per_week=(0, 2)))
    assert centre.contracts(db, PLANNER) == (CONTRACT,)


def test_a_rep_refers_to_what_exists(db: Database) -> None:
    """Unknown contract, site or skill are told with what is known, and nothing is stored."""
    for change, words in (
        ({"contract": "part"}, "unknown contract 'part'; known are full"),
        ({"site": "moon"}, "unknown site 'moon'; known are hq"),
        ({"skills": {"voice-en": 1.0}}, "unknown skill 'voice-en'; known are english"),
    ):
        with pytest.raises(InputError, match=words):
            centre.set_reps(db, PLANNER, [replace(REP, name="New"), replace(REP, id="r9", **change)])
    assert centre.reps(db, PLANNER) == (REP,)
    with pytest.raises(InputError, match="IANA name"):
        centre.set_site(db, PLANNER, replace(SITE, zone="Mars"))


def test_a_change_from_a_stale_reading_is_refused(db: Database) -> None:
    """Of two planners who read the same queue the second to save is told."""
    centre.set_queue(db, PLANNER, replace(QUEUE, weight=2.0), version=1)
    with pytest.raises(ConflictError, match="has changed since it was read"):
        centre.set_queue(db, OPERATOR, replace(QUEUE, weight=3.0), version=1)
    assert centre.queues(db, PLANNER)[0].weight == 2.0


def test_reps_who_left_are_not_listed(db: Database) -> None:
    """They stay on record."""
    centre.set_rep_active(db, PLANNER, "r1", False)
    assert centre.reps(db, PLANNER) == ()
    assert centre.reps(db, PLANNER, active_only=False) == (REP,)


def test_long_lists_are_cut_and_counted() -> None:
    """Eight names are listed, more are counted, none is said."""
    assert centre.listed([]) == "none"
    assert centre.listed("cab") == "a, b, c"
    assert centre.listed("abcdefghij") == "a, b, c, d, e, f, g, h and 2 more"


def test_a_zone_without_summer_time_is_explained_and_a_stored_one_stays(db: Database) -> None:
    """Nobody gives a queue or a site the zone EST; one that an earlier version stored may be changed otherwise."""
    with pytest.raises(InputError, match="New York is America/New_York"):
        centre.set_queue(db, PLANNER, replace(QUEUE, zone="EST"))
    with pytest.raises(InputError, match="New York is America/New_York"):
        centre.set_site(db, PLANNER, replace(SITE, zone="EST"))
    with db.write() as unit:
        unit.queues.put(replace(QUEUE, zone="EST"))
    centre.set_queue(db, PLANNER, replace(QUEUE, zone="EST", weight=2.0))
    with db.read() as unit:
        assert unit.queues.get(QUEUE.id).zone == "EST"
    (found,) = read_status(db, PLANNER).queues
    assert (found.promise, found.country) == ("80 % within 20 s (default)", "")
    assert read_status(db, PLANNER).doubts == (
        "queue voice-en: EST stays five hours behind UTC all year; New York is America/New_York",
    )
