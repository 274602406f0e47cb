"""What a requirement run asks of a scheduling horizon: heads per skill and slot, and work that may wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from scheduler import DeferrableDemand, Demand, HeadDemand
from wfm.domain.arrays import Floats
from wfm.domain.people import Contract
from wfm.domain.planning import DeferrableWork, StaffingRequirement, refined
from wfm.domain.time import SLOT_LENGTHS, Horizon


def planning_slot(contracts: Iterable[Contract], interval: int) -> int:
    """The longest slot, at most a run's interval, on which every shift and break of the contracts falls.

    The interval of a run parts those of all its queues, in whatever zone they are. History in 30-minute intervals with
    breaks of 15 minutes is planned in slots of 15. Where no slot fits, the shortest is taken, and the optimizer says
    what cannot be placed.
    """
    fitting = [slot for slot in SLOT_LENGTHS if interval % slot == 0]
    templates = [template for contract in contracts for template in contract.shifts]
    times = [
        minutes
        for t in templates
        for minutes in (
            t.earliest,
            *t.spans,
            *(b.minutes for b in t.breaks),
            *([t.step] if t.latest > t.earliest else []),
        )
    ]
    return max((slot for slot in fitting if all(m % slot == 0 for m in times)), default=min(fitting))


def demand_of(run: Sequence[StaffingRequirement], horizon: Horizon) -> tuple[Demand, ...]:
    """What the horizon must cover: heads per skill, and the work that may wait; queues of one skill add up.

    The horizon's slots may be shorter than the intervals of the requirement, never longer.
    """
    requirements = [refined(r, horizon.slot_minutes) for r in run]
    heads = [r for r in requirements if not r.deferrable]
    result: list[Demand] = [
        HeadDemand(skill, required, _price(heads, skill, horizon))
        for skill, required in heads_by_skill(heads, horizon).items()
        if required.any()
    ]
    for requirement in requirements:
        work = work_on(requirement, horizon)
        if work:
            result.append(DeferrableDemand(requirement.skill, work, requirement.weight))
    return tuple(result)


def asked_from(demand: Iterable[Demand], slot: int) -> tuple[Demand, ...]:
    """What is asked from a slot on: the heads of earlier ones and work that is due by then are out of reach."""
    if not slot:
        return tuple(demand)
    result: list[Demand] = []
    for entry in demand:
        if isinstance(entry, HeadDemand):
            required = np.where(np.arange(len(entry.required)) < slot, 0.0, entry.required)
            result += [replace(entry, required=required)] if required.any() else []
        else:
            work = tuple(item for item in entry.work if item.due > slot)
            result += [replace(entry, work=work)] if work else []
    return tuple(result)


def _price(heads: Sequence[StaffingRequirement], skill: str, horizon: Horizon) -> float:
    """The price of one head-slot short: the queues' weights by the heads they ask for."""
    mine = [r for r in heads if r.skill == skill]
    asked = np.array([horizon.from_grid(r.grid, r.required).sum() for r in mine])
    return float(np.average([r.weight for r in mine], weights=asked))


def heads_by_skill(requirements: Sequence[StaffingRequirement], horizon: Horizon) -> dict[str, Floats]:
    """Required heads per skill on the wall clock, shape (slots,); queues of one skill add up. Intervals match slots.

    Work that may wait counts with its even spread, as its requirement shows it.
    """
    result: dict[str, Floats] = {}
    for requirement in requirements:
        heads = horizon.from_grid(requirement.grid, requirement.required)
        result[requirement.skill] = result.get(requirement.skill, 0.0) + heads
    return result


def work_on(requirement: StaffingRequirement, horizon: Horizon) -> tuple[DeferrableWork, ...]:
    """A requirement's waiting work in wall-clock slots of the horizon; both have intervals of one length.

    Work due before the horizon is left out; what arrived before it waits at its start. Of work that may still be
    done after the horizon, only the share of its open time that lies within is asked for.
    """
    wall = horizon.wall_slots(requirement.grid)
    opened = requirement.required > 0
    result = []
    for item in requirement.work:
        arrives = max(_wall_slot(wall, item.arrives), 0)
        due = _wall_slot(wall, item.due - 1) + 1
        if due <= arrives or arrives >= horizon.slots:
            continue
        share = 1.0 if due <= horizon.slots else _share_within(item, wall, opened, horizon.slots, due - arrives)
        heads = item.head_slots * share
        if heads > 0:
            result.append(DeferrableWork(arrives, min(due, horizon.slots), heads))
    return tuple(result)


def _share_within(
    item: DeferrableWork, wall: npt.NDArray[np.int64], opened: npt.NDArray[np.bool_], slots: int, length: int
) -> float:
    """Share of a piece's open time that lies before the horizon's end; of its clock time where the grid ends first."""
    if item.due > len(wall):
        return min(1.0, (slots - int(wall[min(max(item.arrives, 0), len(wall) - 1)])) / length)
    window = slice(max(item.arrives, 0), item.due)
    within = opened[window] & (wall[window] < slots)
    whole = int(opened[window].sum())
    return float(within.sum() / whole) if whole else 1.0


def _wall_slot(wall: npt.NDArray[np.int64], index: int) -> int:
    """The wall-clock slot of an interval, on an even clock beyond either end of the grid."""
    nearest = min(max(index, 0), len(wall) - 1)
    return int(wall[nearest]) + index - nearest
