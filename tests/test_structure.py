"""The house in shape: small folders, modules and functions, rooms entered through their faces, kernels that tell their types."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house import (
    FOLDERS,
    PACKAGES,
    ROOT,
    Face,
    Imported,
    body_lines,
    defined,
    faces,
    functions,
    imports,
    module_file,
    place,
    sources,
    tree,
)

MOST_MODULES = 15
MOST_LINES = 320
LONGEST_BODY = 60
MOST_PARAMETERS = 8

EVENT_LOOPS = ("run_day", "run_chat_day")
"""Compiled loops of `wfm/staffing/simulation` that stay in one piece: arrays handed to functions cost a fifth of their speed."""

KERNEL_FOLDERS = ("wfm", "scheduler")
"""Where kernels are."""

USING = (*sources(*PACKAGES, "benchmarks"), ROOT / "app.py")
"""Files that enter rooms by their faces; tests may look inside."""


def listed(faults: Iterator[str]) -> str:
    """Faults as a message, empty when there are none."""
    return "\n".join(sorted(faults))


def test_no_folder_holds_too_many_modules() -> None:
    """A folder that grows past what one sees at a glance is parted into rooms."""
    apart = ("__init__.py", "conftest.py")
    counts: dict[Path, int] = {}
    for path in sources(*FOLDERS):
        counts[path.parent] = counts.get(path.parent, 0) + (path.name not in apart)
    faults = (f"{place(p)}: {n} modules, at most {MOST_MODULES}" for p, n in counts.items() if n > MOST_MODULES)
    assert not (told := listed(faults)), told


def test_no_module_is_too_long() -> None:
    """A module is one idea, the scripts of the pages included."""
    lengths = {path: len(path.read_text().splitlines()) for path in sources(*FOLDERS, suffixes=(".py", ".js"))}
    faults = (f"{place(p)}: {n} lines, at most {MOST_LINES}" for p, n in lengths.items() if n > MOST_LINES)
    assert not (told := listed(faults)), told


def test_no_function_is_too_long() -> None:
    """A function is one step; compiled event loops may be longer, and are named only while they are."""
    found = [(path, f) for path in sources(*FOLDERS) for f in functions(path) if body_lines(f) > LONGEST_BODY]
    faults = (
        f"{place(path, f.lineno)}: {f.name} has {body_lines(f)} lines, at most {LONGEST_BODY}"
        for path, f in found
        if f.name not in EVENT_LOOPS
    )
    assert not (told := listed(faults)), told
    assert not (told := listed(iter(set(EVENT_LOOPS) - {f.name for _, f in found}))), f"no longer long: {told}"


def test_event_loops_are_compiled() -> None:
    """What may be long is compiled, and stands in the simulation."""
    compiled = {f.name for path in sources("wfm/staffing/simulation") for f in functions(path) if is_kernel(f)}
    assert set(EVENT_LOOPS) <= compiled


def test_every_module_says_what_lives_there() -> None:
    """The first line of a module is its docstring."""
    faults = (f"{place(path)}: no docstring" for path in sources(*FOLDERS) if not ast.get_docstring(tree(path)))
    assert not (told := listed(faults)), told


def is_kernel(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether numba compiles the function."""
    decorators = (d.func if isinstance(d, ast.Call) else d for d in function.decorator_list)
    return any(isinstance(d, ast.Name) and d.id in ("kernel", "bare_kernel", "njit") for d in decorators)


def kernel_faults(path: Path) -> Iterator[str]:
    """What is missing of the kernels of a file."""
    for function in filter(is_kernel, functions(path)):
        where, parameters = f"{place(path, function.lineno)}: {function.name}", function.args.args
        untyped = [p.arg for p in parameters if p.annotation is None]
        if untyped:
            yield f"{where} does not tell the types of {', '.join(untyped)}"
        if function.returns is None:
            yield f"{where} does not tell what it returns"
        if len(parameters) > MOST_PARAMETERS:
            yield f"{where} takes {len(parameters)} parameters, at most {MOST_PARAMETERS}"


def test_kernels_tell_their_types_and_take_few_parameters() -> None:
    """Compiled functions are annotated, and arrays that belong together are handed over together."""
    faults = (fault for path in sources(*KERNEL_FOLDERS) for fault in kernel_faults(path))
    assert not (told := listed(faults)), told


def test_kernels_are_compiled_in_one_way() -> None:
    """`wfm.machine` says how: nothing else calls numba's own decorator."""
    faults = (
        f"{found.place}: njit is for wfm/machine/compiled.py; use kernel or bare_kernel"
        for path in USING
        for found in imports(path)
        if found.name == "njit" and place(path) != "wfm/machine/compiled.py"
    )
    assert not (told := listed(faults)), told


def test_faces_name_what_is_there() -> None:
    """A face's name exists in the module it names, and is not the name of a module beside it."""

    def faults(face: Face) -> Iterator[str]:
        beside = {p.stem for p in face.path.parent.glob("*.py")} | {p.name for p in face.path.parent.iterdir()}
        for name, source in face.names.items():
            file = module_file(source)
            if file is None or name not in defined(file):
                yield f"{place(face.path)}: {source} has no {name}"
            if name in beside:
                yield f"{place(face.path)}: {name} is also a module of {face.room}"

    assert not (told := listed(fault for face in faces() for fault in faults(face))), told


def passes_by(found: Imported) -> str | None:
    """The face an import passes by, with what it should be; None for an import as it should be."""
    for face in faces():
        if face.is_inside(found.path):
            if found.source == face.room and found.name in face.names:
                return f"inside {face.room} import {found.name} from its module"
            continue
        if face.holds(found.source):
            return f"import {found.name or found.source} from {face.room}"
        if found.source == face.room and found.name not in face.names:
            return f"{face.room} shows no {found.name}: import a name of its face"
    return None


def test_rooms_are_entered_through_their_faces() -> None:
    """Code outside a room imports names from its face, code inside from its modules."""
    faults = (
        f"{found.place}: {wrong}"
        for path in USING
        for found in imports(path)
        if (wrong := passes_by(found)) is not None
    )
    assert not (told := listed(faults)), told


def uses(path: Path) -> Iterator[tuple[str, str]]:
    """Names of faces that a file uses from outside, as (room, name): imported, or reached as `room.name`."""
    rooms = {face.room: face for face in faces() if not face.is_inside(path)}
    bound: dict[str, str] = {}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for found in imports(path):
        if found.source in rooms:
            yield found.source, found.name
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and bound.get(node.value.id) in rooms:
            yield bound[node.value.id], node.attr


def test_faces_show_only_what_others_use() -> None:
    """A name that nobody outside needs is taken out of the face."""
    used = {f"{room}.{name}" for path in USING for room, name in uses(path)}
    shown = {f"{face.room}.{name}" for face in faces() for name in face.names}
    assert not (told := listed(f"{name}: nobody outside the room uses it" for name in shown - used)), told
