"""Good files made bad: bytes turned over, pieces repeated, values replaced by the oddest of their kind."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Mapping

ODD = (
    b"", b"0", b"-0", b"-1", b"1e308", b"1e999", b"nan", b"inf", b"-inf", b"1_000", b"0x10", b"9" * 400, b"9" * 5000,
    b"1.7976931348623157e308", b"2147483648", b"9223372036854775808", b"true", b"null", b"[]", b"{}", b'""', b"'",
    b'"', b'"\n"', b"\x00", b"\x1b[31m", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b'"\\ud800"', b"\\ud800",
    b"\xe2\x80\xae", b"=1+1", b"@SUM(A1)", b"a" * 300, b"a" * 200_000, b"," * 3000, b";" * 500, b"|", b"\t", b"\r",
    b"\n", b"\r\n", b"..", b"../../etc/passwd", b"0001-01-01T00:00", b"9999-12-31T23:59Z", b"2026-02-30T08:00",
    b"2026-03-29T02:30", b"2026-10-25T02:30", b"24:00", b"25:61", b"1969-12-31 23:59", b"2100-01-01 00:00",
    b"Mars/One", b"America/New_York", b"fax", b"e\xcc\x81", "²".encode(), "١٢".encode(), "＝1".encode(),
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"]]>", b"<row/>", b"[[a]]", b"a.b.c.d = 1", b"[" * 2000, b"{" * 2000,
)  # fmt: skip
"""What stands in place of a value, or anywhere."""

_VALUE = re.compile(rb'"[^"\n]{0,200}"|-?\d[\d.:TZ+-]*|[A-Za-z_][\w-]*')


def bad(good: bytes, rng: random.Random) -> bytes:
    """The file with one to eight changes; an Excel file is mostly changed inside its parts."""
    if good[:4] == b"PK\x03\x04" and rng.random() < 0.8:
        return _repacked(good, rng)
    data = good
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        data = rng.choice(CHANGES)(data, rng)
    return data


def _value(data: bytes, rng: random.Random) -> bytes:
    """Another value in place of one."""
    found = list(_VALUE.finditer(data[:200_000]))
    if not found:
        return data + rng.choice(ODD)
    match = rng.choice(found)
    return data[: match.start()] + rng.choice(ODD) + data[match.end() :]


def _column(data: bytes, rng: random.Random) -> bytes:
    """The same odd value in many places that held the same one."""
    found = _VALUE.findall(data[:200_000])
    return data.replace(rng.choice(found), rng.choice(ODD)) if found else data


def _put(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(ODD) + data[at:]


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 4, 64))):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _span(data: bytes, rng: random.Random) -> tuple[int, int]:
    first = rng.randrange(len(data) + 1)
    return first, min(len(data), first + rng.choice((1, 10, 100, 1000, 10_000)))


def _without(data: bytes, rng: random.Random) -> bytes:
    first, last = _span(data, rng)
    return data[:first] + data[last:]


def _short(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _repeated(data: bytes, rng: random.Random) -> bytes:
    """A piece many times over, to a few megabytes at most."""
    first, last = _span(data, rng)
    piece = data[first:last]
    times = min(rng.choice((2, 10, 1000, 100_000)), 3_000_000 // max(1, len(piece)))
    return data[:first] + piece * times + data[last:]


def _swapped(data: bytes, rng: random.Random) -> bytes:
    """Two lines in each other's place."""
    lines = data.split(b"\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _encoded(data: bytes, rng: random.Random) -> bytes:
    """The same text in another encoding."""
    text = data.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-16-be", "utf-32", "cp1252", "utf-8-sig")), "replace")


CHANGES = (_value, _value, _value, _column, _column, _put, _flip, _without, _short, _repeated, _swapped, _encoded)


def _repacked(good: bytes, rng: random.Random) -> bytes:
    """The workbook with one of its parts changed, gone, or blown up."""
    with zipfile.ZipFile(io.BytesIO(good)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    name = rng.choice(sorted(parts))
    kind = rng.random()
    if kind < 0.1:
        del parts[name]
    elif kind < 0.15:
        parts[name] = parts[name].replace(b">", b">" + b"x" * rng.choice((1000, 2_000_000, 60_000_000)), 2)
    else:
        for _ in range(rng.choice((1, 2, 6))):
            parts[name] = rng.choice(CHANGES)(parts[name], rng)
    return packed(parts)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A workbook of these parts, the same bytes at any time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for part, content in parts.items():
            book.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
