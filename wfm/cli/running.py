"""`wfm demo` and `wfm app`: the whole way once, and the app."""

from __future__ import annotations

import os
import socket
import sys
import threading
import webbrowser
from datetime import timedelta
from typing import Annotated

import typer

from wfm.cli.plan import show_forecast, show_requirement, show_schedule
from wfm.cli.terminal import interruptible, say, table, watching, working
from wfm.database import Database, initialise, open_database
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import SetupError
from wfm.machine import Settings

PORT = 8501

Port = Annotated[int, typer.Option(help="Port of the app.", min=1, max=65535)]


def demo(
    no_app: Annotated[bool, typer.Option("--no-app", help="Stop before the app is opened.")] = False,
    port: Port = PORT,
    time_limit: Annotated[float, typer.Option(help="Seconds to search for the schedule.")] = 60.0,
) -> None:
    """Create the demo centre, forecast, staff, schedule and publish its next two weeks, and open the app.

    The demo needs its own database: the default one while that is empty, or one named by WFM_DATA_DIR. Run again, it
    says what exists and finishes what was interrupted.
    """
    if not no_app:
        _check_port(port)
    db = initialise(Settings.read().database_url)
    _plan(db, time_limit)
    _accounts(db)
    if no_app:
        say("wfm app opens the app")
        return
    db.close()
    _serve(port)


def _plan(db: Database, time_limit: float) -> None:
    """Every step of the demo that is not done yet; what is there is told."""
    from data import centre
    from wfm.services import demo as service

    state = service.demo_state(db, OPERATOR)
    if state.reps:
        say(
            f"{centre.NAME} exists already: {state.reps} reps, queues {', '.join(state.queues)}, history from "
            f"{state.first_day} to {state.last_day}"
        )
    else:
        with working(f"Creating {centre.NAME}") as told:
            service.create_demo(db, OPERATOR, told)
        state = service.demo_state(db, OPERATOR)
        say(f"{centre.NAME}: {state.reps} reps, history from {state.first_day} to {state.last_day}")
    if state.forecast is None:
        _forecast(db)
    if state.requirement is None:
        _staff(db)
    if state.published is None:
        _schedule(db, state.draft, time_limit)
    else:
        with db.read() as uow:
            record = uow.schedules.record(state.published)
        say(f"Schedule {record.id} is published already, from {record.horizon.start} for {record.horizon.days} days")
        show_schedule(db, record)


def _forecast(db: Database) -> None:
    from data import centre
    from wfm.services import demo as service
    from wfm.services.forecast import make_forecast

    start = centre.LAST_DAY + timedelta(days=1)
    with working("Forecasting two weeks") as told:
        run = make_forecast(db, OPERATOR, start=start, days=service.DAYS, on_progress=told)
    show_forecast(run)


def _staff(db: Database) -> None:
    from wfm.services import demo as service
    from wfm.services.staffing import make_requirement

    with working("Staffing") as told:
        run = make_requirement(db, OPERATOR, shrinkage=service.SHRINKAGE, on_progress=told)
    show_requirement(run)


def _schedule(db: Database, draft: int | None, time_limit: float) -> None:
    """Schedule and publish; a draft that was left behind is published as it is."""
    from wfm.services.schedule import make_schedule
    from wfm.services.timeline import publish

    if draft is None:
        with interruptible() as asked, watching("Scheduling") as told:
            made = make_schedule(
                db,
                OPERATOR,
                time_limit=time_limit,
                stop_asked=asked,
                on_progress=told,
            )
        draft = made.id
    record = publish(db, OPERATOR, draft)
    say(f"Schedule {record.id} is published")
    show_schedule(db, record)


def _accounts(db: Database) -> None:
    """Create the demo's accounts and print their passwords, the only time they are known."""
    from wfm.services.demo import create_accounts

    with db.read() as uow:
        known = [user.username for user in uow.users.all()]
    if "planner" in known:
        say(f"The accounts exist already: {', '.join(known)}; wfm user password NAME sets a new password")
        return
    rows = [(a.username, a.password, a.role.value, a.name) for a in create_accounts(db, OPERATOR)]
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
