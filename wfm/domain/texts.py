"""Texts that people write: bounded where they come in, and made harmless where they go out."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Mapping, Sequence

from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_NAME, MOST_TEXT

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates of writing direction; the marks that right-to-left names need are not among them."""

BREAKS = "\t\n\r"

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters that make a spreadsheet read a cell as a formula; the last four are the wide ones of East Asia."""


def text_fault(text: str, most: int = MOST_TEXT, kept: str = BREAKS) -> str:
    """What is wrong with a text that is too long, or has characters that steer what shows it; "" for nothing.

    Those that are `kept` may stand in it. A NUL ends texts in databases, an escape steers terminals, and half a
    surrogate pair can be written nowhere.
    """
    if len(text) > most:
        return f"must have at most {most:,} characters, got {len(text):,}"
    if text.isprintable():
        return ""
    odd = next((c for c in text if c not in kept and steers(c)), "")
    return f"must be plain text{'' if kept else ' on one line'}, got the character U+{ord(odd):04X}" if odd else ""


def sized(text: str, field: str, most: int = MOST_TEXT) -> str:
    """A text that somebody wrote; InputError naming the field when it is too long or more than plain text."""
    fault = text_fault(text, most)
    if fault:
        raise InputError(f"{field} {fault}")
    return text


def named(text: str, field: str) -> str:
    """A name or an id, on one line; InputError naming the field when it is too long or more than plain text."""
    fault = text_fault(text, MOST_NAME, "")
    if fault:
        raise InputError(f"{field} {fault}")
    return text


def all_named(thing: object, kind: str) -> None:
    """Check every text that a thing holds, in what it is made of too; InputError naming the first that is no name."""
    if isinstance(thing, str):
        named(str(thing), kind)
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            all_named(key, f"a key of {kind}")
            all_named(value, kind)
    elif isinstance(thing, tuple):
        for item in thing:
            all_named(item, kind)
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            all_named(getattr(thing, field.name), f"{kind} {field.name}")


def steers(character: str) -> bool:
    """Whether a character is a control, half a surrogate pair, or turns the direction of the text around it."""
    return unicodedata.category(character) in ("Cc", "Cs") or character in TURNING


def visible(text: str, kept: str = BREAKS) -> str:
    """The text with everything that would steer a terminal written as an escape."""
    if text.isprintable():
        return text
    return "".join(ascii(c)[1:-1] if c not in kept and steers(c) else c for c in text)


def harmless(text: str) -> str:
    """The text without what steers it: for cells and calendars, where an escape would be taken for a part of it."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in BREAKS or not steers(c))


def quoted(text: str, most: int = 60) -> str:
    """A value as a sentence quotes it: what cannot be printed as an escape, cut to a readable length."""
    return repr(text) if len(text) <= most else repr(text[:most]) + "..."


def some_of(names: Sequence[str], most: int = 20) -> str:
    """Names as a sentence lists them: the first ones, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
