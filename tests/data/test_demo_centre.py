"""The demo centre: its files are what the generator makes, and what they hold is believable."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from data import FOLDER, arrivals, centre, people
from data.files import history_bytes, read_history
from data.generator import SEED, generate
from data.rosters import REPS, read_time_off
from data.settings import CENTRE
from wfm.domain.people import Stage, WorkMode
from wfm.domain.planning.contacts import ContactHistory
from wfm.services.readers.people import read_reps
from wfm.services.readers.setup import read_setup


@pytest.fixture(scope="module")
def history() -> dict[str, ContactHistory]:
    """The committed history by queue."""
    return {entry.queue: entry for entry in read_history()}


def _total(history: ContactHistory, day: date) -> float:
    return float(np.nansum(history.offered[history.grid.local_days() == np.datetime64(day)]))


def test_files_are_what_the_seed_makes() -> None:
    """Every committed file equals the generator's bytes, and together they stay small."""
    made = generate(SEED)
    for name, content in made.items():
        assert (FOLDER / name).read_bytes() == content, name
    assert sum(len(content) for content in made.values()) < 3_000_000


def test_another_seed_makes_another_centre() -> None:
    """The seed reaches every file but the settings, which are fixed."""
    one, other = generate(1), generate(2)
    assert all(one[name] != other[name] for name in one if name != CENTRE)


def test_history_reads_back(history: dict[str, ContactHistory]) -> None:
    """The file holds exactly the counts that were drawn, on whole local days across two clock changes."""
    for record in arrivals.history(SEED):
        entry = history[record.queue.id]
        for name in ("offered", "handled", "aht_seconds"):
            drawn = getattr(record, name)
            kept = getattr(entry, name)
            assert np.nansum(kept) == drawn[drawn >= 0].sum()
            assert np.isfinite(kept).sum() == (drawn >= 0).sum()
        open_slots = record.queue.hours.mask(entry.grid)
        assert np.isnan(entry.offered[~open_slots]).all()


def test_more_than_a_year_at_fifteen_minutes(history: dict[str, ContactHistory]) -> None:
    """At least twelve months, ending the day before the weeks the demo plans."""
    assert {entry.grid.slot_minutes for entry in history.values()} == {15}
    assert (centre.LAST_DAY - centre.FIRST_DAY).days >= 365
    assert centre.LAST_DAY.weekday() == 6


def test_records_lost_are_missing_not_zero(history: dict[str, ContactHistory]) -> None:
    """The afternoon without records is empty in every queue, in its open hours, and only there."""
    day, low, high = centre.RECORDS_LOST
    for queue in centre.QUEUES:
        grid, offered = history[queue.id].grid, history[queue.id].offered
        minutes = grid.minutes_of_day()
        lost = (grid.local_days() == np.datetime64(day)) & (minutes >= low) & (minutes < high)
        is_open = queue.hours.mask(grid)
        assert np.isnan(offered[lost]).all()
        assert np.isfinite(offered[is_open & ~lost]).all()


def test_the_outage_thins_calls_and_brings_some_back(history: dict[str, ContactHistory]) -> None:
    """Calls fall under a fifth while phones are down, rise afterwards, and chat does not notice."""
    day, low, high = centre.PHONE_OUTAGE

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
    """Mondays beat Sundays, Christmas is quiet, the day after Thanksgiving is not, chat grows over the year."""
    voice, chat = history["voice-en"], history["chat-en"]
    assert _total(voice, date(2026, 5, 11)) > 1.4 * _total(voice, date(2026, 5, 10))
    assert _total(voice, date(2025, 12, 25)) < 0.4 * _total(voice, date(2025, 12, 18))
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


def test_the_people_are_as_told() -> None:
    """120 reps: two sites, remote, hybrid, a third bilingual, part time, nesting, each name and id once."""
    reps = people.reps(SEED)
    assert len(reps) == len({rep.id for rep in reps}) == len({rep.name for rep in reps}) == 120
    assert {rep.site for rep in reps} == {"harbor", "pine", None}
    modes = Counter(rep.work_mode for rep in reps)
    assert all(modes[mode] >= 20 for mode in WorkMode)
    assert sum("es" in rep.languages for rep in reps) == 40
    assert sum(rep.contract in ("part-time", "weekender") for rep in reps) >= 25
    stages = Counter(rep.stage for rep in reps)
    assert stages[Stage.NESTING] == 8
    assert stages[Stage.TRAINING] == 4
    assert all(rep.skills["voice-en"] == 0.6 for rep in reps if rep.stage is Stage.NESTING)


def test_every_contract_can_be_worked() -> None:
    """No contract of the centre clashes with itself, and every rep's windows hold a shift of theirs."""
    contracts = {contract.id: contract for contract in centre.CONTRACTS}
    assert [contract.clash() for contract in centre.CONTRACTS] == [None] * len(centre.CONTRACTS)
    for rep in people.reps(SEED):
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


def test_the_import_reads_the_files() -> None:
    """What a planner would import from the settings and the reps file is exactly the demo centre."""
    setup = read_setup(FOLDER / CENTRE)
    assert setup.sites == centre.SITES
    assert setup.queues == centre.QUEUES
    assert setup.contracts == centre.CONTRACTS
    file = read_reps(FOLDER / REPS)
    assert file.faults == ()
    assert file.ignored == ()
    assert [rep for _, rep in file.reps] == people.reps(SEED)


def test_time_off_reads_back() -> None:
    """The file of approved leave holds what was drawn, for people who exist."""
    reps = people.reps(SEED)
    leave = people.time_off(SEED, reps)
    assert read_time_off() == leave
    assert {entry.rep for entry in leave} <= {rep.id for rep in reps}
    assert all(entry.start < entry.end for entry in leave)


def test_history_file_keeps_empty_cells() -> None:
    """A cell that was not recorded is written empty, never as zero or a marker."""
    cells = [
        cell for line in history_bytes(arrivals.history(3)).decode().split("\n")[1:] for cell in line.split(",")[3:]
    ]
    assert "" in cells
    assert all(cell == "" or int(cell) >= 0 for cell in cells)
