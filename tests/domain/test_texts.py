"""Texts: what may come in, and what goes out."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from wfm.domain.errors import InputError
from wfm.domain.texts import harmless, named, quoted, sized, some_of, steers, visible

ANY = st.text(st.characters())


def test_what_is_a_text_and_what_a_name() -> None:
    """A text may have lines, a name is on one; both may be in any script."""
    assert sized("two\nlines\tand é ñ 名 \u200fעברית", "note") == "two\nlines\tand é ñ 名 \u200fעברית"
    assert named("Núñez, Ana 名", "name") == "Núñez, Ana 名"
    with pytest.raises(InputError, match=r"^name must be plain text on one line, got the character U\+000A$"):
        named("a\nb", "name")
    with pytest.raises(InputError, match=r"^note must have at most 3 characters, got 4$"):
        sized("abcd", "note", 3)


@given(ANY)
def test_nothing_steers_what_is_shown(text: str) -> None:
    """What goes out is printable but for breaks, can be encoded, and is the same where nothing was odd."""
    for made in (visible(text), harmless(text)):
        made.encode()
        assert not any(steers(c) and c not in "\t\n\r" for c in made)
    if not any(map(steers, text)):
        assert visible(text) == harmless(text) == text


def test_escapes_are_shown() -> None:
    """So that nobody wonders what is wrong with a name."""
    assert visible("a\x1b[31mb\u202ec\ud800\n") == "a\\x1b[31mb\\u202ec\\ud800\n"
    assert visible("a\nb", "") == "a\\nb"
    assert harmless("a\x1b[31mb\u202ec\ud800\n") == "a[31mbc\n"


def test_long_values_and_lists_are_cut() -> None:
    """A sentence stays one."""
    assert quoted("ab\x1b") == "'ab\\x1b'"
    assert quoted("x" * 100) == "'" + "x" * 60 + "'..."
    assert some_of(["a", "b", "c"], 2) == "a, b and 1 more"
    assert some_of(["a", "b"]) == "a, b"
