"""The demo centre as files that `wfm import` reads: settings, reps, contacts and leave."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np

from data import centre
from data.dates import DemoDates
from data.people import Leave
from wfm.documents import CELLS, CONTRACT, QUEUE, REP, SITE, TOML, Door, toml_text, write
from wfm.domain.people import Rep
from wfm.domain.planning import ContactHistory

MEASURES = ("offered", "handled", "abandoned", "aht_seconds")


def centre_bytes(dates: DemoDates) -> bytes:
    """Sites, queues and contracts, for `wfm import contracts`."""
    door = Door(TOML)
    document = {
        "sites": [write(SITE, site, door) for site in centre.SITES],
        "queues": [write(QUEUE, queue, door) for queue in centre.queues(dates)],
        "contracts": [write(CONTRACT, contract, door) for contract in centre.CONTRACTS],
    }
    return f"# {centre.NAME}: sites, queues and contracts.\n\n{toml_text(document)}".encode()


def reps_bytes(reps: Iterable[Rep]) -> bytes:
    """Reps, for `wfm import reps`, without columns that no rep has anything in."""
    written = [write(REP, rep, Door(CELLS)) for rep in reps]
    keys = [key for key in REP.keys if any(cells[key] for cells in written)]
    return _table(keys, ([cells[key] or "" for key in keys] for cells in written))


def contacts_bytes(histories: Iterable[ContactHistory]) -> bytes:
    """Contacts, for `wfm import history`: one row per queue and interval in which something was recorded."""
    return _table(
        ("start", "queue", "channel", "language", *MEASURES), (row for history in histories for row in _rows(history))
    )


def _rows(history: ContactHistory) -> Iterable[Sequence[object]]:
    queue = next(queue for queue in centre.QUEUES if queue.id == history.queue)
    columns = [getattr(history, name) for name in MEASURES]
    starts = np.char.replace(history.grid.local().astype("datetime64[m]").astype(str), "T", " ")
    for index in np.flatnonzero(np.isfinite(history.offered)):
        cells = ("" if column is None or np.isnan(column[index]) else int(column[index]) for column in columns)
        yield (starts[index], queue.id, queue.channel.value, queue.language, *cells)


def leave_bytes(leave: Iterable[Leave]) -> bytes:
    """Approved leave, for `wfm import leave`: naive local times, half-open."""
    rows = ((e.rep, f"{e.start:%Y-%m-%d %H:%M}", f"{e.end:%Y-%m-%d %H:%M}", e.kind, e.reason) for e in leave)
    return _table(("rep", "start", "end", "kind", "reason"), rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()
