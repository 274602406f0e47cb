"""Whom a name means: a rep with their accounts, or an account that is no rep's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wfm.database import UnitOfWork
from wfm.domain.errors import InputError, NotFoundError
from wfm.services.personal.traces import Traces


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the tables know them: the rep's id, and the accounts' names by number."""

    rep: str | None
    accounts: Mapping[int, str]
    traces: Traces


def find_person(unit: UnitOfWork, name: str, also: tuple[str, ...] = ()) -> Person:
    """The rep of that id, or the account of that name, with all that tells of them.

    `also` are further words that mean the person. NotFoundError for nobody; InputError where the name is the id of one
    person and the user name of another.
    """
    reps, users, things = unit.personal.names()
    account = next(((id, rep) for id, (username, rep) in users.items() if username == name.casefold()), None)
    rep = name if name in reps else None
    if rep is None and account is None:
        raise NotFoundError(f"there is no rep and no account {name!r}")
    if rep is None and account is not None:
        rep = account[1]
    elif account is not None and account[1] != rep:
        whose = f"rep {account[1]!r}" if account[1] else "someone who is no rep"
        raise InputError(f"{name!r} is a rep and also the account of {whose}; name one of them by their other name")
    accounts = {id: username for id, (username, of) in users.items() if of == rep and rep is not None}
    if rep is None and account is not None:
        accounts = {account[0]: name.casefold()}
    full, email = reps[rep] if rep is not None else ("", None)
    others = {word for id, (called, mail) in reps.items() if id != rep for word in (id, called, mail) if word}
    others |= {username for id, (username, _) in users.items() if id not in accounts}
    words = tuple(filter(None, (word.strip() for word in also)))
    names = tuple(filter(None, [full.strip()]))
    traces = Traces(
        rep,
        tuple(accounts.values()),
        names,
        tuple(filter(None, [(email or "").strip()])),
        words,
        frozenset(others),
        things,
    )
    return Person(rep, accounts, traces)
