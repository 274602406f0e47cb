"""Training classes: when they begin and graduate, how fast their members become, and who these are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.domain.people import Stage, TrainingClass
from wfm.domain.texts import all_named
from wfm.services.centre.records import check_not_own, listed
from wfm.services.centre.rep_teams import known_reps


@dataclass(frozen=True, slots=True)
class ClassRecord:
    """A training class, who is in it, and the version that a change names."""

    course: TrainingClass
    members: tuple[str, ...]
    version: int


def training_classes(db: Database, who: Principal) -> tuple[ClassRecord, ...]:
    """Every class with its members."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as unit:
        members, versions = unit.classes.members(), unit.classes.versions()
        return tuple(ClassRecord(c, members.get(c.id, ()), versions[c.id]) for c in unit.classes.all())


def set_class(db: Database, who: Principal, course: TrainingClass, version: int | None = None) -> None:
    """Add a class, or change its name, days or ramp; members stay in it."""
    who.require(Role.PLANNER)
    all_named(course, "training class")
    with db.write() as unit:
        check_not_own(who, unit.classes.members(course.id).get(course.id, ()))
        unit.classes.put(course, version)
        unit.audit.add(who, "set", "training class", course.id, class_words(course))


def add_to_class(db: Database, who: Principal, id: str, reps: Collection[str]) -> None:
    """Put reps into a class, out of any other; NotFoundError for one who is none."""
    who.require(Role.PLANNER)
    check_not_own(who, reps)
    with db.write() as unit:
        unit.classes.get(id)
        known_reps(unit, reps)
        put_in_class(unit, who, dict.fromkeys(reps, id))


def leave_class(db: Database, who: Principal, reps: Collection[str]) -> None:
    """Take reps out of their class; from now on the stage and the speeds of their own record hold."""
    who.require(Role.PLANNER)
    check_not_own(who, reps)
    with db.write() as unit:
        known_reps(unit, reps)
        put_in_class(unit, who, dict.fromkeys(reps))


def remove_class(db: Database, who: Principal, id: str) -> None:
    """Remove a class; RefusedError while a member who works here is not live yet, since they would be at once."""
    who.require(Role.PLANNER)
    today = date.today()
    with db.write() as unit:
        unit.classes.get(id)
        members = unit.classes.members(id).get(id, ())
        check_not_own(who, members)
        learning = [
            rep.id
            for rep in unit.reps.get_many(members).values()
            if rep.on(today).stage is not Stage.LIVE and (rep.last_day is None or rep.last_day >= today)
        ]
        if learning:
            raise RefusedError(
                f"{listed(learning)} of training class {id!r} would be live at once; take them out first"
            )
        unit.classes.remove(id)
        unit.audit.add(who, "removed", "training class", id, {"members": list(members)})


def put_in_class(unit: UnitOfWork, who: Principal, classes: dict[str, str | None]) -> None:
    """Have reps be in these classes, None for none, within a unit of work."""
    unit.classes.release(classes)
    for id in sorted({id for id in classes.values() if id is not None}):
        unit.classes.add(id, [rep for rep, of in classes.items() if of == id])
    unit.audit.add_many(who, "moved to class", "rep", ((rep, {"class": id}) for rep, id in classes.items()))


def class_words(course: TrainingClass) -> dict[str, object]:
    """What the audit log keeps of a class."""
    days = {"starts": course.starts.isoformat(), "graduates": course.graduates.isoformat()}
    return {"name": course.name, **days, "ramp": [list(step) for step in course.ramp]}
