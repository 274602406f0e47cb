"""Erasure: nothing of the person is left in the tables or the file, and the schedules' numbers are as they were."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest

from tests.services.personal import lived_in
from tests.services.personal.lived_in import ADMIN, NOW, PLANNER, REP, USER, bytes_of, dump, live, name_everywhere
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, InputError, NotFoundError, RefusedError
from wfm.domain.people import DatedTerms, WorkClock
from wfm.services.centre.accounts import create_user, set_active, sign_in
from wfm.services.personal.erasing import erase_person
from wfm.services.schedule.schedule_coverage import coverage, summary

TRACES = ("anouk", "brandt", "brändt", "br\\u00e4ndt", "migraine", "weiss", "wedding", "get well", "dentist", "tired",
          "often ill", "21.75", "2019-03-04", "pacific/chatham", "2026-06-29", "2020-02-02", "their-password", "f" * 64, "e" * 64)  # fmt: skip
"""What would tell of the person: names, words of theirs and about them, facts, and the hashes of their secrets."""


def left_in(text: str) -> list[str]:
    """The traces that a text still holds."""
    return [trace for trace in TRACES if trace in text.casefold()]


def test_no_trace_is_left_in_any_table(database: Database) -> None:
    """Every table held something of the person, and none does."""
    live(database)
    assert len(left_in(dump(database))) >= len(TRACES) - 2  # JSON is unescaped here, and the password is hashed
    done = erase_person(database, ADMIN, REP, now=NOW)
    assert not left_in(dump(database))
    assert done.pseudonym in dump(database)
    assert {"audit", "awards", "bids", "jobs", "schedules", "shift_offers", "shifts", "time_off", "uploads"} <= set(
        done.changed
    )


def test_nobody_leads_or_learns_under_a_pseudonym(database: Database) -> None:
    """Team and class are left; of the terms, what schedules were made by stays."""
    live(database)
    done = erase_person(database, ADMIN, REP, now=NOW)
    with database.read() as uow:
        assert (uow.teams.get("blue").lead, uow.classes.members()) == (None, {})
        rep = uow.reps.get(done.pseudonym)
        assert (rep.terms, rep.team, rep.training) == ((DatedTerms(date(2021, 3, 3), "full-time"),), None, None)
        (told,) = [e.detail for e in uow.audit.list(entity="training class") if e.action == "removed"]
        assert told == {"members": [done.pseudonym]}


def test_no_byte_is_left_in_the_file(sqlite_database: Database) -> None:
    """Neither in free pages, nor in the log beside the file: not even what was removed before the erasure."""
    live(sqlite_database)
    with sqlite_database.write() as uow:
        ids = [uow.time_off.request(REP, NOW, NOW + timedelta(hours=1), f"wedding {n} " * 40) for n in range(300)]
        uow.time_off.list()
    with sqlite_database.write() as uow:
        uow.reps.put(uow.reps.get(REP))
    for id in ids[:3]:
        with sqlite_database.write() as uow:
            uow.time_off.decide(id, 1, uow.time_off.get(id).state, "mo", "get well soon " * 100)
    assert left_in(bytes_of(sqlite_database).decode("latin-1"))
    erase_person(sqlite_database, ADMIN, REP, now=NOW)
    assert not left_in(bytes_of(sqlite_database).decode("latin-1"))
    assert not left_in(bytes_of(sqlite_database).decode("utf-8", "ignore"))


@pytest.mark.postgres
def test_no_byte_is_left_in_the_servers_tables(postgres_database: Database) -> None:
    """Neither in dead rows, nor in indexes, nor in the samples of values that the planner keeps."""
    live(postgres_database)
    with psycopg.connect(postgres_database.url.replace("+psycopg", ""), autocommit=True) as connection:
        (data,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        (own,) = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone() or (0,)

        def held() -> list[str]:
            connection.execute("CHECKPOINT")
            files = (Path(data) / "base" / str(own)).iterdir()
            return [file.name for file in files if left_in(file.read_bytes().decode("latin-1"))]

        connection.execute("ANALYZE")
        assert len(held()) > 5
        erase_person(postgres_database, ADMIN, REP, now=NOW)
        assert not held()


@pytest.mark.parametrize("words", [lived_in.NAME, lived_in.NAME.upper(), "Brändt, Anouk", REP, USER, lived_in.EMAIL])
def test_every_column_of_words_is_searched(sqlite_database: Database, words: str) -> None:
    """Whichever way the person is named, and wherever."""
    live(sqlite_database)
    assert name_everywhere(sqlite_database, f"ask {words}, please") > 25
    erase_person(sqlite_database, ADMIN, REP, now=NOW)
    assert not left_in(dump(sqlite_database))


def test_schedules_keep_their_numbers(database: Database) -> None:
    """Coverage, requirement and paid hours are the same to the last digit, and every shift has one owner."""
    schedule = live(database)

    def numbers() -> object:
        found = [(c.skill, c.required.tolist(), c.scheduled.tolist()) for c in coverage(database, ADMIN, schedule)]
        with database.read() as uow:
            shifts = [(p.id, p.start, p.end, p.shift.site, p.shift.breaks) for p in uow.schedules.get(schedule).shifts]
            record = uow.schedules.record(schedule)
            clock = WorkClock(record.horizon)
            paid = sum(
                clock.paid_minutes(uow.contracts.get(uow.reps.get(p.shift.agent).contract), p.shift)
                for p in uow.schedules.get(schedule).shifts
            )
            leave = [(r.id, r.start, r.end) for r in uow.time_off.list()]
            awards = [(a.line, a.rank) for a in uow.rounds.awards(1)]
        return found, sorted(shifts), record.objective, record.terms, paid, leave, awards

    before, told = numbers(), summary(coverage(database, ADMIN, schedule))
    erase_person(database, ADMIN, REP, now=NOW)
    assert numbers() == before
    assert repr(summary(coverage(database, ADMIN, schedule))) == repr(told)


def test_others_keep_their_names_and_words(sqlite_database: Database) -> None:
    """Only the person is replaced: not who has a similar name, nor a word that holds theirs."""
    live(sqlite_database)
    said = "qz-anouk-2 and banouk stay, Anouk Brändt-Weber and anoukx too"
    with sqlite_database.write() as uow:
        other = uow.reps.get("r00")
        uow.reps.put_many([type(other)(**{**_fields(other), "id": "qz-anouk-2", "name": "Anouk Brändt-Weber"})])
        id = uow.time_off.request("r00", NOW, NOW + timedelta(hours=1), said)
    erase_person(sqlite_database, ADMIN, REP, now=NOW)
    with sqlite_database.read() as uow:
        assert uow.time_off.get(id).reason == said
        assert uow.reps.get("qz-anouk-2").name == "Anouk Brändt-Weber"
        assert uow.reps.get("r00") == other


def _fields(rep: object) -> dict[str, object]:
    return {name: getattr(rep, name) for name in type(rep).__dataclass_fields__}


@pytest.mark.parametrize("id", ["1", "a", "schedule", "voice-en", "r0", "Will"])
def test_an_id_that_is_also_a_word_harms_nothing(database: Database, id: str) -> None:
    """References move to the pseudonym; words that only look like the id stay."""
    live(database, rep=id, user=f"{id}@x".casefold(), name=id)
    with database.write() as uow:
        said = uow.time_off.request(
            "r00", NOW, NOW + timedelta(hours=1), f"{id}st of a month, voice-en, r00, schedule 1"
        )
        uow.audit.add(PLANNER, "start", "job", id, {"kind": "schedule", "queue": "voice-en", "n": 1, "r0": "x", "a": 2})
    done = erase_person(database, ADMIN, id, now=NOW)
    with database.read() as uow:
        assert id not in uow.reps.ids()
        assert uow.reps.get(done.pseudonym).name == done.pseudonym
        assert {p.shift.agent for p in uow.schedules.get(1).shifts} == {done.pseudonym, "r00", "r01", "r02"}
        assert uow.time_off.get(said).reason == f"{id}st of a month, voice-en, r00, schedule 1"
        kinds = {job.kind for job in uow.jobs.list()}
        job = next(entry for entry in uow.audit.list(entity="job") if entry.action == "start")
        assert {q.id for q in uow.queues.all()} == {"voice-en", "email-en"}
    assert kinds == {"schedule"}
    assert job.detail["kind"] == "schedule"
    assert job.detail["queue"] == "voice-en"
    assert f'"{id}"' not in json.dumps(_people_of_audit(database))


def _people_of_audit(database: Database) -> list[object]:
    with database.read() as uow:
        return [(e.who, e.entity_id if e.entity == "rep" else "", e.detail.get("rep")) for e in uow.audit.list()]


def test_a_name_without_plain_letters(sqlite_database: Database) -> None:
    """It is found as well, though the database cannot look for it in JSON."""
    live(sqlite_database, rep="小明", user="x1@centre.example", name="王 小明")
    name_everywhere(sqlite_database, "问 王 小明")
    assert b"\\u5c0f" in bytes_of(sqlite_database)
    erase_person(sqlite_database, ADMIN, "小明", now=NOW)
    for trace in ("小明".encode(), b"\\u5c0f\\u660e"):
        assert trace not in bytes_of(sqlite_database)


def test_a_look_changes_nothing(database: Database) -> None:
    """What would be done is told, and undone."""
    live(database)
    before = dump(database)
    looked = erase_person(database, ADMIN, REP, now=NOW, dry_run=True)
    assert dump(database) == before
    assert looked.changed["shifts"] == 12  # two are others', with an activity that names the person
    assert ("shift_offers 1: note", "Anouk") not in looked.doubtful  # words of their own go whole


def test_single_words_of_the_name_are_told_and_can_be_replaced(sqlite_database: Database) -> None:
    """A first name may be someone else's: a person decides."""
    live(sqlite_database)
    with sqlite_database.write() as uow:
        id = uow.time_off.request("r00", NOW, NOW + timedelta(hours=1), "Anouk covers for me")
    looked = erase_person(sqlite_database, ADMIN, REP, now=NOW, dry_run=True)
    assert looked.doubtful == ((f"time_off {id}: reason", "Anouk"),)
    done = erase_person(sqlite_database, ADMIN, REP, now=NOW, also=("Anouk",))
    assert not done.doubtful
    with sqlite_database.read() as uow:
        assert uow.time_off.get(id).reason == f"{done.pseudonym} covers for me"


def test_the_account_is_gone_with_its_sessions(sqlite_database: Database) -> None:
    """Nobody signs in any more, and the only line about it names the pseudonym."""
    live(sqlite_database)
    done = erase_person(sqlite_database, ADMIN, REP, now=NOW)
    with pytest.raises(AccessError):
        sign_in(sqlite_database, USER, "their-password-1")
    with sqlite_database.read() as uow:
        entry = uow.audit.list(entity="person")[0]
        assert [r.state.value for r in uow.time_off.list(rep=done.pseudonym)] == ["withdrawn"] * 3
    assert (entry.who, entry.action, entry.entity_id) == ("root", "erased", done.pseudonym)


def test_who_works_here_is_refused(sqlite_database: Database) -> None:
    """A rep must have left, and have no shift to come."""
    live(sqlite_database)
    with pytest.raises(RefusedError, match=r"has 5 published shifts that have not ended, the first on 2026-06-01"):
        erase_person(sqlite_database, ADMIN, REP, now=NOW - timedelta(days=60))
    with sqlite_database.write() as uow:
        uow.reps.set_active(REP, True)
    with pytest.raises(RefusedError, match=r"'qz-anouk' works here; mark them as gone first"):
        erase_person(sqlite_database, ADMIN, REP, now=NOW)
    assert left_in(dump(sqlite_database))


def test_who_may(sqlite_database: Database) -> None:
    """Admins only, never themselves, and never the last of them."""
    live(sqlite_database)
    with pytest.raises(AccessError):
        erase_person(sqlite_database, PLANNER, REP, now=NOW)
    with pytest.raises(AccessError, match="another admin must erase you"):
        erase_person(sqlite_database, ADMIN, "root", now=NOW)
    with pytest.raises(AccessError, match="another admin must erase you"):
        erase_person(sqlite_database, Principal("r1", Role.ADMIN, REP), REP, now=NOW)
    with pytest.raises(RefusedError, match="root is the only admin"):
        erase_person(sqlite_database, OPERATOR, "root", now=NOW)
    with pytest.raises(NotFoundError, match="there is no rep and no account 'nobody'"):
        erase_person(sqlite_database, ADMIN, "nobody", now=NOW)


def test_an_account_that_is_no_reps(sqlite_database: Database) -> None:
    """A planner is a person too: what they did stays, under the pseudonym."""
    live(sqlite_database)
    create_user(sqlite_database, OPERATOR, "zelda@x", "a-long-password", Role.PLANNER)
    with sqlite_database.write() as uow:
        uow.audit.add("zelda@x", "publish", "schedule", 1)
    set_active(sqlite_database, ADMIN, "zelda@x", False)
    done = erase_person(sqlite_database, ADMIN, "zelda@x", now=NOW)
    assert "zelda" not in dump(sqlite_database)
    with sqlite_database.read() as uow:
        assert uow.audit.list(who=done.pseudonym)[0].action == "publish"
        assert REP in uow.reps.ids()


def test_a_name_of_two_people_is_refused(sqlite_database: Database) -> None:
    """A rep's id that is someone else's user name: which of them is meant must be said."""
    live(sqlite_database)
    create_user(sqlite_database, OPERATOR, "r01", "a-long-password", Role.REP, "r02")
    with pytest.raises(InputError, match=r"'r01' is a rep and also the account of rep 'r02'"):
        erase_person(sqlite_database, ADMIN, "r01", now=NOW)


def test_a_run_under_way_is_waited_for(sqlite_database: Database) -> None:
    """Its worker would write the name once more."""
    live(sqlite_database)
    with sqlite_database.write() as uow:
        id = uow.jobs.add("forecast", {}, USER)
    with pytest.raises(RefusedError, match=f"run {id}, which they started, is under way"):
        erase_person(sqlite_database, ADMIN, REP, now=NOW)
