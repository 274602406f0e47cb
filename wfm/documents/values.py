"""Values of a file that know their path, so that every fault is told by the place it stands at."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from wfm.documents.dialects import JSON, Dialect
from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_ITEMS, MOST_NAME
from wfm.domain.texts import text_fault
from wfm.domain.time import Horizon

MOST = 1_000_000_000
"""No number of a file is further from 0."""


@dataclass(frozen=True, slots=True)
class Door:
    """One file as it is read or written: its dialect, what stands before a path, and the horizon its times are on.

    With a horizon, times must lie on its slots. Without one there is no grid to keep.
    """

    dialect: Dialect = JSON
    source: str = ""
    horizon: Horizon | None = None


PLAIN = Door()
"""JSON that was parsed already."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a file and its path, such as `agents[17].contract`; every reader raises InputError naming it."""

    raw: Any
    path: str = ""
    door: Door = PLAIN

    def on(self, horizon: Horizon) -> Value:
        """The same value, its times read on the horizon's slots."""
        return replace(self, door=replace(self.door, horizon=horizon))

    def only(self, keys: Collection[str]) -> Value:
        """The same table without its other keys."""
        return replace(self, raw={key: raw for key, raw in self._table().items() if key in keys})

    def without(self, keys: Collection[str]) -> Value:
        """The same table without these keys."""
        return replace(self, raw={key: raw for key, raw in self._table().items() if key not in keys})

    def child(self, key: str, raw: Any) -> Value:
        """The value of a key below this one."""
        return Value(raw, f"{self.path}.{key}" if self.path else key, self.door)

    def shown(self) -> str:
        """The value as a sentence shows it."""
        return self.door.dialect.shown(self.raw)

    def fault(self, message: str) -> InputError:
        """The error of this value."""
        return self.door.dialect.fault(self.door.source, self.path, message)

    def located(self, error: InputError) -> InputError:
        """The error as one of this value, unless it says already where it is."""
        return self.fault(error.reason) if error.where is None else error

    def integer(self, low: int | None = None, high: int | None = None) -> int:
        """A whole number in low..high; 480.0 counts as whole, true and "480" do not."""
        number = self.door.dialect.number(self.raw)
        if number is None or abs(number) == math.inf or number != number or number != int(number):
            raise self.fault(f"must be {self.door.dialect.a_whole_number}, got {self.shown()}")
        self._sized(number)
        self._within(number, low, high)
        return int(number)

    def number(self, low: float | None = None, high: float | None = None, above: float | None = None) -> float:
        """A finite number in low..high, and greater than `above`."""
        number = self.door.dialect.number(self.raw)
        if number is None:
            raise self.fault(f"must be {self.door.dialect.a_number}, got {self.shown()}")
        if abs(number) == math.inf or number != number:
            raise self.fault(f"must be a finite number, got {self.shown()}")
        self._sized(number)
        self._within(number, low, high)
        if above is not None and self.door.dialect.ranged and not number > above:
            raise self.fault(f"must be > {above:g}, got {self.shown()}")
        return float(number)

    def _sized(self, number: float) -> None:
        """What is beyond every minute, head and price would leave the range of the arrays it goes into."""
        if abs(number) > MOST:
            raise self.fault(f"must be at most {MOST:,}, got {self.shown()}")

    def _within(self, number: float, low: float | None, high: float | None) -> None:
        if not self.door.dialect.ranged:
            return
        if (low is not None and number < low) or (high is not None and number > high):
            raise self.fault(f"must be {_range(low, high)}, got {self.shown()}")

    def text(self) -> str:
        """A text that is not empty."""
        text = self.door.dialect.text(self.raw)
        if text is None:
            raise self.fault(f"must be {self.door.dialect.a_text}, got {self.shown()}")
        if not text.strip():
            raise self.fault("must not be empty")
        return text

    def flag(self) -> bool:
        """Yes or no."""
        flag = self.door.dialect.flag(self.raw)
        if flag is None:
            raise self.fault(f"must be {self.door.dialect.a_flag}, got {self.shown()}")
        return flag

    def one_of(self, words: tuple[str, ...]) -> str:
        """One of a few words."""
        word = self.door.dialect.word(self.raw)
        if word is None or word not in words:
            raise self.fault(f"must be one of {', '.join(words)}, got {self.shown()}")
        return word

    def day(self) -> date:
        """A date."""
        day = self.door.dialect.day(self.raw)
        if day is None:
            raise self.fault(f"must be {self.door.dialect.a_date}, got {self.shown()}")
        return day

    def minute(self, low: int | None = None, high: int | None = None) -> int:
        """A minute of the day, in some dialects also as a clock time."""
        try:
            return replace(self, raw=self.door.dialect.minute(self.raw)).integer(low, high)
        except InputError as error:
            raise self.located(error) from error

    def items(self) -> list[Value]:
        """The values of a list."""
        items = self.door.dialect.items(self.raw)
        if items is None:
            raise self.fault(f"must be a list, got {self.shown()}")
        if len(items) > MOST_ITEMS:
            raise self.fault(f"must have at most {MOST_ITEMS:,} values, got {len(items):,}")
        return [Value(item, f"{self.path}[{i}]", self.door) for i, item in enumerate(items)]

    def pair(self, low: int | None = None, high: int | None = None, *, strict: bool = False) -> tuple[int, int]:
        """Two whole numbers [from, to] within low..high, from <= to (with `strict`, from < to)."""
        dialect = self.door.dialect
        items = dialect.pair(self.raw)
        if items is None:
            raise self.fault(f"must be a list, got {self.shown()}")
        if len(items) != 2:
            raise self.fault(dialect.no_pair(self.raw, len(items)))
        listed = isinstance(self.raw, list)
        first, second = (
            Value(item, f"{self.path}[{i}]" if listed else self.path, self.door).integer(low, high)
            for i, item in enumerate(items)
        )
        if dialect.ranged and (first > second or (strict and first == second)):
            raise self.fault(f"must satisfy from {'<' if strict else '<='} to, got {first}..{second}")
        return first, second

    def fields(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> Fields:
        """A table with exactly these keys; an unknown or missing one is an error that names it."""
        dialect = self.door.dialect
        raw = self._table()
        spelled = self._spelled(raw)
        known = (*required, *optional)
        unknown = next((key for key in spelled if key not in known), None)
        missing = next((key for key in required if key not in spelled), None)
        if unknown is not None and (missing is None or dialect.unknown_first):
            raise dialect.unknown(self.door.source, self.path, unknown, known)
        if missing is not None:
            raise dialect.missing(self.door.source, self.path, missing)
        return Fields(self, raw, spelled)

    def _spelled(self, raw: Mapping[str, Any]) -> Mapping[str, str]:
        """Each key by its usual name, with the name it has here."""
        spelled: dict[str, str] = {}
        for key in raw:
            usual = self.door.dialect.spellings.get(key, key)
            if usual in spelled:
                raise self.fault(f"{spelled[usual]} and {key} say the same; keep one of them")
            spelled[usual] = key
        return spelled

    def entries(self) -> Iterator[tuple[str, Value]]:
        """The keys and values of a table with free keys."""
        for key, item in self._table().items():
            fault = text_fault(key, MOST_NAME, "")
            if fault:
                raise self.fault(f"the key {self.door.dialect.shown(key)} {fault}")
            yield key, self.child(key, item)

    def _table(self) -> Mapping[str, Any]:
        try:
            raw = self.door.dialect.table(self.raw)
        except InputError as error:
            raise self.located(error) from error
        if raw is None:
            raise self.fault(f"must be {self.door.dialect.a_table}, got {self.shown()}")
        return raw


@dataclass(frozen=True, slots=True)
class Fields:
    """The checked keys of one table."""

    value: Value
    raw: Mapping[str, Any]
    spelled: Mapping[str, str]

    def __getitem__(self, key: str) -> Value:
        name = self.spelled[key]
        return self.value.child(name, self.raw[name])

    def __contains__(self, key: str) -> bool:
        return key in self.spelled

    def get(self, key: str) -> Value | None:
        """The value of an optional key; None when it is absent or null."""
        found = self[key] if key in self.spelled else None
        return None if found is None or found.raw is None else found


def _range(low: float | None, high: float | None) -> str:
    if high is None:
        return f">= {low:g}"
    return f"<= {high:g}" if low is None else f"in {low:g}..{high:g}"


def unique(values: list[Value], names: list[str], what: str) -> None:
    """Raise InputError at the second of two values with one name."""
    seen: dict[str, str] = {}
    for value, name in zip(values, names, strict=True):
        if name in seen:
            shown = value.door.dialect.shown(name)
            raise value.fault(f"{what} {shown} appears twice, first at {seen[name]}")
        seen[name] = value.path
