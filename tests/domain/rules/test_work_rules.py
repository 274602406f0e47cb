"""Limits and violations: the three kinds, a rule made in a test, places and amounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from tests import oracles
from wfm.documents import SHIFT, Value, read
from wfm.domain.people import Agent, Before, WorkMode
from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.domain.people.shifts import Shift
from wfm.domain.rules.measuring import violations
from wfm.domain.rules.rule_limits import Compatibility, Limit, Streak, Total
from wfm.domain.rules.shift_rules import SHIFT_RULES
from wfm.domain.rules.weekly_amounts import weeks
from wfm.domain.rules.work_rules import RULES, limits
from wfm.domain.time import DAY, Horizon

HORIZON = Horizon(date(2026, 11, 25), 10, 60, "UTC")  # a Wednesday; weekends are days 3, 4 and 10
TEMPLATE = ShiftTemplate("any", 0, 1380, 60, (240, 480))
CONTRACT = Contract("c", (480, 1440), (1, 3), 3, 600, (TEMPLATE,), start_spread=240, max_weekends=1)
AGENT = Agent(
    "a",
    "Ana",
    "c",
    {},
    WorkMode.HYBRID,
    "hq",
    (0, 2),
    available=((0, 4 * DAY), (3 * DAY, 12 * DAY)),
    time_off=((7 * DAY, 7 * DAY + 600),),
    before=Before(-120, 1),
)


def as_json(agent: Agent, contract: Contract) -> dict[str, object]:
    """The same rules as a problem file, for the oracle."""
    return {
        "days": HORIZON.days,
        "slot_minutes": HORIZON.slot_minutes,
        "start": HORIZON.start.isoformat(),
        "contracts": [
            {
                "id": contract.id,
                "paid_minutes_per_week": contract.paid_per_week,
                "days_per_week": contract.days_per_week,
                "max_consecutive_days": contract.max_consecutive_days,
                "min_rest_minutes": contract.min_rest,
                "start_spread_minutes": contract.start_spread,
                "max_weekends": contract.max_weekends,
                "shifts": [
                    {"id": "any", "start": {"earliest": 0, "latest": 1380, "step": 60}, "span_minutes": [240, 480]}
                ],
            }
        ],
    }


def agent_json(agent: Agent) -> dict[str, object]:
    """The agent as it stands in a problem file."""
    return {
        "id": agent.id,
        "contract": agent.contract,
        "work_mode": agent.work_mode.value,
        "site": agent.site,
        "office_days": agent.office_days,
        "available": agent.available,
        "time_off": agent.time_off,
        "before": {
            "last_shift_end": agent.before.last_shift_end,
            "consecutive_days": agent.before.consecutive_days,
        },
    }


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 9),
            st.integers(0, 23),
            st.sampled_from([240, 480, 300, 250]),
            st.sampled_from([None, "hq", "moon"]),
            st.lists(
                st.tuples(st.sampled_from([-60, 0, 60, 90, 180, 240]), st.sampled_from([30, 60, 120])), max_size=2
            ),
        ),
        max_size=6,
    )
)
def test_violations_name_the_rules_the_oracle_names(
    drawn: list[tuple[int, int, int, str | None, list[tuple[int, int]]]],
) -> None:
    """Any shifts of the horizon, legal or absurd: the same set of broken rules as the independent statement."""
    plain = []
    for d, h, span, site, doing in drawn:
        start = d * DAY + 60 * h
        pieces = [{"id": "huddle", "start": start + at, "end": start + at + length} for at, length in doing]
        plain.append({"agent": "a", "start": start, "end": start + span, "site": site, "activities": pieces})
    shifts = [read(SHIFT, Value(shift | {"breaks": []})) for shift in plain]
    found = {v.rule for v in violations(AGENT, {"c": CONTRACT}, shifts, HORIZON)}
    assert found == oracles.agent_rules(as_json(AGENT, CONTRACT), agent_json(AGENT), plain)


@dataclass(frozen=True)
class NoFridays:
    """A rule of its own, as a user might add one."""

    name: str = "no Fridays"

    def limits(self, agent: Agent, contract: Contract, horizon: Horizon) -> Iterator[Limit]:
        """No shift may start on a Friday."""
        for day in range(horizon.days):
            if (day + horizon.first_weekday) % 7 == 4:
                yield Total(self.name, day, day, lambda shift: 1.0, 0, 0, "shifts")


def test_a_new_rule_is_one_class() -> None:
    """Handed to `violations`, it is measured like the others."""
    shifts = [Shift("a", d * DAY + 480, d * DAY + 720) for d in (0, 2)]
    found = violations(AGENT, {"c": CONTRACT}, shifts, HORIZON, rules=[NoFridays()], shift_rules=())
    assert [(v.rule, v.minute, v.amount) for v in found] == [("no Fridays", 2 * DAY, 1)]
    assert found[0].text == "1 shift, must be 0"


def test_places_and_amounts_are_told() -> None:
    """Rest by its missing minutes at the later shift, hours by the missing amount at the week's start."""
    agent = replace(AGENT, available=None, time_off=())
    shifts = [Shift("a", 600, 840), Shift("a", DAY + 300, DAY + 540)]
    found = {v.rule: v for v in violations(agent, {"c": CONTRACT}, shifts, HORIZON)}
    assert set(found) == {"start spread", "weekly hours", "days per week"}
    assert found["start spread"].amount == 60
    assert found["weekly hours"].minute == 7 * DAY
    assert found["weekly hours"].amount == 480
    assert found["weekly hours"].text == "0 paid hours, must be 8 to 24"
    close = [Shift("a", 600, 1080), Shift("a", DAY + 60, DAY + 300)]
    rest = next(v for v in violations(agent, {"c": CONTRACT}, close, HORIZON) if v.rule == "rest")
    assert (rest.minute, rest.amount) == (DAY + 60, 180)
    assert rest.text == "7 h of rest before the shift at 01:00, need 10 h"


def test_equal_bounds_are_told_as_one_figure() -> None:
    """Exactly 40 hours reads 'must be 40'."""
    contract = replace(CONTRACT, paid_per_week=(2400, 2400))
    found = [v for v in violations(AGENT, {"c": contract}, [], HORIZON) if v.rule == "weekly hours"]
    assert {v.text for v in found} == {"0 paid hours, must be 40"}


def test_what_came_before_counts() -> None:
    """Days in a row behind the horizon and the rest since the last shift."""
    agent = replace(AGENT, available=None, before=Before(-120, 3))
    on_day_0 = [Shift("a", 480, 720)]
    rules = {v.rule for v in violations(agent, {"c": CONTRACT}, on_day_0, HORIZON)}
    assert "consecutive days" in rules
    assert "rest" not in rules
    at_night = [Shift("a", 420, 660)]
    assert "rest" in {v.rule for v in violations(agent, {"c": CONTRACT}, at_night, HORIZON)}
    assert "consecutive days" not in {
        v.rule for v in violations(replace(agent, before=Before(-120, 2)), {"c": CONTRACT}, on_day_0, HORIZON)
    }


def test_weeks_cover_the_horizon_the_last_perhaps_not_whole() -> None:
    """Ten days are a week and three days."""
    assert list(weeks(HORIZON)) == [(0, 6), (7, 9)]


def test_every_rule_emits_one_of_the_three_kinds_of_limit() -> None:
    """Whoever reads limits need know three kinds only; names are unique."""
    for limit in limits(AGENT, CONTRACT, HORIZON):
        assert isinstance(limit, Compatibility | Total | Streak)
    names = [rule.name for rule in (*RULES, *SHIFT_RULES)]
    assert len(names) == len(set(names))


def test_rules_that_do_not_apply_emit_nothing() -> None:
    """No spread, no weekend limit, not hybrid: nothing to measure."""
    free = replace(CONTRACT, start_spread=None, max_weekends=None)
    remote = replace(AGENT, work_mode=WorkMode.REMOTE, site=None)
    names = {limit.rule for limit in limits(remote, free, HORIZON)}
    assert names.isdisjoint({"start spread", "weekends", "office days"})
    assert {"start spread", "weekends", "office days"} <= {limit.rule for limit in limits(AGENT, CONTRACT, HORIZON)}


@pytest.mark.parametrize("weekday", range(7))
def test_weekends_follow_the_first_weekday(weekday: int) -> None:
    """A shift counts as a weekend's exactly on Saturdays and Sundays."""
    horizon = replace(HORIZON, weekday=weekday, days=7)
    contract = replace(CONTRACT, max_weekends=0)
    agent = replace(AGENT, available=None)
    for day in range(7):
        found = {
            v.rule for v in violations(agent, {"c": contract}, [Shift("a", day * DAY + 480, day * DAY + 720)], horizon)
        }
        assert ("weekends" in found) == ((day + weekday) % 7 in (5, 6))
