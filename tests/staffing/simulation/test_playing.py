"""Simulation against formulas, with seeds, breaks, priorities, redials and error bars."""

import math

import numpy as np
import pytest

from tests.staffing.staffed_day import forecast, hump, office_day, queue
from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import Channel, OperatingHours
from wfm.machine.execution import Processes
from wfm.machine.random_numbers import normal, stream
from wfm.staffing.channels.requirement import predict, staff
from wfm.staffing.queueing.chat_chain import chat_service, handle_times
from wfm.staffing.queueing.erlang import erlang_a
from wfm.staffing.simulation.laws import EXPONENTIAL, FIXED, LOGNORMAL, UNIFORM, day_factor, duration
from wfm.staffing.simulation.playing import Group, Traffic, simulate

AXIS = office_day(9, 60)
ALWAYS = OperatingHours.always()


def line(name="q", channel=Channel.VOICE, seconds=20.0, language="en", **values):
    """A queue that never closes."""
    return queue(channel, name, ALWAYS, seconds=seconds, language=language, zone="UTC", **values)


def traffic(volume, q=None, aht=300.0, axis=AXIS, **values):
    """Traffic of one queue."""
    return Traffic(
        q or line(), np.broadcast_to(np.asarray(volume, float), axis.count).copy(), np.full(axis.count, aht), **values
    )


def group(heads, *serves, name="g", axis=AXIS, **values):
    """Reps who serve these queues alike."""
    return Group(
        name, np.broadcast_to(np.asarray(heads), axis.count).copy(), dict.fromkeys(serves or ("q",), 0), **values
    )


@pytest.mark.parametrize(("law", "spread"), [(EXPONENTIAL, 1.0), (LOGNORMAL, 0.7), (UNIFORM, 0.4), (FIXED, 0.0)])
def test_laws_have_their_mean_and_spread(law, spread):
    """200,000 draws of each handle-time law."""
    s = stream(1, law)
    draws = np.array([duration(s, law, 250.0, spread) for _ in range(200_000)])
    assert draws.mean() == pytest.approx(250.0, rel=0.01)
    assert draws.std() == pytest.approx(250.0 * spread, rel=0.02, abs=1e-9)
    assert np.mean([normal(s) for _ in range(20_000)]) == pytest.approx(0.0, abs=0.03)
    assert np.mean([day_factor(s, 0.2) for _ in range(20_000)]) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("patience", [120.0, math.inf])
def test_a_steady_line_is_erlang(patience):
    """Level, ASA, abandonment and occupancy of a steady day lie within the error bars of Erlang A or C."""
    axis = office_day(40, 60)
    q = line(patience_seconds=patience)
    found = simulate(axis, [traffic(120, q, axis=axis)], [group(12, axis=axis)], replications=150, seed=4)
    exact = erlang_a(10.0, 12, 300, patience, 20)
    felt = found.queue("q")
    assert felt.service_level.mean == pytest.approx(float(exact.offered), abs=0.02)
    assert felt.abandonment.mean == pytest.approx(float(exact.abandonment), abs=0.01)
    assert felt.asa_seconds.mean == pytest.approx(float(exact.asa), rel=0.12)
    assert found.mean_occupancy[0] == pytest.approx(float(exact.occupancy), abs=0.02)
    assert felt.offered == pytest.approx(120 * 40, rel=0.01)
    assert 0 < felt.service_level.half_width < 0.02


def test_virtual_wait_and_the_other_definitions():
    """Each definition's measured level is that of Erlang A."""
    axis = office_day(60, 60)
    for definition in ("offered", "answered", "excluding_short", "virtual"):
        q = line(patience_seconds=150.0, target={"definition": definition})
        found = simulate(axis, [traffic(120, q, axis=axis)], [group(10, axis=axis)], replications=60, seed=9)
        exact = erlang_a(10.0, 10, 300, 150, 20)
        assert found.queue("q").service_level.mean == pytest.approx(float(getattr(exact, definition)), abs=0.02)


def test_a_bilingual_centre_as_published():
    """7 English, 7 Spanish, 4 bilingual reps, patience 2 min, 75 % redial after 20 min (Bilingual.java, 1,000 weeks).

    Published: 97.9 % of fresh callers answered within a minute, occupancy 47.6 % and 63.3 %.
    """
    volume = np.array([100.0] + [50.0] * 8)
    lines = [line(f"v{x}", seconds=60.0, language=x, patience_seconds=120.0) for x in "ES"]
    cv = 2 / math.sqrt(3) / 5
    calls = [traffic(volume, q, law="uniform", cv=cv, redial_share=0.75) for q in lines]
    reps = [group(7, "vE", name="E", rank=0), group(7, "vS", name="S", rank=0), group(4, "vE", "vS", name="B", rank=0)]
    found = simulate(AXIS, calls, reps, replications=600, seed=3)
    for felt in found.queues:
        fresh = felt.offered - felt.redials
        assert 100 * felt.service_level.mean * felt.offered / fresh == pytest.approx(97.94, abs=0.5)
        assert 5 * felt.abandonment.mean * felt.offered == pytest.approx(71.0, abs=5.0)
    assert 100 * found.mean_occupancy == pytest.approx([47.63, 47.63, 63.25], abs=0.8)


def test_the_same_seed_gives_the_same_day_on_any_executor():
    """Serial and two processes agree to the last digit; another seed differs."""
    calls, reps = [traffic(60, volume_cv=0.1)], [group(6)]
    here = simulate(AXIS, calls, reps, replications=24, seed=5)
    there = simulate(AXIS, calls, reps, replications=24, seed=5, executor=Processes(2))
    other = simulate(AXIS, calls, reps, replications=24, seed=6)
    assert here.queues == there.queues
    assert here.queues != other.queues


def test_more_heads_are_never_worse_and_none_answer_nobody():
    """The level grows with the heads; a queue without reps is told."""
    levels = [
        simulate(AXIS, [traffic(60)], [group(n)], replications=40).queue("q").service_level.mean for n in (3, 5, 7, 9)
    ]
    assert levels == sorted(levels)
    alone = simulate(AXIS, [traffic(60)], [], replications=3)
    assert alone.queue("q").service_level.mean == 0.0
    assert alone.queue("q").abandonment.mean == 1.0
    assert alone.notes == ("queue q: no group serves it, so nobody is answered.",)


def test_contacts_finish_over_a_break():
    """When heads fall to none, those busy finish: fixed calls of half an hour begun before the break are answered."""
    heads = np.array([20, 0, 0, 0, 0, 0, 0, 0, 0])
    volume = np.array([10.0] + [0.0] * 8)
    found = simulate(AXIS, [traffic(volume, aht=1800.0, law="fixed", cv=0.0)], [group(heads)], replications=30)
    assert found.queue("q").service_level.mean == pytest.approx(1.0, abs=0.02)
    assert found.queue("q").abandonment.mean < 0.02


def test_priority_and_reserve_shelter_a_queue():
    """Free reps who take Spanish first, or idle reps kept for it, lift its level at the cost of English."""
    lines = [line("en"), line("es", language="es")]
    calls = [traffic(90, lines[0]), traffic(20, lines[1])]
    even = simulate(AXIS, calls, [group(9, "en", "es")], replications=80)
    first = simulate(AXIS, calls, [Group("g", np.full(9, 9), {"en": 1, "es": 0})], replications=80)
    kept = simulate(AXIS, calls, [group(9, "en", "es", reserve={"en": 1})], replications=80)
    for sheltered in (first, kept):
        assert language(sheltered, "es").service_level.mean > language(even, "es").service_level.mean + 0.02
        assert language(sheltered, "en").service_level.mean < language(even, "en").service_level.mean


def test_specialists_are_asked_first():
    """By default a contact goes to those who serve least, so bilingual reps stay free for the other language."""
    lines = [line("en"), line("es", language="es")]
    calls = [traffic(60, lines[0]), traffic(6, lines[1])]
    reps = [group(7, "en", name="mono"), group(2, "en", "es", name="bi")]
    found = simulate(AXIS, calls, reps, replications=60)
    assert found.mean_occupancy[0] > found.mean_occupancy[1]


def test_slow_reps_take_longer():
    """At speed .5 a group gives the level of calls twice as long."""
    slow = simulate(AXIS, [traffic(60)], [group(12, speed={"q": 0.5})], replications=80)
    long = simulate(AXIS, [traffic(60, aht=600.0)], [group(12)], replications=80)
    assert slow.queue("q").service_level.mean == pytest.approx(long.queue("q").service_level.mean, abs=0.03)


def test_chat_reps_are_the_chain():
    """Simulated chats with three at once agree with the birth-death chain."""
    axis = office_day(40, 60)
    q = line(channel=Channel.CHAT, seconds=30.0, concurrency=3, concurrency_slowdown=0.3, patience_seconds=240.0)
    found = simulate(axis, [traffic(120, q, aht=480.0, axis=axis)], [group(9, axis=axis)], replications=100, seed=2)
    exact = chat_service(120 / 3600, 9, handle_times(480.0, 3, 0.3), 240.0, 30.0)
    assert found.queue("q").service_level.mean == pytest.approx(float(exact.offered), abs=0.025)
    assert found.queue("q").abandonment.mean == pytest.approx(float(exact.abandonment), abs=0.015)


def test_email_waits_for_the_opening_and_is_judged_when_done():
    """The predicted on-time share lies within two points of the simulated one, with a backlog and closed nights."""
    axis = office_day(48)
    q = queue(Channel.EMAIL, hours=OperatingHours.daily(480, 1200), share=0.9, seconds=2 * 3600.0, zone="UTC")
    opened = q.hours.mask(axis)
    for heads in (4, 5):
        staffed = np.where(opened, heads, 0)
        mail = traffic(5.0, q, aht=420.0, axis=axis, backlog=20)
        found = simulate(axis, [mail], [group(staffed, axis=axis)], replications=200, seed=1)
        predicted = predict(q, axis, mail.volume, mail.aht_seconds, staffed.astype(float), backlog=20.0)
        judged = ~np.isnan(found.interval_level[0])
        weights = mail.volume[judged]
        level = float(np.average(predicted.service_level[judged], weights=weights))
        assert level == pytest.approx(found.queue("q").service_level.mean, abs=0.02)


def language(result, name):
    """The figures of one language."""
    return next(felt for felt in result.languages if felt.name == name)


def test_predicted_and_simulated_agree_over_a_day_with_a_peak():
    """Staffed interval by interval, the day's level in simulation is within .02 of the predicted one."""
    axis = office_day(12)
    q = queue(hours=OperatingHours.always(), zone="UTC", aht_seconds=240.0)
    volume = hump(axis, 90.0)
    need = staff([forecast(axis, volume, aht=240.0)], {"q": q})[0]
    found = simulate(axis, [traffic(volume, q, aht=240.0, axis=axis)], [group(need.base, axis=axis)], replications=200)
    predicted = float(np.average(need.service_level, weights=volume))
    assert found.queue("q").service_level.mean == pytest.approx(predicted, abs=0.02)


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (lambda: simulate(AXIS, [traffic(1)], [group(1)], replications=0), "replications must be >= 1, got 0"),
        (lambda: simulate(AXIS, [], []), "at least one queue"),
        (lambda: simulate(AXIS, [traffic(1)], [group(1, "ghost")]), "queue must be one of \\['q'\\], got 'ghost'"),
        (lambda: group(1.5), "heads must be whole, got 1.5"),
        (lambda: traffic(math.nan), "volume must be a finite number >= 0, got nan"),
        (lambda: traffic(1.0, aht=0.0), "aht_seconds must be > 0 where there is volume, got 0"),
        (lambda: traffic(1.0, law="gauss"), "law must be one of"),
        (lambda: traffic(1.0, redial_share=1.0), "redial_share must be in"),
        (lambda: group(1, speed={"q": 0.0}), "speed in q must be in"),
        (
            lambda: simulate(
                AXIS, [traffic(1), traffic(1, line("c", Channel.CHAT, concurrency=2))], [group(1, "q", "c")]
            ),
            "serve one chat queue only",
        ),
    ],
)
def test_bad_input_is_one_sentence(run, sentence):
    """Worlds that cannot be played name what was seen."""
    with pytest.raises(InputError, match=sentence):
        run()
