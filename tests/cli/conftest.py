"""The command line for every test of this folder: empty, with a centre, with a centre that is planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commandline import Wfm


@pytest.fixture
def wfm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wfm:
    """`wfm` on an empty data folder."""
    return Wfm(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two folders made once: a centre, and the same with a forecast, a requirement and a draft."""
    plain, planned = tmp_path_factory.mktemp("plain"), tmp_path_factory.mktemp("planned")
    with pytest.MonkeyPatch.context() as patch:
        Wfm(plain, patch).build()
        Wfm(planned, patch).copy_of(plain).plan()
    return plain, planned


@pytest.fixture
def centre(wfm: Wfm, folders: tuple[Path, Path]) -> Wfm:
    """`wfm` on a centre with a queue, contracts, reps and history."""
    return wfm.copy_of(folders[0])


@pytest.fixture
def planned(wfm: Wfm, folders: tuple[Path, Path]) -> Wfm:
    """`wfm` on a centre with a forecast, a requirement and a draft of two days."""
    return wfm.copy_of(folders[1])
