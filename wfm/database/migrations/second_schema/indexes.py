"""Indexes of revision 0002, for queries that grow with the centre."""

from __future__ import annotations


def create() -> None:
    """Nothing yet."""


def drop() -> None:
    """Nothing yet."""
