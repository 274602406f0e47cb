"""The measures of files: a small file through `import_rows`, and nonsense that is the same for the same seed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.trust.fuzz_imports import doors, outcome
from benchmarks.trust.import_rows import measured, write_history
from benchmarks.trust.mutations import bad
from wfm.database.engine import initialise


def test_a_small_file_is_written_and_imported(tmp_path: Path) -> None:
    """Two queues and two days."""
    file = tmp_path / "h.csv"
    assert write_history(file, 2, 2, 0) == 384
    seconds, megabytes, code = measured(["import", "history", str(file), "--dry-run"], {"WFM_DATA_DIR": str(tmp_path)})
    assert code == 1  # there is no database
    assert seconds > 0
    assert megabytes > 10


def test_every_door_takes_its_good_files_and_the_same_nonsense(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Good files are read in a child; a seed makes one bad file, which is read or refused."""
    monkeypatch.setattr("sys.argv", ["wfm"])
    url = f"sqlite:///{tmp_path / 'fuzz.db'}"
    initialise(url).close()
    path, told = tmp_path / "case", tmp_path / "told.txt"
    for door in doors(url, tmp_path):
        assert bad(door.good[0], random.Random(3)) == bad(door.good[0], random.Random(3))
        if door.name == "settings":
            path.write_bytes(door.good[0])
            assert outcome(door, path, 1, told) == "read", told.read_text()
            path.write_bytes(bad(door.good[0], random.Random(3)))
            assert outcome(door, path, 1, told) in ("read", "refused")
