"""The project's own files as the tests of its structure read them: modules, what they import, and the faces of rooms."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("wfm", "scheduler", "forecasting", "data")
FOLDERS = (*PACKAGES, "tests", "benchmarks")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def place(path: Path, line: int = 0) -> str:
    """A file as a message names it, with a line where there is one."""
    return path.relative_to(ROOT).as_posix() + (f":{line}" if line else "")


def sources(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> list[Path]:
    """Every source file under some folders of the project, in order."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)
    return sorted(path for path in found if "__pycache__" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    """A file as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def functions(path: Path) -> tuple[Function, ...]:
    """Every function and method of a file."""
    return tuple(node for node in ast.walk(tree(path)) if isinstance(node, Function))


def body_lines(function: Function) -> int:
    """Lines of a function without its head and its docstring."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def dotted(path: Path) -> str:
    """The name a module is imported by."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@dataclass(frozen=True, slots=True)
class Imported:
    """One name that a module imports: `name` from `source`, or a whole module where `name` is empty."""

    path: Path
    line: int
    source: str
    name: str

    @property
    def place(self) -> str:
        """Where the import stands."""
        return place(self.path, self.line)


@cache
def imports(path: Path) -> tuple[Imported, ...]:
    """Every import of a file, those within functions too; relative ones are spelled out."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[Imported]:
    package = dotted(path).split(".")
    if path.name != "__init__.py" and path.name != "__init__.pyi":
        package = package[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (Imported(path, node.lineno, name.name, "") for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            yield from (Imported(path, node.lineno, source, name.name) for name in node.names)


@dataclass(frozen=True, slots=True)
class Face:
    """What a room lets others see: the names of its `__init__.pyi`, each with the module it comes from."""

    room: str
    path: Path
    names: dict[str, str]

    def holds(self, module: str) -> bool:
        """Whether a module lies in the room (the room itself does not)."""
        return module.startswith(self.room + ".")

    def is_inside(self, path: Path) -> bool:
        """Whether a file is one of the room's own."""
        return path.is_relative_to(self.path.parent)


@cache
def faces() -> tuple[Face, ...]:
    """Every room that has a face, outer ones first."""
    stubs = sorted(sources(*PACKAGES, suffixes=(".pyi",)))
    return tuple(Face(dotted(stub), stub, {found.name: found.source for found in imports(stub)}) for stub in stubs)


def module_file(module: str) -> Path | None:
    """The file of a module of the project, its `__init__.py` for a package; None where there is neither."""
    base = ROOT / module.replace(".", "/")
    for path in (base.with_name(base.name + ".py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


@cache
def defined(path: Path) -> frozenset[str]:
    """Names that a file binds at its top level; for a room with a face, the names of the face."""
    stub = path.with_suffix(".pyi")
    if stub.is_file():
        return frozenset(found.name for found in imports(stub))
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom | ast.Import):
            names.update(alias.asname or alias.name for alias in node.names)
    for statement in tree(path).body:
        if isinstance(statement, Function | ast.ClassDef):
            names.add(statement.name)
        names.update(n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return frozenset(names)
