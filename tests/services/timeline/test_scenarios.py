"""The timeline as planners live with it: parts replaced, races between them, trades in between, all of it taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.services.at_once import at_once, errors
from tests.services.small_centre import (
    MONDAY,
    NOW,
    PLANNER,
    ZONE,
    as_rep,
    fill,
    give_leave,
    published,
    rep,
    shift,
    week,
)
from wfm.database.engine import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError, RefusedError
from wfm.domain.exchange import OfferKind, OfferState, PlannedShift, ScheduleStatus, ScheduleVersion
from wfm.domain.people import Shift, WorkMode
from wfm.domain.time import DAY, Horizon, local_midnight
from wfm.services.bidding import awards, bid_rounds
from wfm.services.timeline import compare, compare_publication, publications, publish, rebase, rename, undo, undone_by
from wfm.services.trading import offers, swaps

OTHER = Principal("pia", Role.PLANNER)
WEDNESDAY_NOON = local_midnight(MONDAY, ZONE) + timedelta(days=2, hours=12)


def drafted(
    db: Database,
    shifts: Iterable[Shift],
    *,
    reps: Iterable[str] | None = None,
    words: str = "",
    start: date = MONDAY,
    days: int = 7,
    since: int = 0,
) -> int:
    """A draft of some reps, beside the timeline as it is."""
    horizon = Horizon(start, days, 15, ZONE)
    record = ScheduleVersion(0, "June", horizon, ScheduleStatus.DRAFT, None, None, None, {}, (), (), NOW, "pat")
    of = None if reps is None else frozenset(reps)
    with db.write() as uow:
        return uow.schedules.add(replace(record, reps=of, scope_words=words, first_minute=since), tuple(shifts))


def live(db: Database) -> dict[tuple[str, int], PlannedShift]:
    """The timeline of two weeks by owner and day."""
    horizon = Horizon(MONDAY, 14, 15, ZONE)
    with db.read() as uow:
        found = uow.published.shifts_between(horizon.instant(0), horizon.instant(14 * DAY))
    return {(p.shift.agent, horizon.minute(p.start) // DAY): p for p in found}


def hours(db: Database) -> dict[tuple[str, int], int]:
    """At which hour of the day each shift of the timeline begins."""
    return {key: p.shift.start_of_day // 60 for key, p in live(db).items()}


def give(db: Database, shift_id: int, giver: str, taker: str) -> None:
    """One rep takes a shift of another's."""
    made = offers.offer_shift(db, as_rep(giver), shift_id, OfferKind.GIVEAWAY, now=NOW)
    swaps.take(db, as_rep(taker), made.id, now=NOW)


def test_the_rest_of_the_week_anew(database: Database) -> None:
    """From Wednesday noon: what has begun stays as it is, the rest is the draft's, and this is told."""
    fill(database, [rep("ana"), rep("bo")])
    published(database, [*week("ana"), *week("bo", 780)])
    draft = drafted(database, [*week("ana", 600), *week("bo", 840, days=(0, 1, 2))])
    with pytest.raises(RefusedError, match=r"changes 2 shifts that begin within 24 h \(Bo's on Wed 3 Jun 13:00-21:30"):
        publish(database, PLANNER, draft, now=WEDNESDAY_NOON)
    publish(database, PLANNER, draft, reason="half the team is ill", now=WEDNESDAY_NOON)
    ana, bo = dict.fromkeys((0, 1, 2), 9) | {3: 10, 4: 10}, {0: 13, 1: 13, 2: 14}
    assert hours(database) == {("ana", d): h for d, h in ana.items()} | {("bo", d): h for d, h in bo.items()}
    (entry, _) = publications(database, PLANNER)
    assert (entry.publication.brought, entry.publication.replaced, entry.begun) == (3, 5, 5)
    assert entry.told.endswith("5 shifts of the draft have begun by then, and what was published for them stays")
    with database.read() as uow:
        assert uow.audit.list(entity="schedule")[0].detail["reason"] == "half the team is ill"


def test_what_stays_of_the_same_days_is_judged_with_what_comes(database: Database) -> None:
    """A night that has begun, and a morning after it from a draft that begins at noon; seats beside other teams."""
    place = {"work_mode": WorkMode.ONSITE, "home_workspace_approved": False, "site": "hq"}
    fill(database, [rep("ana", **place), rep("bo", **place)], {"hq": 1})
    published(database, [shift("ana", 1, 1320, 510, "hq"), shift("bo", 3, 540, site="hq")])
    early = drafted(database, [shift("ana", 2, 780, 240, "hq")], reps=["ana"], since=2 * DAY + 720)
    with pytest.raises(RefusedError, match=r"Ana: rest, Wed 3 Jun: 6.5 h of rest before the shift at 13:00, need 11 h"):
        publish(database, PLANNER, early, now=NOW)
    beside = drafted(database, [shift("ana", 3, 600, 240, "hq")], reps=["ana"], since=3 * DAY)
    with pytest.raises(RefusedError, match="hq has 1 seat and would need 2 on Thu 4 Jun 10:00"):
        publish(database, PLANNER, beside, now=NOW)
    publish(database, PLANNER, drafted(database, [shift("ana", 4, site="hq")], reps=["ana"], since=3 * DAY), now=NOW)
    assert set(live(database)) == {("ana", 1), ("bo", 3), ("ana", 4)}


def test_one_teams_week_beside_the_others(database: Database) -> None:
    """The others' shifts are not touched, nor are open ones; offers of the team's shifts leave the board, told in the diff."""
    fill(database, [rep("ana"), rep("bo")])
    ids = published(database, [*week("ana"), *week("bo"), shift("", 2)])
    mine, theirs = (
        offers.offer_shift(database, as_rep(r), ids[r, 1], OfferKind.GIVEAWAY, now=NOW) for r in ("ana", "bo")
    )
    draft = drafted(database, [*week("ana", 600, days=(1, 2)), shift("ana", 3)], reps=["ana"], words="team red")
    found = compare(database, PLANNER, draft, now=NOW)
    assert found.counts == {
        "added": 0,
        "removed": 2,
        "moved": 2,
        "other site": 0,
        "other breaks or activities": 0,
        "lock": 0,
    }
    assert (found.same, [d.day.day for d in found.differences]) == (1, [1, 2, 3, 5])
    publish(database, PLANNER, draft, now=NOW)
    assert {day for name, day in live(database) if name == "bo"} == set(range(5))
    with database.read() as uow:
        assert [uow.offers.get(o.id).state for o in (mine, theirs)] == [OfferState.WITHDRAWN, OfferState.OPEN]
        assert uow.schedules.shift(ids["", 2]).live
        assert uow.schedules.shift(ids["ana", 3]).live
    (entry, _) = publications(database, PLANNER)
    assert (entry.scope_words, entry.publication.kept) == ("team red", 1)
    assert compare_publication(database, PLANNER, entry.publication.id).differences == found.differences


def test_of_two_overlapping_drafts_one_wins(database: Database) -> None:
    """The other is told what changed and by whom, takes it over, and publishes: no rep has two shifts, none is lost."""
    fill(database, [rep("ana"), rep("bo"), rep("cy")])
    published(database, [*week("ana"), *week("bo"), *week("cy")])
    reps = {PLANNER: ("ana", "bo"), OTHER: ("bo", "cy")}
    drafts = {
        who: drafted(database, [s for r in reps[who] for s in week(r, start)], reps=reps[who])
        for who, start in ((PLANNER, 600), (OTHER, 660))
    }
    told = at_once([lambda who=who: publish(database, who, drafts[who], now=NOW) for who in (PLANNER, OTHER)])
    (refused,) = errors(told)
    winner, loser = (PLANNER, OTHER) if told[1] is refused else (OTHER, PLANNER)
    assert f"{winner.username} published schedule {drafts[winner]} at Wed 20 May 08:00: the shifts of Bo" in str(
        refused
    )
    done = rebase(database, loser, drafts[loser])
    assert (len(done.taken), done.broken) == (1, ())
    publish(database, loser, drafts[loser], now=NOW)
    first = {PLANNER: 10, OTHER: 11}
    start = dict.fromkeys(reps[loser], first[loser]) | dict.fromkeys(reps[winner], first[winner])
    assert hours(database) == {(name, day): start[name] for name in start for day in range(5)}


def test_a_trade_in_between_stays(database: Database) -> None:
    """It is named, both reps' days are taken over, what breaks by it is told, and publishing then keeps the trade."""
    fill(database, [rep("ana"), rep("bo")])
    ids = published(database, [*week("ana"), *week("bo", days=(0, 1))])
    draft = drafted(database, [*week("ana", 600), shift("bo", 1, 1200, 240)])
    give(database, ids["ana", 2], "ana", "bo")
    sentence = "Ana's shift on Wed 3 Jun 09:00-17:30 is now Bo's"
    assert undone_by(database, PLANNER, draft, now=NOW) == (sentence,)
    done = rebase(database, PLANNER, draft)
    assert done.taken == (sentence,)
    assert done.broken == ("Bo: rest, Wed 3 Jun: 9 h of rest before the shift at 09:00, need 11 h",)
    assert rebase(database, PLANNER, draft).taken == ()
    publish(database, PLANNER, draft, now=NOW)
    assert hours(database) == {("ana", d): 10 for d in (0, 1, 3, 4)} | {("bo", 1): 20, ("bo", 2): 9}
    assert live(database)["bo", 2].id == ids["ana", 2]


def test_what_left_the_scope_or_moved_in_it_is_named(database: Database) -> None:
    """A shift traded to another team's rep, one moved to another day, one taken off; a shift that has begun is no matter."""
    fill(database, [rep("ana"), rep("bo")])
    ids = published(database, week("ana"))
    draft = drafted(database, week("ana", 600), reps=["ana"])
    give(database, ids["ana", 0], "ana", "bo")
    with database.write() as uow:
        uow.schedules.replace_shift(ids["ana", 1], 1, shift("ana", 5))
        uow.schedules.take_off(ids["ana", 2], 1)
        uow.schedules.replace_shift(ids["ana", 3], 1, shift("ana", 3, 480))
    told = (
        "Ana's shift on Mon 1 Jun 09:00-17:30 is now Bo's",
        "Ana's shift on Wed 3 Jun 09:00-17:30 was taken off",
        "Ana's shift was changed and is now Thu 4 Jun 08:00-16:30",
        "Ana's shift of Tue 2 Jun was moved to Sat 6 Jun 09:00-17:30",
    )
    assert undone_by(database, PLANNER, draft, now=NOW) == told
    assert undone_by(database, PLANNER, draft, now=WEDNESDAY_NOON) == (
        told[2],
        "the shift on Sat 6 Jun 09:00-17:30 is now Ana's",
    )
    rebase(database, PLANNER, draft)
    publish(database, PLANNER, draft, now=NOW)
    assert hours(database) == {("bo", 0): 9, ("ana", 3): 8, ("ana", 4): 10, ("ana", 5): 9}


def test_a_publication_is_taken_back(database: Database) -> None:
    """Once and whole, from now on: what it replaced is there again, the draft is one again, and both are told."""
    fill(database, [rep("ana"), rep("bo")])
    ids = published(database, [*week("ana"), *week("bo")])
    first = live(database)
    publish(database, PLANNER, drafted(database, [*week("ana", 600), *week("bo", days=(0,))]), now=NOW)
    gone = live(database)["ana", 4]
    offer = offers.offer_shift(database, as_rep("ana"), gone.id, OfferKind.GIVEAWAY, now=NOW)
    with pytest.raises(InputError, match="must carry a reason"):
        undo(database, PLANNER, reason=" ")
    done = undo(database, PLANNER, reason="the wrong draft", now=NOW)
    assert (done.returned, done.left, done.begun, done.withdrawn) == (9, 5, 0, 1)
    assert live(database) == first
    assert ids["ana", 4] == live(database)["ana", 4].id
    with pytest.raises(RefusedError, match=f"publication {done.publication} was undone already, by pat at Wed 20 May"):
        undo(database, PLANNER, done.publication, reason="again", now=NOW)
    with database.read() as uow:
        assert uow.schedules.record(done.schedule).status is ScheduleStatus.DRAFT
        assert "was undone" in uow.offers.get(offer.id).reason
    undo(database, PLANNER, reason="all of it", now=NOW)
    assert live(database) == {}


def test_half_of_a_publication_is_taken_back_when_the_rest_has_begun(database: Database) -> None:
    """What has begun stays as it was worked; once all has, there is nothing to take back."""
    fill(database, [rep("ana")])
    published(database, week("ana"))
    made = publish(database, PLANNER, drafted(database, week("ana", 600)), now=NOW)
    done = undo(database, PLANNER, reason="needed", now=WEDNESDAY_NOON)
    assert (done.returned, done.left, done.begun) == (2, 2, 3)
    assert hours(database) == {("ana", day): hour for day, hour in enumerate((10, 10, 10, 9, 9))}
    with database.read() as uow:
        assert uow.schedules.record(made.id).status is ScheduleStatus.PUBLISHED
    with pytest.raises(RefusedError, match="all that it changed has begun by now"):
        undo(database, PLANNER, reason="needed", now=WEDNESDAY_NOON + timedelta(days=9))


@pytest.mark.parametrize("since", ["trade", "leave", "publication"])
def test_what_happened_since_is_in_the_way_of_an_undo(database: Database, since: str) -> None:
    """A trade and a later publication are named; a shift is not put back into leave; nothing changes."""
    fill(database, [rep("ana"), rep("bo")])
    published(database, week("ana"))
    publish(database, PLANNER, drafted(database, [*week("ana", days=(0, 1)), shift("ana", 2, 600)]), now=NOW)
    number = publications(database, PLANNER)[0].publication.id
    if since == "trade":
        give(database, live(database)["ana", 2].id, "ana", "bo")
        told = "its scope has changed: Ana's shift on Wed 3 Jun 10:00-18:30 is now Bo's"
    elif since == "leave":
        give_leave(database, "ana", WEDNESDAY_NOON + timedelta(days=1), hours=5)
        told = "Ana has approved time off during the shift on Thu 4 Jun 09:00-17:30; the publication stands"
    else:
        publish(database, OTHER, drafted(database, [], start=MONDAY + timedelta(days=2), days=1), now=NOW)
        told = "pia published schedule 3 at Wed 20 May 08:00: the shifts of Ana on Wed 3 Jun"
    before = live(database)
    with pytest.raises(RefusedError, match=told):
        undo(database, PLANNER, number, reason="needed", now=NOW)
    assert live(database) == before


def test_a_week_more(database: Database) -> None:
    """A published schedule is extended by a week: the first stays where it is the same, and is one whole plan with it."""
    fill(database, [rep("ana")])
    ids = published(database, week("ana"))
    later = [s.moved(7) for s in week("ana", 600)]
    made = publish(database, PLANNER, drafted(database, [*week("ana"), *later], days=14), now=NOW)
    with database.read() as uow:
        assert len(uow.schedules.get(made.id).shifts) == 10
    assert {live(database)["ana", day].id for day in range(5)} == set(ids.values())
    told = publications(database, PLANNER)[0].told
    assert told == "5 shifts came, 0 gave way, 5 stayed as they were"


def test_bids_over_a_draft_of_one_team(database: Database) -> None:
    """Winners get the lines, the other team's shifts stay; while reps bid, the draft keeps its shifts."""
    fill(database, [rep("ana"), rep("bo"), rep("cy")])
    published(database, week("cy"))
    draft = drafted(database, [*week("ana"), *week("bo", 600)], reps=["ana", "bo"], words="team red")
    closes = NOW + timedelta(hours=1)
    made = bid_rounds.open_round(database, PLANNER, draft, "June", NOW, closes, 1, now=NOW)
    with pytest.raises(RefusedError, match=f"bid round 'June' is held over schedule {draft}; it must be over first"):
        rebase(database, PLANNER, draft)
    later = closes + timedelta(minutes=1)
    awards.award_round(database, PLANNER, made.id, now=later)
    line = bid_rounds.lines(database, PLANNER, made.id, now=later)[0].id
    with pytest.raises(RefusedError, match="cannot be given to cy: the round is held for team red"):
        awards.override_award(database, PLANNER, made.id, "cy", line, "needed", now=later)
    awards.publish_round(database, PLANNER, made.id, now=later)
    assert sorted({name for name, _ in live(database)}) == ["ana", "bo", "cy"]
    assert len(live(database)) == 15


def test_a_draft_gets_another_name(sqlite_database: Database) -> None:
    """One line of at most 200 characters; a schedule that reps have seen keeps its own."""
    draft = drafted(sqlite_database, [])
    assert rename(sqlite_database, PLANNER, draft, " June, late ").name == "June, late"
    for name, told in (("", "must not be empty"), ("x" * 201, "at most 200"), ("a\nb", "on one line")):
        with pytest.raises(InputError, match=f"the name of a schedule .*{told}"):
            rename(sqlite_database, PLANNER, draft, name)
    publish(sqlite_database, PLANNER, draft, now=datetime.fromisoformat("2026-05-01T00:00+00:00"))
    with pytest.raises(RefusedError, match="is published; only a draft can be renamed"):
        rename(sqlite_database, PLANNER, draft, "July")
