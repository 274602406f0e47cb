"""`wfm solve` and `wfm check`: the optimizer's two headless doors, on problem and schedule files."""

from __future__ import annotations

import json
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, current_thread, main_thread
from types import FrameType
from typing import Annotated

import typer

from scheduler import (
    PRESETS,
    Asked,
    CheckReport,
    Finding,
    FirstOf,
    GapLimit,
    Result,
    Status,
    StoppingCriterion,
    TimeLimit,
    WorkLimit,
    check as judge,
    precheck,
    preset,
    read_problem,
    read_schedule,
    result_to_dict,
    solve as search,
    write_schedule,
)
from wfm.cli.terminal import err, out, say, say_shortages, say_unscheduled, table, watching
from wfm.domain.errors import InputError, SetupError
from wfm.domain.time import DAY, clock

DEFAULT_SECONDS = 60.0
"""Time a search takes where neither time nor work is limited."""

FINDINGS = 10
"""Findings printed before a search, and reps without a full schedule after it."""

MOST_SHORT = 5
"""Shortages printed after a search."""

PresetOption = Annotated[
    str, typer.Option("--preset", help=f"What matters most: {', '.join(PRESETS)}.", show_default=True)
]


def solve(
    problem: Annotated[Path, typer.Argument(help="Problem file (wfm-problem/1).", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help="Schedule file to write.", show_default=False)],
    time_limit: Annotated[
        float | None,
        typer.Option(help=f"Seconds to search; {DEFAULT_SECONDS:g} when no work limit is given.", show_default=False),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of every random choice.")] = 0,
    cores: Annotated[
        int | None, typer.Option(min=1, help="Processes to use; all when not given.", show_default=False)
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Change as few of the published shifts as possible.")] = False,
    work_limit: Annotated[
        float | None,
        typer.Option(
            help="Units of work: the same seed and work give the same schedule on any machine.", show_default=False
        ),
    ] = None,
    gap: Annotated[
        float | None, typer.Option(help="Stop once proven this near the best, e.g. 0.01 for 1 %.", show_default=False)
    ] = None,
    weigh: PresetOption = "cover first",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Schedule the people of a problem file: shifts and breaks that keep every rule, with a proven bound.

    Ctrl-C stops the search and writes the best schedule found so far; a second one ends at once and writes nothing.
    """
    weights = preset(weigh)
    asked = Event()
    stop = _criterion(time_limit, work_limit, gap, asked)
    task = read_problem(problem)
    _check_folder(output)
    if not quiet:
        _print_findings(precheck(task, floors=False))
    with _ctrl_c(asked), watching(task.name, quiet) as progress:
        result = search(task, stop=stop, seed=seed, weights=weights, progress=progress, cores=cores, keep=keep)
    if asked.is_set():
        result = replace(result, status=Status.STOPPED)
    report = judge(task, result.shifts, weights, unscheduled=result.unscheduled, keep=keep)
    _write(output, result)
    if not quiet:
        if asked.is_set():
            say("Stopped as you asked; this is the best schedule found so far.")
        _print_result(result, report, output)
    if not report.legal:
        raise SetupError(f"the schedule in {output} breaks {len(report.broken)} rules; `wfm check` lists them")


def check(
    problem: Annotated[Path, typer.Argument(help="Problem file (wfm-problem/1).", show_default=False)],
    schedule: Annotated[
        Path, typer.Argument(help="Schedule file (wfm-schedule/1), whoever wrote it.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    weigh: PresetOption = "cover first",
    keep: Annotated[bool, typer.Option("--keep", help="Price the changes of published shifts.")] = False,
    floors: Annotated[
        bool, typer.Option("--floors", help="Also prove what no schedule could avoid (takes some seconds).")
    ] = False,
    show: Annotated[int, typer.Option(min=0, help="How many broken rules to list.")] = 20,
) -> None:
    """Judge any schedule: every broken rule, coverage, and its cost on the scale of the bound.

    Ends with code 1 when a rule is broken.
    """
    weights = preset(weigh)
    task = read_problem(problem)
    read = read_schedule(schedule)
    report = judge(task, read.shifts, weights, unscheduled=read.unscheduled, keep=keep)
    findings = precheck(task) if floors else []
    if as_json:
        claims = {"claimed_objective": read.objective, "claimed_lower_bound": read.lower_bound}
        unmet = {"cannot_be_met": [f.text for f in findings]} if floors else {}
        out.file.write(json.dumps(report.to_dict() | claims | unmet, ensure_ascii=False) + "\n")
    else:
        if read.problem != task.name:
            err.print(f"note: the schedule says it answers {read.problem!r}, not {task.name!r}", markup=False)
        _print_report(report, task.horizon.slot_minutes, show)
        if read.lower_bound is not None:
            say(f"lower bound claimed by the file: {read.lower_bound:,.2f}")
        for finding in findings:
            say(f"cannot be met: {finding.text}")
    if not report.legal:
        raise typer.Exit(1)


def _criterion(seconds: float | None, work: float | None, gap: float | None, asked: Event) -> StoppingCriterion:
    criteria: list[StoppingCriterion] = [Asked(asked)]
    if work is not None:
        criteria.append(WorkLimit(work))
    if seconds is not None or work is None:
        criteria.append(TimeLimit(DEFAULT_SECONDS if seconds is None else seconds))
    if gap is not None:
        criteria.append(GapLimit(gap))
    return FirstOf(*criteria)


@contextmanager
def _ctrl_c(asked: Event) -> Iterator[None]:
    """While the block runs, the first Ctrl-C (or a polite kill) asks the search to end, the second ends the program."""
    if current_thread() is not main_thread():
        yield
        return

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _check_folder(output: Path) -> None:
    """Refuse a place that cannot be written before the search, not after it."""
    if output.is_dir():
        raise InputError("must be a file to write, but it is a folder", str(output))
    try:
        with tempfile.TemporaryFile(dir=output.parent):
            pass
    except OSError as error:
        raise SetupError(f"{output}: cannot be written: {error.strerror or error}") from error


def _write(output: Path, result: Result) -> None:
    """Write the schedule; where its disk is full, to the system's temporary folder, or else to standard output."""
    try:
        write_schedule(output, result)
        return
    except SetupError as error:
        refused = error
    spare = Path(tempfile.gettempdir()) / f"{output.stem}-{result.problem.horizon.start.isoformat()}.json"
    try:
        write_schedule(spare, result)
        kept = f"the schedule was kept in {spare}"
    except SetupError:
        out.file.write(json.dumps(result_to_dict(result), ensure_ascii=False) + "\n")
        kept = "the schedule was printed instead"
    raise SetupError(f"{refused}; {kept}") from refused


def _print_findings(findings: list[Finding]) -> None:
    for finding in findings[:FINDINGS]:
        err.print(f"cannot be met: {finding.text}", markup=False)
    if len(findings) > FINDINGS:
        err.print(f"and {len(findings) - FINDINGS} more that cannot be met; the schedule's file will name them all")


def _print_result(result: Result, report: CheckReport, output: Path) -> None:
    _print_report(report, result.problem.horizon.slot_minutes, 20)
    if result.lower_bound is not None and result.gap is not None:
        say(f"no schedule costs less than {result.lower_bound:,.2f}: at most {100 * result.gap:.2f} % to gain")
    horizon = result.problem.horizon
    say_shortages([s.as_reason() for s in result.shortfalls], horizon, MOST_SHORT, "the file has them all")
    say_unscheduled([u.as_reason() for u in result.unscheduled], FINDINGS, "the file has them all")
    say(f"{result.status.value} after {result.seconds:.1f} s, written to {output}")


def _print_report(report: CheckReport, slot_minutes: int, show: int) -> None:
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
        where = "" if v.minute is None else f", day {v.minute // DAY + 1} {clock(v.minute % DAY)}"
        say(f"  {v.rule}: {v.agent}{where}: {v.text}")
    if len(report.broken) > show:
        say(f"  and {len(report.broken) - show} more (--show, --json)")
    for v in report.told[:show]:
        say(f"  named as unscheduled: {v.agent}: {v.text}")
    if len(report.told) > show:
        say(f"  and {len(report.told) - show} more of agents named as unscheduled")
