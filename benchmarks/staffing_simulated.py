"""Staffing against simulation: speed of the simulator, and what formulas promise beside what customers feel."""

from __future__ import annotations

import itertools
import math
import random
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.staffing_cases import ALWAYS, Row, axis_of, hump, queue_of, timed
from wfm.domain.planning import Channel, OperatingHours, Queue, VolumeForecast
from wfm.domain.time import TimeGrid
from wfm.staffing import (
    Group,
    SimulationResult,
    SkillSet,
    Traffic,
    chat_heads,
    handle_times,
    pool,
    predict,
    simulate,
    staff,
)


def simulator() -> Iterator[Row]:
    """Events per second of one core, beside ciw and simpy on the same M/M/n+M line."""
    axis = axis_of(24)
    quiet = [Traffic(queue_of(), np.full(96, 25.0), np.full(96, 300.0))]
    loud = [Traffic(queue_of(), np.full(96, 450.0), np.full(96, 180.0))]
    group, crowd = [Group("g", np.full(96, 10), {"q": 0})], [Group("g", np.full(96, 95), {"q": 0})]
    simulate(axis, quiet, group, replications=1)
    found, seconds = timed(lambda: simulate(axis, loud, crowd, replications=100))
    assert isinstance(found, SimulationResult)
    rate = found.events / seconds
    yield (
        "simulator, 95 reps, 450 calls per quarter hour",
        f"{rate / 1e6:.1f} M events/s",
        ">= 4 M events/s",
        rate >= 4e6,
    )
    _, seconds = timed(lambda: simulate(axis, quiet, group, replications=1000))
    yield "1,000 replications of a day of 2,400 calls", f"{seconds:.2f} CPU s", "about 1 s", seconds < 1.5
    yield from _peers()


def _peers() -> Iterator[Row]:
    try:
        import ciw
        import simpy
    except ImportError:
        yield "ciw, simpy", "not installed", "", None
        return

    def with_simpy() -> int:
        rng, env = random.Random(1), simpy.Environment()
        reps, events = simpy.Resource(env, 95), [0]

        def call() -> Iterator[object]:
            with reps.request() as turn:
                got = yield turn | env.timeout(rng.expovariate(1 / 180))
                if turn in got:
                    yield env.timeout(rng.expovariate(1 / 180))
            events[0] += 2

        def calls() -> Iterator[object]:
            while True:
                yield env.timeout(rng.expovariate(0.5))
                env.process(call())

        env.process(calls())
        env.run(until=20_000)
        return events[0]

    def with_ciw() -> int:
        network = ciw.create_network(
            arrival_distributions=[ciw.dists.Exponential(0.5)], service_distributions=[ciw.dists.Exponential(1 / 180)],
            number_of_servers=[95], reneging_time_distributions=[ciw.dists.Exponential(1 / 180)],
        )  # fmt: skip
        ciw.seed(1)
        run = ciw.Simulation(network)
        run.simulate_until_max_time(20_000)
        return 2 * len(run.get_all_records())

    for name, peer in (("simpy", with_simpy), ("ciw", with_ciw)):
        events, seconds = timed(peer, repeats=1)
        yield f"{name}, the same line", f"{float(events) / seconds / 1e3:.0f} k events/s", "", None  # type: ignore[arg-type]


def _need(axis: TimeGrid, volume: np.ndarray, aht: float, queue: Queue, model: str) -> object:
    forecast = VolumeForecast(
        queue.id, axis, volume, volume, volume, np.full(axis.count, aht), 0.8, "", (), math.nan, math.nan, ""
    )
    return staff([forecast], {queue.id: queue}, model=model)[0]  # type: ignore[arg-type]


def day() -> Iterator[Row]:
    """Predicted against simulated level of a day with a peak; short and long calls, with and without patience."""
    axis = axis_of(24)
    for model, aht, patience in (
        ("erlang_a", 180, 120),
        ("erlang_a", 300, 180),
        ("erlang_a", 900, 180),
        ("erlang_c", 240, math.inf),
    ):
        queue = queue_of(patience_seconds=patience, aht_seconds=float(aht))
        volume = hump(axis, 40.0 * 900 / aht)
        need = _need(axis, volume, aht, queue, model)
        predicted = float(np.average(need.service_level, weights=volume))
        traffic = [Traffic(queue, volume, np.full(axis.count, float(aht)))]
        felt = (
            simulate(axis, traffic, [Group("g", need.base, {"q": 0})], replications=300, seed=8).queues[0].service_level
        )
        gap = abs(predicted - felt.mean)
        what = f"one skill, {model}, AHT {aht} s, peak 40 erlangs: predicted {predicted:.3f}"
        yield what, f"simulated {felt.mean:.3f} +- {felt.half_width:.3f}", "within .02", gap <= 0.02


def chat() -> Iterator[Row]:
    """Least heads of 27 chat cases: simulation agrees that n heads keep 80 % in 30 s and n - 1 do not."""
    axis, right, total, unsure = axis_of(240, 60), 0, 0, 0
    for chats, most, slowdown in itertools.product((30, 120, 600), (2, 3, 4), (0.0, 0.3, 0.5)):
        queue = queue_of(
            channel=Channel.CHAT,
            seconds=30.0,
            concurrency=most,
            concurrency_slowdown=slowdown,
            patience_seconds=math.inf,
        )
        heads = int(chat_heads(chats / 3600, handle_times(480.0, most, slowdown), 30.0, 0.8))
        traffic = [Traffic(queue, np.full(axis.count, float(chats)), np.full(axis.count, 480.0))]
        levels = [
            simulate(axis, traffic, [Group("g", np.full(axis.count, n), {"q": 0})], replications=max(3, 2400 // chats))
            .queues[0].service_level
            for n in (heads, heads - 1)
        ]  # fmt: skip
        kept = levels[0].mean >= 0.8 and (levels[1].mean < 0.8 or heads == 1)
        clear = kept or levels[0].mean + levels[0].half_width < 0.8 or levels[1].mean - levels[1].half_width >= 0.8
        right, total, unsure = right + kept, total + 1, unsure + (not clear)
    figure = f"{right} of {total} ({unsure} within error bars)"
    yield "required heads for chat, simulated from both sides", figure, ">= 95 %", right >= 0.95 * total


def email() -> Iterator[Row]:
    """On-time share of email by the backlog's law against simulation, over hours, response times and staffing."""
    axis, worst = axis_of(48), 0.0
    opened = (((0, 1440), ALWAYS), ((480, 1200), OperatingHours.daily(480, 1200)))
    for (hours, clock), seconds, rate in itertools.product(opened, (3600.0, 14_400.0), (5.0, 11.0, 36.0)):
        queue = queue_of(channel=Channel.EMAIL, seconds=seconds, share=0.9, hours=clock)
        minutes, aht = axis.minutes_of_day(), np.full(axis.count, 360.0)
        volume = rate * (1 + np.sin(np.pi * (minutes - 240) / 720))
        mask = clock.mask(axis)
        even = volume.sum() * 360 / 900 / mask.sum()
        for factor in (1.05, 1.2):
            heads = np.where(mask, np.ceil(factor * even), 0.0)
            found = simulate(
                axis, [Traffic(queue, volume, aht)], [Group("g", heads, {"q": 0})], replications=300, seed=12
            )
            judged = ~np.isnan(found.interval_level[0])
            level = predict(queue, axis, volume, aht, heads).service_level
            predicted = float(np.average(level[judged], weights=volume[judged]))
            worst = max(worst, abs(predicted - found.queues[0].service_level.mean))
        assert hours
    yield (
        "email on-time share, 24 cases: largest gap to simulation",
        f"{100 * worst:.1f} points",
        "<= 2 points",
        worst <= 0.02,
    )


def pool_of_two() -> Iterator[Row]:
    """60 + 18 erlangs at the peak, 30 % bilingual: hours saved, and both languages on days the loop has not seen."""
    axis = axis_of(24)
    for model, patience in (("erlang_c", math.inf), ("erlang_a", 180.0)):
        mix = [
            Traffic(queue_of(name, patience_seconds=patience), hump(axis, 3.0 * peak), np.full(axis.count, 300.0))
            for name, peak in (("en", 60.0), ("es", 18.0))
        ]
        kinds = (SkillSet("en", ("en",)), SkillSet("es", ("es",)), SkillSet("bi", ("en", "es"), most=0.3))
        start = time.perf_counter()
        found = pool(axis, mix, kinds, model=model, seed=1)  # type: ignore[arg-type]
        seconds = time.perf_counter() - start
        again = simulate(axis, mix, found.groups, replications=400, seed=99)
        yield (
            f"bilingual loop, {model}, {found.rounds} rounds, {seconds:.0f} s: hours saved",
            f"{found.saving:.1%}",
            ">= 2.5 %",
            found.saving >= 0.025,
        )
        for felt, planned in zip(again.languages, found.simulation.languages, strict=True):
            level = felt.service_level
            yield (
                f"  {felt.name} on fresh days",
                f"{level.mean:.3f} +- {level.half_width:.3f}",
                ">= .80",
                level.mean >= 0.8,
            )
            gap = abs(level.mean - planned.service_level.mean)
            yield (
                f"  {felt.name}: predicted {planned.service_level.mean:.3f}",
                f"gap {gap:.3f}",
                "within .03",
                gap <= 0.03,
            )
