"""Bids and trades at the same moment: one taker, one standing offer, one award, no bid after the close."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from tests.database.transactions.racing import race
from wfm.database.engine import Database
from wfm.database.repositories.history import HistoryRows
from wfm.database.unit_of_work import UnitOfWork
from wfm.domain.errors import ConflictError
from wfm.domain.exchange.bids import Award, BidRound, RoundState, ShiftLine
from wfm.domain.exchange.offers import OfferKind, OfferState, ShiftOffer
from wfm.domain.exchange.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.people import Rep, Site
from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.domain.people.shifts import Shift
from wfm.domain.planning.contacts import Channel, Queue
from wfm.domain.time import Horizon

NOW = datetime(2025, 1, 2, 12, tzinfo=UTC)
RUNNERS = 12


@pytest.fixture
def shift(database: Database) -> int:
    """The id of r0's shift in a draft, in a centre of as many reps as runners."""
    horizon = Horizon(date(2025, 1, 6), 7, 15, "America/New_York")
    record = ScheduleVersion(0, "week", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), NOW, "ann")
    template = ShiftTemplate("day", 480, 480, 15, (480,))
    with database.write() as unit:
        unit.sites.put(Site("hq", "Headquarters", 100, "America/New_York"))
        unit.contracts.put(Contract("full", (0, 2400), (0, 5), 5, 660, (template,)))
        unit.reps.put_many(Rep(f"r{i}", f"Rep {i}", "full", {}, site="hq") for i in range(RUNNERS))
        return unit.schedules.get(unit.schedules.add(record, [Shift("r0", 480, 960, "hq")])).shifts[0].id


def offer_of(shift: int) -> ShiftOffer:
    """An open giveaway."""
    return ShiftOffer(0, OfferKind.GIVEAWAY, shift, "r0", None, None, OfferState.OPEN, "", "", NOW)


def test_a_shift_is_put_on_the_board_once(database: Database, shift: int) -> None:
    """Many offers of one shift at once: one stands."""
    assert race(database, RUNNERS, lambda unit, _: unit.offers.add(offer_of(shift))) == {
        "won": 1,
        "refused": RUNNERS - 1,
    }


def test_an_offer_is_taken_once(database: Database, shift: int) -> None:
    """Many reps take one offer at once, offer and shift in one unit: one has both, and nobody has half."""
    with database.write() as unit:
        offer = unit.offers.add(offer_of(shift))

    def take(unit: UnitOfWork, number: int) -> None:
        standing = unit.offers.get(offer)
        if standing.state is not OfferState.OPEN:
            raise ConflictError("gone")
        unit.schedules.move_shift(shift, unit.schedules.shift(shift).version, f"r{number}", "hq")
        unit.offers.change(offer, standing.version, OfferState.DONE, taken_by=f"r{number}")

    assert race(database, RUNNERS, take) == {"won": 1, "refused": RUNNERS - 1}
    with database.read() as unit:
        assert unit.offers.get(offer).taken_by == unit.schedules.shift(shift).shift.agent
        assert unit.schedules.shift(shift).version == 2


@pytest.fixture
def round(database: Database, shift: int) -> tuple[int, int]:
    """An open round over one line."""
    with database.write() as unit:
        schedule = unit.schedules.shift(shift).schedule
        id = unit.rounds.add(BidRound(0, schedule, "r", RoundState.OPEN, NOW, NOW + timedelta(days=1), 1))
        (line,) = unit.rounds.add_lines(id, [ShiftLine(0, id, 1, "full", (), "onsite", "hq", ())], [[shift]])
    return id, line


def test_a_round_is_awarded_once(database: Database, round: tuple[int, int]) -> None:
    """Many process one round at once: one does, and the line has one owner."""
    id, line = round

    def award(unit: UnitOfWork, number: int) -> None:
        unit.rounds.set_state(id, 1, RoundState.PROCESSED)
        unit.rounds.set_awards(id, [Award(id, f"r{number}", line, 1, "first")])

    assert race(database, RUNNERS, award) == {"won": 1, "refused": RUNNERS - 1}
    with database.read() as unit:
        assert len(unit.rounds.awards(id)) == 1


def test_no_bid_slips_in_after_the_close(database: Database, round: tuple[int, int]) -> None:
    """Bids race with the close: whoever closes sees every bid that was accepted."""
    id, line = round
    seen: list[int] = []

    def bid_or_close(unit: UnitOfWork, number: int) -> None:
        if number:
            unit.rounds.set_bids(id, f"r{number}", [line], NOW)
            return
        unit.rounds.set_state(id, 1, RoundState.CLOSED)
        seen.append(len(unit.rounds.bids(id)))

    ends = race(database, RUNNERS, bid_or_close)
    with database.read() as unit:
        assert seen == [len(unit.rounds.bids(id))]
    assert ends["won"] == seen[0] + 1


def test_a_stale_setting_is_refused(database: Database) -> None:
    """Many planners save the queue they all read: one saves."""
    queue = Queue("q", Channel.VOICE, "en", "UTC")
    with database.write() as unit:
        unit.queues.put(queue)
    assert race(database, RUNNERS, lambda unit, _: unit.queues.put(queue, 1)) == {"won": 1, "refused": RUNNERS - 1}


def test_uploads_at_once_lose_nothing(database: Database) -> None:
    """The first uploads of a queue, of different hours of one day, at the same moment: all are there afterwards."""
    with database.write() as unit:
        unit.queues.put(Queue("q", Channel.VOICE, "en", "UTC"))

    def upload(unit: UnitOfWork, number: int) -> None:
        start = np.datetime64("2025-01-06T00:00", "m") + np.array([number]) * np.timedelta64(60, "m")
        unit.history.put("q", 60, HistoryRows(start, np.array([float(number)])))

    assert race(database, RUNNERS, upload) == {"won": RUNNERS}
    with database.read() as unit:
        history = unit.history.get("q")
    assert history is not None
    np.testing.assert_array_equal(history.offered, np.arange(RUNNERS))
