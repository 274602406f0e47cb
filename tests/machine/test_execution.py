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
from wfm.machine.children import variables
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

INTERRUPTED = r"""
import os
import signal
import sys
import threading
from wfm.machine.execution import Processes

class Interrupting(list):
    # Sends what a terminal sends, to all processes of the group, when the item of that number is handed to the pool.
    def __init__(self, items, number):
        super().__init__(items)
        self.number = number

    def __iter__(self):
        for number, item in enumerate(super().__iter__()):
            if number == self.number:
                os.killpg(0, signal.SIGINT)
            yield item

def elsewhere(parent):
    return os.getpid() != parent

if __name__ == "__main__":
    if "beside" in sys.argv:
        threading.Thread(target=threading.Event().wait, daemon=True).start()
    noted = []
    if "noted" in sys.argv:
        signal.signal(signal.SIGINT, lambda number, frame: noted.append(number))
        for number in range(6):
            results = list(Processes(2).map(elsewhere, Interrupting([os.getpid()] * 3, number % 3)))
            print(*results, len(noted), flush=True)
        sys.exit()
    for number in range(12):
        try:
            list(Processes(2).map(abs, Interrupting([-1, -2, -3], number % 3)))
            print("lost", number, flush=True)
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
    with pytest.raises(InputError, match="on this machine, got 100000"):
        make_executor("cores:100000")
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


@pytest.mark.parametrize("beside", ["alone", "beside"])
def test_an_interrupt_while_workers_start_is_never_lost(tmp_path: Path, beside: str) -> None:
    """Sent before the first worker starts, between the two and after them: each ends the work, and no worker prints a
    trace; also where another thread of the process is free to receive the signal."""
    done = _interrupted(tmp_path, beside)
    assert done.stdout.split() == ["stopped"] * 12
    assert done.stderr == ""


def test_workers_that_are_interrupted_while_they_start_do_their_work(tmp_path: Path) -> None:
    """Where the process only takes note of Ctrl-C, as a search does, every result arrives, and from a worker."""
    done = _interrupted(tmp_path, "noted")
    assert done.stdout.splitlines() == [f"True True True {number}" for number in range(1, 7)]
    assert done.stderr == ""


def _interrupted(folder: Path, how: str) -> subprocess.CompletedProcess[str]:
    """The script above, in a session of its own."""
    script = folder / "interrupted.py"
    script.write_text(INTERRUPTED)
    return subprocess.run(
        [sys.executable, str(script), how],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=120,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def test_variables_go_with_the_last_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two threads may spread work at once: neither takes a variable from the other, and what someone set stays."""
    monkeypatch.delenv("WFM_TEST_A", raising=False)
    monkeypatch.setenv("WFM_TEST_B", "own")
    first, second = (variables(WFM_TEST_A="1", WFM_TEST_B="1") for _ in range(2))
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert (os.environ["WFM_TEST_A"], os.environ["WFM_TEST_B"]) == ("1", "own")
    second.__exit__(None, None, None)
    assert "WFM_TEST_A" not in os.environ
    assert os.environ["WFM_TEST_B"] == "own"


def test_the_handler_of_before_is_back() -> None:
    """Work spread over processes leaves the process's own handling of Ctrl-C as it was."""
    before = signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, [])
    assert list(Processes(2).map(abs, [-1, -2])) == [1, 2]
    assert (signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, [])) == before
