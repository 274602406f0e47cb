"""Layers, special days and containment on record: what planners add, change, switch and remove.

Every save is whole or nothing. What was read carries its version: where another planner has changed it since, the
save is refused and the page is read again. Layers and containment act at once on the newest forecast of their
queues; special days act on the next forecast, because they say what history may teach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from forecasting import Calendar
from wfm.database import Changes, Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import ConflictError, NotFoundError
from wfm.domain.planning import Queue, QueueDay, QueueLayer, Scenario
from wfm.domain.texts import named
from wfm.services.forecast.planned_forecast import layer_words, replan

C = TypeVar("C", QueueLayer, QueueDay, Scenario)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a save does: `added` have id 0, `changed` and `removed` carry the version that was read."""

    added: tuple[Any, ...] = ()
    changed: tuple[Any, ...] = ()
    removed: tuple[Any, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    @property
    def items(self) -> tuple[Any, ...]:
        """Everything that is touched."""
        return (*self.added, *self.changed, *self.removed)


def layers(db: Database, who: Principal, queue: str | None = None) -> tuple[QueueLayer, ...]:
    """Layers in the order they apply; with a queue, its own and those of every queue."""
    who.require(Role.PLANNER)
    with db.read() as uow:
        return uow.layers.all(queue)


def save_layers(db: Database, who: Principal, edit: Edit) -> tuple[int, ...]:
    """Add, change and remove layers, and apply them anew; the forecast runs that changed.

    ConflictError when one has changed since it was read, NotFoundError for an unknown queue.
    """
    return _save(db, who, edit, lambda uow: uow.layers, _layer_detail, applies=True)


def switch_layer(db: Database, who: Principal, id: int, on: bool) -> tuple[int, ...]:
    """Switch a layer on or off; the forecast runs that changed."""
    who.require(Role.PLANNER)
    with db.read() as uow:
        stored = uow.layers.get(id)
    return save_layers(db, who, Edit(changed=(replace(stored, layer=replace(stored.layer, on=on)),)))


def remove_layer(db: Database, who: Principal, id: int) -> tuple[int, ...]:
    """Remove a layer; the forecast runs that changed."""
    who.require(Role.PLANNER)
    with db.read() as uow:
        stored = uow.layers.get(id)
    return save_layers(db, who, Edit(removed=(stored,)))


def scenarios(db: Database, who: Principal, queue: str | None = None) -> tuple[Scenario, ...]:
    """Containment scenarios in the order they apply."""
    who.require(Role.PLANNER)
    with db.read() as uow:
        return uow.scenarios.all(queue)


def save_scenarios(db: Database, who: Principal, edit: Edit) -> tuple[int, ...]:
    """Add, change and remove containment scenarios, and apply them anew; the forecast runs that changed."""
    return _save(db, who, edit, lambda uow: uow.scenarios, _scenario_detail, applies=True)


def switch_scenario(db: Database, who: Principal, id: int, on: bool) -> tuple[int, ...]:
    """Switch a containment scenario on or off; the forecast runs that changed."""
    who.require(Role.PLANNER)
    with db.read() as uow:
        stored = uow.scenarios.get(id)
    return save_scenarios(db, who, Edit(changed=(replace(stored, on=on),)))


def remove_scenario(db: Database, who: Principal, id: int) -> tuple[int, ...]:
    """Remove a containment scenario; the forecast runs that changed."""
    who.require(Role.PLANNER)
    with db.read() as uow:
        stored = uow.scenarios.get(id)
    return save_scenarios(db, who, Edit(removed=(stored,)))


def special_days(db: Database, who: Principal, queue: str | None = None) -> tuple[QueueDay, ...]:
    """The planner's own days by date; with a queue, its own and those of every queue."""
    who.require(Role.PLANNER)
    with db.read() as uow:
        return tuple(sorted(uow.special_days.all(queue), key=lambda d: (d.special.day, d.queue or "")))


def save_special_days(db: Database, who: Principal, edit: Edit) -> None:
    """Add, change and remove special days; they act on the next forecast.

    ConflictError for a second day of one queue and date, or one that has changed since it was read.
    """
    _save(db, who, edit, lambda uow: uow.special_days, _day_detail, applies=False)


def remove_special_day(db: Database, who: Principal, id: int) -> None:
    """Remove a special day."""
    who.require(Role.PLANNER)
    with db.read() as uow:
        stored = uow.special_days.get(id)
    save_special_days(db, who, Edit(removed=(stored,)))


def calendar_of(uow: UnitOfWork, queue: Queue) -> Calendar:
    """The queue's holidays and special days; a day of its own replaces that of every queue."""
    return calendars_of(uow, [queue])[queue.id]


def calendars_of(uow: UnitOfWork, queues: Iterable[Queue]) -> dict[str, Calendar]:
    """The calendar of each of the queues, by id."""
    stored = sorted(uow.special_days.all(), key=lambda d: d.queue is not None)
    found = {}
    for queue in queues:
        days = {d.special.day: d.special for d in stored if d.queue in (None, queue.id)}
        found[queue.id] = Calendar(queue.country or None, queue.subdivision, tuple(days.values()))
    return found


def _save(
    db: Database,
    who: Principal,
    edit: Edit,
    kept_in: Callable[[UnitOfWork], Changes[C]],
    detail: Callable[[C], dict[str, object]],
    applies: bool,
) -> tuple[int, ...]:
    """Everything of an edit in one transaction, removals first so that their place can be taken."""
    who.require(Role.PLANNER)
    if not edit:
        return ()
    for item in (*edit.added, *edit.changed):
        named(_name(item), f"the name of a {_KINDS[type(item)]}")
    with db.write() as uow:
        repository = kept_in(uow)
        known = set(uow.queues.ids())
        for item in edit.items:
            if item.queue is not None and item.queue not in known:
                raise NotFoundError(f"there is no queue {item.queue!r}")
        stored = {item.id: item for item in repository.all()}
        owner = {id: item.queue for id, item in stored.items()}
        for item in edit.removed:
            repository.remove(item.id, item.version)
            stored.pop(item.id, None)
            uow.audit.add(who, "remove", repository.kind, item.id, detail(item))
        for item in edit.changed:
            _single(stored.values(), item)
            repository.change(item)
            stored[item.id] = item
            uow.audit.add(who, "change", repository.kind, item.id, detail(item))
        for item in edit.added:
            _single(stored.values(), item)
            id = repository.add(item)
            stored[id] = item
            uow.audit.add(who, "add", repository.kind, id, detail(item))
        touched: set[str | None] = {item.queue for item in edit.items} | {owner[item.id] for item in edit.changed}
        return replan(uow, touched) if applies else ()


def _name(item: QueueLayer | QueueDay | Scenario) -> str:
    if isinstance(item, QueueLayer):
        return item.layer.name
    return item.special.name if isinstance(item, QueueDay) else item.name


_KINDS = {QueueLayer: "layer", QueueDay: "special day", Scenario: "containment scenario"}


def _single(stored: Iterable[C], item: C) -> None:
    """ConflictError for a second special day of one queue and date."""
    if not isinstance(item, QueueDay):
        return
    for other in stored:
        same = isinstance(other, QueueDay) and (other.queue, other.special.day) == (item.queue, item.special.day)
        if same and other.id != item.id:
            whose = f"queue {item.queue}" if item.queue is not None else "every queue"
            raise ConflictError(f"{whose} has a special day on {item.special.day} already; change that one")


def _layer_detail(item: QueueLayer) -> dict[str, object]:
    layer = item.layer
    detail = {"name": layer.name, "queue": item.queue, "does": layer_words(layer), "on": layer.on}
    return {**detail, "start": str(layer.start), "end": str(layer.end)}


def _day_detail(item: QueueDay) -> dict[str, object]:
    special = item.special
    return {"day": str(special.day), "queue": item.queue, "treatment": special.treatment, "factor": special.factor}


def _scenario_detail(item: Scenario) -> dict[str, object]:
    contained = item.containment
    return {
        "name": item.name,
        "queue": item.queue,
        "share": contained.share,
        "aht_uplift": contained.aht_uplift,
        "on": item.on,
    }
