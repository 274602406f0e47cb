"""Tables as TOML text: lists of tables as blocks, everything else on one line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from wfm.documents.dialects import Plain


def toml_text(document: Mapping[str, Plain]) -> str:
    """The document as TOML that reads back the same; what is None is left out.

    A table within a table is written inline, a list of tables as `[[blocks]]` below the one that holds it.
    """
    return "\n".join(_lines(document, "")).strip() + "\n"


def _lines(table: Mapping[str, Plain], name: str) -> Iterator[str]:
    blocks = {key: value for key, value in table.items() if _is_block(value)}
    yield from (f"{_key(key)} = {_inline(v)}" for key, v in table.items() if key not in blocks and v is not None)
    for key, tables in blocks.items():
        full = f"{name}.{_key(key)}" if name else _key(key)
        for entry in tables:
            yield ""
            yield f"[[{full}]]"
            yield from _lines(entry, full)


def _is_block(value: Plain) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _inline(value: Plain) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_inline(v)}" for k, v in value.items() if v is not None) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_inline, value))}]"
    return str(value)


def _quoted(text: str) -> str:
    """A basic string: the escapes of JSON are TOML's too, which wants one more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: Any) -> str:
    plain = key and all(c.isascii() and (c.isalnum() or c in "-_") for c in key)
    return str(key) if plain else _quoted(str(key))
