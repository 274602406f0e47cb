"""Weekly windows in words, and tables as TOML text."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from wfm.documents.clock_words import weekly_text, weekly_windows
from wfm.documents.toml_files import toml_text
from wfm.domain.time import DAY


@pytest.mark.parametrize(
    ("windows", "text"),
    [
        ((), "never"),
        (((480, 1200),), "Mon 08:00-20:00"),
        (((4 * DAY + 1320, 5 * DAY + 360),), "Fri 22:00-06:00"),
        (((0, DAY),), "Mon 00:00-24:00"),
        (((6 * DAY + 720, 7 * DAY),), "Sun 12:00-24:00"),
    ],
)
def test_weekly_windows_in_words(windows: tuple[tuple[int, int], ...], text: str) -> None:
    """What is written reads back the same."""
    assert weekly_text(windows) == text
    assert weekly_windows(text) == windows


@given(st.integers(0, 7 * DAY - 1), st.integers(1, 8 * DAY))
@settings(max_examples=200, deadline=None)
def test_long_windows_are_parted_at_midnight(low: int, length: int) -> None:
    """The pieces cover the same minutes of the week, whatever the length."""
    high = min(low + length, 8 * DAY)
    read = weekly_windows(weekly_text(((low, high),)))
    assert all(b - a <= DAY for a, b in read)
    covered = {minute % (7 * DAY) for a, b in read for minute in range(a, b)}
    assert covered == {minute % (7 * DAY) for minute in range(low, high)}


keys = st.text(st.characters(codec="utf-8"), max_size=6)
plain = st.text(st.characters(codec="utf-8"), max_size=8) | st.integers(-(2**63), 2**63 - 1) | st.booleans()
values = st.recursive(
    plain | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(keys, values, max_size=4))
@settings(max_examples=200, deadline=None)
def test_toml_text_reads_back(document: dict[str, Any]) -> None:
    """Any table, with any key and any text, through the standard library's reader."""
    assert tomllib.loads(toml_text(document)) == document


def test_toml_text_is_laid_out_for_people() -> None:
    """Values first, then a block for each table of a list; what is None is left out."""
    document = {"things": [{"id": 'a "b"', "left": None, "span": {"low": 1.0, "high": 2.5}, "parts": [{"n": 1}]}]}
    assert toml_text(document) == (
        '[[things]]\nid = "a \\"b\\""\nspan = { low = 1, high = 2.5 }\n\n[[things.parts]]\nn = 1\n'
    )
