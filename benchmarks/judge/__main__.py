"""Prints every broken rule of a schedule, the head-slots short and over, paid hours, and preferences met.

    python -m benchmarks.judge PROBLEM.json SCHEDULE.json [--json]

Reads the two formats of docs/format.md. Rules with a price are soft: listed under `soft` with their amounts, and not
broken. Exit status: 0 when no rule is broken, 1 when some are, 2 for unreadable input (an unknown key or a value out
of range is named by its path).

Coverage is judged generously and exactly: in every slot each agent on shift and not on a break or an activity may be
split over the skills it has, and the split that leaves the least weighted shortage is found by a linear program (HiGHS
through SciPy). Rows over several skills ask on top of the rows of single skills, so `over_head_slots` is then what no
row can use. Span of control (`per`) is counted in heads and reported beside the rest.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.judge.formats import check_input
from benchmarks.judge.problem import Json
from benchmarks.judge.report import Broken, score


def main() -> int:
    """Read two files, print the report, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.judge", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("problem", type=Path)
    parser.add_argument("schedule", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--show", type=int, default=10, help="how many broken rules to show")
    args = parser.parse_args()
    try:
        problem, schedule = (json.loads(path.read_text(encoding="utf-8")) for path in (args.problem, args.schedule))
        check_input(problem, schedule)
        report, broken = score(problem, schedule)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"cannot score: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(report | {"broken": [list(b) for b in broken[: args.show]]}))
    else:
        print_report(report, broken, args.show)
    return 1 if broken else 0


def print_report(report: Json, broken: list[Broken], show: int) -> None:
    """The figures one a line, then the first broken and soft rules."""
    for key, value in report.items():
        if key != "soft":
            print(f"{key:34} {value}")
    for rule, who, where, text in broken[:show]:
        print(f"  broken: {rule} | {who} | {where} | {text}")
    for s in report.get("soft", [])[:show]:
        print(f"  soft: {s['rule']} | {s['agent']} | {s['where']} | {s['amount']:g} x {s['price']:g}")


if __name__ == "__main__":
    sys.exit(main())
