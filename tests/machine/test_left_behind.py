"""A process that is killed leaves nothing behind: what it started ends within two seconds, whatever it is doing."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.process_tree import ROOT, all_gone, await_running, tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

PROBLEM = ROOT / "benchmarks" / "instances" / "wfm120.json"

POOL = """
import sys, time
from wfm.machine.execution import Processes

def work(seconds):
    print("at work", flush=True)
    time.sleep(seconds)

if __name__ == "__main__":
    list(Processes(2).map(work, [60, 60]))
"""

BY_A_THREAD = """
import sys, threading, time
from wfm.machine.children import python_process

children = []
starts = threading.Thread(target=lambda: children.append(python_process("waits")))
starts.start()
starts.join()
time.sleep(1.0)
print(children[0].poll(), flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP])
@pytest.mark.parametrize("delay", [0.0, 0.3, 3.0])
def test_compilers_end_with_the_command(tmp_path: Path, number: signal.Signals, delay: float) -> None:
    """Killed when its compilers begin, while they load, and amid compiling."""
    fresh = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "kernels")}
    command = (sys.executable, "-m", "wfm.cli", "solve", PROBLEM, "-o", "made.json", "--time-limit", "5")
    with tree(tmp_path, *command, more=fresh) as process:
        await_running(tmp_path, "scheduler.warm_up", 2)
        time.sleep(delay)
        process.send_signal(number)
        process.wait(timeout=5)
        all_gone(tmp_path)


@pytest.mark.parametrize("delay", [0.0, 2.0])
def test_workers_of_a_search_end_with_it(tmp_path: Path, delay: float) -> None:
    """Killed when its workers start, and while they solve."""
    command = (sys.executable, "-m", "wfm.cli", "solve", PROBLEM, "-o", "made.json", "--time-limit", "30")
    with tree(tmp_path, *command) as process:
        await_running(tmp_path, "neighbourhoods.worker", 1)
        time.sleep(delay)
        process.kill()
        process.wait(timeout=5)
        all_gone(tmp_path)


def test_a_pool_ends_with_who_made_it(tmp_path: Path) -> None:
    """Workers in the midst of an item, and the process that Python starts for their locks."""
    (tmp_path / "pool.py").write_text(POOL)
    with tree(tmp_path, sys.executable, tmp_path / "pool.py") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        process.kill()
        process.wait(timeout=5)
        all_gone(tmp_path)


def test_a_child_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    """And ends with the process all the same."""
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "waits.py").write_text("import time\ntime.sleep(60)\n")
    (tmp_path / "starts.py").write_text(BY_A_THREAD)
    with tree(tmp_path, sys.executable, tmp_path / "starts.py") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "None\n"
        process.kill()
        process.wait(timeout=5)
        all_gone(tmp_path)
