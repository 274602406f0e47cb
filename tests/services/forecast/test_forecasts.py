"""The forecasting service: what is stored, from which day, for which queues, and what it refuses."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, InputError, NotFoundError, RefusedError
from wfm.domain.planning.contacts import ContactHistory
from wfm.services.forecast.forecasts import Template, make_forecast


def test_forecast_is_stored_from_the_day_after_the_history(sqlite_database: Database) -> None:
    """Without a start the run begins after the last recorded day, covers every queue, and reads back the same."""
    centre.build(sqlite_database)
    told: list[float] = []
    run = make_forecast(sqlite_database, OPERATOR, days=7, on_progress=lambda share, message: told.append(share))
    assert {f.queue for f in run.forecasts} == {"voice-en", "email-en"}
    # The last recorded day is a Friday: the queues are closed at weekends.
    assert run.grid.local_days()[0] == np.datetime64(centre.MONDAY - timedelta(days=2))
    with sqlite_database.read() as uow:
        stored = uow.forecasts.get(run.id)
    for made, kept in zip(run.forecasts, stored.forecasts, strict=True):
        np.testing.assert_array_equal(made.mean, kept.mean)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_closed_hours_get_no_contacts_and_open_ones_about_what_came(sqlite_database: Database) -> None:
    """Nothing is forecast at night or at weekends; the weekly sum is near the rate the history was drawn from."""
    centre.build(sqlite_database)
    run = make_forecast(sqlite_database, OPERATOR, start=centre.MONDAY, days=7)
    voice = next(f for f in run.forecasts if f.queue == "voice-en")
    opened = centre.HOURS.mask(run.grid)
    assert voice.mean[~opened].sum() == 0
    assert voice.mean[opened].sum() == pytest.approx(60 * 10 * (1.3 + 4), rel=0.05)


def test_only_the_named_queues(sqlite_database: Database) -> None:
    """A queue named twice is forecast once; an unknown one and one without history are refused."""
    centre.build(sqlite_database, with_history=False)
    with sqlite_database.write() as uow:
        uow.history.put_history(centre.history(centre.VOICE, 60))
    run = make_forecast(sqlite_database, OPERATOR, days=3, queues=["voice-en", "voice-en"])
    assert [f.queue for f in run.forecasts] == ["voice-en"]
    with pytest.raises(NotFoundError, match="'email-en' has no history"):
        make_forecast(sqlite_database, OPERATOR, queues=["email-en"])
    with pytest.raises(NotFoundError, match="'nowhere'"):
        make_forecast(sqlite_database, OPERATOR, queues=["nowhere"])


def test_refusals(sqlite_database: Database) -> None:
    """No history, a start before it, a horizon out of range, and a rep's account are refused in a sentence."""
    with pytest.raises(RefusedError, match="no history"):
        make_forecast(sqlite_database, OPERATOR)
    centre.build(sqlite_database)
    with pytest.raises(InputError, match="after the first day of history"):
        make_forecast(sqlite_database, OPERATOR, start=date(2020, 1, 1))
    for days in (0, 449):
        with pytest.raises(InputError, match=r"days must be in 1\.\.448"):
            make_forecast(sqlite_database, OPERATOR, days=days)
    with pytest.raises(AccessError):
        make_forecast(sqlite_database, Principal("ann", Role.MANAGER))
    with sqlite_database.read() as uow:
        assert uow.forecasts.latest() is None


def test_a_start_too_long_after_the_history_is_refused(sqlite_database: Database) -> None:
    """448 days after the last day are fine, one more is refused in a sentence, and nothing is stored."""
    centre.build(sqlite_database)
    last = centre.MONDAY - timedelta(days=3)
    with pytest.raises(InputError) as caught:
        make_forecast(sqlite_database, OPERATOR, start=last + timedelta(days=449), days=7)
    assert str(caught.value) == (
        f"the forecast must start within 64 weeks (448 days) after the last day of history, {last}, "
        f"got {last + timedelta(days=449)}"
    )
    assert make_forecast(sqlite_database, OPERATOR, start=last + timedelta(days=448), days=1).id == 1


def test_a_new_queue_borrows_the_past_of_another(sqlite_database: Database) -> None:
    """At a scale, or that of the days both have; its own days stand, and the note says so."""
    centre.build(sqlite_database, with_history=False)
    email = centre.EMAIL.id
    with sqlite_database.write() as uow:
        uow.history.put_history(centre.history(centre.VOICE, 60))
    halved = make_forecast(
        sqlite_database, OPERATOR, start=centre.MONDAY, days=7, templates={email: Template("voice-en", 0.5)}
    )
    voice, borrowed = (next(f for f in halved.forecasts if f.queue == id) for id in ("voice-en", email))
    assert borrowed.mean.sum() == pytest.approx(0.5 * voice.mean.sum(), rel=0.02)
    assert any("the past of voice-en, times 0.5, stands in" in note for note in borrowed.notes)
    with pytest.raises(InputError, match="a scale must be given"):
        make_forecast(sqlite_database, OPERATOR, templates={email: Template("voice-en")})
    with sqlite_database.write() as uow:
        week = centre.history(centre.VOICE, 60)
        low = week.grid.count - 7 * 48
        grid = week.grid.slice(low, week.grid.count)
        uow.history.put_history(ContactHistory(email, grid, week.offered[low:] * 0.25))
    found = make_forecast(
        sqlite_database, OPERATOR, start=centre.MONDAY, days=7, templates={email: Template("voice-en")}
    )
    borrowed = next(f for f in found.forecasts if f.queue == email)
    assert borrowed.mean.sum() == pytest.approx(0.25 * voice.mean.sum(), rel=0.05)
    with pytest.raises(NotFoundError, match="'nowhere'"):
        make_forecast(sqlite_database, OPERATOR, templates={email: Template("nowhere", 1.0)})


def test_a_template_without_history_cannot_stand_in(sqlite_database: Database) -> None:
    """The sentence names both queues."""
    centre.build(sqlite_database, with_history=False)
    with pytest.raises(NotFoundError, match="'email-en' has no history either, so it cannot stand in for 'voice-en'"):
        make_forecast(sqlite_database, OPERATOR, templates={"voice-en": Template("email-en", 1.0)})
