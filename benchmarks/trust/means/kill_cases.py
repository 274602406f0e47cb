"""Acts to be killed in the middle: each in a process of its own, on a database that holds what it needs."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

import sqlalchemy as sa

from benchmarks.trust.means.centre import MONDAY, ZONE, add_draft, at, fill, publish_now, rep, shift, who
from benchmarks.trust.means.databases import Fill
from wfm.database import Database, initialise, open_database
from wfm.domain.accounts import OPERATOR
from wfm.services import bidding, imports, jobs, schedule
from wfm.services.readers import ImportOptions

Address = str


@dataclass(frozen=True)
class Act:
    """Something that must happen whole or not at all.

    `fill` makes its database (None: one that holds nothing), `ready` brings that to where the act begins. `without`
    are tables that may differ halfway, such as a job's own row.
    """

    name: str
    fill: Fill | None
    act: Callable[[Address], object]
    ready: Callable[[Address], None] | None = None
    without: tuple[str, ...] = field(default=())


def perform(act: Act, url: str, line: Connection) -> None:
    """A process's whole life: say that it begins, act, and say that it is done; it lives on until it is killed."""
    os.setsid()
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    line.send("begins")
    act.act(url)
    line.send("done")
    line.recv()


def team(db: Database) -> None:
    """Forty reps."""
    fill(db, [rep(f"r{k:02}") for k in range(40)])


def replaced(db: Database) -> None:
    """A published schedule of forty reps and a draft over the same days."""
    team(db)
    for start in (420, 480):
        draft = add_draft(db, [shift(f"r{k:02}", day, start) for k in range(40) for day in range(5)])
        if start == 420:
            publish_now(db, draft)


def closed(db: Database) -> None:
    """A round of forty lines that has closed, with bids."""
    replaced(db)
    now = datetime.now(UTC)
    made = bidding.open_round(db, who(db, "pat"), 2, "round", now, at(0, 0) - timedelta(days=1), 1)
    lines = [line.id for line in bidding.lines(db, who(db, "pat"), made.id)]
    for k in range(0, 40, 2):
        bidding.rank_lines(db, who(db, f"r{k:02}"), made.id, lines[k % 7 :: 5])
    bidding.close_round(db, who(db, "pat"), made.id)


HISTORY = "start,queue,channel,language,offered,aht_seconds\n" + "".join(
    f"2026-{month:02d}-{day:02d} {hour:02d}:00,{queue},voice,en,{hour},240\n"
    for queue in ("sales", "help")
    for month in (2, 3, 4)
    for day in range(1, 29)
    for hour in range(8, 20)
)

PEOPLE = "id,name,contract,skills,work_mode,home_workspace_approved\n" + "".join(
    f"new{n},New {n},flex,en,remote,yes\n" for n in range(300)
)


def _import_history(url: str) -> object:
    options = ImportOptions(zone=ZONE, slot_minutes=60)
    return imports.import_history(open_database(url), OPERATOR, HISTORY.encode(), options, name="history.csv")


def _import_reps(url: str) -> object:
    return imports.import_reps(open_database(url), OPERATOR, PEOPLE.encode(), name="reps.csv")


def _publish(url: str) -> object:
    return schedule.publish(open_database(url), OPERATOR, 2)


def _award(url: str) -> object:
    return bidding.award_round(open_database(url), OPERATOR, 1)


def _publish_round(url: str) -> object:
    return bidding.publish_round(open_database(url), OPERATOR, 1)


def awarded(db: Database) -> None:
    """The same round, awarded."""
    closed(db)
    bidding.award_round(db, OPERATOR, 1)


def forecast_asked(db: Database) -> None:
    """A centre with history, and a job that waits."""
    team(db)
    options = ImportOptions(zone=ZONE, slot_minutes=60)
    imports.import_history(db, OPERATOR, HISTORY.encode(), options, name="history.csv")
    with db.write() as unit:
        given = {"start": MONDAY.isoformat(), "days": 7, "queues": ["sales", "help"]}
        unit.jobs.add("forecast", given, "pat")


def _run_job(url: str) -> object:
    return jobs.run_job(open_database(url), 1)


def first_schema(url: str) -> None:
    """The schema as first released, with an account in it: a database of somebody who did not upgrade yet."""
    from alembic import command
    from alembic.config import Config

    settings = Config()
    folder = Path(str(import_module("wfm.database.migrations").__file__)).parent
    settings.set_main_option("script_location", str(folder).replace("%", "%%"))
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.NullPool)
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
        connection.execute(
            sa.text(
                "INSERT INTO users (username, password_hash, role, active, failures, created_at, version)"
                " VALUES ('old', '!', 'admin', :yes, 0, :now, 1)"
            ),
            {"yes": True, "now": datetime.now(UTC)},
        )


def _migrate(url: str) -> object:
    return initialise(url)


ACTS: tuple[Act, ...] = (
    Act("import of history", team, _import_history),
    Act("import of reps", team, _import_reps),
    Act("publish", replaced, _publish),
    # awarding closes a round for good first, which is a state of its own; here it is closed already
    Act("award", closed, _award),
    Act("publish a round", awarded, _publish_round),
    Act("migration from nothing", None, _migrate),
    Act("migration from the first schema", None, _migrate, first_schema),
    Act("job", forecast_asked, _run_job, without=("jobs",)),
)
"""Every act, in the order in which the table tells them."""
