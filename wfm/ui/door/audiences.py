"""Who has which pages, known without loading the pages."""

from __future__ import annotations

from wfm.domain.accounts import Role

ADMINS = frozenset({Role.ADMIN})
PLANNERS = frozenset({Role.PLANNER, Role.ADMIN})
MANAGERS = frozenset({Role.MANAGER, Role.PLANNER, Role.ADMIN})
REPS = frozenset({Role.REP, Role.MANAGER, Role.PLANNER, Role.ADMIN})

UPLOADERS = PLANNERS
"""Who has a page with a field for files; nobody else may send one."""
