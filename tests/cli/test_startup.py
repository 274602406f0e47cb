"""What a command imports: only what it needs, since loading the engines takes longer than most commands do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commandline import Wfm
from tests.weekday_centre import ZONE
from wfm.cli.commands import COMMANDS
from wfm.cli.lazy_commands import Listed

ROOT = Path(__file__).parents[2]
WFM120 = ROOT / "benchmarks" / "instances" / "wfm120.json"

ENGINES = {"numba", "ortools", "statsmodels", "scipy", "streamlit"}
"""What computes and what serves; a command that only looks something up loads none of it."""

STORAGE = {"sqlalchemy", "alembic"}
TABLES = {"pandas", "openpyxl"}

_RUN = """
import sys
from wfm.cli import main
try:
    main()
except SystemExit as end:
    code = end.code or 0
print("LOADED", code, *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def loaded(folder: Path, *words: str | Path) -> tuple[int, set[str]]:
    """How a command ended in a process of its own, and the packages that were loaded in the end."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *map(str, words)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "WFM_DATA_DIR": str(folder / "data")},
        capture_output=True,
        text=True,
        check=True,
    )
    _, code, *names = done.stderr.splitlines()[-1].split()
    return int(code), set(names)


def refused(folder: Path, banned: set[str], *words: str | Path, code: int = 0) -> None:
    """The command ends with that code and has loaded none of the banned packages."""
    ended, names = loaded(folder, *words)
    assert ended == code, words
    assert not names & banned, words


@pytest.mark.parametrize(
    "words", [["--help"], ["erlang", "--help"], ["dance"], ["user", "list", "--help"]], ids=" ".join
)
def test_help_and_usage_load_no_engine(tmp_path: Path, words: list[str]) -> None:
    """The list of commands, one command's options, and a word that is no command."""
    refused(tmp_path, ENGINES | TABLES, *words, code=2 if words == ["dance"] else 0)


def test_the_list_of_commands_loads_no_command(tmp_path: Path) -> None:
    """`wfm --help` needs neither numbers nor a database."""
    refused(tmp_path, {"numpy", "pydantic", *STORAGE}, "--help")


@pytest.mark.parametrize("words", [["--load", "10"], ["--model", "chat", "--volume", "90"], ["--batch", "q.csv"]])
def test_the_calculator_compiles_nothing_for_a_few_questions(tmp_path: Path, words: list[str]) -> None:
    """Plain Python answers them sooner than numba is loaded; a database or another engine is never needed."""
    (tmp_path / "q.csv").write_text("volume,heads\n120,\n120,22\n")
    refused(tmp_path, ENGINES | STORAGE | TABLES, "erlang", *words)


def test_many_questions_are_compiled(tmp_path: Path) -> None:
    """Beyond a few, numba is loaded, and no other engine."""
    (tmp_path / "q.csv").write_text("volume\n" + "120\n" * 21)
    ended, names = loaded(tmp_path, "erlang", "--batch", "q.csv")
    assert (ended, "numba" in names) == (0, True)
    assert not names & {"ortools", "statsmodels", "streamlit", *STORAGE, *TABLES}


def test_check_loads_no_solver(tmp_path: Path) -> None:
    """A judgement needs a linear program of scipy's, and nothing that searches or compiles."""
    schedule = tmp_path / "schedule.json"
    schedule.write_text('{"format": "wfm-schedule/1", "problem": "wfm120", "shifts": []}')
    banned = (ENGINES - {"scipy"}) | STORAGE | TABLES
    refused(tmp_path, banned, "check", WFM120, schedule, code=1)


@pytest.mark.parametrize(
    ("words", "banned"),
    [
        (["status"], ENGINES | TABLES | {"alembic"}),
        (["user", "list"], ENGINES | TABLES | {"alembic"}),
        (["layer", "list"], ENGINES | TABLES | {"alembic"}),
        (["publish", "99"], ENGINES | TABLES | {"alembic"}),
        (["init"], ENGINES | TABLES),
        (["import", "history", "calls.csv", "--zone", ZONE, "--dry-run"], ENGINES | {"openpyxl"}),
        (["import", "queues", "queues.csv"], ENGINES | TABLES),
        (["import", "reps", "reps.csv"], ENGINES | TABLES),
        (["import", "contracts", "contracts.toml"], ENGINES | TABLES),
        (["export", "-o", "out.csv"], ENGINES | TABLES),
        (["coverage"], (ENGINES - {"scipy"}) | TABLES),
        (["coverage", "--service"], (ENGINES - {"scipy", "numba"}) | TABLES),
        (["simulate", "--replications", "1"], (ENGINES - {"scipy", "numba"}) | TABLES),
        (["staff"], (ENGINES - {"scipy", "numba"}) | TABLES),
        (["forecast", "--days", "2"], {"ortools", "numba", "streamlit", "openpyxl"}),
        (["schedule", "--time-limit", "0.1"], {"statsmodels", "streamlit", "openpyxl"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_commands_load_their_own_parts(planned: Wfm, words: list[str], banned: set[str]) -> None:
    """Each on a centre where it does its work."""
    refused(planned.folder, banned, *words, code=1 if words == ["publish", "99"] else 0)


@pytest.mark.parametrize("listed", COMMANDS, ids=lambda listed: listed.name)
def test_the_list_says_what_the_command_says(listed: Listed) -> None:
    """The line of the help page is the first paragraph of the command's own help."""
    first = str(listed.load().help).split("\n\n")[0]
    assert " ".join(first.split()) == listed.line
