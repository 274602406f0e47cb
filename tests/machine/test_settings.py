"""Where the data and compiled kernels live: in the system's folders, or where the environment says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from wfm.machine.kernel_cache import keep_kernels
from wfm.machine.settings import Settings

VARIABLES = ("WFM_DATA_DIR", "WFM_DATABASE_URL", "XDG_DATA_HOME", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR")
linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems have other folders")


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own, and nothing said about folders."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@linux
def test_the_usual_folders(tmp_path: Path) -> None:
    """Without a word from the environment: the user's data folder and cache; asking for them makes no data folder."""
    assert Settings.read() == Settings(f"sqlite:///{tmp_path}/.local/share/wfm/wfm.db", tmp_path / ".local/share/wfm")
    assert not (tmp_path / ".local").exists()
    keep_kernels()
    assert (tmp_path / ".cache" / "wfm" / "kernels").is_dir()


@linux
def test_the_system_may_say_where_data_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """XDG_DATA_HOME moves the folder; an empty one says nothing."""
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    assert Settings.read() == Settings("sqlite:////srv/data/wfm/wfm.db", Path("/srv/data/wfm"))
    monkeypatch.setenv("XDG_DATA_HOME", "")
    assert Settings.read().data_dir == Path.home() / ".local/share/wfm"


def test_the_program_s_own_variables_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """WFM_DATA_DIR is the folder itself, WFM_DATABASE_URL the database wherever it is; empty ones say nothing."""
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/data")
    monkeypatch.setenv("WFM_DATA_DIR", "centre")
    assert Settings.read() == Settings("sqlite:///centre/wfm.db", Path("centre"))
    monkeypatch.setenv("WFM_DATABASE_URL", "postgresql://db/wfm")
    assert Settings.read() == Settings("postgresql://db/wfm", Path("centre"))
    monkeypatch.setenv("WFM_DATA_DIR", "")
    monkeypatch.setenv("WFM_DATABASE_URL", "")
    assert Settings.read().data_dir.name == "wfm"
