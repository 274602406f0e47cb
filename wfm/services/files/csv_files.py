"""CSV files of the headless doors: read with every fault named by line, written whole or not at all."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from wfm.domain.errors import InputError, SetupError
from wfm.machine import write_files
from wfm.services.readers import NotTold, missing


def read_rows(
    path: Path, needed: Sequence[str], optional: Sequence[str], queue: str | None = None
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of every row; InputError for a header or a row that is not as declared.

    Where the file has no column `queue`, all of its rows are of the queue that is told.
    """
    told = {} if queue is None else {"queue": queue}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, strict=True)
            header = [name.strip() for name in reader.fieldnames or ()]
            _check_header(path, header, [name for name in needed if name in header or name not in told], optional)
            reader.fieldnames = header
            for row in reader:
                if None in row or None in row.values():
                    raise InputError(f"row must have {len(header)} cells", f"{path}, line {reader.line_num}")
                yield reader.line_num, {**told, **row}
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError("the file must be UTF-8 text", str(path)) from error
    except csv.Error as error:
        raise InputError(f"the file must be CSV: {error}", str(path)) from error


def number(text: str | None, column: str, where: str) -> float:
    """A cell's count or seconds, NaN where it is empty; InputError for anything but a finite number >= 0."""
    if text is None or not text.strip():
        return math.nan
    try:
        value = float(text)
    except ValueError:
        raise InputError(f"{column} must be a number, got {text!r}", where) from None
    if not (math.isfinite(value) and value >= 0):
        raise InputError(f"{column} must be finite and >= 0, got {text.strip()}", where)
    return value


def _check_header(path: Path, header: Sequence[str], needed: Sequence[str], optional: Sequence[str]) -> None:
    absent = [name for name in needed if name not in header]
    unknown = [name for name in header if name not in (*needed, *optional)]
    twice = [name for name in dict.fromkeys(header) if header.count(name) > 1]
    if not (absent or unknown or twice):
        return
    got = ",".join(header) or "nothing: the file is empty"
    condition = f"header must be {','.join(needed)} and any of {','.join(optional)}, got {got}"
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        condition += "; columns must be separated by commas"
    elif absent and header:
        condition += f": {missing(absent)}"
    elif unknown or twice:
        condition += f": {(unknown or twice)[0]} {'is not known' if unknown else 'appears twice'}"
    if "mean" in absent and "offered" in header:
        condition += "; this looks like a history, which must be forecast first"
    where = f"{path}, line 1"
    if absent == ["queue"]:
        raise NotTold(condition, "queue", "if the file is of one queue, say which", where)
    raise InputError(condition, where)


def write_whole(files: Mapping[Path, tuple[Sequence[str], Iterable[Sequence[str]]]]) -> None:
    """Write each file's header and rows, all of the files or none; InputError naming the one that cannot be written."""
    try:
        write_files({path: _lines(header, rows) for path, (header, rows) in files.items()})
    except SetupError as error:
        raise InputError(str(error)) from error


def _lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a CSV file, each made when it is asked for."""
    writer = csv.writer(_Echo())
    for row in chain([header], rows):
        yield writer.writerow(row)


class _Echo:
    """A file that hands back what is written to it: a CSV writer returns what its file does."""

    def write(self, text: str) -> str:
        return text
