"""What queues promise by themselves, how it is said, and which promises are asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import DEFAULT_TARGETS, Channel, Queue, ServiceTarget
from wfm.domain.planning.promises import promise_doubt, promise_words, share_doubt


def _queue(channel: Channel, seconds: float | None = None) -> Queue:
    queue = Queue("q", channel, "en", "UTC")
    return queue if seconds is None else replace(queue, target=ServiceTarget(0.8, seconds))


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        (Channel.VOICE, "80 % within 20 s"),
        (Channel.CHAT, "80 % within 45 s"),
        (Channel.EMAIL, "80 % within 4 h"),
        (Channel.CALLBACK, "80 % within 2 h"),
        (Channel.OUTBOUND, "80 % of the day's contacts reached"),
    ],
)
def test_each_channel_has_its_own_default(channel: Channel, words: str) -> None:
    """It is the channel's, is said in few words, and is nothing to ask about; a promise that is given stays."""
    queue = _queue(channel)
    assert queue.target == DEFAULT_TARGETS[channel]
    assert promise_words(queue) == words
    assert promise_doubt(queue) == ""
    given = Queue("q", channel, "en", "UTC", target=ServiceTarget())
    assert given.target == ServiceTarget(0.8, 20)


@pytest.mark.parametrize(
    ("channel", "seconds", "asked"),
    [
        (Channel.EMAIL, 20, True),
        (Channel.EMAIL, 299, True),
        (Channel.EMAIL, 300, False),
        (Channel.CALLBACK, 60, True),
        (Channel.VOICE, 3600, False),
        (Channel.VOICE, 3601, True),
        (Channel.CHAT, 14400, True),
        (Channel.OUTBOUND, 20, False),
    ],
)
def test_promises_that_nobody_can_mean_are_asked_about(channel: Channel, seconds: float, asked: bool) -> None:
    """Work that waits is not promised in seconds, nor a call in hours; a campaign has no seconds."""
    doubt = promise_doubt(_queue(channel, seconds))
    assert bool(doubt) == asked
    assert not asked or f"is within_seconds = {seconds:g} meant?" in doubt


def test_a_share_below_five_percent_is_taken_for_a_slip() -> None:
    """The edge is fine."""
    assert share_doubt(0.05) == ""
    assert share_doubt(0.008).startswith("a promise to 0.8 % of contacts is below 5 %")


@pytest.mark.parametrize(
    ("channel", "heads", "told"),
    [
        (Channel.VOICE, -1, "min_heads must be in 0..10000, got -1"),
        (Channel.CHAT, 10_001, "min_heads must be in 0..10000, got 10001"),
        (Channel.EMAIL, 1, "min_heads is for voice and chat, whose customers wait on the line; got channel email"),
    ],
)
def test_least_heads_are_bounded_and_for_those_on_the_line(channel: Channel, heads: int, told: str) -> None:
    """The edges, and none for email, are fine."""
    Queue("q", Channel.EMAIL, "en", "UTC", min_heads=0)
    Queue("q", Channel.CHAT, "en", "UTC", min_heads=10_000)
    with pytest.raises(InputError, match=told.replace("..", r"\.\.")):
        Queue("q", channel, "en", "UTC", min_heads=heads)
