"""Importing history, reps and the centre's settings: stated back before it is written, all of it or nothing.

`preview_history` says what a file means without touching the database; `import_history` writes exactly that in one
transaction. A file with a row that cannot be read is refused whole unless `skip_refused` is set, and either way
every such row is named by line and column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from wfm.database import Database, UnitOfWork, Upload
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError
from wfm.domain.people import Contract, Site
from wfm.domain.planning import Queue
from wfm.domain.time import zone_of
from wfm.services import centre
from wfm.services.imports.plans import plan
from wfm.services.imports.reports import ImportPreview, ImportReport, RepsReport, RowsRefused, preview_of
from wfm.services.progress import OnProgress, quiet
from wfm.services.readers import (
    Fault,
    ImportOptions,
    RepsFile,
    Source,
    content,
    read_history,
    read_queues,
    read_reps,
    read_setup,
)

__all__ = [
    "ImportOptions",
    "ImportPreview",
    "ImportReport",
    "RepsReport",
    "RowsRefused",
    "import_history",
    "import_queues",
    "import_reps",
    "import_setup",
    "preview_history",
    "uploads",
]


def preview_history(
    source: Source, name: str = "", options: ImportOptions | None = None, db: Database | None = None
) -> ImportPreview:
    """Say what a history file means; with a database, also which of its queues are there already."""
    options = options or ImportOptions()
    stored: dict[str, Queue] = {}
    if db is not None:
        with db.read() as unit:
            stored = {queue.id: queue for queue in unit.queues.all()}
    options = _completed(options, stored)
    file = read_history(source, name, options)
    return preview_of(file, plan(file, options, stored))


def import_history(
    db: Database,
    who: Principal,
    source: Source,
    options: ImportOptions | None = None,
    on_progress: OnProgress = quiet,
    *,
    name: str = "",
) -> ImportReport:
    """Store a history file in one transaction; what was stored for the same intervals before is replaced.

    RowsRefused when a row cannot be used and `skip_refused` is not set.
    """
    who.require(Role.PLANNER)
    options = options or ImportOptions()
    on_progress(0.0, "reading the file")
    data, shown = content(source, name)
    with db.read() as unit:
        options = _completed(options, {queue.id: queue for queue in unit.queues.all()})
    file = read_history(data, shown, options)
    if file.faults and not options.skip_refused:
        raise RowsRefused(file.name, file.faults)
    if not file.queues:
        raise InputError("no row can be used; nothing was imported", file.name)
    on_progress(0.6, "writing to the database")
    with db.write() as unit:
        plans = plan(file, options, {queue.id: queue for queue in unit.queues.all()})
        report = _write(unit, who, preview_of(file, plans), hashlib.sha256(data).hexdigest(), on_progress)
    on_progress(1.0, "imported")
    return report


def _write(
    unit: UnitOfWork, who: Principal, preview: ImportPreview, sha256: str, on_progress: OnProgress
) -> ImportReport:
    inserted = replaced = 0
    created = tuple(made.queue.id for made in preview.queues if made.new)
    for done, made in enumerate(preview.queues):
        if made.new:
            unit.queues.put(made.queue)
            unit.audit.add(who, "created", "queue", made.queue.id, {"from": preview.name})
        try:
            new, old = unit.history.put(made.queue.id, preview.slot_minutes, made.rows)
        except InputError as error:
            raise InputError(error.reason, preview.name) from error
        inserted, replaced = inserted + new, replaced + old
        on_progress(0.6 + 0.4 * (done + 1) / len(preview.queues), f"stored queue {made.queue.id}")
    detail: Mapping[str, object] = {
        "queues": [made.queue.id for made in preview.queues],
        "created": created,
        "duplicates": preview.duplicates,
        "filled": sum(made.filled for made in preview.queues),
    }
    refused = len(preview.refused)
    record = Upload(
        0,
        preview.name,
        preview.kind,
        sha256,
        preview.rows,
        inserted,
        replaced,
        refused,
        detail,
        datetime.now(UTC),
        who.username,
    )
    upload = unit.uploads.add(record)
    counts = {"file": preview.name, "inserted": inserted, "replaced": replaced, "refused": refused}
    unit.audit.add(who, "imported", "history", upload, counts)
    return ImportReport(preview, upload, inserted, replaced, created)


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
        unit.reps.put_many(changed)
        for rep in changed:
            unit.audit.add(who, "imported", "rep", rep.id, centre.rep_words(rep))
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
        unit.sites.put_many(setup.sites)
        unit.queues.put_many(setup.queues)
        unit.contracts.put_many(setup.contracts)
        parts: dict[str, tuple[Site | Queue | Contract, ...]] = {
            "site": setup.sites,
            "queue": setup.queues,
            "contract": setup.contracts,
        }
        for kind, things in parts.items():
            for thing in things:
                unit.audit.add(who, "imported", kind, thing.id, {"from": setup.name})
    stored = {kind if len(things) == 1 else f"{kind}s": things for kind, things in parts.items() if things}
    return tuple(f"{words} {', '.join(t.id for t in things)} stored" for words, things in stored.items())


def import_queues(db: Database, who: Principal, source: Source, *, name: str = "") -> tuple[str, ...]:
    """Store the queues of a CSV or Excel table, all or none; their ids."""
    who.require(Role.PLANNER)
    shown, queues, faults = read_queues(source, name)
    if faults:
        raise RowsRefused(shown, faults)
    with db.write() as unit:
        unit.queues.put_many(queues)
        for queue in queues:
            unit.audit.add(who, "imported", "queue", queue.id, {"from": shown})
    return tuple(queue.id for queue in queues)


def uploads(db: Database, who: Principal, limit: int = 100) -> tuple[Upload, ...]:
    """The files that were imported, the newest first."""
    who.require(Role.MANAGER, Role.PLANNER)
    with db.read() as unit:
        return unit.uploads.list(limit)


def _completed(options: ImportOptions, stored: Mapping[str, Queue]) -> ImportOptions:
    """The options with the zone of the queue they name, where they name a stored one and no zone."""
    if options.zone is not None:
        zone_of(options.zone)
    elif options.queue in stored:
        return replace(options, zone=stored[str(options.queue)].zone)
    return options


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
