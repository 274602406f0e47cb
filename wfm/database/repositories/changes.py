"""Layers, special days and containment scenarios: added, changed and removed under the version that was read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Row, Table, delete, select, update

from wfm.database.repositories.base import Repository, table_of
from wfm.database.tables import LayerRow, ScenarioRow, SpecialDayRow
from wfm.database.tables.base import Base
from wfm.domain.errors import ConflictError, NotFoundError
from wfm.domain.planning import Containment, Layer, QueueDay, QueueLayer, Scenario, SpecialDay


class Versioned(Protocol):
    """Anything with an id and the version that was read."""

    @property
    def id(self) -> int:
        """The id."""
        ...

    @property
    def version(self) -> int:
        """How often it was changed."""
        ...


C = TypeVar("C", bound=Versioned)


class Changes(Repository, ABC, Generic[C]):
    """The operations that all three kinds share; a kind says its word, its table and how a row is written and read."""

    kind: str
    row: type[Base]

    @property
    def _table(self) -> Table:
        return table_of(self.row)

    @abstractmethod
    def _write(self, item: C) -> dict[str, Any]: ...

    @abstractmethod
    def _read(self, row: Row[Any]) -> C: ...

    def all(self, queue: str | None = None) -> tuple[C, ...]:
        """Every one in the order of entry; with a queue, its own and those of every queue."""
        table = self._table
        query = select(table).order_by(table.c.id)
        if queue is not None:
            query = query.where((table.c.queue == queue) | table.c.queue.is_(None))
        return tuple(map(self._read, self._session.execute(query)))

    def get(self, id: int) -> C:
        """The one of that id; NotFoundError otherwise."""
        row = self._session.execute(select(self._table).where(self._table.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no {self.kind} {id}")
        return self._read(row)

    def add(self, item: C) -> int:
        """Store a new one and return its id."""
        return self._insert(self.row, {**self._write(item), "version": 1})

    def change(self, item: C) -> None:
        """Replace it; ConflictError unless it is as it was read."""
        table = self._table
        here = (table.c.id == item.id) & (table.c.version == item.version)
        values = {**self._write(item), "version": item.version + 1}
        if self._change(update(table).where(here).values(**values)) == 0:
            raise self._stale(item.id)

    def remove(self, id: int, version: int) -> None:
        """Delete it; ConflictError unless it is as it was read."""
        table = self._table
        if self._change(delete(table).where((table.c.id == id) & (table.c.version == version))) == 0:
            raise self._stale(id)

    def _stale(self, id: int) -> ConflictError:
        return ConflictError(f"{self.kind} {id} was changed or removed since it was read; look at it again")


class Layers(Changes[QueueLayer]):
    """Layers on forecasts."""

    kind = "layer"
    row = LayerRow

    def _write(self, item: QueueLayer) -> dict[str, Any]:
        layer = item.layer
        return {
            "queue": item.queue,
            "name": layer.name,
            "kind": layer.kind,
            "target": layer.target,
            "value": float(layer.value),
            "start": layer.start,
            "end": layer.end,
            "weekdays": layer.weekdays,
            "low": layer.window[0],
            "high": layer.window[1],
            "on": layer.on,
        }

    def _read(self, row: Row[Any]) -> QueueLayer:
        window, days = (row.low, row.high), tuple(row.weekdays)
        layer = Layer(row.name, row.kind, row.value, row.start, row.end, row.target, days, window, row.on)
        return QueueLayer(row.id, row.queue, layer, row.version)


class SpecialDays(Changes[QueueDay]):
    """The planner's own days; adding a second one for a queue and date is a ConflictError."""

    kind = "special day"
    row = SpecialDayRow

    def _write(self, item: QueueDay) -> dict[str, Any]:
        special = item.special
        factor = None if special.factor is None else float(special.factor)
        return {
            "queue": item.queue,
            "day": special.day,
            "treatment": special.treatment,
            "factor": factor,
            "name": special.name,
        }

    def _read(self, row: Row[Any]) -> QueueDay:
        return QueueDay(row.id, row.queue, SpecialDay(row.day, row.treatment, row.factor, row.name), row.version)


class Scenarios(Changes[Scenario]):
    """Containment scenarios."""

    kind = "containment scenario"
    row = ScenarioRow

    def _write(self, item: Scenario) -> dict[str, Any]:
        return {
            "queue": item.queue,
            "name": item.name,
            "share": float(item.containment.share),
            "aht_uplift": float(item.containment.aht_uplift),
            "first": item.first,
            "last": item.last,
            "on": item.on,
        }

    def _read(self, row: Row[Any]) -> Scenario:
        containment = Containment(row.share, row.aht_uplift)
        return Scenario(row.id, row.name, row.queue, containment, row.first, row.last, row.on, row.version)
