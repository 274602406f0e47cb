"""Importing history: stated back before it is written, all of it or nothing.

`preview_history` says what a file means without touching the database; `import_history` writes exactly that in one
transaction. A file with a row that cannot be read is refused whole unless `skip_refused` is set, and either way
every such row is named by line and column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from wfm.database import Database, UnitOfWork, Upload
from wfm.domain.accounts import NOBODY, Principal, Role
from wfm.domain.errors import InputError
from wfm.domain.planning import Queue
from wfm.domain.zone_names import zone_given
from wfm.services.imports.intervals import fitted
from wfm.services.imports.plans import plan
from wfm.services.imports.reports import ImportPreview, ImportReport, RowsRefused, preview_of
from wfm.services.progress import OnProgress, part, quiet
from wfm.services.readers import ImportOptions, Source, read_history


def preview_history(
    source: Source,
    name: str = "",
    options: ImportOptions | None = None,
    db: Database | None = None,
    who: Principal = NOBODY,
    on_progress: OnProgress = quiet,
) -> ImportPreview:
    """Say what a history file means; with a database, planners only, also which of its queues are there already."""
    options = options or ImportOptions()
    stored: dict[str, Queue] = {}
    if db is not None:
        who.require(Role.PLANNER)
        with db.read() as unit:
            stored = {queue.id: queue for queue in unit.queues.all()}
    options = _completed(options, stored)
    file = read_history(source, name, options, on_progress)
    return preview_of(file, options, plan(file, options, stored))


def import_history(
    db: Database,
    who: Principal,
    source: Source,
    options: ImportOptions | None = None,
    on_progress: OnProgress = quiet,
    *,
    name: str = "",
    preview: ImportPreview | None = None,
) -> ImportReport:
    """Store a history file in one transaction; what was stored for the same intervals before is replaced.

    A `preview` of the file with the same options spares reading it again, and what it told is what is stored. The file
    is read before the transaction begins, so that others wait for the writing alone. RowsRefused when a row cannot be
    used and `skip_refused` is not set.
    """
    who.require(Role.PLANNER)
    options = options or ImportOptions()
    on_progress(0.0, "reading the file")
    with db.read() as unit:
        options = _completed(options, {queue.id: queue for queue in unit.queues.all()})
    if preview is not None and preview.options == options:
        file = preview.file
    else:
        file = read_history(source, name, options, part(on_progress, 0.0, 0.6))
    if file.faults and not options.skip_refused:
        raise RowsRefused(file.name, file.faults)
    if not file.queues:
        raise InputError("no row can be used; nothing was imported", file.name)
    on_progress(0.6, "writing to the database")
    with db.write() as unit:
        plans = plan(file, options, {queue.id: queue for queue in unit.queues.all()})
        report = _write(unit, who, preview_of(file, options, plans), on_progress)
    on_progress(1.0, "imported")
    return report


def _write(unit: UnitOfWork, who: Principal, preview: ImportPreview, on_progress: OnProgress) -> ImportReport:
    inserted = replaced = 0
    notes: list[str] = []
    created = tuple(made.queue.id for made in preview.queues if made.new)
    for done, made in enumerate(preview.queues):
        if made.new:
            unit.queues.put(made.queue)
            unit.audit.add(who, "created", "queue", made.queue.id, {"from": preview.name})
        kept = unit.history.intervals_of(made.queue.id)
        rows, told = fitted(made.queue.id, made.rows, preview.slot_minutes, kept or (preview.slot_minutes, 0))
        notes += told
        try:
            new, old = unit.history.put(made.queue.id, kept[0] if told and kept else preview.slot_minutes, rows)
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
        preview.file.sha256,
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
    return ImportReport(preview, upload, inserted, replaced, created, tuple(notes))


def uploads(db: Database, who: Principal, limit: int = 100) -> tuple[Upload, ...]:
    """The files that were imported, the newest first."""
    who.require(Role.MANAGER, Role.PLANNER)
    with db.read() as unit:
        return unit.uploads.list(limit)


def _completed(options: ImportOptions, stored: Mapping[str, Queue]) -> ImportOptions:
    """The options with the zone of the queue they name, where they name a stored one and no zone."""
    if options.zone is not None:
        zone_given(options.zone)
    elif options.queue in stored:
        return replace(options, zone=stored[str(options.queue)].zone)
    return options
