"""The weighted mean of components: weights from their past errors, and the sentence that says why."""

from __future__ import annotations

import numpy as np

from forecasting.combine.backtest import Backtest
from wfm.domain.arrays import Floats
from wfm.domain.planning import ComponentWeight

POWER = 12.0
"""Weights fall with this power of the error: a method 6 % worse than the best counts half as much."""


def combine(test: Backtest | None, available: tuple[str, ...]) -> tuple[ComponentWeight, ...]:
    """Weights of the available components, largest first, summing to 1.

    Proportional to WAPE^-POWER in the backtest; equal where there was no backtest.
    """
    if test is not None:
        errors = dict(zip(test.names, test.errors().tolist(), strict=True))
        scored = {name: errors[name] for name in available if name in errors and np.isfinite(errors[name])}
        if scored:
            best = max(min(scored.values()), 1e-9)
            raw = {name: (max(error, 1e-9) / best) ** -POWER for name, error in scored.items()}
            whole = sum(raw.values())
            weights = [ComponentWeight(name, raw[name] / whole, scored[name]) for name in scored]
            return tuple(sorted(weights, key=lambda w: -w.weight))
    return tuple(ComponentWeight(name, 1 / len(available), float("nan")) for name in available)


def weighted_mean(weights: tuple[ComponentWeight, ...], forecasts: dict[str, Floats]) -> Floats:
    """The combination's forecast, of the shape of each component's."""
    return np.asarray(sum(w.weight * forecasts[w.name] for w in weights))


def combined_backtest(test: Backtest, weights: tuple[ComponentWeight, ...]) -> Floats:
    """What the combination would have said in the backtest, shape (cells,)."""
    rows = dict(zip(test.names, test.predictions, strict=True))
    return np.asarray(sum(w.weight * rows[w.name] for w in weights))


def reason(weights: tuple[ComponentWeight, ...], origins: int, days: int) -> str:
    """Why these components got these weights, in a sentence."""
    if origins == 0:
        names = ", ".join(w.name for w in weights)
        return f"There was too little history to test methods against each other, so these count equally: {names}."
    tested = sorted(weights, key=lambda w: w.error)
    times = "once" if origins == 1 else f"{origins} times"
    best, worst = tested[0], tested[-1]
    return (
        f"Each method forecast {days} days {times} from earlier dates; {best.name} came closest "
        f"(error {best.error:.1%} of volume) and counts {best.weight:.0%}, {worst.name} missed most "
        f"({worst.error:.1%}) and counts {worst.weight:.0%}; the others lie between."
    )
