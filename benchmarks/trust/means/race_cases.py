"""The races: who does what at the same moment, and what must hold for each beyond what always holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from benchmarks.trust.means.at_once import Call, Outcome
from benchmarks.trust.means.centre import MONDAY, ZONE, add_draft, at, door, fill, publish_now, rep, shift, who
from benchmarks.trust.means.databases import Fill, Tables
from benchmarks.trust.means.race_checks import done, one_done, works
from wfm.database import Database
from wfm.domain.accounts import Role
from wfm.domain.exchange import OfferKind
from wfm.services import bidding, imports, jobs, leave, trading
from wfm.services.readers import ImportOptions

Check = Callable[[Tables, Sequence[Outcome]], Iterator[str]]


@dataclass(frozen=True)
class Race:
    """A race: its name, what its database holds, and what makes of that the calls and a check of its own."""

    name: str
    fill: Fill
    prepare: Callable[[Database], tuple[Sequence[Call], Check]]


def nothing_more(_tables: Tables, _outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What always holds is enough."""
    yield from ()


def exactly_one(_tables: Tables, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """One of them is told that it is done."""
    yield from one_done(outcomes)


def small(db: Database) -> None:
    """Five reps."""
    fill(db, [rep(name) for name in ("ana", "bo", "cy", "di", "ed")])


def _call(service: str, db: Database, name: str, **given: Any) -> Call:
    """A service called by someone; it can be sent to another process."""
    return partial(_do, service, who(db, name), given)


def _do(service: str, person: Any, given: dict[str, Any], db: Database) -> Any:
    return door(service)(db, person, **given)


def double_leave(db: Database) -> tuple[Sequence[Call], Check]:
    """One rep asks for overlapping time off."""
    name = "wfm.services.leave.ask"
    return [
        _call(name, db, "ana", start=at(1, 12), end=at(1, 16)),
        _call(name, db, "ana", start=at(1, 12), end=at(1, 15)),
    ], exactly_one


def allotment(people: Sequence[str], db: Database) -> tuple[Sequence[Call], Check]:
    """Reps ask for the four hours that the day allows once."""
    leave.set_allotment(db, who(db, "mo"), at(1, 12).date(), 4)
    name = "wfm.services.leave.ask"
    return [_call(name, db, one, start=at(1, 12), end=at(1, 16)) for one in people], nothing_more


def last_admins(db: Database) -> tuple[Sequence[Call], Check]:
    """The only two admins take the other's rights away."""
    accounts = "wfm.services.centre.accounts"
    return [
        _call(f"{accounts}.set_role", db, "adam", username="alma", role=Role.PLANNER),
        _call(f"{accounts}.set_active", db, "alma", username="adam", active=False),
    ], nothing_more


def two_runs(db: Database) -> tuple[Sequence[Call], Check]:
    """Two planners start a run of a kind; without a forecast it ends by itself, soon after it has begun."""
    name = "wfm.services.jobs.start_job"
    return [_call(name, db, one, kind="staff", arguments={}) for one in ("pat", "pia")], exactly_one


def two_claims(db: Database) -> tuple[Sequence[Call], Check]:
    """Two workers take the same job."""
    with db.write() as unit:
        id = unit.jobs.add("staff", {}, "pat")
    return [partial(_run_job, id)] * 2, exactly_one


def _run_job(id: int, db: Database) -> Any:
    return jobs.run_job(db, id)


REPS = "id,name,contract,skills,work_mode,home_workspace_approved\n" + "".join(
    f"new{n},New {n},flex,en,remote,yes\n" for n in range(30)
)


def same_reps(times: int, db: Database) -> tuple[Sequence[Call], Check]:
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


def same_history(db: Database) -> tuple[Sequence[Call], Check]:
    """The same history of a queue that is not there yet is imported twice."""

    def check(_tables: Tables, outcomes: Sequence[Outcome]) -> Iterator[str]:
        if not done(outcomes):
            yield f"nobody's import was done: {outcomes[0].text}"

    return [partial(_import_history, who(db, "pat"))] * 2, check


def _import_history(person: Any, db: Database) -> Any:
    options = ImportOptions(zone=ZONE, slot_minutes=60)
    return imports.import_history(db, person, HISTORY.encode(), options, name="history.csv").inserted


def two_awards(db: Database) -> tuple[Sequence[Call], Check]:
    """Two planners award one round."""
    id = _closed_round(db)
    return [_call("wfm.services.bidding.award_round", db, one, round_id=id) for one in ("pat", "pia")], exactly_one


def _closed_round(db: Database) -> int:
    draft = add_draft(db, [shift(name, day) for name in ("ana", "bo", "cy") for day in range(5)])
    now, planner = datetime.now(UTC), who(db, "pat")
    made = bidding.open_round(db, planner, draft, "round", now, now + timedelta(days=1), 1)
    bidding.close_round(db, planner, made.id)
    return made.id


def two_round_publications(db: Database) -> tuple[Sequence[Call], Check]:
    """Two planners publish one awarded round."""
    id = _closed_round(db)
    bidding.award_round(db, who(db, "pat"), id)
    name = "wfm.services.bidding.publish_round"
    return [_call(name, db, one, round_id=id) for one in ("pat", "pia")], exactly_one


def same_draft(db: Database) -> tuple[Sequence[Call], Check]:
    """Two planners publish one draft."""
    draft = add_draft(db, [shift("ana", day) for day in range(5)])
    return [_publish(db, draft, one) for one in ("pat", "pia")], exactly_one


def drafts(first: int, db: Database) -> tuple[Sequence[Call], Check]:
    """Two planners publish drafts that share days; the second begins so many days later."""
    ids = [add_draft(db, [shift("ana", day) for day in range(5)], first=begin) for begin in (0, first)]
    return [_publish(db, id, one) for id, one in zip(ids, ("pat", "pia"), strict=True)], nothing_more


def _publish(db: Database, draft: int, name: str = "pia") -> Call:
    return _call("wfm.services.schedule.publish", db, name, schedule_id=draft)


def _again(db: Database) -> tuple[dict[tuple[str, int], int], int]:
    """A published schedule of ana's and bo's, and a draft with the same shifts over the same days."""
    shifts = [shift("ana", 1), shift("bo", 3)]
    ids = publish_now(db, add_draft(db, shifts))
    return ids, add_draft(db, shifts)


def publish_against_take(db: Database) -> tuple[Sequence[Call], Check]:
    """A draft is published while a shift of the schedule that it replaces is taken."""
    ids, draft = _again(db)
    offer = trading.offer_shift(db, who(db, "ana"), ids["ana", 1], OfferKind.GIVEAWAY)

    def check(tables: Tables, outcomes: Sequence[Outcome]) -> Iterator[str]:
        if outcomes[1].done and not works(tables, "cy", at(1, 9), at(1, 17)):
            yield "a trade that was told as done is undone by the publication"

    return [_publish(db, draft), _take(db, "cy", offer.id)], check


def publish_against_release(db: Database) -> tuple[Sequence[Call], Check]:
    """A draft is published while a planner takes a shift from its rep."""
    ids, draft = _again(db)

    def check(tables: Tables, outcomes: Sequence[Outcome]) -> Iterator[str]:
        if outcomes[1].done and works(tables, "ana", at(1, 9), at(1, 17)):
            yield "a release that was told as done is undone by the publication"

    release = _call("wfm.services.trading.offers.release_shift", db, "pat", shift_id=ids["ana", 1])
    return [_publish(db, draft), release], check


def publish_against_offer(db: Database) -> tuple[Sequence[Call], Check]:
    """A draft is published while a shift of the schedule that it replaces is offered."""
    ids, draft = _again(db)
    offer = _call("wfm.services.trading.offer_shift", db, "ana", shift_id=ids["ana", 1], kind=OfferKind.GIVEAWAY)
    return [_publish(db, draft), offer], nothing_more


def publish_against_leave(db: Database) -> tuple[Sequence[Call], Check]:
    """A draft is published while a manager grants leave over a shift of it."""
    draft = add_draft(db, [shift("ana", 1), shift("bo", 3)])
    return [_publish(db, draft), _grant(db, "ana")], nothing_more


def _take(db: Database, name: str, offer: int) -> Call:
    return _call("wfm.services.trading.take", db, name, offer_id=offer)


def _grant(db: Database, one: str) -> Call:
    return _call("wfm.services.leave.grant", db, "mo", rep=one, start=at(1, 8), end=at(1, 20))


def _offered(db: Database, kind: OfferKind = OfferKind.GIVEAWAY) -> tuple[int, int]:
    """Ana's shift on the board: its id and the offer's."""
    ids = publish_now(db, add_draft(db, [shift("ana", 1), shift("bo", 3)]))
    return ids["ana", 1], trading.offer_shift(db, who(db, "ana"), ids["ana", 1], kind).id


def take_against_withdraw(db: Database) -> tuple[Sequence[Call], Check]:
    """A shift is taken while its offer is withdrawn."""
    id, offer = _offered(db)

    def check(tables: Tables, outcomes: Sequence[Outcome]) -> Iterator[str]:
        yield from one_done(outcomes)
        owner = tables.one("SELECT rep FROM shifts WHERE id = :id", id=id)
        if owner != ("cy" if outcomes[0].done else "ana"):
            yield f"the shift is {owner}'s, which nobody was told"

    withdraw = _call("wfm.services.trading.withdraw", db, "ana", offer_id=offer)
    return [_take(db, "cy", offer), withdraw], check


def take_against_grant(db: Database) -> tuple[Sequence[Call], Check]:
    """A shift is taken while leave is granted to who takes it."""
    _, offer = _offered(db)
    return [_take(db, "cy", offer), _grant(db, "cy")], nothing_more


def take_against_ask(db: Database) -> tuple[Sequence[Call], Check]:
    """A shift is taken while who takes it is granted time off by the allotment."""
    _, offer = _offered(db)
    leave.set_allotment(db, who(db, "mo"), at(1, 12).date(), 24)
    ask = _call("wfm.services.leave.ask", db, "cy", start=at(1, 10), end=at(1, 14))
    return [_take(db, "cy", offer), ask], nothing_more


def two_takes(db: Database) -> tuple[Sequence[Call], Check]:
    """Four reps take one shift."""
    _, offer = _offered(db)
    return [_take(db, name, offer) for name in ("bo", "cy", "di", "ed")], exactly_one


def two_shifts(db: Database) -> tuple[Sequence[Call], Check]:
    """One rep takes two shifts of a day."""
    ids = publish_now(db, add_draft(db, [shift("ana", 1), shift("bo", 1, 600)]))
    made = [trading.offer_shift(db, who(db, name), ids[name, 1], OfferKind.GIVEAWAY).id for name in ("ana", "bo")]
    return [_take(db, "cy", offer) for offer in made], exactly_one


def remembered(db: Database) -> tuple[Sequence[Call], Check]:
    """Two planners staff the same forecast, each remembering the target of another queue."""
    name = "wfm.services.staffing.make_requirement"
    from wfm.services.staffing import Assumptions

    def check(tables: Tables, outcomes: Sequence[Outcome]) -> Iterator[str]:
        kept = {row["id"]: row["aht_seconds"] for row in tables.rows("SELECT id, aht_seconds FROM queues")}
        for outcome, queue, wanted in zip(outcomes, ("sales", "help"), (111.0, 222.0), strict=True):
            if outcome.done and kept[queue] != wanted:
                yield "what one planner had remembered is lost"

    def staff(one: str, queue: str, aht: float) -> Call:
        return _call(name, db, one, assumptions={queue: Assumptions(aht_seconds=aht)}, remember=True, pooled=False)

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
    Race("two awards of one round", small, two_awards),
    Race("two publications of one round", small, two_round_publications),
    Race("two publications of one draft", small, same_draft),
    Race("two drafts of the same days published", small, partial(drafts, 0)),
    Race("two drafts that share some days published", small, partial(drafts, 3)),
    Race("publish against take", small, publish_against_take),
    Race("publish against release", small, publish_against_release),
    Race("publish against offer", small, publish_against_offer),
    Race("publish against leave granted", small, publish_against_leave),
    Race("take against withdraw", small, take_against_withdraw),
    Race("take against leave granted to the taker", small, take_against_grant),
    Race("take against leave asked for by the taker", small, take_against_ask),
    Race("four takes of one shift", small, two_takes),
    Race("one rep takes two shifts of a day", small, two_shifts),
    Race("targets remembered by two planners", planned, remembered),
)
"""Every race, in the order in which the table tells them."""
