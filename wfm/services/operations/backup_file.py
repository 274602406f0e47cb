"""The file of a backup: a zip archive with one file of lines per table, and a manifest that tells what must be in them.

`manifest.json` names the version of the program and of the schema, and for each table its columns, the number of its
rows and the SHA-256 of its lines. Nothing in the archive tells when or where it was made.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from wfm import __version__
from wfm.database import LATEST, REVISIONS, dumped
from wfm.domain.errors import InputError

FORMAT = "wfm backup 1"
MANIFEST = "manifest.json"
LONGEST_MANIFEST = 1_000_000
LONGEST_LINE = 256 * 1024 * 1024
"""Bytes of one row at most: a damaged file must not take the machine's memory."""

NO_BACKUP = "it is no backup made by wfm backup"
DAMAGED = "it is damaged or incomplete; take another backup"


@dataclass(frozen=True, slots=True)
class TableEntry:
    """What the manifest says of one table."""

    name: str
    rows: int
    sha256: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; `last_ids` are numbers of rows that must not be given again."""

    tables: tuple[TableEntry, ...]
    last_ids: dict[str, int]


class Target:
    """A backup that is being written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def add(self, name: str, columns: tuple[str, ...], lines: Iterable[bytes]) -> TableEntry:
        """Write the lines of a table and return what is to be said of them."""
        digest, rows = hashlib.sha256(), 0
        with self._archive.open(_member(f"{name}.jsonl"), "w", force_zip64=True) as file:
            for line in lines:
                file.write(line)
                digest.update(line)
                rows += 1
        return TableEntry(name, rows, digest.hexdigest(), columns)

    def finish(self, tables: tuple[TableEntry, ...], last_ids: Mapping[str, int]) -> None:
        """Write the manifest."""
        document = {
            "format": FORMAT,
            "program": __version__,
            "revision": LATEST,
            "tables": [asdict(entry) for entry in tables],
            "last_ids": dict(last_ids),
        }
        self._archive.writestr(_member(MANIFEST), json.dumps(document, indent=1) + "\n")


def _member(name: str) -> zipfile.ZipInfo:
    """The head of a file in the archive, the same at any time and on any system."""
    info = zipfile.ZipInfo(name)  # dated 1980
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o600 << 16
    return info


@contextmanager
def writing(file: IO[bytes]) -> Iterator[Target]:
    """A backup written to an open file."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        yield Target(archive)


class Backup:
    """A backup that is read; InputError names its path."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._archive = archive

    def lines(self, entry: TableEntry) -> Iterator[bytes]:
        """The lines of a table; InputError at the end where they are not those that were written."""
        digest, rows = hashlib.sha256(), 0
        with damage(), self._archive.open(f"{entry.name}.jsonl") as packed, io.BufferedReader(packed, 1 << 20) as file:  # type: ignore[type-var]
            while line := file.readline(LONGEST_LINE):
                digest.update(line)
                rows += 1
                yield line
        if (rows, digest.hexdigest()) != (entry.rows, entry.sha256):
            raise InputError(f"table {entry.name} is not as it was written: {DAMAGED}")

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Name the file in what is said of its content."""
        try:
            yield
        except InputError as error:
            raise InputError(str(error), str(self.path)) from error


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """A backup of this version, open for reading; InputError for any other file."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", str(path)) from error
    with file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise InputError("it is a device or a pipe, not a file", str(path))
        try:
            begins = file.read(2)
            with damage():
                archive = zipfile.ZipFile(file)
            manifest = _manifest(archive)
        except InputError as error:
            raise InputError(error.reason if begins == b"PK" else NO_BACKUP, str(path)) from error
        with archive:
            yield Backup(path, archive, manifest)


@contextmanager
def damage() -> Iterator[None]:
    """What the archive's reader raises for bytes that are not its own, as a sentence."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise InputError(DAMAGED) from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    """What a backup of this version says of itself; InputError for any other archive."""
    names = set(archive.namelist())
    if MANIFEST not in names:
        raise InputError(NO_BACKUP)
    with damage(), archive.open(MANIFEST) as file:
        text = file.read(LONGEST_MANIFEST)
    try:
        document = json.loads(text)
        kind = document["format"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError(NO_BACKUP) from error
    _check_version(kind, document.get("program"), document.get("revision"))
    try:
        tables = tuple(_entry(**entry) for entry in document["tables"])
        last_ids = {str(name): _id(last) for name, last in document["last_ids"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise InputError(f"its manifest is not as it was written: {DAMAGED}") from error
    if {entry.name: entry.columns for entry in tables} != dumped() or [e.name for e in tables] != list(dumped()):
        raise InputError(f"its tables are not those of a database of wfm {__version__}")
    if names != {MANIFEST, *(f"{entry.name}.jsonl" for entry in tables)}:
        raise InputError(f"its files are not those of its manifest: {DAMAGED}")
    return Manifest(tables, last_ids)


def _check_version(kind: Any, program: Any, revision: Any) -> None:
    if not str(kind).startswith("wfm backup "):
        raise InputError(NO_BACKUP)
    if kind != FORMAT or revision not in REVISIONS:
        raise InputError(f"it was made by a newer version of wfm ({program}, schema {revision}); update wfm first")
    if revision != LATEST:
        raise InputError(
            f"it was made by wfm {program} with an older schema ({revision}); restore it with that version, then "
            "upgrade the database with this version's wfm init"
        )


def _entry(name: str, rows: int, sha256: str, columns: list[str]) -> TableEntry:
    return TableEntry(str(name), int(rows), str(sha256), tuple(map(str, columns)))


def _id(last: Any) -> int:
    """The number of a row; ValueError for one that no database counts to."""
    if not 0 <= int(last) < 2**63:
        raise ValueError(last)
    return int(last)
