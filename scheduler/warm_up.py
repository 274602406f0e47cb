"""The kernels compiled before a search begins, so that compiling never takes the time of the search.

Compiled kernels are kept on disk (see `wfm.machine.kernel_cache`), so this is done once on a machine, and again after
an update. Each part compiles what one stretch of the search calls; parts are compiled side by side in processes of
their own, and the search then reads what they left on disk. Where nothing can be kept, all is compiled in this process.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from scheduler.arrays import SEAT_PRICE, CompiledProblem, Roster, build_automata, compile_problem, week_fits
from scheduler.bound import Dual
from scheduler.control import Progress, ProgressCallback
from scheduler.cost import ObjectiveWeights
from scheduler.neighbourhoods import Limits, build
from scheduler.problem import DeferrableDemand, HeadDemand, SchedulingProblem, SiteSeats
from scheduler.search import Pace, anneal_part, construct, plan_anew, whole
from wfm.domain.people import Agent, BreakTemplate, Contract, ShiftTemplate, WorkMode
from wfm.domain.planning import DeferrableWork
from wfm.domain.time import Horizon
from wfm.machine import end_process, is_compiled, note_compiled, python_process

PROGRAM = "scheduler"
"""The name under which it is noted that the kernels are compiled."""

MESSAGE = "first run on this machine: compiling, about half a minute"

_done = False


def compile_kernels(progress: ProgressCallback) -> None:
    """Compile what is not compiled yet, and tell so; returns at once where all is there."""
    global _done
    if _done or is_compiled(PROGRAM):
        _done = True
        return
    progress(Progress("compile", 0.0, float("inf"), None, 0.0, 0.0, MESSAGE))
    _side_by_side()
    for part in PARTS.values():  # what could not be compiled elsewhere, or not be kept
        part()
    note_compiled(PROGRAM)
    _done = True


def _side_by_side() -> None:
    """Compile the parts in two processes; one that fails leaves its parts to this process."""
    quiet: dict[str, Any] = dict.fromkeys(("stdout", "stderr"), subprocess.DEVNULL)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for parts in SHARED_OUT:
            processes.append(python_process("scheduler.warm_up", *parts, **quiet, start_new_session=True))
        for process in processes:
            process.wait()
    except OSError:
        return
    finally:
        for process in processes:
            end_process(process)


def _tiny() -> tuple[CompiledProblem, Roster]:
    """A problem that has one of everything, and a roster without shifts."""
    template = ShiftTemplate("day", 480, 600, 60, (240,), 60, (BreakTemplate("pause", 60, False, 60, 120),))
    contract = Contract("flexible", (0, 2400), (0, 5), 5, 660, (template,), None, 4)
    agents = (
        Agent("a", "a", "flexible", {"x": 1.0, "y": 1.0}, WorkMode.HYBRID, "site"),
        Agent("b", "b", "flexible", {"x": 1.0}, WorkMode.ONSITE, "site"),
    )
    horizon = Horizon(date(2026, 1, 5), 7, 60, "UTC")
    demand = (HeadDemand("x", np.ones(horizon.slots)), DeferrableDemand("y", (DeferrableWork(0, 20, 3.0),)))
    problem = SchedulingProblem(
        "tiny", horizon, ("x", "y"), demand, (SiteSeats("site", 1),), {contract.id: contract}, agents
    )
    compiled = compile_problem(problem, ObjectiveWeights())
    return compiled, Roster(compiled)


def _pace(compiled: CompiledProblem) -> Pace:
    return Pace(1.0, 0.1, SEAT_PRICE * compiled.weights.short, 1, 1)


def _search() -> None:
    compiled, roster = _tiny()
    automata = build_automata(compiled)
    construct(compiled, automata, roster, 0)
    plan_anew(compiled, automata, roster, _pace(compiled), 0)


def _annealing() -> None:
    compiled, roster = _tiny()
    anneal_part(compiled, roster, whole(compiled)[0], _pace(compiled), 0)


def _bound() -> None:
    compiled, _ = _tiny()
    dual = Dual(compiled, build_automata(compiled))
    dual.value(dual.start())


def _roster() -> None:
    """What Python calls one by one."""
    compiled, roster = _tiny()
    roster.settle()
    roster.reprice(compiled)
    week_fits(compiled.tables, 0, 0, roster.days)
    build(compiled, roster, compiled.active, np.arange(2), 0.5, Limits(1.0, 1))
    assert roster.total + roster.seat_penalty >= 0


PARTS: dict[str, Callable[[], None]] = {"search": _search, "annealing": _annealing, "bound": _bound, "roster": _roster}
SHARED_OUT = (("search",), ("annealing", "roster", "bound"))
"""Parts that one process compiles after another; what both need comes late in one of them."""

if __name__ == "__main__":
    for name in sys.argv[1:]:
        PARTS[name]()
