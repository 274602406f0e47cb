"""`wfm publish`, `compare`, `rebase`, `publications`, `undo` and `rename` say what they did."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.commandline import Wfm
from tests.services.small_centre import add_schedule, fill, rep, week
from wfm.database.engine import initialise


def test_a_draft_on_its_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compared, refused for what another published meanwhile, rebased, renamed, published, listed and taken back."""
    wfm = Wfm(tmp_path, monkeypatch)
    (tmp_path / "data").mkdir()
    db = initialise(f"sqlite:///{tmp_path / 'data' / 'wfm.db'}")
    fill(db, [rep("ana"), rep("bo")])
    monday = date.today() + timedelta(days=14)
    monday -= timedelta(days=monday.weekday())
    first, second = (
        add_schedule(db, [*week("ana", start), *week("bo", days=days)], monday)
        for start, days in ((540, ()), (600, range(5)))
    )
    db.close()
    assert "5 shifts came, 0 gave way" in wfm("publish", str(first)).out
    (refused,) = wfm("publish", str(second)).errors
    assert f"operator published schedule {first} at" in refused
    compared = wfm("compare", str(second)).out
    assert "09:00-17:30" in compared
    assert "5 added, 5 moved; 0 the same" in compared
    assert "taken over: operator published schedule" in wfm("rebase", str(second)).out
    assert "5 added; 5 the same" in wfm("compare", str(second)).out
    assert "Nothing changed on the timeline" in wfm("rebase", str(second)).out
    assert "is now Late" in wfm("rename", str(second), "Late").out
    assert "Late" in wfm("status").out
    assert "publication 2: 5 shifts came, 0 gave way, 5 stayed as they were" in wfm("publish", str(second)).out
    assert "5 added; 0 the same" in wfm("compare", "2", "--publication").out
    undone = wfm("undo", "--reason", "the wrong one")
    assert undone.out.startswith("Publication 2 is undone: 0 shifts returned, 5 left, 0 had begun and stay")
    listed = wfm("publications").out
    assert "by operator" in listed
    assert "everyone" in listed
    assert wfm("undo", "2", "--reason", "again").errors[0].startswith("error: publication 2 was undone already")
    assert wfm("undo", "9", "--reason", "x").errors == ["error: there is no publication 9"]
