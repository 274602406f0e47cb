"""TOML and JSON beyond every centre: refused in one sentence, in little time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from wfm.documents import TOML, Door, Value, json_files, load_json, parse_toml, shown, values
from wfm.documents.forms import Text
from wfm.documents.nested import Speeds
from wfm.domain.errors import InputError
from wfm.services.readers.setup import read_setup

QUICK = 5.0


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (b"a." * 100_000 + b"a = 1", "c.toml: must be a TOML file: tables must be at most 50 deep"),
        (b"a = " + b"[" * 5_000, "c.toml: must be a TOML file: nested too deeply"),
        (b"a = " + b"9" * 5_000, "c.toml: must be a TOML file: Exceeds the limit (4300 digits) for integer string conversion"),
        (b"#" * 1_000_001, "c.toml: a TOML file must have at most 1 MB"),
        (b"a" * 200_000, "c.toml: must be a TOML file: Expected '=' after a key"),
        (b"\xff", "c.toml: must be a TOML file: 'utf-8' codec can't decode"),
    ],
    ids=["dotted", "nested", "digits", "large", "one word", "no text"],
)  # fmt: skip
def test_toml(source: bytes, sentence: str) -> None:
    """Python's reader takes the square of a key's parts in time, and its own stack for nested lists."""
    begun = time.perf_counter()
    with pytest.raises(InputError) as caught:
        parse_toml(source, "must be a TOML file", "c.toml")
    assert str(caught.value).startswith(sentence)
    assert time.perf_counter() - begun < QUICK


def test_many_sites_take_no_square_of_time() -> None:
    """The search for two of one id did."""
    site = '[[sites]]\nid = "s{}"\nseats = 1\nzone = "UTC"\n'
    begun = time.perf_counter()
    source = "".join(site.format(k) for k in range(15_000)) + site.format(7)
    with pytest.raises(InputError, match="site 's7' appears twice"):
        read_setup(source.encode(), "c.toml")
    assert time.perf_counter() - begun < 3 * QUICK


def test_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Size, twins among very many keys, digits and depth."""
    path = tmp_path / "p.json"

    def refused(text: str) -> str:
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError) as caught:
            load_json(path)
        return caught.value.reason

    begun = time.perf_counter()
    twins = ",".join(f'"k{k}":1' for k in range(60_000))
    assert refused(f'{{{twins},"k59999":1}}') == 'the key "k59999" appears twice in one object'
    assert time.perf_counter() - begun < QUICK
    assert refused("[" * 100_000) == "must be JSON: nested too deeply"
    assert refused("9" * 5_000) == "must be JSON: Exceeds the limit (4300 digits) for integer string conversion"
    monkeypatch.setattr(json_files, "MOST_JSON", 10)
    assert refused("[1,2,3,4,5,6]") == "a JSON file must have at most 0 MB"
    with pytest.raises(InputError, match="cannot be read"):
        load_json("a\x00b")


def test_lists_and_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """The values of a list are counted before any is made; names and keys are as long as the database holds them."""
    monkeypatch.setattr(values, "MOST_ITEMS", 3)
    with pytest.raises(InputError, match=r"demand\[0\]: must have at most 3 values, got 4"):
        Value([1, 2, 3, 4], "demand[0]").items()
    for text, fault in (
        ("x" * 201, "at most 200 characters, got 201"),
        ("a\ud800", r"character U\+D800"),
        ("a\nb", "one line"),
    ):
        with pytest.raises(InputError, match=fault):
            Text().read(Value(text, "name"))
        with pytest.raises(InputError, match=fault):
            Speeds().read(Value({text: 1.0}, "skills"))
    assert Text(10).read(Value("a\nb", "reason")) == "a\nb"


def test_values_are_shown_short_and_without_what_steers() -> None:
    """However large or odd they are."""
    assert shown("\ud800\x1b\n") == '"\\ud800\\u001b\\n"'
    assert len(shown(["x" * 1_000_000])) == 60
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert shown(deep).startswith("[[[[")
    assert len(Value(["x" * 1000], "a", Door(TOML)).shown()) == 60
