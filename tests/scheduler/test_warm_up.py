"""Compiling is done before the clock starts, leaves nothing for the search to compile, and is told."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from scheduler import warm_up
from scheduler.control.progress import Progress
from scheduler.control.stop import TimeLimit
from scheduler.problem.problem_file import problem_from_dict
from scheduler.solver import solve
from tests.scheduler.random_problems import random_problem
from wfm.machine.kernel_cache import is_compiled, note_compiled

SEARCHES = """
from numba.core import event
from scheduler.control.progress import silent
from scheduler.control.stop import FirstOf, TimeLimit, WorkLimit
from scheduler.cost.objective import PRESETS
from scheduler.problem.problem_file import problem_from_dict
from scheduler.solver import solve
from scheduler.warm_up import compile_kernels
from tests.scheduler.random_problems import random_problem

compile_kernels(silent)
compiled = []

class Compiled(event.Listener):
    def on_start(self, event):
        compiled.append(event.data["dispatcher"].py_func.__qualname__)

    def on_end(self, event):
        pass

event.register("numba:compile", Compiled())
for number, weights in enumerate(PRESETS.values()):
    problem = problem_from_dict(random_problem(40 + 7 * number))
    solve(problem, stop=FirstOf(WorkLimit(20), TimeLimit(5.0)), weights=weights, keep=number % 2 == 1)
print(*compiled)
"""


def test_the_search_compiles_nothing() -> None:
    """Whatever the problem: every kernel was compiled before, for the very types that the search hands it."""
    root = Path(__file__).parents[2]
    found = subprocess.run([sys.executable, "-c", SEARCHES], cwd=root, capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


def test_compiling_is_told_once_and_takes_no_time_of_the_search(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A part that takes five seconds does not eat a limit of five; a second search compiles nothing."""
    problem = problem_from_dict(random_problem(3))
    solve(problem, stop=TimeLimit(0.5), cores=1)  # the kernels themselves are loaded from where they are kept
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(warm_up, "_done", False)
    monkeypatch.setattr(warm_up, "SHARED_OUT", ())
    monkeypatch.setattr(warm_up, "PARTS", {"slow": lambda: time.sleep(5.0)})
    told = list[Progress]()
    result = solve(problem, stop=TimeLimit(5.0), progress=told.append, cores=1)
    assert told[0].phase == "compile"
    assert "first run on this machine" in told[0].message
    assert result.searched
    again = list[Progress]()
    solve(problem, stop=TimeLimit(0.1), progress=again.append, cores=1)
    assert "compile" not in {report.phase for report in again}


def test_a_part_that_fails_elsewhere_is_compiled_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A process that ends with an error costs time only."""
    done = list[str]()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(warm_up, "_done", False)
    monkeypatch.setattr(warm_up, "SHARED_OUT", (("no such part",),))
    monkeypatch.setattr(warm_up, "PARTS", {"one": lambda: done.append("one")})
    warm_up.compile_kernels(lambda progress: None)
    assert done == ["one"]


def test_what_is_noted_holds_for_these_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A note is found again; where nothing can be kept there is none, and no file is left anywhere."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert not is_compiled("program")
    note_compiled("program")
    assert is_compiled("program")
    monkeypatch.setattr("wfm.machine.kernel_cache.sources_digest", lambda: "others")
    assert not is_compiled("program")
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    note_compiled("program")
    assert not is_compiled("program")
    assert sorted(tmp_path.iterdir()) == before
