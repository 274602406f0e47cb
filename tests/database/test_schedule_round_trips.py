"""Schedules, bid rounds and offers come out of the database as they went in, and change only from a fresh reading."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.database.stored_centre import HORIZON, NOW, fill
from wfm.database import codecs
from wfm.database.engine import Database
from wfm.domain.errors import ConflictError, NotFoundError
from wfm.domain.exchange.bids import Award, BidRound, RoundState, ShiftLine
from wfm.domain.exchange.offers import OfferKind, OfferState, ShiftOffer
from wfm.domain.exchange.schedule import Reason, ScheduleStatus, ScheduleVersion
from wfm.domain.people.shifts import Break, Shift

DRAFT = ScheduleVersion(
    0,
    "March",
    HORIZON,
    ScheduleStatus.DRAFT,
    None,
    12.5,
    None,
    {"short": 0.0, "over": math.nan},
    (
        Reason("voice-es", "too few reps", 60, 120, 1.5),
        Reason(
            "voice-es",
            "voice-es needs 2 more heads: all are busy.",
            180,
            240,
            2.0,
            3.0,
            "contacts",
            "all are busy",
            "x",
        ),
    ),
    (Reason("r2", "on leave"),),
    NOW,
    "ann",
)
SHIFT = Shift("r1", 540, 1050, "hq", (Break("lunch", 780, 810), Break("rest", 660, 675)), True)


def test_schedules(database: Database) -> None:
    """A schedule with its reasons and shifts; times in UTC follow daylight saving."""
    fill(database)
    sunday = Shift("r1", 6 * 1440 + 60, 6 * 1440 + 240, None)  # 9 March 2025: clocks go from 02:00 to 03:00
    with database.write() as unit:
        id = unit.schedules.add(DRAFT, [sunday, SHIFT, Shift("", 540, 1050)])
        found = unit.schedules.get(id)
    record = found.record
    assert math.isnan(record.terms["over"])
    assert replace(record, terms={}) == replace(DRAFT, id=id, terms={})
    assert [s.shift for s in found.shifts] == [Shift("", 540, 1050), SHIFT, sunday]
    assert found.shifts[1].start == datetime(2025, 3, 3, 14, tzinfo=UTC)
    assert found.shifts[2].end - found.shifts[2].start == timedelta(hours=2)


def test_reasons_of_older_and_newer_versions_are_read() -> None:
    """A document without the parts of a reason has its text alone; parts that this version does not know are left."""
    old = {"subject": "voice-es", "text": "too few reps", "start": 60, "end": 120, "heads": 1.5}
    assert codecs.reasons_in([old, old | {"urgency": "high"}]) == 2 * (
        Reason("voice-es", "too few reps", 60, 120, 1.5),
    )
    assert codecs.reasons_out([Reason("voice-es", "too few reps", 60, 120, 1.5)]) == [old]


def test_a_reps_shifts_are_those_of_published_schedules(database: Database) -> None:
    """Drafts are not shown; a shift belongs to a window that it touches, its end excluded."""
    fill(database)
    with database.write() as unit:
        id = unit.schedules.add(DRAFT, [SHIFT])
        start, end = datetime(2025, 3, 3, 14, tzinfo=UTC), datetime(2025, 3, 3, 22, 30, tzinfo=UTC)
        assert unit.schedules.shifts_of("r1", start, end) == ()
        unit.publications.publish(id, 1, NOW)
        assert len(unit.schedules.shifts_of("r1", end - timedelta(minutes=1), end + timedelta(days=1))) == 1
        assert unit.schedules.shifts_of("r1", end, end + timedelta(days=1)) == ()
        assert unit.schedules.shifts_of("r1", start - timedelta(days=1), start) == ()
        latest = unit.schedules.latest(ScheduleStatus.PUBLISHED)
    assert latest is not None
    assert (latest.id, latest.published_at) == (id, NOW)


def test_publishing_takes_the_place_of_what_is_in_its_scope_alone(database: Database) -> None:
    """The days and reps of a draft give way to it; what is the same in both stays; a schedule without shifts is archived."""
    fill(database)
    later = replace(SHIFT, start=SHIFT.start + 3 * 1440, end=SHIFT.end + 3 * 1440, breaks=())
    other = replace(SHIFT, agent="r2", breaks=())
    moved = replace(later, start=later.start + 60, end=later.end + 60)
    with database.write() as unit:
        first = unit.schedules.add(DRAFT, [SHIFT, later, other])
        unit.publications.publish(first, 1, NOW)
        ids = {(p.shift.agent, p.shift.day): p.id for p in unit.schedules.get(first).shifts}
        part = unit.schedules.add(replace(DRAFT, reps=frozenset({"r1"}), scope_words="r1"), [SHIFT, moved])
        made, archived = unit.publications.publish(part, 1, NOW, "pat")
        held = {(p.shift.agent, p.shift.day): p.id for p in unit.schedules.get(part).shifts}
        assert (made.brought, made.replaced, made.kept, archived) == (1, 1, 1, ())
        assert held[("r1", SHIFT.day)] == ids[("r1", SHIFT.day)]
        assert held[("r1", later.day)] != ids[("r1", later.day)]
        everyone = unit.schedules.get(first).shifts
        assert {p.shift.agent for p in everyone} == {"r1", "r2"}
        back, gone = unit.publications.undo(made.id, NOW, "pat", NOW - timedelta(days=9999))
        assert (back, gone) == ((ids[("r1", later.day)],), (held[("r1", later.day)],))
        assert unit.schedules.record(part).status is ScheduleStatus.DRAFT
        whole = unit.schedules.add(DRAFT, [])
        assert unit.publications.publish(whole, 1, NOW)[1] == (first,)
        assert unit.schedules.get(whole).shifts == ()


def test_shifts_change_only_from_a_fresh_reading(database: Database) -> None:
    """Moving, replacing and removing need the version that was read; each counts it up."""
    fill(database)
    with database.write() as unit:
        schedule = unit.schedules.add(DRAFT, [SHIFT])
        id = unit.schedules.get(schedule).shifts[0].id
        unit.schedules.move_shift(id, 1, "r2", None)
        assert unit.schedules.shift(id).shift == replace(SHIFT, agent="r2", site=None)
        with pytest.raises(ConflictError):
            unit.schedules.replace_shift(id, 1, SHIFT)
        unit.schedules.replace_shift(id, 2, replace(SHIFT, start=600))
        assert unit.schedules.shift(id).start == datetime(2025, 3, 3, 15, tzinfo=UTC)
        unit.schedules.assign_all(schedule, {id: ""})
        assert [s.id for s in unit.schedules.get(schedule).shifts if not s.shift.agent] == [id]
        with pytest.raises(ConflictError):
            unit.schedules.remove_shift(id, 3)
        unit.schedules.remove_shift(id, 4)
        assert unit.schedules.count_shifts(schedule) == 0
        again = unit.schedules.add_shift(schedule, SHIFT)
        assert again != id
        with pytest.raises(NotFoundError):
            unit.schedules.assign_all(schedule + 1, {again: "r1"})


def test_bid_rounds(database: Database) -> None:
    """A round, its lines, the bids in their order, and the awards."""
    fill(database)
    round = BidRound(0, 0, "spring", RoundState.OPEN, NOW, NOW + timedelta(days=3), 7)
    with database.write() as unit:
        schedule = unit.schedules.add(DRAFT, [replace(SHIFT, agent="")])
        shift = unit.schedules.get(schedule).shifts[0].id
        id = unit.rounds.add(replace(round, schedule=schedule))
        assert unit.rounds.get(id) == replace(round, id=id, schedule=schedule)
        nameless = replace(SHIFT, agent="", locked=False)
        lines = [ShiftLine(0, 0, n, "full", ("voice-es",), "onsite", "hq", (nameless,)) for n in (1, 2)]
        first, second = unit.rounds.add_lines(id, lines, [[shift], []])
        assert unit.rounds.lines(id)[0] == replace(lines[0], id=first, round=id)
        assert unit.rounds.shift_ids(id) == {first: (shift,)}
        unit.rounds.set_bids(id, "r1", [first, second], NOW)
        unit.rounds.set_bids(id, "r1", [second, first], NOW)
        unit.rounds.set_bids(id, "r2", [first], NOW)
        assert unit.rounds.bids(id) == {"r1": (second, first), "r2": (first,)}
        assert unit.rounds.bids_of(id, "r1") == (second, first)
        awards = (Award(id, "r1", second, 1, "first choice"), Award(id, "r2", None, None, "taken"))
        unit.rounds.set_awards(id, awards)
        assert unit.rounds.awards(id) == awards
        unit.rounds.set_state(id, 1, RoundState.CLOSED)
        assert unit.rounds.list(RoundState.CLOSED)[0].id == id
        with pytest.raises(ConflictError, match="is not open"):
            unit.rounds.set_bids(id, "r2", [second], NOW)
    twice = (Award(id, "r1", second, 1, ""), Award(id, "r2", second, 1, ""))
    with pytest.raises(ConflictError), database.write() as unit:
        unit.rounds.set_awards(id, twice)


def test_shift_offers(database: Database) -> None:
    """An offer's states, and that a shift is on the board once while it stands and again afterwards."""
    fill(database)
    with database.write() as unit:
        schedule = unit.schedules.add(DRAFT, [SHIFT])
        shift = unit.schedules.get(schedule).shifts[0].id
        offer = ShiftOffer(0, OfferKind.GIVEAWAY, shift, "r1", None, None, OfferState.OPEN, "please", "", NOW)
        id = unit.offers.add(offer)
        assert unit.offers.get(id) == replace(offer, id=id)
        with pytest.raises(ConflictError, match="on offer already"):
            unit.offers.add(offer)
        unit.offers.change(id, 1, OfferState.DONE, taken_by="r2", reason="allowed")
        with pytest.raises(ConflictError, match="someone else was first"):
            unit.offers.change(id, 1, OfferState.WITHDRAWN)
        again = unit.offers.add(offer)
        assert [o.id for o in unit.offers.list(OfferState.OPEN, schedule=schedule)] == [again]
        assert [o.id for o in unit.offers.list(rep="r2")] == [id]
