"""Races: several people act at the same moment, and the database must look as if they had come one after the other.

`python -m benchmarks.trust.races --database postgres` prints a line per race, released in threads and in processes;
`--only WORDS` runs some of them, `--waits` measures instead how long writers wait for one that does not end.
"""

from __future__ import annotations

import argparse
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.trust.means.at_once import Outcome, Processes, Threads, outcome_of, processes
from benchmarks.trust.means.centre import add_draft, at, door, publish_now, shift, who
from benchmarks.trust.means.databases import Databases, Tables, databases, opened
from benchmarks.trust.means.race_cases import RACES, REPS
from benchmarks.trust.means.race_checks import everything, told_well
from benchmarks.trust.means.race_parts import Race, small
from benchmarks.trust.means.told import Found, head, line, options
from benchmarks.trust.means.watched import command_of, descendants, left_after
from wfm.database import Database
from wfm.domain.exchange import OfferKind
from wfm.services import imports, leave, trading

MOST_LATER = 0.04
"""Seconds by which an act is held back at most."""

HELD_SECONDS = 60
"""How long the one who does not end holds what others wait for."""


def raced(race: Race, source: Databases, how: Threads | Processes, given: argparse.Namespace) -> Found:
    """A race run several times, each on a database of its own."""
    found, rng = Found(f"{race.name}, {how.name}"), random.Random(given.seed)
    for number in range(given.tries):
        url = source.fresh(race.fill)
        db = opened(url)
        calls, check = race.prepare(db)
        db.close()
        order = rng.sample(range(len(calls)), len(calls))  # whoever is released first has an edge
        # Some acts are quick and others slow: every other try, chance lets them meet elsewhere than at their start.
        later = [rng.uniform(0, MOST_LATER) * (number % 2) for _ in calls]
        mixed = how.release(url, [calls[k] for k in order], later)
        outcomes = [mixed[order.index(k)] for k in range(len(calls))]
        tables = Tables(url)
        wrong = [*everything(tables, outcomes, given.strict), *check(tables, outcomes)]
        found.add(wrong, sum(o.state == "refused" for o in outcomes), max(o.seconds for o in outcomes))
        _let_jobs_end(tables)
        source.drop(url)
    return found


def _let_jobs_end(tables: Tables) -> None:
    """Workers that a race started have ended before their database goes."""
    if not tables.one("SELECT count(*) FROM jobs"):
        return
    for _ in range(300):
        if not tables.one("SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')"):
            break
        time.sleep(0.1)
    left_after([pid for pid in descendants(os.getpid()) if b"wfm.services.jobs" in command_of(pid)], 30)
    time.sleep(0.2)  # whoever minds the worker looks at its job once more


@contextmanager
def _held(db: Database, shift_id: int, seconds: float) -> Iterator[None]:
    """Someone writes to the shift, the reps and the accounts, and does not end for so many seconds."""
    has, end = threading.Event(), threading.Event()

    def hold() -> None:
        with db.write() as unit:
            planned = unit.schedules.shift(shift_id)
            unit.schedules.move_shift(shift_id, planned.version, "ana", None)
            unit.reps.set_active("cy", True)
            user = unit.users.by_name("adam")
            assert user is not None
            unit.users.set_active(user.id, True)
            has.set()
            end.wait(seconds)

    thread = threading.Thread(target=hold)
    thread.start()
    has.wait(30)
    try:
        yield
    finally:
        end.set()
        thread.join()


def waits(source: Databases) -> Iterator[Found]:
    """How long each kind of writer waits for one that does not end, and what it is told then."""
    url = source.fresh(small)
    db = opened(url)
    ids = publish_now(db, add_draft(db, [shift("ana", 1), shift("bo", 3)]))
    offer = trading.offer_shift(db, who(db, "ana"), ids["ana", 1], OfferKind.GIVEAWAY).id
    planner, rep, admin = (who(db, name) for name in ("pat", "cy", "alma"))
    writers = {
        "takes the shift": lambda d: trading.take(d, rep, offer),
        "asks for leave": lambda d: leave.ask(d, rep, at(1, 12), at(1, 16)),
        "imports reps": lambda d: imports.import_reps(d, planner, REPS.encode(), name="reps.csv"),
        "switches the account off": lambda d: door("wfm.services.centre.accounts.set_active")(d, admin, "adam", False),
    }
    found: dict[str, Outcome] = {}
    with _held(opened(url), ids["ana", 1], HELD_SECONDS):
        threads = [
            threading.Thread(target=lambda name=name, act=act: found.update({name: outcome_of(act, opened(url))}))
            for name, act in writers.items()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(HELD_SECONDS + 30)
    for name in writers:
        told = Found(f"a transaction of {HELD_SECONDS} s, and another {name}")
        outcome = found.get(name, Outcome("fault", "never came back", HELD_SECONDS + 30))
        told.add(list(told_well([outcome])), outcome.state == "refused", outcome.seconds)
        if outcome.state == "refused":
            told.words[f"told: {outcome.text}"] += 1
        yield told


def main() -> None:
    """Run the races and print the table."""
    parser = options(__doc__, 15)
    parser.add_argument("--waits", action="store_true", help="measure waits instead")
    parser.add_argument("--how", choices=("threads", "processes", "both"), default="both")
    parser.add_argument(
        "--strict", action="store_true", help="any work in granted leave is wrong, whichever came first"
    )
    given = parser.parse_args()
    wrong = 0
    with databases(given.database) as source, processes() as apart:
        print(f"{source.kind}, seed {given.seed}")
        head()
        if given.waits:
            for told in waits(source):
                line(told)
                wrong += told.wrong
            return
        ways = [way for way in (Threads(), apart) if given.how in ("both", way.name)]
        for race in (race for race in RACES if given.only in race.name):
            for way in ways:
                told = raced(race, source, way, given)
                line(told)
                wrong += told.wrong
    print(f"{wrong} wrong in all")


if __name__ == "__main__":
    main()
