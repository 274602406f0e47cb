"""Playing a schedule: more heads serve better, chats take reps of their own, email waits its turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import planned_centre as centre
import pytest

from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.contacts import Channel, Queue, ServiceTarget
from wfm.domain.errors import AccessError, RefusedError
from wfm.domain.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.shifts import Shift
from wfm.domain.time import Horizon
from wfm.services.reporting import service_level
from wfm.services.simulating import simulate_schedule

CHAT = Queue(
    "chat-en", Channel.CHAT, "en", centre.ZONE, centre.HOURS, ServiceTarget(0.8, 45), aht_seconds=400, concurrency=2
)


def _requirement(db: Database, calls: float, chats: float = 0.0, shrinkage: float = 0.0) -> int:
    """One day of calls and chats per half hour, with the heads they ask for given by hand."""
    run = centre.requirement(days=1, heads=4, email=0)
    voice = run.requirements[0]
    opened = voice.required > 0
    parts = [replace(voice, volume=np.where(opened, calls, 0.0), shrinkage=shrinkage)]
    if chats:
        with db.write() as uow:
            uow.queues.put(CHAT)
            for rep in uow.reps.all():
                uow.reps.put(replace(rep, skills={"voice-en": 1.0, "chat-en": 1.0}))
        heads = np.where(opened, 2.0, 0.0)
        volume = np.where(opened, chats, 0.0)
        aht = np.full(len(opened), 400.0)
        parts.append(
            replace(voice, queue="chat-en", skill="chat-en", volume=volume, aht_seconds=aht, base=heads, required=heads)
        )
    return centre.store(db, replace(run, requirements=tuple(parts)))


def _schedule(db: Database, reps: int, requirement: int | None, shifts: Sequence[Shift] = ()) -> int:
    horizon = Horizon(centre.MONDAY, 1, centre.SLOT, centre.ZONE)
    head = ScheduleVersion(
        0, "x", horizon, ScheduleStatus.DRAFT, requirement, None, None, {}, (), (), datetime.now(UTC), "test"
    )
    with db.write() as uow:
        return uow.schedules.add(head, shifts or [Shift(f"r{n:02d}", 480, 1080, None) for n in range(reps)])


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    """The centre without history."""
    centre.build(sqlite_database, with_history=False)
    return sqlite_database


def test_it_agrees_with_the_formula(db: Database) -> None:
    """One queue and equal reps: the simulated service level is within its error bars of Erlang A, or 3 points."""
    run = _requirement(db, calls=22)
    id = _schedule(db, 4, run)
    played = simulate_schedule(db, OPERATOR, id, replications=200).queue("voice-en")
    formula = service_level(db, OPERATOR, id)[0].mean_level
    assert abs(played.service_level.mean - formula) < 0.03 + played.service_level.half_width


def test_more_heads_serve_better_and_the_seed_repeats(db: Database) -> None:
    """Service rises with the heads at work; with the same seed it is the same to the last digit."""
    run = _requirement(db, calls=25)
    levels = [
        simulate_schedule(db, OPERATOR, _schedule(db, n, run), replications=30).queue("voice-en").service_level.mean
        for n in (2, 4, 6)
    ]
    assert levels == sorted(levels)
    again = simulate_schedule(db, OPERATOR, _schedule(db, 6, run), replications=30).queue("voice-en")
    assert again.service_level.mean == levels[-1]


def test_shrinkage_takes_heads_away(db: Database) -> None:
    """With a third of the heads absent, six do about as well as four with none."""
    full = simulate_schedule(db, OPERATOR, _schedule(db, 4, _requirement(db, 25)), replications=60)
    thinned = simulate_schedule(db, OPERATOR, _schedule(db, 6, _requirement(db, 25, shrinkage=1 / 3)), replications=60)
    difference = thinned.queue("voice-en").service_level.mean - full.queue("voice-en").service_level.mean
    assert abs(difference) < 0.03


def test_chats_have_reps_of_their_own(db: Database) -> None:
    """Reps with both skills are split: chats are answered although calls alone could keep everyone busy."""
    run = _requirement(db, calls=25, chats=8)
    result = simulate_schedule(db, OPERATOR, _schedule(db, 6, run), replications=30)
    assert "chat-en chats" in result.groups
    assert result.queue("chat-en").service_level.mean > 0.5
    assert result.queue("voice-en").service_level.mean > 0.5


def test_who_and_what(db: Database) -> None:
    """Managers may not play a draft; a schedule without a requirement is refused."""
    run = _requirement(db, calls=5)
    with pytest.raises(AccessError):
        simulate_schedule(db, Principal("mia", Role.MANAGER), _schedule(db, 1, run))
    with pytest.raises(RefusedError, match="without a requirement"):
        simulate_schedule(db, OPERATOR, _schedule(db, 1, None))
