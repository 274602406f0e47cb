"""Backups: everything a database holds in one file, and a file back into an empty database of any kind.

Equal databases give equal files, whatever kind they are. A backup sees one state while the app goes on; a restore
checks the whole file before it opens a database, and what was stored before it is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wfm.database import Database, UnitOfWork, check_lines, dumped, initialise
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import ConflictError, InputError, StorageError
from wfm.machine import new_file
from wfm.services.operations.backup_file import Backup, opened, writing
from wfm.services.progress import OnProgress, quiet

TELL_EVERY = 1000
"""Rows between two reports of progress."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a backup or a restore carried: rows by table."""

    rows: dict[str, int]

    def __str__(self) -> str:
        filled = sum(count > 0 for count in self.rows.values())
        return f"{sum(self.rows.values()):,} rows of {filled} tables"


def make_backup(db: Database, who: Principal, path: Path, on_progress: OnProgress = quiet) -> Moved:
    """Write everything the database holds to a file that only its owner may read; SetupError when that cannot be done."""
    who.require(Role.ADMIN)
    with db.read() as uow, new_file(path) as file, writing(file) as target:
        counts = {name: uow.dump.count(name) for name in dumped()}
        told = _Told(on_progress, sum(counts.values()))
        entries = []
        for name, columns in dumped().items():
            told.table = name
            entries.append(target.add(name, columns, told.each(uow.dump.lines(name))))
        target.finish(tuple(entries), uow.dump.last_ids())
    return Moved({entry.name: entry.rows for entry in entries})


def restore_backup(url: str, who: Principal, path: Path, on_progress: OnProgress = quiet) -> Moved:
    """Store what a backup holds in an empty database, whole or not at all; it is created where there is none.

    Raises
    ------
    InputError
        For a file that is no backup, is damaged, or is of another version: no database is opened.
    ConflictError
        When the database holds something already.
    """
    who.require(Role.ADMIN)
    with opened(path) as backup:
        told = _Told(on_progress, 3 * sum(entry.rows for entry in backup.manifest.tables))
        _check(backup, told)
        db = initialise(url, upgrades=False)
        try:
            with db.write() as uow:
                _store(uow, db, backup, told)
        finally:
            db.close()
    return Moved({entry.name: entry.rows for entry in backup.manifest.tables})


class _Told:
    """Counts rows and tells their share of all now and then."""

    def __init__(self, on_progress: OnProgress, rows: int) -> None:
        self.on_progress = on_progress
        self.rows = max(1, rows)
        self.done = 0
        self.table = ""

    def each(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The lines, counted as they pass."""
        for line in lines:
            if self.done % TELL_EVERY == 0:
                self.on_progress(min(1.0, self.done / self.rows), self.table)
            self.done += 1
            yield line


def _check(backup: Backup, told: _Told) -> None:
    """Read every line of a file as it will be stored; InputError for the first that cannot be."""
    for entry in backup.manifest.tables:
        told.table = f"checking {entry.name}"
        with backup.blamed():
            check_lines(entry.name, told.each(backup.lines(entry)))


def _store(uow: UnitOfWork, db: Database, backup: Backup, told: _Told) -> None:
    """Store all rows, and compare what the database then holds with what the file says."""
    for name in dumped():
        if uow.dump.count(name):
            raise ConflictError(
                f"{db} is not empty: it holds rows of the table {name}; restore into a database of its own, "
                "which WFM_DATABASE_URL or WFM_DATA_DIR names"
            )
    for entry in backup.manifest.tables:
        told.table = f"storing {entry.name}"
        with backup.blamed():
            uow.dump.store(entry.name, told.each(backup.lines(entry)))
    uow.dump.continue_from(backup.manifest.last_ids)
    for entry in backup.manifest.tables:
        told.table = f"comparing {entry.name}"
        digest = hashlib.sha256()
        for line in told.each(uow.dump.lines(entry.name)):
            digest.update(line)
        if digest.hexdigest() != entry.sha256:
            raise StorageError(f"{db} does not keep table {entry.name} as {backup.path} holds it; nothing is restored")
    if uow.dump.last_ids() != backup.manifest.last_ids:
        raise InputError("its last ids do not fit its rows", str(backup.path))
