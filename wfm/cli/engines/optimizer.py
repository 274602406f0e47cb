"""`wfm solve`: the optimizer from problem file to schedule file."""

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
    result_to_dict,
    solve as search,
    write_schedule,
)
from wfm.cli.engines.checking import PresetOption, print_report
from wfm.cli.terminal import err, out, say, say_shortages, say_unscheduled, watching
from wfm.domain.errors import InputError, SetupError
from wfm.domain.rules import ACTIVITIES
from wfm.machine import check_cores

DEFAULT_SECONDS = 60.0
"""Time a search takes where neither time nor work is limited."""

FINDINGS = 10
"""Findings printed before a search, and reps without a full schedule after it."""

MOST_SHORT = 5
"""Shortages printed after a search."""


def solve(
    problem: Annotated[Path, typer.Argument(help="Problem file (wfm-problem/1).", show_default=False)],
    output: Annotated[Path, typer.Option("--output", "-o", help="Schedule file to write.", show_default=False)],
    time_limit: Annotated[
        float | None,
        typer.Option(help=f"Seconds to search; {DEFAULT_SECONDS:g} when no work limit is given.", show_default=False),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of every random choice.")] = 0,
    cores: Annotated[
        int | None, typer.Option(help="Processes to use; one for each core by default.", show_default=False)
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Change as few of the published shifts as possible.")] = False,
    work_limit: Annotated[
        float | None,
        typer.Option(
            help="Limit in units of work: the same seed and limit give the same schedule on any machine.",
            show_default=False,
        ),
    ] = None,
    gap: Annotated[
        float | None,
        typer.Option(
            help="Stop once the cost is proven within this share of the best, 0.01 for 1 %.", show_default=False
        ),
    ] = None,
    weigh: PresetOption = "cover first",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Schedule the people of a problem file: shifts and breaks that keep every rule, with a proven bound.

    Ctrl-C stops the search and writes the best schedule found so far; a second one ends at once and writes nothing.
    """
    weights = preset(weigh)
    if cores is not None:
        check_cores(cores)
    asked = Event()
    stop = _criterion(time_limit, work_limit, gap, asked)
    task = read_problem(problem)
    _check_output(output, problem)
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
    for note in result.notes:
        err.print(f"note: {note}")
    broken = [violation for violation in report.broken if violation.rule != ACTIVITIES]
    if broken:
        raise SetupError(f"the schedule in {output} breaks {len(broken)} rules; `wfm check` lists them")


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


def _check_output(output: Path, problem: Path) -> None:
    """Refuse a place that cannot be written, or that holds the problem, before the search and not after it."""
    try:
        if output.is_dir():
            raise InputError("must be a file to write, but it is a folder", str(output))
        if output.exists() and not output.is_file():
            raise InputError("must be a file to write, but it is a device", str(output))
        if output.exists() and output.samefile(problem):
            raise InputError("must be another file than the problem, which it would overwrite", str(output))
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
        err.print(f"cannot be met: {finding.text}")
    if len(findings) > FINDINGS:
        err.print(f"and {len(findings) - FINDINGS} more that cannot be met; the schedule's file will name them all")


def _print_result(result: Result, report: CheckReport, output: Path) -> None:
    print_report(report, result.problem.horizon.slot_minutes, 20)
    if result.lower_bound is not None and result.gap is not None:
        say(f"no schedule costs less than {result.lower_bound:,.2f}: at most {100 * result.gap:.2f} % to gain")
    horizon = result.problem.horizon
    say_shortages([s.as_reason() for s in result.shortfalls], horizon, MOST_SHORT, "the file has them all")
    say_unscheduled([u.as_reason() for u in result.unscheduled], FINDINGS, "the file has them all")
    say(f"{result.status.value} after {result.seconds:.1f} s, written to {output}")
