"""An Excel workbook unpacked piece by piece: its sheets, its shared texts, and which styles are dates.

What a workbook says of its own size is not believed: bytes are counted as they are unpacked, and of the XML nothing is
kept that nobody asked for. A workbook has no use for a document type, where entities that grow without end are declared.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from wfm.domain import limits
from wfm.domain.errors import InputError
from wfm.domain.texts import quoted, some_of

PIECE = 1 << 16
"""Bytes that are unpacked at once."""

LONGEST_FORMAT = 1_000
"""Characters of a number format that are looked at: Excel allows 255."""


class Broken(Exception):
    """XML that no workbook has."""


class Events:
    """Listens to XML: elements by name without their prefix, and the text between them."""

    def start(self, tag: str, given: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Some text."""


class Workbook:
    """The parts of a workbook; InputError when it cannot be read as one.

    `epoch` is the day its dates count from, `dates` are the styles that show numbers as dates, and `durations` those
    that show them as hours.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        with self._readable():
            if data.count(b"PK\x01\x02") > limits.MOST_PARTS:
                raise InputError(f"must have at most {limits.MOST_PARTS:,} parts", name)
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._parts = set(self._zip.namelist())
        main = _Relations("")
        self._take("_rels/.rels", main)
        self._main = main.of("officeDocument", "xl/workbook.xml")
        folder, file = posixpath.split(self._main)
        self._relations = _Relations(folder)
        self._take(f"{folder}/_rels/{file}.rels", self._relations)
        told = _Main()
        self._take(self._main, told)
        self._sheets = told.sheets
        self.epoch: datetime = MAC_EPOCH if told.from_1904 else WINDOWS_EPOCH
        styles = _Styles()
        self._take(self._part("styles"), styles)
        self.dates, self.durations = styles.dates, styles.durations

    def sheet(self, name: str | None) -> str:
        """The part of a sheet by its name, of the first one without; InputError when there is none."""
        names = [title for title, _ in self._sheets]
        if name is not None and name not in names:
            raise InputError(f"has no sheet {name!r}; it has {some_of(names)}", self.name)
        for title, key in self._sheets:
            kind, target = self._relations.found.get(key, ("", ""))
            if kind == "worksheet" and name in (None, title):
                return target
        raise self._unreadable()

    def size(self, part: str) -> int:
        """Bytes of a part, by its own word: good enough to show how far one is."""
        with self._readable():
            return self._zip.getinfo(part).file_size

    def text(self, number: int) -> str:
        """A shared text."""
        if not 0 <= number < len(self._texts):
            raise Broken(f"no shared text {number}")
        return self._texts[number]

    @cached_property
    def _texts(self) -> list[str]:
        texts = _Texts(self.name)
        part = self._part("sharedStrings")
        if part in self._parts:
            for _ in self.read(part, texts, limits.MOST_UNPACKED):
                pass
        return texts.found

    def _part(self, kind: str) -> str:
        return self._relations.of(kind, posixpath.join(posixpath.dirname(self._main), f"{kind}.xml"))

    def _take(self, part: str, events: Events) -> None:
        """Read a small part, which may be absent."""
        if part in self._parts:
            for _ in self.read(part, events, limits.MOST_PART):
                pass

    def read(self, part: str, events: Events, most: int) -> Iterator[int]:
        """Read a part to its end; after each piece, the bytes so far."""
        parser = _Parser(events)
        count = 0
        with self._readable(), self._zip.open(part) as packed:
            while piece := packed.read(PIECE):
                count += len(piece)
                if count > most:
                    raise InputError(
                        f"{quoted(part)} in the workbook must have at most {most // 1_000_000} MB unpacked", self.name
                    )
                parser.take(piece)
                yield count
            parser.finish()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Whatever a broken workbook makes its readers raise is one sentence."""
        try:
            yield
        except _BROKEN as error:
            raise self._unreadable() from error

    def _unreadable(self) -> InputError:
        return InputError("cannot be read as an Excel (.xlsx) workbook", self.name)


_BROKEN = (
    Broken,
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What the readers of ZIP, of XML and of dates raise for broken parts: Python's own documentation lists no fewer."""


class _Names(dict[str, str]):
    """Names of elements without their prefix."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


class _Parser:
    """Feeds XML to a listener; Broken for what is nested, named or spun out as in no workbook."""

    def __init__(self, events: Events) -> None:
        self._events, self._names = events, _Names()
        self._interned: dict[str, str] = {}
        self._depth = self._silent = 0
        self._heard = False
        self._parser = expat.ParserCreate(intern=self._interned)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data
        self._parser.StartDoctypeDeclHandler = self._doctype

    def take(self, piece: bytes) -> None:
        """The next piece."""
        self._heard = False
        self._parser.Parse(piece, False)
        self._silent = 0 if self._heard else self._silent + len(piece)
        if self._silent > limits.MOST_LINE or len(self._interned) > limits.MOST_WORDS:
            raise Broken("one token without end, or names without end")

    def finish(self) -> None:
        """The end."""
        self._parser.Parse(b"", True)

    def _start(self, name: str, given: dict[str, str]) -> None:
        self._heard = True
        self._depth += 1
        if self._depth > limits.MOST_DEPTH:
            raise Broken("nested too deeply")
        self._events.start(self._names[name], given)

    def _end(self, name: str) -> None:
        self._heard = True
        self._depth -= 1
        self._events.end(self._names[name])

    def _data(self, text: str) -> None:
        self._heard = True
        self._events.data(text)

    def _doctype(self, *_: object) -> None:
        raise Broken("a document type")


class _Relations(Events):
    """The parts that a part refers to: by key, of which kind each is, and where."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.found: dict[str, tuple[str, str]] = {}

    def of(self, kind: str, usual: str) -> str:
        """Where the first part of a kind is."""
        return next((target for found, target in self.found.values() if found == kind), usual)

    def start(self, tag: str, given: dict[str, str]) -> None:
        """One of them."""
        if tag == "Relationship":
            target = posixpath.normpath(posixpath.join("/", self.folder, given.get("Target", ""))).lstrip("/")
            self.found[given.get("Id", "")] = given.get("Type", "").rpartition("/")[2], target


class _Main(Events):
    """The names of the sheets with the keys of their parts, and the calendar."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.from_1904 = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        """A sheet, or the properties of the workbook."""
        if tag == "sheet":
            key = next((text for name, text in given.items() if name.rpartition(":")[2] == "id"), "")
            self.sheets.append((given.get("name", ""), key))
        elif tag == "workbookPr":
            self.from_1904 = given.get("date1904") in ("1", "true")


class _Styles(Events):
    """Which styles show a number as a date, and which as a length of time."""

    def __init__(self) -> None:
        self.dates: set[int] = set()
        self.durations: set[int] = set()
        self._formats: dict[int, str] = dict(BUILTIN_FORMATS)
        self._count = 0
        self._inside = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        """A format of numbers, or a style that has one."""
        if tag == "numFmt":
            self._formats[int(given["numFmtId"])] = given.get("formatCode", "")[:LONGEST_FORMAT]
        elif tag == "cellXfs":
            self._inside = True
        elif tag == "xf" and self._inside:
            code = self._formats.get(int(given.get("numFmtId", 0)), "General")
            if is_date_format(code):
                self.dates.add(self._count)
            if is_timedelta_format(code):
                self.durations.add(self._count)
            self._count += 1

    def end(self, tag: str) -> None:
        """The styles of cells end."""
        if tag == "cellXfs":
            self._inside = False


class _Texts(Events):
    """The shared texts, each of its runs put together, without the reading aids of East Asian ones."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[str] = []
        self._runs: list[str] = []
        self._length = 0
        self._taken = self._phonetic = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        """A text, or a run of it."""
        if tag == "si":
            self._runs, self._length = [], 0
        elif tag == "t":
            self._taken = not self._phonetic
        elif tag == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        """A text, or a run of it, has ended."""
        if tag == "t":
            self._taken = False
        elif tag == "rPh":
            self._phonetic = False
        elif tag == "si":
            self.found.append("".join(self._runs).replace("x005F_", ""))
            if len(self.found) > limits.MOST_ROWS:
                raise InputError(f"must have at most {limits.MOST_ROWS:,} different texts", self.name)

    def data(self, text: str) -> None:
        """Some of it."""
        if self._taken:
            self._runs.append(text)
            self._length += len(text)
            if self._length > limits.MOST_CELL:
                raise InputError(f"a cell must have at most {limits.MOST_CELL:,} characters", self.name)
