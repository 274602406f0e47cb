"""The fields of the activities that a problem asks for; see docs/format.md."""

from __future__ import annotations

from dataclasses import dataclass

from wfm.documents import (
    Door,
    Entity,
    Field,
    Flag,
    Form,
    ListOf,
    Minutes,
    Number,
    OneOf,
    Pair,
    Parts,
    Plain,
    Text,
    Value,
    Whole,
)
from wfm.domain.people import ActivityKind, Period, Whom
from wfm.domain.time import DAY

ONE_OF = ("contract", "skill", "team")
"""Keys by one of which all of a kind are meant."""


@dataclass(frozen=True)
class WhomForm(Form[Whom]):
    """Agents by id, or an object with one of `contract`, `skill` and `team`."""

    listed = ListOf(Text(), "must name at least one agent", once="agent")

    def read(self, value: Value) -> Whom:
        """Those meant; whether they are there is for the problem to say."""
        if isinstance(value.raw, list):
            return Whom(agents=self.listed.read(value))
        if not isinstance(value.raw, dict) or len(value.raw) != 1:
            raise value.fault(
                f"must be a list of agents, or an object with one of the keys {', '.join(ONE_OF)}, got {value.shown()}"
            )
        value.fields((), ONE_OF)
        meant = {key: Text().read(item) for key, item in value.entries()}
        return Whom(contract=meant.get("contract"), skill=meant.get("skill"), team=meant.get("team"))

    def write(self, item: Whom, door: Door) -> Plain:
        """The list, or the one key."""
        if item.agents is not None:
            return list(item.agents)
        return {key: getattr(item, key) for key in ONE_OF if getattr(item, key) is not None}


class Between(Form[tuple[int | None, int | None]]):
    """A least and a most number of times, each perhaps null."""

    def read(self, value: Value) -> tuple[int | None, int | None]:
        """The two."""
        items = value.items()
        if len(items) != 2:
            raise value.fault(f"must be a pair [least, most], got {len(items)} values")
        least, most = (None if item.raw is None else item.integer(0) for item in items)
        if least is not None and most is not None and least > most:
            raise value.fault(f"must satisfy least <= most, got {least}..{most}")
        return least, most

    def write(self, item: tuple[int | None, int | None], door: Door) -> Plain:
        """Both."""
        return list(item)


def _clock_is_of_one_day(value: Value, clock: tuple[int, int]) -> None:
    if clock[0] >= DAY:
        raise value.fault(f"must begin within the day, before {DAY}, got {clock[0]}..{clock[1]}")


ACTIVITY_KIND = Entity(
    ActivityKind,
    (
        Field("id", "id", Text()),
        Field("minutes", "minutes", Minutes(1, DAY)),
        Field("whom", "for", WhomForm()),
        Field(("per", "times"), "times", Parts({"per": OneOf.of(Period), "between": Between()})),
        Field("window", "window", ListOf(Pair(strict=True))),
        Field("clock", "clock", Pair(0, 2 * DAY, strict=True, check=_clock_is_of_one_day)),
        Field("together", "together", Flag()),
        Field("attend", "attend", Number(0, 1)),
        Field("max_away", "max_away", Whole(0)),
        Field("min_gap", "min_gap_minutes", Whole(0)),
        Field("price", "price", Number(0)),
    ),
)
