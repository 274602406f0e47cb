"""Answers that were worked out, kept in this process: asked again, they cost what has changed.

What is kept goes by what is asked, to the last figure, so that it is the same for every database and user; who may see
it is told by the services that ask.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Generic, TypeVar

import numpy as np

from scheduler import Allocation, Allocator, DeferrableDemand, Group, SchedulingProblem
from wfm.domain.arrays import Floats

Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """The answers that were asked for last, at most so many; threads may share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[object, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object, work_out: Callable[[], Answer]) -> Answer:
        """The answer to a question, worked out where it is not there."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = work_out()
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._answers.clear()


ALLOCATORS = Kept[Allocator](16)
"""One for each stretch of days; each takes a few megabytes."""


def allocation(problem: SchedulingProblem, heads: Mapping[Group, Floats], draft: int | None = None) -> Allocation:
    """The best split of heads for what a problem asks; of drafts apart, as their heads are others than the timeline's."""
    key = draft or 0, _demand(problem)
    return ALLOCATORS.get(key, lambda: Allocator(problem)).allocate(heads)


def digest(*parts: object) -> bytes:
    """Some values in short: arrays to the last bit, others as they are written."""
    told = hashlib.sha256()
    for part in parts:
        told.update(part.tobytes() if isinstance(part, np.ndarray) else repr(part).encode())
        told.update(b"|")
    return told.digest()


def _demand(problem: SchedulingProblem) -> bytes:
    """What a problem asks for, in short."""
    parts: list[object] = [problem.skills, problem.horizon.slots, problem.horizon.slot_minutes]
    for entry in problem.demand:
        parts += [type(entry).__name__, entry.skill, entry.weight]
        if isinstance(entry, DeferrableDemand):
            parts.append(np.array([(w.arrives, w.due, w.head_slots) for w in entry.work]))
        else:
            parts.append(entry.required)
    return digest(*parts)
