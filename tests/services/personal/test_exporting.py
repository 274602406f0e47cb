"""What is held on one person: all of it, without secrets, and only for those who may have it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.services.personal.lived_in import ADMIN, EMAIL, NAME, NOW, PLANNER, REP, USER, live
from wfm.database.engine import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, NotFoundError
from wfm.services.personal.exporting import export_person


def test_everything_is_told(database: Database) -> None:
    """Every section has what was written of the person, and it can be written as JSON."""
    live(database)
    found = json.loads(json.dumps(export_person(database, ADMIN, REP)))
    assert found["person"] == REP
    (rep,) = found["rep"]
    assert (rep["name"], rep["email"], rep["hired"], rep["wage_per_hour"]) == (NAME, EMAIL, "2019-03-04", 21.75)
    assert (rep["zone"], rep["team"], rep["last_day"]) == ("Pacific/Chatham", "blue", "2026-06-29")
    assert [row["first_day"] for row in found["terms from a date"]] == ["2020-02-02", "2021-03-03"]
    assert [row["class"] for row in found["training class"]] == ["fall"]
    assert [row["id"] for row in found["teams led"]] == ["blue"]
    assert [row["reason"] for row in found["leave"]] == ["migraine, see doctor Weiss", "wedding of my sister", ""]
    assert len(found["shifts"]) == 10
    assert {len(found[part]) for part in ("bids", "awards", "accounts", "sessions", "calendar address")} == {1}
    assert len(found["offers made or taken"]) == 2
    assert [row["name"] for row in found["files imported"]] == [f"hours of {NAME}.csv"]
    assert [row["kind"] for row in found["runs started"]] == ["schedule"]
    assert {(row["who"], row["entity"]) for row in found["audit log"]} >= {("pat", "rep"), (USER, "shift offer")}
    said = json.dumps(found["mentions"], ensure_ascii=False)
    assert f"to help {NAME} move house" in said
    assert "is often ill" in said
    assert f"{NAME} is away." in said


def test_no_secret_is_told(database: Database) -> None:
    """Hashes of passwords and tokens say nothing of anyone, and open doors."""
    live(database)
    text = json.dumps(export_person(database, ADMIN, REP))
    assert "argon2" not in text
    assert "f" * 64 not in text
    assert "e" * 64 not in text
    assert "created_at" in json.dumps(export_person(database, ADMIN, REP)["sessions"])


def test_a_rep_may_have_their_own_and_nobody_elses(sqlite_database: Database) -> None:
    """Words of others that name them are for an admin to hand out."""
    live(sqlite_database)
    me = Principal(USER, Role.REP, REP)
    own = export_person(sqlite_database, me, REP)
    assert own["leave"][0]["reason"] == "migraine, see doctor Weiss"
    assert "mentions" not in own
    for who, name in ((me, "r00"), (Principal("r", Role.REP, "r00"), REP), (PLANNER, REP), (PLANNER, "pat")):
        with pytest.raises(AccessError):
            export_person(sqlite_database, who, name)
    with pytest.raises(NotFoundError, match="there is no rep and no account 'nobody'"):
        export_person(sqlite_database, ADMIN, "nobody")


def test_the_user_name_means_the_same_person(sqlite_database: Database) -> None:
    """By their account as by their id."""
    live(sqlite_database)
    by_id, by_account = (export_person(sqlite_database, ADMIN, name) for name in (REP, USER))
    assert {**by_id, "made at": ""} == {**by_account, "made at": ""}


def test_others_are_not_in_it(sqlite_database: Database) -> None:
    """Neither a colleague's leave, nor what a schedule says of them."""
    live(sqlite_database)
    with sqlite_database.write() as uow:
        uow.time_off.request("r02", NOW, NOW + timedelta(hours=1), "a secret of r02")
    text = json.dumps(export_person(sqlite_database, ADMIN, REP))
    assert "a secret" not in text
    assert "Person 2" not in text
