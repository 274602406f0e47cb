"""Commands run in a folder that holds files named like modules: none of them is ever executed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.commandline import Wfm
from tests.served_app import free_port, running
from wfm.database.engine import open_database
from wfm.domain.planning.runs import JobState

ROOT = Path(__file__).parents[3]
WFM = Path(sys.executable).with_name("wfm")
ENDED = (JobState.DONE, JobState.FAILED, JobState.STOPPED)

RAN = "ran-"
HOSTILE = f"""
import os, pathlib
(pathlib.Path(__file__).parent / f"{RAN}{{__name__}}-{{os.getpid()}}").write_text("")
raise ImportError("this must not run")
"""

NAMES = (
    *("wfm", "scheduler", "forecasting", "data", "numpy", "pandas", "scipy", "numba", "ortools", "sqlalchemy"),
    *("streamlit", "json", "pickle", "struct", "socket", "multiprocessing", "subprocess", "signal", "threading"),
    *("ctypes", "runpy", "sitecustomize", "usercustomize"),
)

STARTS_A_JOB = """
import sys
from wfm.database import open_database
from wfm.domain.accounts import OPERATOR
from wfm.services.jobs import start_job
print(start_job(open_database(sys.argv[1]), OPERATOR, "schedule", {"time_limit": 0.1, "days": 2}).id)
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with a trap for every module that is likely to be imported."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.py").write_text(HOSTILE)
    package = folder / "scheduler"
    package.mkdir()
    (package / "__init__.py").write_text(HOSTILE)
    return folder


def _environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONSAFEPATH")}
    return {**kept, "WFM_DATA_DIR": str(data)}


def _sprung(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob(f"{RAN}*"))


def _run(folder: Path, data: Path, *command: str | Path) -> str:
    """Run a command there; it must end well and have sprung no trap."""
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=_environment(data), capture_output=True, text=True, timeout=120
    )
    assert not _sprung(folder), command
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_problem_is_solved_by_the_program_itself(hostile: Path, tmp_path: Path) -> None:
    """The search starts workers; the optimizer they load is the installed one."""
    problem = ROOT / "docs" / "examples" / "problem.json"
    _run(hostile, tmp_path, WFM, "solve", problem, "-o", "made.json", "--time-limit", "2")
    assert (hostile / "made.json").exists()


def test_every_step_of_planning_runs_the_program_itself(planned: Wfm, hostile: Path) -> None:
    """What is spread over processes, and what Alembic loads by itself."""
    data = planned.folder / "data"
    _run(hostile, data, WFM, "init")
    _run(hostile, data, WFM, "forecast", "--start", "2026-06-01", "--days", "2", "--cores", "cores:2")
    _run(hostile, data, WFM, "staff")
    _run(hostile, data, WFM, "schedule", "--time-limit", "1")
    _run(hostile, data, WFM, "publish", "2")
    _run(hostile, data, WFM, "simulate", "--replications", "8", "--cores", "cores:2")


def test_python_m_leaves_the_folder_too(hostile: Path, tmp_path: Path) -> None:
    """Python itself puts the folder first; but for a `wfm` of its own there, nothing of it is loaded."""
    (hostile / "wfm.py").unlink()
    for name in ("runpy", "threading", "subprocess", "signal", "ctypes", "socket", "struct", "json", "pickle"):
        (hostile / f"{name}.py").unlink()  # what Python loads before the first line of the program
    problem = ROOT / "docs" / "examples" / "problem.json"
    command = (sys.executable, "-m", "wfm.cli", "solve", problem, "-o", "made.json", "--time-limit", "1")
    _run(hostile, tmp_path, *command)


def test_a_job_is_done_by_the_program_itself(planned: Wfm, hostile: Path) -> None:
    """The worker of a long run inherits the folder of the app, and so do the workers of its search."""
    data = planned.folder / "data"
    url = f"sqlite:///{data / 'wfm.db'}"
    id = int(_run(hostile, data, sys.executable, "-P", "-c", STARTS_A_JOB, url))
    db = open_database(url)
    deadline = time.monotonic() + 60
    state = JobState.QUEUED
    while state not in ENDED and time.monotonic() < deadline:
        time.sleep(0.2)
        with db.read() as uow:
            state = uow.jobs.get(id).state
    db.close()
    assert state is JobState.DONE, (data / "jobs.log").read_text()
    assert not _sprung(hostile)


def test_the_app_is_the_program_itself(planned: Wfm, hostile: Path) -> None:
    """`wfm app` answers, and nothing of the folder was loaded."""
    port = free_port()
    with running([WFM, "app", "--port", str(port)], port, hostile, _environment(planned.folder / "data")):
        assert not _sprung(hostile)
