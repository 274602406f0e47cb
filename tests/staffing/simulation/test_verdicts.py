"""Verdicts: meeting, missing or unclear by the whole interval, and the worst hour among busy ones."""

from dataclasses import replace

import numpy as np
import pytest

from tests.staffing.staffed_day import hump, office_day, queue
from wfm.domain.planning.contacts import OperatingHours, ServiceTarget
from wfm.staffing.simulation.outcome import Estimate
from wfm.staffing.simulation.playing import Group, Traffic, simulate
from wfm.staffing.simulation.verdicts import Standing, verdicts

AXIS = office_day(9)
QUEUE = queue(zone="UTC", hours=OperatingHours.always())


@pytest.fixture(scope="module")
def played():
    """A day of calls on enough reps."""
    traffic = [Traffic(QUEUE, np.maximum(hump(AXIS, 40.0, closes=1020), 0.5), np.full(AXIS.count, 300.0))]
    return simulate(AXIS, traffic, [Group("g", np.full(AXIS.count, 16), {"q": 0})], replications=40, seed=3)


@pytest.mark.parametrize(
    ("mean", "half", "standing", "words"),
    [
        (0.83, 0.02, Standing.MEETS, "meets its target of 80% with 83.0% ± 2.0 points"),
        (0.81, 0.02, Standing.UNCLEAR, "within chance"),
        (0.79, 0.02, Standing.UNCLEAR, "more replications would tell"),
        (0.77, 0.02, Standing.MISSES, "misses its target of 80% with 77.0%"),
        (0.80, float("nan"), Standing.MEETS, "with 80.0%; its worst hour"),
    ],
)
def test_the_whole_interval_decides(played, mean, half, standing, words):
    """Both ends on one side of the target are sure; a target between them is not."""
    felt = replace(played.queues[0], service_level=Estimate(mean, half))
    (found,) = verdicts(replace(played, queues=(felt,)), {"q": ServiceTarget(0.8, 20)})
    assert found.standing is standing
    assert words in found.sentence


def test_the_worst_hour_is_a_busy_one(played):
    """A bad quiet interval does not count; of the busy ones the hour around the worst is named, in local time."""
    level, offered = played.interval_level.copy(), played.interval_offered.copy()
    level[0] = 0.95
    level[0, 20:24] = 0.4
    level[0, 0] = 0.0
    (found,) = verdicts(replace(played, interval_level=level, interval_offered=offered), {"q": ServiceTarget(0.8, 20)})
    assert (found.worst.hour, found.worst.minute) == (13, 0)
    assert found.worst_level == pytest.approx(0.4)
    assert "its worst hour starts Mon 2 Mar at 13:00 with 40%." in found.sentence


def test_nothing_came(played):
    """A queue without contacts has nothing to judge."""
    quiet = replace(played, interval_level=np.full((1, AXIS.count), np.nan))
    assert (
        verdicts(quiet, {"q": ServiceTarget(0.8, 20)})[0].sentence == "q: nothing came, so there is nothing to judge."
    )


def test_languages_add_up(played):
    """One queue of a language: its interval figures are the queue's; contacts per interval add up to the day's."""
    assert played.language_level == pytest.approx(played.interval_level, nan_ok=True)
    assert played.language_abandonment_half == pytest.approx(played.interval_abandonment_half, nan_ok=True)
    assert played.interval_offered.sum() == pytest.approx(played.queues[0].offered)


def test_two_queues_of_a_language_are_weighed_by_contacts():
    """The language's level is that of all its contacts together."""
    traffic = [
        Traffic(replace(QUEUE, id=name), np.full(AXIS.count, volume), np.full(AXIS.count, 300.0))
        for name, volume in (("a", 10.0), ("b", 30.0))
    ]
    groups = [Group("a", np.full(AXIS.count, 3), {"a": 0}), Group("b", np.full(AXIS.count, 12), {"b": 0})]
    found = simulate(AXIS, traffic, groups, replications=30, seed=5)
    weights = found.interval_offered / found.interval_offered.sum(axis=0)
    assert found.language_level[0] == pytest.approx((found.interval_level * weights).sum(axis=0), abs=1e-9)
    assert (found.language_level_half[0] < found.interval_level_half.max(axis=0)).all()


def test_someone_who_listens_hears_all_and_may_stop():
    """Progress rises to 1 and changes nothing; what it raises ends the run."""
    traffic = [Traffic(QUEUE, np.full(AXIS.count, 9.0), np.full(AXIS.count, 300.0))]
    groups = [Group("g", np.full(AXIS.count, 5), {"q": 0})]
    heard = []
    told = simulate(AXIS, traffic, groups, replications=40, told=heard.append)
    quiet = simulate(AXIS, traffic, groups, replications=40)
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert told.queues[0].service_level.mean == pytest.approx(quiet.queues[0].service_level.mean, abs=1e-12)

    def stop(share):
        if share > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(AXIS, traffic, groups, replications=40, told=stop)
