"""The fields of sites, of reps as the personnel file knows them, and of agents as one horizon sees them."""

from __future__ import annotations

from itertools import pairwise

from wfm.documents.dialects import Plain
from wfm.documents.forms import Day, DayNumber, Flag, Moment, Number, OneOf, Text, Whole, Zone
from wfm.documents.nested import ListOf, Nested, Pair, Range, Speeds, Weekly
from wfm.documents.tables import Entity, Field
from wfm.documents.values import Door, Fields, Value
from wfm.domain.people import Agent, Before, Preferences, Rep, Site, Stage, WorkMode

SITE = Entity(
    Site,
    (
        Field("id", "id", Text()),
        Field("name", "name", Text(), like="id", always=True),
        Field("seats", "seats", Whole(0)),
        Field("zone", "zone", Zone()),
    ),
)

REP = Entity(
    Rep,
    (
        Field("id", "id", Text()),
        Field("name", "name", Text(), like="id"),
        Field("contract", "contract", Text()),
        Field("skills", "skills", Speeds(), default={}),
        Field("languages", "languages", ListOf(Text())),
        Field("work_mode", "work_mode", OneOf.of(WorkMode)),
        Field("site", "site", Text()),
        Field("office_days", "office_days", Pair(0, 7)),
        Field("hired", "hired", Day()),
        Field("wage_per_hour", "wage_per_hour", Number(0)),
        Field("home_workspace_approved", "home_workspace_approved", Flag()),
        Field("stage", "stage", OneOf.of(Stage)),
        Field("performance", "performance", Number()),
        Field("available", "available", Weekly()),
        Field("preferred_start", "preferred_start", Moment()),
        Field("email", "email", Text()),
    ),
)


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


def _is_hybrid(agent: Agent) -> bool:
    return agent.work_mode is WorkMode.HYBRID


def _has_office_days(table: Fields, agent: Agent) -> None:
    if _is_hybrid(agent) and table.get("office_days") is None:
        raise table.value.fault('the key "office_days" is missing: a hybrid agent needs [min, max] days on site a week')


BEFORE = Entity(
    Before,
    (
        Field("last_shift_end", "last_shift_end", Whole(high=0), always=True),
        Field("consecutive_days", "consecutive_days", Whole(0), always=True),
    ),
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
    ),
    (_has_office_days,),
)
