"""The races: who does what at the same moment, and what must hold for each beyond what always holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from benchmarks.trust.means import race_trades
from benchmarks.trust.means.at_once import Call, Outcome
from benchmarks.trust.means.centre import MONDAY, ZONE, at, who
from benchmarks.trust.means.databases import Tables
from benchmarks.trust.means.race_checks import done
from benchmarks.trust.means.race_parts import Made, Race, call, exactly_one, nothing_more, small
from wfm.database import Database
from wfm.domain.accounts import Role
from wfm.services import imports, jobs, leave
from wfm.services.readers import ImportOptions


def double_leave(db: Database) -> Made:
    """One rep asks for overlapping time off."""
    name = "wfm.services.leave.ask"
    return [
        call(name, db, "ana", start=at(1, 12), end=at(1, 16)),
        call(name, db, "ana", start=at(1, 12), end=at(1, 15)),
    ], exactly_one


def allotment(people: Sequence[str], db: Database) -> Made:
    """Reps ask for the four hours that the day allows once."""
    leave.set_allotment(db, who(db, "mo"), at(1, 12).date(), 4)
    name = "wfm.services.leave.ask"
    return [call(name, db, one, start=at(1, 12), end=at(1, 16)) for one in people], nothing_more


def last_admins(db: Database) -> Made:
    """The only two admins take the other's rights away."""
    accounts = "wfm.services.centre.accounts"
    return [
        call(f"{accounts}.set_role", db, "adam", username="alma", role=Role.PLANNER),
        call(f"{accounts}.set_active", db, "alma", username="adam", active=False),
    ], nothing_more


def two_runs(db: Database) -> Made:
    """Two planners start a run of a kind; without a forecast it ends by itself, soon after it has begun."""
    name = "wfm.services.jobs.start_job"
    return [call(name, db, one, kind="staff", arguments={}) for one in ("pat", "pia")], exactly_one


def two_claims(db: Database) -> Made:
    """Two workers take the same job."""
    with db.write() as unit:
        id = unit.jobs.add("staff", {}, "pat")
    return [partial(_run_job, id)] * 2, exactly_one


def _run_job(id: int, db: Database) -> Any:
    return jobs.run_job(db, id)


REPS = "id,name,contract,skills,work_mode,home_workspace_approved\n" + "".join(
    f"new{n},New {n},flex,en,remote,yes\n" for n in range(30)
)


def same_reps(times: int, db: Database) -> Made:
    """The same file of new reps is imported several times."""

    def check(tables: Tables, outcomes: Sequence[Outcome]) -> Iterator[str]:
        found = tables.one("SELECT count(*) FROM reps WHERE id LIKE 'new%'")
        if found != 30 and done(outcomes):
            yield f"{found} of 30 new reps are there"
        if not done(outcomes):
            yield f"nobody's import was done: {outcomes[0].text}"

    return [partial(_import_reps, who(db, "pat"))] * times, check


def _import_reps(person: Any, db: Database) -> Any:
    return imports.import_reps(db, person, REPS.encode(), name="reps.csv")


HISTORY = "start,queue,channel,language,offered,aht_seconds\n" + "".join(
    f"2026-03-{day:02d} {hour:02d}:00,sales,voice,en,{hour},240\n" for day in range(2, 16) for hour in range(8, 18)
)


def same_history(db: Database) -> Made:
    """The same history of a queue that is not there yet is imported twice."""

    def check(_tables: Tables, outcomes: Sequence[Outcome]) -> Iterator[str]:
        if not done(outcomes):
            yield f"nobody's import was done: {outcomes[0].text}"

    return [partial(_import_history, who(db, "pat"))] * 2, check


def _import_history(person: Any, db: Database) -> Any:
    options = ImportOptions(zone=ZONE, slot_minutes=60)
    return imports.import_history(db, person, HISTORY.encode(), options, name="history.csv").inserted


def remembered(db: Database) -> Made:
    """Two planners staff the same forecast, each remembering the target of another queue."""
    name = "wfm.services.staffing.make_requirement"
    from wfm.services.staffing import Assumptions

    def check(tables: Tables, outcomes: Sequence[Outcome]) -> Iterator[str]:
        kept = {row["id"]: row["aht_seconds"] for row in tables.rows("SELECT id, aht_seconds FROM queues")}
        for outcome, queue, wanted in zip(outcomes, ("sales", "help"), (111.0, 222.0), strict=True):
            if outcome.done and kept[queue] != wanted:
                yield "what one planner had remembered is lost"

    def staff(one: str, queue: str, aht: float) -> Call:
        return call(name, db, one, assumptions={queue: Assumptions(aht_seconds=aht)}, remember=True, pooled=False)

    return [staff("pat", "sales", 111.0), staff("pia", "help", 222.0)], check


def planned(db: Database) -> None:
    """A centre of two queues with a forecast."""
    from wfm.services.forecast import make_forecast

    small(db)
    text = HISTORY + HISTORY.split("\n", 1)[1].replace("sales", "help")
    options = ImportOptions(zone=ZONE, slot_minutes=60)
    imports.import_history(db, who(db, "pat"), text.encode(), options, name="history.csv")
    make_forecast(db, who(db, "pat"), start=MONDAY, days=1, queues=("sales", "help"))


RACES: tuple[Race, ...] = (
    Race("one rep's double leave", small, double_leave),
    Race("an allotment of 4 h, two reps", small, partial(allotment, ("ana", "bo"))),
    Race("an allotment of 4 h, five reps", small, partial(allotment, ("ana", "bo", "cy", "di", "ed"))),
    Race("the last two admins", small, last_admins),
    Race("two runs of one kind", small, two_runs),
    Race("two claims of one job", small, two_claims),
    Race("the same new reps imported twice", small, partial(same_reps, 2)),
    Race("the same new reps imported four times", small, partial(same_reps, 4)),
    Race("the same history of a new queue imported twice", small, same_history),
    Race("two awards of one round", small, race_trades.two_awards),
    Race("two publications of one round", small, race_trades.two_round_publications),
    Race("two publications of one draft", small, race_trades.same_draft),
    Race("two drafts of the same days published", small, partial(race_trades.drafts, 0)),
    Race("two drafts that share some days published", small, partial(race_trades.drafts, 3)),
    Race("publish against take", small, race_trades.publish_against_take),
    Race("publish against release", small, race_trades.publish_against_release),
    Race("publish against offer", small, race_trades.publish_against_offer),
    Race("publish against leave granted", small, race_trades.publish_against_leave),
    Race("take against withdraw", small, race_trades.take_against_withdraw),
    Race("take against leave granted to the taker", small, race_trades.take_against_grant),
    Race("take against leave asked for by the taker", small, race_trades.take_against_ask),
    Race("four takes of one shift", small, race_trades.two_takes),
    Race("one rep takes two shifts of a day", small, race_trades.two_shifts),
    Race("targets remembered by two planners", planned, remembered),
)
"""Every race, in the order in which the table tells them."""
