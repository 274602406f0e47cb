"""One schedule after another, and sites on another clock, as planners really have them: from files to what is exported."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.cli.commandline import Wfm
from wfm.database.engine import Database, open_database
from wfm.domain.accounts import OPERATOR
from wfm.domain.exchange import PlannedShift
from wfm.services.schedule import coverage, summary

CASES = Path(__file__).parents[2] / "cases" / "field"


def _planned(wfm: Wfm, name: str, zone: str, days: int) -> None:
    """A case's centre with a forecast and a requirement."""
    for file in (CASES / name).iterdir():
        shutil.copy(file, wfm.folder / file.name)
    for command in (
        ("init",),
        ("import", "contracts", "setup.toml"),
        ("import", "reps", "reps.csv"),
        ("import", "history", "calls.csv", "--zone", zone),
        ("forecast", "--days", days),
        ("staff",),
    ):
        done = wfm(*map(str, command))
        assert done.code == 0, done.err


def _made(wfm: Wfm, first: str, days: int, *, published: bool = True) -> str:
    """A schedule of these days: what the command says of it."""
    done = wfm("schedule", "--first-day", first, "--days", str(days), "--time-limit", "3")
    assert done.code == 0, done.err
    if published:
        assert wfm("publish").code == 0
    return done.out


def _database(wfm: Wfm) -> Database:
    return open_database(f"sqlite:///{wfm.folder / 'data' / 'wfm.db'}")


def _published(wfm: Wfm) -> tuple[PlannedShift, ...]:
    with _database(wfm).read() as uow:
        return uow.published.shifts_between(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))


def _weeks(shifts: tuple[PlannedShift, ...], monday: date, zone: str) -> dict[str, tuple[float, int]]:
    """Real hours and shifts of each rep in one calendar week."""
    found: dict[str, list[float]] = defaultdict(list)
    for planned in shifts:
        day = planned.start.astimezone(ZoneInfo(zone)).date()
        if monday <= day < monday + timedelta(days=7):
            found[planned.shift.agent].append((planned.end - planned.start).total_seconds() / 3600)
    return {rep: (sum(hours), len(hours)) for rep, hours in found.items()}


def test_a_week_in_two_schedules(wfm: Wfm) -> None:
    """Nobody has more than 40 hours or 5 days from Monday to Sunday, and the four heads of each day are there."""
    _planned(wfm, "30-week-in-two-schedules", "America/New_York", 7)
    told = _made(wfm, "2026-02-16", 3)
    assert "Times are on the clock of America/New_York; weeks begin on Monday" in " ".join(told.split())
    _made(wfm, "2026-02-19", 4)
    weeks = _weeks(_published(wfm), date(2026, 2, 16), "America/New_York")
    assert all(hours <= 40 and days <= 5 for hours, days in weeks.values()), weeks
    assert sum(days for _, days in weeks.values()) >= 28


def test_ten_days_then_seven(wfm: Wfm) -> None:
    """The week of 2 March is in both schedules: 40 hours and 5 days at most; Thursday counts the night before."""
    zone = "America/New_York"
    _planned(wfm, "23-ten-days-then-seven", zone, 28)
    _made(wfm, "2026-02-23", 10)
    told = _made(wfm, "2026-03-05", 7)
    assert "time off" not in told
    shifts = _published(wfm)
    weeks = _weeks(shifts, date(2026, 3, 2), zone)
    assert all(hours <= 40 and days <= 5 for hours, days in weeks.values()), weeks
    with _database(wfm).read() as uow:
        second = uow.schedules.latest()
    assert second is not None
    (voice,) = coverage(_database(wfm), OPERATOR, second.id)
    step = timedelta(minutes=voice.grid.slot_minutes)
    for n in range(96 * 15 // voice.grid.slot_minutes):
        moment = voice.grid.start + n * step
        there = sum(p.start <= moment < p.end for p in shifts)
        assert voice.scheduled[n] == pytest.approx(there), moment
    assert wfm("export", "-o", "out.csv").code == 0
    assert (wfm.folder / "out.csv").read_bytes()[:3] == b"\xef\xbb\xbf"


def test_a_night_over_the_seam(wfm: Wfm) -> None:
    """Four are there until six on Thursday from Wednesday's night, so nobody else comes at midnight."""
    zone = ZoneInfo("America/Chicago")
    _planned(wfm, "25-night-over-the-seam", zone.key, 7)
    _made(wfm, "2026-02-16", 3)
    _made(wfm, "2026-02-19", 3, published=False)
    with _database(wfm).read() as uow:
        draft = uow.schedules.get(2)
    midnight = datetime(2026, 2, 19, tzinfo=zone)
    from_before = sum(p.start < midnight < p.end for p in _published(wfm))
    assert from_before == 4
    assert [p for p in draft.shifts if p.start < midnight + timedelta(hours=6)] == []
    (night,) = coverage(_database(wfm), OPERATOR, 2)
    six = 6 * 60 // night.grid.slot_minutes
    assert night.scheduled[:six].tolist() == [4] * six
    thursday = summary([night]).days[0]
    assert (thursday.short, thursday.over) == (0, 0)


def test_a_site_in_another_zone(wfm: Wfm) -> None:
    """Manila's eight to five is New York's night: no shift, and the shortage says what time it is there."""
    _planned(wfm, "29-site-in-another-zone", "America/New_York", 7)
    told = " ".join(_made(wfm, "2026-02-16", 2).split())
    assert "outside their hours" in told
    assert "21:00 in Manila" in told
    assert _published(wfm) == ()
    assert wfm("export", "-o", "out.csv").code == 0
    with (wfm.folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == []
