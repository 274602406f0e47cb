"""`wfm staff`: from a forecast to required heads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wfm.cli.plan.showing import show_requirement
from wfm.cli.terminal import Output, database, only_with_file, only_without_file, say, working
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import InputError
from wfm.domain.planning import share_doubt
from wfm.services.readers import advising

if TYPE_CHECKING:
    from wfm.services.staffing import Assumptions
    from wfm.staffing import Escalation

ADVICE = {"queue": "if the file is of one queue, let the file of --targets name that queue alone"}
"""What tells the queue of a forecast file that does not."""


def staff(
    run: Annotated[
        int | None, typer.Option("--forecast", help="Number of the forecast run; the latest by default.")
    ] = None,
    target: Annotated[
        str | None,
        typer.Option(help="Service level of voice and chat as share/seconds, such as 80/20; of others with --queue."),
    ] = None,
    aht: Annotated[float | None, typer.Option(help="Handle time in seconds instead of the forecast's.")] = None,
    patience: Annotated[float | None, typer.Option(help="Mean patience in seconds; inf: nobody hangs up.")] = None,
    occupancy: Annotated[float | None, typer.Option(help="Cap on occupancy, 0..1.")] = None,
    queue: Annotated[
        list[str] | None,
        typer.Option(metavar="QUEUE", help="Apply the figures above to this queue only; may be repeated."),
    ] = None,
    shrinkage: Annotated[
        float, typer.Option(help="Share of paid time lost to what the schedule does not place, 0..1.")
    ] = 0.0,
    model: Annotated[str, typer.Option(help="erlang_a: callers hang up; erlang_c: they wait forever.")] = "erlang_a",
    quantile: Annotated[float | None, typer.Option(help="Staff for this quantile of the volume, 0..1.")] = None,
    pool: Annotated[
        bool,
        typer.Option(
            "--pool/--separate",
            help="Staff voice queues that share reps on record together, checked by simulation, or each on its own. "
            "With --file, [[pools]] in the targets name them.",
        ),
    ] = True,
    escalate: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FROM:TO:SHARE[:AHT]",
            help="Pass a share of what a queue handles on to a second tier: calls:experts:0.1:600; may be repeated.",
        ),
    ] = None,
    remember: Annotated[bool, typer.Option("--remember", help="Keep these figures as the queues' own.")] = False,
    file: Annotated[
        Path | None, typer.Option(help="Staff this forecast file instead of a forecast in the database.")
    ] = None,
    targets: Annotated[Path | None, typer.Option(help="With --file: TOML file of targets per queue.")] = None,
    output: Output = None,
) -> None:
    """Turn a forecast into the heads each queue needs per interval, and store them as a requirement run.

    With --file and --targets: from a forecast CSV to the CSV named by -o, without a database.
    """
    if file is not None:
        options: dict[str, object] = {
            "--forecast": run, "--target": target, "--aht": aht, "--patience": patience, "--occupancy": occupancy,
            "--queue": queue, "--shrinkage": shrinkage, "--quantile": quantile, "--escalate": escalate,
            "--remember": remember,
        }  # fmt: skip
        only_without_file(options, "the file of --targets says it")
        _staff_file(file, targets, output, pool)
        return
    only_with_file({"--targets": targets, "-o": output})
    from wfm.services.staffing import EVERY_QUEUE, make_requirement
    from wfm.staffing import Shrinkage

    assumed = assumptions(target, aht, patience, occupancy)
    with working("Staffing") as told:
        made = make_requirement(
            database(),
            OPERATOR,
            forecast_run=run,
            shrinkage=Shrinkage.of(shrinkage),
            assumptions=dict.fromkeys(queue or (EVERY_QUEUE,), assumed),
            model=_model(model),
            quantile=quantile,
            pooled=pool,
            escalations=[_escalation(text) for text in escalate or ()],
            remember=remember,
            on_progress=told,
        )
    show_requirement(made)


def assumptions(target: str | None, aht: float | None, patience: float | None, occupancy: float | None) -> Assumptions:
    """The planner's figures; `target` as share/seconds."""
    from wfm.services.staffing import Assumptions

    share = seconds = None
    if target is not None:
        first, _, second = target.partition("/")
        try:
            share, seconds = float(first), float(second)
        except ValueError as error:
            raise InputError(f"--target must be share/seconds such as 80/20, got {target!r}") from error
        if share == 1:
            raise InputError(f"--target {target} may mean 1 % or 100 %; say 80/20 for 80 %, or 100/20 for all of them")
        share = share / 100 if share > 1 else share
        if doubt := share_doubt(share):
            raise InputError(f"--target {target}: {doubt}")
    return Assumptions(
        share=share, seconds=seconds, aht_seconds=aht, patience_seconds=patience, max_occupancy=occupancy
    )


def _model(text: str) -> Any:
    if text not in ("erlang_a", "erlang_c"):
        raise InputError(f"--model must be erlang_a or erlang_c, got {text!r}")
    return text


def _escalation(text: str) -> Escalation:
    from wfm.staffing import Escalation

    first, second, *figures = text.split(":")[:5] if ":" in text else (text, "")
    try:
        share, aht = (float(figures[0]), float(figures[1]) if len(figures) > 1 else None)
        if len(figures) > 2:
            raise ValueError
    except (ValueError, IndexError) as error:
        raise InputError(f"--escalate must be FROM:TO:SHARE[:AHT] such as calls:experts:0.1, got {text!r}") from error
    return Escalation(first, second, share, aht)


def _staff_file(file: Path, targets: Path | None, output: Path | None, pool: bool) -> None:
    from wfm.services.files import staff_file

    if targets is None or output is None:
        raise InputError("--file needs --targets, the TOML of targets, and -o, the file to write")
    with advising(ADVICE), working("Staffing") as told:
        made = staff_file(file, targets, output, pooled=pool, on_progress=told)
    files = ", ".join(str(path) for path in (made.output, made.work, made.pools) if path is not None)
    say(f"{len(made.requirements)} queues staffed, written to {files}")
    for note in made.notes:
        say(f"note: {note}")
