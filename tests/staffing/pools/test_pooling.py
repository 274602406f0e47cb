"""Pools from reps' skills, and queues staffed together as a requirement: shrinkage once, rows kept, notes told."""

from dataclasses import replace

import numpy as np
import pytest

from tests.staffing.staffed_day import forecast, hump, mean_level, office_day, queue
from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import Channel, OperatingHours
from wfm.staffing.channels.escalation import Escalation
from wfm.staffing.channels.requirement import predict, staff
from wfm.staffing.channels.shrinkage import Shrinkage
from wfm.staffing.plan import staff_plan
from wfm.staffing.pools.pool_search import SkillSet
from wfm.staffing.pools.pooling import Pool, as_if_alone, pools_of
from wfm.staffing.simulation.playing import Group, Traffic, simulate

AXIS = office_day(12, 60)
ALWAYS = OperatingHours.always()
QUEUES = {
    name: queue(Channel.VOICE, name, ALWAYS, zone="UTC", cap=1.0, language=name, skill=f"speaks-{name}")
    for name in ("en", "es", "fr")
}


def calls(name, peak):
    """A forecast with a peak in erlangs, AHT 300 s."""
    return forecast(AXIS, hump(AXIS, peak * 12.0), name)


def plan(shrinkage=0.0, shared=0.4, replications=20, **values):
    """English and Spanish staffed together."""
    pools = (Pool.of_share(("en", "es"), shared),) if shared else ()
    return staff_plan(
        [calls("en", 20.0), calls("es", 7.0)], QUEUES, Shrinkage.of(shrinkage), pools=pools, replications=replications,
        **values,
    )  # fmt: skip


def test_pools_follow_from_skills():
    """Queues tied by a rep are one pool, with shares by weight; chats, and queues nobody shares, are in none."""
    chat = queue(Channel.CHAT, "chat", ALWAYS, zone="UTC", skill="speaks-en")
    reps = [({"speaks-en"}, 3.0), ({"speaks-en", "speaks-es", "types"}, 1.0), ({"speaks-fr"}, 2.0), ({"types"}, 9.0)]
    (found,), many = pools_of([*QUEUES.values(), chat], reps)
    assert many == ()
    assert found.queues == ("en", "es")
    assert {skill_set.serves: (skill_set.most, skill_set.likely) for skill_set in found.skill_sets} == {
        ("en",): (1.0, 1.0),
        ("en", "es"): (1.0, 0.0),
    }
    assert found.able == {"en": 1.0, "es": 0.25}
    (found,), _ = pools_of(QUEUES.values(), [*reps, ({"speaks-es"}, 4.0)])
    assert {skill_set.serves: skill_set.most for skill_set in found.skill_sets} == {
        ("en",): 1.0,
        ("en", "es"): 0.125,
        ("es",): 1.0,
    }
    assert pools_of(QUEUES.values(), [({"speaks-en"}, 1.0), ({"speaks-es"}, 1.0)]) == ((), ())
    chained = [({"speaks-en", "speaks-es"}, 1.0), ({"speaks-es", "speaks-fr"}, 1.0)]
    assert pools_of(QUEUES.values(), chained)[0][0].queues == ("en", "es", "fr")


def test_queues_of_one_skill_are_a_pool():
    """Two queues with the same skill share every rep."""
    twins = [replace(QUEUES["en"], id=name) for name in ("sales", "service")]
    (found,), _ = pools_of(twins, [({"speaks-en"}, 1.0)])
    assert {skill_set.serves: skill_set.most for skill_set in found.skill_sets} == {("sales", "service"): 1.0}


def test_seven_linked_queues_are_too_many():
    """They are named instead of pooled."""
    queues = [replace(QUEUES["en"], id=f"q{n}") for n in range(7)]
    assert pools_of(queues, [({"speaks-en"}, 1.0)]) == ((), (tuple(f"q{n}" for n in range(7)),))


ON_RECORD = Pool(
    ("en", "es"),
    (SkillSet("en", ("en",)), SkillSet("bi", ("en", "es"), 1.0, 0.0)),
    {"en": 1.0, "es": 0.4},
)
"""English-only reps and bilingual ones; nobody who speaks Spanish only."""


def test_a_schedule_that_keeps_the_split_keeps_the_targets():
    """Without Spanish specialists: as many bilingual reps as Spanish asks for, the others English, are enough."""
    found = staff_plan([calls("en", 20.0), calls("es", 7.0)], QUEUES, pools=[ON_RECORD], replications=60)
    english, spanish = found.requirements
    assert "from reps who can serve it" in found.pools[0].notes[1]
    assert "they give 40% of the team's time" in found.pools[0].notes[1]
    traffic = [Traffic(QUEUES[r.queue], r.volume, r.aht_seconds) for r in found.requirements]
    groups = [
        Group("en", np.asarray(english.base, int), {"en": 0}),
        Group("bi", np.asarray(spanish.base, int), {"en": 0, "es": 0}, reserve={"en": 1}),
    ]
    again = simulate(AXIS, traffic, groups, replications=300, seed=77)
    for felt, level in zip(again.queues, found.pools[0].levels, strict=True):
        assert felt.service_level.mean >= 0.795
        assert felt.service_level.mean == pytest.approx(level, abs=0.03)


def test_together_takes_fewer_heads_and_both_keep_their_target():
    """The split adds up to the rows' total, below the heads apart; both languages keep 80 % in simulation."""
    together, apart = plan(replications=60), plan(shared=0)
    (record,) = together.pools
    assert apart.pools == ()
    total = sum(r.base.sum() for r in together.requirements)
    assert total == record.rows[-1].base.sum() < sum(r.base.sum() for r in apart.requirements)
    assert record.met
    assert record.saving == pytest.approx(1 - total / record.separate.sum())
    assert [r.method for r in together.requirements] == ["Erlang A, pooled with es", "Erlang A, pooled with en"]
    assert min(record.levels) >= 0.8
    assert (together.requirements[1].base <= record.rows[1].base).all()


def test_shrinkage_is_deducted_once_from_the_total():
    """After shrinkage every queue, row and total is base / (1 - s), and no head comes from rounding."""
    found = plan(shrinkage=0.3)
    base, required = (sum(getattr(r, name) for r in found.requirements) for name in ("base", "required"))
    assert required == pytest.approx(base / 0.7)
    small = found.requirements[1]
    assert small.required == pytest.approx(small.base / 0.7)
    for row in found.pools[0].rows:
        assert row.required == pytest.approx(row.base / 0.7)
    assert found.pools[0].rows[-1].required == pytest.approx(required)


def test_notes_tell_what_was_saved_and_who_kept_the_target():
    """Hours together and apart, the share counted on, and every queue's level with its target."""
    saved, kept = plan().pools[0].notes
    assert "en and es share reps" in saved
    assert saved.endswith("less.")
    assert "20 simulated runs" in kept
    assert "(target 80%)" in kept
    assert kept.endswith("every queue meets its target.")


def test_nothing_saved_is_told_and_left_apart():
    """Where hardly anybody is shared the queues stay apart, with a note on the first."""
    found = plan(shared=1e-9)
    assert found.pools == ()
    assert "no fewer heads than apart" in found.requirements[0].notes[0]
    assert (found.requirements[1].base == plan(shared=0).requirements[1].base).all()


def test_a_pool_of_one_forecast_queue_is_left_out():
    """Only queues with a forecast are pooled; progress tells every round, and what it raises ends the run."""
    alone = staff_plan([calls("en", 5.0)], QUEUES, pools=(Pool.of_share(("en", "es"), 0.5),))
    assert alone.pools == ()
    heard = []
    plan(replications=10, told=lambda share, message: heard.append((share, message)))
    assert heard[0] == (0.0, "staffing 2 queues")
    assert "simulating en and es together, round 1" in heard[1][1]
    assert [share for share, _ in heard] == sorted(share for share, _ in heard)

    def stop(share, message):
        if "round 2" in message:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plan(told=stop)


def test_heads_as_if_alone_give_the_level_of_the_pool():
    """Real heads on the queue alone are served as the pool's simulation saw it."""
    found = plan()
    record = found.pools[0]
    for q, r in enumerate(found.requirements):
        heads = as_if_alone(record, QUEUES[r.queue], r.volume, r.aht_seconds)
        level = mean_level(predict(QUEUES[r.queue], AXIS, r.volume, r.aht_seconds, heads), r.volume)
        assert level == pytest.approx(record.levels[q], abs=1e-3)


def test_escalations_feed_a_second_tier_that_is_staffed_with_its_own_contacts():
    """A tenth of what is handled goes on; it adds to the second tier's own forecast and keeps its handle times apart."""
    fed = staff_plan([calls("en", 20.0)], QUEUES, escalations=[Escalation("en", "fr", 0.1, 600.0)])
    assert [r.queue for r in fed.requirements] == ["en", "fr"]
    first, second = fed.requirements
    lost = (first.abandonment * first.volume).sum() / first.volume.sum()
    assert second.volume.sum() == pytest.approx(0.1 * (1 - lost) * first.volume.sum())
    assert second.aht_seconds[5] == 600.0
    both = staff_plan(
        [calls("en", 20.0), calls("fr", 2.0)], QUEUES, escalations=[Escalation("en", "fr", 0.1, 600.0)]
    ).requirements[1]
    own = staff([calls("fr", 2.0)], QUEUES)[0]
    assert both.volume == pytest.approx(own.volume + second.volume)
    busy = both.volume > 0
    work = own.volume * 300.0 + second.volume * 600.0
    assert (both.volume * both.aht_seconds)[busy] == pytest.approx(work[busy])
    assert staff_plan([calls("en", 9.0)], QUEUES, escalations=[Escalation("en", "fr", 0.1)]).requirements[
        1
    ].aht_seconds[3] == pytest.approx(QUEUES["fr"].aht_seconds)


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (lambda: Pool.of_share(("en",), 0.5), "2 to 6 queues"),
        (lambda: Pool.of_share(("en", "en"), 0.5), "each once"),
        (lambda: Pool.of_share(("en", "es"), 0.0), "must be in \\(0, 1\\], got 0"),
        (lambda: Escalation("en", "en", 0.5), "another queue"),
        (lambda: Escalation("en", "es", 0.0), "share must be in \\(0, 1\\]"),
        (
            lambda: staff_plan([calls("en", 1.0)], QUEUES, escalations=[Escalation("en", "vip", 0.1)]),
            "queue must be one of .*got 'vip'",
        ),
        (
            lambda: staff_plan([calls("en", 1.0)], QUEUES, escalations=[Escalation("es", "fr", 0.1)]),
            "queue must be one of .*got 'es'",
        ),
    ],
)
def test_bad_plans_are_one_sentence(run, sentence):
    """What cannot be staffed together or fed says why."""
    with pytest.raises(InputError, match=sentence):
        run()


def test_least_heads_of_a_pools_queues():
    """A small queue's least is in its row and its part; the total grows only where the large one has none to spare."""
    floored = {**QUEUES, "es": replace(QUEUES["es"], min_heads=6)}
    pools = (Pool.of_share(("en", "es"), 0.4),)
    made = [
        staff_plan([calls("en", 20.0), calls("es", 7.0)], queues, Shrinkage.of(0.3), pools=pools, replications=6)
        for queues in (QUEUES, floored)
    ]
    (free, free_es), (kept, kept_es) = ([r.base for r in plan.requirements] for plan in made)
    (record,) = made[1].pools
    assert (kept_es >= 6).all()
    assert (kept_es >= free_es).all()
    assert (kept + kept_es >= free + free_es).all()
    assert (record.rows[1].base >= 6).all()
    assert record.rows[-1].base == pytest.approx(kept + kept_es)
    assert (kept + kept_es)[free > 20] == pytest.approx((free + free_es)[free > 20], abs=6)
