"""Words of files: headers without their spelling, lists in one cell, names of channels."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wfm.domain.errors import InputError
from wfm.domain.planning import Channel
from wfm.domain.texts import quoted

CHANNELS: Mapping[str, Channel] = {
    "voice": Channel.VOICE,
    "call": Channel.VOICE,
    "calls": Channel.VOICE,
    "phone": Channel.VOICE,
    "inbound": Channel.VOICE,
    "chat": Channel.CHAT,
    "webchat": Channel.CHAT,
    "message": Channel.CHAT,
    "messaging": Channel.CHAT,
    "sms": Channel.CHAT,
    "email": Channel.EMAIL,
    "mail": Channel.EMAIL,
    "outbound": Channel.OUTBOUND,
    "campaign": Channel.OUTBOUND,
    "callback": Channel.CALLBACK,
}
"""Words for channels, in letters only and lower case."""


def bare(name: str) -> str:
    """A header's letters and digits, in lower case."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def channel_of(text: str) -> Channel:
    """The channel a word stands for; InputError naming the known ones."""
    found = CHANNELS.get(bare(text))
    if found is None:
        raise InputError(f"must be one of {', '.join(c.value for c in Channel)}, got {quoted(text)}")
    return found


def listed_in(text: str) -> tuple[str, ...]:
    """The entries of a cell such as `en|es`, separated by | or ;."""
    return tuple(part.strip() for part in re.split(r"[|;]", text) if part.strip())
