"""Which pages there are and whose they are. A new page is one module and one entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wfm.database.engine import Database
from wfm.domain.accounts import Principal, Role
from wfm.ui.pages import forecast, importing, overview, schedule, staffing

PLANNERS = frozenset({Role.PLANNER, Role.ADMIN})
MANAGERS = frozenset({Role.MANAGER, Role.PLANNER, Role.ADMIN})
REPS = frozenset({Role.REP, Role.MANAGER, Role.PLANNER, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page: where it stands, what it is called, who sees it, and what draws it.

    `needs_rep` pages are shown only to accounts that belong to a rep. The services check roles again.
    """

    section: str
    title: str
    icon: str
    path: str
    roles: frozenset[Role]
    draw: Callable[[Database, Principal], None]
    needs_rep: bool = False


PAGES: tuple[PageEntry, ...] = (
    PageEntry("Plan", "Overview", ":material/dashboard:", "overview", PLANNERS, overview.draw),
    PageEntry("Plan", "Import", ":material/upload_file:", "import", PLANNERS, importing.draw),
    PageEntry("Plan", "Forecast", ":material/query_stats:", "forecast", PLANNERS, forecast.draw),
    PageEntry("Plan", "Staffing", ":material/groups:", "staffing", PLANNERS, staffing.draw),
    PageEntry("Plan", "Schedule", ":material/calendar_month:", "schedule", PLANNERS, schedule.draw),
)
"""Every page, in the order of the navigation."""
