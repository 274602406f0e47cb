"""No service asks the database more often because there is more to read: a small centre and one three times as large."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

import wfm.services
from tests.services.reading import growing_centre
from tests.services.reading.growing_centre import Growing
from tests.services.reading.not_counted import NOT_COUNTED
from tests.services.reading.service_calls import READS, WRITES
from tests.services.reading.statements import statements
from wfm.database.engine import initialise, open_database

SMALL, LARGE = 1, 3
"""Sizes that are compared; one statement reads up to 500 things, of which both have fewer."""


@pytest.fixture(scope="module")
def centres(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[Growing, Path]]:
    """A centre of each size and the file it is in."""
    made = {}
    for size in (SMALL, LARGE):
        path = tmp_path_factory.mktemp("centre") / "wfm.db"
        db = initialise(f"sqlite:///{path}")
        made[size] = (growing_centre.build(db, size), path)
        db.close()
    return made


@contextmanager
def _copy(kept: tuple[Growing, Path], folder: Path) -> Iterator[Growing]:
    """The centre in a file of its own, for one call to change."""
    path = folder / f"{kept[0].size}.db"
    shutil.copy(kept[1], path)
    db = open_database(f"sqlite:///{path}")
    try:
        yield replace(kept[0], db=db)
    finally:
        db.close()


def _asked(
    centres: dict[int, tuple[Growing, Path]], folder: Path, call: Callable[[Growing], Callable[[], object]]
) -> dict[int, list[str]]:
    """The statements of a call at each size."""
    found = {}
    for size, kept in centres.items():
        with _copy(kept, folder) as centre:
            ready = call(centre)
            with statements(centre.db) as seen:
                ready()
            found[size] = seen
    return found


def _told(found: dict[int, list[str]]) -> str:
    """What the larger centre was asked more often, for who mends it."""
    more = [s.split(" ")[0] + " ... " + s[-200:] for s in found[LARGE] if found[LARGE].count(s) > found[SMALL].count(s)]
    return f"{len(found[SMALL])} statements grew to {len(found[LARGE])}: {sorted(set(more))}"


@pytest.mark.parametrize("name", READS)
def test_reading_more_takes_no_more_statements(
    name: str, centres: dict[int, tuple[Growing, Path]], tmp_path: Path
) -> None:
    """The same number at three times the reps, queues, schedules, offers, rounds, runs and requests."""
    found = _asked(centres, tmp_path, lambda centre: lambda: READS[name](centre))
    assert len(found[SMALL]) == len(found[LARGE]), _told(found)


@pytest.mark.parametrize("name", WRITES)
def test_writing_more_takes_no_more_statements(
    name: str, centres: dict[int, tuple[Growing, Path]], tmp_path: Path
) -> None:
    """The same number for three times the lines, shifts, reps of a file, or queues."""
    found = _asked(centres, tmp_path, WRITES[name])
    assert len(found[SMALL]) == len(found[LARGE]), _told(found)


def test_every_service_is_counted() -> None:
    """A new service is called in `service_calls`, or has a reason there."""
    services = set()
    for found in pkgutil.walk_packages(wfm.services.__path__, "wfm.services."):
        if found.ispkg:
            continue
        module = importlib.import_module(found.name)
        services |= {
            f"{found.name.removeprefix('wfm.services.')}.{name}"
            for name, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == found.name and not name.startswith("_")
            if "db" in inspect.signature(value).parameters
        }
    named = {name.split(",")[0] for name in (*READS, *WRITES)} | set(NOT_COUNTED)
    assert services - named == set(), (
        "services without a call in tests/services/reading/service_calls.py, or a reason in not_counted.py"
    )
    assert named - services == set(), "calls or reasons in tests/services/reading of services that are gone"
