"""CSV files that appear whole or not at all."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from wfm.domain.errors import InputError


def write_whole(files: Mapping[Path, tuple[Sequence[str], Iterable[Sequence[str]]]]) -> None:
    """Write each file's header and rows to a neighbour file; when all are written, let them take their names."""
    done: list[tuple[str, Path]] = []
    try:
        for path, (header, rows) in files.items():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            done.append((name, path))
            with os.fdopen(handle, "w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(header)
                writer.writerows(rows)
        for name, path in done:
            Path(name).chmod(0o644)
            os.replace(name, path)
    except OSError as error:
        raise InputError(f"the file cannot be written: {error.strerror}", str(next(iter(files)))) from error
    finally:
        for name, _ in done:
            Path(name).unlink(missing_ok=True)
