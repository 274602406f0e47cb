"""The whole database as lines of text and back, the same from every kind of database: what backups are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, String, Table, func, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError

from wfm.database.dump_lines import Lines
from wfm.database.faults import first_line
from wfm.database.repositories.base import Repository
from wfm.database.tables import Base
from wfm.domain.errors import InputError

CHUNK = 1000
"""Rows that are fetched or stored at a time."""


def dumped() -> dict[str, tuple[str, ...]]:
    """Columns of every table, in the order of the values of its lines; each table refers only to those before it."""
    return {table.name: tuple(column.name for column in table.columns) for table in Base.metadata.sorted_tables}


def check_lines(table: str, lines: Iterable[bytes]) -> None:
    """Read lines as they would be stored; InputError for the first that no row can hold."""
    read = Lines(_table(table)).read
    for number, line in enumerate(lines, 1):
        read(line, number)


class Dump(Repository):
    """Every row of every table as a line."""

    def count(self, table: str) -> int:
        """Rows of a table."""
        return self._session.scalar(select(func.count()).select_from(_table(table))) or 0

    def lines(self, table: str) -> Iterator[bytes]:
        """Every row as a line, in the order of the key, a few at a time in memory."""
        found = _table(table)
        write = Lines(found).write
        query = select(found).order_by(*map(self._ordered, found.primary_key.columns))
        for row in self._session.execute(query, execution_options={"yield_per": CHUNK}):
            yield write(row)

    def store(self, table: str, lines: Iterable[bytes]) -> None:
        """Add the rows of lines to a table; InputError naming the table for what it cannot hold."""
        found = _table(table)
        numbered = enumerate(lines, 1)
        read, fits = Lines(found).read, self._fits(found)
        try:
            while rows := [fits(read(line, number), number) for number, line in islice(numbered, CHUNK)]:
                self._session.execute(insert(found), rows)
        except IntegrityError as error:
            raise InputError(f"its rows contradict one another: {first_line(error.orig)}", f"table {table}") from error
        except DataError as error:
            raise InputError(f"this database cannot hold it: {first_line(error.orig)}", f"table {table}") from error

    def last_ids(self) -> dict[str, int]:
        """The highest number ever given to a row, for tables where it must not come back after the row is removed."""
        return {
            table.name: max(self._highest(table), self._given(table))
            for table in Base.metadata.sorted_tables
            if _kept(table)
        }

    def continue_from(self, last_ids: Mapping[str, int]) -> None:
        """Let the next row of each table have a number that none had before."""
        for table in Base.metadata.sorted_tables:
            if table.autoincrement_column is None:
                continue
            last = max(self._highest(table), last_ids.get(table.name, 0))
            if last and self._postgres:
                self._session.execute(
                    text("SELECT setval(CAST(:name AS regclass), :last)"), {"name": self._sequence(table), "last": last}
                )
            elif last and _kept(table):
                values = {"name": table.name, "last": last}
                self._session.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
                self._session.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), values)

    @property
    def _postgres(self) -> bool:
        return self._session.get_bind().dialect.name == "postgresql"

    def _ordered(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """A key to order by: PostgreSQL would order text by the rules of a language, SQLite orders it by its bytes."""
        return column.collate("C") if self._postgres and isinstance(column.type, String) else column

    def _fits(self, table: Table) -> Callable[[Mapping[str, Any], int], Mapping[str, Any]]:
        """Lets pass a row whose texts this database can hold: SQLite keeps any, PostgreSQL does not."""
        texts = [(c.name, c.type.length) for c in table.columns if self._postgres and isinstance(c.type, String)]

        def checked(row: Mapping[str, Any], number: int) -> Mapping[str, Any]:
            for name, most in texts:
                value = row[name] or ""
                if "\0" in value:
                    problem = f"{name} holds a NUL character, which PostgreSQL keeps in no text"
                elif most is not None and len(value) > most:
                    problem = f"{name} must have at most {most} characters, got {len(value)}"
                else:
                    continue
                raise InputError(problem, f"table {table.name}, line {number}")
            return row

        return checked

    def _highest(self, table: Table) -> int:
        return self._session.scalar(select(func.max(table.autoincrement_column))) or 0

    def _given(self, table: Table) -> int:
        """The last number that the database itself remembers to have given, 0 for none."""
        if not self._postgres:
            query = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
            return self._session.scalar(query, {"name": table.name}) or 0
        sequence = self._sequence(table)
        return (
            self._session.scalar(
                text("SELECT coalesce(pg_sequence_last_value(CAST(:name AS regclass)), 0)"), {"name": sequence}
            )
            or 0
        )

    def _sequence(self, table: Table) -> str:
        """The sequence of a table's numbers on PostgreSQL."""
        assert table.autoincrement_column is not None
        return str(
            self._session.scalar(select(func.pg_get_serial_sequence(table.name, table.autoincrement_column.name)))
        )


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _kept(table: Table) -> bool:
    """Whether numbers of removed rows must not come back; PostgreSQL never gives one twice, SQLite where it is told so."""
    return bool(table.dialect_options["sqlite"]["autoincrement"])
