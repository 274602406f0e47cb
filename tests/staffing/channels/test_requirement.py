"""`staff` and `predict`: from forecasts to requirements and back, gaps and closed hours told."""

import numpy as np
import pytest

from tests.staffing.staffed_day import forecast, grid, hump, queue
from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import Channel, ServiceLevelDefinition, ServiceTarget
from wfm.machine.execution import Processes
from wfm.staffing.channels.requirement import predict, staff
from wfm.staffing.channels.shrinkage import Shrinkage

AXIS = grid()


def one(volume, q=None, shrinkage=None, aht=300.0, **values):
    """The requirement of one queue."""
    return staff([forecast(AXIS, volume, aht=aht)], {"q": q or queue()}, shrinkage, **values)[0]


def test_heads_before_and_after_shrinkage():
    """`base` keeps the promise in every open interval with volume, `required` is base / (1 - s)."""
    found = one(hump(AXIS, 40.0), shrinkage=Shrinkage.of(0.3))
    busy = found.volume > 0
    assert (found.service_level[busy] >= 0.8).all()
    assert (found.occupancy[busy] <= 0.88 + 1e-9).all()
    assert found.required == pytest.approx(found.base / 0.7)
    assert (found.base == np.ceil(found.base)).all()
    assert found.shrinkage == pytest.approx(0.3)
    assert found.method == "Erlang A"
    assert found.notes == ()
    worse = predict(queue(), AXIS, found.volume, found.aht_seconds, np.maximum(0, found.base - 1))
    caps_bind = worse.occupancy[busy] > 0.88
    assert ((worse.service_level[busy] < 0.8) | caps_bind).all()


def test_contacts_in_closed_hours_are_told_and_not_staffed():
    """The note counts contacts and intervals and names the first; their heads are zero, their volume kept."""
    volume = hump(AXIS, 20.0)
    volume[[8, 90]] = 3.0
    found = one(volume)
    assert found.base[[8, 90]].tolist() == [0, 0]
    assert found.volume[8] == 3.0
    assert found.notes == (
        "queue q: 6.0 contacts are forecast in 2 closed intervals, the first at 2026-03-02 02:00; "
        "no heads are asked for there.",
    )
    email = one(volume, queue(Channel.EMAIL, seconds=4 * 3600.0))
    assert "left for the next one" in email.notes[0]
    early = hump(AXIS, 20.0)
    early[8] = 3.0
    assert "they are done after the next opening" in one(early, queue(Channel.EMAIL, seconds=4 * 3600.0)).notes[0]


def test_gaps_of_a_forecast_are_told():
    """Missing volume is staffed as nothing and said; a missing or zero handle time takes the queue's and is said."""
    volume = hump(AXIS, 20.0)
    volume[50] = np.nan
    assert "1 intervals have no forecast" in one(volume).notes[0]
    for aht in (0.0, np.nan):
        found = one(hump(AXIS, 20.0), aht=aht)
        assert "no handle time; the queue's 300 s are used" in found.notes[0]
        assert found.base.tolist() == one(hump(AXIS, 20.0)).base.tolist()


def test_the_planner_chooses_the_quantile():
    """A higher quantile needs more heads; the forecast's own quantile and the edge of its band are taken as they are."""
    v = hump(AXIS, 40.0)
    mean, high, edge = (one(v, quantile=k) for k in (None, 0.95, 0.9))
    assert mean.base.sum() < edge.base.sum() < high.base.sum()
    assert edge.volume == pytest.approx(1.2 * v)
    assert one(v, quantile=0.1).volume == pytest.approx(0.8 * v)
    assert "90%" in edge.method
    known = staff([forecast(AXIS, v, quantiles={0.9: 1.7 * v})], {"q": queue()}, quantile=0.9)[0]
    assert known.volume == pytest.approx(1.7 * v)
    with pytest.raises(InputError, match="quantile must be in \\(0, 1\\), got 1"):
        one(v, quantile=1.0)


def test_a_target_of_everyone_is_told():
    """100 % is staffed for one miss in 10^9 and the note says so."""
    found = one(hump(AXIS, 10.0), queue(share=1.0))
    assert "no finite number of heads promises 100 %" in found.notes[0]
    assert np.isfinite(found.base).all()


def test_the_definition_of_the_service_level_counts():
    """Each definition asks for its own heads; the level shown is of that definition."""
    totals = {}
    for definition in ServiceLevelDefinition:
        q = queue(cap=1.0, target={"definition": definition})
        found = one(hump(AXIS, 40.0), q)
        assert (found.service_level[found.volume > 0] >= 0.8 - 1e-9).all()
        totals[definition] = found.base.sum()
    assert totals[ServiceLevelDefinition.OFFERED] >= totals[ServiceLevelDefinition.VIRTUAL]
    assert totals[ServiceLevelDefinition.OFFERED] >= totals[ServiceLevelDefinition.EXCLUDING_SHORT]


def test_order_and_processes():
    """Requirements come in the order of the forecasts, the same on several processes."""
    queues = {name: queue(name=name) for name in ("b", "a")}
    forecasts = [forecast(AXIS, hump(AXIS, 10.0 * k), name) for k, name in ((1, "b"), (2, "a"))]
    here, there = staff(forecasts, queues), staff(forecasts, queues, executor=Processes(2))
    assert [r.queue for r in here] == ["b", "a"] == [r.queue for r in there]
    assert all((x.base == y.base).all() for x, y in zip(here, there, strict=True))


def test_deferrable_work_carries_shrinkage_once():
    """Work after shrinkage is work / (1 - s); the shown spread adds up to it."""
    q = queue(Channel.EMAIL, seconds=4 * 3600.0)
    plain, gross = one(hump(AXIS, 20.0), q), one(hump(AXIS, 20.0), q, Shrinkage.of(0.25))
    assert sum(w.head_slots for w in gross.work) == pytest.approx(sum(w.head_slots for w in plain.work) / 0.75)
    assert gross.required.sum() == pytest.approx(sum(w.head_slots for w in gross.work))
    assert gross.deferrable


def test_predict_interpolates_chat_heads_and_takes_real_ones_for_voice():
    """Between whole heads the predicted level lies between those of its neighbours."""
    for channel in (Channel.VOICE, Channel.CHAT):
        q = queue(channel, seconds=30.0, concurrency=3 if channel is Channel.CHAT else 1)
        v, aht = np.full(96, 20.0), np.full(96, 300.0)
        low, between, high = (predict(q, AXIS, v, aht, np.full(96, n)).service_level[50] for n in (4.0, 4.5, 5.0))
        assert low < between < high


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (
            lambda: staff([forecast(AXIS, hump(AXIS, 1.0), "ghost")], {"q": queue()}),
            "queue must be one of \\['q'\\], got 'ghost'",
        ),
        (lambda: staff([], {"q": queue()}, backlog={"x": 1.0}), "queue must be one of"),
        (
            lambda: predict(queue(), AXIS, np.zeros(96), np.zeros(96), np.full(96, -1.0)),
            "heads must be 96 finite numbers",
        ),
        (lambda: predict(queue(), AXIS, np.zeros(5), np.zeros(96), np.zeros(96)), "one value per interval"),
        (lambda: ServiceTarget(share=0.0), "share must be in"),
        (lambda: queue(patience_seconds=0.0), "patience_seconds must be > 0"),
    ],
)
def test_bad_input_is_one_sentence(run, sentence):
    """Unknown queues and arrays that do not fit name what was seen."""
    with pytest.raises(InputError, match=sentence):
        run()


def test_least_heads_hold_while_open_and_are_told():
    """Two at the edges of the day, none while closed, and more where the model asks for more."""
    free, floored = one(hump(AXIS, 40.0)), one(hump(AXIS, 40.0), queue(min_heads=4))
    opened = queue().hours.mask(AXIS)
    assert (floored.base == np.where(opened, np.maximum(free.base, 4), 0)).all()
    assert (floored.service_level >= free.service_level - 1e-12).all()
    raised = int((free.base[opened] < 4).sum())
    assert floored.notes == (
        f"queue q: at least 4 heads while open, as set (min_heads); the model alone asks for fewer in {raised} of "
        f"{opened.sum()} open intervals.",
    )


def test_a_level_far_below_its_target_is_noted():
    """Mail promised within a minute is asked about and its level noted; within four hours neither."""
    mail = queue(Channel.EMAIL, seconds=60.0)
    notes = one(hump(AXIS, 40.0), mail).notes
    assert "email usually promises 4 h: is within_seconds = 60 meant?" in notes[0]
    assert "far below the target of 80 %" in notes[1]
    assert one(hump(AXIS, 40.0), queue(Channel.EMAIL, seconds=4 * 3600.0)).notes == ()
