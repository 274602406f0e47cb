"""Random things of every kind that has a table of fields; all of them pass every check of every file."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from wfm.domain.people import (
    After,
    Agent,
    AgentTerms,
    Before,
    DatedTerms,
    Leave,
    Preferences,
    Rep,
    Site,
    Stage,
    Team,
    TrainingClass,
    WeekPart,
    WorkMode,
)
from wfm.domain.people.contracts import BreakTemplate, Contract, ShiftTemplate
from wfm.domain.people.shifts import Break, Shift
from wfm.domain.planning.contacts import Channel, Queue, ServiceLevelDefinition, ServiceTarget
from wfm.domain.planning.hours import HoursException, OperatingHours
from wfm.domain.texts import TURNING
from wfm.domain.time import DAY, Horizon

SLOT = 15
HORIZON = Horizon(date(2026, 3, 2), 14, SLOT, "America/New_York")

texts = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc",), exclude_characters={*"|;:", *TURNING}),
        min_size=1,
        max_size=12,
    )
    .map(str.strip)
    .filter(bool)
)
zones = st.sampled_from(["America/New_York", "Europe/Madrid", "UTC"])
shares = st.floats(0, 1, exclude_min=True)
counts = st.integers(0, 500)
amounts = st.floats(0, 1e6)
moments = st.integers(0, DAY - 1)


def slots(low: int, high: int) -> st.SearchStrategy[int]:
    """Minutes that are whole slots."""
    return st.integers(low, high).map(lambda n: n * SLOT)


def pairs(low: int, high: int, strict: bool = False) -> st.SearchStrategy[tuple[int, int]]:
    """Two numbers in order."""
    made = st.lists(st.integers(low, high), min_size=2, max_size=2, unique=strict)
    return made.map(lambda two: (min(two), max(two)))


def tuples(items: st.SearchStrategy[Any], least: int = 0, most: int = 3, by: Any = None) -> st.SearchStrategy[Any]:
    """A tuple of items, each once by a key."""
    return st.lists(items, min_size=least, max_size=most, unique_by=by).map(tuple)


@st.composite
def break_templates(draw: st.DrawFn) -> BreakTemplate:
    """Breaks whose window holds a slot's start."""
    earliest = draw(st.integers(0, DAY - SLOT))
    latest = draw(st.integers(earliest + -earliest % SLOT, DAY))
    return BreakTemplate(draw(texts), draw(slots(1, 4)), draw(st.booleans()), earliest, latest)


@st.composite
def shift_templates(draw: st.DrawFn) -> ShiftTemplate:
    """Templates with a start on the grid whose every length holds the breaks."""
    earliest = draw(slots(0, DAY // SLOT - 1))
    gap, breaks, cursor = draw(st.integers(0, 60)), [], 0
    for _ in range(draw(st.integers(0, 3))):
        first = cursor + gap + -(cursor + gap) % SLOT
        minutes = draw(slots(1, 4))
        low = draw(st.integers(0, first))
        breaks.append(BreakTemplate(draw(texts), minutes, draw(st.booleans()), low, draw(st.integers(first, DAY))))
        cursor = first + minutes
    shortest = -(-max(cursor + gap, 1) // SLOT)
    spans = draw(st.lists(slots(shortest, DAY // SLOT), min_size=1, max_size=3))
    latest = draw(st.integers(earliest, DAY - 1))
    return ShiftTemplate(draw(texts), earliest, latest, draw(st.integers(1, 90)), tuple(spans), gap, tuple(breaks))


contracts = st.builds(
    Contract,
    id=texts,
    paid_per_week=pairs(0, 7 * DAY),
    days_per_week=pairs(0, 7),
    max_consecutive_days=st.integers(1, 30),
    min_rest=st.integers(0, DAY),
    shifts=tuples(shift_templates(), 1, 2, lambda template: template.id),
    start_spread=st.none() | moments,
    max_weekends=st.none() | counts,
)

sites = st.builds(Site, texts, texts, counts, zones)


@st.composite
def weekly_windows(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """Windows shorter than a day, in order, as words can say them."""
    made = {
        (day * DAY + start, day * DAY + start + length)
        for day, start, length in draw(
            st.lists(st.tuples(st.integers(0, 6), moments, st.integers(1, DAY - 1)), max_size=4)
        )
    }
    return tuple(sorted(made))


@st.composite
def reps(draw: st.DrawFn) -> Rep:
    """Reps with a place to work."""
    mode = draw(st.sampled_from(WorkMode))
    return Rep(
        id=draw(texts),
        name=draw(texts),
        contract=draw(texts),
        skills=draw(st.dictionaries(texts, shares, min_size=1, max_size=3)),
        languages=draw(tuples(texts, 1)),
        work_mode=mode,
        site=draw(texts if mode is not WorkMode.REMOTE else st.none() | texts),
        office_days=draw(st.none() | pairs(0, 7)),
        hired=draw(st.none() | st.dates()),
        wage_per_hour=draw(st.none() | amounts),
        home_workspace_approved=mode is not WorkMode.ONSITE or draw(st.booleans()),
        stage=draw(st.sampled_from(Stage)),
        performance=draw(st.none() | amounts),
        available=draw(st.none() | weekly_windows()),
        preferred_start=draw(st.none() | moments),
        email=draw(st.none() | texts),
        zone=draw(st.none() | zones),
        team=draw(st.none() | texts),
        last_day=draw(st.none() | st.just(date.max)),
    )


@st.composite
def dated_terms(draw: st.DrawFn) -> DatedTerms:
    """What changes from a day on, the contract always among it."""
    return DatedTerms(
        draw(st.dates()),
        draw(texts),
        draw(st.none() | st.dictionaries(texts, shares, min_size=1, max_size=3)),
        draw(st.none() | st.sampled_from(WorkMode)),
        draw(st.none() | texts),
        draw(st.none() | pairs(0, 7)),
        draw(st.none() | st.sampled_from(Stage)),
        draw(st.none() | texts),
    )


teams = st.builds(Team, texts, texts, st.none() | texts)


@st.composite
def classes(draw: st.DrawFn) -> TrainingClass:
    """Classes whose weeks rise from 0."""
    starts = draw(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
    weeks = sorted(draw(st.sets(st.integers(1, 50), max_size=3)) | {0})
    ramp = tuple((week, draw(shares)) for week in weeks)
    graduates = date.fromordinal(starts.toordinal() + draw(st.integers(1, 200)))
    return TrainingClass(draw(texts), draw(texts), starts, graduates, ramp)


week_parts = st.builds(WeekPart, st.integers(0, 5000), st.integers(0, 7), st.integers(0, 7), st.booleans())
befores = st.builds(Before, st.none() | st.integers(-3 * DAY, 0), counts, st.none() | week_parts)
afters = st.builds(After, st.none() | st.integers(0, 20 * DAY), counts, st.none() | week_parts)
preferences = st.builds(Preferences, st.none() | moments, tuples(st.integers(0, HORIZON.days - 1), by=lambda day: day))


@st.composite
def leave(draw: st.DrawFn, start: int = 0) -> Leave:
    """Leave that counts, in whole and half days."""
    end = start + draw(st.integers(1, 2 * DAY))
    return Leave(start, end, draw(st.integers(0, 3000)), draw(st.integers(0, 10)) / 2)


@st.composite
def agent_terms(draw: st.DrawFn, first: int = 1) -> AgentTerms:
    """Terms from a day on: office days of hybrid ones only."""
    mode = draw(st.sampled_from(WorkMode))
    return AgentTerms(
        first,
        draw(texts),
        draw(st.dictionaries(texts, shares, max_size=3)),
        mode,
        draw(st.none() | texts),
        draw(pairs(0, 7)) if mode is WorkMode.HYBRID else (0, 7),
    )


@st.composite
def agents(draw: st.DrawFn) -> Agent:
    """Agents as problem files describe them: leave apart and in order, office days of hybrid ones only."""
    mode = draw(st.sampled_from(WorkMode))
    edges = sorted(draw(st.lists(st.integers(-DAY, 20 * DAY), max_size=6, unique=True)))
    employed = draw(st.none() | pairs(-9, 30))
    (first, last), days = employed or (0, 13), draw(st.sets(st.integers(1, 13), max_size=2))
    return Agent(
        id=draw(texts),
        name=draw(texts),
        contract=draw(texts),
        skills=draw(st.dictionaries(texts, shares, max_size=3)),
        work_mode=mode,
        site=draw(st.none() | texts),
        office_days=draw(pairs(0, 7)) if mode is WorkMode.HYBRID else (0, 7),
        available=draw(st.none() | tuples(pairs(-DAY, 20 * DAY, strict=True))),
        time_off=tuple(zip(edges[::2], edges[1::2], strict=False)),
        before=draw(befores),
        preferences=draw(preferences),
        wage_per_hour=draw(st.none() | amounts),
        hired=draw(st.none() | st.dates()),
        zone=draw(st.none() | zones),
        team=draw(st.none() | texts),
        employed=employed,
        leave=tuple(draw(leave(3 * DAY * i)) for i in range(draw(st.integers(0, 2)))),
        after=draw(afters),
        changes=tuple(draw(agent_terms(day)) for day in sorted(days) if first <= day <= last),
    )


@st.composite
def breaks(draw: st.DrawFn) -> Break:
    """Breaks of a shift."""
    start = draw(st.integers(0, DAY))
    return Break(draw(texts), start, start + draw(st.integers(1, 60)))


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    """Shifts of a schedule file, which does not ask whether they keep any rule."""
    start = draw(st.integers(-DAY, 14 * DAY))
    rest = tuple(sorted(draw(st.lists(breaks(), max_size=3)), key=lambda b: b.start))
    return Shift(
        draw(texts), start, start + draw(st.integers(1, DAY)), draw(st.none() | texts), rest, draw(st.booleans())
    )


promised = st.floats(0.05, 1)
targets = st.builds(
    ServiceTarget, promised, amounts, st.sampled_from(ServiceLevelDefinition), shares, st.none() | shares
)


@st.composite
def windows(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """Windows of a day in order, the last perhaps past midnight."""
    edges = sorted(draw(st.lists(st.integers(0, DAY - 1), max_size=4, unique=True)))
    if edges and draw(st.booleans()):
        edges[-1] = draw(st.integers(edges[-1], 2 * DAY))
    return tuple(pair for pair in zip(edges[::2], edges[1::2], strict=False) if pair[0] < pair[1])


@st.composite
def exceptions(draw: st.DrawFn) -> HoursException:
    """A date with hours of its own, with a name or without."""
    return HoursException(draw(st.dates()), draw(windows()), draw(st.just("") | texts))


@st.composite
def opening_hours(draw: st.DrawFn) -> OperatingHours:
    """Windows of each weekday, and a few exceptions."""
    unusual = draw(st.lists(exceptions(), max_size=3, unique_by=lambda exception: exception.day))
    return OperatingHours(tuple(draw(windows()) for _ in range(7)), tuple(unusual))


def _least(queue: Queue) -> st.SearchStrategy[int]:
    """Least heads, which only queues of customers on the line have."""
    return st.integers(0, 10_000) if queue.channel in (Channel.VOICE, Channel.CHAT) else st.just(0)


queues = st.builds(
    Queue,
    id=texts,
    channel=st.sampled_from(Channel),
    language=texts,
    zone=zones,
    hours=opening_hours(),
    target=targets,
    aht_seconds=st.floats(0.5, 1e5),
    patience_seconds=st.floats(0.5, 1e5) | st.just(math.inf),
    concurrency=st.integers(1, 9),
    concurrency_slowdown=amounts,
    weight=st.floats(0.001, 1e3),
    skill=st.just("") | texts,
    country=st.just("") | texts.filter(lambda text: text.casefold() != "none"),
    subdivision=st.none() | texts,
).flatmap(lambda q: st.just(q) | st.builds(replace, st.just(q), min_heads=_least(q)))

horizons = st.builds(
    Horizon,
    st.dates(date(1900, 1, 1), date(2999, 12, 31)),
    st.integers(1, 56),
    st.sampled_from([5, 10, 15, 30, 60]),
    zones,
    st.none() | st.integers(0, 6),
    st.none() | st.integers(0, 6),
    st.booleans(),
)
