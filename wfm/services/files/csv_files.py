"""CSV files of the headless doors: read with every fault named by line, written whole or not at all."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path

from wfm.documents import MOST, cut
from wfm.domain.errors import InputError, SetupError
from wfm.domain.limits import MOST_ROWS
from wfm.domain.texts import FORMULA_STARTS, named, quoted, some_of
from wfm.machine import write_files
from wfm.services.readers import NotTold, keyed_rows, missing


def read_rows(
    path: Path, needed: Sequence[str], optional: Sequence[str], queue: str | None = None, most: int = MOST_ROWS
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line and cells of every row; InputError for a header or a row that is not as declared, or one row too many.

    Where the file has no column `queue`, all of its rows are of the queue that is told.
    """
    told = {} if queue is None else {"queue": queue}

    def check(header: list[str]) -> None:
        _check_header(path, header, [name for name in needed if name in header or name not in told], optional)

    for line, row in keyed_rows(path, most, check):
        yield line, {**told, **row}


def number(text: str | None, column: str, where: str) -> float:
    """A cell's count or seconds, NaN where it is empty; InputError for anything but a finite number >= 0."""
    if text is None or not text.strip():
        return math.nan
    try:
        value = float(text if text.isascii() and "_" not in text else "no spreadsheet's number")
    except ValueError:
        raise InputError(f"{column} must be a number, got {quoted(text)}", where) from None
    if not (math.isfinite(value) and value >= 0):
        raise InputError(f"{column} must be finite and >= 0, got {cut(text.strip())}", where)
    if value > MOST:
        raise InputError(f"{column} must be at most {MOST:,}, got {cut(text.strip())}", where)
    return value


def queue_name(text: str, where: str) -> str:
    """The name of a queue; InputError for none, or one that a spreadsheet would take for a formula in what is written."""
    name = text.strip()
    if not name:
        raise InputError("queue must not be empty", where)
    if name.startswith(FORMULA_STARTS):
        raise InputError(f"queue must not begin with {name[0]}, as formulas do, got {quoted(name)}", where)
    try:
        return named(name, "queue")
    except InputError as error:
        raise InputError(error.reason, where) from error


def moment_of(text: str, example: str, where: str) -> datetime:
    """The time of a cell, naive or with its offset; InputError for what is none or lies outside 1970 to 2099."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"t must be a time such as {example}, got {quoted(text)}", where) from None
    if not 1970 <= moment.year <= 2099:
        raise InputError(f"t must lie in the years 1970 to 2099, got {quoted(text)}", where)
    if moment.second or moment.microsecond:
        raise InputError(f"t must be a whole minute, got {quoted(text)}", where)
    return moment


def _check_header(path: Path, header: Sequence[str], needed: Sequence[str], optional: Sequence[str]) -> None:
    absent = [name for name in needed if name not in header]
    unknown = [name for name in header if name not in (*needed, *optional)]
    twice = [name for name, count in Counter(header).items() if count > 1]
    if not (absent or unknown or twice):
        return
    got = some_of([cut(name) for name in header]).replace(", ", ",") or "nothing: the file is empty"
    condition = f"header must be {','.join(needed)} and any of {','.join(optional)}, got {got}"
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        condition += "; columns must be separated by commas"
    elif absent and header:
        condition += f": {missing(absent)}"
    elif unknown or twice:
        condition += f": {cut((unknown or twice)[0])} {'is not known' if unknown else 'appears twice'}"
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
