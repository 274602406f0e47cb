"""Opening hours on record: by the week, on single dates, for one queue or all, and what reads them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.documents.clock_words import opening_hours
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, InputError, NotFoundError, RefusedError
from wfm.domain.planning.hours import HoursException, OperatingHours
from wfm.services.centre.opening import clear_exception, set_exception, set_week_hours
from wfm.services.centre.status import read_status
from wfm.services.forecast.forecasts import make_forecast
from wfm.services.imports.centre_files import import_queues, import_setup
from wfm.services.staffing.requirements import make_requirement
from wfm.services.viewing import cleaned_history

CLOSED = HoursException(centre.MONDAY + timedelta(days=2), (), "Founders' Day")


def test_a_holiday_is_closed_for_all_queues_and_nobody_works(database: Database) -> None:
    """Forecast, heads and work are zero on it; the other days are as before; the log has a row for each queue."""
    centre.build(database)
    assert set_exception(database, OPERATOR, None, CLOSED) == ("email-en", "voice-en")
    assert set_exception(database, OPERATOR, None, CLOSED) == ()
    run = make_forecast(database, OPERATOR, start=centre.MONDAY, days=7)
    closed = run.grid.local_days() == np.datetime64(CLOSED.day)
    for found in run.forecasts:
        assert found.mean[closed].sum() == 0
        assert found.mean[~closed].sum() > 0
        assert f"Founders' Day, Wed {CLOSED.day}: closed by its opening hours, nothing is expected" in found.notes
    need = make_requirement(database, OPERATOR, forecast_run=run.id)
    for requirement in need.requirements:
        assert requirement.required[closed].sum() == 0
        assert requirement.required[~closed].sum() > 0
    with database.read() as uow:
        rows = uow.audit.list(entity="hours")
        assert sorted((row.entity_id, row.detail["day"], row.detail["hours"]) for row in rows) == [
            ("email-en", str(CLOSED.day), "closed"),
            ("voice-en", str(CLOSED.day), "closed"),
        ]


def test_a_date_is_open_as_usual_again(sqlite_database: Database) -> None:
    """Cleared for one queue, kept for the other; where there is nothing to clear it is said."""
    centre.build(sqlite_database)
    set_exception(sqlite_database, OPERATOR, None, CLOSED)
    assert clear_exception(sqlite_database, OPERATOR, ["voice-en"], CLOSED.day) == ("voice-en",)
    with sqlite_database.read() as uow:
        assert uow.queues.get("voice-en") == centre.VOICE
        assert uow.queues.get("email-en").hours.exceptions == (CLOSED,)
    with pytest.raises(RefusedError, match=f"the opening hours of queue voice-en have no exception on {CLOSED.day}"):
        clear_exception(sqlite_database, OPERATOR, ["voice-en"], CLOSED.day)


def test_the_week_changes_and_single_dates_stay(sqlite_database: Database) -> None:
    """Nights from Monday to Friday, the holiday still closed."""
    centre.build(sqlite_database)
    set_exception(sqlite_database, OPERATOR, ["voice-en"], CLOSED)
    nights = opening_hours("Mon-Fri 22:00-06:00")
    assert set_week_hours(sqlite_database, OPERATOR, ["voice-en"], nights) == ("voice-en",)
    with sqlite_database.read() as uow:
        assert uow.queues.get("voice-en").hours == OperatingHours(nights.open, (CLOSED,))


def test_refusals(sqlite_database: Database) -> None:
    """No queue at all, one that is not there, a name over two lines, a manager; nothing is stored."""
    with pytest.raises(RefusedError, match="there is no queue yet"):
        set_exception(sqlite_database, OPERATOR, None, CLOSED)
    centre.build(sqlite_database, with_history=False)
    with pytest.raises(NotFoundError, match="'nowhere'"):
        set_exception(sqlite_database, OPERATOR, ["voice-en", "nowhere"], CLOSED)
    with pytest.raises(InputError, match="must be plain text on one line"):
        set_exception(sqlite_database, OPERATOR, None, HoursException(CLOSED.day, (), "a\nb"))
    for call in (set_exception, clear_exception, set_week_hours):
        with pytest.raises(AccessError):
            call(sqlite_database, Principal("mo", Role.MANAGER), None, CLOSED)  # type: ignore[operator]
    with sqlite_database.read() as uow:
        assert uow.queues.get("voice-en") == centre.VOICE
        assert uow.audit.list(entity="hours") == ()


def test_a_file_that_names_no_dates_leaves_them(sqlite_database: Database) -> None:
    """Queues imported again keep their holidays; a file that names dates replaces them."""
    table = b"id,channel,zone,hours\ncalls,voice,UTC,Mon-Fri 08:00-18:00\n"
    import_queues(sqlite_database, OPERATOR, table)
    set_exception(sqlite_database, OPERATOR, None, CLOSED)
    import_queues(sqlite_database, OPERATOR, table)
    setup = b'[[queues]]\nid = "calls"\nchannel = "voice"\nzone = "UTC"\nhours = "always"\n'
    import_setup(sqlite_database, OPERATOR, setup)
    with sqlite_database.read() as uow:
        assert uow.queues.get("calls").hours.exceptions == (CLOSED,)
    dates = b'[[queues.exceptions]]\ndate = 2026-12-25\nhours = "closed"\n'
    import_setup(sqlite_database, OPERATOR, setup + dates)
    with sqlite_database.read() as uow:
        assert uow.queues.get("calls").hours.exceptions == (HoursException(date(2026, 12, 25)),)


def test_status_says_when_queues_are_open(sqlite_database: Database) -> None:
    """The week, and the dates to come; those gone by are left out."""
    centre.build(sqlite_database, with_history=False)
    coming, gone = date.today() + timedelta(days=9), date.today() - timedelta(days=9)
    set_exception(sqlite_database, OPERATOR, ["voice-en"], HoursException(coming, ((600, 840),), "Open day"))
    set_exception(sqlite_database, OPERATOR, ["voice-en"], HoursException(gone))
    voice = next(queue for queue in read_status(sqlite_database, OPERATOR).queues if queue.id == "voice-en")
    assert voice.hours == "Mon-Fri 08:00-18:00"
    assert voice.exceptions == (f"{coming} 10:00-14:00 Open day",)


def test_a_past_date_that_was_closed_is_no_gap(sqlite_database: Database) -> None:
    """Contacts recorded on it do not teach."""
    centre.build(sqlite_database)
    day = centre.MONDAY - timedelta(days=7)
    set_exception(sqlite_database, OPERATOR, ["voice-en"], HoursException(day, (), "Strike"))
    cleaned = cleaned_history(sqlite_database, OPERATOR, "voice-en")
    assert cleaned is not None
    assert np.isnan(cleaned.cells[cleaned.axis.dates.index(day)]).all()
