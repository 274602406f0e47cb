"""The history files that are known, each recognised by its header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wfm.documents import bare
from wfm.domain.errors import InputError
from wfm.domain.planning import Channel

MEANINGS: Mapping[str, str] = {
    "start": "start of the interval",
    "date": "local date",
    "time": "time of day",
    "queue": "queue",
    "channel": "channel",
    "language": "language",
    "zone": "time zone",
    "duration": "length of the interval",
    "skills": "skill set (added up)",
    "offered": "contacts offered",
    "handled": "contacts handled",
    "abandoned": "contacts abandoned",
    "aht": "mean handle time in seconds",
    "total": "total handle time in seconds",
    "wait": "mean wait of all contacts in seconds",
    "asa": "mean wait of those answered in seconds",
    "gave_up_after": "mean wait of those who gave up in seconds",
}
"""What a column may stand for."""


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: which header (letters and digits only, lower case) stands for what.

    `utc`: times without a zone are UTC, as the format's own documentation says. `leaves_out_empty`: the format may
    leave out intervals without contacts, so a planner may have absent intervals read as zero.
    """

    kind: str
    title: str
    headers: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    utc: bool
    leaves_out_empty: bool
    channels: Mapping[str, Channel] = field(default_factory=dict)

    def roles(self, header: Sequence[str]) -> dict[str, int] | None:
        """Column index per meaning, None when the header is not this format's."""
        plain = [bare(cell) for cell in header]
        found: dict[str, int] = {}
        for role, names in self.headers.items():
            places = [index for index, cell in enumerate(plain) if cell in names]
            if len(places) > 1:
                both = " and ".join(header[i] for i in places)
                raise InputError(f"columns {both} both mean {MEANINGS[role]}; keep one of them")
            if places:
                found[role] = places[0]
        return found if all(role in found for role in self.needed) else None

    @property
    def told(self) -> str:
        """The format and what it needs, in words."""
        needs = ", ".join(f"{MEANINGS[role]} ({' or '.join(self.headers[role][:3])})" for role in self.needed)
        return f"{self.title} needs {needs}"


def recognise(header: Sequence[str], name: str) -> tuple[Format, dict[str, int]]:
    """The first format whose needed columns are all there; InputError naming what is known otherwise."""
    for candidate in FORMATS:
        try:
            roles = candidate.roles(header)
        except InputError as error:
            raise InputError(error.reason, name) from error
        if roles is not None:
            return candidate, roles
    known = "; ".join(candidate.told for candidate in FORMATS)
    raise InputError(f"the columns {', '.join(header) or '(none)'} are no history that is known. {known}", name)


AMAZON = Format(
    kind="amazon-connect",
    title="Amazon Connect history",
    headers={
        "queue": ("queuename",),
        "channel": ("channeltype",),
        "start": ("timestamp",),
        "duration": ("intervalduration",),
        "offered": ("incomingcontactvolume",),
        "aht": ("averagehandletime",),
        "handled": ("contactshandled",),
        "abandoned": ("contactsabandoned",),
        "asa": ("averagequeueanswertime",),
        "gave_up_after": ("averagequeueabandontime",),
    },
    needed=("queue", "channel", "start", "duration", "offered"),
    utc=True,
    leaves_out_empty=False,
)

GENESYS = Format(
    kind="genesys-cloud",
    title="Genesys Cloud history",
    headers={
        "start": ("intervalstartutcdate",),
        "queue": ("queue",),
        "channel": ("mediatype",),
        "skills": ("skillset",),
        "language": ("language",),
        "offered": ("offered",),
        "handled": ("interactionshandled",),
        "total": ("totalhandletimeseconds",),
        "abandoned": ("abandoned", "interactionsabandoned"),
        "asa": ("averagespeedofanswerseconds", "averagespeedofanswer", "asa"),
        "gave_up_after": ("averageabandontimeseconds", "averageabandontime"),
    },
    needed=("start", "queue", "channel", "offered"),
    utc=True,
    leaves_out_empty=True,
)

GENERIC = Format(
    kind="generic",
    title="generic history",
    headers={
        "start": ("timestamp", "start", "t", "time", "datetime", "intervalstart", "starttime", "interval"),
        "queue": ("queue", "queuename", "queueid", "skill", "planninggroup"),
        "channel": ("channel", "channeltype", "mediatype", "media"),
        "language": ("language", "lang"),
        "zone": ("zone", "timezone", "tz"),
        "duration": ("intervalduration", "slotminutes", "intervalminutes", "duration"),
        "offered": (
            "offered",
            "calls",
            "contacts",
            "volume",
            "contactsoffered",
            "callsoffered",
            "incomingcontactvolume",
        ),
        "handled": ("handled", "answered", "contactshandled", "callshandled", "interactionshandled", "callsanswered"),
        "abandoned": ("abandoned", "abandons", "contactsabandoned", "callsabandoned"),
        "aht": (
            "aht",
            "ahtseconds",
            "averagehandletime",
            "averagehandletimeseconds",
            "avghandletime",
            "meanhandletime",
        ),
        "total": ("totalhandletime", "totalhandletimeseconds", "handleseconds", "totalhandleseconds"),
        "wait": ("wait", "waitseconds", "averagewait", "averagewaittime", "meanwait", "avgwait"),
        "asa": (
            "asa",
            "asaseconds",
            "averagespeedofanswer",
            "avgspeedofanswer",
            "speedofanswer",
            "averagequeueanswertime",
        ),
        "gave_up_after": ("averageabandontime", "avgabandontime", "abandontime", "averagequeueabandontime"),
    },
    needed=("start", "offered"),
    utc=False,
    leaves_out_empty=True,
)

GENERIC_BY_DATE = Format(
    kind="generic",
    title="generic history by date and time",
    headers={
        **{role: names for role, names in GENERIC.headers.items() if role != "start"},
        "date": ("date", "day"),
        "time": ("time", "timeofday", "start", "starttime", "intervalstart"),
    },
    needed=("date", "time", "offered"),
    utc=False,
    leaves_out_empty=True,
)

FORMATS: tuple[Format, ...] = (AMAZON, GENESYS, GENERIC_BY_DATE, GENERIC)
"""In the order they are tried: the most particular first."""
