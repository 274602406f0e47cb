"""Approved leave takes the published shifts that lie in it: opened, taken off or shortened; what it opened comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.services.small_centre import (
    MANAGER,
    MONDAY,
    NOW,
    PLANNER,
    ZONE,
    as_rep,
    fill,
    give_leave,
    owner,
    planned,
    published,
    rep,
    shift,
    week,
)
from wfm.database.engine import Database
from wfm.domain.errors import AccessError, ConflictError, RefusedError
from wfm.domain.exchange import Fate, OfferKind, OfferState
from wfm.domain.people import Activity, Rep, Shift, WorkMode
from wfm.domain.planning import LeaveTakes
from wfm.services import export, imports, leave, trading
from wfm.services.centre import set_leave_takes
from wfm.services.schedule import rep_schedule
from wfm.services.trading.offers import my_offers

ANA, BO = as_rep("ana"), as_rep("bo")


def day(number: int) -> date:
    """A day of the published week."""
    return MONDAY + timedelta(days=number)


def at(number: int, hour: float) -> datetime:
    """A time on that day, on the rep's clock."""
    return datetime.combine(day(number), datetime.min.time()) + timedelta(hours=hour)


def instant(number: int, hour: float) -> datetime:
    """The moment of that time, in New York in summer."""
    return at(number, hour + 4).replace(tzinfo=UTC)


def absent(db: Database, first: Any, last: Any = None, now: datetime = NOW, who: str = "ana") -> leave.SettledLeave:
    """A manager enters that someone is sick."""
    return leave.enter_leave(db, MANAGER, who, first, last or first, kind="sick", now=now)


def times(db: Database, id: int) -> tuple[float, float]:
    """When a shift begins and ends, in hours of its day."""
    stored = planned(db, id)
    return stored.shift.start_of_day / 60, (stored.shift.end - 1440 * stored.shift.day) / 60


def person(id: str, **rest: Any) -> Rep:
    """A rep on New York's clock."""
    return rep(id, zone=ZONE, **rest)


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """Ana and Bo work 09:00 to 17:30 from home, Cy and Di at a site with one seat."""
    onsite = {"work_mode": WorkMode.ONSITE, "site": "hq"}
    fill(sqlite_database, [person("ana"), person("bo"), person("cy", **onsite), person("di", **onsite)], {"hq": 1})
    return sqlite_database


def test_a_whole_day_opens_the_shift(database: Database) -> None:
    """It is on the board for who has the skills, counts for nobody, and the log, the feed and the schedule follow."""
    fill(database, [person("ana"), person("bo")])
    ids = published(database, week("ana"))
    feed = export.rep_ics(database, ANA, "ana", NOW, NOW + timedelta(days=30))
    made = absent(database, day(1), day(2))
    assert [one.fate for one in made.shifts] == [Fate.OPENED, Fate.OPENED]
    assert made.told == "2 shifts opened"
    [first, second] = trading.board(database, BO, now=NOW)
    assert (first.offer.kind, first.offer.skills, first.offer.leave) == (OfferKind.OPEN, ("en",), made.id)
    assert first.offer.note == ""
    left = rep_schedule(database, ANA, "ana", NOW, NOW + timedelta(days=30))
    assert [p.id for p in left] == [ids["ana", n] for n in (0, 3, 4)]
    after = export.rep_ics(database, ANA, "ana", NOW, NOW + timedelta(days=30))
    assert (feed.count(b"BEGIN:VEVENT"), after.count(b"BEGIN:VEVENT")) == (5, 3)
    trading.take(database, BO, second.offer.id, now=NOW)
    assert owner(database, ids["ana", 2]) == "bo"
    with database.read() as unit:
        log = {(entry.action, entry.entity_id): entry.detail for entry in unit.audit.list()}
    assert log["release", str(ids["ana", 1])] == {"from": "ana", "to": "", "leave": made.id}
    assert log["granted time off", str(made.id)]["taken"] == {"opened": [ids["ana", 1], ids["ana", 2]]}


@pytest.mark.parametrize(
    ("takes", "fate", "told"),
    [
        (LeaveTakes.OPEN, Fate.OPENED, "1 shift opened"),
        (LeaveTakes.RELEASE, Fate.RELEASED, "1 shift taken off"),
        (LeaveTakes.SHORTEN, Fate.SHORTENED, "1 shift shortened to 09:00-14:00"),
    ],
)
def test_part_of_a_day_goes_by_the_setting(db: Database, takes: LeaveTakes, fate: Fate, told: str) -> None:
    """Whole to the board, off the timeline, or cut to the longer part with the pieces that lie in it."""
    ids = published(db, week("ana"))
    set_leave_takes(db, PLANNER, takes)
    made = absent(db, at(1, 14), at(1, 16))
    assert ([one.fate for one in made.shifts], made.told) == ([fate], told)
    stored = planned(db, ids["ana", 1])
    assert (stored.live, stored.shift.agent) == (takes is not LeaveTakes.RELEASE, "" if fate is Fate.OPENED else "ana")
    assert times(db, ids["ana", 1]) == ((9, 14) if fate is Fate.SHORTENED else (9, 17.5))
    assert len(trading.board(db, BO, now=NOW)) == (fate is Fate.OPENED)
    assert leave.clashes(db, MANAGER, [made.id])[made.id] == () or fate is Fate.OPENED
    if fate is Fate.SHORTENED:
        with db.read() as unit:
            was = unit.audit.list(entity="shift", entity_id=ids["ana", 1])[0].detail["was"]
        assert (was["end"], was["pieces"]) == ("2026-06-02T21:30:00+00:00", [["lunch", 1440 + 780, 1440 + 810]])


@pytest.mark.parametrize(
    ("begins", "ends", "left", "breaks", "activities"),
    [
        (9, 12.25, (12.25, 17.5), ["lunch"], []),
        (13.1, 18, (9, 13), [], ["huddle"]),
        (10, 16.5, (9, 10), [], ["huddle"]),
        (9.25, 16.75, None, ["lunch"], ["huddle"]),
    ],
)
def test_the_longest_part_is_kept_on_the_slots(
    db: Database, begins: float, ends: float, left: tuple[float, float] | None, breaks: list[str], activities: list[str]
) -> None:
    """Before or behind the leave, an hour at least; of which less is left is opened whole."""
    [id] = published(db, [shift("ana", 1)]).values()
    with db.write() as unit:
        stored = unit.schedules.shift(id)
        own = replace(stored.shift, locked=True, activities=(Activity("huddle", 1440 + 555, 1440 + 570),))
        unit.schedules.replace_shift(id, stored.version, own)
    made = absent(db, at(1, begins), at(1, ends))
    assert made.told.endswith("; 1 of them locked by a planner")
    stored = planned(db, id)
    assert (times(db, id), stored.shift.agent) == (left or (9, 17.5), "ana" if left else "")
    assert ([b.name for b in stored.shift.breaks], [a.id for a in stored.shift.activities]) == (breaks, activities)


@pytest.mark.parametrize("takes", LeaveTakes)
def test_what_was_worked_stays(db: Database, takes: LeaveTakes) -> None:
    """A sick call in the middle of a shift ends it at the next slot, or later where the leave begins; the rest is gone."""
    ids = published(db, week("ana"))
    set_leave_takes(db, PLANNER, takes)
    made = absent(db, day(1), now=instant(1, 11.1))
    assert made.told == "1 shift that had begun ended at 11:15"
    assert (times(db, ids["ana", 1]), planned(db, ids["ana", 1]).shift.breaks) == ((9, 11.25), ())
    later = absent(db, at(2, 15), at(2, 17), now=instant(2, 10))
    assert (later.told, times(db, ids["ana", 2])) == ("1 shift that had begun ended at 15:00", (9, 15))
    assert absent(db, at(3, 9), at(3, 10), now=instant(3, 12)).shifts == ()
    assert absent(db, day(0), now=instant(3, 12)).shifts == ()
    assert trading.board(db, PLANNER, now=NOW) == ()


def test_instants_decide_across_midnight_zones_and_clock_changes(db: Database) -> None:
    """A night shift loses its second day; a day in Manila is half of two in New York; an hour that comes twice is two."""
    with db.write() as unit:
        unit.reps.put(rep("ana", zone="Asia/Manila"))
    ids = published(db, [shift("ana", 1, 1320, 480), shift("bo", 0, 1320, 480), shift("bo", 2)])
    assert absent(db, day(1), who="bo").told == "1 shift shortened to 22:00-00:00"
    assert times(db, ids["bo", 0]) == (22, 24)
    assert absent(db, at(2, 12), at(2, 18)).told == "1 shift shortened to 10:00-12:00"
    assert absent(db, day(3)).shifts == ()
    november = date(2026, 10, 31)
    [night] = published(db, [shift("bo", 0, 1320, 480)], november, 2).values()
    second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # 01:30 for the second time
    made = leave.enter_leave(db, MANAGER, "bo", second, second + timedelta(hours=9), kind="sick", now=NOW)
    assert made.told == "1 shift shortened to 22:00-01:30"
    assert planned(db, night).end <= second


def test_offers_and_trades_end_with_the_shift(db: Database) -> None:
    """What is offered, what someone has asked for and what another rep wants in return; each is told why."""
    ids = published(db, [*week("ana", days=(1, 2)), *week("bo", days=(0, 3))])
    asked = trading.offer_shift(db, ANA, ids["ana", 1], OfferKind.TRADE, now=NOW)
    wants = trading.offer_shift(db, BO, ids["bo", 3], OfferKind.TRADE, "", ids["ana", 2], now=NOW)
    kept = trading.offer_shift(db, BO, ids["bo", 0], OfferKind.GIVEAWAY, now=NOW)
    absent(db, day(1), day(2))
    found = {offer.id: offer for offer in my_offers(db, BO)} | {o.id: o for o in my_offers(db, ANA)}
    assert {found[o.id].state for o in (asked, wants)} == {OfferState.WITHDRAWN}
    assert found[asked.id].reason == "the rep whose shift it was cannot work it as it was offered"
    assert found[kept.id].state is OfferState.OPEN
    with pytest.raises(RefusedError, match="was withdrawn"):
        trading.take(db, BO, asked.id, ids["bo", 0], now=NOW)


def test_cancelled_leave_gives_back_what_it_opened(database: Database) -> None:
    """What nobody took; a taken shift stays with its taker, and what was taken off or shortened does not come back."""
    fill(database, [person("ana"), person("bo")])
    ids = published(database, week("ana"))
    made = absent(database, at(0, 12), day(4))
    entries = {entry.offer.shift: entry.offer for entry in trading.board(database, BO, now=NOW)}
    trading.take(database, BO, entries[ids["ana", 1]].id, now=NOW)
    short = leave.shorten_leave(database, MANAGER, made.id, at(0, 12), day(3), now=NOW)
    assert short.told == "1 shift returned to the rep; 1 shortened before does not come back by itself"
    assert [owner(database, ids["ana", n]) for n in range(5)] == ["ana", "bo", "", "", "ana"]
    give_leave(database, "ana", instant(3, 16), 1)
    done = leave.cancel_leave(database, MANAGER, made.id, now=NOW)
    assert [owner(database, ids["ana", n]) for n in range(5)] == ["ana", "bo", "ana", "", "ana"]
    assert done.told.startswith("1 shift returned to the rep, 1 left open (")
    assert "overlaps approved leave" in done.told
    assert times(database, ids["ana", 0]) == (9, 12)
    assert [entry.offer.shift for entry in trading.board(database, BO, now=NOW)] == [ids["ana", 3]]


def test_a_shift_stays_open_where_it_cannot_go_back(db: Database) -> None:
    """The only seat was taken meanwhile, or the rep works at that time already; each is told."""
    ids = published(db, [shift("cy", 1, site="hq"), shift("cy", 2, site="hq")])
    made = absent(db, day(1), day(2), who="cy")
    with db.write() as unit:
        unit.schedules.add_shift(planned(db, ids["cy", 1]).schedule, Shift("di", 1440 + 540, 1440 + 780, "hq"))
    done = leave.cancel_leave(db, MANAGER, made.id, now=NOW)
    assert [owner(db, ids["cy", n]) for n in (1, 2)] == ["", "cy"]
    assert "hq has 1 seats and would need 2" in done.told


def test_a_rep_who_withdraws_has_the_shift_again(db: Database) -> None:
    """Before it begins; a manager had approved it, which took the shift."""
    ids = published(db, week("ana"))
    with db.write() as unit:
        id = unit.time_off.request("ana", instant(1, 0), instant(2, 0))
    done = leave.decide(db, MANAGER, id, True, clashing=[ids["ana", 1]], now=NOW)
    assert (done.told, owner(db, ids["ana", 1])) == ("1 shift opened", "")
    back = leave.withdraw(db, ANA, id, now=NOW)
    assert (back.told, owner(db, ids["ana", 1])) == ("1 shift returned to the rep", "ana")
    refused = leave.decide(db, MANAGER, _asked(db), False, now=NOW)
    assert (refused.shifts, owner(db, ids["ana", 3])) == ((), "ana")


def _asked(db: Database) -> int:
    with db.write() as unit:
        return unit.time_off.request("ana", instant(3, 0), instant(4, 0))


def test_imported_leave_takes_shifts(db: Database) -> None:
    """Two stretches of one day after one another; what is only asked for takes nothing; the report counts."""
    ids = published(db, [*week("ana"), *week("bo")])
    rows = [
        "rep,from,to,state",
        "ana,2026-06-01T09:00,2026-06-01T11:00,",
        "ana,2026-06-01T16:00,2026-06-01T18:00,",
        "bo,2026-06-02,2026-06-03,",
        "bo,2026-06-05,,requested",
    ]
    source = "\n".join(rows).encode()
    told = "of the published shifts in it 2 opened, 2 shortened"
    assert told in imports.preview_leave(db, PLANNER, source, name="leave.csv", now=NOW).sentences()
    assert owner(db, ids["bo", 1]) == "bo"
    assert told in imports.import_leave(db, PLANNER, source, name="leave.csv", now=NOW).sentences()
    assert [owner(db, ids["bo", n]) for n in range(5)] == ["bo", "", "", "bo", "bo"]
    assert times(db, ids["ana", 0]) == (11, 16)


def test_the_setting_is_the_planner_s(db: Database) -> None:
    """Managers decide on leave; what it takes is the centre's to say."""
    with pytest.raises(AccessError):
        set_leave_takes(db, MANAGER, LeaveTakes.OPEN)
    set_leave_takes(db, PLANNER, LeaveTakes.RELEASE, 0)
    with pytest.raises(ConflictError):
        set_leave_takes(db, PLANNER, LeaveTakes.OPEN, 99)
    with db.read() as unit:
        assert unit.centre.settings().leave_takes is LeaveTakes.RELEASE
        assert unit.audit.list(entity="centre")[0].detail == {"leave_takes": "release"}
