"""`wfm check`: any schedule judged against its problem, from file to file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler import PRESETS, CheckReport, check as judge, preset, read_problem, read_schedule
from wfm.cli.terminal import err, out, say, table
from wfm.domain.time import DAY, Horizon, clock, is_steady

if TYPE_CHECKING:
    from scheduler import Finding, SchedulingProblem
    from wfm.domain.rules import Violation

PresetOption = Annotated[
    str, typer.Option("--preset", help=f"What matters most: {', '.join(PRESETS)}.", show_default=True)
]


def check(
    problem: Annotated[Path, typer.Argument(help="Problem file (wfm-problem/1).", show_default=False)],
    schedule: Annotated[
        Path, typer.Argument(help="Schedule file (wfm-schedule/1), whoever wrote it.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    weigh: PresetOption = "cover first",
    keep: Annotated[bool, typer.Option("--keep", help="Add the price of changes to published shifts.")] = False,
    floors: Annotated[
        bool, typer.Option("--floors", help="Also prove what no schedule could avoid; takes a few seconds.")
    ] = False,
    show: Annotated[int, typer.Option(min=0, help="How many broken rules to list.")] = 20,
) -> None:
    """Check any schedule: every broken rule, coverage, and its cost on the scale of the bound.

    Ends with code 1 when a rule is broken.
    """
    weights = preset(weigh)
    task = read_problem(problem)
    read = read_schedule(schedule)
    report = judge(task, read.shifts, weights, unscheduled=read.unscheduled, keep=keep)
    findings = _floors(task) if floors else ()
    if as_json:
        clocks = {"real_time": task.horizon.elapsed}
        claims = {"claimed_objective": read.objective, "claimed_lower_bound": read.lower_bound}
        unmet = {"cannot_be_met": [f.text for f in findings]} if floors else {}
        out.file.write(json.dumps(report.to_dict() | clocks | claims | unmet, ensure_ascii=False) + "\n")
    else:
        if read.problem != task.name:
            err.print(f"note: the schedule says it answers {read.problem!r}, not {task.name!r}")
        if (day := _clock_change(task.horizon)) is not None:
            err.print(
                f"note: rest and paid time are judged by the clock, which changes in {task.horizon.zone} on {day}; "
                'with "elapsed": true in the problem they are real time'
            )
        print_report(report, task.horizon.slot_minutes, show)
        if read.lower_bound is not None:
            say(f"lower bound claimed by the file: {read.lower_bound:,.2f}")
        for finding in findings:
            say(f"cannot be met: {finding.text}")
    if not report.legal:
        raise typer.Exit(1)


def _clock_change(horizon: Horizon) -> date | None:
    """The day within a horizon that is judged by the clock on which the clock changes, None where there is none."""
    days = (horizon.start + timedelta(days=day) for day in range(horizon.days + 1))
    return next((day for day in days if not is_steady(horizon.zone, day, day)), None) if not horizon.elapsed else None


def _floors(task: SchedulingProblem) -> Sequence[Finding]:
    """What no schedule could avoid; only this needs the solvers."""
    from scheduler import precheck

    return precheck(task)


def print_report(report: CheckReport, slot_minutes: int, show: int) -> None:
    """Print what a schedule covers and costs, and the first `show` broken rules."""
    slot = slot_minutes / 60
    rows = [
        (c.skill, *(f"{x * slot:,.1f}" for x in (c.asked, c.short, c.undone, c.slots_short)), f"{c.worst:,.1f}")
        for c in report.coverage
    ]
    header = ("skill", "asked (head-hours)", "short", "work undone", "hours short", "most heads short")
    table(f"{report.problem}: {report.shifts} shifts, {report.paid_hours:,.1f} paid hours", header, rows)
    share = f" ({100 * report.short / report.asked:.3f} %)" if report.asked else ""
    say(f"{report.short * slot:,.1f} head-hours short{share}, {report.over * slot:,.1f} over")
    say(f"cost {report.objective:,.2f}: " + ", ".join(f"{name} {value:,.2f}" for name, value in report.terms.items()))
    say(f"rules broken: {len(report.broken)}")
    for v in report.broken[:show]:
        say(f"  {_told(v)}")
    if len(report.broken) > show:
        say(f"  and {len(report.broken) - show} more (--show, --json)")
    if report.soft:
        say(f"rules with a price not kept: {len(report.soft)}, at {report.terms['rules']:,.2f}")
    for v, price in report.soft[:show]:
        say(f"  {_told(v)}, at {v.amount * (price or 0.0):,.2f}")
    if len(report.soft) > show:
        say(f"  and {len(report.soft) - show} more (--show, --json)")
    for v in report.told[:show]:
        say(f"  named as unscheduled: {v.agent}: {v.text}")
    if len(report.told) > show:
        say(f"  and {len(report.told) - show} more of agents named as unscheduled")


def _told(violation: Violation) -> str:
    """A rule not kept, by whom and where, in one line."""
    minute = violation.minute
    where = "" if minute is None else f", day {minute // DAY + 1} {clock(minute % DAY)}"
    return f"{violation.rule}: {violation.agent}{where}: {violation.text}"
