"""`wfm shift`, as an operator calls it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cli.commandline import Wfm
from tests.services.small_centre import fill, planned, published, rep, shift
from wfm.database.engine import Database, initialise
from wfm.domain.time import DAY

FIRST = date.today() + timedelta(days=30)
DAYS = [FIRST + timedelta(days=n) for n in range(7)]


@pytest.fixture
def db(wfm: Wfm) -> Database:
    """Ana and Bo, and a published week ahead in which Ana works on the second day."""
    (wfm.folder / "data").mkdir()
    found = initialise(f"sqlite:///{wfm.folder / 'data' / 'wfm.db'}")
    fill(found, [rep("ana"), rep("bo")])
    published(found, [shift("ana", 1)], FIRST)
    return found


def done(wfm: Wfm, *arguments: str) -> str:
    """What a command says."""
    found = wfm("shift", *arguments)
    assert found.code == 0, found.err
    return " ".join(found.out.split())


def test_a_shift_goes_through_every_change(wfm: Wfm, db: Database) -> None:
    """Each is told before it is kept; a dry run keeps nothing."""
    assert "1 │ ana" in done(wfm, "show", "--day", str(FIRST))
    assert "There are no shifts." in done(wfm, "show", "--day", str(FIRST), "--days", "1")
    told = done(wfm, "move", "1", "--start", f"{DAYS[2]} 10:00", "--dry-run")
    assert "10:00-18:30, at home, lunch 14:00-14:30 times are in America/New_York coverage: " in told
    assert told.endswith("nothing is changed")
    assert planned(db, 1).shift == shift("ana", 1)
    done(wfm, "move", "1", "--start", f"{DAYS[2]} 10:00")
    done(wfm, "break", "1", "lunch", "--at", "13:30")
    done(wfm, "activity", "1", "add", "huddle", "--at", "11:00", "--until", "11:15")
    assert "huddle 11:00-11:15, lunch 13:30-14:00" in done(wfm, "show", "--day", str(FIRST), "--rep", "ana")
    done(wfm, "activity", "1", "move", "huddle", "--at", "11:30")
    done(wfm, "activity", "1", "remove", "huddle")
    refused = wfm("shift", "resize", "1", "--end", "13:00")
    assert refused.errors[0].startswith("error: break lunch 13:30-14:00 would lie outside the shift 10:00-13:00")
    assert "it would need a --reason" in done(wfm, "resize", "1", "--end", "13:00", "--without", "lunch", "--dry-run")
    refused = wfm("shift", "resize", "1", "--end", "13:00", "--without", "lunch")
    assert refused.errors[0].startswith("error: the change needs a reason: Ana: shift template")
    assert "shift 1 is changed" in done(wfm, "resize", "1", "--end", "13:00", "--without", "lunch", "--reason", "short")
    assert planned(db, 1).shift.end == 2 * DAY + 780
    done(wfm, "lock", "1")
    done(wfm, "unlock", "1")
    assert "it is on the board as offer 1" in done(wfm, "give", "1", "--open", "--reason", "ill")
    assert "offer 1 on the board (open shift, open) is withdrawn" in done(wfm, "give", "1", "bo", "--reason", "x")
    done(wfm, "remove", "1")
    assert not planned(db, 1).live
    assert "shift 2 is added" in done(wfm, "add", "--rep", "ana", "--day", str(DAYS[3]), "--template", "day8")
    assert planned(db, 2).shift == shift("ana", 3, 360)


def test_what_is_no_time_or_no_owner_is_one_sentence(wfm: Wfm, db: Database) -> None:
    """Nothing changes."""
    before = wfm.dump()
    for arguments, sentence in (
        (("move", "1", "--start", "noonish"), "--start must be a local time such as 09:00"),
        (("resize", "1"), "say --start or --end, or both"),
        (("give", "1"), "say either REP or --open"),
        (("give", "1", "bo", "--open"), "say either REP or --open"),
        (("add", "--open", "--day", str(FIRST), "--start", f"{FIRST} 09:00"), "--start must be a time of the day"),
        (("remove", "9"), "there is no shift 9"),
    ):
        refused = wfm("shift", *arguments)
        assert refused.code == 1
        assert len(refused.errors) == 1
        assert sentence in " ".join(refused.err.split())
    assert wfm.dump() == before
