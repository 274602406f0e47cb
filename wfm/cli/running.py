"""`wfm demo` and `wfm app`: the whole way once, and the app."""

from __future__ import annotations

import os
import socket
import sys
import threading
import webbrowser
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from wfm.cli.plan import show_forecast, show_requirement, show_schedule
from wfm.cli.terminal import day, interruptible, say, table, watching, working
from wfm.database import Database, initialise, open_database
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import RefusedError, SetupError
from wfm.machine import Settings

if TYPE_CHECKING:  # the commands are named without reading the demo
    from data.dates import DemoDates

PORT = 8501

Port = Annotated[int, typer.Option(help="Port of the app.", min=1, max=65535)]


def demo(
    no_app: Annotated[bool, typer.Option("--no-app", help="Stop before the app is opened.")] = False,
    port: Port = PORT,
    time_limit: Annotated[float, typer.Option(help="Seconds to search for the schedules.")] = 60.0,
    today: Annotated[str | None, typer.Option(help="Make the demo as of this day, such as 2028-02-29.")] = None,
) -> None:
    """Create the demo centre around today, hire its team, publish two weeks, draft two more, and open the app.

    The demo needs its own database: the default one while that is empty, or one named by WFM_DATA_DIR. Run again, it
    says what exists and finishes what was interrupted; when its weeks are over, it says how to make a fresh one.
    """
    if not no_app:
        _check_port(port)
    chosen = None if today is None else day(today, "--today")
    db = initialise(Settings.read().database_url)
    _plan(db, time_limit, chosen)
    _live(db, chosen)
    if no_app:
        say("wfm app opens the app")
        return
    db.close()
    _serve(port)


def _plan(db: Database, time_limit: float, today: date | None) -> None:
    """Every step of the demo that is not done yet; what is there is told."""
    from data import centre
    from wfm.services import demo as service

    now = service.now_on(today)
    state = service.demo_state(db, OPERATOR)
    if aged := state.aged(now):
        raise RefusedError(aged)
    dates = state.dates(now)
    if state.monday is None:
        with working(f"Creating {centre.NAME}") as told:
            service.create_demo(db, OPERATOR, dates, told)
        say(f"{centre.NAME}: history from {dates.first_day} to today, {dates.today}")
    else:
        say(
            f"{centre.NAME} exists already: {state.reps} reps, queues {', '.join(state.queues)}, history until "
            f"{state.last_day}"
        )
    if state.forecast is None:
        _forecast(db, dates)
    if state.requirement is None:
        _hire(db, dates)
    if state.published is None:
        _schedule(db, dates, time_limit)
    else:
        with db.read() as uow:
            record = uow.schedules.record(state.published)
        say(f"Schedule {record.id} is published already, from {record.horizon.start} for {record.horizon.days} days")
        show_schedule(db, record)
    if state.draft is None:
        _draft(db, dates, time_limit)


def _forecast(db: Database, dates: DemoDates) -> None:
    from wfm.services.demo import forecast_demo

    with working("Forecasting four weeks") as told:
        run = forecast_demo(db, OPERATOR, dates, told)
    show_forecast(run)


def _hire(db: Database, dates: DemoDates) -> None:
    from wfm.services.demo import hire_team

    with working("Staffing and hiring") as told:
        team = hire_team(db, OPERATOR, dates, told)
    show_requirement(team.run)
    say(
        f"Team of {team.reps} reps: {team.hours:,.0f} hours on contacts from {dates.monday} to "
        f"{dates.draft - timedelta(days=1)}, {100 * (team.hours / team.required - 1):+.1f} % beside the "
        f"{team.required:,.0f} required"
    )


def _schedule(db: Database, dates: DemoDates, time_limit: float) -> None:
    from wfm.services.demo import schedule_demo

    with interruptible() as asked, watching("Scheduling") as told:
        record = schedule_demo(db, OPERATOR, dates, time_limit=time_limit, stop_asked=asked, on_progress=told)
    say(f"Schedule {record.id} is published")
    show_schedule(db, record)


def _draft(db: Database, dates: DemoDates, time_limit: float) -> None:
    from wfm.services.demo import draft_demo

    with interruptible() as asked, watching("Scheduling the two weeks behind") as told:
        record = draft_demo(db, OPERATOR, dates, time_limit=time_limit, stop_asked=asked, on_progress=told)
    say(f"Schedule {record.id} is a draft, from {record.horizon.start} for {record.horizon.days} days")


def _live(db: Database, today: date | None) -> None:
    """Create the demo's accounts, have their owners do what people do, and print the passwords, now or never."""
    from wfm.services import demo as service

    now = service.now_on(today)
    dates = service.demo_state(db, OPERATOR).dates(now)
    with db.read() as uow:
        known = [user.username for user in uow.users.all()]
    if "planner" in known:
        service.live_demo(db, OPERATOR, dates, now)
        say(f"The accounts exist already: {', '.join(known)}; wfm user password NAME sets a new password")
        return
    rows = [(a.username, a.password, a.role.value, a.name) for a in service.create_accounts(db, OPERATOR)]
    try:
        with working("Living in it") as told:
            service.live_demo(db, OPERATOR, dates, now, told)
    finally:
        _passwords(rows)


def _passwords(rows: list[tuple[str, str, str, str]]) -> None:
    table("Accounts of the demo: the passwords are shown only now", ("name", "password", "role", "who"), rows, words=4)


def serve(port: Port = PORT) -> None:
    """Open the app on this machine: pages for planners, managers and reps. Ctrl-C ends it."""
    open_database(Settings.read().database_url).close()
    _check_port(port)
    _serve(port)


def _check_port(port: int) -> None:
    """SetupError when something listens on the port already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise SetupError(f"port {port} is in use; choose another with --port") from error


def _serve(port: int) -> None:
    """Run the app until it ends."""
    from wfm.ui.frame import serve as answer

    try:
        answer(port, on_start=lambda: _tell(port))
    except KeyboardInterrupt:
        say("The app has ended")
    except SystemExit as end:
        raise SetupError(f"the app ended with code {end.code}; its messages stand above") from end


def _tell(port: int) -> None:
    """Say where the app runs, and show it where a person sits at a screen."""
    address = f"http://localhost:{port}"
    say(f"The app runs at {address}; Ctrl-C ends it")
    screen = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if screen and sys.stdout.isatty():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
