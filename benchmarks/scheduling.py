"""The optimizer on a folder of instances at several time limits, judged by a program that shares no code with it.

    python benchmarks/scheduling.py INSTANCES --judge SCORE.py [--seconds 30 60] [--seeds 3] [--only wfm120 planted-60]

The judge is called as `SCORE.py PROBLEM.json SCHEDULE.json --json` and prints one JSON object with `rules_broken`,
`short_head_slots`, `deferred_unmet_head_slots`, `short_percent` and `over_head_slots`. Without one, `wfm check`'s
own check is used and the table says so.
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

from scheduler import Result, SchedulingProblem, TimeLimit, check, read_problem, solve, write_schedule

PEERS = {("wfm120", 15): "501 / 2884", ("wfm120", 60): "66 / 2482", ("wfm120", 180): "1 / 2202"}
"""Head-slots short / over that a hand-written Timefold 1.24 model reaches, by instance and seconds."""


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", type=Path)
    parser.add_argument("--judge", type=Path)
    parser.add_argument("--seconds", type=float, nargs="+", default=[15, 30, 60, 180])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=[])
    args = parser.parse_args()
    warm_up(next(iter(sorted(args.instances.glob("*.json")))))
    print(
        f"judge: {args.judge.name if args.judge else 'scheduler.check (not independent)'}; median of {args.seeds} seeds"
    )
    print(
        f"{'instance':24}{'s':>6}{'broken':>8}{'short %':>10}{'short':>9}{'over':>9}{'gap %':>8}{'first s':>9}{'peer':>14}"
    )
    for path in sorted(args.instances.glob("*.json")):
        if args.only and path.stem not in args.only:
            continue
        problem = read_problem(path)
        for seconds in args.seconds:
            rows = [measure(path, problem, seconds, seed, args.judge) for seed in range(args.seeds)]
            middle = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
            print(
                f"{path.stem:24}{seconds:6.0f}{max(r['broken'] for r in rows):8.0f}{middle['percent']:10.4f}"
                f"{middle['short']:9.1f}{middle['over']:9.1f}{middle['gap']:8.2f}{middle['first']:9.1f}"
                f"{PEERS.get((path.stem, int(seconds)), ''):>14}",
                flush=True,
            )


def warm_up(path: Path) -> None:
    """Load every compiled kernel once, so that no run pays for it."""
    solve(read_problem(path), stop=TimeLimit(5.0))


def measure(path: Path, problem: SchedulingProblem, seconds: float, seed: int, judge: Path | None) -> dict[str, float]:
    """One run and its figures."""
    result = solve(problem, stop=TimeLimit(seconds), seed=seed)
    figures = judged(path, result, judge) if judge else own(problem, result)
    gap = 100 * result.gap if result.gap is not None else float("nan")
    return figures | {"gap": gap, "first": result.statistics[0].seconds, "seconds": result.seconds}


def judged(path: Path, result: Result, judge: Path) -> dict[str, float]:
    """What the judge says of a result."""
    with tempfile.TemporaryDirectory() as folder:
        schedule = Path(folder) / "schedule.json"
        write_schedule(schedule, result)
        command = [sys.executable, str(judge), str(path), str(schedule), "--json"]
        report: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
    return {
        "broken": report["rules_broken"],
        "percent": report["short_percent"],
        "short": report["short_head_slots"] + report["deferred_unmet_head_slots"],
        "over": report["over_head_slots"],
    }


def own(problem: SchedulingProblem, result: Result) -> dict[str, float]:
    """The same figures by the project's own check."""
    report = check(problem, result.shifts, unscheduled=result.unscheduled)
    percent = 100 * report.short / report.asked if report.asked else 0.0
    return {"broken": len(report.broken), "percent": percent, "short": report.short, "over": report.over}


if __name__ == "__main__":
    main()
