"""The demo centre: the same for the same day, believable on any day, and read by the doors of `wfm import`."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from data import arrivals, centre, people
from data.dates import DemoDates, holiday_volume
from data.generator import SEED, generate, main
from data.people import Recruit
from wfm.domain.people import Stage, WorkMode
from wfm.domain.planning.contacts import ContactHistory
from wfm.domain.time import local_midnight
from wfm.services.readers.history import read_history
from wfm.services.readers.options import ImportOptions
from wfm.services.readers.people import read_reps
from wfm.services.readers.setup import read_setup

DAY = date(2026, 11, 28)
DATES = DemoDates(DAY)
DAYS = (date(2028, 2, 29), date(2027, 3, 14), date(2027, 11, 7), date(2026, 12, 31), DAY)
"""A leap day, both clock changes, the year's end, and the Saturday after Thanksgiving."""


def _histories(dates: DemoDates, start: date, end: datetime) -> dict[str, ContactHistory]:
    found = (arrivals.recorded(records, dates, start, end) for records in arrivals.history(SEED, dates))
    return {entry.queue: entry for entry in found}


@pytest.fixture(scope="module")
def history() -> dict[str, ContactHistory]:
    """The history by queue up to the first planned day."""
    return _histories(DATES, DATES.first_day, local_midnight(DATES.monday, centre.ZONE))


@pytest.fixture(scope="module")
def recruits() -> list[Recruit]:
    """Everyone there is to hire."""
    return people.recruits(SEED, DATES)


def _total(history: ContactHistory, day: date) -> float:
    return float(np.nansum(history.offered[history.grid.local_days() == np.datetime64(day)]))


@pytest.mark.parametrize("today", DAYS)
def test_every_day_lies_about_today(today: date) -> None:
    """64 whole weeks lie behind the Monday, four before the end; the outage and the lost records are ordinary days."""
    dates = DemoDates(today)
    assert dates.monday <= today < dates.monday + timedelta(days=7)
    assert dates.monday.weekday() == dates.first_day.weekday() == 0
    assert (dates.end - dates.first_day).days == 7 * 68
    assert all(holiday_volume(day) == 1.0 for day in (dates.outage, dates.lost))
    in_plan = [day for day in dates.closed() if day >= dates.monday]
    assert (dates.short() is None) == bool(in_plan)
    for queue in centre.queues(dates):
        assert queue.hours.exceptions


def test_the_same_week_has_the_same_past() -> None:
    """What was recorded is the same whichever day of the week looks back, and as long as that day lets it be."""
    monday, sunday = (DemoDates(DATES.monday + timedelta(days=n)) for n in (0, 6))
    for one, other in zip(arrivals.history(SEED, monday), arrivals.history(SEED, sunday), strict=True):
        np.testing.assert_array_equal(one.offered, other.offered)
    noon = datetime(DAY.year, DAY.month, DAY.day, 17, 7, tzinfo=UTC)  # 12:07 in New York
    today = _histories(DATES, DAY, noon)["voice-en"]
    recorded = today.grid.minutes_of_day()[np.isfinite(today.offered)]
    assert (recorded.min(), recorded.max()) == (centre.OPENS, 11 * 60 + 45)


def test_days_on_which_clocks_change_are_recorded_whole() -> None:
    """A Sunday of 23 or 25 hours has its contacts in the hours it is open."""
    for today in (date(2027, 3, 14), date(2027, 11, 7)):
        dates = DemoDates(today)
        entry = _histories(dates, today, local_midnight(today + timedelta(days=1), centre.ZONE))["voice-en"]
        assert entry.grid.count in (92, 100)
        assert np.isfinite(entry.offered).sum() == arrivals.SLOTS
        assert np.isfinite(entry.offered[entry.grid.minutes_of_day() >= centre.OPENS]).sum() == arrivals.SLOTS


def test_records_lost_are_missing_not_zero(history: dict[str, ContactHistory]) -> None:
    """The afternoon without records is empty in every queue, in its open hours, and only there."""
    low, high = centre.RECORDS_LOST
    for queue in centre.queues(DATES):
        grid, offered = history[queue.id].grid, history[queue.id].offered
        minutes = grid.minutes_of_day()
        lost = (grid.local_days() == np.datetime64(DATES.lost)) & (minutes >= low) & (minutes < high)
        is_open = queue.hours.mask(grid)
        assert np.isnan(offered[lost | ~is_open]).all()
        assert np.isfinite(offered[is_open & ~lost]).all()


def test_the_outage_thins_calls_and_brings_some_back(history: dict[str, ContactHistory]) -> None:
    """Calls fall under a fifth while phones are down, rise afterwards, and chat does not notice."""
    day, (low, high) = DATES.outage, centre.PHONE_OUTAGE

    def ratio(queue: str, first: int, last: int) -> float:
        grid, offered = history[queue].grid, history[queue].offered
        window = (grid.minutes_of_day() >= first) & (grid.minutes_of_day() < last)
        days = [day + timedelta(days=d) for d in (-14, -7, 7, 14)]
        usual = sum(np.nansum(offered[window & (grid.local_days() == np.datetime64(d))]) for d in days) / 4
        return float(np.nansum(offered[window & (grid.local_days() == np.datetime64(day))]) / usual)

    assert ratio("voice-en", low, high) < 0.2
    assert ratio("voice-en", high, high + 120) > 1.2
    assert 0.8 < ratio("chat-en", low, high) < 1.2


def test_season_weekdays_holidays_and_trend_show(history: dict[str, ContactHistory]) -> None:
    """Mondays beat Sundays, Christmas is closed, the day after Thanksgiving is busy, chat grows over the year."""
    voice, chat = history["voice-en"], history["chat-en"]
    assert _total(voice, date(2026, 5, 11)) > 1.4 * _total(voice, date(2026, 5, 10))
    assert _total(voice, date(2025, 12, 25)) == 0
    assert _total(voice, date(2026, 1, 1)) < 0.5 * _total(voice, date(2026, 1, 8))
    assert _total(voice, date(2025, 11, 28)) > 1.15 * _total(voice, date(2025, 11, 21))

    def weeks(entry: ContactHistory, first: date) -> float:
        return sum(_total(entry, first + timedelta(days=d)) for d in range(28))

    assert 1.08 < weeks(chat, date(2026, 9, 14)) / weeks(chat, date(2025, 9, 15)) < 1.25


def test_noise_is_poisson(history: dict[str, ContactHistory]) -> None:
    """Slot to slot, the counts of one quarter of an hour scatter about as a Poisson count does."""
    entry = history["voice-en"]
    slot = entry.offered[(entry.grid.minutes_of_day() == 14 * 60) & (entry.grid.weekdays() == 2)]
    ratio = np.nanvar(np.diff(slot)) / 2 / np.nanmean(slot)
    assert 0.6 < ratio < 2.5


def test_people_come_in_blocks_of_one_mix(recruits: list[Recruit]) -> None:
    """Each name and id once; in every block a third is bilingual, and some are remote, part time, learning."""
    reps = [recruit.rep for recruit in recruits]
    assert len(reps) == len({rep.id for rep in reps}) == len({rep.name for rep in reps}) == people.MOST
    for low in range(0, len(reps), people.BLOCK):
        block = reps[low : low + people.BLOCK]
        modes = Counter(rep.work_mode for rep in block)
        assert all(modes[mode] >= 7 for mode in WorkMode)
        assert sum("es" in rep.languages for rep in block) == 10
        assert sum(rep.contract in ("part-time", "weekender") for rep in block) == 7
        assert Counter(rep.on(DAY).stage for rep in block) == {Stage.LIVE: 26, Stage.NESTING: 2, Stage.TRAINING: 2}


@pytest.mark.parametrize("today", DAYS)
def test_a_class_graduates_and_people_are_away(today: date) -> None:
    """Today's class takes contacts within the planned weeks; leave of six kinds lies in them, some of it today."""
    found = people.recruits(SEED, DemoDates(today))
    learning = [r.rep for r in found if r.rep.on(today).stage is Stage.TRAINING]
    assert all(rep.on(today + timedelta(days=7)).stage is Stage.NESTING for rep in learning)
    leave = [entry for recruit in found[: 3 * people.BLOCK] for entry in recruit.leave]
    assert {e.kind for e in leave} == {"vacation", "sick", "unpaid", "personal", "jury", "bereavement"}
    assert any(e.start.date() <= today < e.end.date() for e in leave)
    assert all(e.start < e.end for e in leave)


def test_every_contract_can_be_worked(recruits: list[Recruit]) -> None:
    """No contract of the centre clashes with itself, and every rep's windows hold a shift of theirs."""
    contracts = {contract.id: contract for contract in centre.CONTRACTS}
    assert [contract.clash() for contract in centre.CONTRACTS] == [None] * len(centre.CONTRACTS)
    for rep in (recruit.rep for recruit in recruits):
        contract = contracts[rep.contract]
        days = [
            any(
                low % 1440 <= start and start + span <= low % 1440 + high - low
                for t in contract.shifts
                for start in t.starts()
                for span in t.spans
            )
            for low, high in rep.available or ((0, 1440),) * 7
        ]
        assert sum(days) >= contract.days_per_week[0], rep.id


def test_the_import_reads_the_files(tmp_path: Path, recruits: list[Recruit]) -> None:
    """The files that the generator writes are the demo centre, read by what a planner imports; the bytes never vary."""
    main(tmp_path, DAY)
    made = generate(DATES)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == made
    setup = read_setup(tmp_path / "centre.toml")
    assert (setup.sites, setup.queues, setup.contracts) == (centre.SITES, centre.queues(DATES), centre.CONTRACTS)
    file = read_reps(tmp_path / "reps.csv")
    assert (file.faults, file.ignored) == ((), ())
    assert [rep.id for _, rep in file.reps] == [recruit.rep.id for recruit in recruits]
    contacts = read_history(tmp_path / "contacts.csv", options=ImportOptions(zone=centre.ZONE))
    assert contacts.faults == ()
    assert {found.name for found in contacts.queues} == {queue.id for queue in centre.QUEUES}
    other = generate(DATES, seed=1)
    assert all(made[name] != other[name] for name in made if name != "centre.toml")
