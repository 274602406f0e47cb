"""Nonsense at the doors: routes, headers and cookies of the running app, and the files and numbers that commands read.

`python -m benchmarks.trust.fuzz_doors --seconds 3600` spends half of the time on the app and half on `wfm check`,
`wfm solve` and `wfm erlang`. A case that goes wrong is kept in `--keep FOLDER`, with the seed all cases can be made
again. Prints a line per door: tries, wrong (an answer of 500 or more, a traceback, a hang of more than ten seconds,
1,500 MB), refused (answers of 400 and more, exit codes of 1 and 2), and the longest answer.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.trust.means.databases import databases, opened
from benchmarks.trust.means.fuzz_files import ODD, ended_words, loaded, nonsense, ran
from benchmarks.trust.means.fuzz_requests import request, sent
from benchmarks.trust.means.kill_cases import replaced
from benchmarks.trust.means.told import Found, head, line
from benchmarks.trust.means.visitors import Visitor, app, tracebacks
from benchmarks.trust.means.watched import resident
from wfm.domain.accounts import OPERATOR, Role
from wfm.services import centre

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
PASSWORD = "correct-horse-battery"
HANG = 10.0
"""Seconds after which an answer is too late."""

NUMBERS = (
    "--volume", "--load", "--interval", "--aht", "--patience", "--heads", "--target", "--seconds", "--max-occupancy",
    "--max-abandonment", "--shrinkage", "--concurrency", "--slowdown", "--redials",
)  # fmt: skip
"""Options of `wfm erlang` that take a number."""


class Keeper:
    """Keeps what went wrong, one file a case."""

    def __init__(self, folder: Path | None) -> None:
        self._folder, self._count = folder, 0

    def keep(self, what: str, content: bytes) -> None:
        """Write a case down, where a folder was named."""
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._count += 1
            (self._folder / f"{self._count:04}-{what}").write_bytes(content)


def requests(seconds: float, rng: random.Random, keeper: Keeper) -> Found:
    """The app's routes."""
    found = Found("routes, headers, cookies and bodies of the app")
    with databases("sqlite") as source, tempfile.TemporaryDirectory() as name:
        url = source.fresh(replaced)
        db = opened(url)
        centre.create_user(db, OPERATOR, "planner", PASSWORD, Role.PLANNER)
        db.close()
        with app(url, Path(name)) as (port, pid, log):
            person = Visitor(port)
            person.sign_in("planner", PASSWORD)
            statuses, end, most = Counter[str](), time.monotonic() + seconds, 0
            while time.monotonic() < end:
                message = request(rng, port, person.cookie())
                reply = sent(port, message, HANG)
                statuses[f"{reply.status // 100}xx" if reply.status else "closed"] += 1
                if reply.fault:
                    keeper.keep("request", message)
                found.add([reply.fault] if reply.fault else [], (reply.status or 0) >= 400, reply.seconds)
                if found.tries % 50 == 0:
                    most = max(most, resident(pid))
            found.words[", ".join(f"{n} {s}" for s, n in statuses.most_common()) + f"; at most {most} MB"] += 1
            if told := tracebacks(log):
                found.wrong += told
                found.words[f"{told} tracebacks in the app's log"] += 1
                keeper.keep("app.log", log.read_bytes())
    return found


def checks(rng: random.Random, folder: Path) -> list[str]:
    """`wfm check` on a problem or a schedule that is nonsense."""
    _example(rng, folder, rng.choice(("problem", "schedule")))
    return ["check", "problem.json", "schedule.json", *rng.choice(([], ["--json"]))]


def solves(rng: random.Random, folder: Path) -> list[str]:
    """`wfm solve` on a problem that is nonsense."""
    _example(rng, folder, "problem")
    return ["solve", "problem.json", "-o", "out.json", "--time-limit", "1", "--cores", "1", "--quiet"]


def erlangs(rng: random.Random, folder: Path) -> list[str]:
    """`wfm erlang` with numbers that are nonsense."""
    numbers = [
        str(odd) for odd in ODD if isinstance(odd, int | float | str) and "\x00" not in str(odd) and odd != "\ud800"
    ]
    words = ["erlang", "--model", rng.choice(("erlang_a", "erlang_b", "erlang_c", "chat"))]
    for option in rng.sample(NUMBERS, rng.randint(1, 5)):
        words.append(f"{option}={rng.choice(numbers) if rng.random() < 0.6 else rng.lognormvariate(2, 3)}")
    return words


def batches(rng: random.Random, folder: Path) -> list[str]:
    """`wfm erlang` on a table that is nonsense."""
    rows = [["volume", "aht_seconds", "heads", "share"], *([rng.choice(ODD) for _ in range(4)] for _ in range(3))]
    text = "\n".join(",".join(str(cell)[:2000] for cell in row) for row in rows)
    (folder / "questions.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    return ["erlang", "--batch", "questions.csv"]


def _example(rng: random.Random, folder: Path, odd: str) -> None:
    for name in ("problem", "schedule"):
        text = (EXAMPLES / f"{name}.json").read_bytes()
        (folder / f"{name}.json").write_bytes(nonsense(rng, json.loads(text)) if name == odd else text)


DOORS: tuple[tuple[str, Callable[[random.Random, Path], list[str]], float, float], ...] = (
    ("wfm check", checks, HANG, 0.45),
    ("wfm solve", solves, 3 * HANG, 0.3),
    ("wfm erlang", erlangs, HANG, 0.15),
    ("wfm erlang --batch", batches, HANG, 0.1),
)
"""Commands, how they are asked, the seconds after which they hang, and their share of the time.

A solve compiles and searches besides reading, so that it is given longer.
"""


def commands(name: str, ask: Any, hang: float, seconds: float, rng: random.Random, keeper: Keeper) -> Found:
    """A command run on nonsense for some time."""
    found, codes, end, most = Found(name), Counter[str](), time.monotonic() + seconds, 0
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        while time.monotonic() < end:
            words = ask(rng, folder)
            ended = ran(words, folder, hang)
            codes[str(ended.code)] += 1
            most = max(most, ended.megabytes)
            if ended.fault:
                keeper.keep(name.replace(" ", "-"), ended_words(words, folder, ended))
            found.add([ended.fault] if ended.fault else [], ended.code in (1, 2), ended.seconds)
    found.words[f"exit codes {dict(codes)}; at most {most} MB"] += 1
    return found


def main() -> None:
    """Knock at every door, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for cases that go wrong")
    parser.add_argument("--only", choices=("app", "commands"), help="half of it")
    given = parser.parse_args()
    keeper, share = Keeper(given.keep), given.seconds / (1 if given.only else 2)
    head()
    wrong = 0
    if given.only != "app":  # first, while this process has no threads, since it is forked
        loaded()
        for name, ask, hang, part in DOORS:
            told = commands(name, ask, hang, share * part, random.Random(f"{given.seed} {name}"), keeper)
            line(told, most=12)
            wrong += told.wrong
    if given.only != "commands":
        told = requests(share, random.Random(given.seed), keeper)
        line(told, most=12)
        wrong += told.wrong
    print(f"{wrong} wrong in all")


if __name__ == "__main__":
    main()
