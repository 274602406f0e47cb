"""What a single value may be: a text, a number in bounds, a date, one of a few words, yes or no, a zone.

A form reads a value of a file, writes it back in the file's dialect, and says how the database holds it.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from wfm.documents.clock_words import date_windows, hours_text, opening_hours, windows_text
from wfm.documents.dialects import Plain
from wfm.documents.values import Door, Value
from wfm.documents.words import channel_of
from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_NAME
from wfm.domain.planning import Channel, OperatingHours, Windows
from wfm.domain.texts import BREAKS, text_fault
from wfm.domain.time import DAY, zone_of
from wfm.domain.zone_names import zone_fault

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class Form(ABC, Generic[T]):
    """How values of one sort stand in files and in the database; the base holds them as they are."""

    @abstractmethod
    def read(self, value: Value) -> T:
        """The value of a file; InputError with its path when it is none of this form."""

    def write(self, item: T, door: Door) -> Plain:
        """The item as the file holds it."""
        return item

    def stored(self, item: T) -> Plain:
        """The item as a document or a column of the database holds it."""
        return item

    def loaded(self, held: Any) -> T:
        """The item from what the database holds."""
        item: T = held
        return item


@dataclass(frozen=True)
class Text(Form[str]):
    """A text that is not empty: on one line and as long as a name may be, or of `most` characters on several."""

    most: int = 0

    def read(self, value: Value) -> str:
        """The text."""
        text = value.text()
        fault = text_fault(text, self.most, BREAKS) if self.most else text_fault(text, MOST_NAME, "")
        if fault:
            raise value.fault(fault)
        return text


@dataclass(frozen=True)
class Whole(Form[int]):
    """A whole number in low..high."""

    low: int | None = None
    high: int | None = None

    def read(self, value: Value) -> int:
        """The number."""
        return value.integer(self.low, self.high)

    def write(self, item: int, door: Door) -> Plain:
        """The number."""
        return door.dialect.number_out(item)


@dataclass(frozen=True)
class Minutes(Whole):
    """A length in minutes; on a horizon whole slots."""

    def read(self, value: Value) -> int:
        """The minutes."""
        minutes = super().read(value)
        slot = value.door.horizon.slot_minutes if value.door.horizon else 1
        if minutes % slot:
            raise value.fault(f"must be a multiple of slot_minutes {slot}, got {minutes}")
        return minutes


@dataclass(frozen=True)
class Moment(Whole):
    """A minute of the day, in some dialects a clock time."""

    low: int | None = 0
    high: int | None = DAY - 1

    def read(self, value: Value) -> int:
        """The minute."""
        return value.minute(self.low, self.high)

    def write(self, item: int, door: Door) -> Plain:
        """A number or a clock time."""
        return door.dialect.minute_out(item)


class DayNumber(Form[int]):
    """A day of the horizon."""

    def read(self, value: Value) -> int:
        """The day's number, 0 for the first."""
        horizon = value.door.horizon
        return value.integer(0, None if horizon is None else horizon.days - 1)


@dataclass(frozen=True)
class Number(Form[float]):
    """A finite number in low..high, greater than `above`."""

    low: float | None = None
    high: float | None = None
    above: float | None = None

    def read(self, value: Value) -> float:
        """The number."""
        return value.number(self.low, self.high, self.above)

    def write(self, item: float, door: Door) -> Plain:
        """The number."""
        return door.dialect.number_out(item)

    def stored(self, item: float) -> Plain:
        """A number of Python's own, whatever made it."""
        return item if isinstance(item, int) else float(item)


@dataclass(frozen=True)
class NumberOf(Form[int]):
    """One of a few whole numbers."""

    among: tuple[int, ...]

    def read(self, value: Value) -> int:
        """The number."""
        number = value.integer()
        if number not in self.among:
            raise value.fault(f"must be one of {', '.join(map(str, self.among))}, got {number}")
        return number


class Patience(Number):
    """Seconds, or `infinite` for callers who never hang up."""

    def read(self, value: Value) -> float:
        """The seconds."""
        return math.inf if value.raw in ("infinite", "inf", math.inf) else super().read(value)


class Flag(Form[bool]):
    """Yes or no."""

    def read(self, value: Value) -> bool:
        """True or false."""
        return value.flag()

    def write(self, item: bool, door: Door) -> Plain:
        """True or false, or a word for it."""
        return door.dialect.flag_out(item)


class Day(Form[date]):
    """A date."""

    def read(self, value: Value) -> date:
        """The date."""
        return value.day()

    def write(self, item: date, door: Door) -> Plain:
        """YYYY-MM-DD."""
        return item.isoformat()

    def loaded(self, held: Any) -> date:
        """A column holds a date, a document its text."""
        return held if isinstance(held, date) else date.fromisoformat(held)


@dataclass(frozen=True)
class OneOf(Form[E]):
    """One of the words of an enumeration."""

    words: Callable[[str], E]
    among: tuple[str, ...]

    @classmethod
    def of(cls, words: type[E]) -> OneOf[E]:
        """Any word of it."""
        return cls(words, tuple(word.value for word in words))

    def read(self, value: Value) -> E:
        """The member."""
        return self.words(value.one_of(self.among))

    def write(self, item: E, door: Door) -> Plain:
        """Its word."""
        return item.value

    def stored(self, item: E) -> Plain:
        """Its word."""
        return item.value

    def loaded(self, held: Any) -> E:
        """The member."""
        return self.words(held)


class ChannelWord(OneOf[Channel]):
    """A channel, by any of the words that are known for it."""

    def read(self, value: Value) -> Channel:
        """The channel."""
        return _worded(value, channel_of)


class Zone(Text):
    """A time zone by its IANA name, which must be that of a place."""

    def read(self, value: Value) -> str:
        """The name."""
        name = value.text()
        fault = zone_fault(name)
        if fault:
            raise value.fault(fault)
        try:
            return str(zone_of(name))
        except InputError as error:
            raise value.fault(f"{value.door.dialect.no_zone}, got {value.shown()}") from error


class Country(Text):
    """A country by its ISO 3166 code, or `none` for a queue that keeps no holidays."""

    def read(self, value: Value) -> str:
        """The code, "" for none."""
        code = super().read(value)
        return "" if code.casefold() == "none" else code


class DocumentDay(Day):
    """A date that lies in a document of the database, which holds it as text."""

    def stored(self, item: date) -> Plain:
        """YYYY-MM-DD."""
        return item.isoformat()


class Hours(Form[tuple[Windows, ...]]):
    """Opening hours of a week in words."""

    def read(self, value: Value) -> tuple[Windows, ...]:
        """The windows of each weekday."""
        return _worded(value, opening_hours).open

    def write(self, item: tuple[Windows, ...], door: Door) -> Plain:
        """In words."""
        return hours_text(OperatingHours(item))

    def stored(self, item: tuple[Windows, ...]) -> Plain:
        """Windows per weekday."""
        return [list(windows) for windows in item]

    def loaded(self, held: Any) -> tuple[Windows, ...]:
        """From windows per weekday."""
        return tuple(_windows(windows) for windows in held)


class DayHours(Form[Windows]):
    """Opening hours of one date in words, or `closed`."""

    def read(self, value: Value) -> Windows:
        """The windows."""
        return _worded(value, date_windows)

    def write(self, item: Windows, door: Door) -> Plain:
        """In words."""
        return windows_text(item)

    def stored(self, item: Windows) -> Plain:
        """Pairs of minutes."""
        return list(item)

    def loaded(self, held: Any) -> Windows:
        """From pairs of minutes."""
        return _windows(held)


def _windows(held: Any) -> Windows:
    return tuple((low, high) for low, high in held)


def _worded(value: Value, meaning: Callable[[str], T]) -> T:
    """What the text means; a fault of the words is one of the value."""
    text = value.text()
    try:
        return meaning(text)
    except InputError as error:
        raise value.located(error) from error
