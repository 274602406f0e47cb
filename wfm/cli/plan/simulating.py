"""`wfm simulate`: a schedule played against its contacts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.plan.planning import chosen
from wfm.cli.terminal import database, say, table, working
from wfm.domain.accounts import OPERATOR
from wfm.machine import make_executor

if TYPE_CHECKING:
    from wfm.staffing import Estimate, Felt


def simulate(
    number: Annotated[
        int | None,
        typer.Argument(metavar="[SCHEDULE]", help="Number of the schedule; the latest published by default."),
    ] = None,
    replications: Annotated[int, typer.Option(help="How many times the schedule is played.")] = 50,
    seed: Annotated[int, typer.Option(help="The same seed plays the same contacts.")] = 0,
    uncertainty: Annotated[
        float, typer.Option(help="How far a day's volume varies around the forecast, as a share: 0.05 for 5 %.")
    ] = 0.0,
    cores: Annotated[str, typer.Option(help="serial, or cores:N for N processes.")] = "serial",
) -> None:
    """Play a schedule against the contacts of its requirement, and show what each queue and language will feel.

    Every figure comes with half the width of its 95 % confidence interval. One sentence per queue says whether it meets
    its target and when service is worst. Campaigns are dialled with the heads they are given.
    """
    from wfm.services.schedule import simulate_schedule, verdicts_of

    db = database()
    record = chosen(db, number)
    with working("Simulating") as told:
        result = simulate_schedule(
            db,
            OPERATOR,
            record.id,
            replications=replications,
            seed=seed,
            uncertainty=uncertainty,
            executor=make_executor(cores),
            on_progress=told,
        )
    rows = [_row(felt) for felt in (*result.queues, *(f for f in result.languages if len(result.languages) > 1))]
    header = ("queue or language", "contacts", "service level", "ASA", "abandoned", "target met")
    table(f"Schedule {record.id} played {replications} times", header, rows)
    for verdict in verdicts_of(db, OPERATOR, result):
        say(verdict.sentence)
    for campaign in result.campaigns:
        say(
            f"{campaign.name}: {campaign.attempts:,.0f} attempts reach {campaign.reached:,.0f} of {campaign.target:,.0f} "
            f"people, {_shown(campaign.progress, 100, '%')} of the target."
        )
    for note in result.notes:
        say(f"note: {note}")


def _row(felt: Felt) -> tuple[str, ...]:
    return (
        felt.name,
        f"{felt.offered:,.0f}",
        _shown(felt.service_level, 100, "%"),
        _shown(felt.asa_seconds, 1, "s"),
        _shown(felt.abandonment, 100, "%"),
        f"{100 * felt.target_met:.0f} %",
    )


def _shown(estimate: Estimate, scale: float, unit: str) -> str:
    """A mean with half its confidence interval."""
    if math.isnan(estimate.mean):
        return "nothing came"
    half = "" if math.isnan(estimate.half_width) else f" ± {scale * estimate.half_width:.1f}"
    return f"{scale * estimate.mean:.1f}{half} {unit}"
