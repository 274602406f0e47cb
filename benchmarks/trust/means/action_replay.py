"""The audit log played again: from the state at the start and its rows alone, what must the centre look like now?

Rows are taken in the order in which they were committed. A row that lacks what it needs is counted by what it lacks,
and where another table can stand in for it the replay goes on with that.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.trust.means.databases import Tables, moment

Row = dict[str, Any]

STANDING = ("open", "pending")


@dataclass
class State:
    """Owners by shift; offers as (state, taker, shift in return); leave as (rep, start, end, state); bids by rep."""

    owners: dict[int, str | None] = field(default_factory=dict)
    offers: dict[int, tuple[str, str | None, int | None]] = field(default_factory=dict)
    leave: dict[int, tuple[str | None, Any, Any, str]] = field(default_factory=dict)
    bids: dict[str, tuple[int, ...]] = field(default_factory=dict)


def read_state(tables: Tables) -> State:
    """The state as the tables have it."""
    found = State()
    found.owners = {r["id"]: r["rep"] for r in tables.rows("SELECT id, rep FROM shifts")}
    for r in tables.rows("SELECT id, state, taken_by, in_return FROM shift_offers"):
        found.offers[r["id"]] = (r["state"], r["taken_by"], r["in_return"])
    for r in tables.rows('SELECT id, rep, "start", "end", state FROM time_off'):
        found.leave[r["id"]] = (r["rep"], moment(r["start"]), moment(r["end"]), r["state"])
    for r in tables.rows("SELECT rep, line FROM bids ORDER BY rep, rank"):
        found.bids[r["rep"]] = (*found.bids.get(r["rep"], ()), r["line"])
    return found


class Replay:
    """Applies audit rows to a state; `lacking` counts what rows did not say, `broken` what contradicts the state."""

    def __init__(self, state: State, tables: Tables) -> None:
        self.state, self._tables = state, tables
        self.lacking: Counter[str] = Counter()
        self.broken: Counter[str] = Counter()
        self._offers = {r["id"]: r for r in tables.rows("SELECT * FROM shift_offers")}
        self._leave = {r["id"]: r for r in tables.rows("SELECT * FROM time_off")}
        self._rep_of = {r["username"]: r["rep"] for r in tables.rows("SELECT username, rep FROM users")}

    def apply(self, row: Row) -> None:
        """One row of the log."""
        step = STEPS.get((row["entity"], row["action"]))
        if step is None:
            self.lacking[f"{row['action']} of {row['entity']}: this replay does not know the action"] += 1
            return
        detail = row["detail"] if isinstance(row["detail"], dict) else json.loads(row["detail"])
        step(self, row, detail)

    def said(self, row: Row, detail: Row, name: str, otherwise: Callable[[], Any]) -> Any:
        """A fact of the row's detail; one that is lacking is counted, and what stands in for it is given."""
        if name in detail:
            return detail[name]
        self.lacking[f"{row['action']} of {row['entity']}: detail lacks {name!r}"] += 1
        return otherwise()

    def offer(self, row: Row, detail: Row) -> None:
        """A shift comes to the board."""
        self.said(row, detail, "rep", lambda: self._rep_of.get(row["who"]))
        wanted, id = self.said(row, detail, "wanted", lambda: None), int(row["entity_id"])
        if any(self._shift(other) == detail["shift"] for other, o in self.state.offers.items() if o[0] in STANDING):
            self.broken["a shift comes to the board that stands on it"] += 1
        self.state.offers[id] = ("open", None, wanted)

    def ask(self, row: Row, detail: Row) -> None:
        """Someone asks for an offer, and a manager must agree."""
        self._move(row, ("open",), "pending", detail["rep"], detail["in_return"])

    def take(self, row: Row, detail: Row) -> None:
        """An offer is taken; the rows of the shifts that change hands with it stand before it."""
        self._move(row, ("open",), "done", detail["rep"], detail["in_return"])

    def approve(self, row: Row, detail: Row) -> None:
        """What was asked for happens."""
        asked = self.state.offers[int(row["entity_id"])]
        back = self.said(row, detail, "in_return", lambda: asked[2])
        self._move(row, ("pending",), "done", detail["rep"], back)

    def refuse(self, row: Row, detail: Row) -> None:
        """What was asked for does not happen."""
        self._move(row, ("pending",), "refused", detail["rep"], self.state.offers[int(row["entity_id"])][2])

    def withdraw(self, row: Row, _detail: Row) -> None:
        """An offer leaves the board."""
        _, taker, back = self.state.offers[int(row["entity_id"])]
        self._move(row, STANDING, "withdrawn", taker, back)

    def time_off(self, row: Row, detail: Row) -> None:
        """Leave is asked for, and granted at once or not."""
        id = int(row["entity_id"])
        stored = self._leave[id]
        rep = self.said(row, detail, "rep", lambda: self._rep_of.get(row["who"]))
        start, end = (self.said(row, detail, name, lambda name=name: stored[name]) for name in ("start", "end"))  # type: ignore[misc]
        state = self.said(row, detail, "state", lambda: "approved")
        self.state.leave[id] = (rep, moment(start), moment(end), state)

    def decided(self, row: Row, _detail: Row) -> None:
        """Leave that was asked for is approved, refused or withdrawn."""
        id, state = int(row["entity_id"]), "withdrawn" if row["action"] == "withdrew" else str(row["action"])
        rep, start, end, before = self.state.leave[id]
        if before not in ("requested", "approved") or (state != "withdrawn" and before != "requested"):
            self.broken[f"leave that is {before} becomes {state}"] += 1
        self.state.leave[id] = (rep, start, end, state)

    def rank(self, _row: Row, detail: Row) -> None:
        """A rep bids anew."""
        self.state.bids.pop(detail["rep"], None)
        if detail["lines"]:
            self.state.bids[detail["rep"]] = tuple(detail["lines"])

    def _move(self, row: Row, before: tuple[str, ...], after: str, taker: str | None, back: int | None) -> None:
        id = int(row["entity_id"])
        if self.state.offers[id][0] not in before:
            self.broken[f"an offer that is {self.state.offers[id][0]} becomes {after}"] += 1
        self.state.offers[id] = (after, taker, back)

    def moved(self, row: Row, detail: Row) -> None:
        """A shift changes hands, as part of what was taken or approved."""
        shift = int(row["entity_id"])
        if self._in_leave(shift, detail["to"]):
            self.broken["a rep was given a shift in leave that was granted before"] += 1
        if (self.state.owners[shift] or "") != detail["from"]:
            self.broken["a shift was given by someone whose it was not"] += 1
        self.state.owners[shift] = detail["to"] or None

    def _in_leave(self, shift: int, rep: str) -> bool:
        spans = [(a, b) for who, a, b, state in self.state.leave.values() if who == rep and state == "approved"]
        if not spans:
            return False
        row = self._tables.rows("SELECT start_at, end_at FROM shifts WHERE id = :id", id=shift)[0]
        start, end = moment(row["start_at"]), moment(row["end_at"])
        return any(start < b and a < end for a, b in spans)

    def _shift(self, offer: int) -> int | None:
        return self._offers[offer]["shift"] if offer in self._offers else None


STEPS: dict[tuple[str, str], Callable[[Replay, Row, Row], None]] = {
    ("shift offer", "offer"): Replay.offer,
    ("shift offer", "ask"): Replay.ask,
    ("shift offer", "take"): Replay.take,
    ("shift offer", "approve"): Replay.approve,
    ("shift offer", "refuse"): Replay.refuse,
    ("shift offer", "withdraw"): Replay.withdraw,
    ("shift", "move"): Replay.moved,
    ("time off", "asked for time off"): Replay.time_off,
    ("time off", "granted time off"): Replay.time_off,
    ("time off", "approved"): Replay.decided,
    ("time off", "refused"): Replay.decided,
    ("time off", "withdrew"): Replay.decided,
    ("bid round", "rank"): Replay.rank,
}
"""What each kind of row does."""


def replayed(start: State, tables: Tables, after: int) -> tuple[Replay, Iterator[str]]:
    """The log after a row's id played over the state at the start, and how the tables differ from what comes of it."""
    moments = tables.committed("audit", "id")
    rows = tables.rows("SELECT * FROM audit WHERE id > :after", after=after)
    rows.sort(key=lambda row: (moments.get(row["id"], 0), row["id"]))
    replay = Replay(start, tables)
    for row in rows:
        replay.apply(row)
    return replay, _differences(replay.state, read_state(tables))


def _differences(played: State, stored: State) -> Iterator[str]:
    for name in ("owners", "offers", "leave", "bids"):
        one, two = getattr(played, name), getattr(stored, name)
        wrong = [key for key in {*one, *two} if one.get(key) != two.get(key)]
        if wrong:
            key = min(wrong, key=str)
            yield f"{name}: {len(wrong)} differ, such as {key}: log {one.get(key)}, table {two.get(key)}"
