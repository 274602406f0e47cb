"""`wfm erlang`: the calculator on the command line, for one question or a CSV of them."""

from __future__ import annotations

import csv
import dataclasses
import json
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from wfm.domain.errors import InputError
from wfm.domain.planning import ServiceLevelDefinition
from wfm.staffing import Answer, Question, answer

_LABELS = {
    "load": "load (erlangs)", "heads": "heads", "real_heads": "heads, real number", "scheduled": "heads after shrinkage",
    "blocking": "blocked", "offered": "service level, of offered", "answered": "service level, of answered",
    "excluding_short": "service level, without short abandons", "virtual": "service level, virtual wait",
    "asa_seconds": "ASA (s)", "mean_wait_seconds": "mean wait of all (s)", "p_wait": "P(wait)",
    "p_wait_within": "P(wait <= threshold)", "immediate": "answered at once", "abandonment": "abandonment",
    "occupancy": "occupancy", "queue_length": "mean number waiting", "in_system": "mean number in the system",
}  # fmt: skip


def erlang(
    model: Annotated[str, typer.Option(help="erlang_a (callers hang up), erlang_b, erlang_c, or chat.")] = "erlang_a",
    volume: Annotated[float | None, typer.Option(help="Contacts in one interval.")] = None,
    load: Annotated[float | None, typer.Option(help="Load in erlangs, instead of volume.")] = None,
    interval_minutes: Annotated[float, typer.Option("--interval", help="Length of the interval in minutes.")] = 30.0,
    aht_seconds: Annotated[float, typer.Option("--aht", help="Average handle time in seconds.")] = 300.0,
    patience_seconds: Annotated[
        float, typer.Option("--patience", help="Mean patience in seconds; inf for no end.")
    ] = 180.0,
    heads: Annotated[float | None, typer.Option(help="Heads on the queue; leave out to ask how many it takes.")] = None,
    share: Annotated[
        float, typer.Option("--target", help="Share to answer within the threshold, 0.80 for 80 %.")
    ] = 0.80,
    seconds: Annotated[float, typer.Option(help="Threshold of the service level in seconds.")] = 20.0,
    definition: Annotated[str, typer.Option(help="offered, answered, excluding_short or virtual.")] = "offered",
    max_occupancy: Annotated[float, typer.Option(help="Cap on occupancy, 0..1.")] = 1.0,
    max_abandonment: Annotated[float | None, typer.Option(help="Cap on abandonment, 0..1.")] = None,
    shrinkage: Annotated[float, typer.Option(help="Share of paid time that does not serve contacts.")] = 0.0,
    concurrency: Annotated[int, typer.Option(help="Chats one rep handles at once.")] = 1,
    concurrency_slowdown: Annotated[
        float, typer.Option("--slowdown", help="Growth of chat AHT per further chat.")
    ] = 0.3,
    handle_seconds: Annotated[str, typer.Option("--handle-times", help="Chat AHT by chats held: 480,624,768.")] = "",
    redial_share: Annotated[float, typer.Option("--redials", help="Share of those who hung up that call again.")] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    batch: Annotated[
        Path | None, typer.Option(help="CSV of questions: columns named volume, aht_seconds, heads ...")
    ] = None,
) -> None:
    """Heads for a service target, or the service that heads give, for one interval of one queue."""
    given = {
        "model": model, "volume": volume, "load": load, "interval_minutes": interval_minutes,
        "aht_seconds": aht_seconds, "patience_seconds": patience_seconds, "heads": heads, "share": share,
        "seconds": seconds, "definition": definition, "max_occupancy": max_occupancy,
        "max_abandonment": max_abandonment, "shrinkage": shrinkage, "concurrency": concurrency,
        "concurrency_slowdown": concurrency_slowdown, "handle_seconds": handle_seconds, "redial_share": redial_share,
    }  # fmt: skip
    if batch is None:
        _print_one(answer(_question(given, "options")), as_json)
    else:
        answers = [answer_row(row, given, where) for where, row in batch_rows(batch)]
        _print_many(answers, as_json)


def batch_rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Place and cells of each row of a CSV of questions; InputError for a header that names unknown columns."""
    known = [field.name for field in dataclasses.fields(Question)]
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, strict=True)
            header = [name.strip() for name in reader.fieldnames or ()]
            unknown = [name for name in header if name not in known]
            if not header or unknown or len(set(header)) < len(header):
                raise InputError(
                    f"columns must be among {', '.join(known)}, got {', '.join(header) or 'nothing'}", f"{path}, line 1"
                )
            reader.fieldnames = header
            for row in reader:
                if None in row or None in row.values():
                    raise InputError(f"row must have {len(header)} cells", f"{path}, line {reader.line_num}")
                yield f"{path}, line {reader.line_num}", row
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", str(path)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"the file must be CSV in UTF-8: {error}", str(path)) from error


def answer_row(row: dict[str, str], defaults: dict[str, Any], where: str) -> Answer:
    """The answer to one row; an empty cell takes the value of the option. Errors name the row."""
    given = dict(defaults)
    if (row.get("volume") or "").strip():
        given["load"] = None
    if (row.get("load") or "").strip():
        given["volume"] = None
    given |= {name: cell.strip() for name, cell in row.items() if cell.strip()}
    question = _question(given, where)
    return _located(lambda: answer(question), where)


def _question(given: dict[str, Any], where: str) -> Question:
    """Options or cells as a question."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name == "model" or value is None:
            values[name] = value
        elif name == "definition":
            if value not in {str(d) for d in ServiceLevelDefinition}:
                raise InputError(f"definition must be one of {', '.join(ServiceLevelDefinition)}, got {value!r}", where)
            values[name] = ServiceLevelDefinition(value)
        elif name == "handle_seconds":
            parts = [part for part in str(value).replace(";", ",").split(",") if part.strip()]
            values[name] = tuple(_number(part, name, where) for part in parts)
        elif name == "concurrency":
            values[name] = int(_number(value, name, where))
        else:
            values[name] = _number(value, name, where)
    return _located(lambda: Question(**values), where)


def _number(value: object, name: str, where: str) -> float:
    try:
        return float(str(value))
    except ValueError:
        raise InputError(f"{name} must be a number, got {value!r}", where) from None


def _located(make: Callable[[], Any], where: str) -> Any:
    try:
        return make()
    except InputError as error:
        raise InputError(error.reason, None if where == "options" else where) from error


def _plain(result: Answer) -> dict[str, Any]:
    """An answer for JSON: an infinite wait is the text "inf"."""
    return {
        name: str(value) if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in dataclasses.asdict(result).items()
        if value is not None
    }


def _print_one(result: Answer, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_plain(result)))
        return
    for name, label in _LABELS.items():
        value = getattr(result, name)
        if value is not None:
            typer.echo(f"{label:<40} {value:.6g}")


def _print_many(answers: list[Answer], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([_plain(result) for result in answers]))
        return
    writer = csv.writer(sys.stdout)
    names = [field.name for field in dataclasses.fields(Answer)]
    writer.writerow(names)
    for result in answers:
        writer.writerow(["" if getattr(result, name) is None else getattr(result, name) for name in names])
