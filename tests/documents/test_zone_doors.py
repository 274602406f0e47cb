"""A zone that means no place is explained at every door of a file; what the database holds from earlier is loaded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.problem.problem_fields import HORIZON
from wfm.documents.dialects import TOML
from wfm.documents.people import SITE
from wfm.documents.queues import QUEUE
from wfm.documents.tables import Entity, loaded, read, stored
from wfm.documents.values import Door, Value
from wfm.domain.errors import InputError
from wfm.domain.people.reps import Site
from wfm.domain.planning.contacts import Channel, Queue
from wfm.staffing.channels.outbound import Campaign

SENTENCE = "EST stays five hours behind UTC all year; New York is America/New_York"


@pytest.mark.parametrize(
    ("entity", "raw"),
    [
        (QUEUE, {"id": "q", "channel": "voice", "zone": "EST"}),
        (SITE, {"id": "s", "name": "S", "seats": 1, "zone": "EST"}),
        (HORIZON, {"start": "2026-03-02", "timezone": "EST", "days": 7, "slot_minutes": 15}),
    ],
)
def test_settings_and_problem_files_name_a_place(entity: Entity[Any], raw: dict[str, Any]) -> None:
    """The path of the key and the sentence."""
    with pytest.raises(InputError, match=SENTENCE):
        read(entity, Value(raw, "", Door(TOML)))


def test_a_campaign_calls_places() -> None:
    """The zones of its people as well."""
    with pytest.raises(InputError, match=SENTENCE):
        Campaign(zones={"EST": 1.0})


@pytest.mark.parametrize(
    ("entity", "thing"),
    [(QUEUE, Queue("q", Channel.VOICE, "en", "UTC")), (SITE, Site("s", "S", 1, "UTC"))],
)
def test_stored_ones_load(entity: Entity[Any], thing: Any) -> None:
    """A queue and a site of an earlier version that have such a zone."""
    earlier = replace(thing, zone="EST")
    assert loaded(entity, stored(entity, earlier)) == earlier


@pytest.mark.parametrize(("keys", "target"), [({}, (0.8, 14400)), ({"service_level": 0.9}, (0.9, 14400))])
def test_what_a_file_leaves_of_a_promise_is_the_channels(keys: dict[str, Any], target: tuple[float, float]) -> None:
    """An email queue with no seconds of its own has four hours, with or without a share."""
    raw = {"id": "mail", "channel": "email", "zone": "UTC", **keys}
    queue = read(QUEUE, Value(raw, "", Door(TOML)))
    assert (queue.target.share, queue.target.seconds) == target


def test_a_slip_of_a_share_is_asked_about() -> None:
    """0.008 where 0.8 is meant."""
    raw = {"id": "q", "channel": "voice", "zone": "UTC", "service_level": 0.008}
    with pytest.raises(InputError, match=r"a promise to 0\.8 % of contacts is below 5 %"):
        read(QUEUE, Value(raw, "", Door(TOML)))


def test_no_country_can_be_said() -> None:
    """`none` is no holidays; without the key the import asks the zone."""
    raw = {"id": "q", "channel": "voice", "zone": "UTC", "country": "none"}
    assert read(QUEUE, Value(raw, "", Door(TOML))).country == ""
