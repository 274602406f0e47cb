"""`wfm erlang`: the calculator on the command line, for one question or a CSV of them."""

from __future__ import annotations

import csv
import dataclasses
import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from wfm.staffing import Answer

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
    load: Annotated[float | None, typer.Option(help="Load in erlangs, instead of a volume.")] = None,
    interval_minutes: Annotated[float, typer.Option("--interval", help="Length of the interval in minutes.")] = 30.0,
    aht_seconds: Annotated[float, typer.Option("--aht", help="Average handle time in seconds.")] = 300.0,
    patience_seconds: Annotated[
        float, typer.Option("--patience", help="Mean patience in seconds; inf: nobody hangs up.")
    ] = 180.0,
    heads: Annotated[
        float | None, typer.Option(help="Heads on the queue; leave out to ask how many are needed.")
    ] = None,
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
        float, typer.Option("--slowdown", help="Growth of chat AHT with each further chat.")
    ] = 0.3,
    handle_seconds: Annotated[str, typer.Option("--handle-times", help="Chat AHT by chats held: 480,624,768.")] = "",
    redial_share: Annotated[float, typer.Option("--redials", help="Share of those who hang up and call again.")] = 0.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    batch: Annotated[
        Path | None, typer.Option(help="CSV of questions: columns named volume, aht_seconds, heads ...")
    ] = None,
) -> None:
    """Calculate the heads for a service target, or the service of given heads, for one interval of one queue."""
    given = {
        "model": model, "volume": volume, "load": load, "interval_minutes": interval_minutes,
        "aht_seconds": aht_seconds, "patience_seconds": patience_seconds, "heads": heads, "share": share,
        "seconds": seconds, "definition": definition, "max_occupancy": max_occupancy,
        "max_abandonment": max_abandonment, "shrinkage": shrinkage, "concurrency": concurrency,
        "concurrency_slowdown": concurrency_slowdown, "handle_seconds": handle_seconds, "redial_share": redial_share,
    }  # fmt: skip
    # Loads the compiled formulas, which the command's help does without.
    from wfm.cli.engines.questions import answer_file, answer_options

    if batch is None:
        _print_one(answer_options(given), as_json)
    else:
        _print_many(answer_file(batch, given), as_json)


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
    from wfm.staffing import Answer

    writer = csv.writer(sys.stdout)
    names = [field.name for field in dataclasses.fields(Answer)]
    writer.writerow(names)
    for result in answers:
        writer.writerow(["" if getattr(result, name) is None else getattr(result, name) for name in names])
