"""Changes of revision 0002 to accounts."""

from __future__ import annotations


def create() -> None:
    """Nothing yet."""


def drop() -> None:
    """Nothing yet."""
