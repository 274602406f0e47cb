"""Many reps at once: bids, trades and leave from several processes, then every rule and balance, and the log replayed.

`python -m benchmarks.trust.actions --database postgres --actions 20000` acts for 200 reps from four processes. The
reps' choices are drawn from the seed; what they meet depends on who is first. Prints what came of every kind of
action, actions per second, and pass or FAIL for what must hold afterwards.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from multiprocessing.synchronize import Barrier
from typing import Any

from benchmarks.trust.means.action_replay import read_state, replayed
from benchmarks.trust.means.centre import MONDAY, ZONE, add_draft, at, fill, publish_now, rep, shift, who
from benchmarks.trust.means.databases import Tables, databases, moment, opened
from benchmarks.trust.means.race_checks import one_leave_at_a_time, one_shift_at_a_time
from benchmarks.trust.means.told import options
from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.errors import WfmError
from wfm.domain.exchange import OfferKind
from wfm.domain.time import local_midnight
from wfm.services import bidding, leave, trading

REPS = 200
WEEKS = 4
PROCESSES = 4
SEATS = 45
"""Seats of the site; a third of the reps work there, so that some trades find it full."""


def busy_centre(db: Database) -> None:
    """Reps with a published schedule of four weeks, a draft after it with an open bid round, and leave allowed."""
    team = [rep(f"r{k:03}", "other" if k % 7 == 0 else "flex", "hq" if k % 3 == 0 else None) for k in range(REPS)]
    fill(db, team, seats=SEATS)
    shifts = [
        shift(person.id, week * 7 + (k + day) % 7, 360 + 60 * (k % 9), person.site)
        for k, person in enumerate(team)
        for week in range(WEEKS)
        for day in range(4)
    ]
    publish_now(db, add_draft(db, shifts, days=7 * WEEKS))
    coming = [
        shift(person.id, day, 420 + 60 * (k % 5), person.site) for k, person in enumerate(team) for day in range(5)
    ]
    draft = add_draft(db, coming, first=7 * WEEKS)
    now = datetime.now(UTC)
    bidding.open_round(db, who(db, "pat"), draft, "round", now, at(7 * WEEKS - 1, 12), 1)
    for day in range(7 * WEEKS):
        leave.set_allotment(db, who(db, "mo"), MONDAY + timedelta(days=day), 24)


class Actor:
    """What one process does: it looks at the tables as people look at their pages, picks something, and does it."""

    def __init__(self, db: Database, tables: Tables, rng: random.Random) -> None:
        self.db, self._tables, self._rng = db, tables, rng
        with db.read() as unit:
            users = unit.users.all()
        self._people: dict[str, Principal] = {user.username: user.principal for user in users}
        self._reps = [name for name in self._people if name.startswith("r")]
        self._round = tables.one("SELECT max(id) FROM bid_rounds")
        self._lines: defaultdict[tuple[str, str | None], list[int]] = defaultdict(list)
        for line in tables.rows("SELECT id, contract, site FROM shift_lines ORDER BY id"):
            self._lines[line["contract"], line["site"]].append(line["id"])
        self._own = {r["id"]: (r["contract"], r["site"]) for r in tables.rows("SELECT id, contract, site FROM reps")}

    def act(self) -> tuple[str, str]:
        """One action; its kind and what came of it."""
        kind = self._rng.choices(tuple(WEIGHTS), tuple(WEIGHTS.values()))[0]
        call: Callable[[], Any] | None = getattr(self, f"_{kind}")()
        if call is None:
            return kind, "nothing to do"
        try:
            call()
        except WfmError as error:
            return kind, type(error).__name__
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return kind, "traceback"
        return kind, "done"

    def _one(self, statement: str, **given: Any) -> dict[str, Any] | None:
        """One of the newest rows of a statement, by chance."""
        rows = self._tables.rows(f"{statement} ORDER BY id DESC LIMIT 200", **given)
        return self._rng.choice(rows) if rows else None

    def _person(self) -> Principal:
        return self._people[self._rng.choice(self._reps)]

    def _shift_of(self, name: str | None) -> int | None:
        where = "schedule = 1 AND rep = :rep"
        found = self._one(f"SELECT id FROM shifts WHERE {where}", rep=name)  # noqa: S608
        return None if found is None else found["id"]

    def _offer(self) -> Callable[[], Any] | None:
        person, other = self._person(), self._person()
        own, wanted = self._shift_of(person.rep), self._shift_of(other.rep)
        kind = OfferKind.TRADE if self._rng.random() < 0.4 else OfferKind.GIVEAWAY
        if kind is OfferKind.GIVEAWAY or self._rng.random() < 0.5 or other == person:
            wanted = None
        if own is None:
            return None
        return partial(trading.offer_shift, self.db, person, own, kind, "", wanted)

    def _take(self) -> Callable[[], Any] | None:
        offer = self._one("SELECT id, kind, in_return FROM shift_offers WHERE state = 'open'")
        if offer is None:
            return None
        person = self._person()
        if offer["in_return"] is not None and self._rng.random() < 0.9:
            owner = self._tables.one("SELECT rep FROM shifts WHERE id = :id", id=offer["in_return"])
            person = self._people.get(owner, person)
        back = self._shift_of(person.rep) if offer["kind"] == "trade" and offer["in_return"] is None else None
        return partial(trading.take, self.db, person, offer["id"], back)

    def _withdraw(self) -> Callable[[], Any] | None:
        offer = self._one("SELECT id, offered_by FROM shift_offers WHERE state IN ('open', 'pending')")
        return (
            None
            if offer is None
            else partial(trading.withdraw, self.db, self._people[offer["offered_by"]], offer["id"])
        )

    def _approve(self) -> Callable[[], Any] | None:
        offer = self._one("SELECT id FROM shift_offers WHERE state = 'pending'")
        yes = self._rng.random() < 0.7
        return (
            None
            if offer is None
            else partial(trading.decide, self.db, self._people["mo"], offer["id"], yes, "" if yes else "no")
        )

    def _ask(self) -> Callable[[], Any] | None:
        day, hour = self._rng.randrange(7 * WEEKS), self._rng.choice((0, 6, 12))
        start = at(day, hour)
        return partial(leave.ask, self.db, self._person(), start, start + timedelta(hours=self._rng.choice((4, 8, 11))))

    def _decide(self) -> Callable[[], Any] | None:
        request = self._one("SELECT id FROM time_off WHERE state = 'requested'")
        return (
            None
            if request is None
            else partial(leave.decide, self.db, self._people["mo"], request["id"], self._rng.random() < 0.6)
        )

    def _cancel(self) -> Callable[[], Any] | None:
        request = self._one("SELECT id, rep FROM time_off WHERE state IN ('requested', 'approved')")
        return (
            None if request is None else partial(leave.withdraw, self.db, self._people[request["rep"]], request["id"])
        )

    def _bid(self) -> Callable[[], Any] | None:
        person = self._person()
        fitting = self._lines[self._own[str(person.rep)]]
        chosen = self._rng.sample(fitting, min(len(fitting), self._rng.randint(0, 5)))
        return partial(bidding.rank_lines, self.db, person, self._round, chosen)


WEIGHTS = {"offer": 24, "take": 30, "withdraw": 6, "approve": 8, "ask": 12, "decide": 8, "cancel": 4, "bid": 8}
"""How often each kind of action is drawn."""


def _work(url: str, seed: int, count: int, gate: Barrier, answers: Any) -> None:
    """One process: so many actions."""
    actor, found = Actor(opened(url), Tables(url), random.Random(seed)), Counter[tuple[str, str]]()
    gate.wait()
    start, longest = time.monotonic(), 0.0
    for _ in range(count):
        begun = time.monotonic()
        found[actor.act()] += 1
        longest = max(longest, time.monotonic() - begun)
    answers.put((found, time.monotonic() - start, longest))


def acted(url: str, seed: int, count: int) -> tuple[Counter[tuple[str, str]], float, float]:
    """All actions from all processes: what came of them, seconds, and the longest of one."""
    context = multiprocessing.get_context("spawn")
    gate, answers = context.Barrier(PROCESSES), context.Queue()
    shares = [count // PROCESSES + (k < count % PROCESSES) for k in range(PROCESSES)]
    workers = [
        context.Process(target=_work, args=(url, seed * 1000 + k, share, gate, answers))
        for k, share in enumerate(shares)
    ]
    for worker in workers:
        worker.start()
    told = [answers.get() for _ in workers]
    for worker in workers:
        worker.join()
    return sum((found for found, _, _ in told), Counter()), max(s for _, s, _ in told), max(x for _, _, x in told)


def rules_kept(tables: Tables) -> Iterator[str]:
    """One shift a day, 11 hours of rest, at most six days in a row and a week, 48 paid hours a week; seats suffice."""
    work: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = tables.rows(
        'SELECT rep, start, "end", start_at, end_at, site FROM shifts WHERE schedule = 1 AND rep IS NOT NULL'
    )
    for row in rows:
        work[row["rep"]].append(row)
    for name, own in work.items():
        own.sort(key=lambda row: row["start"])
        days = [row["start"] // 1440 for row in own]
        if len(set(days)) < len(days):
            yield f"{name} has two shifts on one day"
        if any(moment(b["start_at"]) - moment(a["end_at"]) < timedelta(hours=11) for a, b in pairwise(own)):
            yield f"{name} rests less than 11 hours"
        weeks = Counter(day // 7 for day in days)
        if weeks and max(weeks.values()) > 6:
            yield f"{name} works more than six days of a week"
        if any(all(day + n in days for n in range(7)) for day in days):
            yield f"{name} works seven days in a row"
    spans = [(row["start"], row["end"]) for row in rows if row["site"] == "hq"]
    most = max(sum(a <= t < b for a, b in spans) for t, _ in spans)
    if most > SEATS:
        yield f"{most} people on {SEATS} seats"


def owners_kept(tables: Tables, before: int) -> Iterator[str]:
    """No shift is lost, and every one has an owner."""
    now = tables.one("SELECT count(*) FROM shifts")
    if now != before:
        yield f"{now} shifts, where {before} were"
    if nobodys := tables.one("SELECT count(*) FROM shifts WHERE rep IS NULL"):
        yield f"{nobodys} shifts without an owner"
    yield from one_shift_at_a_time(tables)


def local_allotments_kept(tables: Tables) -> Iterator[str]:
    """No day's allotment is overdrawn by what was granted on it without a manager, day by local day."""
    allowed = {str(r["day"]): r["hours"] for r in tables.rows("SELECT day, hours FROM allotments")}
    used: Counter[str] = Counter()
    for row in tables.rows("SELECT * FROM time_off WHERE state = 'approved' AND decided_by = 'allotment'"):
        for n in range(7 * WEEKS + 1):
            day = MONDAY + timedelta(days=n)
            low, high = local_midnight(day, ZONE), local_midnight(day + timedelta(days=1), ZONE)
            hours = (min(high, moment(row["end"])) - max(low, moment(row["start"]))) / timedelta(hours=1)
            used[str(day)] += min(8.0, max(0.0, hours))  # type: ignore[assignment]
    for day_text, total in used.items():
        if total > allowed.get(day_text, 0) + 1e-6:
            yield f"{total:g} h granted on {day_text}, {allowed.get(day_text, 0):g} h allowed"


def _verdict(what: str, faults: list[str]) -> bool:
    print(f"{what:<62} {'FAIL' if faults else 'pass'}")
    for fault, times in Counter(faults).most_common(8):
        print(f"    {times} x {fault}")
    return not faults


def main() -> None:
    """Act, and judge what came of it."""
    parser = options(__doc__, 1)
    parser.add_argument("--actions", type=int, default=20_000)
    given = parser.parse_args()
    with databases(given.database) as source:
        url = source.fresh(busy_centre)
        tables = Tables(url)
        start, last = read_state(tables), tables.one("SELECT max(id) FROM audit") or 0
        shifts = len(start.owners)
        found, seconds, longest = acted(url, given.seed, given.actions)
        print(f"{source.kind}: {given.actions} actions of {REPS} reps from {PROCESSES} processes in {seconds:.1f} s")
        print(f"{given.actions / seconds:.1f} actions a second, the longest took {longest:.2f} s")
        for (kind, came), times in sorted(found.items()):
            print(f"    {kind:<10} {came:<16} {times:>7}")
        replay, differences = replayed(start, tables, last)
        crashed = sum(times for (_, came), times in found.items() if came == "traceback")
        _verdict("no traceback", [f"{crashed} tracebacks"] * (crashed > 0))
        _verdict("nobody waits more than 30 s", [f"{longest:.1f} s"] * (longest > 31))
        _verdict("every shift one owner", list(owners_kept(tables, shifts)))
        _verdict("every work rule kept", list(rules_kept(tables)))
        _verdict("no leave twice", list(one_leave_at_a_time(tables)))
        _verdict("no allotment overdrawn", list(local_allotments_kept(tables)))
        _verdict("no row of the log contradicts those before it", list(replay.broken.elements()))
        _verdict("the log says all that a replay needs", list(replay.lacking.elements()))
        _verdict("the log replays to what is stored", list(differences))


if __name__ == "__main__":
    main()
