"""What a problem asks in each slot, and the heads that a schedule puts to work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from benchmarks.judge.problem import DAY, Json

Floats = np.ndarray[Any, np.dtype[np.float64]]
Skills = tuple[tuple[str, float], ...]
"""Skills with their speeds."""

Heads = dict[Skills, Floats]
"""Heads per slot of each set of skills."""


@dataclass(frozen=True)
class Row:
    """Heads asked of one skill or of several together: `steps` of (required per slot, price of one short)."""

    name: str
    skills: tuple[str, ...]
    steps: list[tuple[Floats, float]]

    @property
    def required(self) -> Floats:
        """Heads asked in each slot, over all steps."""
        return np.asarray(np.sum([required for required, _ in self.steps], axis=0))


class Work(NamedTuple):
    """Head-slots that may wait: to be done in first <= slot < stop."""

    skill: str
    first: int
    stop: int
    amount: float
    price: float


def slots_of(problem: Json) -> int:
    """Slots of the horizon."""
    return int(problem["days"] * DAY // problem["slot_minutes"])


def demand_rows(problem: Json) -> tuple[list[Row], list[Work]]:
    """Rows of required heads (one for each skill, then those over several) and deferrable work."""
    skills, slot = problem["skills"], problem["slot_minutes"]
    weight = dict.fromkeys(skills, 1.0)
    plain = {s: np.zeros(slots_of(problem)) for s in skills}
    single: dict[str, Row] = {s: Row(s, (s,), []) for s in skills}
    several, work = [], []
    for d in problem["demand"]:
        if "per" in d:
            continue
        if "skill" in d and "steps" not in d:
            weight[d["skill"]] = d.get("weight", 1.0)
        steps = [(np.asarray(s["required"], float), s["weight"]) for s in d.get("steps", [])]
        if "skills" in d:
            steps = steps or [(np.asarray(d["required"], float), d.get("weight", 1.0))]
            several.append(Row("+".join(d["skills"]), tuple(d["skills"]), steps))
        elif d.get("deferrable"):
            work += [(d["skill"], w["arrives"] // slot, w["due"] // slot, w["head_slots"]) for w in d["work"]]
        elif steps:
            single[d["skill"]].steps.extend(steps)
        else:
            plain[d["skill"]] += np.asarray(d["required"], float)
    for s in skills:
        if plain[s].any() or not single[s].steps:
            single[s].steps.insert(0, (plain[s], weight[s]))
    return [single[s] for s in skills] + several, [Work(*w, weight[w[0]]) for w in work]


def heads_at_work(problem: Json, schedule: Json) -> Heads:
    """Per set of skills with speeds, the heads on shift and not on a break or an activity in each slot."""
    agents, slot, slots = {a["id"]: a for a in problem["agents"]}, problem["slot_minutes"], slots_of(problem)
    heads: defaultdict[Skills, Floats] = defaultdict(lambda: np.zeros(slots))
    placed = [(agents[s["agent"]]["skills"], s) for s in schedule["shifts"] if s["agent"] in agents]
    for skills, s in placed + [(s["skills"], s) for s in problem.get("given", [])]:
        on = np.zeros(slots)
        on[max(0, s["start"] // slot) : max(0, s["end"] // slot)] = 1
        for b in s.get("breaks", []) + s.get("activities", []):
            on[max(0, b["start"] // slot) : max(0, b["end"] // slot)] = 0
        heads[tuple(sorted(skills.items()))] += on
    return heads


def span_of_control(problem: Json, heads: Heads) -> Iterator[tuple[str, Floats, float]]:
    """(name, heads short per slot, price) of each `per` row."""
    for d in problem["demand"]:
        if "per" in d:
            lead, led = np.zeros(slots_of(problem)), np.zeros(slots_of(problem))
            for kind, on in heads.items():
                known = dict(kind)
                lead += on * (d["skill"] in known)
                led += on * (d["per"]["skill"] in known and d["skill"] not in known)
            short = np.maximum(np.ceil(led / d["per"]["heads"] - 1e-9) - lead, 0)
            yield f"{d['skill']} per {d['per']['skill']}", short, d.get("weight", 1.0)
