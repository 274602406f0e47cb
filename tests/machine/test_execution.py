"""Work spread over processes: in order, the same as in one, ended by Ctrl-C without a trace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from wfm.domain.errors import InputError
from wfm.machine.execution import Processes, Serial, make_executor

SLOW = r"""
import sys
import time
from wfm.machine.execution import Processes

def work(seconds):
    sys.stdout.write("at work\n")
    sys.stdout.flush()
    time.sleep(seconds)

if __name__ == "__main__":
    try:
        list(Processes(2).map(work, [60, 60]))
    except KeyboardInterrupt:
        print("stopped", flush=True)
"""


def _square(number: int) -> int:
    if number < 0:
        raise InputError(f"must be >= 0, got {number}")
    return number * number


@pytest.mark.parametrize("spec", ["serial", "cores:1", "cores:2"])
def test_results_come_in_order(spec: str) -> None:
    """Whatever the executor, the results are those of a plain map."""
    assert list(make_executor(spec).map(_square, range(20))) == [n * n for n in range(20)]
    assert list(make_executor(spec).map(_square, [])) == []


@pytest.mark.parametrize("spec", ["serial", "cores:2"])
def test_an_error_is_raised_where_its_result_would_be(spec: str) -> None:
    """Results before the failing item arrive; the failure keeps its type and words."""
    results = make_executor(spec).map(_square, [1, 2, -3, 4])
    assert next(results) == 1
    assert next(results) == 4
    with pytest.raises(InputError, match="got -3"):
        next(results)


def test_a_reader_who_leaves_early_leaves_no_process() -> None:
    """Closing the iterator ends the workers, although an item is still at work."""
    results = Processes(2).map(time.sleep, [0.0, 60.0, 60.0])
    assert isinstance(results, Iterator)
    next(results)
    began = time.monotonic()
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 30


def _fatal_elsewhere(item: tuple[int, int]) -> int:
    """Kills the process it runs in at the third item, unless that is the parent."""
    parent, number = item
    if number == 2 and os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_killed_worker_costs_time_only() -> None:
    """Every result arrives, in order, although a worker is killed on the way."""
    items = [(os.getpid(), n) for n in range(12)]
    assert list(Processes(2).map(_fatal_elsewhere, items)) == list(range(12))


@pytest.mark.parametrize("spec", ["cores:0", "cores:", "many", "cores:two"])
def test_specifications(spec: str) -> None:
    """Anything but serial and cores:N is refused."""
    with pytest.raises(InputError, match="executor must be"):
        make_executor(spec)
    assert isinstance(make_executor("serial"), Serial)
    assert isinstance(make_executor(), Processes)


def test_ctrl_c_ends_all_processes_at_once(tmp_path: Path) -> None:
    """The interrupt of a terminal reaches parent and workers; the parent ends them and nobody prints a trace."""
    script = tmp_path / "slow.py"
    script.write_text(SLOW)
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("at work")
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=50)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    assert out.endswith("stopped\n")
    assert "Traceback" not in err
