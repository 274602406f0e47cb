"""The history files that are known, each recognised by its header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wfm.documents import bare
from wfm.domain.errors import InputError
from wfm.domain.texts import some_of
from wfm.services.readers.faults import NotTold
from wfm.services.readers.options import ImportOptions

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

WORDS = ("start", "date", "time", "queue", "channel", "language", "zone", "duration", "skills")
"""Meanings whose cells are words; those of the others are figures."""

TOLD_BY: Mapping[str, tuple[str, str]] = {
    "queue": ("queue", "if the file is of one queue, say which"),
    "channel": ("channel", "if the file is of one channel, say which"),
    "duration": ("slot_minutes", "say how many minutes an interval has"),
}
"""Needed columns that a planner can stand in for: the field of `ImportOptions`, and what to tell."""


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: which headers stand for what; of a header only letters and digits count, and no capitals.

    `utc`: times without a zone are UTC, as the format's own documentation says. `leaves_out_empty`: the format may
    leave out intervals without contacts, so a planner may have absent intervals read as zero.
    """

    kind: str
    title: str
    headers: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]
    utc: bool
    leaves_out_empty: bool

    def roles(self, header: Sequence[str]) -> dict[str, int]:
        """Column index per meaning, of the columns that this format knows."""
        plain = [bare(cell) for cell in header]
        found: dict[str, int] = {}
        for role, names in self.headers.items():
            known = {bare(name) for name in names}
            places = [index for index, cell in enumerate(plain) if cell in known]
            if len(places) > 1:
                both = " and ".join(header[i] for i in places)
                raise InputError(f"columns {both} both mean {MEANINGS[role]}; keep one of them")
            if places:
                found[role] = places[0]
        return found

    def missing(self, roles: Mapping[str, int], options: ImportOptions) -> tuple[str, ...]:
        """Needed meanings that neither a column has nor an option tells."""
        told = (role for role, (option, _) in TOLD_BY.items() if getattr(options, option) is not None)
        known = {*roles, *told}
        return tuple(role for role in self.needed if role not in known)

    def named(self, role: str) -> str:
        """A meaning with the usual headers of its column."""
        return f"{MEANINGS[role]} ({', '.join(self.headers[role][:3])})"

    @property
    def told(self) -> str:
        """The format and what it needs, in words."""
        return f"{self.title} needs {', '.join(map(self.named, self.needed))}"


def recognise(header: Sequence[str], where: str, options: ImportOptions) -> tuple[Format, dict[str, int]]:
    """The first format whose needed columns are all there or told; InputError on what the nearest one lacks otherwise."""
    found: list[tuple[Format, dict[str, int], tuple[str, ...]]] = []
    for candidate in FORMATS:
        try:
            roles = candidate.roles(header)
        except InputError as error:
            raise InputError(error.reason, where) from error
        missing = candidate.missing(roles, options)
        if not missing:
            return candidate, roles
        if any(role in roles for role in candidate.needed):
            found.append((candidate, roles, missing))
    if not found:
        known = "; ".join(candidate.told for candidate in FORMATS)
        raise InputError(f"no known format of history has the columns {some_of(header) or '(none)'}. {known}", where)
    nearest, _, missing = min(found, key=lambda entry: (-len(entry[1]), len(entry[2])))
    raise _lacks(nearest, missing, where)


def _lacks(nearest: Format, missing: Sequence[str], where: str) -> InputError:
    """What a file that looks like a format lacks, and how a planner may tell it instead."""
    article = "an" if nearest.title[0] in "AEIOU" else "a"
    if len(missing) == 1:
        role = missing[0]
        absent = f"a column for the {MEANINGS[role]} is missing ({', '.join(nearest.headers[role][:3])})"
    else:
        *most, last = (f"the {nearest.named(role)}" for role in missing)
        absent = f"columns for {', '.join(most)} and {last} are missing"
    condition = f"this looks like {article} {nearest.title}, but {absent}"
    option, advice = next((TOLD_BY[role] for role in missing if role in TOLD_BY), ("", ""))
    return NotTold(condition, option, advice, where) if option else InputError(condition, where)


AMAZON = Format(
    kind="amazon-connect",
    title="Amazon Connect history",
    headers={
        "queue": ("QueueName",),
        "channel": ("ChannelType",),
        "start": ("TimeStamp",),
        "duration": ("IntervalDuration",),
        "offered": ("IncomingContactVolume",),
        "aht": ("AverageHandleTime",),
        "handled": ("ContactsHandled",),
        "abandoned": ("ContactsAbandoned",),
        "asa": ("AverageQueueAnswerTime",),
        "gave_up_after": ("AverageQueueAbandonTime",),
    },
    needed=("queue", "channel", "start", "duration", "offered"),
    utc=True,
    leaves_out_empty=False,
)

GENESYS = Format(
    kind="genesys-cloud",
    title="Genesys Cloud history",
    headers={
        "start": ("Interval Start UTC Date",),
        "queue": ("Queue",),
        "channel": ("Media Type",),
        "skills": ("Skill Set",),
        "language": ("Language",),
        "offered": ("Offered",),
        "handled": ("Interactions Handled",),
        "total": ("Total Handle Time (Seconds)",),
        "abandoned": ("Abandoned", "Interactions Abandoned"),
        "asa": ("Average Speed of Answer (Seconds)", "Average Speed of Answer", "ASA"),
        "gave_up_after": ("Average Abandon Time (Seconds)", "Average Abandon Time"),
    },
    needed=("start", "queue", "channel", "offered"),
    utc=True,
    leaves_out_empty=True,
)

GENERIC = Format(
    kind="generic",
    title="generic history",
    headers={
        "start": ("timestamp", "start", "t", "time", "datetime", "interval start", "start time", "interval"),
        "queue": ("queue", "queue name", "queue id", "skill", "planning group"),
        "channel": ("channel", "channel type", "media type", "media"),
        "language": ("language", "lang"),
        "zone": ("zone", "time zone", "tz"),
        "duration": ("interval duration", "slot minutes", "interval minutes", "duration"),
        "offered": (
            "offered",
            "calls",
            "contacts",
            "volume",
            "contacts offered",
            "calls offered",
            "incoming contact volume",
        ),
        "handled": (
            "handled",
            "answered",
            "contacts handled",
            "calls handled",
            "interactions handled",
            "calls answered",
        ),
        "abandoned": ("abandoned", "abandons", "contacts abandoned", "calls abandoned"),
        "aht": (
            "AHT",
            "AHT seconds",
            "average handle time",
            "average handle time seconds",
            "avg handle time",
            "mean handle time",
        ),
        "total": ("total handle time", "total handle time seconds", "handle seconds", "total handle seconds"),
        "wait": ("wait", "wait seconds", "average wait", "average wait time", "mean wait", "avg wait"),
        "asa": (
            "ASA",
            "ASA seconds",
            "average speed of answer",
            "avg speed of answer",
            "speed of answer",
            "average queue answer time",
        ),
        "gave_up_after": ("average abandon time", "avg abandon time", "abandon time", "average queue abandon time"),
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
        "time": ("time", "time of day", "start", "start time", "interval start"),
    },
    needed=("date", "time", "offered"),
    utc=False,
    leaves_out_empty=True,
)

FORMATS: tuple[Format, ...] = (AMAZON, GENESYS, GENERIC_BY_DATE, GENERIC)
"""In the order they are tried: the most particular first."""
