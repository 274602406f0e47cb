"""`wfm backup` and `wfm restore`: the whole centre in one file and back, and what they say when it cannot be done."""

from __future__ import annotations

import pytest

from tests.cli.commandline import Wfm


def test_a_centre_comes_back_as_it_was(planned: Wfm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into another folder, which then holds the same and goes on."""
    before = planned.dump()
    done = planned("backup", "centre.wfm")
    assert done.code == 0, done.err
    assert done.out.strip().endswith("tables are written to centre.wfm")
    again = planned("restore", "centre.wfm")
    assert again.code == 1
    assert "is not empty" in again.err
    (planned.folder / "data").rename(planned.folder / "lost")
    done = planned("restore", "centre.wfm")
    assert done.code == 0, done.err
    assert done.out.strip().endswith("tables are restored from centre.wfm")
    assert planned.dump() == before
    assert planned("status").code == 0


def test_what_cannot_be_done_is_one_sentence(wfm: Wfm) -> None:
    """No database, no backup, and a database that was set up already."""
    assert "there is no database at" in wfm("backup", "centre.wfm").err
    assert not (wfm.folder / "centre.wfm").exists()
    wfm.write("centre.wfm", "queue,offered\n")
    done = wfm("restore", "centre.wfm")
    assert done.errors == ["error: centre.wfm: it is no backup made by wfm backup"]
    assert not (wfm.folder / "data").exists()


def test_the_database_is_not_written_over(wfm: Wfm) -> None:
    """Not by a backup of it, nor by anything else that is written where it lies."""
    wfm("init")
    before = wfm.dump()
    for command in (("backup", "data/wfm.db"), ("audit", "--csv", "data/wfm.db")):
        assert "it is a database; nothing else may take its place" in wfm(*command).err
    assert wfm.dump() == before


def test_a_backup_is_a_file(wfm: Wfm) -> None:
    """A device that never ends is not read to its end."""
    assert "/dev/zero: it is a device or a pipe, not a file" in wfm("restore", "/dev/zero").err
