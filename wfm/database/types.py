"""Column types: instants in UTC, arrays as float64 bytes, floats that may be missing, and JSON documents."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from sqlalchemy import JSON, DateTime, Dialect, Float, LargeBinary
from sqlalchemy.types import TypeDecorator

from wfm.domain.arrays import Floats


class Instant(TypeDecorator[datetime]):
    """A timezone-aware datetime, stored and read in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The value in UTC; SQLite keeps no zone, so it is given the naive form."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant must carry a time zone, got {value.isoformat()}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored instant, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class FloatArray(TypeDecorator[Floats]):
    """A one-dimensional array as little-endian float64 bytes; NaN survives."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Floats | None, dialect: Dialect) -> bytes | None:
        """The array's bytes."""
        return None if value is None else np.ascontiguousarray(value, dtype="<f8").tobytes()

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Floats | None:
        """The array, read-only."""
        return None if value is None else np.frombuffer(value, dtype="<f8")


class Measure(TypeDecorator[float]):
    """A float where NaN means missing: SQLite cannot keep NaN, so it is stored as NULL everywhere."""

    impl = Float(53)
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> float | None:
        """NULL for NaN."""
        return None if value is None or math.isnan(value) else float(value)

    def process_result_value(self, value: float | None, dialect: Dialect) -> float:
        """NaN for NULL."""
        return math.nan if value is None else value


class Document(TypeDecorator[Any]):
    """A JSON document; keeps the order of keys. Numbers that JSON cannot hold (NaN, infinity) become null."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> Any:
        """The value in JSON's own types."""
        return None if value is None else plain(value)


def plain(value: Any) -> Any:
    """Mappings, sequences, numpy scalars, dates and enums as what JSON can hold."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return [plain(item) for item in value]
