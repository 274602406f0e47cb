"""The bound as it grows beside the search: a thread that raises the Lagrangian dual and tells the run."""

from __future__ import annotations

import threading

import numpy as np

from scheduler.arrays import CompiledProblem, build_automata
from scheduler.bound.lagrangian import Dual, Prices, raise_bound
from scheduler.control import SearchControl
from wfm.domain.arrays import Records

SAMPLE = 300
"""Agents priced while prices are still rough; above half as many again, a sample stands for all."""

SAMPLE_STEPS = 400
"""Most steps on the sample."""

STEPS = 3000
"""Most steps of the dual."""

FROM_SAMPLE_STEPS = 100
"""Steps of the first round from the prices of a sample."""

SHARE = 0.6
"""Share of the time after which the bound rests and leaves its core to the search."""

SAFETY = 1e-7
"""Share by which the bound is lowered, so that rounding in sums of floats never makes it too high."""


class Bounding:
    """Raises the bound in a thread of its own until stopped; kernels leave the interpreter free meanwhile.

    `weeks` (agents, weeks) of `WEEK` ask nothing of weeks whose minima no schedule can meet.
    """

    def __init__(self, compiled: CompiledProblem, weeks: Records, control: SearchControl) -> None:
        self.compiled = compiled.at_normal_price().with_loose_rules(weeks)
        self.control = control
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._raise, name="bound", daemon=True)

    def __enter__(self) -> Bounding:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the thread after the step it is in."""
        self.stopped.set()
        self.thread.join()

    def _raise(self) -> None:
        automata = build_automata(self.compiled)
        active = self.compiled.active
        whole = Dual(self.compiled, automata)
        if 2 * len(active) <= 3 * SAMPLE:
            raise_bound(whole, whole.starts(), self._over, self._found, STEPS)
            return
        for prices in (whole.free(), whole.dear()):  # a bound at once, while the sample is priced
            self._found(whole.value(prices)[0], prices)
        chosen = np.sort(np.random.default_rng(0).choice(active, SAMPLE, replace=False))
        sample = Dual(self.compiled, automata, chosen, len(active) / SAMPLE)
        rough = raise_bound(sample, sample.starts(), self._over, lambda value, at: None, SAMPLE_STEPS)
        raise_bound(whole, (rough, whole.free()), self._over, self._found, STEPS, FROM_SAMPLE_STEPS)

    def _over(self) -> bool:
        """Stopped, or out of its share of the time."""
        return self.stopped.is_set() or (self.control.timed and self.control.seconds > SHARE * self.control.budget())

    def _found(self, value: float, prices: Prices) -> None:
        self.control.proved(value - SAFETY * abs(value))
