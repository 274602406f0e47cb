"""The fields of people as one horizon sees them."""

from __future__ import annotations

from itertools import pairwise

from wfm.documents.dialects import Plain
from wfm.documents.forms import Day, DayNumber, Flag, Moment, Number, OneOf, Text, Whole, Zone
from wfm.documents.nested import ListOf, Nested, Pair, Range, Speeds
from wfm.documents.tables import Entity, Field
from wfm.documents.values import Door, Fields, Value
from wfm.domain.people import After, Agent, AgentTerms, Before, Leave, Preferences, WeekPart, WorkMode


class TimeOff(ListOf[Range]):
    """Windows of time off; two that overlap are one leave entered twice, and refused.

    Windows of availability may overlap: a shift must lie inside one of them, so each says something of its own.
    """

    def write(self, item: tuple[Range, ...], door: Door) -> Plain:
        """The same time as windows that do not overlap."""
        merged: list[Range] = []
        for low, high in sorted(item):
            if merged and low < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
            else:
                merged.append((low, high))
        return super().write(tuple(merged), door)


def _apart(values: list[Value], windows: tuple[Range, ...]) -> None:
    order = sorted(range(len(windows)), key=windows.__getitem__)
    for a, b in pairwise(order):
        if windows[b][0] < windows[a][1]:
            late, early = max(a, b), min(a, b)
            (low, high), (first, last) = windows[late], windows[early]
            raise values[late].fault(f"{low}..{high} overlaps {first}..{last} at {values[early].path}")


def _leave_ends_later(table: Fields, leave: Leave) -> None:
    if not leave.start < leave.end:
        raise table["to"].fault(f"must be later than from {leave.start}, got {leave.end}")


def _leave_apart(values: list[Value], leave: tuple[Leave, ...]) -> None:
    _apart(values, tuple((x.start, x.end) for x in leave))


def _last_is_not_before_first(value: Value, days: Range) -> None:
    if days[0] > days[1]:
        raise value.fault(f"must be first day, last day, got {days[0]}..{days[1]}")


def _is_hybrid(agent: Agent | AgentTerms) -> bool:
    return agent.work_mode is WorkMode.HYBRID


def _has_office_days(table: Fields, agent: Agent | AgentTerms) -> None:
    if _is_hybrid(agent) and table.get("office_days") is None:
        raise table.value.fault('the key "office_days" is missing: a hybrid agent needs [min, max] days on site a week')


def _changes_while_employed(table: Fields, agent: Agent) -> None:
    """Terms that hold from a day outside employment say nothing."""
    if agent.employed is None:
        return
    first, last = agent.employed
    for terms in agent.changes:
        if not first <= terms.first <= last:
            raise table["changes"].fault(f"must be on days of employment, {first}..{last}, got day {terms.first}")


class PastEnd(Whole):
    """A minute not after day 0; of a shift that runs into the horizon the entry in `given` tells more."""

    def write(self, item: int, door: Door) -> Plain:
        """The minute, or day 0 where a given shift runs on."""
        return super().write(min(item, 0), door)


WEEK_PART = Entity(
    WeekPart,
    (
        Field("paid_minutes", "paid_minutes", Whole(0), always=True),
        Field("days", "days", Whole(0, 7), always=True),
        Field("office_days", "office_days", Whole(0, 7), always=True),
        Field("owed", "owed", Flag()),
    ),
)

BEFORE = Entity(
    Before,
    (
        Field("last_shift_end", "last_shift_end", PastEnd(high=0), always=True),
        Field("consecutive_days", "consecutive_days", Whole(0), always=True),
        Field("week", "week", Nested(WEEK_PART)),
    ),
)

AFTER = Entity(
    After,
    (
        Field("next_shift_start", "next_shift_start", Whole(0)),
        Field("consecutive_days", "consecutive_days", Whole(0), always=True),
        Field("week", "week", Nested(WEEK_PART)),
    ),
)

LEAVE = Entity(
    Leave,
    (
        Field("start", "from", Whole()),
        Field("end", "to", Whole()),
        Field("paid_minutes", "paid_minutes", Whole(0), always=True),
        Field("days", "days", Number(0), always=True),
    ),
    (_leave_ends_later,),
)

AGENT_TERMS = Entity(
    AgentTerms,
    (
        Field("first", "from_day", Whole(1)),
        Field("contract", "contract", Text()),
        Field("skills", "skills", Speeds()),
        Field("work_mode", "work_mode", OneOf.of(WorkMode), needed=True, always=True),
        Field("site", "site", Text(), always=True),
        Field("office_days", "office_days", Pair(0, 7), always=True, wanted=_is_hybrid),
    ),
    (_has_office_days,),
)

PREFERENCES = Entity(
    Preferences,
    (
        Field("start", "start", Moment(), always=True),
        Field("days_off", "days_off", ListOf(DayNumber(), once="day"), always=True),
    ),
)

AGENT = Entity(
    Agent,
    (
        Field("id", "id", Text()),
        Field("name", "name", Text()),
        Field("contract", "contract", Text()),
        Field("skills", "skills", Speeds()),
        Field("work_mode", "work_mode", OneOf.of(WorkMode), needed=True, always=True),
        Field("site", "site", Text(), always=True),
        Field("office_days", "office_days", Pair(0, 7), always=True, wanted=_is_hybrid),
        Field("available", "available", ListOf(Pair(strict=True))),
        Field("time_off", "time_off", TimeOff(Pair(strict=True), check=_apart)),
        Field("before", "before", Nested(BEFORE)),
        Field("preferences", "preferences", Nested(PREFERENCES)),
        Field("wage_per_hour", "wage_per_hour", Number(0)),
        Field("hired", "hired", Day()),
        Field("zone", "timezone", Zone()),
        Field("team", "team", Text()),
        Field("employed", "employed", Pair(check=_last_is_not_before_first)),
        Field("leave", "leave", ListOf(Nested(LEAVE), check=_leave_apart)),
        Field("after", "after", Nested(AFTER)),
        Field("changes", "changes", ListOf(Nested(AGENT_TERMS))),
    ),
    (_has_office_days, _changes_while_employed),
)
