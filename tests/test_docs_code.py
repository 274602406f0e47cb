"""Python in the documents reads, imports what exists, and calls it with arguments it takes."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.house import ROOT, place

DOCUMENTS = tuple(path for path in sorted((ROOT / "docs").glob("*.md")) if not path.stem.startswith("adding-a-"))
"""Without the pages that show code still to be written."""


def blocks(document: Path) -> list[str]:
    """The blocks of Python of a document."""
    return re.findall(r"^```python\n(.*?)^```$", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def faults(code: str) -> Iterator[str]:
    """Imports of a block that fail, names its modules lack, and calls whose arguments do not fit."""
    read, known = ast.parse(code), dict[str, object]()
    for node in read.body:
        for alias in node.names if isinstance(node, ast.ImportFrom) else ():
            try:
                known[alias.asname or alias.name] = _imported(str(node.module), alias.name)
            except ImportError as error:
                yield f"{ast.unparse(node)}: {error}"
    for node in ast.walk(read):
        if isinstance(node, ast.Call):
            yield from _unfit(node, known)


def _imported(module: str, name: str) -> object:
    """What `from module import name` binds."""
    try:
        return getattr(import_module(module), name)
    except AttributeError:
        return import_module(f"{module}.{name}")


def _unfit(call: ast.Call, known: dict[str, object]) -> Iterator[str]:
    """Why a call of something imported, or of something in it, cannot be made; nothing where it can."""
    match call.func:
        case ast.Name(id=name):
            called = known.get(name)
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in known:
            called = getattr(known[owner], name, None)
            if called is None:
                yield f"{owner} has no {name}"
        case _:
            called = None
    if callable(called):
        try:
            inspect.signature(called).bind(*call.args, **{str(word.arg): word.value for word in call.keywords})
        except TypeError as error:
            yield f"{ast.unparse(call)}: {error}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=place)
def test_python_in_the_documents_fits_the_code(document: Path) -> None:
    """Every import is found, and every call of what was imported could be made."""
    told = "\n".join(fault for block in blocks(document) for fault in faults(block))
    assert not told, f"{place(document)}: {told}"


@pytest.mark.parametrize(
    "code",
    [
        "from wfm.services import no_such_room",
        "from no_such_package import anything",
        "from wfm.services import bidding\nbidding.no_such_use_case(1)",
        "from wfm.services import bidding\nbidding.open_round(1)",
        "from forecasting import forecast\nforecast(1, 2, 3, no_such_argument=4)",
    ],
)
def test_a_fault_is_told(code: str) -> None:
    """From the side that must fail: one fault each."""
    assert len(list(faults(code))) == 1


def test_some_documents_show_python() -> None:
    """The blocks are found."""
    assert sum(len(blocks(document)) for document in DOCUMENTS) >= 2
