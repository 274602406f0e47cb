"""Leave that others enter for a rep, its kinds and what it counts, how it is shortened and cancelled, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.services.at_once import at_once
from tests.services.small_centre import MANAGER, PLANNER, ZONE, as_rep, fill, rep
from wfm.database.engine import Database
from wfm.database.repositories.leave import LeaveState
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, NotFoundError, RefusedError, WfmError
from wfm.domain.people import LeaveKind, Site
from wfm.domain.time import local_midnight
from wfm.services import leave

TODAY = datetime.now(UTC).date()
MONDAY = TODAY + timedelta(days=35 - TODAY.weekday())
ANA = as_rep("ana")


def day(offset: int) -> date:
    """A local day, counted from a Monday a month from now."""
    return MONDAY + timedelta(days=offset)


def at(offset: int, hour: int) -> datetime:
    """A time on the clock of whoever it is about."""
    return datetime.combine(day(offset), datetime.min.time()) + timedelta(hours=hour)


@pytest.fixture
def db(database: Database) -> Database:
    """Ana works full time in Manila, Bo flexibly at the site, Cy until the second day, Mo is a manager too."""
    with database.write() as unit:
        unit.sites.put(Site("hq", "HQ", 10, ZONE))
    people = [
        rep("ana", "full", zone="Asia/Manila"),
        rep("bo", site="hq"),
        rep("cy", "full", site="hq", last_day=day(1)),
        rep("mo", "full", site="hq"),
    ]
    fill(database, people)
    return database


def test_a_sick_call_counts_at_once(db: Database) -> None:
    """Entered for today as well, approved, on the rep's clock, and told to the rep with what it counts."""
    made = leave.enter_leave(db, MANAGER, "ana", TODAY, TODAY, "migraine", kind="sick")
    assert (made.state, made.decided_by, made.kind) == (LeaveState.APPROVED, "mo", "sick")
    assert (made.start, made.end) == (
        local_midnight(TODAY, "Asia/Manila"),
        local_midnight(TODAY + timedelta(days=1), "Asia/Manila"),
    )
    told = leave.counts(db, ANA, [made.id])[made.id]
    assert (told.kind.name, told.zone, told.minutes, told.days) == ("Sick", "Asia/Manila", 480, 1)
    with db.read() as unit:
        [entry] = unit.audit.list(entity="time off")
        assert entry.detail == {
            "rep": "ana",
            "start": made.start.isoformat(),
            "end": made.end.isoformat(),
            "state": "approved",
            "kind": "sick",
        }


def test_what_counts_is_told_for_what_stands(db: Database) -> None:
    """Half a day of fixed shifts counts as a day and says why; a week once; what was withdrawn nothing."""
    half = leave.ask(db, ANA, at(1, 8), at(1, 12))
    found = leave.counts(db, ANA, [half.id])[half.id]
    assert (found.minutes, found.days) == (480, 1)
    assert "count as a day, since no sum of shifts" in found.notes[0]
    weeks = leave.ask(db, ANA, day(7), day(20), kind="unpaid")
    assert leave.counts(db, ANA, [weeks.id])[weeks.id].minutes == 2 * 2400
    leave.withdraw(db, ANA, weeks.id)
    assert leave.counts(db, MANAGER, [weeks.id])[weeks.id].minutes == 0
    with pytest.raises(AccessError):
        leave.counts(db, as_rep("bo"), [half.id])


def test_credits_are_stated_at_entry_or_approval(db: Database) -> None:
    """In place of the kind's, and kept in the log."""
    made = leave.enter_leave(db, PLANNER, "bo", day(0), day(3), kind="training", credit_minutes=960, credit_days=2)
    assert leave.counts(db, PLANNER, [made.id])[made.id].minutes == 960
    asked = leave.ask(db, as_rep("bo"), day(7), day(7), kind="personal")
    leave.decide(db, MANAGER, asked.id, True, credit_minutes=0, credit_days=0)
    assert leave.counts(db, MANAGER, [asked.id])[asked.id].days == 0
    with db.read() as unit:
        newest = unit.audit.list(entity="time off")[0]
        assert (newest.detail["credit_minutes"], newest.detail["credit_days"]) == (0, 0)


def test_leave_becomes_shorter_and_ends(db: Database) -> None:
    """Back a day early; cancelled whole also after it has begun; the days are free again."""
    made = leave.enter_leave(db, MANAGER, "bo", day(0), day(4), kind="sick")
    short = leave.shorten_leave(db, MANAGER, made.id, day(0), day(2))
    assert short.end == local_midnight(day(3), ZONE)
    leave.ask(db, as_rep("bo"), day(3), day(4))
    assert leave.cancel_leave(db, MANAGER, made.id, "was not ill").state is LeaveState.WITHDRAWN
    leave.enter_leave(db, MANAGER, "bo", day(0), day(2), kind="vacation")
    with db.read() as unit:
        actions = [entry.action for entry in unit.audit.list(entity="time off")]
    assert actions == [
        "granted time off", "cancelled time off", "asked for time off", "shortened time off", "granted time off",
    ]  # fmt: skip


def test_stated_credits_are_stated_again_when_leave_becomes_shorter(db: Database) -> None:
    """Nobody said what a part of it counts."""
    made = leave.enter_leave(db, MANAGER, "bo", day(0), day(4), kind="sick", credit_days=4)
    with pytest.raises(InputError, match="state what counts of the rest"):
        leave.shorten_leave(db, MANAGER, made.id, day(0), day(1))
    assert leave.shorten_leave(db, MANAGER, made.id, day(0), day(1), credit_days=1).credit_days == 1


def test_own_leave_is_another_s(db: Database) -> None:
    """A manager who is a rep neither enters nor shortens nor cancels their own, admins included."""
    made = leave.enter_leave(db, PLANNER, "mo", day(0), day(4), kind="sick")
    for who in (Principal("mo", Role.MANAGER, "mo"), Principal("mo", Role.ADMIN, "mo")):
        for act in (
            lambda who=who: leave.enter_leave(db, who, "mo", day(10), day(10), kind="sick"),
            lambda who=who: leave.shorten_leave(db, who, made.id, day(0), day(0)),
            lambda who=who: leave.cancel_leave(db, who, made.id),
        ):
            with pytest.raises(AccessError, match="nobody decides on themselves"):
                act()


def test_what_cannot_be_is_one_sentence_and_changes_nothing(db: Database) -> None:
    """Overlaps, wrong order, unknown kinds, credits below nothing, times outside employment."""
    asked = leave.ask(db, ANA, day(1), day(2))
    standing = leave.enter_leave(db, MANAGER, "bo", day(0), day(1), kind="sick")
    enter = leave.enter_leave
    faults: list[tuple[Callable[[], object], type[WfmError], str]] = [
        (
            lambda: enter(db, MANAGER, "ana", day(2), day(5), kind="sick"),
            ConflictError,
            f"there is leave of 'ana' on {day(1)} to {day(2)} already (number {asked.id}, vacation, requested)",
        ),
        (
            lambda: leave.ask(db, as_rep("bo"), at(1, 20), at(2, 4)),
            ConflictError,
            f"there is leave of 'bo' on {day(0)} to {day(1)} already (number {standing.id}, sick, approved)",
        ),
        (lambda: enter(db, MANAGER, "bo", day(9), day(8), kind="sick"), InputError, "must start before it ends"),
        (lambda: enter(db, MANAGER, "bo", day(9), day(9), kind="nap"), NotFoundError, "no leave kind 'nap'; known are"),
        (lambda: leave.ask(db, ANA, day(9), day(9), kind="sick"), RefusedError, "a manager or planner enters it"),
        (
            lambda: enter(db, MANAGER, "bo", day(9), day(9), kind="sick", credit_minutes=-60),
            InputError,
            "credited hours must be in 0..24, those of the days of leave, got -1",
        ),
        (
            lambda: enter(db, MANAGER, "bo", day(9), day(9), kind="sick", credit_days=float("nan")),
            InputError,
            "credited days must be in 0..1, the days of leave, got nan",
        ),
        (
            lambda: enter(db, MANAGER, "cy", day(1), day(3), kind="sick"),
            RefusedError,
            f"leave of 'cy' on {day(1)} to {day(3)} ends after their last day, {day(1)}",
        ),
        (lambda: enter(db, MANAGER, "who", day(9), day(9), kind="sick"), NotFoundError, "no rep 'who'"),
        (
            lambda: leave.shorten_leave(db, MANAGER, standing.id, day(0), day(4)),
            InputError,
            f"leave {standing.id} is on {day(0)} to {day(1)}; it can only become shorter, got {day(0)} to {day(4)}",
        ),
        (lambda: leave.cancel_leave(db, MANAGER, asked.id), ConflictError, "only approved leave can be changed"),
        (lambda: enter(db, ANA, "bo", day(9), day(9), kind="sick"), AccessError, "this needs manager or planner"),
    ]
    with db.read() as unit:
        before = (unit.time_off.list(), unit.audit.list())
    for act, kind, sentence in faults:
        with pytest.raises(kind) as raised:
            act()
        assert sentence in str(raised.value)
    with db.read() as unit:
        assert (unit.time_off.list(), unit.audit.list()) == before


def test_an_approval_is_refused_after_the_rep_is_employed_no_more(db: Database) -> None:
    """Employment may end after leave was asked for."""
    asked = leave.ask(db, as_rep("bo"), day(4), day(4))
    with db.write() as unit:
        unit.reps.put(rep("bo", site="hq", last_day=day(2)))
    with pytest.raises(RefusedError, match="ends after their last day"):
        leave.decide(db, MANAGER, asked.id, True)
    assert leave.decide(db, MANAGER, asked.id, False).state is LeaveState.REFUSED


@pytest.mark.parametrize("_try", range(3))
def test_one_of_two_who_enter_the_same_wins(db: Database, _try: int) -> None:
    """A rep asks while a manager enters the same days: one stands."""
    at_once(
        [
            lambda: leave.ask(db, ANA, day(0), day(0)),
            lambda: leave.enter_leave(db, MANAGER, "ana", day(0), day(0), kind="sick"),
            lambda: leave.enter_leave(db, PLANNER, "ana", day(0), day(0), kind="sick"),
        ]
    )
    with db.read() as unit:
        assert len(unit.time_off.list(*leave.STANDING, rep="ana")) == 1


def test_kinds_are_changed_and_added(db: Database) -> None:
    """By planners; what counts by a kind counts by it as it is now; one that is not used any more is refused."""
    made = leave.enter_leave(db, MANAGER, "bo", day(0), day(0), kind="jury")
    leave.set_kind(db, PLANNER, LeaveKind("jury", "Jury", minutes_per_day=240))
    assert leave.counts(db, MANAGER, [made.id])[made.id].minutes == 240
    leave.set_kind(db, PLANNER, LeaveKind("vet", "Pet at the vet", paid=False, credited=False))
    blocks = leave.enter_leave(db, MANAGER, "bo", day(1), day(1), kind="vet")
    assert leave.counts(db, MANAGER, [blocks.id])[blocks.id].days == 0
    leave.set_kind(db, PLANNER, LeaveKind("vet", "Pet at the vet", active=False))
    with pytest.raises(RefusedError, match="not used any more"):
        leave.enter_leave(db, MANAGER, "bo", day(2), day(2), kind="vet")
    assert [kind.id for kind in leave.kinds(db, ANA)][-1] == "vet"
    with pytest.raises(AccessError):
        leave.set_kind(db, MANAGER, LeaveKind("own", "Own"))
    with pytest.raises(RefusedError, match="vacation must stay"):
        leave.set_kind(db, PLANNER, LeaveKind("vacation", "Vacation", active=False))
    with db.read() as unit:
        assert unit.audit.list(entity="leave kind")[-1].detail == {
            "name": "Jury", "paid": True, "credited": True, "minutes_per_day": 240, "requestable": True, "active": True,
        }  # fmt: skip


def test_part_days_take_their_hours_from_the_allotment(db: Database) -> None:
    """Two hours of a day leave the rest to others."""
    leave.set_allotment(db, MANAGER, day(0), 10)
    assert leave.ask(db, as_rep("bo"), at(0, 9), at(0, 11)).state is LeaveState.APPROVED
    assert leave.ask(db, as_rep("cy"), day(0), day(0)).state is LeaveState.APPROVED
    assert leave.ask(db, as_rep("mo"), at(0, 9), at(0, 10)).state is LeaveState.REQUESTED


def test_approved_leave_is_read_with_kinds_and_credits(db: Database) -> None:
    """Per rep, by start, of the window; of those asked for alone."""
    made = leave.enter_leave(db, MANAGER, "bo", day(0), day(1), kind="sick", credit_days=1)
    leave.enter_leave(db, MANAGER, "ana", day(0), day(1), kind="unpaid")
    leave.ask(db, as_rep("mo"), day(0), day(0))
    with db.read() as unit:
        found = unit.time_off.approved_leave(made.start, made.end)
        assert {name: [(one.kind.id, one.credit_days) for one in each] for name, each in found.items()} == {
            "ana": [("unpaid", None)],
            "bo": [("sick", 1)],
        }
        assert unit.time_off.approved_leave(made.start, made.end, ["bo"]) == {"bo": found["bo"]}
        assert unit.time_off.approved_leave(made.end + timedelta(days=1), made.end + timedelta(days=2)) == {}
