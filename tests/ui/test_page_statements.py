"""No page asks the database more often because there is more to show."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import wfm.ui.pages
from tests.services.reading import growing_centre
from tests.services.reading.growing_centre import Growing
from tests.services.reading.statements import statements
from wfm.database.engine import initialise
from wfm.domain.accounts import Principal, Role

SMALL, LARGE = 1, 3
PLANNER, MANAGER, REP = (Role.PLANNER, None), (Role.MANAGER, None), (Role.REP, "r00")
VIEWERS = {
    "approvals": MANAGER,
    "audit": PLANNER,
    "coverage": MANAGER,
    "forecast": PLANNER,
    "importing": PLANNER,
    "live.timeline": MANAGER,
    "my_bids": REP,
    "my_schedule": REP,
    "overview": PLANNER,
    "people": PLANNER,
    "rounds": PLANNER,
    "schedule": PLANNER,
    "simulation": PLANNER,
    "staffing": PLANNER,
    "swaps": REP,
    "time_off": REP,
}
"""Every page, and who looks at it."""


def page(url: str, name: str, role: str, rep: str | None) -> None:
    """The page of that name for someone in that role."""
    import importlib

    from wfm.database.engine import open_database
    from wfm.domain.accounts import Principal, Role

    importlib.import_module(f"wfm.ui.pages.{name}").draw(open_database(url), Principal("someone", Role(role), rep))


@pytest.fixture(scope="module")
def centres(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Growing]:
    """A centre of each size."""
    folder = tmp_path_factory.mktemp("centres")
    return {
        size: growing_centre.build(initialise(f"sqlite:///{folder / str(size)}.db"), size) for size in (SMALL, LARGE)
    }


def test_every_page_is_counted() -> None:
    """A new page is named here with who looks at it."""
    folder = Path(str(wfm.ui.pages.__file__)).parent
    pages = {".".join(path.relative_to(folder).with_suffix("").parts) for path in folder.rglob("*.py")}
    pages = {page for page in pages if not page.endswith("__init__")}
    assert pages == set(VIEWERS)


@pytest.mark.parametrize("name", VIEWERS)
def test_a_page_takes_as_many_statements_at_a_larger_centre(name: str, centres: dict[int, Growing]) -> None:
    """Three times the reps, queues, schedules, offers, rounds, runs and requests."""
    role, rep = VIEWERS[name]
    who = Principal("someone", role, rep)
    counts = {}
    for size, centre in centres.items():
        with statements() as seen:
            arguments = (centre.db.url, name, who.role.value, who.rep)
            shown = AppTest.from_function(page, args=arguments, default_timeout=120).run()
        assert not shown.exception
        counts[size] = seen
    more = sorted({s for s in counts[LARGE] if counts[LARGE].count(s) > counts[SMALL].count(s)})
    assert len(counts[SMALL]) == len(counts[LARGE]) > 0, more
