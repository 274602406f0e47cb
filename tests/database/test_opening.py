"""Databases that cannot be opened: one sentence that says why, and nothing changed."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from wfm.database.engine import Database, initialise, open_database
from wfm.domain.errors import StorageError, WfmError


def refusal(url: str, opener: object = open_database) -> str:
    """The sentence that opening ends with."""
    with pytest.raises(StorageError) as caught:
        opener(url)  # type: ignore[operator]
    text = str(caught.value)
    assert "\n" not in text
    assert "Traceback" not in text
    return text


def test_initialising_creates_the_folder_and_a_private_file(tmp_path: Path) -> None:
    """The file and its folder are readable by their owner only, for they will hold personal data."""
    path = tmp_path / "new" / "wfm.db"
    initialise(f"sqlite:///{path}").close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_initialising_twice_keeps_what_is_there(database_url: str) -> None:
    """A second initialise changes nothing."""
    first = initialise(database_url)
    with first.write() as unit:
        unit.audit.add("ann", "did", "thing", 1)
    second = initialise(database_url)
    with second.read() as unit:
        assert len(unit.audit.list()) == 1
    first.close()
    second.close()


def test_an_opened_database_is_the_initialised_one(database: Database) -> None:
    """What one handle writes another reads."""
    with database.write() as unit:
        unit.audit.add("ann", "did", "thing", 1)
    other = open_database(database.url)
    with other.read() as unit:
        assert unit.audit.list()[0].who == "ann"
    other.close()


def test_a_database_that_nobody_holds_is_closed(database_url: str) -> None:
    """A command that ends, or a page that moves on to another database, leaves no connection open."""
    database = initialise(database_url)
    engine = database._engine
    with database.read():
        pass
    assert engine.pool.checkedin() == 1
    del database
    assert engine.pool.checkedin() == 0


def test_opening_does_not_create_a_file(tmp_path: Path) -> None:
    """A missing file is refused with the way to create it, and still missing afterwards."""
    path = tmp_path / "none.db"
    assert "wfm init" in refusal(f"sqlite:///{path}")
    assert not path.exists()


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    """Opening below a folder that does not exist is refused."""
    assert "there is no database" in refusal(f"sqlite:///{tmp_path / 'no' / 'wfm.db'}")


@pytest.mark.parametrize("opener", [open_database, initialise])
def test_a_file_of_another_kind_is_refused_and_kept(tmp_path: Path, opener: object) -> None:
    """A text file is not turned into a database."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear planner,\n" * 200)
    before = path.read_bytes()
    assert "not a database" in refusal(f"sqlite:///{path}", opener)
    assert path.read_bytes() == before


@pytest.mark.parametrize("opener", [open_database, initialise])
def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path, opener: object) -> None:
    """A folder cannot be opened as a database."""
    assert "cannot use the database" in refusal(f"sqlite:///{tmp_path}", opener)


def test_another_programs_database_is_refused_and_kept(tmp_path: Path) -> None:
    """Tables of another program are not mixed with ours."""
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.commit()
    connection.close()
    assert "another program" in refusal(f"sqlite:///{path}", initialise)
    assert "no wfm database" in refusal(f"sqlite:///{path}")
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    connection.close()
    assert tables == ["songs"]


def set_revision(path: Path, revision: str) -> None:
    """Write another schema revision into a database."""
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.commit()
    connection.close()


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    """A database that a newer version made is neither opened nor initialised."""
    path = tmp_path / "wfm.db"
    initialise(f"sqlite:///{path}").close()
    set_revision(path, "9999")
    assert "newer version" in refusal(f"sqlite:///{path}")
    assert "newer version" in refusal(f"sqlite:///{path}", initialise)


def test_an_older_schema_is_told(tmp_path: Path) -> None:
    """A database of an earlier revision is not opened but told to be upgraded."""
    path = tmp_path / "wfm.db"
    initialise(f"sqlite:///{path}").close()
    set_revision(path, "0001")
    assert "run `wfm init` to upgrade" in refusal(f"sqlite:///{path}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    """No permission to create the file is told in one sentence."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert "ermission" in refusal(f"sqlite:///{closed / 'wfm.db'}", initialise)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """A path that leads through a file cannot be created, whoever asks."""
    (tmp_path / "file").write_text("x")
    assert "cannot use the database" in refusal(f"sqlite:///{tmp_path / 'file' / 'wfm.db'}", initialise)


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    """An unreachable server is one sentence, and the password is not in it."""
    text = refusal("postgresql://wfm:secret@127.0.0.1:1/wfm")
    assert "127.0.0.1" in text
    assert "secret" not in text


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://wfm:s3cret@127.0.0.1:port/wfm",
        "postgresql://wfm:s3cret@127.0.0.1:1/wfm?sslmode=nonsense",
        "postgresql://wfm@127.0.0.1:1/wfm?password=s3cret",
        "postgresql:/wfm:s3cret@127.0.0.1/wfm",
        "postgresql//wfm:s3cret@127.0.0.1/wfm",
        "wfm:s3cret@127.0.0.1/wfm",
        "nosuch://wfm:s3cret@127.0.0.1/wfm?key=s3cret",
        "mysql+pymysql://wfm:s3cret@127.0.0.1/wfm",
        "postgresql://wfm:s3cret@[127.0.0.1/wfm",
        "postgresql://wfm:s3cret@127.0.0.1:1/wfm?connect_timeout=s3cret",
    ],
)
def test_an_address_is_told_without_its_password(url: str) -> None:
    """Wherever the password stands, and however the address is misspelt."""
    assert "s3cret" not in refusal(url)
    assert "s3cret" not in refusal(url, initialise)


@pytest.mark.parametrize("url", ["not a url", "nosuch://x/y", "sqlite://"])
def test_urls_that_name_no_database_are_refused(url: str) -> None:
    """Malformed, unknown and in-memory URLs are refused."""
    assert refusal(url)
    assert refusal(url, initialise)


@pytest.mark.postgres
def test_an_empty_server_database_is_told_to_be_initialised(postgres_url: str) -> None:
    """An empty PostgreSQL database is refused with the way to fill it."""
    assert "wfm init" in refusal(postgres_url)


def test_the_password_is_not_shown(tmp_path: Path) -> None:
    """The handle's representation hides what its URL holds."""
    assert issubclass(StorageError, WfmError)
    database = initialise(f"sqlite:///{tmp_path / 'wfm.db'}")
    assert str(database) == str(tmp_path / "wfm.db")
    assert "wfm.db" in repr(database)
    database.close()
