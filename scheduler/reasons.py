"""Why an agent's contract could not be met and why a stretch is short, in words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduler.allocation import allocate
from scheduler.clash import find_clash
from scheduler.model import Model
from scheduler.result import Shortfall, Unscheduled
from scheduler.state import State
from wfm.domain.shifts import Shift
from wfm.domain.time import spans


def explain_unscheduled(model: Model, state: State, agents: Iterable[int]) -> tuple[Unscheduled, ...]:
    """Every agent whose week is less than the contract asks, with the rules that clash."""
    problem = model.problem
    found = []
    for a in sorted(agents):
        agent = problem.agents[a]
        clash = find_clash(agent, problem.contracts[agent.contract], problem.horizon)
        seats = "no seat is left at the site when the contract's shifts could be worked"
        found.append(Unscheduled(agent.id, str(clash) if clash else seats))
    return tuple(found)


def explain_shortfalls(model: Model, shifts: tuple[Shift, ...]) -> tuple[Shortfall, ...]:
    """Every stretch of slots left short of one skill."""
    problem, slot = model.problem, model.tables.slot_minutes
    prices = dict(zip(problem.skills, np.maximum(model.prices, 1e-3).tolist(), strict=True))
    cover = allocate(problem, shifts, prices)
    found = []
    for i, skill in enumerate(problem.skills):
        for low, high in spans(cover.short[i] > 1e-6):
            heads = float(cover.short[i, low:high].mean())
            reason = "every agent with the skill is at work, on a break or off under the rules"
            found.append(Shortfall(skill, low * slot, high * slot, heads, reason))
    pieces = [(w, d.skill) for d in problem.demand if hasattr(d, "work") for w in d.work]
    for (work, skill), left in zip(pieces, cover.unmet, strict=True):
        if left > 1e-6:
            high = min(work.due, problem.horizon.slots)
            heads = float(left) / max(1, high - work.arrives)
            reason = "the agents with the skill are needed more elsewhere or have no time left before it is due"
            found.append(Shortfall(skill, work.arrives * slot, max(high, work.arrives + 1) * slot, heads, reason))
    return tuple(found)
