"""What a restore refuses stays as it is: databases in use, and manifests with impossible numbers."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from wfm.database.engine import Database, _engine
from wfm.database.migrations import REVISIONS
from wfm.database.migrations.steps import upgrade
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import ConflictError, InputError
from wfm.services.operations.backups import make_backup, restore_backup


@pytest.fixture
def whole(sqlite_database: Database, tmp_path: Path) -> Path:
    """A backup of nothing."""
    make_backup(sqlite_database, OPERATOR, tmp_path / "all.wfm")
    return tmp_path / "all.wfm"


def test_a_database_of_an_older_version_is_left_alone(database_url: str, whole: Path, tmp_path: Path) -> None:
    """Its version could not open it any more if the schema were upgraded on the way to the refusal."""
    url = f"sqlite:///{tmp_path / 'old.db'}" if database_url.startswith("sqlite") else database_url
    if url != database_url:
        (tmp_path / "old.db").touch()
    engine = _engine(url)
    with engine.begin() as connection:
        upgrade(connection, REVISIONS[0])
    with pytest.raises(ConflictError, match=r"is not empty: it is in use by an older version \(0001\)"):
        restore_backup(url, OPERATOR, whole)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == REVISIONS[0]
    engine.dispose()


NUMBERS: dict[str, Callable[[dict[str, Any], object], object]] = {
    "rows of a table": lambda manifest, number: manifest["tables"][0].update(rows=number),
    "the last id": lambda manifest, number: manifest["last_ids"].update(shifts=number),
}


@pytest.mark.parametrize("number", [float("inf"), float("nan"), -1, 2**70, "many", None])
@pytest.mark.parametrize("which", NUMBERS)
def test_a_number_that_nobody_counts_to_is_told(whole: Path, tmp_path: Path, which: str, number: object) -> None:
    """The file is refused before a database is opened."""
    changed = whole.with_name("changed.wfm")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                document = json.loads(content)
                NUMBERS[which](document, number)
                content = json.dumps(document).encode()
            new.writestr(name, content)
    with pytest.raises(InputError, match="it is damaged or incomplete; take another backup"):
        restore_backup(f"sqlite:///{tmp_path / 'new.db'}", OPERATOR, changed)
    assert not (tmp_path / "new.db").exists()
