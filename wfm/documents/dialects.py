"""What each kind of file takes for a value, how it writes one, and how it tells a fault."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from wfm.documents.clock_words import clock_minutes, clock_text
from wfm.documents.words import listed_in
from wfm.domain.errors import InputError
from wfm.domain.texts import quoted, visible

Plain = Any
"""What a file can hold: texts, numbers, flags, lists and tables of them, and nothing."""


LONGEST_SHOWN = 60
"""Characters of a value in a sentence."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, default=repr)


def shown(raw: object) -> str:
    """A value as it is written in JSON, cut to a readable length, on one line and without what steers a terminal."""
    if isinstance(raw, float):
        return repr(raw)
    text = ""
    for piece in _ENCODER.iterencode(raw):  # piece by piece: a value may be as large as its file
        text += piece
        if len(text) > LONGEST_SHOWN:
            break
    return visible(cut(text), "")


def cut(text: str) -> str:
    """A text cut to a length that a sentence can show."""
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


class Dialect:
    """JSON: values of the right type and no others. The other dialects say what they take beside or instead.

    `ranged` dialects tell a value out of bounds by its own path; for the others, what is made of the values tells it.
    `complete` ones write every field, the others leave out what goes without saying. `unknown_first` says whether
    unknown keys are told before missing ones. `spellings` maps further names of keys to the usual ones.
    """

    ranged = True
    complete = False
    unknown_first = True
    spellings: Mapping[str, str] = {}
    a_text = "a string"
    a_number = "a number"
    a_whole_number = "a whole number"
    a_flag = "true or false"
    a_date = "a date YYYY-MM-DD"
    a_table = "an object"
    no_zone = "must be an IANA name such as America/New_York"

    def shown(self, raw: object) -> str:
        """The value as a sentence about a fault shows it."""
        return shown(raw)

    def fault(self, source: str, path: str, message: str) -> InputError:
        """The error of the value at a path; `source` stands before it."""
        return InputError(message, (source + path).rstrip(": ") or None)

    def unknown(self, source: str, path: str, key: str, known: Sequence[str]) -> InputError:
        """The error of a key that means nothing in the table at a path."""
        return self.fault(source, path, f"unknown key {self.shown(key)}; known are {', '.join(known)}")

    def missing(self, source: str, path: str, key: str) -> InputError:
        """The error of the table at a path that lacks a key."""
        return self.fault(source, path, f"the key {self.shown(key)} is missing")

    def no_pair(self, raw: object, count: int) -> str:
        """What is wrong with a list that should have two numbers."""
        return f"must be a pair [from, to], got {count} values"

    def text(self, raw: object) -> str | None:
        """A text; None for anything else, here and below."""
        return raw if isinstance(raw, str) else None

    def word(self, raw: object) -> str | None:
        """One of a few words, as they are spelled in the program."""
        return self.text(raw)

    def number(self, raw: object) -> int | float | None:
        """A number; true and false are none."""
        return None if isinstance(raw, bool) or not isinstance(raw, int | float) else raw

    def flag(self, raw: object) -> bool | None:
        """Yes or no."""
        return raw if isinstance(raw, bool) else None

    def day(self, raw: object) -> date | None:
        """A date."""
        text = self.text(raw) or ""
        try:
            return date.fromisoformat(text) if len(text) == len("2026-01-31") else None
        except ValueError:
            return None

    def minute(self, raw: object) -> object:
        """A minute of the day: a number, still to be checked; InputError for a clock time that is none."""
        return raw

    def items(self, raw: object) -> list[Any] | None:
        """A list."""
        return raw if isinstance(raw, list) else None

    def pair(self, raw: object) -> list[Any] | None:
        """The two numbers of a range."""
        return self.items(raw)

    def table(self, raw: object) -> Mapping[str, Any] | None:
        """A table of keys."""
        return raw if isinstance(raw, dict) else None

    def number_out(self, number: float) -> Plain:
        """A number as it is written."""
        return number

    def flag_out(self, flag: bool) -> Plain:
        """Yes or no as it is written."""
        return flag

    def minute_out(self, minute: int) -> Plain:
        """A minute of the day as it is written."""
        return minute

    def items_out(self, items: Sequence[Plain]) -> Plain:
        """A list as it is written."""
        return list(items)

    def pair_out(self, low: Plain, high: Plain) -> Plain:
        """A range as it is written."""
        return [low, high]

    def table_out(self, table: Mapping[str, Plain]) -> Plain:
        """A table of free keys as it is written."""
        return dict(table)


class Toml(Dialect):
    """Settings that people write: also clock times, one number for a range of that number, numbers in quotes."""

    ranged = False
    unknown_first = False
    a_text = "a text"
    a_table = "a table of keys"
    no_zone = "time zone must be an IANA name such as America/New_York"

    def shown(self, raw: object) -> str:
        """As Python shows it."""
        return cut(repr(raw))

    def unknown(self, source: str, path: str, key: str, known: Sequence[str]) -> InputError:
        """Told at the key itself."""
        return self.fault(source, f"{path}.{cut(key)}" if path else cut(key), "is not a known key")

    def missing(self, source: str, path: str, key: str) -> InputError:
        """What the table must have."""
        return self.fault(source, path, f"must have {self.shown(key)}")

    def no_pair(self, raw: object, count: int) -> str:
        """The list itself is shown."""
        return f"must be [least, most], got {self.shown(raw)}"

    def text(self, raw: object) -> str | None:
        """Without the space around it."""
        return raw.strip() if isinstance(raw, str) else None

    def number(self, raw: object) -> int | float | None:
        """Also one in quotes, as a table of queues has it."""
        try:
            return float(raw) if isinstance(raw, str) else super().number(raw)
        except ValueError:
            return None

    def day(self, raw: object) -> date | None:
        """Also a date of TOML's own."""
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        return super().day(raw)

    def minute(self, raw: object) -> object:
        """Also a clock time."""
        return clock_minutes(raw) if isinstance(raw, str) else raw

    def pair(self, raw: object) -> list[Any] | None:
        """Also a single number."""
        return raw if isinstance(raw, list) else [raw, raw]

    def minute_out(self, minute: int) -> Plain:
        """A clock time."""
        return clock_text(minute)


class Cells(Dialect):
    """Cells of a CSV or Excel table: everything is text, and an empty cell says nothing."""

    ranged = False
    complete = True
    a_number = "a number >= 0"
    a_whole_number = "a whole number >= 0"
    a_flag = "yes or no"
    a_date = "a date such as 2024-05-31"

    def shown(self, raw: object) -> str:
        """As Python shows it."""
        return cut(repr(raw))

    def word(self, raw: object) -> str | None:
        """Capitals and hyphens do not matter."""
        return str(raw).casefold().replace("-", "")

    def number(self, raw: object) -> int | float | None:
        """Digits with a point at most; whole ones without."""
        text = str(raw).strip()
        if not (text.isascii() and text.replace(".", "", 1).isdigit()):
            return None
        return float(text) if "." in text else int(text)

    def flag(self, raw: object) -> bool | None:
        """Yes, true, 1 or their opposites."""
        word = str(raw).casefold()
        return word in _YES if word in _YES + _NO else None

    def day(self, raw: object) -> date | None:
        """ISO dates, also with the midnight that spreadsheets add."""
        return super().day(str(raw).removesuffix(" 00:00:00"))

    def minute(self, raw: object) -> object:
        """A clock time."""
        return clock_minutes(str(raw))

    def items(self, raw: object) -> list[Any] | None:
        """`en|es`."""
        return list(listed_in(str(raw)))

    def pair(self, raw: object) -> list[Any] | None:
        """`2-3`, or `2` for exactly two."""
        low, _, high = str(raw).partition("-")
        return [low.strip(), (high or low).strip()]

    def table(self, raw: object) -> Mapping[str, Any] | None:
        """A row of cells, or in one the speeds of skills: `voice-en|voice-es:0.8`, 1 where no number stands."""
        if isinstance(raw, dict):
            return raw
        table: dict[str, Any] = {}
        for part in listed_in(str(raw)):
            key, _, number = part.partition(":")
            if key.strip() in table:
                raise InputError(f"names skill {quoted(key.strip())} twice")
            table[key.strip()] = number.strip() or "1"
        return table

    def number_out(self, number: float) -> Plain:
        """Without an exponent."""
        return str(int(number)) if number == int(number) else format(Decimal(repr(number)), "f")

    def flag_out(self, flag: bool) -> Plain:
        """yes or no."""
        return "yes" if flag else "no"

    def minute_out(self, minute: int) -> Plain:
        """A clock time."""
        return clock_text(minute)

    def items_out(self, items: Sequence[Plain]) -> Plain:
        """`en|es`."""
        return "|".join(map(str, items))

    def pair_out(self, low: Plain, high: Plain) -> Plain:
        """`2-3`."""
        return f"{low}-{high}"

    def table_out(self, table: Mapping[str, Plain]) -> Plain:
        """`voice-en|voice-es:0.8`."""
        return "|".join(key if number == "1" else f"{key}:{number}" for key, number in table.items())


_YES, _NO = ("yes", "true", "1", "y"), ("no", "false", "0", "n")

JSON, TOML, CELLS = Dialect(), Toml(), Cells()
