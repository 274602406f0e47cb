"""The folder of compiled kernels follows their sources and never gets in the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wfm.machine.kernel_cache import PLACES, keep_kernels, seen_by_numba, sources_digest


def _tree(root: Path, body: str) -> Path:
    for place in PLACES:
        (root / place).mkdir(parents=True, exist_ok=True)
    (root / PLACES[0] / "kernel.py").write_text(f"@njit\ndef f():\n    return {body}\n")
    (root / PLACES[0] / "plain.py").write_text("x = 1\n")
    return root


def test_a_change_of_any_kernel_source_names_another_folder(tmp_path: Path) -> None:
    """Editing a file with compiled functions changes the name; editing another file does not."""
    before = sources_digest(_tree(tmp_path, "1"))
    (tmp_path / PLACES[0] / "plain.py").write_text("x = 2\n")
    assert sources_digest(tmp_path) == before
    assert sources_digest(_tree(tmp_path, "2")) != before


def test_the_same_sources_elsewhere_or_written_again_are_not_compiled_yet(tmp_path: Path) -> None:
    """numba keeps kernels by place and time of their files: a second checkout, or a new installation, compiles anew."""
    here, there = _tree(tmp_path / "here", "1"), _tree(tmp_path / "there", "1")
    assert sources_digest(here) == sources_digest(there)
    assert seen_by_numba(here) != seen_by_numba(there)
    before = seen_by_numba(here)
    assert seen_by_numba(here) == before
    os.utime(here / PLACES[0] / "kernel.py", (1, 1))
    assert seen_by_numba(here) != before


def test_numba_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is made under the user's cache; a choice already made is kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    keep_kernels()
    chosen = Path(os.environ["NUMBA_CACHE_DIR"])
    assert chosen.is_dir()
    assert chosen.parent == tmp_path / "wfm" / "kernels"
    monkeypatch.setenv("NUMBA_CACHE_DIR", "elsewhere")
    keep_kernels()
    assert os.environ["NUMBA_CACHE_DIR"] == "elsewhere"


def test_a_cache_that_cannot_be_made_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where the folder should be: numba is left to its own place."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    keep_kernels()
    assert "NUMBA_CACHE_DIR" not in os.environ
