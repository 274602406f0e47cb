"""The fixed facts of Harbor & Pine, a mail-order house for home and garden: sites, queues, contracts, teams."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from data.dates import DemoDates
from wfm.domain.people import BreakTemplate, Contract, ShiftTemplate, Site, Team
from wfm.domain.planning import Channel, HoursException, OperatingHours, Queue, ServiceTarget

NAME = "Harbor & Pine"
ZONE = "America/New_York"

OPENS, CLOSES = 7 * 60, 22 * 60
INVENTORY = 17 * 60
"""When the centre closes on the day of the inventory."""
SLOT = 15

SITES = (
    Site("harbor", "Harbor Street, Baltimore", 48, ZONE),
    Site("pine", "Pine Campus, Raleigh", 34, ZONE),
)

_DAILY = (0, 1, 2, 3, 4, 5, 6)
_WORKDAYS_AND_SATURDAY = (0, 1, 2, 3, 4, 5)

QUEUES = (
    Queue(
        "voice-en",
        Channel.VOICE,
        "en",
        ZONE,
        OperatingHours.daily(OPENS, CLOSES, _DAILY),
        ServiceTarget(0.80, 20, max_occupancy=0.88, max_abandonment=0.05),
        aht_seconds=240,
        patience_seconds=150,
        country="US",
    ),
    Queue(
        "voice-es",
        Channel.VOICE,
        "es",
        ZONE,
        OperatingHours.daily(8 * 60, 21 * 60, _DAILY),
        ServiceTarget(0.80, 20, max_occupancy=0.88, max_abandonment=0.05),
        aht_seconds=260,
        patience_seconds=150,
        country="US",
    ),
    Queue(
        "chat-en",
        Channel.CHAT,
        "en",
        ZONE,
        OperatingHours.daily(8 * 60, CLOSES, _DAILY),
        ServiceTarget(0.80, 45, max_occupancy=0.88),
        aht_seconds=480,
        patience_seconds=240,
        concurrency=3,
        concurrency_slowdown=0.25,
        weight=0.8,
        country="US",
    ),
    Queue(
        "email-en",
        Channel.EMAIL,
        "en",
        ZONE,
        OperatingHours.daily(8 * 60, 20 * 60, _DAILY),
        ServiceTarget(0.90, 8 * 3600, max_occupancy=0.90),
        aht_seconds=210,
        weight=0.5,
        country="US",
    ),
    Queue(
        "outbound-en",
        Channel.OUTBOUND,
        "en",
        ZONE,
        OperatingHours.daily(10 * 60, 20 * 60, _WORKDAYS_AND_SATURDAY),
        ServiceTarget(0.80, 20, max_occupancy=0.85),
        aht_seconds=200,
        weight=0.4,
        country="US",
    ),
)


def _short_day(name: str, hours: int, latest_start: int) -> ShiftTemplate:
    """A part-time day: one paid break, in the middle half of the shift."""
    span = hours * 60
    rest = BreakTemplate("break", 15, True, 75, span - 90)
    return ShiftTemplate(name, OPENS, latest_start, 30, (span,), 45, (rest,))


_EIGHT_HOURS = ShiftTemplate(
    "8h",
    OPENS,
    CLOSES - 510,
    30,
    (510,),
    45,
    (
        BreakTemplate("break 1", 15, True, 75, 180),
        BreakTemplate("lunch", 30, False, 180, 300),
        BreakTemplate("break 2", 15, True, 300, 435),
    ),
)
_TEN_HOURS = ShiftTemplate(
    "10h",
    OPENS,
    CLOSES - 630,
    30,
    (630,),
    45,
    (
        BreakTemplate("break 1", 15, True, 75, 195),
        BreakTemplate("lunch", 30, False, 195, 315),
        BreakTemplate("break 2", 15, True, 360, 480),
        BreakTemplate("break 3", 15, True, 450, 570),
    ),
)
_SHORT_DAYS = (
    _short_day("4h", 4, CLOSES - 240),
    _short_day("5h", 5, CLOSES - 300),
    _short_day("6h", 6, CLOSES - 360),
)

CONTRACTS = (
    Contract("full-time", (2400, 2400), (5, 5), 6, 660, (_EIGHT_HOURS,), start_spread=180, closed_day_credit=True),
    Contract("four-tens", (2400, 2400), (4, 4), 5, 660, (_TEN_HOURS,), start_spread=180, closed_day_credit=True),
    Contract("part-time", (1200, 1680), (4, 5), 5, 660, _SHORT_DAYS),
    Contract("weekender", (960, 1440), (3, 4), 4, 660, _SHORT_DAYS),
)

TEAMS = (
    Team("anchor", "Anchor"),
    Team("birch", "Birch"),
    Team("cedar", "Cedar"),
    Team("dory", "Dory"),
    Team("elm", "Elm"),
    Team("fern", "Fern"),
    Team("gull", "Gull"),
)
"""The teams, without their leads."""

PHONE_OUTAGE = (10 * 60 + 15, 13 * 60 + 30)
"""Minutes of the day of the outage: few calls in them, more than usual in the hours after."""

RECORDS_LOST = (12 * 60, 18 * 60)
"""Minutes of a day of which nothing was recorded in any queue: empty cells, which are not zeros."""


def queues(dates: DemoDates) -> tuple[Queue, ...]:
    """The queues with the days on which they are closed, or close early."""
    closed = [HoursException(day, (), name) for day, name in dates.closed().items()]
    return tuple(replace(queue, hours=_except(queue.hours, closed, dates.short())) for queue in QUEUES)


def _except(hours: OperatingHours, closed: list[HoursException], short: date | None) -> OperatingHours:
    exceptions = list(closed)
    if short is not None:
        windows = tuple((low, min(high, INVENTORY)) for low, high in hours.open[short.weekday()])
        exceptions.append(HoursException(short, windows, "Inventory"))
    return replace(hours, exceptions=tuple(exceptions))
