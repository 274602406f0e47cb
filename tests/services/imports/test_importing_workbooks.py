"""Workbooks that are broken or built to take all memory: one sentence each, from what is unpacked and not from what is said."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from tests.services.imports.history_files import workbook
from wfm.domain import limits
from wfm.domain.errors import InputError
from wfm.services.readers import excel
from wfm.services.readers.history import read_history
from wfm.services.readers.options import ImportOptions

UTC = ImportOptions(zone="UTC", slot_minutes=15)
GOOD = workbook([("t", "calls", "queue"), ("2025-01-06 09:00", 5, "q"), ("2025-01-06 09:15", 6, "q")])
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def changed(part: str, change: Callable[[bytes], bytes], good: bytes | None = None) -> bytes:
    """The good workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good or GOOD)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted({*old.namelist(), part}):
            content = old.read(name) if name in old.namelist() else b""
            new.writestr(name, change(content) if name == part else content)
    return out.getvalue()


def shared(xml: bytes) -> bytes:
    """A sheet whose texts q stand among the shared ones."""
    return xml.replace(b't="inlineStr"><is><t>q</t></is>', b't="s"><v>0</v>')


GOOD = changed(SHEET, shared, changed(TEXTS, lambda _: b"<sst><si><t>q</t></si></sst>", GOOD))
"""As Excel itself writes texts."""


def damaged(part: str) -> bytes:
    """The good workbook with a byte of the packed part turned over."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as book:
        info = book.getinfo(part)
    at = info.header_offset + 30 + len(part) + 2
    return GOOD[:at] + bytes([GOOD[at] ^ 0xFF]) + GOOD[at + 1 :]


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'

BROKEN = {
    "cut short": changed(SHEET, lambda xml: xml[: len(xml) // 2]),
    "no XML": changed(SHEET, lambda _: b"\x89PNG"),
    "damaged bytes": damaged(SHEET),
    "text that is not there": changed(SHEET, lambda xml: xml.replace(b"<v>0</v>", b"<v>99</v>")),
    "text before the first": changed(SHEET, lambda xml: xml.replace(b"<v>0</v>", b"<v>-1</v>")),
    "no number": changed(SHEET, lambda xml: xml.replace(b"<v>5</v>", b"<v>five</v>")),
    "a number without end": changed(SHEET, lambda xml: xml.replace(b"<v>5</v>", b"<v>" + b"9" * 5000 + b"</v>")),
    "no place": changed(SHEET, lambda xml: xml.replace(b'r="B2"', b'r="2B"')),
    "billion laughs": changed(TEXTS, lambda xml: LAUGHS + xml),
    "laughs in the sheet": changed(SHEET, lambda xml: LAUGHS + xml),
    "nested": changed(SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b"<a>" * 500)),
    "an attribute without end": changed(SHEET, lambda xml: xml.replace(b"<row ", b'<row x="' + b"y" * 3_000_000 + b'" ')),
    "names without end": changed(
        SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b"".join(b"<a%d/>" % k for k in range(300_000)))
    ),
    "no sheet": changed("xl/workbook.xml", lambda xml: xml.replace(b"<sheet ", b"<leaf ")),
    "cut archive": GOOD[:-30],
    "no archive": GOOD[:400],
    "no workbook": b"PK\x03\x04" + b"x" * 100,
}  # fmt: skip


@pytest.mark.parametrize("source", BROKEN.values(), ids=BROKEN)
def test_broken_workbooks_are_one_sentence(source: bytes) -> None:
    """Whatever the readers of ZIP and XML raise."""
    with pytest.raises(InputError) as caught:
        read_history(source, "h.xlsx", UTC)
    assert str(caught.value) == "h.xlsx: cannot be read as an Excel (.xlsx) workbook"


def test_the_good_workbook_is_read() -> None:
    """So that the broken ones above are refused for what was broken."""
    assert read_history(GOOD, "h.xlsx", UTC).count == 2


def test_one_text_of_forty_megabytes() -> None:
    """It packs into 40 kB; nothing near its size is held."""
    source = changed(TEXTS, lambda xml: xml.replace(b"<t>q</t>", b"<t>" + b"q" * 40_000_000 + b"</t>"))
    assert len(source) < 100_000
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match=r"h\.xlsx: a cell must have at most 131,072 characters"):
            read_history(source, "h.xlsx", UTC)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_bytes_are_counted_as_they_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb is met at the limit, whatever the archive says its size is."""
    source = changed(SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b" " * 5_000_000))
    assert read_history(source, "h.xlsx", UTC).count == 2
    monkeypatch.setattr(excel, "MOST_UNPACKED", 4_000_000)
    with pytest.raises(InputError, match=f"'{SHEET}' in the workbook must have at most 4 MB unpacked"):
        read_history(source, "h.xlsx", UTC)
    monkeypatch.setattr(limits, "MOST_PARTS", 3)
    with pytest.raises(InputError, match="must have at most 3 parts"):
        read_history(GOOD, "h.xlsx", UTC)


def test_a_value_far_to_the_right() -> None:
    """Columns without a value do not count, those with one do."""
    styled = changed(SHEET, lambda xml: xml.replace(b"</row>", b'<c r="XFD1" s="0"/></row>', 1))
    assert read_history(styled, "h.xlsx", UTC).count == 2
    valued = changed(SHEET, lambda xml: xml.replace(b"</row>", b'<c r="XFD1"><v>1</v></c></row>', 1))
    with pytest.raises(InputError, match="line 1: must have at most 1,000 columns, got a value in column 16,384"):
        read_history(valued, "h.xlsx", UTC)


def test_what_other_programs_write() -> None:
    """Texts within cells, formulas with their value, runs and reading aids, rows and cells without a place."""
    rows = (
        b'<row><c t="inlineStr"><is><r><t>2025-01-06 </t></r><r><t>09:30</t></r><rPh><t>no</t></rPh></is></c>'
        b'<c t="str"><f>1+1</f><v>2</v></c><c t="inlineStr"><is><t>q</t></is></c></row>'
    )
    file = read_history(changed(SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")), "h.xlsx", UTC)
    assert file.queues[0].rows.offered.tolist() == [5, 6, 2]
    prefixed = changed(
        SHEET,
        lambda xml: xml.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"xmlns=", b"xmlns:x="),
    )
    assert read_history(prefixed, "h.xlsx", UTC).queues[0].rows.offered.tolist() == [5, 6]
