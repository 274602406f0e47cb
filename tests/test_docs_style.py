"""Paragraphs of the documents stay short enough to be read at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house import ROOT, place

MOST = 600
"""Characters of a paragraph, a list item, a quotation or a cell of a table."""

DOCUMENTS = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "docs" / "examples" / "README.md",
)

ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
FENCE = re.compile(r"\s*(?:```|~~~)")
QUOTE = re.compile(r"\s*>\s?")
CELL_EDGE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that is read in one go: where it begins, and its words with single spaces between."""

    line: int
    text: str


def paragraphs(document: str) -> Iterator[Paragraph]:
    """The paragraphs, list items, quotations, headings and table cells of Markdown, in order; blocks of code are left out."""
    begun, words, fenced = 0, [""], False
    for number, line in enumerate([*document.splitlines(), ""], 1):
        fence = bool(FENCE.match(line))
        inside, fenced = fenced or fence, fenced ^ fence
        item, row = ITEM.match(line), line.lstrip().startswith("|")
        alone = row or line.startswith("#")
        if words[0] and (inside or item or alone or not QUOTE.sub("", line, count=1).strip()):
            yield Paragraph(begun, " ".join(words))
            words = [""]
        if inside:
            continue
        if alone:
            yield from (Paragraph(number, text) for cell in CELL_EDGE.split(line) if (text := " ".join(cell.split())))
        elif text := " ".join(QUOTE.sub("", ITEM.sub("", line, count=1) if item else line, count=1).split()):
            begun, words = (begun, [*words, text]) if words[0] else (number, [text])


def long_ones(path: Path) -> str:
    """The paragraphs of a file that are too long, each with its place, length and beginning."""
    found = (p for p in paragraphs(path.read_text(encoding="utf-8")) if len(p.text) > MOST)
    return "\n".join(
        f"{place(path, p.line)}: a paragraph must have at most {MOST} characters, got {len(p.text)}: {p.text[:60]}..."
        for p in found
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=place)
def test_no_paragraph_is_long(document: Path) -> None:
    """Each paragraph, list item and table cell keeps to the limit; the message names those that do not."""
    assert not (told := long_ones(document)), told


@pytest.mark.parametrize(
    ("document", "lengths"),
    [
        ("a" * 700, [700]),
        ("a" * 300 + "\n" + "b" * 300, [601]),
        ("a" * 300 + "\n\n" + "b" * 300, [300, 300]),
        ("- " + "a" * 400 + "\n- " + "b" * 400, [400, 400]),
        ("1. " + "a" * 400 + "\n   " + "b" * 400, [801]),
        ("Title:\n- " + "a" * 10, [6, 10]),
        ("> " + "a" * 400 + "\n> " + "b" * 400, [801]),
        ("> " + "a" * 400 + "\n>\n> " + "b" * 400, [400, 400]),
        ("| " + "a" * 700 + " | b |", [700, 1]),
        ("| `a \\| b` | c |", [8, 1]),
        ("# " + "a" * 8 + "\nb", [10, 1]),
        ("```sh\n" + "a" * 700 + "\n```\nb", [1]),
        ("a\n```\n" + "b" * 700 + "\n```\nc", [1, 1]),
    ],
)
def test_what_is_measured(document: str, lengths: list[int]) -> None:
    """Lines of one paragraph count together; blank lines, items, cells and blocks of code part them."""
    assert [len(paragraph.text) for paragraph in paragraphs(document)] == lengths


def test_a_long_paragraph_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the side that must fail: file, line, length and limit are named; a paragraph at the limit passes."""
    monkeypatch.setattr("tests.house.ROOT", tmp_path)
    (tmp_path / "long.md").write_text("# Title\n\n" + "a" * MOST + "\n\n" + "b" * (MOST + 1), encoding="utf-8")
    assert long_ones(tmp_path / "long.md").startswith(
        "long.md:5: a paragraph must have at most 600 characters, got 601"
    )
