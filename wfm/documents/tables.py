"""Things spelled once: a table of the fields of each, by which every file and the database read and write it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

from wfm.documents.dialects import Plain
from wfm.documents.forms import Form
from wfm.documents.values import PLAIN, Door, Fields, Value
from wfm.domain.errors import InputError

T = TypeVar("T")
UNSAID: Any = object()
"""No default of files' own."""


@dataclass(frozen=True)
class Field:
    """One key of a thing in files.

    Attributes
    ----------
    attribute : what it is called in the program, which is also its name in the database; several attributes where
        one key holds them all.
    key : what it is called in files.
    form : what it may be.
    needed : whether files must have it; by default, when the thing cannot be made without it.
    default, like : what it is without a word in a file, or the attribute that it is then equal to; by default what
        the thing itself says.
    always : files are told even what goes without saying.
    wanted : whether files hold it for this thing at all.
    """

    attribute: str | tuple[str, ...]
    key: str
    form: Form[Any]
    needed: bool | None = None
    default: Any = UNSAID
    like: str = ""
    always: bool = False
    wanted: Callable[[Any], bool] | None = None

    @property
    def attributes(self) -> tuple[str, ...]:
        """All of them."""
        return (self.attribute,) if isinstance(self.attribute, str) else self.attribute

    def held(self, item: object) -> Any:
        """The attribute of an item, or all of several."""
        if isinstance(self.attribute, str):
            return getattr(item, self.attribute)
        return tuple(getattr(item, name) for name in self.attribute)

    def given(self, read: Any) -> dict[str, Any]:
        """What was read, by attribute."""
        return (
            {self.attribute: read} if isinstance(self.attribute, str) else dict(zip(self.attribute, read, strict=True))
        )


def _nothing(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the thing itself says stands."""
    return {}


@dataclass(frozen=True)
class Inlined:
    """A thing whose keys stand among those of the one that holds it; in the database it is a document of its own.

    `given` is what files leave unsaid of it, by what stands before it in the one that holds it.
    """

    attribute: str
    entity: Entity[Any]
    given: Callable[[Mapping[str, Any]], Mapping[str, Any]] = _nothing


@dataclass(frozen=True)
class Entity(Generic[T]):
    """A kind of thing: what makes it, its fields in the order of files, and what files check beyond the thing itself.

    The checks are told by the path of a value, so dialects that leave faults to what is made do not run them.
    `beside` are keys of the same table that somebody else reads.
    """

    made: Callable[..., T]
    fields: tuple[Field | Inlined, ...]
    checks: tuple[Callable[[Fields, T], None], ...] = ()
    beside: tuple[str, ...] = ()

    @cached_property
    def defaults(self) -> Mapping[str, Callable[[], Any]]:
        """How the thing itself makes what it is not given, for each attribute that may be left out."""
        result: dict[str, Callable[[], Any]] = {}
        for field in dataclasses.fields(self.made) if dataclasses.is_dataclass(self.made) else ():
            if field.default_factory is not dataclasses.MISSING:
                result[field.name] = field.default_factory
            elif field.default is not dataclasses.MISSING:
                result[field.name] = partial(_same, field.default)
        return result

    @cached_property
    def needed(self) -> Mapping[str, tuple[str, ...]]:
        """The keys that files must have, each with its attributes."""
        result: dict[str, tuple[str, ...]] = {}
        for field in self.fields:
            if isinstance(field, Inlined):
                result |= field.entity.needed
                continue
            own = field.default is not UNSAID or field.like
            without = not own and not set(field.attributes) <= set(self.defaults)
            if without if field.needed is None else field.needed:
                result[field.key] = field.attributes
        return result

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All keys, in the order of files."""
        return tuple(key for f in self.fields for key in (f.entity.keys if isinstance(f, Inlined) else (f.key,)))


def read(entity: Entity[T], value: Value, **given: Any) -> T:
    """The thing that a table of a file describes; what the table does not tell is as given.

    Raises
    ------
    InputError
        With the path of the first value that cannot be used, or of the table when its values do not go together.
    """
    needed = tuple(key for key, names in entity.needed.items() if not set(names) <= set(given))
    table = value.fields(needed, tuple(key for key in (*entity.keys, *entity.beside) if key not in needed))
    return _made(entity, table, given)


def _made(entity: Entity[T], table: Fields, given: Mapping[str, Any]) -> T:
    found: dict[str, Any] = dict(given)
    for field in entity.fields:
        if isinstance(field, Inlined):
            own = {**field.given(found), **_parts(field, found.get(field.attribute))}
            found[field.attribute] = _made(field.entity, table, own)
            continue
        value = table[field.key] if field.key in table and field.key in entity.needed else table.get(field.key)
        if value is not None:
            found |= field.given(field.form.read(value))
        elif field.attribute not in found and (field.like or field.default is not UNSAID):
            found |= field.given(found[field.like] if field.like else field.default)
    try:
        item = entity.made(**found)
    except InputError as error:
        raise table.value.located(error) from error
    if table.value.door.dialect.ranged:
        for check in entity.checks:
            check(table, item)
    return item


def _parts(field: Inlined, given: object) -> dict[str, Any]:
    """What a given thing holds, so that the table changes of it what it tells and leaves the rest."""
    if given is None:
        return {}
    return {
        name: getattr(given, name) for own in field.entity.fields if isinstance(own, Field) for name in own.attributes
    }


def write(entity: Entity[T], item: T, door: Door = PLAIN) -> dict[str, Plain]:
    """The thing as a table of a file; what goes without saying is left out where the dialect may."""
    result: dict[str, Plain] = {}
    for field in entity.fields:
        if isinstance(field, Inlined):
            result |= write(field.entity, getattr(item, field.attribute), door)
        elif (field.wanted is None or field.wanted(item)) and _told(entity, field, item, door):
            held = field.held(item)
            result[field.key] = None if held is None else field.form.write(held, door)
    return result


def _told(entity: Entity[Any], field: Field, item: object, door: Door) -> bool:
    if field.always or door.dialect.complete:
        return True
    if field.like or field.default is not UNSAID:
        return bool(field.held(item) != (getattr(item, field.like) if field.like else field.default))
    return any(
        name not in entity.defaults or getattr(item, name) != entity.defaults[name]() for name in field.attributes
    )


def stored(entity: Entity[T], item: T) -> dict[str, Plain]:
    """Every attribute as the database holds it, by its own name: a document, or the values of a row."""
    result: dict[str, Plain] = {}
    for field in entity.fields:
        if isinstance(field, Inlined):
            result[field.attribute] = stored(field.entity, getattr(item, field.attribute))
        elif isinstance(field.attribute, str):
            held = getattr(item, field.attribute)
            result[field.attribute] = None if held is None else field.form.stored(held)
        else:
            result |= {name: getattr(item, name) for name in field.attribute}
    return result


def loaded(entity: Entity[T], held: Mapping[str, Any]) -> T:
    """The thing from a document or a row; what was not stored yet is as the thing itself has it."""
    found: dict[str, Any] = {}
    for field in entity.fields:
        if isinstance(field, Inlined):
            found[field.attribute] = loaded(field.entity, held[field.attribute])
            continue
        for name in field.attributes:
            if name in held:
                value = held[name]
                plain = value is None or not isinstance(field.attribute, str)
                found[name] = value if plain else field.form.loaded(value)
    return entity.made(**found)


def _same(value: T) -> T:
    return value
