"""Every dependency has its reason in docs/dependencies.md, and nothing that is gone keeps one."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.house import ROOT

TEXT = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def named(requirements: list[str]) -> set[str]:
    """Names of packages without versions and extras; type stubs are told together."""
    names = {re.split(r"[\[<>=]", requirement)[0] for requirement in requirements}
    return {name for name in names if "stubs" not in name and not name.startswith("types-")}


def test_what_the_program_needs_is_told_and_nothing_else() -> None:
    """The table and the project list the same packages."""
    rows = re.findall(r"^\| ([^|]+) \|", TEXT, flags=re.MULTILINE)
    told = {name for row in rows[2:] for name in row.split(", ")}
    assert told == named(PROJECT["dependencies"])


@pytest.mark.parametrize(("extra", "begins"), [("test", "For tests: "), ("bench", "For benchmarks only: ")])
def test_what_contributors_need_is_told_and_nothing_else(extra: str, begins: str) -> None:
    """The sentence and the project list the same packages; words in brackets say why."""
    (line,) = (line for line in TEXT.splitlines() if line.startswith(begins))
    plain = re.sub(r"\([^)]*\)|with stubs", "", line.removeprefix(begins).rstrip("."))
    told = {name.strip() for name in re.split(r"[,;]| and ", plain)}
    assert told == named(PROJECT["optional-dependencies"][extra])
