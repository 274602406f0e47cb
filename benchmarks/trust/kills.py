"""Kills: an act ended by SIGKILL at a random moment is whole or has not happened, and leaves no process behind.

`python -m benchmarks.trust.kills --database postgres --tries 100` kills each act so often. What is stored afterwards
must be one of the two states of an act that was left alone, the later one where it was acknowledged; the next who does
the same must succeed; and what the killed process had started must have ended within three seconds. `wfm solve`, which
stores nothing, is killed for the sake of its processes.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from benchmarks.trust.means.databases import Databases, Tables, databases
from benchmarks.trust.means.kill_cases import ACTS, Act, perform
from benchmarks.trust.means.told import Found, head, line, options
from benchmarks.trust.means.watched import descendants, kill, left_after

GRACE = 3.0
"""Seconds in which what a killed process had started must have ended."""

PROBLEM = Path(__file__).parents[1] / "instances" / "wfm120.json"

Dump = dict[str, list[tuple[str, ...]]]


class Killer:
    """Acts on fresh databases, in processes forked from one that has loaded everything."""

    def __init__(self, source: Databases, context: ForkServerContext) -> None:
        self._source, self._context = source, context

    def fresh(self, act: Act) -> str:
        """A database where the act can begin."""
        url = self._source.fresh(act.fill)
        if act.ready is not None:
            act.ready(url)
        return url

    def alone(self, act: Act) -> tuple[Dump, Dump, float]:
        """The two states that are allowed, and the seconds that the act takes."""
        url = self.fresh(act)
        before = Tables(url).dump(act.without)
        _, _, seconds, _ = self.run(act, url, None)
        return before, Tables(url).dump(act.without), seconds

    def run(self, act: Act, url: str, moment: float | None) -> tuple[bool, set[int], float, int | None]:
        """Act in a process and kill it: so many seconds after it begins, or once it is done.

        Whether it was acknowledged, what it had started, how long it ran, and the code of one that ended by itself.
        """
        here, there = self._context.Pipe()
        process = self._context.Process(target=perform, args=(act, url, there))
        process.start()
        there.close()
        assert process.pid is not None
        kin: set[int] = set()
        try:
            here.recv()
            start = time.monotonic()
            if moment is None:
                acknowledged = bool(here.poll(120) and _heard(here))
            else:
                while (left := start + moment - time.monotonic()) > 0 and not here.poll(min(left, 0.02)):
                    kin |= descendants(process.pid)
                acknowledged = False
            kin |= descendants(process.pid)
            seconds = time.monotonic() - start
        finally:
            kill(process.pid)
            process.join()
        # what it told before it died counts as told
        return acknowledged or bool(here.poll() and _heard(here)), kin, seconds, process.exitcode


def _heard(line: Any) -> bool:
    try:
        return bool(line.recv() == "done")
    except EOFError:
        return False


def killed(act: Act, killer: Killer, tries: int, rng: random.Random) -> Found:
    """An act killed several times."""
    found = Found(act.name)
    before, after, took = killer.alone(act)
    if before == after:
        found.words["the act changes nothing here, so that only processes are looked at"] += 1
    kept = 0
    for number in range(tries):
        url = killer.fresh(act)
        # every other one near the end, where what was done is committed and told
        moment = took * (rng.uniform(0, 1) if number % 2 else rng.uniform(0.9, 1.3))
        acknowledged, kin, seconds, code = killer.run(act, url, moment)
        wrong = [f"it ended by itself with code {code}"] * (code not in (-9, 0))
        if left := left_after(kin, GRACE):
            wrong.append("processes are left behind")
            for pid in left:
                kill(pid)
        now = _settled(Tables(url), act, (before, after))
        kept += now == after
        if now not in (before, after):
            wrong.append(f"a partial state: {_difference(now, before, after)}")
        if acknowledged and now != after:
            wrong.append("an acknowledged write is lost")
        if now == before and not act.without:
            killer.run(act, url, None)
            # a server gives the ids of what was undone to nobody else, so that rows are counted here
            if _counts(Tables(url).dump(act.without)) != _counts(after):
                wrong.append("whoever does the same next does not get it done")
        found.add(wrong, longest=seconds)
        killer._source.drop(url)
    found.words[f"the act was whole {kept} times, undone {tries - kept} times; left alone it takes {took:.2f} s"] += 1
    return found


def _counts(dump: Dump) -> dict[str, int]:
    return {name: len(rows) for name, rows in dump.items()}


def _settled(tables: Tables, act: Act, allowed: tuple[Dump, Dump]) -> Dump:
    """What is stored, once the server has noticed that the client is gone: looked at again for three seconds."""
    deadline = time.monotonic() + GRACE
    while (found := tables.dump(act.without)) not in allowed and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def _difference(now: Dump, before: Dump, after: Dump) -> str:
    """The tables that are as neither state has them."""
    names = sorted({*now, *before, *after})
    mixed = [n for n in names if now.get(n) != before.get(n)]
    return (
        f"{', '.join(mixed)} differ from before, {', '.join(n for n in names if now.get(n) != after.get(n))} from after"
    )


def solves_killed(tries: int, rng: random.Random) -> Found:
    """`wfm solve` on two cores, killed while it loads or while processes of its own compile for it."""
    found = Found("wfm solve, its processes")
    with tempfile.TemporaryDirectory() as folder:
        words = ["solve", str(PROBLEM), "-o", f"{folder}/out.json", "--time-limit", "20", "--cores", "2", "--quiet"]
        for number in range(tries):
            process = subprocess.Popen(
                [sys.executable, "-m", "wfm.cli", *words],
                cwd=PROBLEM.parents[2],
                env={**os.environ, "NUMBA_CACHE_DIR": f"{folder}/kernels{number}"},  # nothing is compiled there yet
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            start, kin = time.monotonic(), set[int]()
            until = start + rng.uniform(0.5, 8.0)
            while time.monotonic() < until and process.poll() is None:
                found_before, kin = bool(kin), kin | descendants(process.pid)
                if number % 2 and kin and not found_before:  # every other one soon after it has started others
                    until = time.monotonic() + rng.uniform(0, 3.0)
                elif number % 2 and not kin:
                    until = start + 60
                time.sleep(0.02)
            kill(process.pid)
            process.wait()
            left = left_after(kin, GRACE)
            seen = f"{len(left)} of {len(kin)} processes are left behind after {GRACE:g} s"
            found.add([seen] * bool(left), longest=time.monotonic() - start)
            for pid in left:
                kill(pid)
            if Path(folder, "out.json").exists():
                found.words["a file was written before the end"] += 1
    return found


def main() -> None:
    """Kill, and print the table."""
    given = options(__doc__, 100).parse_args()
    rng, wrong = random.Random(given.seed), 0
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["benchmarks.trust.means.kill_cases"])
    with databases(given.database) as source:
        print(f"{source.kind}, seed {given.seed}")
        head()
        for act in (act for act in ACTS if given.only in act.name):
            told = killed(act, Killer(source, context), given.tries, rng)
            line(told)
            wrong += told.wrong
        if given.only in "wfm solve, its processes":
            told = solves_killed(given.tries, rng)
            line(told)
            wrong += told.wrong
    print(f"{wrong} wrong in all")


if __name__ == "__main__":
    main()
