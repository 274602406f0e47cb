"""Which pages there are and whose they are. A new page is one module and one entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wfm.database import Database
from wfm.domain.accounts import Principal, Role
from wfm.ui.door import ADMINS, MANAGERS, PLANNERS, REPS
from wfm.ui.pages import (
    approvals,
    audit,
    coverage,
    forecast,
    importing,
    my_bids,
    my_schedule,
    overview,
    people,
    rounds,
    schedule,
    simulation,
    staffing,
    swaps,
    time_off,
)
from wfm.ui.pages.live import timeline


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
    PageEntry("Plan", "People", ":material/badge:", "people", PLANNERS, people.draw),
    PageEntry("Plan", "Forecast", ":material/query_stats:", "forecast", PLANNERS, forecast.draw),
    PageEntry("Plan", "Staffing", ":material/groups:", "staffing", PLANNERS, staffing.draw),
    PageEntry("Plan", "Schedule", ":material/calendar_month:", "schedule", PLANNERS, schedule.draw),
    PageEntry("Plan", "Bid rounds", ":material/how_to_vote:", "rounds", PLANNERS, rounds.draw),
    PageEntry("Manage", "Coverage", ":material/monitoring:", "coverage", MANAGERS, coverage.draw),
    PageEntry("Manage", "Timeline", ":material/view_timeline:", "timeline", MANAGERS, timeline.draw),
    PageEntry("Manage", "Simulation", ":material/casino:", "simulation", MANAGERS, simulation.draw),
    PageEntry("Manage", "Approvals", ":material/rule:", "approvals", MANAGERS, approvals.draw),
    PageEntry("Manage", "Audit", ":material/history:", "audit", ADMINS, audit.draw),
    PageEntry("Mine", "My schedule", ":material/event:", "my-schedule", REPS, my_schedule.draw, needs_rep=True),
    PageEntry("Mine", "Bids", ":material/format_list_numbered:", "bids", REPS, my_bids.draw, needs_rep=True),
    PageEntry("Mine", "Swaps", ":material/swap_horiz:", "swaps", REPS, swaps.draw, needs_rep=True),
    PageEntry("Mine", "Time off", ":material/beach_access:", "time-off", REPS, time_off.draw, needs_rep=True),
)
"""Every page, in the order of the navigation."""
