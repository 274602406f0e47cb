"""What a requirement run asks of a scheduling horizon: heads per skill and slot, and work that may wait."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scheduler.demand import DeferrableDemand, Demand, HeadDemand
from wfm.domain.requirement import DeferrableWork, StaffingRequirement
from wfm.domain.time import Horizon

Floats = npt.NDArray[np.float64]


def demand_of(requirements: Sequence[StaffingRequirement], horizon: Horizon) -> tuple[Demand, ...]:
    """What the horizon must cover: heads per skill, and the work that may wait; queues of one skill add up."""
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


def _price(heads: Sequence[StaffingRequirement], skill: str, horizon: Horizon) -> float:
    """The price of one head-slot short: the queues' weights by the heads they ask for."""
    mine = [r for r in heads if r.skill == skill]
    asked = np.array([horizon.from_grid(r.grid, r.required).sum() for r in mine])
    return float(np.average([r.weight for r in mine], weights=asked))


def heads_by_skill(requirements: Sequence[StaffingRequirement], horizon: Horizon) -> dict[str, Floats]:
    """Required heads per skill on the wall clock, shape (slots,); queues of one skill add up.

    Work that may wait counts with its even spread, as its requirement shows it.
    """
    result: dict[str, Floats] = {}
    for requirement in requirements:
        heads = horizon.from_grid(requirement.grid, requirement.required)
        result[requirement.skill] = result.get(requirement.skill, 0.0) + heads
    return result


def work_on(requirement: StaffingRequirement, horizon: Horizon) -> tuple[DeferrableWork, ...]:
    """A requirement's waiting work in wall-clock slots of the horizon.

    Work due before the horizon is left out; what arrived before it waits at its start. Of work that may still be
    done after the horizon, only the share of its open time that lies within is asked for.
    """
    grid, slot = requirement.grid, horizon.slot_minutes
    wall = horizon.wall_slots(grid)
    opened = requirement.required > 0
    result = []
    for item in requirement.work:
        arrives = max(_wall_slot(wall, item.arrives, grid.slot_minutes, slot), 0)
        due = _wall_slot(wall, item.due - 1, grid.slot_minutes, slot) + 1
        if due <= arrives or arrives >= horizon.slots:
            continue
        share = 1.0 if due <= horizon.slots else _share_within(item, wall, opened, horizon.slots, due - arrives)
        heads = item.head_slots * share * grid.slot_minutes / slot
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


def _wall_slot(wall: npt.NDArray[np.int64], index: int, grid_slot: int, slot: int) -> int:
    """The wall-clock slot of a grid interval, on an even clock beyond either end of the grid."""
    if 0 <= index < len(wall):
        return int(wall[index])
    nearest = 0 if index < 0 else len(wall) - 1
    return int(wall[nearest]) + ((index - nearest) * grid_slot) // slot
