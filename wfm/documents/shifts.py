"""The fields of shifts and their breaks, as schedule files hold them."""

from __future__ import annotations

from wfm.documents.forms import Flag, Text, Whole
from wfm.documents.nested import ListOf, Nested
from wfm.documents.tables import Entity, Field
from wfm.documents.values import Fields
from wfm.domain.people import Activity, Break, Shift


def _ends_later(table: Fields, piece: Break | Activity | Shift) -> None:
    if not piece.start < piece.end:
        raise table["end"].fault(f"must be later than start {piece.start}, got {piece.end}")


BREAK = Entity(
    Break,
    (Field("name", "name", Text()), Field("start", "start", Whole()), Field("end", "end", Whole())),
    (_ends_later,),
)

ACTIVITY = Entity(
    Activity,
    (Field("id", "id", Text()), Field("start", "start", Whole()), Field("end", "end", Whole())),
    (_ends_later,),
)

SHIFT = Entity(
    Shift,
    (
        Field("agent", "agent", Text()),
        Field("start", "start", Whole()),
        Field("end", "end", Whole()),
        Field("site", "site", Text(), always=True),
        Field("breaks", "breaks", ListOf(Nested(BREAK)), always=True),
        Field("locked", "locked", Flag()),
        Field("activities", "activities", ListOf(Nested(ACTIVITY))),
    ),
    (_ends_later,),
)
