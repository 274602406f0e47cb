"""A simulation's figures as frames for its page: nothing here reads a database or a session."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.domain.arrays import Floats
from wfm.services.export import starts
from wfm.staffing import CampaignFelt, Estimate, Felt, SimulationResult
from wfm.ui.base import day, number, share

MEASURES = ("level", "asa", "abandonment")
"""What is drawn over time, as the result's arrays are named."""


def over_time(result: SimulationResult, name: str, measure: str) -> pd.DataFrame:
    """start, mean, low, high of one measure of a queue or a language per interval, the band being 95 % confidence.

    Shares stay within 0 and 1, seconds above 0.
    """
    queues = [felt.name for felt in result.queues]
    kind, row = ("interval", queues.index(name)) if name in queues else ("language", _language(result, name))
    mean: Floats = getattr(result, f"{kind}_{measure}")[row]
    half = np.nan_to_num(getattr(result, f"{kind}_{measure}_half")[row])
    most = np.inf if measure == "asa" else 1.0
    return pd.DataFrame(
        {
            "start": starts(result.grid),
            "mean": mean,
            "low": np.clip(mean - half, 0.0, most),
            "high": np.clip(mean + half, 0.0, most),
        }
    )


def _language(result: SimulationResult, name: str) -> int:
    return [felt.name for felt in result.languages].index(name)


def occupancy(result: SimulationResult, group: str) -> pd.DataFrame:
    """start, mean: the busy share of a group's time per interval, NaN where nobody is at work."""
    return pd.DataFrame({"start": starts(result.grid), "mean": result.occupancy[result.groups.index(group)]})


def figures(result: SimulationResult) -> list[dict[str, str]]:
    """One row per queue, then per language where there are several, then for all."""
    several = result.languages if len(result.languages) > 1 else ()
    parts = [("Queue", f) for f in result.queues] + [("Language", f) for f in several]
    if len(result.queues) > 1:
        parts.append(("All", result.total))
    return [_row(kind, felt) for kind, felt in parts]


def _row(kind: str, felt: Felt) -> dict[str, str]:
    return {
        "Of": kind,
        "Name": felt.name if kind != "All" else "all queues",
        "Contacts": number(felt.offered),
        "Service level": _points(felt.service_level),
        "Mean wait, s": _seconds(felt.asa_seconds),
        "Abandoned": _points(felt.abandonment),
        "Runs that met the target": share(felt.target_met, 0),
    }


def _points(estimate: Estimate) -> str:
    return share(estimate.mean) + ("" if np.isnan(estimate.half_width) else f" ± {100 * estimate.half_width:.1f}")


def _seconds(estimate: Estimate) -> str:
    return number(estimate.mean, 1) + ("" if np.isnan(estimate.half_width) else f" ± {estimate.half_width:.1f}")


def groups(result: SimulationResult) -> list[dict[str, str]]:
    """Who was at work: head-hours and occupancy of each group with the same skills."""
    hours = result.grid.slot_minutes / 60
    there = ~np.isnan(result.occupancy)
    return [
        {
            "Reps for": name,
            "Occupancy": share(result.mean_occupancy[g]),
            "At work, hours": number(there[g].sum() * hours),
        }
        for g, name in enumerate(result.groups)
    ]


def campaign_days(felt: CampaignFelt) -> pd.DataFrame:
    """day, order, target, reached: people per local day of a campaign."""
    return pd.DataFrame(
        {
            "day": [day(d) for d in felt.days],
            "order": range(len(felt.days)),
            "target": felt.day_targets,
            "reached": felt.day_reached,
        }
    )
