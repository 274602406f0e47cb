"""JSON files: read whole as one value, with a sentence for everything that is none."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from wfm.documents.dialects import shown
from wfm.documents.values import Value
from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_JSON


def load_json(path: str | Path) -> Value:
    """The JSON value of a UTF-8 file; InputError naming the file for anything that cannot be read as such."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_JSON + 1)
        if len(data) > MOST_JSON:
            raise InputError(f"a JSON file must have at most {MOST_JSON // 1_000_000} MB", str(path))
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"must be UTF-8 text, got byte {error.object[error.start]:#x} at {error.start}", str(path)
        ) from error
    except ValueError as error:  # a path with a NUL
        raise InputError(f"cannot be read: {error}", str(path)) from error
    if not text.strip():
        raise InputError("must be a JSON file, but it is empty", str(path))
    try:
        return Value(json.loads(text, object_pairs_hook=_no_twins))
    except json.JSONDecodeError as error:
        raise InputError(f"must be JSON: {error.msg} at line {error.lineno} column {error.colno}", str(path)) from error
    except InputError as error:
        raise InputError(error.reason, str(path)) from error
    except RecursionError as error:
        raise InputError("must be JSON: nested too deeply", str(path)) from error
    except ValueError as error:
        raise InputError(f"must be JSON: {str(error).partition(': value has')[0]}", str(path)) from error


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        twin = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise InputError(f"the key {shown(twin)} appears twice in one object")
    return result


def in_file(path: str | Path, error: InputError) -> InputError:
    """The same fault with the file's name before the path of the value."""
    return InputError(error.reason, f"{path}: {error.where}" if error.where else str(path))
