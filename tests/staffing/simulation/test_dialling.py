"""Campaigns played: attempts and people follow the connect rate, targets end the dialling, windows and heads bind."""

import numpy as np
import pytest

from tests.staffing.staffed_day import forecast, grid, queue
from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import Channel, OperatingHours
from wfm.staffing.channels.outbound import Campaign
from wfm.staffing.channels.requirement import staff
from wfm.staffing.simulation.dialling import Dialling, play_campaign

AXIS = grid(days=2)
QUEUE = queue(Channel.OUTBOUND, "sales", OperatingHours.daily(600, 1200), cap=0.85)


def dialled(volume=4.0, heads=None, campaign=None, q=QUEUE, **values):
    """Two days with so many people to reach per interval of 10:00 to 20:00."""
    opened = q.hours.mask(AXIS)
    wanted = np.where(opened, volume, 0.0)
    at_work = np.where(opened, 8, 0) if heads is None else heads
    plan = Dialling(q, campaign or Campaign(), wanted, np.full(AXIS.count, 200.0), at_work)
    return play_campaign(AXIS, plan, **{"replications": 60, "seed": 4, **values})


def test_enough_heads_reach_the_target_and_stop():
    """160 people a day with heads to spare: all are reached, none beyond, in attempts of one third connecting."""
    found = dialled()
    assert found.target == 320
    assert found.progress.mean == 1.0
    assert found.reached == 320
    assert found.connect_rate == pytest.approx(0.3, abs=0.01)
    assert found.attempts == pytest.approx(320 / 0.3, rel=0.03)
    assert found.day_reached.tolist() == [160.0, 160.0]
    assert found.interval_reached.sum() == pytest.approx(found.reached)


def test_the_planned_heads_are_what_the_target_takes():
    """The heads of the requirement just reach it; a tenth fewer reach about a tenth fewer people."""
    need = staff([forecast(AXIS, np.where(QUEUE.hours.mask(AXIS), 20.0, 0.0), "sales", aht=200.0)], {"sales": QUEUE})[0]
    heads = np.rint(need.base)
    given = heads.sum() / need.base.sum()
    full = dialled(20.0, heads)
    assert full.progress.mean == pytest.approx(min(1.0, given), abs=0.02)
    assert full.occupancy == pytest.approx(0.85, abs=0.02)
    fewer = dialled(20.0, np.floor(0.9 * heads))
    assert fewer.progress.mean == pytest.approx(np.floor(0.9 * heads).sum() / need.base.sum(), abs=0.02)


def test_nobody_dials_outside_the_callees_window_or_without_heads():
    """A window that closes at noon ends the dialling there; a zone three hours later opens it later."""
    early = dialled(40.0, campaign=Campaign(window=(480, 720)))
    hours = AXIS.minutes_of_day()
    assert early.interval_attempts[(hours >= 600) & (hours < 720)].min() > 0
    assert early.interval_attempts[hours >= 720].sum() == 0
    west = dialled(40.0, campaign=Campaign(window=(480, 720), zones={"America/Los_Angeles": 1.0}))
    assert west.interval_attempts[hours < 660].sum() == 0
    assert west.interval_attempts[(hours >= 660) & (hours < 900)].min() > 0
    assert dialled(heads=np.zeros(AXIS.count)).attempts == 0


def test_a_closed_day_hands_its_people_to_the_next():
    """Monday closed: Tuesday's target is that of both days; without any open day all is left over."""
    tuesday = queue(Channel.OUTBOUND, "sales", OperatingHours.daily(600, 1200, (1,)))
    volume = np.full(AXIS.count, 1.0)
    plan = Dialling(tuesday, Campaign(), volume, np.full(AXIS.count, 200.0), np.full(AXIS.count, 9))
    assert play_campaign(AXIS, plan, replications=2).day_targets.tolist() == [0.0, 192.0]
    never = queue(Channel.OUTBOUND, "sales", OperatingHours.daily(600, 1200, (5,)))
    lost = play_campaign(AXIS, Dialling(never, Campaign(), volume, volume, np.full(AXIS.count, 9)), replications=2)
    assert (lost.target, lost.reached, lost.progress.mean) == (192.0, 0.0, 0.0)
    assert np.isnan(lost.connect_rate)


def test_the_seed_repeats():
    """The same seed dials the same; another does not."""
    assert dialled(20.0).attempts == dialled(20.0).attempts != dialled(20.0, seed=5).attempts


def test_zones_share_the_list():
    """Half the list three hours west: both halves are reached, within their own windows."""
    plan = Campaign(zones={"America/New_York": 0.5, "America/Los_Angeles": 0.5})
    found = dialled(4.0, campaign=plan)
    assert found.progress.mean == 1.0


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (lambda: dialled(replications=0), "replications must be >= 1, got 0"),
        (lambda: Dialling(QUEUE, Campaign(), np.ones(3), np.ones(3), np.ones(4)), "one value per interval each"),
        (lambda: Dialling(QUEUE, Campaign(), -np.ones(3), np.ones(3), np.ones(3)), "volume must be"),
        (
            lambda: play_campaign(AXIS, Dialling(QUEUE, Campaign(), np.ones(3), np.ones(3), np.ones(3))),
            "volume must have 192 values, got 3",
        ),
    ],
)
def test_bad_campaigns_are_one_sentence(run, sentence):
    """What cannot be dialled says why."""
    with pytest.raises(InputError, match=sentence):
        run()
