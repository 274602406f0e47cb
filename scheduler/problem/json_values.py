"""JSON values that know their path, so that every fault of an input file can be told by the place it stands at."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wfm.domain.errors import InputError


def shown(raw: object) -> str:
    """A value as it is written in JSON, cut to a readable length."""
    text = json.dumps(raw, ensure_ascii=False, default=repr) if not isinstance(raw, float) else repr(raw)
    return text if len(text) <= 60 else text[:57] + "..."


@dataclass(frozen=True, slots=True)
class Value:
    """One JSON value and its path, such as `agents[17].contract`; every reader raises InputError naming that path."""

    raw: object
    path: str

    def fault(self, message: str) -> InputError:
        """The error of this value."""
        return InputError(message, self.path or None)

    def integer(self, low: int | None = None, high: int | None = None) -> int:
        """A whole number in low..high; 480.0 counts as whole, true and "480" do not."""
        raw = self.raw
        if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw) or raw != int(raw):
            raise self.fault(f"must be a whole number, got {shown(raw)}")
        if (low is not None and raw < low) or (high is not None and raw > high):
            raise self.fault(f"must be {_range(low, high)}, got {shown(raw)}")
        return int(raw)

    def number(self, low: float | None = None, high: float | None = None, above: float | None = None) -> float:
        """A finite number in low..high, and greater than `above`."""
        raw = self.raw
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise self.fault(f"must be a number, got {shown(raw)}")
        if not math.isfinite(raw):
            raise self.fault(f"must be a finite number, got {shown(raw)}")
        if (low is not None and raw < low) or (high is not None and raw > high):
            raise self.fault(f"must be {_range(low, high)}, got {shown(raw)}")
        if above is not None and not raw > above:
            raise self.fault(f"must be > {above:g}, got {shown(raw)}")
        return float(raw)

    def text(self) -> str:
        """A string that is not empty."""
        if not isinstance(self.raw, str):
            raise self.fault(f"must be a string, got {shown(self.raw)}")
        if not self.raw.strip():
            raise self.fault("must not be empty")
        return self.raw

    def flag(self) -> bool:
        """true or false."""
        if not isinstance(self.raw, bool):
            raise self.fault(f"must be true or false, got {shown(self.raw)}")
        return self.raw

    def one_of(self, words: tuple[str, ...]) -> str:
        """One of a few words."""
        if not isinstance(self.raw, str) or self.raw not in words:
            raise self.fault(f"must be one of {', '.join(words)}, got {shown(self.raw)}")
        return self.raw

    def items(self) -> list[Value]:
        """The values of a list."""
        if not isinstance(self.raw, list):
            raise self.fault(f"must be a list, got {shown(self.raw)}")
        return [Value(item, f"{self.path}[{i}]") for i, item in enumerate(self.raw)]

    def pair(self, low: int | None = None, high: int | None = None, *, strict: bool = False) -> tuple[int, int]:
        """Two whole numbers [from, to] within low..high, from <= to (with `strict`, from < to)."""
        items = self.items()
        if len(items) != 2:
            raise self.fault(f"must be a pair [from, to], got {len(items)} values")
        first, second = (item.integer(low, high) for item in items)
        if first > second or (strict and first == second):
            raise self.fault(f"must satisfy from {'<' if strict else '<='} to, got {first}..{second}")
        return first, second

    def fields(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> Fields:
        """An object with exactly these keys; an unknown or missing one is an error that names it."""
        if not isinstance(self.raw, dict):
            raise self.fault(f"must be an object, got {shown(self.raw)}")
        known = (*required, *optional)
        for key in self.raw:
            if key not in known:
                raise self.fault(f"unknown key {shown(key)}; known are {', '.join(known)}")
        for key in required:
            if key not in self.raw:
                raise self.fault(f"the key {shown(key)} is missing")
        return Fields(self.raw, self.path)

    def entries(self) -> Iterator[tuple[str, Value]]:
        """The keys and values of an object with free keys."""
        if not isinstance(self.raw, dict):
            raise self.fault(f"must be an object, got {shown(self.raw)}")
        for key, item in self.raw.items():
            yield key, Value(item, f"{self.path}.{key}" if self.path else key)


@dataclass(frozen=True, slots=True)
class Fields:
    """The checked keys of one JSON object."""

    raw: dict[str, object]
    path: str

    def __getitem__(self, key: str) -> Value:
        return Value(self.raw[key], f"{self.path}.{key}" if self.path else key)

    def get(self, key: str) -> Value | None:
        """The value of an optional key; None when it is absent or null."""
        return None if self.raw.get(key) is None else self[key]


def _range(low: float | None, high: float | None) -> str:
    if high is None:
        return f">= {low:g}"
    return f"<= {high:g}" if low is None else f"in {low:g}..{high:g}"


def unique(values: list[Value], names: list[str], what: str) -> None:
    """Raise InputError at the second of two values with one name."""
    seen: dict[str, str] = {}
    for value, name in zip(values, names, strict=True):
        if name in seen:
            raise value.fault(f"{what} {shown(name)} appears twice, first at {seen[name]}")
        seen[name] = value.path


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _ in pairs]
        twin = next(key for i, key in enumerate(keys) if key in keys[:i])
        raise InputError(f"the key {shown(twin)} appears twice in one object")
    return result


def load_json(path: str | Path) -> Value:
    """The JSON value of a UTF-8 file; InputError naming the file for anything that cannot be read as such."""
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"must be UTF-8 text, got byte {error.object[error.start]:#x} at {error.start}", str(path)
        ) from error
    if not text.strip():
        raise InputError("must be a JSON file, but it is empty", str(path))
    try:
        return Value(json.loads(text, object_pairs_hook=_no_twins), "")
    except json.JSONDecodeError as error:
        raise InputError(f"must be JSON: {error.msg} at line {error.lineno} column {error.colno}", str(path)) from error
    except InputError as error:
        raise InputError(error.reason, str(path)) from error
    except RecursionError as error:
        raise InputError("must be JSON: nested too deeply", str(path)) from error
    except ValueError as error:
        raise InputError(f"must be JSON: {error}", str(path)) from error


def in_file(path: str | Path, error: InputError) -> InputError:
    """The same fault with the file's name before the path of the value."""
    return InputError(error.reason, f"{path}: {error.where}" if error.where else str(path))
