"""What a queue promises, in words, and doubts about promises that nobody can mean."""

from __future__ import annotations

from wfm.domain.planning.contacts import DEFAULT_TARGETS, LIVE, Channel, Queue

LEAST_SHARE = 0.05
"""Share below which a promise is taken for a slip: 0.8 % where 80 % is meant."""

SOONEST_WORK = 300.0
"""Seconds below which nobody promises an answer to work that waits for hours."""

LONGEST_WAIT = 3600.0
"""Seconds beyond which nobody promises an answer to customers who wait on the line."""


def promise_words(queue: Queue) -> str:
    """The promise in few words: `80 % within 20 s`; a campaign has its share of the day's contacts."""
    share = f"{100 * queue.target.share:g} %"
    if queue.channel is Channel.OUTBOUND:
        return f"{share} of the day's contacts reached"
    return f"{share} within {time_words(queue.target.seconds)}"


def time_words(seconds: float) -> str:
    """A response time in the unit people say it in.

    >>> time_words(20), time_words(900), time_words(14400)
    ('20 s', '15 min', '4 h')
    """
    if seconds >= 3600 and seconds % 360 == 0:
        return f"{seconds / 3600:g} h"
    if seconds >= 180 and seconds % 60 == 0:
        return f"{seconds / 60:g} min"
    return f"{seconds:g} s"


def share_doubt(share: float) -> str:
    """Why a share is taken for a slip; "" where it is none. It holds at doors alone, so that stored ones load."""
    if share >= LEAST_SHARE:
        return ""
    return (
        f"a promise to {100 * share:g} % of contacts is below {100 * LEAST_SHARE:g} % and taken for a slip; "
        "80 % is 0.8 in a file and 80/20 on the command line"
    )


def promise_doubt(queue: Queue) -> str:
    """A question about a promise that nobody can mean for the queue's channel; "" where it is plausible."""
    seconds, channel = queue.target.seconds, queue.channel
    usual = f"{channel.value} usually promises {time_words(DEFAULT_TARGETS[channel].seconds)}"
    if channel in LIVE and seconds > LONGEST_WAIT:
        return (
            f"queue {queue.id} promises {promise_words(queue)}, but nobody waits on the line so long; {usual}: "
            f"is within_seconds = {seconds:g} meant?"
        )
    if channel in (Channel.EMAIL, Channel.CALLBACK) and seconds < SOONEST_WORK:
        return (
            f"queue {queue.id} promises {promise_words(queue)}, but such work waits for hours; {usual}: "
            f"is within_seconds = {seconds:g} meant?"
        )
    return ""
