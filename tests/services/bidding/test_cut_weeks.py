"""Lines over the seam of a schedule: what is published around counts for whoever would hold them."""

from __future__ import annotations

from datetime import timedelta

from tests.services.bidding.round_steps import opened
from tests.services.small_centre import MONDAY, NOW, ZONE, as_rep, fill, give_leave, published, rep, shift, week
from tests.services.trading.trade_steps import local
from wfm.domain.exchange.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.people import DatedTerms
from wfm.domain.time import Horizon
from wfm.services.bidding import ranking

THURSDAY = MONDAY + timedelta(days=3)


def _draft(db, shifts) -> int:
    """A draft from Thursday to Sunday, whose weeks are the calendar's."""
    horizon = Horizon(THURSDAY, 4, 15, ZONE, week_start=0, elapsed=True)
    record = ScheduleVersion(0, "June", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), NOW, "pat")
    with db.write() as uow:
        return uow.schedules.add(record, tuple(shifts))


def _faults(db, who, round_id):
    return [" ".join(choice.faults) for choice in ranking.line_choices(db, as_rep(who), round_id, now=NOW)]


def test_a_line_counts_with_the_days_before_it(db):
    """Three days published before leave room for two of five: a line of three is too long for bo, not for cy."""
    fill(db, [rep("ana", "full"), rep("bo", "full"), rep("cy", "full")])
    published(db, [*week("bo", days=range(3)), *week("cy", days=range(2)), *week("ana", days=range(2))], days=3)
    round = opened(db, _draft(db, week("ana", days=range(3))))
    (for_bo,), (for_cy,) = _faults(db, "bo", round.id), _faults(db, "cy", round.id)
    assert "weekly hours, Thu 4 Jun: 48 paid hours" in for_bo
    assert for_cy == ""


def test_leave_employment_and_the_terms_of_each_day_count(db):
    """Leave is credited; a leaver and one whose contract ends within the line may not hold it, with the reason."""
    last, other = THURSDAY + timedelta(days=1), (DatedTerms(THURSDAY + timedelta(days=2), contract="other"),)
    fill(db, [rep("ana", "full"), rep("bo", "full"), rep("cy", "full", last_day=last), rep("di", "full")])
    with db.write() as uow:
        uow.reps.set_terms("di", other)
    published(db, week("ana", days=range(2)), days=3)
    give_leave(db, "bo", local(0, 0), 72)
    round = opened(db, _draft(db, [shift("ana", day) for day in range(3)]))
    (for_bo,), (for_cy,), (for_di,) = (_faults(db, who, round.id) for who in ("bo", "cy", "di"))
    assert "weekly hours, Thu 4 Jun: 48 paid hours" in for_bo
    assert "employed, Sat 6 Jun: the shift starts after the last day of employment" in for_cy
    assert for_di == "it is for contract full, and yours is other"
