"""What a value of several values may be: ranges, lists, tables, and things within things."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from wfm.documents.clock_words import weekly_text, weekly_windows
from wfm.documents.dialects import Plain
from wfm.documents.forms import Form
from wfm.documents.tables import Entity, loaded, read, stored, write
from wfm.documents.values import Door, Value, unique
from wfm.domain.errors import InputError

T = TypeVar("T")
Range = tuple[int, int]


@dataclass(frozen=True)
class Pair(Form[Range]):
    """Two whole numbers within low..high, from <= to (`strict`: from < to); `check` is for dialects with paths."""

    low: int | None = None
    high: int | None = None
    strict: bool = False
    check: Callable[[Value, Range], None] | None = None

    def read(self, value: Value) -> Range:
        """The two."""
        pair = value.pair(self.low, self.high, strict=self.strict)
        if self.check is not None and value.door.dialect.ranged:
            self.check(value, pair)
        return pair

    def write(self, item: Range, door: Door) -> Plain:
        """Both, also where they are equal."""
        return door.dialect.pair_out(*item)

    def loaded(self, held: Any) -> Range:
        """From a list of two."""
        low, high = held
        return low, high


@dataclass(frozen=True)
class ListOf(Form[tuple[T, ...]]):
    """A list of values of one form.

    `least` is what is wrong with an empty one, where one must be there. `once` is what to call two of one value, or
    of one key `by`, where each may be there once. Both are told by dialects with paths; `check` is run by them too.
    """

    form: Form[T]
    least: str = ""
    once: str = ""
    by: str = ""
    check: Callable[[list[Value], tuple[T, ...]], None] | None = None

    def read(self, value: Value) -> tuple[T, ...]:
        """The values."""
        items = value.items()
        ranged = value.door.dialect.ranged
        if self.least and ranged and not items:
            raise value.fault(f"{self.least}, got none")
        result = tuple(map(self.form.read, items))
        if self.once and ranged:
            places = [item.child(self.by, item.raw[self.by]) for item in items] if self.by else items
            names = [place.raw for place in places] if self.by else list(map(str, result))
            unique(places, names, self.once)
        if self.check is not None and ranged:
            self.check(items, result)
        return result

    def write(self, item: tuple[T, ...], door: Door) -> Plain:
        """The values, each as its form has it."""
        return door.dialect.items_out([self.form.write(entry, door) for entry in item])

    def stored(self, item: tuple[T, ...]) -> Plain:
        """A list."""
        return [self.form.stored(entry) for entry in item]

    def loaded(self, held: Any) -> tuple[T, ...]:
        """From a list."""
        return tuple(map(self.form.loaded, held))


@dataclass(frozen=True)
class TableOf(Form[Mapping[str, T]]):
    """Values of one form by free keys."""

    form: Form[T]

    def read(self, value: Value) -> Mapping[str, T]:
        """The values by key."""
        return {key: self.form.read(item) for key, item in value.entries()}

    def write(self, item: Mapping[str, T], door: Door) -> Plain:
        """The same table."""
        return door.dialect.table_out({key: self.form.write(entry, door) for key, entry in item.items()})


@dataclass(frozen=True)
class Parts(Form[tuple[Any, ...]]):
    """Several attributes below one key, each under a name of its own; `check` is for dialects with paths."""

    forms: Mapping[str, Form[Any]]
    check: Callable[[Value, tuple[Any, ...]], None] | None = None

    def read(self, value: Value) -> tuple[Any, ...]:
        """The attributes in order."""
        table = value.fields(tuple(self.forms))
        result = tuple(form.read(table[key]) for key, form in self.forms.items())
        if self.check is not None and value.door.dialect.ranged:
            self.check(value, result)
        return result

    def write(self, item: tuple[Any, ...], door: Door) -> Plain:
        """The attributes by name."""
        return {key: form.write(part, door) for (key, form), part in zip(self.forms.items(), item, strict=True)}


@dataclass(frozen=True)
class Nested(Form[T]):
    """A thing within another."""

    entity: Entity[T]

    def read(self, value: Value) -> T:
        """The thing."""
        return read(self.entity, value)

    def write(self, item: T, door: Door) -> Plain:
        """Its table."""
        return write(self.entity, item, door)

    def stored(self, item: T) -> Plain:
        """Its document."""
        return stored(self.entity, item)

    def loaded(self, held: Any) -> T:
        """From its document."""
        return loaded(self.entity, held)


class Weekly(Form[tuple[Range, ...]]):
    """Weekly windows in words: `Mon-Fri 08:00-20:00; Sat 09:00-13:00`."""

    def read(self, value: Value) -> tuple[Range, ...]:
        """Minutes from Monday's midnight."""
        try:
            return weekly_windows(value.text())
        except InputError as error:
            raise value.located(error) from error

    def write(self, item: tuple[Range, ...], door: Door) -> Plain:
        """The words."""
        return weekly_text(item)

    def loaded(self, held: Any) -> tuple[Range, ...]:
        """From a list of pairs."""
        return tuple((low, high) for low, high in held)


class Speeds(Form[Mapping[str, float]]):
    """Speeds by skill, in (0, 1]."""

    def read(self, value: Value) -> Mapping[str, float]:
        """Each speed, told by its own path or by the skill's name."""
        speeds = {skill: item.number(above=0, high=1) for skill, item in value.entries()}
        for skill, speed in speeds.items():
            if not 0 < speed <= 1:
                raise value.fault(f"speed in {skill!r} must be in (0, 1], got {speed:g}")
        return speeds

    def write(self, item: Mapping[str, float], door: Door) -> Plain:
        """A table of skills."""
        return door.dialect.table_out({skill: door.dialect.number_out(speed) for skill, speed in item.items()})
