"""Pools: the loop finds heads that keep every language's promise, and fewer than separate queues take."""

from dataclasses import replace

import numpy as np
import pytest

from tests.staffing.staffed_day import hump, office_day, queue
from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import Channel, OperatingHours
from wfm.domain.time import TimeGrid
from wfm.staffing.pools.pool_search import SkillSet, pool
from wfm.staffing.simulation.playing import Traffic, simulate

AXIS = office_day(12, 60)
LANGUAGES = ("en", "es")
KINDS = (SkillSet("en", ("en",)), SkillSet("es", ("es",)), SkillSet("bi", ("en", "es"), most=0.3))


def calls(name, peak, channel=Channel.VOICE):
    """Calls of one language with a peak in erlangs, AHT 300 s."""
    q = queue(channel, name, OperatingHours.always(), zone="UTC", cap=1.0, language=name)
    return Traffic(q, hump(AXIS, peak * 12.0), np.full(AXIS.count, 300.0))


def test_no_language_starves_and_hours_are_saved():
    """60 + 18 erlangs at the peak, 30 % bilingual: both languages keep 80/20 on fresh days, 2.5 % of heads saved."""
    mix = [calls("en", 60.0), calls("es", 18.0)]
    found = pool(AXIS, mix, KINDS, replications=60, seed=1)
    assert found.met
    assert found.saving >= 0.025
    again = simulate(AXIS, mix, found.groups, replications=120, seed=77)
    for felt, planned in zip(again.languages, found.simulation.languages, strict=True):
        assert felt.service_level.mean >= 0.79
        assert felt.service_level.mean == pytest.approx(planned.service_level.mean, abs=0.03)


def test_rows_and_heads_agree():
    """Every subset row is kept by the groups, bilingual reps are at most their share, heads add up to the groups."""
    found = pool(AXIS, [calls("en", 20.0), calls("es", 8.0)], KINDS, replications=20, seed=2)
    heads = {g.name: g.heads for g in found.groups}
    total = sum(heads.values())
    assert (found.heads.sum(axis=0) == total).all()
    assert (heads["bi"] <= 0.3 * total + 1e-9).all()
    for row in found.rows:
        able = sum(g.heads for g in found.groups if set(g.serves) & set(row.queues))
        assert (able >= row.heads).all()
    assert (found.separate.sum(axis=0) >= total - 2).all()


def test_one_queue_is_plain_erlang():
    """A pool of one queue with its own reps asks for what the queue alone asks for, or a little more by simulation."""
    found = pool(AXIS, [calls("en", 10.0)], [SkillSet("en", ("en",))], replications=20)
    assert (found.heads >= found.separate).all()
    assert found.heads.sum() <= 1.1 * found.separate.sum()


@pytest.mark.parametrize("count", [1, 4, 5])
def test_a_forecast_shorter_than_an_hours_window_is_staffed(count):
    """The window around a quarter of an hour has five; a forecast may have fewer."""
    axis = TimeGrid("UTC", AXIS.start, 15, count)
    mix = [
        replace(calls(name, 1.0), volume=np.full(count, 25.0), aht_seconds=np.full(count, 300.0)) for name in LANGUAGES
    ]
    found = pool(axis, mix, KINDS, replications=10)
    assert found.heads.shape == (2, count)
    assert found.heads.sum(axis=0).min() > 2 * 25.0 * 300.0 / 900.0


def test_the_same_seed_gives_the_same_staffing():
    """Two runs agree head by head."""
    mix = [calls("en", 12.0), calls("es", 5.0)]
    a, b = (pool(AXIS, mix, KINDS, replications=10, seed=3) for _ in range(2))
    assert (a.heads == b.heads).all()
    assert a.simulation.queues == b.simulation.queues


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (lambda: pool(AXIS, [], KINDS), "1 to 6 queues"),
        (
            lambda: pool(AXIS, [calls("en", 1.0), calls("fr", 1.0)], [SkillSet("en", ("en",))]),
            "queue fr: no skill set serves it",
        ),
        (lambda: pool(AXIS, [calls("en", 1.0)], KINDS), "queue must be one of"),
        (lambda: pool(AXIS, [calls("en", 1.0, Channel.CHAT)], [SkillSet("en", ("en",))]), "only voice queues pool"),
        (lambda: pool(AXIS, [calls("en", 1.0)], [SkillSet("en", ("en",), most=0.5)]), "sum to at least 1"),
        (lambda: SkillSet("x", ()), "at least one queue"),
        (lambda: SkillSet("x", ("en",), most=1.5), "most must be in"),
    ],
)
def test_bad_pools_are_one_sentence(run, sentence):
    """Pools that cannot be staffed say why."""
    with pytest.raises(InputError, match=sentence):
        run()
