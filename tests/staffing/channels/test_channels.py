"""The contract every channel keeps, and what each kind does of its own."""

import math

import numpy as np
import pytest

from tests.staffing.staffed_day import ZONE, forecast, grid, hump, mean_level, queue
from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import Channel, OperatingHours
from wfm.domain.planning.requirement import DeferrableWork
from wfm.staffing.channels.deferrable import Callback, Email, windows
from wfm.staffing.channels.outbound import Campaign, Outbound
from wfm.staffing.channels.queue_load import Performance, QueueLoad
from wfm.staffing.channels.registry import CHANNELS, model_for
from wfm.staffing.channels.requirement import staff
from wfm.staffing.queueing.erlang import erlang_a
from wfm.staffing.queueing.inverse import required_heads

TARGETS = {Channel.EMAIL: 4 * 3600.0, Channel.CALLBACK: 2 * 3600.0}


def queue_load(channel, axis=None, volume=None, aht=300.0, model="erlang_a", backlog=0.0, **values):
    """QueueLoad of a queue of that channel over a day."""
    axis = axis or grid()
    q = queue(channel, seconds=values.pop("seconds", TARGETS.get(channel, 20.0)), **values)
    v = hump(axis, 30.0) if volume is None else np.asarray(volume, float)
    return QueueLoad(q, axis, v, np.full(axis.count, aht), q.hours.mask(axis), model, backlog)


@pytest.mark.parametrize("model", CHANNELS, ids=lambda m: m.channel.value)
class TestContract:
    """What holds for every entry of the registry."""

    def test_heads_only_while_open_and_only_for_contacts(self, model):
        """Zero volume needs zero heads and no work; closed intervals are never staffed."""
        busy, idle = queue_load(model.channel), queue_load(model.channel, volume=np.zeros(96))
        assert (model.heads(idle) == 0).all()
        assert model.work(idle) == ()
        heads = model.heads(busy)
        assert heads.shape == (96,)
        assert (heads[~busy.open] == 0).all()
        assert heads.sum() > 0

    def test_deferrable_says_work_and_live_says_none(self, model):
        """Work that may wait is given as head-slots with due times, and its heads add up to it."""
        busy = queue_load(model.channel)
        work = model.work(busy)
        assert bool(work) is model.deferrable
        for item in work:
            assert 0 <= item.arrives < item.due <= 96
            assert item.head_slots > 0
        if model.deferrable:
            assert sum(item.head_slots for item in work) == pytest.approx(model.heads(busy).sum())

    def test_more_volume_and_longer_contacts_never_need_less(self, model):
        """Heads over the day are monotone in volume and AHT."""
        base = model.heads(queue_load(model.channel)).sum()
        assert model.heads(queue_load(model.channel, volume=hump(grid(), 33.0))).sum() >= base
        assert model.heads(queue_load(model.channel, aht=330.0)).sum() >= base

    def test_more_heads_never_serve_worse(self, model):
        """The service level of the day grows with the heads, and shares stay shares."""
        busy = queue_load(model.channel)
        heads = np.where(busy.open, 2.0, 0.0)
        levels = []
        for factor in (1, 2, 4, 8):
            found = model.performance(busy, factor * heads)
            assert isinstance(found, Performance)
            for share in (found.service_level, found.occupancy, found.abandonment):
                assert share.shape == (96,)
                assert ((share >= 0) & (share <= 1 + 1e-12)).all()
            assert (found.asa_seconds >= 0).all()
            levels.append(mean_level(found, busy.volume))
        assert levels == sorted(levels)
        assert levels[-1] > levels[0]

    def test_found_by_its_channel_and_named_for_people(self, model):
        """The registry leads to it, and its method has a name."""
        assert model_for(model.channel, CHANNELS) is model
        assert len(model.method(queue_load(model.channel))) > 3


def test_a_new_channel_is_one_class():
    """A class defined here is staffed by `staff` with no other edit."""

    class Flat(type(CHANNELS[0])):  # type: ignore[misc]
        def heads(self, queue_load):
            return np.where(queue_load.open, 3.0, 0.0)

    axis = grid()
    found = staff([forecast(axis, hump(axis, 10))], {"q": queue()}, channels=(Flat(),))[0]
    assert found.base.max() == 3.0
    with pytest.raises(InputError, match="channel must be one of \\['voice'\\], got 'chat'"):
        staff([forecast(axis, hump(axis, 10))], {"q": queue(Channel.CHAT)}, channels=(Flat(),))


def test_voice_is_erlang_interval_by_interval():
    """Short calls: heads are those of Erlang A per interval, and the level is theirs."""
    d = queue_load(Channel.VOICE)
    model = model_for(Channel.VOICE, CHANNELS)
    heads = model.heads(d)
    i = 50
    load = d.volume[i] * 300.0 / 900.0
    assert heads[i] == required_heads(load, 300.0, 20.0, 0.8, patience_seconds=180.0, max_occupancy=0.88)
    assert model.performance(d, heads).service_level[i] == pytest.approx(
        float(erlang_a(load, heads[i], 300, 180, 20).offered)
    )


def test_erlang_c_never_asks_for_fewer_than_erlang_a():
    """Callers who hang up lighten the load."""
    model = model_for(Channel.VOICE, CHANNELS)
    a, c = (model.heads(queue_load(Channel.VOICE, model=m, cap=1.0)) for m in ("erlang_a", "erlang_c"))
    assert (a <= c).all()
    assert a.sum() < c.sum()


def test_email_windows_on_the_business_clock():
    """Open 08:00-20:00, 2 h: 09:00 is due by 11:00; 19:00 by 09:00 next day; 03:00 counts from opening."""
    axis = grid(days=2)
    d = queue_load(Channel.EMAIL, axis, np.ones(192), seconds=7200.0)
    spans = windows(d, "business")
    assert spans[36] == (36, 44)
    assert spans[76] == (76, 96 + 36)
    assert spans[12] == (32, 40)
    assert spans[96 + 78] == (96 + 78, 96 + 80)
    assert spans[96 + 90] == (192, 192)


def test_email_windows_on_the_calendar_clock():
    """On the calendar clock 19:00 is due by 21:00, so before closing at 20:00."""
    d = queue_load(Channel.EMAIL, grid(days=2), np.ones(192), seconds=7200.0)
    assert windows(d, "calendar")[76] == (76, 80)
    assert windows(d, "calendar")[36] == (36, 44)


def test_email_work_is_conserved_with_its_backlog():
    """Head-slots are volume x AHT / interval / occupancy, plus the contacts that already wait."""
    volume = np.where(np.arange(96) < 80, 4.0, 0.0)
    d = queue_load(Channel.EMAIL, volume=volume, backlog=10.0)
    total = sum(item.head_slots for item in Email().work(d))
    assert total == pytest.approx((volume.sum() + 10) * 300 / 900 / 0.88)


def test_a_feasible_plan_of_the_work_is_on_time():
    """Heads that do the work earliest-due-first with some to spare answer nearly all in time; too few do not."""
    d = queue_load(Channel.EMAIL, grid(days=2), np.tile(hump(grid(), 12.0), 2), share=0.95)
    rate = sum(item.head_slots for item in Email().work(d)) / d.open.sum()
    level = [mean_level(Email().performance(d, np.where(d.open, k * rate, 0.0)), d.volume) for k in (0.75, 1.2)]
    assert level[1] > 0.97
    assert level[0] < 0.75


def test_callbacks_cost_their_attempts_in_vain():
    """Four of five are reached: each contact takes a quarter of an attempt more on average."""
    d = queue_load(Channel.CALLBACK)
    model = Callback(reach=0.8, attempt_seconds=40.0)
    assert model.seconds_of_work(d)[0] == pytest.approx(300 + 10)
    with pytest.raises(InputError, match="reach must be in"):
        Callback(reach=0.0)


def test_campaign_hours_by_the_formula():
    """100 contacts, connect rate .25, 30 s an attempt, 300 s talk and wrap, 80 % busy: 420 s each, 14.58 hours."""
    volume = np.zeros(96)
    volume[40] = 100.0
    d = queue_load(Channel.OUTBOUND, volume=volume, cap=0.8)
    plan = Campaign(connect_rate=0.25, setup_seconds=5, ring_seconds=20, no_answer_seconds=5)
    work = Outbound({"q": plan}).work(d)
    hours = sum(item.head_slots for item in work) * 0.25
    assert hours == pytest.approx(100 * (30 / 0.25 + 300) / 0.8 / 3600)
    assert plan.contacts(1000.0) == pytest.approx(250.0)
    assert Campaign(connect_rate=0.25, do_not_call=0.1).contacts(1000.0) == pytest.approx(225.0)


def test_calls_only_in_the_callees_lawful_hours():
    """From New York, callees in Los Angeles may be called from 11:00 (08:00 there), those at home from 08:00."""
    axis = grid()
    volume = np.where((axis.minutes_of_day() >= 480) & (axis.minutes_of_day() < 1200), 1.0, 0.0)
    d = queue_load(Channel.OUTBOUND, axis, volume, hours=OperatingHours.daily(360, 1380))
    plan = Campaign(zones={ZONE: 0.5, "America/Los_Angeles": 0.5})
    spans = {(item.arrives, item.due) for item in Outbound({"q": plan}).work(d)}
    assert spans == {(32, 84), (44, 92)}
    west = plan.lawful(axis, "America/Los_Angeles")
    assert not west[43]
    assert west[44]


def test_a_day_without_lawful_hours_hands_its_contacts_on():
    """Contacts of a closed Sunday are worked on Monday; none are lost."""
    axis = grid(days=2)
    hours = OperatingHours.daily(480, 1200, weekdays=(1,))
    volume = np.full(192, 0.5)
    d = queue_load(Channel.OUTBOUND, axis, volume, hours=hours)
    work = Outbound().work(d)
    assert [item.arrives for item in work] == [96 + 32]
    assert work[0].head_slots == pytest.approx(96 * (300 + 30 / 0.3) / 900 / 0.88)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Campaign(connect_rate=0.0), "connect_rate must be in"),
        (lambda: Campaign(window=(1260, 480)), "window must satisfy"),
        (lambda: Campaign(zones={"UTC": 0.7}), "sum to 1"),
        (lambda: Campaign(ring_seconds=math.nan), "ring_seconds must be >= 0"),
        (lambda: Email("lunar"), "clock must be one of"),  # type: ignore[arg-type]
        (lambda: queue_load(Channel.VOICE, model="erlang_x"), "model must be one of"),
        (lambda: queue_load(Channel.EMAIL, backlog=-1.0), "backlog must be >= 0"),
        (lambda: queue_load(Channel.VOICE, volume=np.zeros(95)), "one value per interval"),
        (lambda: queue_load(Channel.VOICE, volume=np.full(96, math.nan)), "finite and >= 0, got nan at interval 0"),
        (lambda: queue(Channel.CHAT, concurrency=0), "concurrency must be >= 1, got 0"),
    ],
)
def test_bad_input_is_one_sentence(make, sentence):
    """Values out of range name what must hold and what was seen."""
    with pytest.raises(InputError, match=sentence):
        make()


def test_work_is_plain_data():
    """The optimizer reads slot indices and head-slots."""
    assert DeferrableWork(3, 9, 1.5).due == 9
