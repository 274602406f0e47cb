"""Rows as lines of JSON and back: the same text for the same values, whatever database keeps them."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from sqlalchemy import Boolean, Column, Date, Float, Integer, String, Table

from wfm.database.types import Document, FloatArray, Instant, Measure
from wfm.domain.errors import InputError

_INFINITE = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}
"""Numbers that JSON cannot write."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of column: how its values are written, and read again; reading raises ValueError or TypeError."""

    name: str
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _as_is(value: Any) -> Any:
    return value


def _exactly(wanted: type) -> Callable[[Any], Any]:
    """Values of one type; a truth is no whole number here."""

    def read(value: Any) -> Any:
        if type(value) is not wanted:
            raise TypeError(value)
        return value

    return read


def _number_out(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


def _number_in(value: Any) -> float:
    return _INFINITE[value] if isinstance(value, str) else float(_exactly(float)(value))


def _whole_in(value: Any) -> int:
    whole: int = _exactly(int)(value)
    if not -(2**63) <= whole < 2**63:
        raise ValueError(whole)
    return whole


def _text_in(value: Any) -> str:
    text: str = _exactly(str)(value)
    text.encode()  # half a character is no text
    return text


def _measure_out(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _instant_in(value: Any) -> datetime:
    moment = datetime.fromisoformat(_exactly(str)(value))
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment.astimezone(UTC)


def _array_in(value: Any) -> Any:
    return np.frombuffer(base64.b64decode(_exactly(str)(value), validate=True), dtype="<f8")


def _array_out(value: Any) -> str:
    return base64.b64encode(np.ascontiguousarray(value, dtype="<f8").tobytes()).decode()


KINDS: tuple[tuple[type, Kind], ...] = (
    (Instant, Kind("instant", lambda value: value.astimezone(UTC).isoformat(), _instant_in)),
    (FloatArray, Kind("array", _array_out, _array_in)),
    (Measure, Kind("measure", _measure_out, _number_in)),
    (Document, Kind("document", _as_is, _as_is)),
    (Boolean, Kind("truth", bool, _exactly(bool))),
    (Integer, Kind("whole number", int, _whole_in)),
    (Float, Kind("number", _number_out, _number_in)),
    (Date, Kind("day", date.isoformat, lambda value: date.fromisoformat(_exactly(str)(value)))),
    (String, Kind("text", _as_is, _text_in)),
)
"""Every kind of column there is; the first that fits a column's type is its own."""


def kind_of(column: Column[Any]) -> Kind:
    """The kind of a column; TypeError for one that is missing above."""
    for wanted, kind in KINDS:
        if isinstance(column.type, wanted):
            return kind
    raise TypeError(f"{column} is of a type that no backup can hold: {column.type!r}")


def _text(values: Sequence[Any], ascii: bool) -> str:
    return json.dumps(values, ensure_ascii=ascii, separators=(",", ":"), allow_nan=False)


class Lines:
    """How the rows of one table are written as lines and read from them."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns = list(table.columns)
        self.kinds = [kind_of(column) for column in self.columns]

    def write(self, row: Sequence[Any]) -> bytes:
        """One row as one line."""
        pairs = zip(self.kinds, row, strict=True)
        values = [None if value is None else kind.write(value) for kind, value in pairs]
        try:
            return _text(values, ascii=False).encode() + b"\n"
        except UnicodeEncodeError:  # half a character, which a document can hold and UTF-8 cannot
            return _text(values, ascii=True).encode() + b"\n"

    def read(self, line: bytes, number: int) -> Mapping[str, Any]:
        """The values of a line by column; InputError naming table, line and column for what no such row can hold."""
        where = f"table {self.table.name}, line {number}"
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError("it must be a JSON list", where) from error
        if not isinstance(values, list) or len(values) != len(self.columns):
            raise InputError(f"it must be a JSON list of {len(self.columns)} values", where)
        return {
            column.name: self._value(column, kind, value, where)
            for column, kind, value in zip(self.columns, self.kinds, values, strict=True)
        }

    def _value(self, column: Column[Any], kind: Kind, value: Any, where: str) -> Any:
        if value is None:
            if not column.nullable:
                raise InputError(f"{column.name} must have a value", where)
            return None
        try:
            return kind.read(value)
        except (ValueError, TypeError, KeyError, OverflowError, binascii.Error) as error:
            raise InputError(
                f"{column.name} must be of the kind {kind.name}, got {str(value)[:40]!r}", where
            ) from error
