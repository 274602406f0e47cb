"""Every column is classified by what it may hold of a person, so that export and erasure forget none."""

from __future__ import annotations

from sqlalchemy import Date, ForeignKeyConstraint, LargeBinary, String

from wfm.database.tables import Base
from wfm.database.tables.personal_columns import COLUMNS, OWN_WORDS, Holds, holding
from wfm.database.types import Document

TABLES = Base.metadata.tables

STRUCTURAL = {"id", "kind", "state", "status", "role", "zone", "channel", "language", "skill", "contract", "site", "queue",
              "group", "country", "subdivision", "method", "treatment", "target", "work_mode", "stage", "action", "entity",
              "sha256", "leave_takes"}  # fmt: skip
"""Short texts that are one of a few words, or the id of a thing of the centre."""

DOCUMENTS = {"hours", "target", "shifts", "breaks", "skills", "weekdays", "components", "quantile_levels", "work", "queues",
             "subsets", "levels", "terms", "ramp", "exceptions"}  # fmt: skip
"""Documents of figures, clock times and the centre's things."""


def test_every_column_is_classified() -> None:
    """A new column must say what it holds: add it to `wfm.database.tables.personal_columns`."""
    declared = {name: set(table.c.keys()) for name, table in TABLES.items()}
    listed = {name: set(columns) for name, columns in COLUMNS.items()}
    missing = [f"{t}.{c}" for t, columns in declared.items() for c in sorted(columns - listed.get(t, set()))]
    gone = [f"{t}.{c}" for t, columns in listed.items() for c in sorted(columns - declared.get(t, set()))]
    assert not missing, f"say in personal_columns what these hold of a person: {', '.join(missing)}"
    assert not gone, f"personal_columns names what is not there: {', '.join(gone)}"


def test_references_to_people_are_listed_as_such() -> None:
    """What refers to a rep is a rep's id, and what refers to an account its number."""
    for name, table in TABLES.items():
        for constraint in table.constraints:
            if not isinstance(constraint, ForeignKeyConstraint):
                continue
            for key in constraint.elements:
                wanted = {"reps.id": Holds.REP, "users.id": Holds.USER}.get(key.target_fullname)
                if wanted is not None:
                    assert COLUMNS[name][key.parent.name] is wanted, f"{name}.{key.parent.name}"


def test_words_that_hold_nothing_are_of_a_known_kind() -> None:
    """A text or document that is said to hold nothing of a person is one of few words or of figures."""
    for name in COLUMNS:
        for column in holding(name, Holds.NOTHING):
            type_ = TABLES[name].c[column].type
            if isinstance(type_, Document):
                assert column in DOCUMENTS, f"{name}.{column}"
            elif isinstance(type_, String):
                assert column in STRUCTURAL, f"{name}.{column}"
            else:
                assert not isinstance(type_, LargeBinary) or name != "reps"
                assert not isinstance(type_, Date) or column != "hired"


def test_hashes_are_secret() -> None:
    """No export shows one."""
    for name, table in TABLES.items():
        for column in map(str, table.c.keys()):
            assert "hash" not in column or COLUMNS[name][column] is Holds.SECRET, f"{name}.{column}"


def test_own_words_are_words_of_a_reps_row() -> None:
    """What is emptied whole stands beside the rep it is about."""
    for name, words in OWN_WORDS.items():
        assert set(words) <= set(holding(name, Holds.WORDS))
        assert holding(name, Holds.REP)
