"""Playing a schedule: more heads serve better, chats take reps of their own, email waits its turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from tests.services import planned_centre as centre
from wfm.database.engine import Database
from wfm.domain.accounts import OPERATOR, Principal, Role
from wfm.domain.errors import AccessError, RefusedError
from wfm.domain.exchange.schedule import ScheduleStatus, ScheduleVersion
from wfm.domain.people import Activity
from wfm.domain.people.shifts import Shift
from wfm.domain.planning.contacts import Channel, Queue, ServiceTarget
from wfm.domain.planning.requirement import DeferrableWork, PoolRow, StaffedPool
from wfm.domain.time import Horizon
from wfm.services.schedule.predicted_service import service_level
from wfm.services.schedule.simulating import simulate_schedule, verdicts_of

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
    record = ScheduleVersion(
        0, "x", horizon, ScheduleStatus.DRAFT, requirement, None, None, {}, (), (), datetime.now(UTC), "test"
    )
    with db.write() as uow:
        return uow.schedules.add(record, shifts or [Shift(f"r{n:02d}", 480, 1080, None) for n in range(reps)])


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
    """Service rises with the heads at work; with the same seed it is the same to the last digit.

    Who is in a training takes no contacts: six reps of whom two are serve as four.
    """
    run = _requirement(db, calls=25)
    levels = [
        simulate_schedule(db, OPERATOR, _schedule(db, n, run), replications=30).queue("voice-en").service_level.mean
        for n in (2, 4, 6)
    ]
    assert levels == sorted(levels)
    again = simulate_schedule(db, OPERATOR, _schedule(db, 6, run), replications=30).queue("voice-en")
    assert again.service_level.mean == levels[-1]
    all_day = (Activity("training", 480, 1080),)
    shifts = [Shift(f"r{n:02d}", 480, 1080, None, activities=all_day if n > 3 else ()) for n in range(6)]
    trained = simulate_schedule(db, OPERATOR, _schedule(db, 6, run, shifts), replications=30).queue("voice-en")
    assert trained.service_level.mean == levels[1]


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
    """Managers may not play a draft; days that no one requirement covers are refused."""
    with pytest.raises(RefusedError, match="no requirement covers all days of schedule 1"):
        simulate_schedule(db, OPERATOR, _schedule(db, 1, None))
    run = _requirement(db, calls=5)
    with pytest.raises(AccessError):
        simulate_schedule(db, Principal("mia", Role.MANAGER), _schedule(db, 1, run))


SALES = Queue("sales", Channel.OUTBOUND, "en", centre.ZONE, centre.HOURS, ServiceTarget(0.8, 20), aht_seconds=200)


def test_campaigns_are_dialled_by_those_who_have_the_skill(db: Database) -> None:
    """Two reps given to a campaign dial for all they are worth; progress stays below a target beyond them."""
    run = centre.requirement(days=1, heads=2, email=0)
    voice = run.requirements[0]
    opened = voice.required > 0
    with db.write() as uow:
        uow.queues.put(SALES)
        for rep in uow.reps.all():
            uow.reps.put(replace(rep, skills={"voice-en": 1.0, "sales": 1.0}))
    slots = np.flatnonzero(opened)
    work = (DeferrableWork(int(slots[0]), int(slots[-1]) + 1, 40.0),)
    flat = np.where(opened, 2.0, 0.0)
    sales = replace(
        voice, queue="sales", skill="sales", volume=10 * flat, aht_seconds=np.full(len(opened), 200.0), base=flat,
        required=flat, work=work,
    )  # fmt: skip
    calls = replace(voice, volume=np.where(opened, 5.0, 0.0))
    id = centre.store(db, replace(run, requirements=(calls, sales)))
    result = simulate_schedule(db, OPERATOR, _schedule(db, 4, id), replications=20)
    (felt,) = result.campaigns
    assert felt.target == pytest.approx((10 * flat).sum(), abs=1)
    assert 0.2 < felt.progress.mean < 1
    assert felt.connect_rate == pytest.approx(0.3, abs=0.05)
    assert felt.hours > 0
    assert [f.name for f in result.queues] == ["voice-en"]


def test_one_idle_rep_is_kept_back_for_the_scarce_language(db: Database) -> None:
    """Where a few are bilingual, Spanish callers are served better than English ones who crowd the line."""
    spanish = replace(centre.VOICE, id="voice-es", skill="", language="es")
    run = centre.requirement(days=1, heads=4, email=0)
    voice = run.requirements[0]
    opened = voice.required > 0
    with db.write() as uow:
        uow.queues.put(spanish)
        for n, rep in enumerate(uow.reps.all()):
            skills = {"voice-en": 1.0, "voice-es": 1.0} if n < 3 else {"voice-en": 1.0}
            uow.reps.put(replace(rep, skills=skills))
    parts = (
        replace(voice, volume=np.where(opened, 38.0, 0.0)),
        replace(
            voice,
            queue="voice-es",
            skill="voice-es",
            volume=np.where(opened, 4.0, 0.0),
            required=np.where(opened, 1.0, 0.0),
        ),
    )
    id = centre.store(db, replace(run, requirements=parts))
    result = simulate_schedule(db, OPERATOR, _schedule(db, 6, id), replications=40)
    assert result.queue("voice-es").service_level.mean > result.queue("voice-en").service_level.mean + 0.05


def test_progress_is_told_and_verdicts_are_sentences(db: Database) -> None:
    """Shares rise to 1, what progress raises ends the run, and every queue gets its sentence."""
    id = _schedule(db, 6, _requirement(db, calls=10))
    heard: list[float] = []
    result = simulate_schedule(db, OPERATOR, id, replications=20, on_progress=lambda share, _: heard.append(share))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    (verdict,) = verdicts_of(db, OPERATOR, result)
    assert verdict.sentence.startswith("voice-en meets its target of 80%")
    with pytest.raises(AccessError):
        verdicts_of(db, Principal("rep", Role.REP, "r01"), result)

    def stop(share: float, message: str) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_schedule(db, OPERATOR, id, replications=20, on_progress=stop)


def test_a_schedule_below_its_pools_rows_is_told(db: Database) -> None:
    """Ten reps asked for and six there: a note counts the intervals, by row."""
    spanish = replace(centre.VOICE, id="voice-es", skill="", language="es")
    with db.write() as uow:
        uow.queues.put(spanish)
        for rep in uow.reps.all():
            uow.reps.put(replace(rep, skills={"voice-en": 1.0, "voice-es": 1.0}))
    run = centre.requirement(days=1, heads=4, email=0)
    voice = run.requirements[0]
    heads = np.where(voice.required > 0, 10.0, 0.0)
    rows = tuple(PoolRow(queues, heads, heads) for queues in (("voice-en",), ("voice-es",), ("voice-en", "voice-es")))
    levels = ((0.8, 0.8), (0.8, 0.8), (0.0, 0.0))
    pool = StaffedPool(("voice-en", "voice-es"), run.grid, rows, np.stack([heads, heads]), *levels, True)
    parts = (voice, replace(voice, queue="voice-es", skill="voice-es"))
    for asked, notes in ((10.0, 3), (6.0, 0)):
        kept = tuple(replace(row, base=np.minimum(row.base, asked)) for row in rows)
        id = centre.store(db, replace(run, requirements=parts, pools=(replace(pool, rows=kept),)))
        result = simulate_schedule(db, OPERATOR, _schedule(db, 6, id), replications=2)
        assert sum("than the pool's requirement counts on" in note for note in result.notes) == notes
