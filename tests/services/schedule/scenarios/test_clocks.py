"""Reps of three clocks on one schedule, through the clock changes of two of them; nights over a seam with few seats."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from tests.services.schedule.scenarios.lived_centre import (
    MONDAY,
    ZONE,
    build,
    contract,
    faults,
    made,
    office,
    rep,
    team,
    worked,
)
from wfm.domain.accounts import OPERATOR
from wfm.domain.people import Site
from wfm.services.export import exporting
from wfm.services.schedule.drafts import make_schedule
from wfm.services.schedule.schedule_coverage import coverage, summary

DAYS = ((0, 5 * 1440),)
"""Monday to Friday, on the rep's own clock."""


def test_three_clocks_over_two_clock_changes(db):
    """London goes back on 25 October 2026 and New York a week later, Manila never: each starts at nine at home."""
    first = date(2026, 10, 19)
    nine = contract("nine", (0, 40), (0, 5), start=(9, 9))
    sites = [
        Site("ny", "NY", 20, ZONE),
        Site("manila", "M", 20, "Asia/Manila"),
        Site("london", "L", 20, "Europe/London"),
    ]
    reps = [rep(f"{s.id}{n}", "nine", s.id, available=DAYS) for s in sites for n in range(2)]
    build(db, reps, [nine], lambda local: 2.0, first, 21, sites)
    made(db, first, 21, 2.0)
    starts: dict[str, set[tuple[int, bool]]] = defaultdict(set)
    zones = {site.id: site.zone for site in sites}
    for who, held in worked(db).by_rep.items():
        for planned in held:
            local = planned.start.astimezone(ZoneInfo(zones[who.rstrip("01")]))
            starts[who.rstrip("01")].add((local.hour, local.weekday() < 5))
    assert starts == {site.id: {(9, True)} for site in sites}
    assert all(len(held) >= 14 for held in worked(db).by_rep.values())
    assert faults(db, {"nine": nine}) == []


def test_a_night_of_nine_hours_is_nine(db):
    """Five nights would be 41 hours in the week of 26 October 2026, so one is not worked; the export pays what UTC says."""
    first = date(2026, 10, 26)
    night = contract("night", (0, 40), (0, 5), start=(22, 22))
    build(
        db, team(2, contract="night"), [night], lambda local: 2.0 if local.hour >= 22 or local.hour < 6 else 0, first, 7
    )
    record = made(db, first, 7)
    assert faults(db, {"night": night}) == []
    lines = exporting.schedule_csv(db, OPERATOR, record.id).decode("utf-8-sig").splitlines()
    header = lines[0].split(",")
    for line in lines[1:]:
        row = dict(zip(header, line.split(","), strict=False))
        start, end = (datetime.strptime(row[key], "%Y-%m-%dT%H:%MZ") for key in ("start_utc", "end_utc"))
        assert float(row["paid_hours"]) == (end - start).total_seconds() / 3600


def test_a_site_whose_day_is_the_queue_s_night_has_nobody_there(db):
    """Manila from nine to five is nine in the evening to five in New York, when nobody calls: no shift, and why."""
    sites = [Site("manila", "Manila", 20, "Asia/Manila")]
    nine = contract("nine", (0, 40), (0, 5), start=(9, 9))
    build(db, [rep(f"m{n}", "nine", "manila", available=DAYS) for n in range(3)], [nine], office(2, 9, 17), sites=sites)
    record = make_schedule(db, OPERATOR, first_day=MONDAY, days=2, time_limit=0.5)
    with db.read() as uow:
        assert uow.schedules.get(record.id).shifts == ()
    assert record.shortfalls


def test_an_export_tells_the_times_of_both_clocks(db):
    """A shift that Manila works from nine is at 21:00 of the day before on the schedule's clock."""
    sites = [Site("manila", "Manila", 20, "Asia/Manila")]
    nine = contract("nine", (0, 40), (0, 5), start=(9, 9))
    build(db, [rep("m0", "nine", "manila", available=DAYS)], [nine], office(1, 21, 24), sites=sites)
    record = made(db, MONDAY, 3)
    lines = exporting.schedule_csv(db, OPERATOR, record.id).decode("utf-8-sig").splitlines()
    row = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
    assert (row["date"], row["start"], row["end"], row["zone"]) == ("2026-06-01", "21:00", "05:00+1", ZONE)
    assert (row["own_date"], row["own_start"], row["own_end"]) == ("2026-06-02", "09:00", "17:00")
    assert row["own_zone"] == "Asia/Manila"


def test_nights_over_the_seam_with_five_seats(db):
    """Five seats are never held by six, and who is there from the night before is cover of the next schedule."""
    night = contract("night", (0, 40), (0, 5), start=(22, 22))
    early = contract("early", (0, 40), (0, 5), start=(0, 0), length=6)
    nights = [rep(f"n{n}", "night", "hq") for n in range(8)]
    build(
        db,
        [*nights, *(rep(f"e{n}", "early", "hq") for n in range(8))],
        [night, early],
        lambda local: 5.0 if local.hour >= 22 or local.hour < 6 else 0,
        sites=[Site("hq", "HQ", 5, ZONE)],
    )
    made(db, MONDAY, 3)
    draft = make_schedule(db, OPERATOR, first_day=MONDAY + timedelta(days=3), days=3, time_limit=1.0)
    before = worked(db)
    dawn = datetime(2026, 6, 4, 2, tzinfo=ZoneInfo(ZONE))
    with db.read() as uow:
        there = [p for p in uow.schedules.get(draft.id).shifts if p.start <= dawn < p.end]
    assert before.heads(dawn) + len(there) == 5
    (voice,) = coverage(db, OPERATOR, draft.id)
    assert np.allclose(voice.scheduled[:6], 5)
    thursday = summary([voice]).days[0]
    assert (thursday.short, thursday.over) == (0, 0)
    made(db, MONDAY + timedelta(days=3), 3)
    assert worked(db).seated("hq") <= 5
    assert faults(db, {"night": night, "early": early}) == []
