"""Remembered violations are the measured ones, for every rule there is and for a rule nobody has thought of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import given, settings, strategies as st

from tests.services.small_centre import FLEX, MONDAY, ZONE, shift
from wfm.domain.people import Agent, Before, Preferences, WorkMode
from wfm.domain.rules.measuring import violations
from wfm.domain.rules.rule_limits import Total
from wfm.domain.rules.rule_memo import Recall
from wfm.domain.rules.shift_rules import SHIFT_RULES
from wfm.domain.rules.work_rules import RULES
from wfm.domain.time import DAY, Horizon

HORIZON = Horizon(MONDAY, 7, 15, ZONE)
TIGHT = replace(FLEX, max_consecutive_days=3, days_per_week=(2, 4), start_spread=120, max_weekends=0)
BY_ID = {FLEX.id: TIGHT}


@dataclass(frozen=True, slots=True)
class OddRule:
    """Reads fields one after the other, depending on what the first says, one of them without a hash."""

    name: str = "odd"

    def limits(self, agent, contract, horizon):
        most = 1 if agent.work_mode is WorkMode.REMOTE else 3
        if agent.preferences.start is not None and "es" in agent.skills:
            most = 2
        yield Total(self.name, 0, 6, lambda own: 1.0, 0, most, "days")


agents = st.builds(
    Agent,
    id=st.sampled_from(["a", "b"]),
    name=st.just("n"),
    contract=st.just("flex"),
    skills=st.sampled_from([{"en": 1.0}, {"en": 1.0, "es": 0.5}]),
    work_mode=st.sampled_from(list(WorkMode)),
    site=st.sampled_from([None, "hq"]),
    office_days=st.sampled_from([(0, 7), (2, 3), (0, 0)]),
    available=st.sampled_from([None, ((0, 2 * DAY),), ((0, 7 * DAY),)]),
    time_off=st.sampled_from([(), ((DAY, DAY + 600),)]),
    before=st.builds(Before, st.sampled_from([None, -30, -400]), st.integers(0, 3)),
    preferences=st.sampled_from([Preferences(), Preferences(480)]),
)
weeks = st.dictionaries(
    st.integers(0, 6), st.tuples(st.sampled_from([360, 540, 1020]), st.sampled_from([None, "hq"])), max_size=5
)


@settings(max_examples=100, deadline=None)
@given(st.lists(agents, min_size=1, max_size=8), st.lists(weeks, min_size=1, max_size=3))
def test_a_memory_tells_what_measuring_tells(team, lines):
    """Every rep on every line twice over, with all rules and one more: the same violations, names aside."""
    rules = (*RULES, OddRule())
    memory = Recall(rules)
    made = [[shift("", day, start, 240, site) for day, (start, site) in line.items()] for line in lines]

    def told(found):
        return sorted((v.rule, v.minute, v.amount, v.text) for v in found)

    for _ in range(2):
        for agent in team:
            for key, shifts in enumerate(made):
                measured = violations(agent, BY_ID, shifts, HORIZON, rules, SHIFT_RULES)
                assert told(memory.violations(key, agent, BY_ID, shifts, HORIZON)) == told(measured)


def test_a_rule_that_reads_nothing_of_the_rep_is_measured_once():
    """A count of the calls: one for two reps; one each where the rule reads what differs."""
    calls = []

    @dataclass(frozen=True, slots=True)
    class Counted:
        name: str

        def limits(self, agent, contract, horizon):
            calls.append(self.name)
            yield Total(
                self.name, 0, 6, lambda own: 1.0, 0, 0 if self.name == "same" else agent.before.consecutive_days, "d"
            )

    memory = Recall((Counted("same"), Counted("own")), ())
    for k in range(2):
        agent = Agent("x", "x", "flex", {}, before=Before(None, k))
        memory.violations(1, agent, {FLEX.id: FLEX}, [shift("", 0)], HORIZON)
    assert sorted(calls) == ["own", "own", "same"]
