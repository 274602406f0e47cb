"""The questions of `wfm erlang`, from its options or from a CSV file, and their answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from wfm.documents import cut
from wfm.domain.errors import InputError
from wfm.domain.limits import MOST_RECORDS
from wfm.domain.planning import ServiceLevelDefinition
from wfm.domain.texts import quoted, some_of
from wfm.machine import interpreted
from wfm.services.readers import keyed_rows
from wfm.staffing import Answer, Question, answer

FEW = 20
SMALL = 5_000
"""So many questions, of so many erlangs and heads each, are answered in plain Python: loading what compiles takes longer."""


def answer_options(given: dict[str, Any]) -> Answer:
    """The answer to what the options ask."""
    return _answer(_question(given, "options"), few=True)


def answer_file(path: Path, defaults: dict[str, Any]) -> list[Answer]:
    """The answers to the rows of a CSV of questions, in its order; an empty cell takes the value of the option."""
    rows = list(_rows(path))
    return [_answer_row(row, defaults, where, len(rows) <= FEW) for where, row in rows]


def _answer(question: Question, few: bool) -> Answer:
    if not (few and _is_small(question)):
        return answer(question)
    try:
        with interpreted():
            return answer(question)
    except ArithmeticError:  # compiled code goes on with infinity there
        return answer(question)


def _is_small(question: Question) -> bool:
    slowest = 1.0 + question.concurrency_slowdown * (question.concurrency - 1)
    states = question.concurrency * max(slowest * question.erlangs, question.heads or 0.0)
    usual = not question.handle_seconds and question.max_occupancy >= 0.1 and 1.0 - question.share > 1e-6
    return states <= SMALL and (usual or question.heads is not None)


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Place and cells of each row of a CSV of questions; InputError for a header that names unknown columns."""
    known = [field.name for field in dataclasses.fields(Question)]

    def check(header: list[str]) -> None:
        unknown = [name for name in header if name not in known]
        if not header or unknown or len(set(header)) < len(header):
            raise InputError(
                f"columns must be among {', '.join(known)}, got {some_of([cut(name) for name in header]) or 'nothing'}",
                f"{path}, line 1",
            )

    return ((f"{path}, line {line}", row) for line, row in keyed_rows(path, MOST_RECORDS, check))


def _answer_row(row: dict[str, str], defaults: dict[str, Any], where: str, few: bool) -> Answer:
    """The answer to one row; an empty cell takes the value of the option. Errors name the row."""
    given = dict(defaults)
    if (row.get("volume") or "").strip():
        given["load"] = None
    if (row.get("load") or "").strip():
        given["volume"] = None
    given |= {name: cell.strip() for name, cell in row.items() if cell.strip()}
    question = _question(given, where)
    return _located(lambda: _answer(question, few), where)


def _question(given: dict[str, Any], where: str) -> Question:
    """Options or cells as a question."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name == "model" or value is None:
            values[name] = value
        elif name == "definition":
            if value not in {str(d) for d in ServiceLevelDefinition}:
                raise InputError(
                    f"definition must be one of {', '.join(ServiceLevelDefinition)}, got {quoted(str(value))}", where
                )
            values[name] = ServiceLevelDefinition(value)
        elif name == "handle_seconds":
            parts = [part for part in str(value).replace(";", ",").split(",") if part.strip()]
            values[name] = tuple(_number(part, name, where) for part in parts)
        elif name == "concurrency":
            values[name] = _whole(value, name, where)
        else:
            values[name] = _number(value, name, where)
    return _located(lambda: Question(**values), where)


def _number(value: object, name: str, where: str) -> float:
    try:
        return float(str(value))
    except ValueError:
        raise InputError(f"{name} must be a number, got {quoted(str(value))}", where) from None


def _whole(value: object, name: str, where: str) -> int:
    number = _number(value, name, where)
    if not number.is_integer():
        raise InputError(f"{name} must be a whole number, got {quoted(str(value))}", where)
    return int(number)


def _located(make: Callable[[], Any], where: str) -> Any:
    try:
        return make()
    except InputError as error:
        raise InputError(error.reason, None if where == "options" else where) from error
