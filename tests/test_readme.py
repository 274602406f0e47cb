"""What the README shows is run: its session, line by line, on files made here; its links lead somewhere."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

sys.path.append(str(ROOT / "tests" / "cli"))

from tests.cli.commandline import Wfm  # noqa: E402


def _session() -> list[list[str]]:
    """The commands of the README's session, without the app, which a test of its own opens."""
    block = re.search(r"```console\n(.*?)```", README, flags=re.DOTALL)
    assert block is not None
    lines = [line.removeprefix("$ ").split() for line in block[1].splitlines() if line.startswith("$ ")]
    assert all(words[0] == "wfm" for words in lines)
    assert len(lines) >= 8
    return [words[1:] for words in lines if words[1] != "app"]


def test_the_session_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line ends well in its order; only the search is given less time."""
    wfm = Wfm(tmp_path, monkeypatch)
    wfm.write_centre()
    for words in _session():
        if "--time-limit" in words:
            words[words.index("--time-limit") + 1] = "2"
        done = wfm(*words)
        assert done.code == 0, (words, done.err)
    assert "published" in wfm("status").out


def test_the_two_commands_are_shown() -> None:
    """One line installs and runs the demo, one installs and runs the tests, both from the pinned versions."""
    install = "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e"
    assert f"{install} . && .venv/bin/wfm demo" in README
    assert f'{install} ".[test]" && .venv/bin/pytest' in README


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_links_lead_somewhere(target: str) -> None:
    """Every relative link and picture is a file of the repository."""
    assert (ROOT / target).exists(), target
