"""What a race is made of: a database's content, calls to release, and a check of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks.trust.means.at_once import Call, Outcome
from benchmarks.trust.means.centre import door, fill, rep, who
from benchmarks.trust.means.databases import Fill, Tables
from benchmarks.trust.means.race_checks import one_done
from wfm.database import Database

Check = Callable[[Tables, Sequence[Outcome]], Iterator[str]]


@dataclass(frozen=True)
class Race:
    """A race: its name, what its database holds, and what makes of that the calls and a check of its own."""

    name: str
    fill: Fill
    prepare: Callable[[Database], tuple[Sequence[Call], Check]]


def nothing_more(_tables: Tables, _outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What always holds is enough."""
    yield from ()


def exactly_one(_tables: Tables, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """One of them is told that it is done."""
    yield from one_done(outcomes)


def small(db: Database) -> None:
    """Five reps."""
    fill(db, [rep(name) for name in ("ana", "bo", "cy", "di", "ed")])


def call(service: str, db: Database, name: str, **given: Any) -> Call:
    """A service called by someone; it can be sent to another process."""
    return partial(_do, service, who(db, name), given)


def _do(service: str, person: Any, given: dict[str, Any], db: Database) -> Any:
    return door(service)(db, person, **given)


Made = tuple[Sequence[Call], Check]
"""What a race prepares: its calls, and its check."""
