"""A seed gives the same day for good: a busy day of every channel, figure by figure."""

from __future__ import annotations

import numpy as np
import pytest

from tests.staffing.staffed_day import grid, hump, queue
from wfm.domain.planning.contacts import Channel, OperatingHours, ServiceLevelDefinition
from wfm.staffing.channels.outbound import Campaign
from wfm.staffing.channels.requirement import predict
from wfm.staffing.simulation.dialling import Dialling, play_campaign
from wfm.staffing.simulation.outcome import SimulationResult
from wfm.staffing.simulation.playing import Group, Traffic, simulate

AXIS = grid()
AHT = np.full(AXIS.count, 300.0)


def _day() -> SimulationResult:
    """Too few reps with and without a second skill, redials, waiting work, and chats that slow each other down."""
    virtual = {"definition": ServiceLevelDefinition.VIRTUAL}
    mail = queue(Channel.EMAIL, "mail", seconds=7200.0)
    chat = queue(Channel.CHAT, "chat", seconds=30.0, concurrency=3, concurrency_slowdown=0.3)
    calls = queue(name="en", patience_seconds=150.0)
    spanish = queue(name="es", language="es", patience_seconds=200.0, target=virtual)
    traffic = [
        Traffic(calls, hump(AXIS, 60.0), AHT, redial_share=0.3, volume_cv=0.1),
        Traffic(spanish, hump(AXIS, 20.0), AHT, law="lognormal", cv=1.3),
        Traffic(mail, hump(AXIS, 12.0), AHT, law="uniform", cv=0.5, backlog=30),
        Traffic(chat, hump(AXIS, 50.0), AHT, volume_cv=0.05),
    ]
    groups = [
        Group("en", np.ceil(hump(AXIS, 15.0)), {"en": 0}),
        Group("es", np.ceil(hump(AXIS, 4.0)), {"es": 0}),
        Group("both", np.ceil(hump(AXIS, 5.0)), {"en": 0, "es": 0}, reserve={"en": 1}, speed={"es": 0.8}),
        Group("mail", np.ceil(hump(AXIS, 5.0)), {"mail": 0, "en": 1}),
        Group("chat", np.ceil(hump(AXIS, 8.0)), {"chat": 0}),
    ]
    return simulate(AXIS, traffic, groups, replications=20, seed=5)


def test_a_day_of_calls_work_and_chats() -> None:
    """Events, contacts and service of twenty days."""
    found = _day()
    assert found.events == 187224
    contacts = [("en", 2036.2, 129.05), ("es", 623.7, 0.0), ("mail", 392.65, 0.0), ("chat", 1547.3, 0.0)]
    assert [(q.name, q.offered, q.redials) for q in found.queues] == contacts
    levels = [q.service_level.mean for q in found.queues]
    assert levels == pytest.approx([0.45737157450152244, 0.6900753567420234, 1.0, 0.6985393911975699], rel=1e-9)
    waits = [q.asa_seconds.mean for q in found.queues]
    assert waits == pytest.approx(
        [29.23966566208801, 17.76199025281841, 2726.4912969501015, 17.423881403728675], rel=1e-9
    )
    busy = [0.9336285963778287, 0.8031337202758914, 0.7920638086927184, 0.9548992490831947, 0.8525260082614254]
    assert found.mean_occupancy == pytest.approx(busy, rel=1e-9)


def test_a_dialled_day() -> None:
    """Attempts and people of twenty days in two zones."""
    sales = queue(Channel.OUTBOUND, "sales", OperatingHours.daily(600, 1200), cap=0.85)
    campaign = Campaign(zones={"America/New_York": 0.6, "America/Los_Angeles": 0.4})
    wanted = np.where(sales.hours.mask(AXIS), 20.0, 0.0)
    heads = np.where(sales.hours.mask(AXIS), 14, 0)
    found = play_campaign(AXIS, Dialling(sales, campaign, wanted, AHT, heads), replications=20, seed=5)
    assert (found.attempts, found.reached) == (2653.65, 800.0)
    assert found.occupancy == pytest.approx(0.630011375364602, rel=1e-9)


def test_the_law_of_a_backlog() -> None:
    """On-time share and occupancy of a day of email, predicted without chance."""
    mail = queue(Channel.EMAIL, "mail", seconds=3600.0)
    volume = hump(AXIS, 40.0)
    found = predict(mail, AXIS, volume, AHT, np.ceil(hump(AXIS, 13.0)))
    assert np.average(found.service_level, weights=volume) == pytest.approx(0.9781834265031464, rel=1e-9)
    assert np.average(found.occupancy, weights=volume) == pytest.approx(0.9470276532775023, rel=1e-9)
