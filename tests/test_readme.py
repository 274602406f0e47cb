"""What the README and the guides show is run: every command line as it is written, on the example files they name."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = ROOT / "docs" / "examples"
GUIDES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

sys.path.append(str(ROOT / "tests" / "cli"))

from tests.cli.commandline import Wfm  # noqa: E402

NOT_RUN = {
    "python3 -m venv .venv && .venv/bin/pip install": "installs packages from the network",
    ". .venv/bin/activate": "changes the reader's own shell",
    "wfm app": "serves until it is ended; a test of its own opens it",
    "export WFM_DATABASE_URL=postgresql://wfm:secret@db.example/wfm": "names a server of the reader's",
    "createdb --owner wfm wfm": "needs a server of the reader's",
    "for version in 3.11 3.12 3.13": "runs all tests three times",
    "pytest -m wheel": "runs tests, this one among them",
    "python3 -m venv try && try/bin/pip install": "installs packages from the network",
    "git ": "makes a release",
}
"""How lines begin that a test cannot run, and why; everything else in a shell block is run."""


def _lines(guide: Path) -> Iterator[str]:
    """The command lines of a guide's shell blocks, in their order."""
    for kind, block in re.findall(r"```(sh|console)\n(.*?)```", guide.read_text(encoding="utf-8"), flags=re.DOTALL):
        for line in block.splitlines():
            if kind == "sh" and line.strip():
                yield line.strip().removeprefix(".venv/bin/")
            elif line.startswith("$ "):
                yield line.removeprefix("$ ").removeprefix(".venv/bin/")


def _run(wfm: Wfm, monkeypatch: pytest.MonkeyPatch, line: str) -> bool:
    """Run a line as it stands, unless it is one of NOT_RUN; whether it was run."""
    if any(line.startswith(start) for start in NOT_RUN):
        return False
    words = shlex.split(line, comments=True)
    if words[0] == "export":
        name, _, value = words[1].partition("=")
        monkeypatch.setenv(name, value)
        return True
    assert words[0] == "wfm", line
    done = wfm(*words[1:])
    assert done.code == 0, (line, done.err)
    return True


def test_every_command_line_runs_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """README first, then the guides, from the top of a checkout: each line ends well, and a schedule is published."""
    wfm = Wfm(tmp_path, monkeypatch)
    shutil.copytree(EXAMPLES, tmp_path / "docs" / "examples")
    session = [line for line in _lines(ROOT / "README.md") if _run(wfm, monkeypatch, line)]
    assert len(session) >= 16
    assert "published" in wfm("status").out
    lines = [line for guide in GUIDES[1:] for line in _lines(guide)]
    assert sum(_run(wfm, monkeypatch, line) for line in lines) >= 30


def test_no_exception_is_left_over() -> None:
    """Each beginning that is not run is that of a line in some guide."""
    lines = [line for guide in GUIDES for line in _lines(guide)]
    for start in NOT_RUN:
        assert any(line.startswith(start) for line in lines), start


def test_the_two_commands_are_shown() -> None:
    """One line installs and runs the demo, one installs and runs the tests, both from the pinned versions."""
    install = "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e"
    assert f"{install} . && .venv/bin/wfm demo" in README
    assert f'{install} ".[test]" && .venv/bin/pytest' in README


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(guide: Path) -> None:
    """Every relative link and picture is a file of the repository."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", guide.read_text(encoding="utf-8")):
        assert (guide.parent / target).exists(), target


def test_the_example_files_are_what_their_script_makes(tmp_path: Path) -> None:
    """The long ones come out of make.py byte by byte; all of them are small, and named in their own README."""
    subprocess.run([sys.executable, str(EXAMPLES / "make.py"), str(tmp_path)], check=True)
    for made in tmp_path.iterdir():
        assert made.read_bytes() == (EXAMPLES / made.name).read_bytes(), made.name
    files = [path for path in EXAMPLES.iterdir() if path.suffix != ".md" and path.is_file()]
    assert sum(path.stat().st_size for path in files) < 300_000
    told = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(path.name in told for path in files)
