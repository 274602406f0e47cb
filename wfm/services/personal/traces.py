"""How a person is found in words: by id, user name, full name and e-mail, never within another word or another's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


REP_KEYS = _words(
    "rep reps rep_from rep_to from to owner owners agent by giver taker offered_by taken_by subject before after lead members"
)
"""Keys of documents whose values are ids of reps."""

NAMED_BY_REP = _words("awards kept shifts")
"""Keys of documents that hold a document with a part per rep, named by the rep's id."""

ACCOUNT_KEYS = _words("user username account who created_by decided_by set_by")
"""Keys of documents whose values are user names."""

SAID_KEYS = _words("reason note decision why")
"""Keys of documents whose values are what was said of the rep beside them."""

COMMON = _words(
    "a account accepted active add admin adjust agent all allotment and any app approved are archived ask asked at audit"
    " award awarded be begins bid bids break by calendar campaign cancelled chat closed code contract cost count cover"
    " coverage created day days demo done draft email en end exclude failed file for forecast from full-time generate"
    " granted had has have heads history home hour hours hybrid import imported in is it job kept leave left line lines"
    " live locked made make manager may minutes multiply name nesting no none note of off offer on onsite open operator or"
    " part-time pending planner publish published queue queued rank ranked reason refused release remote rep reps"
    " requested requirement restored retention round rule rules running schedule scheduled seed set shift shifts short"
    " sick site skill skills special staff staffing start state stop stopped swap system take taken target test text the"
    " time to trade training user utc video voice was week what who will with withdrawn worker you your"
)
"""Words that say something else wherever they stand alone: as an id they are told only by what stands before them."""


@dataclass(frozen=True)
class Traces:
    """What tells of one person. `others` are other people's ids and names, which may contain this one's."""

    rep: str | None
    accounts: tuple[str, ...]
    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    others: frozenset[str] = field(default=frozenset(), repr=False)
    things: frozenset[str] = field(default=frozenset(), repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", re.compile("|".join(self._alternatives())))

    @property
    def ids(self) -> tuple[str, ...]:
        """The rep's id and the user names, each once."""
        return tuple(dict.fromkeys((*([self.rep] if self.rep else []), *self.accounts)))

    def is_common(self, id: str) -> bool:
        """Whether an id says something else where it stands alone: too short, a number, a word, or a thing's name."""
        return (
            len(id) < (3 if id.isascii() else 2)
            or not any(map(str.isalpha, id))
            or id.casefold() in COMMON
            or id in self.things
            or id in self.others
        )

    @property
    def probes(self) -> tuple[str, ...]:
        """Letters of which every text that tells of the person holds some, whatever their case; none where none do."""
        return probes_of((*self.ids, *self.names, *self.emails, *self.also))

    def found_in(self, text: str) -> bool:
        """Whether words tell of the person."""
        return self.hidden(text, "") != text

    def hidden(self, text: str, pseudonym: str) -> str:
        """The words with the pseudonym in the person's place."""
        pattern: re.Pattern[str] = self._pattern  # type: ignore[attr-defined]
        return pattern.sub(lambda found: found[0] if found["kept"] is not None else pseudonym, text)

    def document_hidden(self, value: Any, pseudonym: str, key: str = "") -> Any:
        """The document with the pseudonym in the person's place; what was said of them beside it is left out."""
        if isinstance(value, str):
            return pseudonym if self._meant(value, key) else self.hidden(value, pseudonym)
        if isinstance(value, list):
            return [self.document_hidden(item, pseudonym, key) for item in value]
        if isinstance(value, dict):
            theirs = self._is_about(value)
            return {
                pseudonym if self._names(name, key) else self.hidden(name, pseudonym): ""
                if theirs and name in SAID_KEYS and isinstance(item, str)
                else self.document_hidden(item, pseudonym, name)
                for name, item in value.items()
            }
        return value

    def document_parts(self, value: Any, key: str = "") -> Iterator[Any]:
        """The smallest parts of a document that tell of the person."""
        if isinstance(value, str) and (self._meant(value, key) or self.found_in(value)):
            yield value
        elif isinstance(value, list):
            for item in value:
                yield from self.document_parts(item, key)
        elif isinstance(value, dict):
            if any(self._names(name, key) or self.found_in(name) for name in value) or any(
                isinstance(item, str) and (self._meant(item, name) or self.found_in(item))
                for name, item in value.items()
            ):
                yield value
                return
            for name, item in value.items():
                yield from self.document_parts(item, name)

    def _is_about(self, item: dict[str, Any]) -> bool:
        return any(isinstance(said, str) and self._meant(said, name) for name, said in item.items())

    def _names(self, name: str, key: str) -> bool:
        """Whether a part of a document is named by the person."""
        return self._meant(name, key) or (name == self.rep and key in NAMED_BY_REP)

    def _meant(self, value: str, key: str) -> bool:
        """Whether a value of a key is the id of the person."""
        if value in self.accounts and (key in ACCOUNT_KEYS or not self.is_common(value)):
            return True
        return value == self.rep and (key in REP_KEYS or not self.is_common(value))

    def _alternatives(self) -> Iterator[str]:
        """What is looked for, longest first: others' names that contain one of these are kept."""
        terms = [(term, form) for term, form in self._forms() if term]
        kept = {
            other
            for other in self.others
            if any(term.casefold() in other.casefold() and term.casefold() != other.casefold() for term, _ in terms)
        }
        alternatives = "|".join(_written(other) for other in sorted(kept, key=len, reverse=True))
        yield rf"(?P<kept>(?<!\w)(?i:{alternatives or '(?!)'})(?!\w))"
        yield from dict.fromkeys(_alone(*pair) for pair in sorted(terms, key=lambda pair: -len(pair[0])))

    def _forms(self) -> Iterator[tuple[str, str]]:
        for email in (*self.emails, *self.also):
            yield email, f"(?i:{_written(email)})"
        for name in self.names:
            words = name.split()
            if len(words) > 1:
                yield name, f"(?i:{_written(name)})"
                turned = " ".join([f"{words[-1]},", *words[:-1]])
                yield turned, f"(?i:{_written(turned)})"
            elif name not in self.ids and not self.is_common(name):
                yield name, f"(?:{_written(name)}|{_written(name.upper())})"
        for id in self.ids:
            if self.is_common(id):
                yield id, rf"(?:(?<=\brep )|(?<=\bRep )|(?<=')|(?<=\")|(?<=«)|(?<=“)){_written(id)}(?!\w)"
            elif id.isalpha():
                yield id, "|".join(dict.fromkeys(map(_written, (id, id.title(), id.upper()))))
            else:
                yield id, f"(?i:{_written(id)})"


def _written(term: str) -> str:
    """A pattern for the ways in which a term may be spelt: any space between its words, accents apart or not."""
    spelt = dict.fromkeys([term, *(unicodedata.normalize(form, term) for form in ("NFC", "NFD"))])
    return "(?:" + "|".join(r"\s+".join(map(re.escape, one.split())) or re.escape(one) for one in spelt) + ")"


def _alone(term: str, form: str) -> str:
    """The pattern where no further letter stands beside it, in scripts that part words."""
    first, last = ("" if _unparted(end) else rule for end, rule in ((term[0], r"(?<!\w)"), (term[-1], r"(?!\w)")))
    return f"{first}(?:{form}){last}"


def _unparted(letter: str) -> bool:
    """Whether a letter is of a script that writes words without space between them."""
    return unicodedata.name(letter, "").startswith(_UNPARTED)


_UNPARTED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")


def parts_of(names: Iterable[str]) -> tuple[str, ...]:
    """The single words of full names, which may be someone else's too."""
    words = (word for name in names if len(name.split()) > 1 for word in name.split())
    return tuple(dict.fromkeys(word for word in words if len(word) > 2))


def probes_of(terms: Iterable[str]) -> tuple[str, ...]:
    """The longest run of plain letters and digits of each term; none when one has none."""
    runs = [max(re.findall(r"[A-Za-z0-9]+", unicodedata.normalize("NFC", term)), key=len, default="") for term in terms]
    return tuple(dict.fromkeys(runs)) if all(runs) else ()
