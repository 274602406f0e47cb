"""Files written whole or not at all, one or several together, and read by their owner alone unless he says otherwise."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from wfm.domain.errors import SetupError

_DATABASES = (b"SQLite format 3\0", b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
"""How an SQLite file and its write-ahead log begin."""

Content = bytes | Iterable[str]
"""Bytes as they are, or pieces of text that are written as UTF-8 one after the other."""


def write_file(path: str | Path, content: Content) -> None:
    """Write one file whole or not at all; SetupError when it cannot be written, and what was there before stands."""
    write_files({Path(path): content})


def write_files(files: Mapping[Path, Content]) -> None:
    """Write all of these files or none.

    Each is written to a temporary file beside it and flushed to disk; when all are complete they take their names.
    A new file is for its owner alone, whatever the umask leaves: most of them hold personal data. A file keeps the mode
    of the one it replaces, so that who opens it to others does so once. A link stays one: the file it leads to is
    replaced.

    Raises
    ------
    SetupError
        Naming the first file that cannot be written: every file is as it was, and nothing is left behind.
    """
    targets = {path: Path(os.path.realpath(path)) for path in files}
    parts: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    renamed: list[Path] = []
    path = Path()
    try:
        for path, content in files.items():
            mode = _mode(targets[path])
            parts[path] = _neighbour(targets[path])
            _fill(parts[path], content, mode)
        for path, target in targets.items():
            # One rename is done or not done; of several some may be done, and are undone with what they replaced.
            if len(targets) > 1 and target.exists():
                kept[path] = _neighbour(target)
                shutil.copy2(target, kept[path])
            os.replace(parts[path], target)
            renamed.append(path)
    except BaseException as error:
        for done in renamed:
            if done in kept:
                os.replace(kept[done], targets[done])
            else:
                targets[done].unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise SetupError(f"{path}: cannot be written: {error.strerror or error}") from error
        raise
    finally:
        for left in (*parts.values(), *kept.values()):
            with suppress(OSError):
                left.unlink(missing_ok=True)


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file for its owner alone that takes its name when the block ends, and leaves no trace when it raises.

    Raises
    ------
    SetupError
        When it cannot be written; what was there before stands.
    """
    target = Path(os.path.realpath(path))
    part = _neighbour(target)
    try:
        _mode(target)
        with open(part, "x+b", opener=_private) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, target)
    except OSError as error:
        raise SetupError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def append_private(path: Path) -> Iterator[IO[bytes]]:
    """A file open at its end for its owner alone, also where others could read it before; OSError when it cannot be."""
    with open(path, "ab", opener=_private) as file:
        private_file(path)
        yield file


def private_file(path: str | Path) -> None:
    """Take a file from everyone but its owner, with the two that SQLite keeps beside a database.

    What is not there, or belongs to another account, stays as it is.
    """
    for name in (str(path), f"{path}-wal", f"{path}-shm"):
        with suppress(OSError):
            mode = stat.S_IMODE(os.stat(name).st_mode)
            if mode & 0o077:
                os.chmod(name, mode & 0o700)


def _private(name: str, flags: int) -> int:
    """An opener of files that only their owner may read; the umask cannot loosen it."""
    return os.open(name, flags, 0o600)


def _neighbour(target: Path) -> Path:
    """A name that is free in the target's folder, where a rename stays within one file system."""
    return target.with_name(f".wfm-{secrets.token_hex(8)}.part")


def _mode(target: Path) -> int | None:
    """Permissions of the file that is replaced, None where there is none; OSError for what no file may replace."""
    try:
        found = os.stat(target).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found):
        raise OSError(errno.EINVAL, "it is a device or a pipe, not a file")
    if _is_database(target):
        raise OSError(errno.EEXIST, "it is a database; nothing else may take its place")
    return found & 0o777


def _is_database(target: Path) -> bool:
    """Whether a file is an SQLite database or its log, which no export of anybody's is meant to replace."""
    try:
        with open(target, "rb") as file:
            return file.read(16).startswith(_DATABASES)
    except PermissionError:
        return False  # what may not be read is not the program's own


def _fill(part: Path, content: Content, mode: int | None) -> None:
    """Write a new file and flush it to disk; until it is complete nobody else may read what replaces a file."""
    with open(part, "xb", opener=_private) as file:
        file.writelines([content] if isinstance(content, bytes) else (piece.encode() for piece in content))
        file.flush()
        os.fsync(file.fileno())
    if mode is not None:
        part.chmod(mode)
