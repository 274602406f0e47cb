"""The optimizer on a folder of instances at several time limits, judged by a program that shares no code with it.

    python -m benchmarks.scheduling                       every instance, 15, 30, 60 and 180 seconds, one seed
    python -m benchmarks.scheduling --seconds 30 60 --seeds 3 --only wfm120 planted-60-24x7 planted-200-24x7
    python -m benchmarks.scheduling --seconds 60 --only demand-50-24x7 demand-200-24x7 demand-1000-24x7

The second and third repeat figures of docs/tuning.md: medians of three seeds, and one seed. Instances are those of
benchmarks/instances, or of the folder named. The judge is `python -m benchmarks.judge`, or a program of your own
that is called as `JUDGE.py PROBLEM.json SCHEDULE.json --json` and prints one JSON object with `rules_broken`,
`short_head_slots`, `deferred_unmet_head_slots`, `short_percent` and `over_head_slots`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scheduler import Result, SchedulingProblem, TimeLimit, read_problem, solve, write_schedule

ROOT = Path(__file__).resolve().parents[1]

PEERS = {("wfm120", 15): "501 / 2884", ("wfm120", 60): "66 / 2482", ("wfm120", 180): "1 / 2202"}
"""Head-slots short / over that a hand-written Timefold 1.24 model reaches, by instance and seconds."""


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", type=Path, nargs="?", default=ROOT / "benchmarks" / "instances")
    parser.add_argument("--judge", type=Path, help="a program of your own")
    parser.add_argument("--seconds", type=float, nargs="+", default=[15, 30, 60, 180])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=[], metavar="INSTANCE")
    args = parser.parse_args()
    paths = [path for path in sorted(args.instances.glob("*.json")) if not args.only or path.stem in args.only]
    if not paths:
        parser.error(f"{args.instances} holds no {' or '.join(args.only) or 'instance'}")
    judge = [str(args.judge.resolve())] if args.judge else ["-m", "benchmarks.judge"]
    warm_up(paths[0])
    print(f"judge: {judge[-1]}; median of {args.seeds} seeds")
    print(
        f"{'instance':24}{'s':>6}{'broken':>8}{'short %':>10}{'short':>9}{'over':>9}{'gap %':>8}{'first s':>9}{'peer':>14}"
    )
    for path in paths:
        problem = read_problem(path)
        for seconds in args.seconds:
            rows = [measure(path, problem, seconds, seed, judge) for seed in range(args.seeds)]
            print(line(path.stem, seconds, rows), flush=True)


def line(name: str, seconds: float, rows: list[dict[str, float]]) -> str:
    """One line of the table: medians, and the most rules that a run broke."""
    middle = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
    return (
        f"{name:24}{seconds:6.0f}{max(row['broken'] for row in rows):8.0f}{middle['percent']:10.4f}"
        f"{middle['short']:9.1f}{middle['over']:9.1f}{middle['gap']:8.2f}{middle['first']:9.1f}"
        f"{PEERS.get((name, int(seconds)), ''):>14}"
    )


def warm_up(path: Path) -> None:
    """Load every compiled kernel once, so that no run pays for it."""
    solve(read_problem(path), stop=TimeLimit(5.0))


def measure(path: Path, problem: SchedulingProblem, seconds: float, seed: int, judge: list[str]) -> dict[str, float]:
    """One run and its figures."""
    result = solve(problem, stop=TimeLimit(seconds), seed=seed)
    gap = 100 * result.gap if result.gap is not None else float("nan")
    return judged(path, result, judge) | {"gap": gap, "first": result.statistics[0].seconds}


def judged(path: Path, result: Result, judge: list[str]) -> dict[str, float]:
    """What the judge says of a result."""
    with tempfile.TemporaryDirectory() as folder:
        schedule = Path(folder) / "schedule.json"
        write_schedule(schedule, result)
        command = [sys.executable, *judge, str(path.resolve()), str(schedule), "--json"]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    report: dict[str, Any] = json.loads(done.stdout)
    return {
        "broken": report["rules_broken"],
        "percent": report["short_percent"],
        "short": report["short_head_slots"] + report["deferred_unmet_head_slots"],
        "over": report["over_head_slots"],
    }


if __name__ == "__main__":
    main()
