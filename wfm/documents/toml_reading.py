"""TOML text as a table, with its size and nesting bounded."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_DEPTH, MOST_TOML

_PART = r"""(?:(?<![\w-])[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_DEEP = re.compile(rf"(?:{_PART}[ \t]*+\.[ \t]*+){{{MOST_DEPTH}}}")
"""A key of more parts than any table has: Python's reader takes the square of their number in time."""


def parse_toml(data: bytes, condition: str, where: str) -> dict[str, Any]:
    """The table of a TOML file; InputError, beginning with the condition that must hold, when there is none."""
    if len(data) > MOST_TOML:
        raise InputError(f"a TOML file must have at most {MOST_TOML // 1_000_000} MB", where)
    try:
        text = data.decode("utf-8-sig")
        if _DEEP.search(text):
            raise InputError(f"{condition}: tables must be at most {MOST_DEPTH} deep", where)
        return tomllib.loads(text)
    except RecursionError as error:
        raise InputError(f"{condition}: nested too deeply", where) from error
    except ValueError as error:  # what is no UTF-8, no TOML, or a number of thousands of digits
        raise InputError(f"{condition}: {str(error).partition(': value has')[0]}", where) from error
