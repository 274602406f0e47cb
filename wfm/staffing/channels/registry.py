"""The channels a queue may have, and what each must be able to say.

A model and its entry are enough for `staff` and `predict`; `docs/adding-a-channel.md` lists who else decides by channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from wfm.domain.arrays import Floats
from wfm.domain.errors import InputError
from wfm.domain.planning import Channel, DeferrableWork
from wfm.staffing.channels.deferrable import Callback, Email
from wfm.staffing.channels.live import Chat, Voice
from wfm.staffing.channels.outbound import Outbound
from wfm.staffing.channels.queue_load import Performance, QueueLoad


class ChannelModel(Protocol):
    """From the load of a queue to heads or work, and from heads to the service they give."""

    @property
    def channel(self) -> Channel:
        """The channel it is for."""
        ...

    @property
    def deferrable(self) -> bool:
        """Whether its work may wait for hours; `work` then binds and `heads` only shows."""
        ...

    def method(self, queue_load: QueueLoad) -> str:
        """The model's name for people."""
        ...

    def heads(self, queue_load: QueueLoad) -> Floats:
        """Heads per interval before shrinkage, shape (count,)."""
        ...

    def work(self, queue_load: QueueLoad) -> tuple[DeferrableWork, ...]:
        """Head-slots with their due times, empty for channels that cannot wait."""
        ...

    def performance(self, queue_load: QueueLoad, heads: Floats) -> Performance:
        """The service that heads give, shape (count,)."""
        ...


def model_for(channel: Channel, models: Sequence[ChannelModel]) -> ChannelModel:
    """The first model of a channel; InputError when there is none."""
    for model in models:
        if model.channel is channel:
            return model
    raise InputError(f"channel must be one of {[m.channel.value for m in models]}, got {channel.value!r}")


CHANNELS: tuple[ChannelModel, ...] = (Voice(), Chat(), Email(), Outbound(), Callback())
