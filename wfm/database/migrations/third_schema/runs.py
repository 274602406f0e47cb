"""Changes of revision 0003 to runs: each queue of a run has intervals of its own."""

from __future__ import annotations


def create() -> None:
    """Create what this revision brings."""


def drop() -> None:
    """Take it back."""
