"""A requirement's figures as frames and rows for its page: nothing here reads a database or a session."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.domain.planning import RequirementRun, StaffedPool, StaffingRequirement, refined, share_within
from wfm.domain.time import TimeGrid
from wfm.services.export import requirement_frame, starts
from wfm.services.staffing import Outlook, drivers
from wfm.ui.base import day, number, share


def mean_level(r: StaffingRequirement) -> float:
    """Predicted service level of all contacts together; NaN where nothing comes."""
    known = ~np.isnan(r.service_level) & (r.volume > 0)
    total = float(r.volume[known].sum())
    return float((r.service_level[known] * r.volume[known]).sum() / total) if total else float("nan")


def summary_row(r: StaffingRequirement, axis: TimeGrid) -> dict[str, str]:
    """One queue of a run in a row: how it was staffed, what drives its heads, and the service they promise.

    Contacts and hours are those of the run's days, which are `axis`.
    """
    within = share_within(r.grid, axis)
    hours = within * (r.grid.slot_minutes / 60)
    parts, volume = drivers(r), r.volume * within
    offered = float(volume.sum())
    aht = float((volume * np.nan_to_num(r.aht_seconds)).sum()) / offered if offered else float("nan")
    return {
        "Queue": r.queue,
        "Method": r.method,
        "Contacts": number(offered),
        "Handle time, s": number(aht),
        "Hours of work": number(float(parts.work @ hours)),
        "+ promise": number(float(parts.promise @ hours)),
        "+ shrinkage": number(float(parts.shrinkage @ hours)),
        "Head-hours required": number(float(r.required @ hours)),
        "Most heads": number(float(r.required.max(initial=0.0)), 1),
        "Predicted service level": share(mean_level(r)),
    }


def by_queue(run: RequirementRun) -> pd.DataFrame:
    """Every queue's requirement of a run one under the other, in the run's intervals and on its clock: they add up."""
    parts = [requirement_frame(refined(r, run.grid.slot_minutes)) for r in run.requirements]
    return pd.concat(
        [part.assign(start=part["start"].dt.tz_convert(run.grid.zone)) for part in parts], ignore_index=True
    )


def made_of(r: StaffingRequirement) -> pd.DataFrame:
    """start, work, promise, shrinkage in heads per interval; they add up to the requirement."""
    parts = drivers(r)
    return pd.DataFrame(
        {"start": starts(r.grid), "work": parts.work, "promise": parts.promise, "shrinkage": parts.shrinkage}
    )


def levels(r: StaffingRequirement, seen: Outlook | None) -> pd.DataFrame:
    """start, mean, low, high: the predicted service level, at high volume and at low; without a band where none is known."""
    if seen is None:
        level = np.where(r.volume > 0, r.service_level, np.nan)
        return pd.DataFrame({"start": starts(r.grid), "mean": level, "low": level, "high": level})
    return pd.DataFrame({"start": starts(r.grid), "mean": seen.level, "low": seen.at_high, "high": seen.at_low})


def chances(seen: Outlook) -> pd.DataFrame:
    """day, order, level, chance per local day."""
    return pd.DataFrame(
        {
            "day": [day(d.day) for d in seen.days],
            "order": range(len(seen.days)),
            "level": [d.level for d in seen.days],
            "chance": [d.chance for d in seen.days],
        }
    )


def together_and_apart(pool: StaffedPool) -> pd.DataFrame:
    """start, together, apart: heads before shrinkage of a pool's queues."""
    apart = pool.separate.sum(axis=0)
    return pd.DataFrame({"start": starts(pool.grid), "together": pool.rows[-1].base, "apart": apart})


def pool_rows(pool: StaffedPool) -> list[dict[str, str]]:
    """What any mix of reps must keep: one row per subset of the pool's queues."""
    hours = pool.grid.slot_minutes / 60
    return [
        {
            "Reps who can serve": " or ".join(row.queues),
            "Head-hours before shrinkage": number(float(row.base.sum()) * hours),
            "Head-hours at least": number(float(row.required.sum()) * hours),
            "Most at once": number(float(row.required.max(initial=0.0)), 1),
        }
        for row in pool.rows
    ]
