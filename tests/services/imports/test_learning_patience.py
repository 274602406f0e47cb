"""Patience learned from history: the columns that tell of it, what is stored, and that staffing takes it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR
from wfm.domain.planning.runs import RequirementRun
from wfm.services.forecast.forecasts import make_forecast
from wfm.services.imports.importing import import_history
from wfm.services.readers.options import ImportOptions
from wfm.services.staffing.assumptions import EVERY_QUEUE, Assumptions
from wfm.services.staffing.requirements import make_requirement

HEAD = "start,queue,offered,handled,abandoned"


def imported(db: Database, header: str, cells: str) -> tuple[str, ...]:
    """Import a row an hour of ten offered, nine handled, one abandoned over eight weeks; the file's notes."""
    centre.build(db, with_history=False)
    first = np.datetime64(centre.MONDAY - timedelta(weeks=8), "h")
    rows = [
        f"{first + np.timedelta64(hour, 'h')}:00,voice-en,10,9,1,{cells}"
        for hour in range(8 * 7 * 24)
        if 8 <= hour % 24 < 18 and (hour // 24) % 7 < 5
    ]
    text = "\n".join([f"{HEAD},{header}", *rows]) + "\n"
    report = import_history(db, OPERATOR, text.encode(), ImportOptions(zone=centre.ZONE), name="calls.csv")
    return report.preview.notes


@pytest.mark.parametrize(
    ("header", "cells", "wait"),
    [
        ("wait_seconds", "12", 12.0),
        ("ASA", "12", 12.0),
        ("average speed of answer,average abandon time", "10,40", 13.0),
    ],
)
def test_waits_are_read_kept_and_made_patience(sqlite_database: Database, header: str, cells: str, wait: float) -> None:
    """All waiting over the number who gave up: ten waits an interval, one abandoned."""
    notes = imported(sqlite_database, header, cells)
    assert any("stands in for the wait of those who gave up" in note for note in notes) == (header == "ASA")
    with sqlite_database.read() as uow:
        history = uow.history.get("voice-en")
    assert history is not None
    assert history.wait_seconds is not None
    assert np.nanmax(history.wait_seconds) == pytest.approx(wait)
    made = make_forecast(sqlite_database, OPERATOR, days=7)
    with sqlite_database.read() as uow:
        (stored,) = uow.forecasts.get(made.id).forecasts
    assert stored.patience_seconds == pytest.approx(10 * wait)
    assert stored.abandonment == pytest.approx(0.1)
    assert any(note.startswith(f"patience: {10 * wait:.0f} s") for note in stored.notes)


def test_staffing_takes_the_patience_of_history_unless_told_otherwise(sqlite_database: Database) -> None:
    """The same requirement as with that patience given by hand; another one given by hand goes first."""
    imported(sqlite_database, "wait_seconds", "2")
    make_forecast(sqlite_database, OPERATOR, days=7)

    def lost(run: RequirementRun) -> np.ndarray:
        return run.requirements[0].abandonment

    def told(patience: float) -> RequirementRun:
        return make_requirement(
            sqlite_database, OPERATOR, assumptions={EVERY_QUEUE: Assumptions(patience_seconds=patience)}
        )

    learned = make_requirement(sqlite_database, OPERATOR)
    np.testing.assert_allclose(lost(learned), lost(told(20.0)))
    assert lost(learned).sum() > 2 * lost(told(10_000.0)).sum() > 0


def test_without_waits_the_queues_own_patience_stands(sqlite_database: Database) -> None:
    """Abandoned contacts alone give their share and no patience."""
    imported(sqlite_database, "remark", "none")
    (made,) = make_forecast(sqlite_database, OPERATOR, days=7).forecasts
    assert np.isnan(made.patience_seconds)
    assert made.abandonment == pytest.approx(0.1)
    by_hand = Assumptions(patience_seconds=centre.VOICE.patience_seconds)
    learned = make_requirement(sqlite_database, OPERATOR)
    told = make_requirement(sqlite_database, OPERATOR, assumptions={EVERY_QUEUE: by_hand})
    np.testing.assert_array_equal(learned.requirements[0].required, told.requirements[0].required)
