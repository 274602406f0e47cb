"""Work that may wait, in chains: whatever comes first is due first, so that first come, first served loses nothing.

Of a chain no more need be known than how much is dealt with, done or given up, by the end of each slot: at least what is
due by then, at most what has arrived. That is one number per slot, not one for each piece and slot. Pieces of one queue
are nearly always one chain.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scheduler.problem import DeferrableDemand, SchedulingProblem
from wfm.domain.arrays import Flags, Floats, Ints
from wfm.domain.planning import DeferrableWork


@dataclass(frozen=True, eq=False)
class Chain:
    """Pieces of one skill's waiting work, ordered by arrival and by due time alike.

    Attributes
    ----------
    skill : index of the skill.
    pieces : their numbers in the order of the problem's demand, shape (pieces,).
    edges : the head-slots before each of them, and of all, shape (pieces + 1,).
    arrived, due : the most and the least that is dealt with by the end of each slot, shape (slots,).
    """

    skill: int
    pieces: Ints
    edges: Floats
    arrived: Floats
    due: Floats

    @cached_property
    def active(self) -> Flags:
        """In which slots some of it may be dealt with."""
        return np.asarray(self.arrived > np.concatenate(([0.0], self.due[:-1])))

    def given_up(self, dealt: Floats, undone: Floats) -> Floats:
        """Head-slots of each piece that are given up, from what is dealt with by the end of each slot, and what of
        that each slot gives up."""
        at, index = np.unique(np.concatenate(([0.0], dealt)), return_index=True)
        total = np.concatenate(([0.0], np.cumsum(undone)))
        return np.asarray(np.maximum(np.diff(np.interp(self.edges, at, total[index])), 0.0))


@dataclass(frozen=True, eq=False)
class Waiting:
    """All waiting work of a problem: its chains, the skill and the head-slots of each piece, and which of them no slot
    of the horizon may do."""

    chains: tuple[Chain, ...]
    skill: npt.NDArray[np.int64]
    amount: Floats
    lost: Flags


def waiting(problem: SchedulingProblem) -> Waiting:
    """The waiting work of a problem in as few chains as its queues allow."""
    slots, skills = problem.horizon.slots, {skill: i for i, skill in enumerate(problem.skills)}
    chains: list[Chain] = []
    skill: list[int] = []
    amount: list[float] = []
    lost: list[bool] = []
    for entry in problem.demand:
        if not isinstance(entry, DeferrableDemand):
            continue
        first = len(skill)
        skill += [skills[entry.skill]] * len(entry.work)
        amount += [piece.head_slots for piece in entry.work]
        gone = [piece.arrives >= min(piece.due, slots) for piece in entry.work]
        lost += gone
        open_pieces = [(piece, first + n) for n, piece in enumerate(entry.work) if not gone[n]]
        chains += [_chain(skills[entry.skill], pieces, slots) for pieces in _in_order(open_pieces)]
    return Waiting(tuple(chains), np.array(skill, np.int64), np.array(amount, float), np.array(lost, bool))


def _in_order(pieces: list[tuple[DeferrableWork, int]]) -> list[list[tuple[DeferrableWork, int]]]:
    """The pieces in as few lists as possible, each with arrivals and due times that never fall."""
    result: list[list[tuple[DeferrableWork, int]]] = []
    for piece in sorted(pieces, key=lambda p: (p[0].arrives, p[0].due)):
        fitting = (held for held in result if held[-1][0].due <= piece[0].due)
        held = next(fitting, None)
        if held is None:
            result.append([piece])
        else:
            held.append(piece)
    return result


def _chain(skill: int, pieces: list[tuple[DeferrableWork, int]], slots: int) -> Chain:
    work, numbers = zip(*pieces, strict=True)
    edges = np.concatenate(([0.0], np.cumsum([piece.head_slots for piece in work])))
    index = np.arange(slots)
    arrived = edges[np.searchsorted([max(piece.arrives, 0) for piece in work], index, side="right")]
    due = edges[np.searchsorted([min(piece.due, slots) for piece in work], index + 1, side="right")]
    return Chain(skill, np.array(numbers, np.int64), edges, arrived, due)
