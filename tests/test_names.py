"""What stands in backticks exists: in docstrings and comments, and in the documents."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house import PACKAGES, ROOT, sources
from tests.written_names import OUTSIDE, Written, in_document, in_python, unknown

LEFT_OUT: tuple[str, ...] = ()
"""Packages whose docstrings are not looked at yet."""

DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))


def faults(found: Iterable[Written]) -> str:
    """The places that name what is not there, one a line."""
    return "\n".join(f"{w.place}: `{w.text}` names {', '.join(u)}" for w in found if (u := unknown(w)))


@pytest.mark.parametrize("package", [package for package in PACKAGES if package not in LEFT_OUT])
def test_docstrings_and_comments_name_what_exists(package: str) -> None:
    """Every name in backticks is a parameter, a local, a field, a function, a module, a key, an option or a file."""
    assert not (told := faults(written for path in sources(package) for written in in_python(path))), told


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_documents_name_what_exists(document: Path) -> None:
    """Paths, dotted names, columns, commands and options in documents are there."""
    assert not (told := faults(in_document(document))), told


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("share_price", ["share_price"]),
        ("page(db, who)", ["page"]),
        ("wfm.services.ranking", ["wfm.services.ranking"]),
        ("scheduler/award.py", ["scheduler/award.py"]),
        ("scheduler.objective.PRESETS", ["scheduler.objective.PRESETS"]),
        ("--no-such-option", ["--no-such-option"]),
        ("python -m wfm.nowhere", ["wfm.nowhere"]),
        ("low <= no_such_bound", ["no_such_bound"]),
        ("distinct", ["distinct"]),
    ],
)
def test_a_name_of_nothing_is_told(text: str, missing: list[str]) -> None:
    """From the side that must fail."""
    assert unknown(Written(ROOT / "wfm" / "ui" / "pages" / "__init__.py", 1, text)) == missing


@pytest.mark.parametrize(
    "text",
    [
        "draw",
        "wfm.ui.frame.navigation",
        "scheduler.PRESETS",
        "wfm/domain/rules/",
        "--time-limit",
        "max_weekends",
        "m(j)",
    ],
)
def test_a_name_of_something_is_not(text: str) -> None:
    """From the side that must pass."""
    assert unknown(Written(ROOT / "wfm" / "ui" / "pages" / "__init__.py", 1, text)) == []


def test_outside_words_are_few_and_have_reasons() -> None:
    """Words of other programs stay the exception."""
    assert len(OUTSIDE) <= 10
    assert all(OUTSIDE.values())
