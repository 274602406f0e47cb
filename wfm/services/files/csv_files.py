"""CSV files of the headless doors: read with every fault named by line, written whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from wfm.domain.errors import InputError, SetupError
from wfm.machine import write_files


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
