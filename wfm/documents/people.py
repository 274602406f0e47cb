"""The fields of sites, and of reps as the personnel file knows them."""

from __future__ import annotations

from wfm.documents.forms import Day, Flag, Moment, Number, OneOf, Text, Whole, Zone
from wfm.documents.nested import ListOf, Pair, Speeds, Weekly
from wfm.documents.tables import Entity, Field
from wfm.domain.people import Rep, Site, Stage, WorkMode

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
