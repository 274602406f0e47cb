"""Who may: every service is called by every role, by nobody, by an account switched off, and about someone else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import ROOT, place, sources, tree
from tests.services.rights.door import WITHOUT_WHO, Door
from tests.services.rights.doors import DOORS
from tests.services.rights.stage import OTHER, ROLES, Stage, build, copies, dump
from tests.services.rights.table import DOCUMENT, ROOMS, rights_table, with_table
from wfm.database.engine import Database
from wfm.domain.accounts import NOBODY, Principal
from wfm.domain.errors import AccessError, WfmError

SERVICES = ROOT / "wfm" / "services"

BENEATH = ("centre.visible", "centre.check_not_own", "schedule.may_see")
"""What services ask of someone about a thing they have read."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A centre where everyone has something of their own; it is as it was after every call that is refused."""
    found = build(tmp_path_factory.mktemp("stage") / "wfm.db")
    yield found
    found.db.close()


def services() -> dict[str, ast.arguments]:
    """Every public function of the services that is handed a database or who calls, by room and name.

    What works within a unit of work stands beneath a service that has asked already.
    """
    found = {}
    for path in sources("wfm/services"):
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                words = [ast.unparse(a.annotation) for a in _arguments(node.args) if a.annotation is not None]
                name = f"{path.relative_to(SERVICES).with_suffix('').parts[0]}.{node.name}"
                beneath = "UnitOfWork" in words or name in BENEATH
                if any("Database" in word for word in words) or ("Principal" in words and not beneath):
                    found[name] = node.args
    return found


def _arguments(given: ast.arguments) -> list[ast.arg]:
    return [*given.posonlyargs, *given.args, *given.kwonlyargs]


def test_every_service_is_in_the_table() -> None:
    """A new service is given its rights, or a reason why it asks for nobody."""
    known = {door.name for door in DOORS} | set(WITHOUT_WHO)
    found = services()
    missing = sorted(set(found) - known)
    assert not missing, (
        f"{', '.join(missing)}: say who may in PEOPLE, PLANNING, DESK or FILES of tests/services/rights, or why nobody is asked in "
        "WITHOUT_WHO of its door.py; then run python -m tests.services.rights.table"
    )
    assert not (gone := sorted(known - set(found))), f"{', '.join(gone)}: no such service any more"
    assert {name.partition(".")[0] for name in known} == set(ROOMS)


def test_every_service_asks_who_calls() -> None:
    """Only those with a reason take no `who`."""
    without = {name for name, given in services().items() if "who" not in {a.arg for a in _arguments(given)}}
    assert without == set(WITHOUT_WHO)


def test_the_faces_show_nothing_else() -> None:
    """What a face names and takes a `who` is in the table or a helper without a database."""
    shown = set()
    for face in SERVICES.rglob("__init__.pyi"):
        for node in ast.parse(face.read_text(encoding="utf-8")).body:
            assert isinstance(node, ast.ImportFrom)
            module = face.parent / f"{node.module}.py"
            names = {alias.name for alias in node.names}
            functions = {n.name: n for n in tree(module).body if isinstance(n, ast.FunctionDef)}
            for name in names & set(functions):
                words = {ast.unparse(a.annotation) for a in _arguments(functions[name].args) if a.annotation}
                if any("Database" in word for word in words):
                    shown.add(f"{face.parent.name}.{name}")
    assert shown <= {door.name for door in DOORS} | set(WITHOUT_WHO)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.name} {door.case}".strip())
def test_each_may_what_the_table_says(door: Door, stage: Stage, tmp_path: Path) -> None:
    """Whoever may is let in; everyone else is told so, and nothing has changed."""
    before, fresh = dump(stage.db), copies(stage, tmp_path)
    here = next(fresh)
    for name, role in ROLES.items():
        who, cell = stage.principals[name], door.cells[role]
        for about in (name, OTHER) if door.about else (name,):
            if cell == "yes" or (cell == "own" and about == name) or (cell == "others" and about != name):
                here = _let_in(door, here, who, about, fresh, before)
            else:
                _refused(door, stage, who, about)
    for stranger in ("nobody", "off"):
        _refused(door, stage, stage.principals[stranger], OTHER)
    if door.about:
        _refused(door, stage, stage.principals[OTHER], "ada")
    here.db.close()
    assert dump(stage.db) == before, "a refused call has left something behind"


def _let_in(door: Door, stage: Stage, who: Principal, about: str, fresh: Iterator[Stage], before: str) -> Stage:
    """Call it for someone who may; the stage to go on with, a new one where this has changed."""
    try:
        door.call(stage, who, about)
        assert door.meets is None, f"{door.name} was to meet {door.meets}"
    except AccessError as error:
        pytest.fail(f"{who.username} may call {door.name} about {about}, and was refused: {error}")
    except WfmError as error:
        if door.meets is None or not isinstance(error, door.meets):
            raise
    if dump(stage.db) == before:
        return stage
    stage.db.close()
    return next(fresh)


def _refused(door: Door, stage: Stage, who: Principal, about: str) -> None:
    with pytest.raises(AccessError) as told:
        door.call(stage, who, about)
    assert str(told.value)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: f"{door.name} {door.case}".strip())
def test_who_calls_is_asked_first(door: Door, stage: Stage, sqlite_database: Database) -> None:
    """Nobody learns from the refusal what is there: on an empty database it is the same."""
    empty = Stage(**{**vars(stage), "db": sqlite_database})
    _refused(door, empty, NOBODY, OTHER)


def test_an_account_switched_off_stands_for_nobody(stage: Stage) -> None:
    """Its session is over, so it is nobody to every service; so is a session that never was."""
    assert stage.principals["off"] is NOBODY


def test_people_are_made_of_stored_accounts_alone() -> None:
    """Services take the word of who they are handed, so nobody else may say who someone is."""
    made = {
        place(path)
        for path in sources("wfm")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Principal", "_Nobody")
    }
    assert made == {"wfm/domain/accounts.py", "wfm/database/repositories/accounts.py"}


def test_the_table_in_the_docs_is_this_one() -> None:
    """Made anew with python -m tests.services.rights.table."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert rights_table() in text
    assert with_table(text) == text, "run python -m tests.services.rights.table"
