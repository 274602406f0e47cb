"""What happens in the demo until this moment: contacts of the week, requests, trades, and a bid round over the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import permutations, product

from data import arrivals, centre
from data.dates import DRAFTED, PLANNED, DemoDates
from data.files import contacts_bytes
from data.generator import SEED
from wfm.database import Database, LeaveState
from wfm.domain.accounts import Principal
from wfm.domain.errors import RefusedError
from wfm.domain.exchange import OfferKind, OfferState, PlannedShift, ScheduleStatus, ShiftOffer, Verdict
from wfm.domain.time import local_midnight, to_utc, zone_of
from wfm.services.bidding import line_choices, open_round, rank_lines
from wfm.services.demo.state import founded
from wfm.services.imports import import_history, import_leave
from wfm.services.leave import ask, decide, set_allotment
from wfm.services.progress import OnProgress, quiet
from wfm.services.readers import ImportOptions
from wfm.services.trading import create_open_shift, judge, offer_shift

TRIED = 200
"""Most trades that are judged until one takes a manager."""

DAYS_AHEAD = timedelta(days=3)
"""How soon the shifts begin that are to be traded."""

RANKED = 5
"""Lines that a rep of the demo ranks."""


def live_demo(db: Database, who: Principal, dates: DemoDates, now: datetime, on_progress: OnProgress = quiet) -> None:
    """Let the demo's people do by `now` what people do, each with an account of theirs.

    What is done already stays; the round comes last, so that a demo that has one has been lived in.
    """
    founded(db, who)
    with db.read() as uow:
        people = {user.username: user.principal for user in uow.users.all()}
        lived = bool(uow.rounds.list())
    if lived:
        return
    if not {"planner", "manager", "rep", "rep2"} <= set(people):
        raise RefusedError("the demo's people have no accounts yet; create them first")
    on_progress(0.0, "importing the contacts of this week")
    _contacts(db, people["planner"], dates, now)
    on_progress(0.3, "asking for leave")
    _leave(db, people, dates, now)
    on_progress(0.5, "offering shifts")
    _trades(db, people, dates, now)
    on_progress(0.7, "opening a bid round")
    _bids(db, people, dates, now)
    on_progress(1.0, "all of it done")


def _contacts(db: Database, planner: Principal, dates: DemoDates, now: datetime) -> None:
    """The contacts from Monday to now, a file for the days that are over and one for today so far."""
    drawn = arrivals.history(SEED, dates)
    midnight = local_midnight(dates.today, centre.ZONE)
    for first, until, name in ((dates.monday, midnight, "this week"), (dates.today, now, "today")):
        if until <= local_midnight(first, centre.ZONE):
            continue
        histories = [arrivals.recorded(records, dates, first, until) for records in drawn]
        content = contacts_bytes(histories)
        if content.count(b"\n") > 1:
            import_history(db, planner, content, ImportOptions(zone=centre.ZONE), name=f"contacts {name}.csv")


def _leave(db: Database, people: dict[str, Principal], dates: DemoDates, now: datetime) -> None:
    """Hours that may be granted each day, and requests: one granted within them, some waiting, one refused."""
    rep, other, manager = people["rep"], people["rep2"], people["manager"]
    with db.read() as uow:
        if uow.time_off.list(rep=rep.rep, start=local_midnight(dates.end, centre.ZONE)):
            return
        coming = uow.schedules.shifts_of(str(other.rep), now + timedelta(days=2), _end(dates))
        away = {request.rep for request in uow.time_off.list(LeaveState.APPROVED)}
        others = [r.id for r in uow.reps.all() if r.training is None and r.id not in away | {rep.rep, other.rep}]
    for n in range(PLANNED + DRAFTED):
        day = dates.monday + timedelta(days=n)
        set_allotment(db, manager, day, 16.0 if day.weekday() >= 5 else 32.0)
    granted = dates.draft + timedelta(days=8)
    ask(db, rep, granted, granted, "Graduation of my son", kind="personal", now=now)
    far = dates.end + timedelta(days=28)
    no = ask(db, other, far, far + timedelta(days=13), "A long journey", now=now)
    decide(db, manager, no.id, False, "Too many are away in these weeks; one of them is possible")
    for planned in coming[:1]:
        day = planned.start.astimezone(zone_of(centre.ZONE)).date()
        ask(db, other, day, day, "Moving house", kind="personal", now=now)
    days = [dates.draft + timedelta(days=7 + n) for n in range(4)]
    rows = [f"{id},{day},{day},vacation,requested" for id, day in zip(others, days, strict=False)]
    content = "\n".join(("rep,from,to,kind,state", *rows, "")).encode()
    import_leave(db, people["planner"], content, name="requests on paper.csv")
    wedding = dates.end + timedelta(days=7)
    ask(db, rep, wedding, wedding + timedelta(days=6), "My sister's wedding", now=now)


def _trades(db: Database, people: dict[str, Principal], dates: DemoDates, now: datetime) -> None:
    """A shift to trade, one to give away, one that a rep asks a manager for, and two open ones."""
    rep, other, planner = people["rep"], people["rep2"], people["planner"]
    with db.read() as uow:
        if uow.offers.list(rep=rep.rep):
            return
        published = uow.schedules.latest(ScheduleStatus.PUBLISHED)
        reps = [r for r in uow.reps.all() if r.training is None and set(r.skills) == {"voice-en"}]
        ids = [str(rep.rep), str(other.rep), *(r.id for r in reps)]
        found = uow.published.shifts_of(ids, now, _end(dates))
    if published is None:
        return
    ahead = {id: tuple(p for p in shifts if p.start > now) for id, shifts in found.items()}
    coming = {id: [p for p in shifts if p.start > now + timedelta(days=1)] for id, shifts in ahead.items()}
    for who, kind, note in (
        (rep, OfferKind.TRADE, "Any other day of the week"),
        (other, OfferKind.GIVEAWAY, "Somebody with a free day?"),
    ):
        for planned in coming.get(str(who.rep), [])[-1:]:
            offer_shift(db, who, planned.id, kind, note, now=now)
    alike = [r.id for r in reps if r.contract in ("full-time", "part-time")]
    _ask_for_one(db, people["manager"], {id: ahead.get(id, ()) for id in alike}, now)
    part_time = [r.id for r in reps if r.contract == "part-time"]
    short = sorted((p for id in part_time for p in coming.get(id, ())), key=lambda p: p.start)
    for planned in short[:2]:
        shift = planned.shift.given_to("", None)
        create_open_shift(db, planner, published.id, shift, ("voice-en",), "One more on the phones", now=now)


def _ask_for_one(db: Database, manager: Principal, coming: Mapping[str, Sequence[PlannedShift]], now: datetime) -> None:
    """Two reps want to trade shifts of one day, which takes a manager (so soon, or so unlike), who notes it down."""
    pairs = [
        (giver, planned, taker, back)
        for giver, taker in permutations(sorted(coming), 2)
        for planned, back in product(coming[giver], coming[taker])
        if planned.shift.day == back.shift.day and planned.start != back.start and planned.start < now + DAYS_AHEAD
    ]
    # Shifts that begin at nearly the same time break the fewest rules where they change hands.
    for giver, planned, taker, back in sorted(pairs, key=lambda pair: abs(pair[1].start - pair[3].start))[:TRIED]:
        found = judge(db, manager, taker, planned.id, back.id, now=now)
        if found.verdict is Verdict.REVIEW:
            kind, state, note = OfferKind.TRADE, OfferState.PENDING, "An exam in the evening"
            made = ShiftOffer(
                0, kind, planned.id, giver, taker, back.id, state, note, found.sentence, now, skills=("voice-en",)
            )
            with db.write() as uow:
                detail = {"shift": planned.id, "kind": kind.value, "state": state.value, "rep": giver}
                detail |= {"taker": taker, "in_return": back.id}
                uow.audit.add(manager, "offer", "shift offer", uow.offers.add(made), detail)
            return


def _bids(db: Database, people: dict[str, Principal], dates: DemoDates, now: datetime) -> None:
    """A round over the draft that is open until two days before it begins, with a ranking of both reps."""
    with db.read() as uow:
        draft = uow.schedules.latest(ScheduleStatus.DRAFT)
    if draft is None:
        return
    closes = to_utc(datetime.combine(dates.draft - timedelta(days=2), time(18)), centre.ZONE)
    name = f"Shifts from {dates.draft}"
    round = open_round(db, people["planner"], draft.id, name, now, closes, SEED, now=now)
    for who in (people["rep"], people["rep2"]):
        fitting = [choice.line.id for choice in line_choices(db, who, round.id, now=now) if not choice.faults]
        rank_lines(db, who, round.id, fitting[:: max(1, len(fitting) // RANKED)][:RANKED], now=now)


def _end(dates: DemoDates) -> datetime:
    """The end of the published days."""
    return local_midnight(dates.draft, centre.ZONE)
