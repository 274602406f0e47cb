"""CSV files of the headless doors: read with every fault named by line, written whole or not at all."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from wfm.domain.errors import InputError


def read_rows(path: Path, needed: Sequence[str], optional: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of every row; InputError for a header or a row that is not as declared."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, strict=True)
            header = [name.strip() for name in reader.fieldnames or ()]
            _check_header(path, header, needed, optional)
            reader.fieldnames = header
            for row in reader:
                if None in row or None in row.values():
                    raise InputError(f"row must have {len(header)} cells", f"{path}, line {reader.line_num}")
                yield reader.line_num, row
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError("the file must be UTF-8 text", str(path)) from error
    except csv.Error as error:
        raise InputError(f"the file must be CSV: {error}", str(path)) from error


def _check_header(path: Path, header: Sequence[str], needed: Sequence[str], optional: Sequence[str]) -> None:
    known = {*needed, *optional}
    if not set(needed) <= set(header) <= known or len(set(header)) < len(header):
        raise InputError(
            f"header must be {','.join(needed)} and any of {','.join(optional)}, got {','.join(header) or 'nothing: the file is empty'}",
            f"{path}, line 1",
        )


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
