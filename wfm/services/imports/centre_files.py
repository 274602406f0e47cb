"""Importing reps and the centre's sites, queues and contracts: all of a file or nothing, each refused row named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.people import Contract, Site
from wfm.domain.planning import Queue
from wfm.services import centre
from wfm.services.imports.reports import RepsReport, RowsRefused
from wfm.services.progress import OnProgress, quiet
from wfm.services.readers import Fault, ImportOptions, RepsFile, Source, read_queues, read_reps, read_setup


def import_reps(
    db: Database,
    who: Principal,
    source: Source,
    options: ImportOptions | None = None,
    on_progress: OnProgress = quiet,
    *,
    name: str = "",
) -> RepsReport:
    """Add the reps of a file and change those who are there already; reps the file does not name stay as they are.

    RowsRefused when a row cannot be used and `skip_refused` is not set.
    """
    who.require(Role.PLANNER)
    options = options or ImportOptions()
    on_progress(0.0, "reading the file")
    file = read_reps(source, name, options.sheet)
    with db.write() as unit:
        file = _known_only(file, centre.Known(unit))
        if file.faults and not options.skip_refused:
            raise RowsRefused(file.name, file.faults)
        before = unit.reps.get_many([rep.id for _, rep in file.reps])
        changed = [rep for _, rep in file.reps if rep != before.get(rep.id)]
        centre.check_own_record(unit, who, changed)
        unit.reps.put_many(changed)
        unit.audit.add_many(who, "imported", "rep", ((rep.id, centre.rep_words(rep)) for rep in changed))
    on_progress(1.0, "imported")
    added = sum(rep.id not in before for rep in changed)
    refused = tuple(fault.told(file.name) for fault in file.faults)
    unchanged = len(file.reps) - len(changed)
    return RepsReport(file.name, added, len(changed) - added, unchanged, refused, file.ignored)


def import_setup(db: Database, who: Principal, source: Source, *, name: str = "") -> tuple[str, ...]:
    """Store the sites, queues and contracts of a TOML file, all or none; what was stored, in sentences."""
    who.require(Role.PLANNER)
    setup = read_setup(source, name)
    with db.write() as unit:
        centre.check_own_contract(unit, who, setup.contracts)
        unit.sites.put_many(setup.sites)
        unit.queues.put_many(_with_exceptions(unit, setup.queues))
        unit.contracts.put_many(setup.contracts)
        parts: dict[str, tuple[Site | Queue | Contract, ...]] = {
            "site": setup.sites,
            "queue": setup.queues,
            "contract": setup.contracts,
        }
        for kind, things in parts.items():
            unit.audit.add_many(who, "imported", kind, ((thing.id, {"from": setup.name}) for thing in things))
    stored = {kind if len(things) == 1 else f"{kind}s": things for kind, things in parts.items() if things}
    return tuple(f"{words} {', '.join(t.id for t in things)} stored" for words, things in stored.items())


def import_queues(db: Database, who: Principal, source: Source, *, name: str = "") -> tuple[str, ...]:
    """Store the queues of a CSV or Excel table, all or none; their ids."""
    who.require(Role.PLANNER)
    shown, queues, faults = read_queues(source, name)
    if faults:
        raise RowsRefused(shown, faults)
    with db.write() as unit:
        unit.queues.put_many(_with_exceptions(unit, queues))
        unit.audit.add_many(who, "imported", "queue", ((queue.id, {"from": shown}) for queue in queues))
    return tuple(queue.id for queue in queues)


def _with_exceptions(unit: UnitOfWork, queues: Sequence[Queue]) -> list[Queue]:
    """The queues, with the dates of their own that are on record where the file names none: it says nothing of them."""
    stored = unit.queues.get_many(queue.id for queue in queues if not queue.hours.exceptions)
    return [
        replace(queue, hours=replace(queue.hours, exceptions=stored[queue.id].hours.exceptions))
        if queue.id in stored
        else queue
        for queue in queues
    ]


def _known_only(file: RepsFile, known: centre.Known) -> RepsFile:
    """The file with reps who refer to something unknown among the faults."""
    good, faults = [], list(file.faults)
    for line, rep in file.reps:
        fault = known.fault(rep)
        if fault is None:
            good.append((line, rep))
        else:
            faults.append(Fault(line, *fault))
    return replace(file, reps=tuple(good), faults=tuple(sorted(faults, key=lambda fault: fault.line)))
