"""Importing history: what is stored, what stays, what is told, and who may."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from tests.services.imports.history_files import GENERIC, NEW_YORK, PLANNER, refused, state, stored, table
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError
from wfm.domain.planning.contacts import Channel, OperatingHours, Queue
from wfm.services.imports.importing import import_history, preview_history, uploads
from wfm.services.readers.options import ImportOptions


def test_a_generic_file(database: Database) -> None:
    """Queues are made from the file, and totals are means times the handled."""
    report = import_history(database, PLANNER, GENERIC, NEW_YORK, name="history.csv")
    assert (report.inserted, report.replaced, report.created) == (4, 0, ("soporte", "support"))
    history = stored(database, "support")
    assert history.grid.start == datetime(2025, 1, 6, 14, tzinfo=UTC)
    assert history.grid.zone == "America/New_York"
    np.testing.assert_array_equal(history.offered, [10, 20])
    np.testing.assert_array_equal(history.handled, [8, 20])
    np.testing.assert_array_equal(history.abandoned, [2, 0])
    np.testing.assert_allclose(history.aht_seconds, [300, 240.5])
    with database.read() as unit:
        queue = unit.queues.get("soporte")
        assert (queue.channel, queue.language, queue.aht_seconds) == (Channel.CHAT, "es", 600.0)
        assert unit.audit.list()[0].action == "imported"
        assert unit.audit.list()[0].who == "pat"
    record = uploads(database, PLANNER)[0]
    assert (record.name, record.kind, record.rows, record.inserted) == ("history.csv", "generic", 4, 4)


def test_a_preview_states_the_file_back_and_writes_nothing(sqlite_database: Database) -> None:
    """Format, columns, zone, queues, span, what is missing; and the database is as it was."""
    before = state(sqlite_database)
    source = GENERIC + b"\n2025-01-06T15:00:00Z,support,voice,en,5,5,0,100"
    preview = preview_history(source, "history.csv", NEW_YORK, sqlite_database, OPERATOR)
    assert state(sqlite_database) == before
    text = "\n".join(preview.sentences())
    for words in (
        "history.csv: generic history, 5 rows, 15-minute intervals, times carry their zone",
        "timestamp = start of the interval",
        "aht = mean handle time in seconds",
        "queue support (voice, en; new, open always): 2025-01-06 09:00 to 2025-01-06 10:15 America/New_York",
        "3 intervals, 35 contacts",
        "2 intervals of 15 min absent while open and kept as missing",
    ):
        assert words in text
    assert preview.refused == ()
    import_history(sqlite_database, PLANNER, source, NEW_YORK)
    again = preview_history(source, "history.csv", NEW_YORK, sqlite_database, OPERATOR)
    assert [made.new for made in again.queues] == [False, False]


def test_the_last_upload_wins(database: Database) -> None:
    """A second upload replaces the intervals it names, leaves the others, and says how many."""
    import_history(database, PLANNER, GENERIC, NEW_YORK)
    second = table("timestamp,queue,offered", "2025-01-06T14:15Z,support,99", "2025-01-06T14:30Z,support,7")
    report = import_history(database, PLANNER, second, ImportOptions(channel=Channel.VOICE))
    assert (report.inserted, report.replaced, report.created) == (1, 1, ())
    assert "1 intervals are new and 1 replace what was there" in report.sentences()
    np.testing.assert_array_equal(stored(database, "support").offered, [10, 99, 7])


def test_within_a_file_the_last_row_wins_and_is_told(sqlite_database: Database) -> None:
    """Of rows for one queue and interval the last counts."""
    source = table("timestamp,queue,offered", "2025-01-06T14:00Z,q,1", "2025-01-06T14:15Z,q,2", "2025-01-06T14:00Z,q,3")
    report = import_history(sqlite_database, PLANNER, source)
    np.testing.assert_array_equal(stored(sqlite_database, "q").offered, [3, 2])
    assert report.preview.duplicates == 1
    assert "1 rows are repeated further down in the file; the last one counts" in report.preview.sentences()


def test_a_stored_queue_keeps_its_settings_and_lends_its_zone(sqlite_database: Database) -> None:
    """Naming a stored queue is enough to place local times, and nothing of it changes."""
    queue = Queue("bank", Channel.VOICE, "en", "America/Chicago", aht_seconds=222)
    with sqlite_database.write() as unit:
        unit.queues.put(queue)
    source = table("t,calls", "2003-03-03 07:00,300", "2003-03-03 07:15,260")
    report = import_history(sqlite_database, PLANNER, source, ImportOptions(queue="bank", aht_seconds=180))
    assert report.created == ()
    assert stored(sqlite_database, "bank").grid.start == datetime(2003, 3, 3, 13, tzinfo=UTC)
    with sqlite_database.read() as unit:
        assert unit.queues.get("bank") == queue


def test_opening_hours_are_read_off_long_files() -> None:
    """Weekdays 08:00 to 09:00 over three weeks, a Saturday never; a call out of hours does not open the night."""
    lines = ["t,calls"]
    for day in range(3, 24):
        if datetime(2025, 3, day).weekday() < 5:
            lines.extend(f"2025-03-{day:02d} 08:{m:02d},{5 + m}" for m in (0, 15, 30, 45))
    preview = preview_history(table(*lines), options=NEW_YORK)
    assert preview.queues[0].queue.hours == OperatingHours.daily(480, 540, (0, 1, 2, 3, 4))
    assert "open Mon-Fri 08:00-09:00" in "\n".join(preview.sentences())
    assert preview.queues[0].absent == 0
    short = preview_history(table(*lines[:30]), options=NEW_YORK)
    assert short.queues[0].queue.hours == OperatingHours.always()


def test_missing_is_not_zero(sqlite_database: Database) -> None:
    """An absent interval and an empty cell stay missing, and both are told."""
    source = table("t,calls", "2025-01-06 09:00,5", "2025-01-06 09:15,", "2025-01-06 09:45,7")
    report = import_history(sqlite_database, PLANNER, source, ImportOptions(zone="UTC", queue="q"))
    np.testing.assert_array_equal(stored(sqlite_database, "q").offered, [5, np.nan, np.nan, 7])
    assert report.preview.blank == 1
    assert report.preview.queues[0].absent == 2
    assert any("taken as missing, not as zero" in line for line in report.preview.sentences())


def test_absent_is_zero_only_when_open_and_asked_for(sqlite_database: Database) -> None:
    """Asked for, absent intervals within opening hours become zero, those outside stay missing, and it is told."""
    source = table("t,calls,aht", "2025-01-06 09:00,5,100", "2025-01-06 09:45,7,100", "2025-01-07 09:00,6,100")
    hours = OperatingHours.daily(540, 600)
    options = ImportOptions(zone="UTC", queue="q", hours=hours, slot_minutes=15, absent_is_zero=True)
    report = import_history(sqlite_database, PLANNER, source, options)
    history = stored(sqlite_database, "q")
    np.testing.assert_array_equal(history.offered[:5], [5, 0, 0, 7, np.nan])
    assert np.nansum(history.offered) == 18
    assert np.count_nonzero(~np.isnan(history.offered)) == 5
    assert (report.preview.queues[0].filled, report.preview.queues[0].absent) == (2, 0)
    assert "2 absent intervals read as zero" in "\n".join(report.preview.sentences())


def test_an_interval_length_that_does_not_fit_the_stored_one(sqlite_database: Database) -> None:
    """History of a queue stays of one length, which another must divide or be divided by; the refusal names the file."""
    import_history(sqlite_database, PLANNER, GENERIC, NEW_YORK)
    source = table("t,queue,calls,channel", "2025-01-06T09:00Z,support,1,voice", "2025-01-06T09:10Z,support,1,voice")
    assert "history.csv: queue support: its history is in 15-minute intervals" in refused(sqlite_database, source)


def test_a_second_upload_of_another_channel_gets_a_queue_of_its_own(sqlite_database: Database) -> None:
    """Chats of a name that is stored as a voice queue do not fall into it."""
    import_history(sqlite_database, PLANNER, GENERIC, NEW_YORK)
    source = table("t,queue,calls,channel", "2025-01-06T09:00Z,support,1,chat", "2025-01-06T09:15Z,support,1,chat")
    assert import_history(sqlite_database, PLANNER, source).created == ("support-chat",)


def test_only_planners_import(sqlite_database: Database) -> None:
    """Managers and reps are refused before the file is looked at; managers see the list of uploads, reps do not."""
    for role in (Role.MANAGER, Role.REP):
        with pytest.raises(AccessError):
            import_history(sqlite_database, Principal("x", role), b"")
    with pytest.raises(AccessError):
        uploads(sqlite_database, Principal("x", Role.REP))
    assert uploads(sqlite_database, Principal("x", Role.MANAGER)) == ()


def test_progress_runs_from_nothing_to_all(sqlite_database: Database) -> None:
    """Shares never fall and end at one."""
    shares: list[float] = []
    import_history(sqlite_database, OPERATOR, GENERIC, NEW_YORK, lambda share, _: shares.append(share))
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
