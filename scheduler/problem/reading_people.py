"""The people of a problem file: agents, and shifts of a schedule file; see docs/format.md."""

from __future__ import annotations

from itertools import pairwise

from scheduler.problem.json_values import Value, unique
from scheduler.problem.reading_centre import read_date
from wfm.domain.people import Agent, Before, Break, Preferences, Shift, WorkMode
from wfm.domain.time import DAY, Horizon


def read_agents(value: Value, horizon: Horizon) -> tuple[Agent, ...]:
    """The reps of this horizon; at least one."""
    items = value.items()
    if not items:
        raise value.fault("must hold at least one agent, got none")
    return tuple(_agent(item, horizon) for item in items)


def _agent(value: Value, horizon: Horizon) -> Agent:
    fields = value.fields(
        ("id", "name", "contract", "skills", "work_mode"),
        ("site", "office_days", "available", "time_off", "before", "preferences", "wage_per_hour", "hired"),
    )
    mode = WorkMode(fields["work_mode"].one_of(tuple(WorkMode)))
    site, wage, hired = fields.get("site"), fields.get("wage_per_hour"), fields.get("hired")
    office = fields.get("office_days")
    if mode is WorkMode.HYBRID and office is None:
        raise value.fault('the key "office_days" is missing: a hybrid agent needs [min, max] days on site a week')
    available = fields.get("available")
    return Agent(
        id=fields["id"].text(),
        name=fields["name"].text(),
        contract=fields["contract"].text(),
        skills={skill: speed.number(above=0, high=1) for skill, speed in fields["skills"].entries()},
        work_mode=mode,
        site=None if site is None else site.text(),
        office_days=(0, 7) if office is None else office.pair(0, 7),
        available=None if available is None else tuple(w.pair(strict=True) for w in available.items()),
        time_off=_time_off(fields.get("time_off")),
        before=_before(fields.get("before")),
        preferences=_preferences(fields.get("preferences"), horizon),
        wage_per_hour=None if wage is None else wage.number(low=0),
        hired=None if hired is None else read_date(hired),
    )


def _time_off(value: Value | None) -> tuple[tuple[int, int], ...]:
    """Windows of time off; two that overlap are one leave entered twice, and refused.

    Windows of availability may overlap: a shift must lie inside one of them, so each says something of its own.
    """
    items = [] if value is None else value.items()
    windows = [item.pair(strict=True) for item in items]
    order = sorted(range(len(windows)), key=windows.__getitem__)
    for a, b in pairwise(order):
        if windows[b][0] < windows[a][1]:
            late, early = max(a, b), min(a, b)
            (low, high), (first, last) = windows[late], windows[early]
            raise items[late].fault(f"{low}..{high} overlaps {first}..{last} at {items[early].path}")
    return tuple(windows)


def _before(value: Value | None) -> Before:
    if value is None:
        return Before()
    fields = value.fields((), ("last_shift_end", "consecutive_days"))
    end, run = fields.get("last_shift_end"), fields.get("consecutive_days")
    return Before(None if end is None else end.integer(high=0), 0 if run is None else run.integer(0))


def _preferences(value: Value | None, horizon: Horizon) -> Preferences:
    if value is None:
        return Preferences()
    fields = value.fields((), ("start", "days_off"))
    start, off = fields.get("start"), fields.get("days_off")
    days = [] if off is None else off.items()
    numbers = [day.integer(0, horizon.days - 1) for day in days]
    unique(days, [str(day) for day in numbers], "day")
    return Preferences(None if start is None else start.integer(0, DAY - 1), tuple(numbers))


def read_shift(value: Value) -> Shift:
    """One shift of a schedule file, its times as they stand; whether it keeps the rules is judged elsewhere."""
    fields = value.fields(("agent", "start", "end"), ("site", "breaks", "locked"))
    site, breaks, locked = fields.get("site"), fields.get("breaks"), fields.get("locked")
    start, end = fields["start"].integer(), fields["end"].integer()
    if not start < end:
        raise fields["end"].fault(f"must be later than start {start}, got {end}")
    return Shift(
        fields["agent"].text(),
        start,
        end,
        None if site is None else site.text(),
        () if breaks is None else tuple(_break(item) for item in breaks.items()),
        False if locked is None else locked.flag(),
    )


def _break(value: Value) -> Break:
    fields = value.fields(("name", "start", "end"))
    start, end = fields["start"].integer(), fields["end"].integer()
    if not start < end:
        raise fields["end"].fault(f"must be later than start {start}, got {end}")
    return Break(fields["name"].text(), start, end)
