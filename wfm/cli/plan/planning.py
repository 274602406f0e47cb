"""The steps of planning but staffing: forecast, schedule, look at the coverage, publish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.plan.showing import show_coverage, show_forecast, show_schedule, show_scope, show_service
from wfm.cli.terminal import (
    Cores,
    Output,
    database,
    day,
    interruptible,
    local_time,
    only_with_file,
    only_without_file,
    say,
    watching,
    working,
)
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import InputError, RefusedError
from wfm.domain.exchange import ScheduleVersion
from wfm.domain.planning import zone_of_most
from wfm.domain.time import zone_of
from wfm.machine import make_executor
from wfm.services.readers import advising

if TYPE_CHECKING:
    from wfm.database import Database
    from wfm.services.forecast import Template

ADVICE = {"queue": "if the file is of one queue, say --queue NAME"}
"""The option that tells what a history file leaves untold."""


def forecast(
    start: Annotated[
        str | None, typer.Option(help="First day, such as 2026-11-23; the day after the history by default.")
    ] = None,
    days: Annotated[int, typer.Option(help="Days to forecast, 1 to 448.")] = 28,
    queue: Annotated[
        list[str] | None,
        typer.Option(
            metavar="QUEUE",
            help="Only this queue; may be repeated. With --file, also the queue of a file that names none.",
        ),
    ] = None,
    quantile: Annotated[
        list[float] | None,
        typer.Option(
            metavar="SHARE", help="Also keep this quantile, 0..1, so that staffing can use it; may be repeated."
        ),
    ] = None,
    template: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NEW=OLD[:SCALE]",
            help="Give a new queue the past of another, at this scale or that of the days both have: chat-fr=chat-en:0.3.",
        ),
    ] = None,
    cores: Cores = "",
    file: Annotated[
        Path | None, typer.Option(help="Forecast this history file instead of the history in the database.")
    ] = None,
    country: Annotated[str | None, typer.Option(help="With --file: country of the holidays, US, FR ...")] = None,
    subdivision: Annotated[
        str | None, typer.Option(help="With --file: state or province of the holidays, CA, NW ...")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(help="With --file: time zone of its times, such as Europe/Paris; UTC by default.")
    ] = None,
    output: Output = None,
) -> None:
    """Forecast contacts and handle time per interval.

    From the database: every queue with history, stored as a forecast run. With --file: from a CSV of
    t,queue,offered[,handled,abandoned,aht_seconds] to the CSV named by -o, without a database.
    """
    if file is not None:
        only_without_file({"--quantile": quantile, "--template": template}, "it goes with the history of the database")
        _forecast_file(file, start, days, queue, country, subdivision, timezone, output, cores)
        return
    only_with_file({"--country": country, "--subdivision": subdivision, "--timezone": timezone, "-o": output})
    db, first = database(), day(start, "--start")
    from wfm.services.forecast import make_forecast

    borrowed = _templates(template or ())
    with working("Forecasting") as told:
        run = make_forecast(
            db,
            OPERATOR,
            start=first,
            days=days,
            queues=queue,
            quantiles=quantile or (),
            templates=borrowed,
            executor=make_executor(cores) if cores else None,
            on_progress=told,
        )
    show_forecast(run)


def _templates(texts: Sequence[str]) -> dict[str, Template]:
    """Queues whose past others borrow, from NEW=OLD or NEW=OLD:SCALE."""
    from wfm.services.forecast import Template

    found = {}
    for text in texts:
        new, _, rest = (part.strip() for part in text.partition("="))
        old, _, scale = (part.strip() for part in rest.partition(":"))
        try:
            found[new] = Template(old, float(scale) if scale else None)
        except ValueError as error:
            raise InputError(f"--template must be like chat-fr=chat-en:0.3, got {text!r}") from error
        if not (new and old):
            raise InputError(f"--template must be like chat-fr=chat-en:0.3, got {text!r}")
    return found


def _forecast_file(
    file: Path,
    start: str | None,
    days: int,
    queues: list[str] | None,
    country: str | None,
    subdivision: str | None,
    timezone: str | None,
    output: Path | None,
    cores: str,
) -> None:
    from wfm.services.files import forecast_file

    if start is None or output is None:
        raise InputError("--file needs --start, the first day, and -o, the file to write")
    try:
        begin = datetime.fromisoformat(start)
    except ValueError as error:
        raise InputError(f"--start must be a time such as 2013-01-07T00:00, got {start!r}") from error
    with advising(ADVICE), working("Forecasting") as told:
        made = forecast_file(
            file,
            begin,
            days,
            country,
            subdivision,
            timezone,
            output,
            queues=queues or None,
            executor=make_executor(cores),
            on_done=lambda done, of, queue: told(done / of, f"{done} of {of} queues, last {queue}"),
        )
    say(f"{made.rows_read} rows read, {len(made.forecasts)} queues forecast, written to {output}")
    for note in made.notes:
        say(f"note: {note}")


def schedule(
    run: Annotated[
        int | None, typer.Option("--requirement", help="Number of the requirement run; the latest by default.")
    ] = None,
    first_day: Annotated[
        str | None, typer.Option(help="First day to schedule; the requirement's first by default.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(help="Days to schedule; all of the requirement's by default, at most 56.")
    ] = None,
    time_limit: Annotated[float, typer.Option(help="Seconds to search.")] = 60.0,
    seed: Annotated[int, typer.Option(help="Seed of every random choice.")] = 0,
    preset: Annotated[
        str, typer.Option(help="What matters most: cover first, cost first or people first.")
    ] = "cover first",
    keep: Annotated[
        bool, typer.Option("--keep", help="Change shifts already published as little as possible.")
    ] = False,
    rep: Annotated[
        list[str] | None, typer.Option(metavar="REP", help="Schedule only this rep; may be repeated.")
    ] = None,
    team: Annotated[
        list[str] | None, typer.Option(metavar="TEAM", help="Schedule only who is in this team; may be repeated.")
    ] = None,
    site: Annotated[
        list[str] | None, typer.Option(metavar="SITE", help="Schedule only who works at this site; may be repeated.")
    ] = None,
    begin: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="TIME",
            help="Leave what begins before this time as it is, such as '2026-11-25 12:00' on the requirement's clock.",
        ),
    ] = None,
) -> None:
    """Schedule the reps on record to meet a requirement, as a draft. Ctrl-C keeps the best found so far.

    --rep, --team and --site add up; without them the draft is about everyone. What is published for others is counted
    on, and locked shifts stay. Where the days have begun, the draft begins now unless --from tells another time.
    """
    db, first, since = database(), day(first_day, "--first-day"), local_time(begin, "--from")
    from wfm.services.schedule import SchedulingTask, make_schedule

    tasks: list[SchedulingTask] = []
    with interruptible() as asked, watching("Scheduling") as told:
        made = make_schedule(
            db,
            OPERATOR,
            requirement_run=run,
            first_day=first,
            days=days,
            time_limit=time_limit,
            seed=seed,
            preset_name=preset,
            keep=keep,
            reps=rep or (),
            teams=team or (),
            sites=site or (),
            begin=since,
            on_task=tasks.append,
            stop_asked=asked,
            on_progress=told,
        )
    for task in tasks:
        show_scope(task)
    show_schedule(db, made)
    say(f"Draft {made.id} is ready. Next: wfm publish {made.id}")


def chosen(db: Database, id: int | None) -> ScheduleVersion:
    """The schedule of that number; without one the latest published, or else the latest draft."""
    from wfm.domain.exchange import ScheduleStatus

    with db.read() as uow:
        if id is not None:
            return uow.schedules.record(id)
        found = uow.schedules.latest(ScheduleStatus.PUBLISHED) or uow.schedules.latest()
    if found is None:
        raise RefusedError("there is no schedule yet; run wfm schedule first")
    return found


def coverage(
    number: Annotated[
        int | None,
        typer.Argument(metavar="[SCHEDULE]", help="Number of a schedule; the published days from today on by default."),
    ] = None,
    first_day: Annotated[
        str | None, typer.Option(help="First day of what is published, such as 2026-06-01; today by default.")
    ] = None,
    days: Annotated[int, typer.Option(help="How many days of what is published.", min=1, max=56)] = 14,
    service: Annotated[
        bool, typer.Option("--service", help="Also predict the service level customers will feel.")
    ] = False,
) -> None:
    """Show required, scheduled and short heads of what is published, or of one schedule, by skill and day.

    Each day is compared with the newest requirement that covers it. A draft counts beside the published shifts that it
    does not replace. Where nothing is published from today on, the latest schedule is shown.
    """
    from wfm.services.schedule import coverage_of_schedule, service_of, timeline_coverage

    db = database()
    if number is not None and first_day is not None:
        raise InputError("give the number of a schedule or --first-day, not both: a schedule has days of its own")
    start = coming(db, days) if first_day is None else day(first_day, "--first-day")
    if number is None and start is not None:
        found = timeline_coverage(db, OPERATOR, start, days)
        if not found.compared:
            raise RefusedError(f"{found.notes[0]}; run wfm staff for a forecast of these days first")
        show_coverage("Coverage of what is published", found)
    else:
        record = chosen(db, number)
        show_schedule(db, record)
        found = coverage_of_schedule(db, OPERATOR, record.id)
    if service:
        show_service(service_of(db, OPERATOR, found))


def coming(db: Database, days: int) -> date | None:
    """Today, by the centre's clock, where somebody works from now on within some days; None where nobody does."""
    now = datetime.now(UTC)
    with db.read() as uow:
        if not uow.published.shifts_between(now, now + timedelta(days=days)):
            return None
        return now.astimezone(zone_of(zone_of_most(uow.queues.all()))).date()
