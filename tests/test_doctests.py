"""The examples in docstrings are run, each in its own module."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("wfm", "scheduler", "forecasting", "data")

EXAMPLES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts): text.count(">>> ")
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if ">>> " in (text := path.read_text(encoding="utf-8"))
}
"""Examples by module; modules without any are not even imported."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_say_what_happens(name: str) -> None:
    """Every example gives what stands below it, and none is in a place where doctest does not look."""
    done = doctest.testmod(import_module(name))
    assert done.attempted == EXAMPLES[name]
    assert not done.failed
