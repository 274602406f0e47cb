"""Leave that ends before its time gives back the shifts that it opened and that nobody has taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from wfm.database import LeaveState, TimeOffRequest, UnitOfWork
from wfm.domain.accounts import Principal
from wfm.domain.exchange import (
    Change,
    Fate,
    OfferState,
    PlannedShift,
    Side,
    Surroundings,
    TakenShift,
    Verdict,
    decide,
    place_for,
)
from wfm.domain.people import Rep, Span
from wfm.services.clock import LOOK_AHEAD, LOOK_BACK
from wfm.services.leave.checks import Clocks, noted
from wfm.services.leave.taking import SettledLeave, settled, withdraw_offers
from wfm.services.surroundings import read_surroundings

WHOLE_WEEKS = timedelta(days=14)
"""How far the whole weeks around a shift may reach, on each side."""

BACK = "the shift went back to the rep whose it was"
"""Why offers of it are withdrawn."""


def given_back(unit: UnitOfWork, who: Principal, action: str, id: int, now: datetime) -> SettledLeave:
    """The leave as an act left it, written to the log, with the shifts that go back to its rep."""
    lost = lost_for_good(unit, id)
    request = noted(unit, who, action, id)
    back = give_back(unit, who, request, now)
    return settled(request, back, Clocks.of(unit).zone(unit.reps.get(request.rep), request.start), lost)


def give_back(unit: UnitOfWork, who: Principal, request: TimeOffRequest, now: datetime) -> tuple[TakenShift, ...]:
    """Give the rep the shifts that this leave opened, lie in no approved leave now, break no rule and find a seat.

    The others stay open, with the reason. `request` is the leave as it is now.
    """
    free = _untaken(unit, request)
    if not free:
        return ()
    rep = unit.reps.get(request.rep)
    if not unit.reps.active(rep.id):
        return tuple(TakenShift(p, Fate.STAYS_OPEN, why=f"rep {rep.id} no longer works here") for p in free)
    start, end = free[0].start - WHOLE_WEEKS - LOOK_BACK, free[-1].end + WHOLE_WEEKS + LOOK_AHEAD
    around = read_surroundings(unit, start, end, [rep.id], {planned.schedule for planned in free})
    found = list(_judged(rep, free, around, _stays(unit, rep, free, around), now, who.rep))
    returned = {one.planned.id: one.left for one in found if one.left is not None}
    withdraw_offers(unit, who, returned, BACK)
    unit.schedules.put_all(list(returned.values()))
    details = [
        (id, {"from": "", "to": rep.id, "site": planned.shift.site, "leave": request.id})
        for id, planned in returned.items()
    ]
    unit.audit.add_many(who, "return", "shift", details)
    return tuple(found)


def _untaken(unit: UnitOfWork, request: TimeOffRequest) -> list[PlannedShift]:
    """The shifts that the leave opened and does not lie over any more, which nobody has taken since, by start."""
    opened = [offer.shift for offer in unit.offers.opened_by(request.id) if offer.state is not OfferState.DONE]
    stands = request.state is LeaveState.APPROVED
    return [
        planned
        for planned in unit.schedules.shifts(dict.fromkeys(opened))
        if planned.live and not planned.shift.agent
        if not (stands and planned.start < request.end and request.start < planned.end)
    ]


def _stays(
    unit: UnitOfWork, rep: Rep, free: Sequence[PlannedShift], around: Surroundings
) -> dict[int, tuple[str, list[Span]]]:
    """For each shift that would be worked at a site, the site and the shifts that are worked there at its time."""
    sites = {p.id: place_for(around.terms(rep, p), p.shift.site) for p in free}
    worked = unit.published.stays({site for site in sites.values() if site}, free[0].start, free[-1].end)
    return {
        planned.id: (
            site,
            [(stay.start, stay.end) for stay in worked[site] if stay.start < planned.end and planned.start < stay.end],
        )
        for planned in free
        if (site := sites[planned.id]) is not None
    }


def _judged(
    rep: Rep,
    free: Sequence[PlannedShift],
    around: Surroundings,
    stays: Mapping[int, tuple[str, list[Span]]],
    now: datetime,
    viewer: str | None,
) -> Iterator[TakenShift]:
    """Each shift with whether its rep has it again, one after the other by the rules of a trade."""
    held = tuple(around.shifts.get(rep.id, ()))
    for planned in free:
        seats = {site: (around.seats[site], tuple(spans)) for site, spans in filter(None, [stays.get(planned.id)])}
        side = Side(rep, held, gets=planned)
        found = decide(Change(planned, side, None, (), around, (), seats), now, viewer=viewer)
        if found.verdict is Verdict.REFUSED:
            yield TakenShift(planned, Fate.STAYS_OPEN, why=found.sentence)
            continue
        held = side.after(around)
        yield TakenShift(planned, Fate.RETURNED, held[-1])


def lost_for_good(unit: UnitOfWork, leave: int) -> str:
    """What the log tells of shifts that leave shortened or took off, which do not come back; "" for nothing."""
    counted: Counter[str] = Counter()
    for entry in unit.audit.list(entity="time off", entity_id=leave):
        taken = entry.detail.get("taken")
        for fate, ids in (taken if isinstance(taken, Mapping) else {}).items():
            counted[fate] += len(ids)
    cut, off = counted[Fate.SHORTENED] + counted[Fate.ENDED], counted[Fate.RELEASED]
    parts = [f"{number} {what}" for number, what in ((cut, "shortened"), (off, "taken off")) if number]
    if not parts:
        return ""
    back = "does not come back by itself" if cut + off == 1 else "do not come back by themselves"
    return f"{' and '.join(parts)} before {back}"
