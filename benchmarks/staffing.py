"""Staffing: accuracy and speed beside pyworkforce, ciw and simpy; one table.

python -m benchmarks.staffing             every section but the long one
python -m benchmarks.staffing exact       10,000 random promises judged in 40-digit arithmetic (minutes)
python -m benchmarks.staffing inverse simulator day chat email pool
"""

from __future__ import annotations

import itertools
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.staffing_cases import Row, timed
from benchmarks.staffing_simulated import chat, day, email, pool_of_two, simulator
from wfm.machine import make_executor
from wfm.staffing import required_heads


def main() -> None:
    """Run the sections named on the command line and print one table."""
    names = sys.argv[1:] or [name for name, _ in SECTIONS if name != "exact"]
    print(f"{'what':<66} {'figure':<34} {'bar':<22} verdict")
    for name in names:
        for what, figure, bar, passed in dict(SECTIONS)[name]():
            verdict = "" if passed is None else ("pass" if passed else "SHORT")
            print(f"{what:<66} {figure:<34} {bar:<22} {verdict}", flush=True)


def exact() -> Iterator[Row]:
    """Least heads against 40 digits: n heads keep the promise, n - 1 do not."""
    wrong = sum(make_executor().map(_wrong, range(2024, 2044)))
    yield "integer requirement, 10,000 random promises, 0..100,000 erlangs", f"{wrong} differ", "0 differ", wrong == 0


def _wrong(seed: int) -> int:
    """How many of 500 random promises the package and the oracle answer differently."""
    # Some peers install a package named `tests` that would hide the project's own, so its folder goes on the path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "staffing"))
    from asked import heads_of
    from mp_oracle import random_case

    rng, wrong = random.Random(seed), 0
    for _ in range(500):
        case = random_case(rng)
        heads = heads_of(case)
        wrong += not case.kept(heads) or (heads > 0 and case.kept(heads - 1))
    return wrong


def _year() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """100 queues x 35,040 quarter hours: volume; AHT, patience and target share per queue."""
    rng = np.random.default_rng(1)
    day = np.maximum(0.02, np.exp(-(((np.arange(96) - 45) / 16.0) ** 2)))
    volume = rng.uniform(20, 200, 100)[:, None] * np.tile(day, 365) * rng.uniform(0.8, 1.2, (100, 35_040))
    rows = (rng.uniform(120, 600, (100, 1)), rng.uniform(60, 600, (100, 1)), rng.choice([0.8, 0.85, 0.9], (100, 1)))
    return volume, *rows


def inverse() -> Iterator[Row]:
    """3.5 million cells each way, and pyworkforce on a sample of the same cells in the same run."""
    volume, aht, patience, share = _year()

    def c() -> np.ndarray:
        return required_heads(volume * aht / 900.0, aht, 20.0, share, max_occupancy=0.88)

    def a() -> np.ndarray:
        return required_heads(volume * aht / 900.0, aht, 20.0, share, patience_seconds=patience, max_occupancy=0.88)

    required_heads(volume[:, :3000] * aht / 900.0, aht, 20.0, share)
    required_heads(volume[:, :3000] * aht / 900.0, aht, 20.0, share, patience_seconds=patience)
    heads, seconds = timed(c)
    yield "Erlang C inverse, 100 queues x 35,040 intervals", f"{seconds:.2f} CPU s", "< 0.5 CPU s", seconds < 0.5
    _, patient = timed(a)
    yield "Erlang A inverse, the same cells", f"{patient:.2f} CPU s", "< 5 CPU s", patient < 5.0
    try:
        from pyworkforce.queuing import ErlangC
    except ImportError:
        yield "pyworkforce", "not installed", "", None
        return
    cells = list(itertools.product(range(0, 100, 4), range(0, 35_040, 397)))

    def peer() -> list[int]:
        return [
            ErlangC(transactions=volume[q, i], aht=aht[q, 0] / 60, interval=15, asa=20 / 60, shrinkage=0.0)
            .required_positions(service_level=share[q, 0], max_occupancy=0.88)["raw_positions"]
            for q, i in cells
        ]  # fmt: skip

    theirs, slow = timed(peer, repeats=1)
    same = sum(int(x) == heads[q, i] for x, (q, i) in zip(theirs, cells, strict=True))
    ratio = (slow / len(cells)) / (seconds / volume.size)
    yield (
        f"pyworkforce on {len(cells)} of them: times slower per cell",
        f"{ratio:.0f} x ({same} agree)",
        ">= 200 x",
        ratio >= 200,
    )


SECTIONS: tuple[tuple[str, Callable[[], Iterator[Row]]], ...] = (
    ("exact", exact),
    ("inverse", inverse),
    ("simulator", simulator),
    ("day", day),
    ("chat", chat),
    ("email", email),
    ("pool", pool_of_two),
)


if __name__ == "__main__":
    main()
