"""Queues, history and forecasts say what must hold."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pytest

from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import Channel, ContactHistory, Queue, ServiceTarget, VolumeForecast
from wfm.domain.time import TimeGrid


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"share": 0.0}, r"service level share must be in \(0, 1\], got 0"),
        ({"share": 1.1}, "got 1.1"),
        ({"seconds": -1.0}, "service level seconds must be >= 0, got -1"),
        ({"max_occupancy": 0.0}, r"max_occupancy must be in \(0, 1\], got 0"),
        ({"max_abandonment": 1.5}, r"max_abandonment must be in \(0, 1\], got 1.5"),
    ],
)
def test_a_target_states_what_must_hold(change: dict[str, Any], told: str) -> None:
    """The edges 1, 0 and None are fine."""
    ServiceTarget(1.0, 0.0, max_occupancy=1.0, max_abandonment=None)
    with pytest.raises(InputError, match=told):
        ServiceTarget(**change)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": ""}, "a queue must have an id"),
        ({"zone": "Atlantis"}, "time zone must be an IANA name"),
        ({"aht_seconds": 0.0}, "aht_seconds must be > 0, got 0"),
        ({"patience_seconds": 0.0}, "patience_seconds must be > 0"),
        ({"concurrency": 0}, "concurrency must be >= 1, got 0"),
        ({"weight": 0.0}, "weight must be > 0, got 0"),
    ],
)
def test_a_queue_states_what_must_hold(change: dict[str, Any], told: str) -> None:
    """Infinite patience is allowed; a queue's skill is its own id unless given."""
    good: dict[str, Any] = {"id": "voice-en", "channel": Channel.VOICE, "language": "en", "zone": "UTC"}
    assert Queue(**good, patience_seconds=math.inf).skill == "voice-en"
    assert Queue(**good, skill="phone").skill == "phone"
    with pytest.raises(InputError, match=told):
        Queue(**(good | change))


GRID = TimeGrid.of_days("UTC", date(2026, 1, 5), 1, 60)


def test_missing_is_not_zero_and_arrays_are_frozen() -> None:
    """NaN stays NaN; a history's arrays cannot be changed."""
    offered = np.full(24, math.nan)
    offered[3] = 0.0
    history = ContactHistory("voice-en", GRID, offered)
    assert np.isnan(history.offered).sum() == 23
    with pytest.raises(ValueError, match="read-only"):
        history.offered[0] = 1.0


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (np.zeros(23), r"one value per interval \(24\), got shape \(23,\)"),
        (np.full(24, -1.0), "must be finite and >= 0, got -1.0 at interval 0"),
        (np.r_[np.zeros(5), math.inf, np.zeros(18)], "got inf at interval 5"),
    ],
)
def test_arrays_must_fit_their_grid_and_range(values: np.ndarray, told: str) -> None:
    """The queue and the first bad interval are named."""
    with pytest.raises(InputError, match=told):
        ContactHistory("voice-en", GRID, values)
    zero = np.zeros(24)
    with pytest.raises(InputError, match=told):
        VolumeForecast("voice-en", GRID, values, zero, zero, zero, 0.8, "m", (), 0.1, 0.1, "r")
