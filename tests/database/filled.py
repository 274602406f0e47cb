"""A database with rows in every table and values of every kind, odd ones among them."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Boolean, Column, Date, Float, Integer, Table, insert

from wfm.database.engine import Database
from wfm.database.tables import Base
from wfm.database.types import Document, FloatArray, Instant, Measure

BEGIN = datetime(2026, 3, 29, 0, 30, 15, 250_000, tzinfo=UTC)
WORDS = ("Ana Díaz", "李雷", "ß/ẞ Ünï", "quotes \"'`", "line\nbreak\ttab", "-", "🙂", "Z", "a", "É")
DOCUMENTS: tuple[Any, ...] = (
    {"z": 1, "a": [1.0, 2, None, True], "ü": {"deep": "🙂"}},
    [],
    [[0.1, 1e300, -0.0], "x"],
    {"half": "\ud83d"},
    "plain",
    0,
)


def fill(db: Database, rows: int = 12) -> None:
    """Put that many rows into every table; the nth refers to the nth of the tables it refers to."""
    with db.write() as uow:
        for table in Base.metadata.sorted_tables:
            uow.dump._session.execute(insert(table), [row(table, n) for n in range(rows)])
        uow.dump.continue_from({})


def row(table: Table, n: int) -> dict[str, Any]:
    return {column.name: _value(column, place, n) for place, column in enumerate(table.columns)}


def _value(column: Column[Any], place: int, n: int) -> Any:
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return (
            None
            if column.nullable and n % 3 == 2
            else _value(key.column, list(key.column.table.columns).index(key.column), n)
        )
    if column.nullable and (n + place) % 3 == 1:
        return None
    kind = column.type
    if isinstance(kind, Instant):
        return BEGIN + timedelta(days=n, hours=place, microseconds=n)
    if isinstance(kind, FloatArray):
        return np.array([math.nan, 0.1 * n, -math.inf, 5e-324, 1e308][: n % 6])
    if isinstance(kind, Measure):
        return math.nan if n % 4 == 0 else n / 3
    if isinstance(kind, Document):
        return DOCUMENTS[(n + place) % len(DOCUMENTS)]
    if isinstance(kind, Boolean):
        return n % 2 == 0
    if isinstance(kind, Integer):
        return n + 1
    if isinstance(kind, Float):
        return math.inf if n % 5 == 0 else n / 7
    if isinstance(kind, Date):
        return date(2026, 2, 27) + timedelta(days=n)
    return f"{WORDS[n % len(WORDS)]} {n}"
