"""The schema's revisions, oldest first. Alembic, which takes long to load, is needed only where one is changed (`steps`)."""

from __future__ import annotations

REVISIONS = ("0001", "0002", "0003", "0004")
"""Every revision that was ever released, in order."""

LATEST = REVISIONS[-1]
"""The revision that this version of the program works on."""
