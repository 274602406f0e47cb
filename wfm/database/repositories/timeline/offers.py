"""Shift offers on the trade board; every change of state is guarded by the version that was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, or_, select, update

from wfm.database.repositories.base import Repository, chunks, table_of
from wfm.database.tables import ShiftOfferRow, ShiftRow
from wfm.domain.errors import ConflictError, NotFoundError
from wfm.domain.exchange import OfferKind, OfferState, ShiftOffer

_OFFER = table_of(ShiftOfferRow)


class Offers(Repository):
    """Offers; the database keeps at most one standing (open or pending) per shift."""

    def add(self, offer: ShiftOffer) -> int:
        """Store an offer and return its id; ConflictError when the shift is on the board already."""
        standing = (OfferState.OPEN.value, OfferState.PENDING.value)
        query = select(_OFFER.c.id).where(_OFFER.c.shift == offer.shift, _OFFER.c.state.in_(standing))
        if self._session.scalar(query) is not None:
            raise ConflictError(f"shift {offer.shift} is on offer already")
        return self._insert(ShiftOfferRow, _offer_out(offer))

    def add_all(self, offers: Sequence[ShiftOffer]) -> tuple[ShiftOffer, ...]:
        """Store offers of shifts that are not on the board, as they are stored then, by id."""
        self._insert_many(ShiftOfferRow, [_offer_out(offer) for offer in offers])
        return self.around(offer.shift for offer in offers)

    def get(self, id: int) -> ShiftOffer:
        """The offer of that id; NotFoundError otherwise."""
        row = self._session.execute(select(_OFFER).where(_OFFER.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no offer {id}")
        return _offer_in(row)

    def many(self, ids: Iterable[int]) -> tuple[ShiftOffer, ...]:
        """The offers of these ids in their order; NotFoundError when one is not there."""
        wanted, found = list(dict.fromkeys(ids)), dict[int, ShiftOffer]()
        for part in chunks(wanted):
            rows = self._session.execute(select(_OFFER).where(_OFFER.c.id.in_(part)))
            found.update((offer.id, offer) for offer in map(_offer_in, rows))
        for id in wanted:
            if id not in found:
                raise NotFoundError(f"there is no offer {id}")
        return tuple(found[id] for id in wanted)

    def standing(self, shift: int) -> tuple[ShiftOffer, ...]:
        """The offers that stand on a shift: of it, or by someone who waits to give it in return."""
        of_it = (_OFFER.c.shift == shift) & _OFFER.c.state.in_([OfferState.OPEN.value, OfferState.PENDING.value])
        in_return = (_OFFER.c.in_return == shift) & (_OFFER.c.state == OfferState.PENDING.value)
        query = select(_OFFER).where(or_(of_it, in_return)).order_by(_OFFER.c.id)
        return tuple(map(_offer_in, self._session.execute(query)))

    def around(self, shifts: Iterable[int]) -> tuple[ShiftOffer, ...]:
        """The offers that stand on any of these shifts: of it, for it in return, or by someone who would give it."""
        standing = _OFFER.c.state.in_([OfferState.OPEN.value, OfferState.PENDING.value])
        found: dict[int, ShiftOffer] = {}
        for part in chunks(dict.fromkeys(shifts)):
            query = select(_OFFER).where(standing, or_(_OFFER.c.shift.in_(part), _OFFER.c.in_return.in_(part)))
            found.update((offer.id, offer) for offer in map(_offer_in, self._session.execute(query)))
        return tuple(found[id] for id in sorted(found))

    def opened_by(self, leave: int) -> tuple[ShiftOffer, ...]:
        """Every offer of a shift that a time off opened, whatever became of it."""
        query = select(_OFFER).where(_OFFER.c.leave == leave).order_by(_OFFER.c.id)
        return tuple(map(_offer_in, self._session.execute(query)))

    def withdraw_all(self, offers: Sequence[ShiftOffer], reason: str) -> None:
        """Take offers off the board; ConflictError when one has changed since it was read."""
        if not offers:
            return
        guard = (_OFFER.c.id == bindparam("key"), _OFFER.c.version == bindparam("seen"))
        values = {"state": OfferState.WITHDRAWN.value, "reason": reason, "version": _OFFER.c.version + 1}
        rows = [{"key": offer.id, "seen": offer.version} for offer in offers]
        change = update(_OFFER).where(*guard).values(**values)
        if self._session.connection().execute(change, rows).rowcount < len(rows):
            raise ConflictError("an offer has changed since it was read; someone else was first")

    def on_board(self, after: datetime) -> tuple[ShiftOffer, ...]:
        """The offers that stand on published shifts that start after a moment, by start."""
        shift = table_of(ShiftRow)
        query = (
            select(_OFFER)
            .join(shift, shift.c.id == _OFFER.c.shift)
            .where(_OFFER.c.state.in_([OfferState.OPEN.value, OfferState.PENDING.value]))
            .where(shift.c.start_at > after, shift.c.live.is_(True))
            .order_by(shift.c.start_at, _OFFER.c.id)
        )
        return tuple(map(_offer_in, self._session.execute(query)))

    def list(self, *states: OfferState, rep: str | None = None, schedule: int | None = None) -> tuple[ShiftOffer, ...]:
        """The newest offers first: of the given states, that a rep made or took, of one schedule's shifts."""
        query = select(_OFFER).order_by(_OFFER.c.id.desc())
        if states:
            query = query.where(_OFFER.c.state.in_([s.value for s in states]))
        if rep is not None:
            query = query.where(or_(_OFFER.c.offered_by == rep, _OFFER.c.taken_by == rep))
        if schedule is not None:
            query = query.join(ShiftRow, ShiftRow.id == _OFFER.c.shift).where(ShiftRow.schedule == schedule)
        return tuple(map(_offer_in, self._session.execute(query)))

    def withdraw_dead(self, reason: str) -> tuple[int, ...]:
        """Take every offer off the board that a shift is part of which has left the timeline; the ids of those."""
        standing = _OFFER.c.state.in_([OfferState.OPEN.value, OfferState.PENDING.value])
        dead = (
            exists().where(ShiftRow.id == id, ShiftRow.live.is_(False)) for id in (_OFFER.c.shift, _OFFER.c.in_return)
        )
        found = tuple(self._session.scalars(select(_OFFER.c.id).where(standing, or_(*dead)).order_by(_OFFER.c.id)))
        values = {"state": OfferState.WITHDRAWN.value, "reason": reason, "version": _OFFER.c.version + 1}
        for part in chunks(found):
            self._change(update(_OFFER).where(_OFFER.c.id.in_(part)).values(**values))
        return found

    def change(
        self,
        id: int,
        version: int,
        state: OfferState,
        *,
        taken_by: str | None = None,
        in_return: int | None = None,
        reason: str = "",
    ) -> None:
        """Move an offer to another state; ConflictError unless it is as it was read: someone else was first."""
        values = {"state": state.value, "taken_by": taken_by, "in_return": in_return, "reason": reason}
        guard = (_OFFER.c.id == id, _OFFER.c.version == version)
        if self._change(update(_OFFER).where(*guard).values(**values, version=version + 1)) == 0:
            raise ConflictError(f"offer {id} has changed since it was read; someone else was first")


def _offer_out(offer: ShiftOffer) -> dict[str, Any]:
    names = ("shift", "offered_by", "taken_by", "in_return", "note", "reason", "created_at", "skills", "leave")
    values = {name: getattr(offer, name) for name in names}
    return {**values, "kind": offer.kind.value, "state": offer.state.value, "version": 1}


def _offer_in(row: Row[Any]) -> ShiftOffer:
    words = {"kind": OfferKind(row.kind), "state": OfferState(row.state), "skills": tuple(row.skills)}
    return ShiftOffer(**{**row._mapping, **words})
