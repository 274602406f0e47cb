"""Names in backticks in docstrings, comments and documents, and whether each stands for something that exists."""

from __future__ import annotations

import ast
import builtins
import calendar
import io
import keyword
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.house import FOLDERS, PACKAGES, ROOT, defined, module_file, place, sources, tree

BACKTICKED = re.compile(r"(?<!`)`([^`]+)`(?!`)")
DOTTED = re.compile(r"(?<![\w.$-])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
NAME = re.compile(r"[\w.]+")
CODE_OR_LETTER = re.compile(r"\w|[A-Z]{2}")
"""A symbol of a formula, or the code of a country or a state."""

QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
FILE = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
SUFFIXES = (".py", ".pyi", ".js", ".css", ".md", ".toml", ".csv", ".json")

MONTHS = frozenset(calendar.month_abbr) | {"AM", "PM"}
LANGUAGE = frozenset(keyword.kwlist) | frozenset(dir(builtins))

SYMBOLS = frozenset(("pi", "rho", "sigma", "w1", "w2", "A_i", "demand", "supply"))
"""Symbols of formulas; single letters need not be listed."""

OUTSIDE = {
    "wfm.db-wal": "a file that SQLite keeps beside the embedded database",
    "-e": "an option of pip",
    "KillMode=process": "a setting of systemd",
    "dist/": "the folder of a release, which .ci/wheel fills",
}
"""Words of other programs, each with its reason."""


@dataclass(frozen=True, slots=True)
class Written:
    """Something in backticks, and where it stands."""

    path: Path
    line: int
    text: str

    @property
    def place(self) -> str:
        """File and line."""
        return place(self.path, self.line)


def in_python(path: Path) -> Iterator[Written]:
    """What stands in backticks in the docstrings and comments of a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from _found(path, node.lineno, node.value.value)
    for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield from _found(path, token.start[0], token.string)


def in_document(path: Path) -> Iterator[Written]:
    """What stands in backticks in a document, outside its blocks of code."""
    fenced = False
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fenced ^= text.lstrip().startswith("```")
        if not fenced:
            yield from _found(path, line, text)


def _found(path: Path, line: int, text: str) -> Iterator[Written]:
    for match in BACKTICKED.finditer(text):
        yield Written(path, line + text.count("\n", 0, match.start()), re.sub(r"\s+", " ", match[1]))


@cache
def spoken(path: Path) -> frozenset[str]:
    """Every name a file speaks of: what it binds, imports, reads from others, or hands over by name."""
    names: set[str] = set(declared(path))
    for node in ast.walk(tree(path)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                names.add(name)
            case ast.alias(name=name, asname=other):
                names.update(other.split(".") if other else name.split("."))
    return frozenset(names)


@cache
def declared(path: Path) -> frozenset[str]:
    """What a file declares: itself, functions, classes, parameters, constants and fields, but no locals."""
    names = {path.stem, *path.relative_to(ROOT).parts[:-1]}
    for node in ast.walk(tree(path)):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.arg(arg=name) | ast.Attribute(value=ast.Name(id="self"), attr=name):
                names.add(name)
        if isinstance(node, ast.Module | ast.ClassDef):
            bound = (n for s in node.body if isinstance(s, ast.Assign | ast.AnnAssign) for n in ast.walk(s))
            names.update(n.id for n in bound if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return frozenset(names)


@cache
def callable_names(path: Path) -> frozenset[str]:
    """Functions and classes of a file."""
    nodes = (n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef))
    return frozenset(node.name for node in nodes)


@cache
def texts(path: Path) -> frozenset[str]:
    """Texts of a file that the program uses: columns, keys, values, sentences; no docstrings."""
    told = {id(node.value) for node in ast.walk(tree(path)) if isinstance(node, ast.Expr)}
    constants = (n for n in ast.walk(tree(path)) if isinstance(n, ast.Constant) and id(n) not in told)
    return frozenset(node.value for node in constants if isinstance(node.value, str))


@dataclass(frozen=True)
class Vocabulary:
    """What a text may name: the declarations, callables and texts of some folders together."""

    folders: tuple[str, ...]

    @property
    def names(self) -> frozenset[str]:
        """Names that are declared."""
        return _together(declared, self.folders)

    @property
    def callables(self) -> frozenset[str]:
        """Names of functions and classes."""
        return _together(callable_names, self.folders)

    @property
    def texts(self) -> frozenset[str]:
        """Texts in the code."""
        return _together(texts, self.folders)

    @property
    def words(self) -> frozenset[str]:
        """Words of the texts, and options as the reference of commands shows them."""
        return _words(self.folders)


@cache
def _together(of_one: object, folders: tuple[str, ...]) -> frozenset[str]:
    assert callable(of_one)
    return frozenset().union(*(of_one(path) for path in sources(*folders)))


@cache
def _words(folders: tuple[str, ...]) -> frozenset[str]:
    """Keys and headers, not the words of sentences: texts of up to four words, and rows of columns."""
    short = {
        text for text in _together(texts, folders) if text.count(" ") <= 3 or re.fullmatch(r"[\w ]+(,[\w ]*)+\s*", text)
    }
    reference = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    options = set(re.findall(r"`(-[\w-]+)", reference)) | set(re.findall(r"### wfm ([\w-]+)", reference))
    return frozenset(
        {word for text in short for word in re.findall(r"[\w-]+", text)}
        | options
        | {text.replace(" ", "_") for text in short}
    )


CODE = Vocabulary(PACKAGES)
ALL = Vocabulary(FOLDERS)


@cache
def files() -> frozenset[str]:
    """Every file and folder of the project, by its whole path and by every end of it."""
    found = [
        p for folder in (*FOLDERS, "docs", ".ci") for p in (ROOT / folder).rglob("*") if "__pycache__" not in p.parts
    ]
    found += [p for p in ROOT.iterdir() if p.name != ".git"]
    parts = [path.relative_to(ROOT).parts for path in found]
    return frozenset("/".join(part[i:]) for part in parts for i in range(len(part)))


def unknown(written: Written) -> list[str]:
    """The names in it that stand for nothing."""
    text, python = written.text, written.path.suffix == ".py"
    vocabulary = CODE if python else ALL
    first, *rest = text.split()
    if _is_text(text, vocabulary.texts) or first in OUTSIDE:
        return []
    if text.startswith("-"):
        return [] if first.partition("=")[0] in vocabulary.words else [first]
    if first == "wfm" and rest:
        return [] if rest[0] in vocabulary.words or rest[0].isupper() else [text]
    if first == "python" and rest[:1] == ["-m"]:
        return [] if module_file(rest[1]) else [rest[1]]
    if FILE.fullmatch(text) and ("/" in text or text.endswith(SUFFIXES)):
        return [] if text.rstrip("/") in files() or text.partition(".")[0].isupper() else [text]
    here = spoken(written.path) if python else frozenset()
    plain = QUOTED.sub("", text)
    return [name for name in DOTTED.findall(plain) if not _exists(name, here, vocabulary, f"{name}(" in plain)]


def _is_text(text: str, known: frozenset[str]) -> bool:
    """Whether it is a text of the program, a part of one that is more than a name, or a path outside the project."""
    if text in known or text.startswith(("~", "/", "$")):
        return True
    pieces = [piece.strip() for piece in text.split("...")]
    return not NAME.fullmatch(text) and all(any(piece in other for other in known) for piece in pieces)


def _exists(name: str, here: frozenset[str], vocabulary: Vocabulary, called: bool) -> bool:
    first, *rest = name.split(".")
    if CODE_OR_LETTER.fullmatch(name) or name in LANGUAGE | MONTHS | SYMBOLS:
        return True
    if rest and first in (*PACKAGES, "tests", "benchmarks"):
        return _in_project(name)
    if rest and first in sys.stdlib_module_names:
        return True
    if called:
        return (rest or [first])[-1] in here | vocabulary.callables
    return all(_is_known(part, here | vocabulary.names | vocabulary.words) for part in (first, *rest))


def _is_known(word: str, known: frozenset[str]) -> bool:
    """Whether a word is known as it is, as a placeholder, without its underscores, or as the beginning of others."""
    if word in known or (word.isupper() and word.lower() in known) or word.replace("_", "") in known:
        return True
    return word.endswith("_") and any(other.startswith(word) for other in known)


def _in_project(name: str) -> bool:
    """Whether a dotted name is a module, or something within one."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        file = module_file(".".join(parts[:count]))
        if file is not None:
            rest = parts[count:]
            room = frozenset().union(*(spoken(path) for path in file.parent.rglob("*.py")))
            return not rest or (rest[0] in defined(file) and all(part in room for part in rest[1:]))
    return False
