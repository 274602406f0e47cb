"""A centre where English and Spanish callers share bilingual reps: the small centre of planning, with a second language."""

from __future__ import annotations

from dataclasses import replace

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR
from wfm.services.forecast.forecasts import make_forecast

SPANISH = replace(centre.VOICE, id="voice-es", skill="", language="es")
EXPERTS = replace(centre.VOICE, id="experts", skill="", aht_seconds=600)


def build(db: Database) -> None:
    """Six of thirteen reps speak Spanish too (one in training); a forecast of two days is there."""
    centre.build(db)
    with db.write() as uow:
        uow.queues.put_many([SPANISH, EXPERTS])
        uow.history.put_history(centre.history(SPANISH, 24, seed=3))
        for n, rep in enumerate(uow.reps.all()):
            if n % 2 == 0:
                uow.reps.put(replace(rep, skills={**rep.skills, "voice-es": 1.0}))
    make_forecast(db, OPERATOR, start=centre.MONDAY, days=2)
