"""Races of schedules: awards, publications, and shifts that change hands meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from benchmarks.trust.means.at_once import Call, Outcome
from benchmarks.trust.means.centre import add_draft, at, publish_now, shift, who
from benchmarks.trust.means.databases import Tables
from benchmarks.trust.means.race_checks import one_done, works
from benchmarks.trust.means.race_parts import Made, call, exactly_one, nothing_more
from wfm.database import Database
from wfm.domain.exchange import OfferKind
from wfm.services import bidding, leave, trading


def two_awards(db: Database) -> Made:
    """Two planners award one round."""
    id = _closed_round(db)
    return [call("wfm.services.bidding.award_round", db, one, round_id=id) for one in ("pat", "pia")], exactly_one


def _closed_round(db: Database) -> int:
    draft = add_draft(db, [shift(name, day) for name in ("ana", "bo", "cy") for day in range(5)])
    now, planner = datetime.now(UTC), who(db, "pat")
    made = bidding.open_round(db, planner, draft, "round", now, now + timedelta(days=1), 1)
    bidding.close_round(db, planner, made.id)
    return made.id


def two_round_publications(db: Database) -> Made:
    """Two planners publish one awarded round."""
    id = _closed_round(db)
    bidding.award_round(db, who(db, "pat"), id)
    name = "wfm.services.bidding.publish_round"
    return [call(name, db, one, round_id=id) for one in ("pat", "pia")], exactly_one


def same_draft(db: Database) -> Made:
    """Two planners publish one draft."""
    draft = add_draft(db, [shift("ana", day) for day in range(5)])
    return [_publish(db, draft, one) for one in ("pat", "pia")], exactly_one


def drafts(first: int, db: Database) -> Made:
    """Two planners publish drafts that share days; the second begins so many days later."""
    ids = [add_draft(db, [shift("ana", day) for day in range(5)], first=begin) for begin in (0, first)]
    return [_publish(db, id, one) for id, one in zip(ids, ("pat", "pia"), strict=True)], nothing_more


def _publish(db: Database, draft: int, name: str = "pia") -> Call:
    return call("wfm.services.schedule.publish", db, name, schedule_id=draft)


def _again(db: Database) -> tuple[dict[tuple[str, int], int], int]:
    """A published schedule of ana's and bo's, and a draft with the same shifts over the same days."""
    shifts = [shift("ana", 1), shift("bo", 3)]
    ids = publish_now(db, add_draft(db, shifts))
    return ids, add_draft(db, shifts)


def publish_against_take(db: Database) -> Made:
    """A draft is published while a shift of the schedule that it replaces is taken."""
    ids, draft = _again(db)
    offer = trading.offer_shift(db, who(db, "ana"), ids["ana", 1], OfferKind.GIVEAWAY)

    def check(tables: Tables, outcomes: Sequence[Outcome]) -> Iterator[str]:
        if outcomes[1].done and not works(tables, "cy", at(1, 9), at(1, 17)):
            yield "a trade that was told as done is undone by the publication"

    return [_publish(db, draft), _take(db, "cy", offer.id)], check


def publish_against_release(db: Database) -> Made:
    """A draft is published while a planner takes a shift from its rep."""
    ids, draft = _again(db)

    def check(tables: Tables, outcomes: Sequence[Outcome]) -> Iterator[str]:
        if outcomes[1].done and works(tables, "ana", at(1, 9), at(1, 17)):
            yield "a release that was told as done is undone by the publication"

    release = call("wfm.services.trading.offers.release_shift", db, "pat", shift_id=ids["ana", 1])
    return [_publish(db, draft), release], check


def publish_against_offer(db: Database) -> Made:
    """A draft is published while a shift of the schedule that it replaces is offered."""
    ids, draft = _again(db)
    offer = call("wfm.services.trading.offer_shift", db, "ana", shift_id=ids["ana", 1], kind=OfferKind.GIVEAWAY)
    return [_publish(db, draft), offer], nothing_more


def publish_against_leave(db: Database) -> Made:
    """A draft is published while a manager grants leave over a shift of it."""
    draft = add_draft(db, [shift("ana", 1), shift("bo", 3)])
    return [_publish(db, draft), _grant(db, "ana")], nothing_more


def _take(db: Database, name: str, offer: int) -> Call:
    return call("wfm.services.trading.take", db, name, offer_id=offer)


def _grant(db: Database, one: str) -> Call:
    return call("wfm.services.leave.grant", db, "mo", rep=one, start=at(1, 8), end=at(1, 20))


def _offered(db: Database, kind: OfferKind = OfferKind.GIVEAWAY) -> tuple[int, int]:
    """Ana's shift on the board: its id and the offer's."""
    ids = publish_now(db, add_draft(db, [shift("ana", 1), shift("bo", 3)]))
    return ids["ana", 1], trading.offer_shift(db, who(db, "ana"), ids["ana", 1], kind).id


def take_against_withdraw(db: Database) -> Made:
    """A shift is taken while its offer is withdrawn."""
    id, offer = _offered(db)

    def check(tables: Tables, outcomes: Sequence[Outcome]) -> Iterator[str]:
        yield from one_done(outcomes)
        owner = tables.one("SELECT rep FROM shifts WHERE id = :id", id=id)
        if owner != ("cy" if outcomes[0].done else "ana"):
            yield f"the shift is {owner}'s, which nobody was told"

    withdraw = call("wfm.services.trading.withdraw", db, "ana", offer_id=offer)
    return [_take(db, "cy", offer), withdraw], check


def take_against_grant(db: Database) -> Made:
    """A shift is taken while leave is granted to who takes it."""
    _, offer = _offered(db)
    return [_take(db, "cy", offer), _grant(db, "cy")], nothing_more


def take_against_ask(db: Database) -> Made:
    """A shift is taken while who takes it is granted time off by the allotment."""
    _, offer = _offered(db)
    leave.set_allotment(db, who(db, "mo"), at(1, 12).date(), 24)
    ask = call("wfm.services.leave.ask", db, "cy", start=at(1, 10), end=at(1, 14))
    return [_take(db, "cy", offer), ask], nothing_more


def two_takes(db: Database) -> Made:
    """Four reps take one shift."""
    _, offer = _offered(db)
    return [_take(db, name, offer) for name in ("bo", "cy", "di", "ed")], exactly_one


def two_shifts(db: Database) -> Made:
    """One rep takes two shifts of a day."""
    ids = publish_now(db, add_draft(db, [shift("ana", 1), shift("bo", 1, 600)]))
    made = [trading.offer_shift(db, who(db, name), ids[name, 1], OfferKind.GIVEAWAY).id for name in ("ana", "bo")]
    return [_take(db, "cy", offer) for offer in made], exactly_one
