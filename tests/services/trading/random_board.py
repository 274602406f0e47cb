"""A centre with a full trade board, made from a seed: sites short of seats, leave, neighbouring weeks, every kind of offer."""

from __future__ import annotations

import random
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from tests.services.small_centre import (
    MONDAY,
    NOW,
    PLANNER,
    add_schedule,
    as_rep,
    fill,
    give_leave,
    published,
    rep,
    shift,
)
from tests.services.trading.trade_steps import GIVEAWAY, TRADE, local
from wfm.database import Database
from wfm.domain.errors import WfmError
from wfm.domain.people import Stage, WorkMode
from wfm.services.trading import offers, swaps

SITES = {"hq": 2, "annexe": 1}


@dataclass(frozen=True)
class Board:
    """The ids of the reps, of the published shifts by week, and of the offers that were made."""

    reps: tuple[str, ...]
    shifts: tuple[dict[tuple[str, int], int], ...]
    offers: tuple[int, ...]


def random_board(db: Database, seed: int, reps: int = 8, weeks: int = 2, drafts: int = 1) -> Board:
    """Fill a database; the more reps, the more of everything."""
    rng = random.Random(seed)
    names = tuple(f"r{n:02d}" for n in range(reps))
    people = [_person(rng, name) for name in names]
    fill(db, people, SITES)
    places = {person.id: person.site for person in people}
    by_week = []
    for week in range(weeks):
        worked = [s for name in names for s in _week(rng, name, places[name])]
        opened = [shift("", day, 540, site=rng.choice([None, "hq"])) for day in rng.sample(range(7), 2)]
        by_week.append(published(db, [*worked, *opened], MONDAY + timedelta(days=7 * week)))
    for _ in range(drafts):
        add_schedule(db, [shift(name, 0, 480) for name in names], MONDAY + timedelta(days=7 * weeks))
    for name in rng.sample(names, reps // 3):
        give_leave(db, name, local(rng.randrange(14), 8), rng.choice([10, 48]))
    made = tuple(_offers(db, rng, names, by_week))
    for id in rng.sample(made, len(made) // 2):
        with suppress(WfmError):
            swaps.take(db, as_rep(rng.choice(names)), id, now=NOW)
    with db.write() as uow:
        uow.reps.set_active(names[-1], False)
    return Board(names, tuple(by_week), made)


def _person(rng: random.Random, name: str):
    home = rng.random() < 0.4
    where = (
        {} if home else {"work_mode": WorkMode.ONSITE, "home_workspace_approved": False, "site": rng.choice([*SITES])}
    )
    skills = rng.choice([("en",), ("en", "es")])
    stage = Stage.TRAINING if rng.random() < 0.1 else Stage.LIVE
    return rep(name, rng.choice(["flex", "flex", "other", "full"]), skills, stage=stage, **where)


def _week(rng: random.Random, name: str, site: str | None):
    days = rng.sample(range(7), rng.randrange(2, 6))
    return [shift(name, d, rng.choice([360, 420, 540, 600]), rng.choice([240, 510]), site) for d in days]


def _offers(db: Database, rng: random.Random, names: Iterable[str], by_week: list) -> Iterable[int]:
    """Giveaways, trades for any shift, trades for a certain one, and open shifts."""
    for ids in by_week:
        for (agent, day), id in sorted(ids.items()):
            if not agent:
                yield offers.post_open_shift(db, PLANNER, id, ["en"], now=NOW).id
            elif day % 2:
                others = [other for (name, _), other in sorted(ids.items()) if name not in ("", agent)]
                kind = rng.choice([GIVEAWAY, TRADE, TRADE])
                wanted = rng.choice(others) if kind is TRADE and rng.random() < 0.6 else None
                yield offers.offer_shift(db, as_rep(agent), id, kind, "", wanted, now=NOW).id
