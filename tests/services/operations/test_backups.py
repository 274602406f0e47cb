"""Backups: the same file from equal databases of any kind, and nothing stored of a file that is not whole."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from tests.conftest import KINDS
from tests.database.filled import fill
from wfm.database.engine import Database, open_database
from wfm.database.migrations import LATEST
from wfm.database.tables import Base, SiteRow
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, SetupError
from wfm.domain.people import Site
from wfm.services.operations import backup_file
from wfm.services.operations.backups import make_backup, restore_backup


@pytest.fixture(params=KINDS)
def target_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where nothing is yet, on each kind of database in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'restored.db'}"
    return str(request.getfixturevalue("postgres_url"))


def _saved(db: Database, path: Path) -> bytes:
    make_backup(db, OPERATOR, path)
    return path.read_bytes()


def test_a_restored_database_gives_the_same_backup(database: Database, target_url: str, tmp_path: Path) -> None:
    """From each kind to each kind: every table, value and number, byte for byte; and the program goes on with it."""
    fill(database)
    first = _saved(database, tmp_path / "first.wfm")
    moved = restore_backup(target_url, OPERATOR, tmp_path / "first.wfm")
    assert min(moved.rows.values()) == 12
    restored = open_database(target_url)
    assert _saved(restored, tmp_path / "second.wfm") == first
    with restored.write() as uow:
        assert uow.jobs.add("forecast", {}, "planner") == 13
    restored.close()


def test_the_number_of_a_removed_shift_does_not_come_back(database: Database, target_url: str, tmp_path: Path) -> None:
    """A calendar or a trade that names it must never mean another shift."""
    fill(database)
    with database.write() as uow:
        for table in ("shift_offers", "line_shifts", "shifts"):
            found = Base.metadata.tables[table]
            uow.dump._session.execute(delete(found))
    first = _saved(database, tmp_path / "first.wfm")
    restore_backup(target_url, OPERATOR, tmp_path / "first.wfm")
    restored = open_database(target_url)
    with restored.write() as uow:
        shifts = Base.metadata.tables["shifts"]
        row = {"schedule": 1, "start": 0, "end": 60, "breaks": [], "locked": False, "version": 1}
        moment = uow.dump._session.scalar(select(Base.metadata.tables["schedules"].c.created_at).limit(1))
        made = uow.dump._session.execute(insert(shifts).values(start_at=moment, end_at=moment, **row))
        assert made.inserted_primary_key[0] == 13  # type: ignore[attr-defined]
    assert first
    restored.close()


def test_a_backup_is_of_one_state(database: Database, tmp_path: Path) -> None:
    """What others store while it is written is not in it, in no table."""
    fill(database, 2)
    before = _saved(database, tmp_path / "before.wfm")
    added: list[str] = []

    def meanwhile(share: float, message: str) -> None:
        if not added:
            added.append(message)
            with database.write() as uow:
                uow.sites.put(Site("late", "Late", 1, "UTC"))

    make_backup(database, OPERATOR, tmp_path / "during.wfm", meanwhile)
    assert added
    assert (tmp_path / "during.wfm").read_bytes() == before
    assert _saved(database, tmp_path / "after.wfm") != before


def test_only_its_owner_reads_a_backup(sqlite_database: Database, tmp_path: Path) -> None:
    """It holds everything there is to know about everyone."""
    make_backup(sqlite_database, OPERATOR, tmp_path / "all.wfm")
    assert stat.S_IMODE((tmp_path / "all.wfm").stat().st_mode) == 0o600
    with pytest.raises(AccessError):
        make_backup(sqlite_database, Principal("pat", Role.PLANNER), tmp_path / "other.wfm")
    with pytest.raises(AccessError):
        restore_backup("sqlite:///x.db", Principal("pat", Role.PLANNER), tmp_path / "all.wfm")


def test_an_interrupted_backup_leaves_nothing(sqlite_database: Database, tmp_path: Path) -> None:
    """Ctrl-C, a full disk, a place that cannot be written: the backup of before stands."""
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "all.wfm").write_text("the one before")
    fill(sqlite_database)

    def interrupt(share: float, message: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_backup(sqlite_database, OPERATOR, folder / "all.wfm", interrupt)
    with pytest.raises(SetupError, match=r"nowhere/all.wfm: cannot be written: No such file"):
        make_backup(sqlite_database, OPERATOR, folder / "nowhere" / "all.wfm")
    if os.path.exists("/dev/full"):
        with pytest.raises(SetupError, match="it is a device"):
            make_backup(sqlite_database, OPERATOR, Path("/dev/full"))
    assert [p.name for p in folder.iterdir()] == ["all.wfm"]
    assert (folder / "all.wfm").read_text() == "the one before"


def test_a_database_that_holds_something_is_left_alone(database: Database, tmp_path: Path) -> None:
    """Also one that holds no more than an account."""
    make_backup(database, OPERATOR, tmp_path / "empty.wfm")
    fill(database, 1)
    before = _saved(database, tmp_path / "before.wfm")
    with pytest.raises(ConflictError, match="is not empty: it holds rows of the table allotments"):
        restore_backup(database.url, OPERATOR, tmp_path / "empty.wfm")
    assert _saved(database, tmp_path / "after.wfm") == before


def test_an_interrupted_restore_stores_nothing(database: Database, target_url: str, tmp_path: Path) -> None:
    """Ctrl-C while rows are stored leaves an empty database, into which the same file can be restored."""
    fill(database)
    first = _saved(database, tmp_path / "all.wfm")

    def interrupt(share: float, message: str) -> None:
        if message == "storing shifts":
            raise KeyboardInterrupt

    # told once in a thousand rows, and there are fewer: every row is told
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wfm.services.operations.backups.TELL_EVERY", 1)
        with pytest.raises(KeyboardInterrupt):
            restore_backup(target_url, OPERATOR, tmp_path / "all.wfm", interrupt)
    left = open_database(target_url)
    with left.read() as uow:
        assert uow.dump.count("sites") == 0
    left.close()
    restore_backup(target_url, OPERATOR, tmp_path / "all.wfm")
    restored = open_database(target_url)
    assert _saved(restored, tmp_path / "again.wfm") == first
    restored.close()


@pytest.fixture
def whole(sqlite_database: Database, tmp_path: Path) -> Path:
    """A backup."""
    fill(sqlite_database, 3)
    make_backup(sqlite_database, OPERATOR, tmp_path / "whole.wfm")
    return tmp_path / "whole.wfm"


def _refused(path: Path, tmp_path: Path) -> str:
    """What is said of a file that is no good; no database is made for it."""
    with pytest.raises(InputError) as caught:
        restore_backup(f"sqlite:///{tmp_path / 'none.db'}", OPERATOR, path)
    assert not (tmp_path / "none.db").exists()
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value)


def test_every_damage_is_told(whole: Path, tmp_path: Path) -> None:
    """Cut anywhere, or a byte changed anywhere: nothing of it is stored."""
    content = whole.read_bytes()
    bad = tmp_path / "bad.wfm"
    for end in range(0, len(content), len(content) // 40):
        bad.write_bytes(content[:end])
        assert "it is" in _refused(bad, tmp_path)
    for place in range(5, len(content), len(content) // 150):
        changed = bytearray(content)
        changed[place] ^= 0x55
        bad.write_bytes(changed)
        try:
            restore_backup(f"sqlite:///{tmp_path / 'none.db'}", OPERATOR, bad)
        except InputError as error:
            assert str(error).startswith(f"{bad}: ")  # noqa: PT017
            assert not (tmp_path / "none.db").exists()
        else:  # a byte that says nothing: what is restored is whole all the same
            again = open_database(f"sqlite:///{tmp_path / 'none.db'}")
            assert _saved(again, tmp_path / "again.wfm") == content
            again.close()
            for left in tmp_path.glob("none.db*"):
                left.unlink()


def test_foreign_files_are_told(tmp_path: Path) -> None:
    """A file that is no backup, one that is not there, and another program's archive."""
    (tmp_path / "text.wfm").write_text("queue,offered\n")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("a.txt", "b")
    for name in ("text.wfm", "other.zip"):
        assert "it is no backup made by wfm backup" in _refused(tmp_path / name, tmp_path)
    assert "cannot be read: No such file" in _refused(tmp_path / "nowhere", tmp_path)
    assert "cannot be read: Is a directory" in _refused(tmp_path, tmp_path)


def _changed(whole: Path, manifest: Callable[[dict[str, Any]], object], lines: dict[str, bytes] | None = None) -> Path:
    """A copy of a backup with another manifest and other lines, sums not mended."""
    path = whole.with_name("changed.wfm")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = (lines or {}).get(name, old.read(name))
            if name == "manifest.json":
                document = json.loads(content)
                manifest(document)
                content = json.dumps(document).encode()
            new.writestr(name, content)
    return path


def test_other_versions_are_told(whole: Path, tmp_path: Path) -> None:
    """A newer schema, a newer format, an older schema, other tables."""
    newer = _changed(whole, lambda m: m.update(revision="9999", program="9.0"))
    assert "made by a newer version of wfm (9.0, schema 9999); update wfm first" in _refused(newer, tmp_path)
    newer = _changed(whole, lambda m: m.update(format="wfm backup 2"))
    assert "update wfm first" in _refused(newer, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup_file, "REVISIONS", ("0000", LATEST))
        older = _changed(whole, lambda m: m.update(revision="0000", program="0.0"))
        assert "made by wfm 0.0 with an older schema (0000); restore it with that version" in _refused(older, tmp_path)
    other = _changed(whole, lambda m: m["tables"].pop())
    assert "its tables are not those" in _refused(other, tmp_path)


def _lines(whole: Path, table: str, edit: Callable[[list[Any]], object]) -> Path:
    """A copy in which the second row of a table is another, and all sums say so."""
    with zipfile.ZipFile(whole) as archive:
        rows = archive.read(f"{table}.jsonl").splitlines(keepends=True)
    values = json.loads(rows[1])
    edit(values)
    rows[1] = json.dumps(values).encode() + b"\n"
    content = b"".join(rows)

    def manifest(document: dict[str, Any]) -> None:
        for entry in document["tables"]:
            if entry["name"] == table:
                entry["sha256"] = hashlib.sha256(content).hexdigest()

    return _changed(whole, manifest, {f"{table}.jsonl": content})


@pytest.mark.parametrize(
    ("table", "place", "value", "told"),
    [
        ("sites", 2, "many", "table sites, line 2: seats must be of the kind whole number, got 'many'"),
        ("sites", 2, True, "seats must be of the kind whole number"),
        ("sites", 2, 2**70, "seats must be of the kind whole number"),
        ("sites", 1, None, "name must have a value"),
        ("sites", 1, "\ud800", "name must be of the kind text"),
        ("time_off", 2, "2026-03-01", "start must be of the kind instant"),
        ("allotments", 1, "1.1.2026", "day must be of the kind day"),
        ("allotments", 2, "lots", "hours must be of the kind number"),
        ("history_days", 2, "AAAA", "offered must be of the kind array"),
    ],
)
def test_values_of_a_wrong_kind_are_told(
    whole: Path, tmp_path: Path, table: str, place: int, value: object, told: str
) -> None:
    """Before any database is opened, with the table, the line and the column."""
    assert told in _refused(_lines(whole, table, lambda row: row.__setitem__(place, value)), tmp_path)


@pytest.mark.parametrize(("table", "place", "value"), [("reps", 2, "no such contract"), ("sites", 0, "Ana Díaz 0")])
def test_rows_that_contradict_one_another_are_not_stored(
    whole: Path, target_url: str, table: str, place: int, value: object
) -> None:
    """A row that refers to none, and a key that comes twice."""
    _not_stored(_lines(whole, table, lambda row: row.__setitem__(place, value)), target_url, table)


def test_numbers_that_postgresql_cannot_hold_are_told(whole: Path, postgres_url: str) -> None:
    """SQLite's numbers are longer."""
    _not_stored(_lines(whole, "bids", lambda row: row.__setitem__(2, 2**40)), postgres_url, "bids")


def _not_stored(bad: Path, url: str, table: str) -> None:
    """The sentence names file and table, and the database is left empty."""
    with pytest.raises(InputError, match=rf"changed.wfm: table {table}: ") as caught:
        restore_backup(url, OPERATOR, bad)
    assert "\n" not in str(caught.value)
    left = open_database(url)
    with left.read() as uow:
        assert uow.dump.count("sites") == 0
    left.close()


@pytest.mark.parametrize(
    ("text", "told"), [("a\0b", "holds a NUL character"), ("x" * 201, "at most 200 characters, got 201")]
)
def test_texts_that_postgresql_cannot_hold_are_told(
    sqlite_database: Database, postgres_url: str, tmp_path: Path, text: str, told: str
) -> None:
    """SQLite keeps any text; the sentence says where it is."""
    with sqlite_database.write() as uow:
        uow.dump._session.execute(insert(SiteRow).values(id="a", name=text, seats=1, zone="UTC"))
    make_backup(sqlite_database, OPERATOR, tmp_path / "all.wfm")
    restore_backup(f"sqlite:///{tmp_path / 'copy.db'}", OPERATOR, tmp_path / "all.wfm")
    with pytest.raises(InputError, match=f"all.wfm: table sites, line 1: name .*{told}"):
        restore_backup(postgres_url, OPERATOR, tmp_path / "all.wfm")
