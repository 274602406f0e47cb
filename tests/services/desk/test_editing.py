"""Shifts changed by hand: what each change would do is told, and kept with a reason where something speaks against it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from tests.services.at_once import at_once, errors
from tests.services.small_centre import (
    MANAGER,
    MONDAY,
    NOW,
    PLANNER,
    add_schedule,
    as_rep,
    fill,
    give_leave,
    owner,
    planned,
    published,
    rep,
    shift,
    week,
)
from tests.services.trading.trade_steps import local, offer
from wfm.database.engine import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, NotFoundError, RefusedError, WfmError
from wfm.domain.exchange.offers import OfferState
from wfm.domain.people import Activity, Break, Stage, WorkMode
from wfm.domain.time import DAY
from wfm.services import desk
from wfm.services.bidding import bid_rounds
from wfm.services.desk import NOBODY, Add, Alter, PieceAct, PieceEdit, Remove
from wfm.services.trading import swaps


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time of the week of the tests."""
    return datetime.combine(MONDAY + timedelta(days=day), time(hour, minute))


def huddle(act: PieceAct = PieceAct.ADD, start: time | None = None, end: time | None = None) -> PieceEdit:
    return PieceEdit(act, "huddle", activity=True, at=start, until=end)


def keep(db: Database, edit: desk.Edit, reason: str = "", now: datetime = NOW, who: Principal = PLANNER) -> int:
    """Look at what a change does, and keep it."""
    seen = desk.judge_edit(db, who, edit, now=now)
    kept = desk.apply_edit(db, who, edit, expected=seen.version, reason=reason, accepted=seen.seen, now=now)
    return kept.shift


def refused(
    db: Database, edit: desk.Edit, match: str, now: datetime = NOW, error: type[WfmError] = RefusedError
) -> None:
    """It cannot be, looked at or kept, whatever the reason; and nothing is changed."""
    for call in (
        lambda: desk.judge_edit(db, PLANNER, edit, now=now),
        lambda: desk.apply_edit(db, PLANNER, edit, reason="because", now=now),
    ):
        with pytest.raises(error, match=match):
            call()
    with db.read() as uow:
        assert not [e for e in uow.audit.list() if e.entity in ("shift", "draft shift")]


def test_a_shift_moves_with_its_pieces(db: Database) -> None:
    """To another day, an hour later: lunch and huddle go along, and the log tells both states."""
    fill(db, [rep("ana")])
    id = published(db, [shift("ana", 1)])["ana", 1]
    keep(db, Alter(id, pieces=(huddle(start=time(10), end=time(10, 30)),)))
    seen = desk.judge_edit(db, PLANNER, Alter(id, begins=at(2, 10)), now=NOW)
    assert seen.becomes == "Ana, Wed 3 Jun 10:00-18:30, at home, huddle 11:00-11:30, lunch 14:00-14:30"
    assert (seen.against, seen.withdrawn, seen.zone) == ((), (), "America/New_York")
    assert planned(db, id).shift.day == 1, "looking changes nothing"
    keep(db, Alter(id, begins=at(2, 10)))
    found = planned(db, id)
    assert found.start == local(2, 10)
    assert found.shift.activities == (Activity("huddle", 2 * DAY + 660, 2 * DAY + 690),)
    with db.read() as uow:
        [second, first] = [e.detail for e in uow.audit.list() if e.action == "change"]
    assert first["is"] == second["was"]
    assert second["is"]["start"] == local(2, 10).isoformat()
    assert second["from"] == second["to"] == "ana"


def test_what_a_shorter_shift_cuts_off_is_named(db: Database) -> None:
    """Unless it is moved or taken away in the same change; other pieces stay where they are."""
    fill(db, [rep("ana")])
    id = published(db, [shift("ana", 1)])["ana", 1]
    cut = Alter(id, end=time(13, 15))
    refused(db, cut, r"break lunch 13:00-13:30 would lie outside the shift 09:00-13:15; move or remove it")
    without = Alter(id, end=time(13), pieces=(PieceEdit(PieceAct.REMOVE, "lunch"),))
    keep(db, without, "short of work")
    assert (planned(db, id).shift.end, planned(db, id).shift.breaks) == (DAY + 780, ())
    moved = PieceEdit(PieceAct.ADD, "lunch", at=time(12), until=time(12, 30))
    keep(db, Alter(id, start=at(1, 8), pieces=(moved,)), "short of work")
    assert planned(db, id).shift.breaks == (Break("lunch", DAY + 720, DAY + 750),)


@pytest.mark.parametrize(
    ("edit", "error", "match"),
    [
        (Alter(1, begins=at(1, 9, 7)), InputError, "times must be multiples of 15 minutes, got 09:07"),
        (Alter(1, end=at(1, 9)), InputError, "must end after it starts"),
        (Alter(1, begins=at(1, 9)), InputError, "must change something"),
        (Alter(1, pieces=(PieceEdit(PieceAct.MOVE, "tea", at=time(11)),)), InputError, "has no break 'tea'; it has lunch"),
        (Alter(1, pieces=(huddle(start=time(8), end=time(8, 30)),)), RefusedError, "huddle 08:00-08:30 would lie outside"),
        (Alter(1, pieces=(huddle(start=time(13), end=time(14)),)), RefusedError, "13:00-13:30 and huddle 13:00-14:00"),
        (Alter(1, pieces=(PieceEdit(PieceAct.ADD, "x" * 201, True, time(10), time(11)),)), InputError, "at most 200"),
        (Alter(1, rep="nobody-here"), NotFoundError, "nobody-here"),
        (Alter(1, rep="tina"), RefusedError, "Tina is in training on Tue 2 Jun"),
        (Alter(1, site="mars"), NotFoundError, "mars"),
        (Alter(99), NotFoundError, "no shift 99"),
        (Alter(1, begins=at(9, 9)), RefusedError, "no published schedule covers Wed 10 Jun for Ana"),
        (Add("ana", MONDAY + timedelta(days=1), time(16), time(22)), RefusedError, "Ana has another shift at that time"),
        (Add("ana", MONDAY + timedelta(days=9), time(9), time(17)), RefusedError, "no published schedule covers"),
        (Add("ana", MONDAY, template="night"), InputError, "there are day8, short4, day10"),
        (Add("ana", MONDAY), InputError, "a start and an end, or a template"),
    ],
)  # fmt: skip
def test_what_cannot_be_whatever_the_reason(
    sqlite_database: Database, edit: desk.Edit, error: type[WfmError], match: str
) -> None:
    """One sentence each, and nothing is changed."""
    fill(sqlite_database, [rep("ana"), rep("tina", stage=Stage.TRAINING)])
    assert published(sqlite_database, [shift("ana", 1)])["ana", 1] == 1
    refused(sqlite_database, edit, match, error=error)


def test_a_broken_rule_needs_a_reason(db: Database) -> None:
    """Two shifts of a day: told, refused without a reason, kept and logged with one."""
    fill(db, [rep("ana")])
    published(db, [shift("ana", 1, 420, 240)])
    second = Add("ana", MONDAY + timedelta(days=1), time(14), time(18))
    against = desk.judge_edit(db, PLANNER, second, now=NOW).against
    assert [text.partition(",")[0] for text in against] == ["Ana: one shift a day", "Ana: rest"]
    with pytest.raises(
        RefusedError, match=r"the change needs a reason: Ana: one shift a day, Tue 2 Jun: .+ and 1 more"
    ):
        keep(db, second)
    id = keep(db, second, "a fair")
    assert planned(db, id).live
    with db.read() as uow:
        [entry] = uow.audit.list(entity="shift")
    assert (entry.detail["reason"], entry.detail["broken"]) == ("a fair", [*against])


def test_the_past_is_frozen(db: Database) -> None:
    """A shift that is over stays; of a running one the end and what is to come may change."""
    fill(db, [rep("ana"), rep("bo")])
    id = published(db, [shift("ana", 1)])["ana", 1]
    during, after = local(1, 11), local(1, 18)
    for edit in (Remove(id), Alter(id, end=time(16)), Alter(id, locked=True)):
        refused(db, edit, "the shift is over", now=after)
    for edit in (Remove(id), Alter(id, rep="bo"), Alter(id, begins=at(1, 12)), Alter(id, locked=True)):
        refused(db, edit, "only its end, and breaks and activities still to come, may change", now=during)
    early = PieceEdit(PieceAct.ADD, "coaching", True, time(10), time(10, 30))
    refused(db, Alter(id, pieces=(early,)), "coaching 10:00-10:30 has begun or would", now=during)
    refused(db, Alter(id, end=time(10), pieces=(PieceEdit(PieceAct.REMOVE, "lunch"),)), "in the past", now=during)
    refused(db, Add("bo", MONDAY + timedelta(days=1), time(10), time(14)), "would begin at Tue 2 Jun 10:00", now=during)
    lunch = PieceEdit(PieceAct.MOVE, "lunch", at=time(12, 30))
    keep(db, Alter(id, end=time(16, 30), pieces=(lunch,)), "ill", now=during)
    assert (planned(db, id).shift.end, planned(db, id).shift.breaks[0].start) == (DAY + 990, DAY + 750)


def test_notice_and_locks_need_a_reason(sqlite_database: Database) -> None:
    """A shift that begins within a day, and one that a planner has locked; locking itself needs none."""
    db = sqlite_database
    fill(db, [rep("ana")])
    id = published(db, [shift("ana", 1)])["ana", 1]
    later = Alter(id, begins=at(1, 10))
    [text] = desk.judge_edit(db, PLANNER, later, now=local(1, 1)).against
    assert text == "the shift on Tue 2 Jun 09:00-17:30 begins in less than 24 h"
    keep(db, Alter(id, locked=True))
    assert planned(db, id).shift.locked
    [text] = desk.judge_edit(db, PLANNER, later, now=NOW).against
    assert text == "a planner has locked the shift on Tue 2 Jun 09:00-17:30"
    keep(db, Alter(id, locked=False))


def test_offers_follow_what_happens_to_their_shift(db: Database) -> None:
    """Other times or another owner end them, and the verdict names them; another break does not."""
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 1), shift("bo", 2)])
    made = offer(db, "ana", ids["ana", 1])
    keep(db, Alter(ids["ana", 1], pieces=(PieceEdit(PieceAct.MOVE, "lunch", at=time(12, 30)),)))
    with db.read() as uow:
        assert uow.offers.get(made.id).state is OfferState.OPEN
    later = Alter(ids["ana", 1], begins=at(1, 10))
    seen = desk.judge_edit(db, PLANNER, later, now=NOW)
    assert seen.withdrawn == (f"offer {made.id} on the board (giveaway by Ana, open) is withdrawn",)
    with pytest.raises(RefusedError, match="since it was checked, more speaks against the change: offer 1"):
        desk.apply_edit(db, PLANNER, later, accepted=(), now=NOW)
    keep(db, later)
    with db.read() as uow:
        assert uow.offers.get(made.id).state is OfferState.WITHDRAWN


def test_nobody_s_shift_is_posted_and_given_again(db: Database) -> None:
    """It asks what its owner can do; other times post it anew; given to a rep it leaves the board."""
    fill(db, [rep("ana", skills=("en", "es")), rep("bo", skills=("en", "es")), rep("cy")])
    id = published(db, [shift("ana", 1)])["ana", 1]
    for edit in (Alter(id, rep=NOBODY), Alter(id, begins=at(1, 10)), Alter(id, rep=NOBODY, skills=("en",))):
        if edit.skills:
            with db.write() as uow:
                [standing] = uow.offers.standing(id)
                uow.offers.change(standing.id, standing.version, OfferState.WITHDRAWN)
        keep(db, edit)
        with db.read() as uow:
            [standing] = uow.offers.standing(id)
        assert standing.skills == (edit.skills or ("en", "es"))
    keep(db, Alter(id, begins=at(1, 9)))
    keep(db, Alter(id, rep="cy"))
    assert owner(db, id) == "cy"
    with db.read() as uow:
        assert not uow.offers.standing(id)


def test_skills_and_seats_are_told(sqlite_database: Database) -> None:
    """A taker who cannot do all of it, and a site without a free seat."""
    db, onsite = sqlite_database, {"work_mode": WorkMode.ONSITE, "site": "hq"}
    fill(db, [rep("ana", skills=("en", "es"), **onsite), rep("bo", **onsite), rep("cy", **onsite)], {"hq": 1})
    ids = published(db, [shift("ana", 1, site="hq"), shift("", 1, site="hq"), shift("bo", 2, site="hq")])
    assert desk.judge_edit(db, PLANNER, Alter(ids["ana", 1], rep="cy"), now=NOW).against == (
        "Cy cannot do all that the shift asks: it needs skill es",
    )
    assert desk.judge_edit(db, PLANNER, Alter(ids["", 1], rep="bo"), now=NOW).against == (
        "hq has 1 seat and would need 2 on Tue 2 Jun 09:00-17:30",
    )


def test_leave_and_employment_stand_in_the_way(sqlite_database: Database) -> None:
    """A shift is not put into leave or after the last day; one that lies in leave already may lose its lunch."""
    db = sqlite_database
    fill(db, [rep("ana", last_day=MONDAY + timedelta(days=3))])
    id = published(db, [shift("ana", 1)])["ana", 1]
    give_leave(db, "ana", local(2, 0))
    refused(db, Alter(id, begins=at(2, 9)), "Ana has approved leave at that time")
    refused(db, Alter(id, begins=at(4, 9)), "Ana is not employed on Fri 5 Jun")
    give_leave(db, "ana", local(1, 0))
    desk.judge_edit(db, PLANNER, Alter(id, pieces=(PieceEdit(PieceAct.MOVE, "lunch", at=time(12, 30)),)), now=NOW)


def test_new_shifts_come_with_their_breaks(db: Database) -> None:
    """By the windows of the template, on the newest published schedule; an open one is posted."""
    fill(db, [rep("ana")])
    published(db, [shift("ana", 1)])
    newer = add_schedule(db, [])
    with db.write() as uow:
        uow.publications.publish(newer, 1, NOW + timedelta(hours=1), since=NOW + timedelta(days=90))
    id = keep(db, Add("ana", MONDAY + timedelta(days=3), time(9), template="day8"))
    found = planned(db, id)
    assert (found.live, found.schedule, found.shift) == (True, newer, shift("ana", 3))
    by_times = keep(db, Add("ana", MONDAY + timedelta(days=4), time(9), time(17, 30)))
    assert planned(db, by_times).shift == shift("ana", 4)
    open = keep(db, Add(NOBODY, MONDAY + timedelta(days=4), time(9), template="short4", skills=("en",)))
    with db.read() as uow:
        assert [o.skills for o in uow.offers.standing(open)] == [("en",)]


def test_drafts_are_judged_with_what_is_published_outside_of_them(db: Database) -> None:
    """The draft's own shifts in its scope, live ones outside; each edit counts a version; bids keep it as it is."""
    fill(db, [rep("ana"), rep("bo")])
    published(db, [shift("ana", 6, 1020, 240)])
    draft = add_schedule(db, [shift("ana", 1), *week("bo")], MONDAY + timedelta(days=7))
    with db.read() as uow:
        id = next(p.id for p in uow.schedules.get(draft).shifts if p.shift.agent == "ana")
    early = Alter(id, begins=at(7, 6))
    [text] = desk.judge_edit(db, PLANNER, early, now=NOW).against
    assert text.startswith("Ana: rest, Mon 8 Jun")
    keep(db, early, "she asked")
    added = keep(db, Add("ana", MONDAY + timedelta(days=9), template="day8", schedule=draft))
    refused_outside = Alter(added, begins=at(15, 9))
    with pytest.raises(RefusedError, match=f"draft {draft} does not cover Ana on Tue 16 Jun"):
        desk.judge_edit(db, PLANNER, refused_outside, now=NOW)
    keep(db, Remove(added))
    with db.read() as uow:
        record = uow.schedules.get(draft)
        assert record.record.version == 4
        assert [p.id for p in record.shifts if p.shift.agent == "ana"] == [id]
        assert not uow.audit.list(entity="shift")
    with pytest.raises(AccessError, match="this needs planner"):
        desk.judge_edit(db, MANAGER, early, now=NOW)
    bid_rounds.open_round(db, PLANNER, draft, "June", NOW, NOW + timedelta(days=1), 1, now=NOW)
    with pytest.raises(RefusedError, match=f"schedule {draft} is in bid round 'June', which is not over"):
        desk.judge_edit(db, PLANNER, Alter(id, begins=at(8, 9)), now=NOW)


def test_what_has_changed_meanwhile_is_told(db: Database) -> None:
    """Seen at one version, kept at another: nothing is done."""
    fill(db, [rep("ana"), rep("bo")])
    id = published(db, [shift("ana", 1)])["ana", 1]
    seen = desk.judge_edit(db, PLANNER, Alter(id, begins=at(2, 9)), now=NOW)
    keep(db, Alter(id, locked=True))
    with pytest.raises(ConflictError, match="has changed since it was looked at"):
        desk.apply_edit(db, PLANNER, Alter(id, begins=at(2, 9)), expected=seen.version, reason="x", now=NOW)
    keep(db, Remove(id), "no work")
    with pytest.raises(RefusedError, match="is not on the published timeline any more"):
        desk.judge_edit(db, PLANNER, Alter(id, begins=at(2, 9)), now=NOW)
    with db.read() as uow:
        assert not uow.schedules.shifts_of("ana", local(0, 0), local(7, 0))


def test_nobody_changes_their_own_shift(sqlite_database: Database) -> None:
    """A planner who is a rep: neither theirs nor into theirs."""
    db, who = sqlite_database, Principal("pat", Role.PLANNER, "ana")
    fill(db, [rep("ana"), rep("bo")])
    ids = published(db, [shift("ana", 1), shift("bo", 2)])
    for edit in (Alter(ids["ana", 1], begins=at(1, 10)), Alter(ids["bo", 2], rep="ana"), Remove(ids["ana", 1])):
        with pytest.raises(AccessError, match="another manager or a planner must change your shift"):
            desk.apply_edit(db, who, edit, reason="x", now=NOW)


def test_a_hand_change_and_a_swap_at_once(db: Database) -> None:
    """Whoever is second is told; the shift is never in two places, and no offer stands on what changed."""
    reps = [f"r{k:02d}" for k in range(6)]
    fill(db, [rep("ana"), *(rep(name) for name in reps)])
    id = published(db, [shift("ana", 2)])["ana", 2]
    made = offer(db, "ana", id)
    seen = desk.judge_edit(db, PLANNER, Alter(id, begins=at(3, 9)), now=NOW)
    calls = [lambda name=name: swaps.take(db, as_rep(name), made.id, now=NOW) for name in reps]
    move = Alter(id, begins=at(3, 9))
    calls.insert(3, lambda: desk.apply_edit(db, PLANNER, move, expected=seen.version, accepted=seen.seen, now=NOW))
    results = at_once(calls)
    assert len(errors(results)) == len(reps)
    found = planned(db, id)
    moved = not isinstance(results[3], WfmError)
    assert (found.shift.agent == "ana", found.shift.day) == ((True, 3) if moved else (False, 2))
    with db.read() as uow:
        assert not uow.offers.standing(id)
        assert uow.offers.get(made.id).state is (OfferState.WITHDRAWN if moved else OfferState.DONE)
