"""Pools of a requirement run as rows, there and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import Row

from wfm.database import codecs
from wfm.domain.planning import PoolRow, StaffedPool
from wfm.domain.time import TimeGrid


def pool_out(run: int, position: int, p: StaffedPool) -> dict[str, Any]:
    """The row of a pool but for its grid."""
    return {
        "run": run,
        "position": position,
        "queues": p.queues,
        "subsets": [row.queues for row in p.rows],
        "base": np.concatenate([row.base for row in p.rows]),
        "required": np.concatenate([row.required for row in p.rows]),
        "separate": np.ravel(p.separate),
        "levels": list(zip(p.targets, p.levels, p.half_widths, strict=True)),
        "met": bool(p.met),
        "notes": p.notes,
    }


def pool_in(row: Row[Any], grid: TimeGrid) -> StaffedPool:
    """A pool from its row."""
    arrays = (np.split(values, len(row.subsets)) for values in (row.base, row.required))
    parts = zip(row.subsets, *arrays, strict=True)
    targets, levels, halves = zip(*row.levels, strict=True)
    return StaffedPool(
        queues=tuple(row.queues),
        grid=grid,
        rows=tuple(PoolRow(tuple(queues), base, required) for queues, base, required in parts),
        separate=row.separate.reshape(len(row.queues), -1),
        targets=targets,
        levels=tuple(codecs.number(x) for x in levels),
        half_widths=tuple(codecs.number(x) for x in halves),
        met=row.met,
        notes=tuple(row.notes),
    )
