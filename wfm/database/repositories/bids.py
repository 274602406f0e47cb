"""Bid rounds, their lines, the bids on them, and the awards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, distinct, func, select, update

from wfm.database import codecs
from wfm.database.repositories.base import Repository, table_of
from wfm.database.tables import AwardRow, BidRoundRow, BidRow, LineShiftRow, ShiftLineRow
from wfm.domain.errors import ConflictError, NotFoundError
from wfm.domain.exchange import Award, BidRound, RoundState, ShiftLine

_ROUND = table_of(BidRoundRow)
_LINE = table_of(ShiftLineRow)


class Rounds(Repository):
    """Bid rounds; ids of rounds and lines that are added are given by the database."""

    def add(self, round: BidRound) -> int:
        """Store a round and return its id."""
        names = ("schedule", "name", "opens_at", "closes_at", "seed", "everyone")
        values = {name: getattr(round, name) for name in names}
        return self._insert(BidRoundRow, {**values, "state": round.state.value, "version": 1})

    def get(self, id: int) -> BidRound:
        """The round of that id; NotFoundError otherwise."""
        row = self._session.execute(select(_ROUND).where(_ROUND.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no bid round {id}")
        return _round_in(row)

    def list(self, state: RoundState | None = None, schedule: int | None = None) -> tuple[BidRound, ...]:
        """The newest rounds first."""
        query = select(_ROUND).order_by(_ROUND.c.id.desc())
        if state is not None:
            query = query.where(_ROUND.c.state == state.value)
        if schedule is not None:
            query = query.where(_ROUND.c.schedule == schedule)
        return tuple(map(_round_in, self._session.execute(query)))

    def running(self, schedule: int) -> BidRound | None:
        """The newest round over a schedule that is not over; None for none."""
        return next((r for r in self.list(schedule=schedule) if r.state is not RoundState.PUBLISHED), None)

    def set_state(self, id: int, version: int, state: RoundState, closes_at: datetime | None = None) -> None:
        """Move a round to another state; ConflictError unless it is as it was read."""
        values: dict[str, Any] = {"state": state.value, "version": version + 1}
        if closes_at is not None:
            values["closes_at"] = closes_at
        if self._change(update(_ROUND).where(_ROUND.c.id == id, _ROUND.c.version == version).values(**values)) == 0:
            raise ConflictError(f"bid round {id} has changed since it was read; look at it again")

    def add_lines(
        self, round: int, lines: Iterable[ShiftLine], shift_ids: Sequence[Sequence[int]] | None = None
    ) -> tuple[int, ...]:
        """Store lines and return their ids; `shift_ids` names, line by line, the stored shifts they stand for."""
        rows = [_line_out(round, line) for line in lines]
        self._insert_many(ShiftLineRow, rows)
        query = select(_LINE.c.number, _LINE.c.id).where(_LINE.c.round == round)
        by_number = {row.number: int(row.id) for row in self._session.execute(query)}
        ids = tuple(by_number[row["number"]] for row in rows)
        pairs = zip(ids, shift_ids or [()] * len(ids), strict=True)
        self._insert_many(LineShiftRow, [{"line": line, "shift": shift} for line, group in pairs for shift in group])
        return ids

    def lines(self, round: int) -> tuple[ShiftLine, ...]:
        """The lines of a round, by number."""
        query = select(_LINE).where(_LINE.c.round == round).order_by(_LINE.c.number)
        return tuple(map(_line_in, self._session.execute(query)))

    def sizes(self) -> dict[int, tuple[int, int]]:
        """For each round, how many lines it has and how many reps have bid."""
        of_lines = select(_LINE.c.round, func.count()).group_by(_LINE.c.round)
        of_bidders = select(BidRow.round, func.count(distinct(BidRow.rep))).group_by(BidRow.round)
        lines, bidders = ({id: int(n) for id, n in self._session.execute(query)} for query in (of_lines, of_bidders))
        return {id: (lines.get(id, 0), bidders.get(id, 0)) for id in self._session.scalars(select(_ROUND.c.id))}

    def shift_ids(self, round: int) -> dict[int, tuple[int, ...]]:
        """For each line of a round, the stored shifts it stands for."""
        query = (
            select(LineShiftRow.line, LineShiftRow.shift)
            .join(_LINE, _LINE.c.id == LineShiftRow.line)
            .where(_LINE.c.round == round)
            .order_by(LineShiftRow.line, LineShiftRow.shift)
        )
        found: dict[int, list[int]] = {}
        for line, shift in self._session.execute(query):
            found.setdefault(line, []).append(shift)
        return {line: tuple(shifts) for line, shifts in found.items()}

    def set_bids(self, round: int, rep: str, lines: Sequence[int], at: datetime) -> None:
        """Replace a rep's ranking, best first; ConflictError unless the round is open."""
        query = select(_ROUND.c.state).where(_ROUND.c.id == round)
        if self._session.scalar(query) != RoundState.OPEN.value:
            raise ConflictError(f"bid round {round} is not open")
        self._change(delete(BidRow).where(BidRow.round == round, BidRow.rep == rep))
        ranked = enumerate(lines, start=1)
        self._insert_many(BidRow, [{"round": round, "rep": rep, "rank": k, "line": id, "at": at} for k, id in ranked])

    def bids(self, round: int) -> dict[str, tuple[int, ...]]:
        """Every rep's ranked line ids, best first."""
        query = select(BidRow.rep, BidRow.line).where(BidRow.round == round).order_by(BidRow.rep, BidRow.rank)
        found: dict[str, list[int]] = {}
        for rep, line in self._session.execute(query):
            found.setdefault(rep, []).append(line)
        return {rep: tuple(lines) for rep, lines in found.items()}

    def bids_of(self, round: int, rep: str) -> tuple[int, ...]:
        """One rep's ranked line ids, best first."""
        query = select(BidRow.line).where(BidRow.round == round, BidRow.rep == rep).order_by(BidRow.rank)
        return tuple(self._session.scalars(query))

    def set_awards(self, round: int, awards: Iterable[Award]) -> None:
        """Replace the awards of a round; a line given twice is refused by the database."""
        self._change(delete(AwardRow).where(AwardRow.round == round))
        names = ("rep", "line", "rank", "reason")
        self._insert_many(AwardRow, [{"round": round, **{n: getattr(a, n) for n in names}} for a in awards])

    def awards(self, round: int) -> tuple[Award, ...]:
        """The awards of a round, by rep."""
        query = select(table_of(AwardRow)).where(AwardRow.round == round).order_by(AwardRow.rep)
        return tuple(Award(r.round, r.rep, r.line, r.rank, r.reason) for r in self._session.execute(query))


def _round_in(row: Row[Any]) -> BidRound:
    return BidRound(**{**row._mapping, "state": RoundState(row.state)})


def _line_out(round: int, line: ShiftLine) -> dict[str, Any]:
    return {
        "round": round,
        "number": line.number,
        "contract": line.contract,
        "skills": line.skills,
        "work_mode": str(line.work_mode),
        "site": line.site,
        "shifts": [codecs.shift_out(s) for s in line.shifts],
    }


def _line_in(row: Row[Any]) -> ShiftLine:
    shifts = tuple(map(codecs.shift_in, row.shifts))
    return ShiftLine(row.id, row.round, row.number, row.contract, tuple(row.skills), row.work_mode, row.site, shifts)
