"""The schedules of one agent as a CP-SAT model, and the questions it is asked: which rules can be kept together."""

from __future__ import annotations

from collections.abc import Iterable

from ortools.sat.python import cp_model

from scheduler.feasibility.agent_rules import LAST_SHIFT, NEVER, NEXT_SHIFT, AgentRules

EFFORT = 5.0
"""Deterministic time of one question to CP-SAT, a few seconds; far more than a week takes."""


class AgentModel(AgentRules):
    """The schedules of one agent over some days, every rule behind an assumption."""

    def schedule(self) -> list[tuple[int, int]] | None:
        """Start and end of the shifts of a schedule that keeps every rule; None when none was found."""
        self.model.clear_assumptions()
        self.model.add_assumptions(list(self.assumptions.values()))
        solver = _solver()
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        worked = [i for i, x in enumerate(self.x) if solver.boolean_value(x)]
        return sorted((int(self.shifts.start[i]), int(self.shifts.end[i])) for i in worked)

    def most_kept(self, kept: Iterable[str]) -> set[str] | None:
        """The most rules that one schedule keeps, all of `kept` among them; None when it is proven that there is none.

        Where the solver's effort runs out undecided, `kept` itself is returned: nothing is told that is not proven.
        """
        wanted = list(kept)
        self.model.clear_assumptions()
        self.model.add_assumptions([self.assumptions[name] for name in wanted])
        self.model.maximize(sum(self.assumptions.values()))
        solver = _solver()
        status = solver.solve(self.model)
        self.model.clear_objective()
        if status == cp_model.INFEASIBLE:
            return None
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return set(wanted)
        return {name for name, literal in self.assumptions.items() if solver.boolean_value(literal)}

    def nearest(self, name: str, others: Iterable[str]) -> str | None:
        """The least change of one rule with which `others` can all be kept, in words; None when there is none."""
        variable, value, per = self.levels[name]
        if not self.rules[name].suggestion:
            return None
        self.model.clear_assumptions()
        self.model.add_assumptions([self.assumptions[other] for other in others if other != name])
        distance = self.model.new_int_var(0, NEVER, "")
        self.model.add_abs_equality(distance, variable - value)
        self.model.minimize(distance)
        solver = _solver()
        status = solver.solve(self.model)
        self.model.clear_objective()
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        level = solver.value(variable)
        shown = abs(value - level) if name in (LAST_SHIFT, NEXT_SHIFT) else level
        return self.rules[name].suggestion.format(f"{shown / per:g}")


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = EFFORT
    return solver
