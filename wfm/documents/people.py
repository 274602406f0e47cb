"""The fields of sites, and of reps, their terms, teams and training classes as the personnel file knows them."""

from __future__ import annotations

from typing import Any

from wfm.documents.dialects import Plain
from wfm.documents.forms import Day, Flag, Form, Moment, Number, OneOf, Text, Whole, Zone
from wfm.documents.nested import ListOf, Pair, Speeds, Weekly
from wfm.documents.tables import Entity, Field
from wfm.documents.values import Door, Value
from wfm.domain.people import DatedTerms, Rep, Site, Stage, Team, TrainingClass, WorkMode


class Ramp(Form[tuple[tuple[int, float], ...]]):
    """Speeds by the week after graduation from which they hold."""

    def read(self, value: Value) -> tuple[tuple[int, float], ...]:
        """The steps in the order of their weeks."""
        steps = []
        for week, speed in value.entries():
            if not (week.isascii() and week.isdigit() and len(week) < len("10000")):
                raise value.fault(
                    f"must name weeks after graduation such as 0 and 4, got {value.door.dialect.shown(week)}"
                )
            steps.append((int(week), speed.number(above=0, high=1)))
        return tuple(sorted(steps))

    def write(self, item: tuple[tuple[int, float], ...], door: Door) -> Plain:
        """A table of weeks."""
        return door.dialect.table_out({str(week): door.dialect.number_out(speed) for week, speed in item})

    def stored(self, item: tuple[tuple[int, float], ...]) -> Plain:
        """A list of pairs."""
        return [list(step) for step in item]

    def loaded(self, held: Any) -> tuple[tuple[int, float], ...]:
        """From a list of pairs."""
        return tuple((week, speed) for week, speed in held)


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
        Field("zone", "zone", Zone()),
        Field("team", "team", Text()),
        Field("first_day", "first_day", Day()),
        Field("last_day", "last_day", Day()),
    ),
)

DATED_TERMS = Entity(
    DatedTerms,
    (
        Field("first_day", "from", Day()),
        Field("contract", "contract", Text()),
        Field("skills", "skills", Speeds()),
        Field("work_mode", "work_mode", OneOf.of(WorkMode)),
        Field("site", "site", Text()),
        Field("office_days", "office_days", Pair(0, 7)),
        Field("stage", "stage", OneOf.of(Stage)),
        Field("team", "team", Text()),
    ),
)

TEAM = Entity(
    Team,
    (
        Field("id", "id", Text()),
        Field("name", "name", Text(), like="id", always=True),
        Field("lead", "lead", Text()),
    ),
    beside=("members",),
)

TRAINING_CLASS = Entity(
    TrainingClass,
    (
        Field("id", "id", Text()),
        Field("name", "name", Text(), like="id", always=True),
        Field("starts", "starts", Day()),
        Field("graduates", "graduates", Day()),
        Field("ramp", "ramp", Ramp()),
    ),
    beside=("members",),
)
