"""The demo centre as it stands on the Monday of its first planned week: what it is, and what was recorded so far."""

from __future__ import annotations

from datetime import timedelta

from data import arrivals, centre, people
from data.dates import DemoDates
from data.generator import SEED
from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.errors import RefusedError
from wfm.domain.planning import Layer, QueueDay, QueueLayer, SpecialDay
from wfm.domain.time import local_midnight
from wfm.services.demo.state import demo_state
from wfm.services.progress import OnProgress, quiet


def create_demo(db: Database, who: Principal, dates: DemoDates, on_progress: OnProgress = quiet) -> None:
    """Write the demo centre, without its people, into an empty database, whole or not at all."""
    if demo_state(db, who).sites:
        raise RefusedError("the demo centre exists already")
    on_progress(0.0, "drawing the contacts of the demo centre")
    monday = local_midnight(dates.monday, centre.ZONE)
    histories = [
        arrivals.recorded(records, dates, dates.first_day, monday) for records in arrivals.history(SEED, dates)
    ]
    with db.write() as uow:
        uow.sites.put_many(centre.SITES)
        uow.queues.put_many(centre.queues(dates))
        uow.contracts.put_many(centre.CONTRACTS)
        for number, history in enumerate(histories):
            on_progress(0.1 + 0.9 * number / len(histories), f"storing the history of {history.queue}")
            uow.history.put_history(history)
        uow.teams.put_many(centre.TEAMS)
        uow.classes.put_many(people.classes(dates).values())
        for day in _special_days(dates):
            uow.special_days.add(day)
        for layer in _layers(dates):
            uow.layers.add(layer)
        uow.audit.add(who, "create", "demo", centre.NAME, {"today": dates.today.isoformat()})
    on_progress(1.0, f"{centre.NAME} stored")


def _special_days(dates: DemoDates) -> list[QueueDay]:
    """The outage and the lost records teach the forecast nothing."""
    outage = SpecialDay(dates.outage, "exclude", name="Telephone outage")
    voice = [QueueDay(0, queue, outage) for queue in ("voice-en", "voice-es")]
    return [*voice, QueueDay(0, None, SpecialDay(dates.lost, "exclude", name="Records lost"))]


def _layers(dates: DemoDates) -> list[QueueLayer]:
    """A sale of three days, a dialling campaign before it, and a change that is only thought about."""
    start, end = (local_midnight(dates.sale + timedelta(days=n), centre.ZONE) for n in (0, 3))
    before, draft, behind = (local_midnight(day, centre.ZONE) for day in (dates.monday, dates.draft, dates.end))
    sale = [
        QueueLayer(0, queue, Layer("Garden sale", "multiply", 1.15, start, end)) for queue in ("voice-en", "chat-en")
    ]
    calls = Layer("Calls for the sale", "campaign", 600, before, start, weekdays=(0, 1, 2, 3, 4), window=(660, 1140))
    longer = Layer("New returns desk", "multiply", 1.06, draft, behind, target="aht", on=False)
    return [*sale, QueueLayer(0, "outbound-en", calls), QueueLayer(0, "voice-en", longer)]
