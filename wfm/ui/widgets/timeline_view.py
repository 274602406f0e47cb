"""The timeline of reps against time: a canvas component fed with the shifts of one schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import streamlit as st

from wfm.domain.exchange import PlannedShift
from wfm.domain.people import Activity, Break, Rep
from wfm.domain.time import Horizon
from wfm.ui.base import day

_HERE = Path(__file__).parent
_HTML = """
<div class="timeline">
  <div class="bar">
    <input class="search" type="search" placeholder="Find a rep, skill or site" aria-label="Find a rep, skill or site">
    <span class="zoom" role="group" aria-label="Days shown">
      <button type="button" data-days="1">1 day</button>
      <button type="button" data-days="3">3 days</button>
      <button type="button" data-days="7">7 days</button>
      <button type="button" data-days="14">14 days</button>
    </span>
    <span class="count" aria-live="polite"></span>
    <span class="key"><i class="swatch site"></i>On site<i class="swatch remote"></i>Remote<i class="swatch rest"></i>Break<i class="swatch off"></i>Off the queue</span>
  </div>
  <div class="scroller" tabindex="0" aria-label="Shifts of every rep over the days">
    <div class="spacer"><canvas class="canvas"></canvas></div>
  </div>
  <div class="tip" role="tooltip" hidden></div>
</div>
"""

_component = st.components.v2.component(
    "wfm_timeline",
    html=_HTML,
    css=(_HERE / "timeline.css").read_text(encoding="utf-8"),
    js="\n".join((_HERE / name).read_text(encoding="utf-8") for name in ("timeline_paint.js", "timeline.js")),
)


def payload(
    horizon: Horizon,
    shifts: Sequence[PlannedShift],
    reps: Mapping[str, Rep],
    sites: Mapping[str, str],
    height: int = 560,
) -> dict[str, Any]:
    """What the component draws: one row for each rep with a shift, by name; shifts nobody owns come first.

    A shift is `[row, start, end, remote, id, pieces, place, locked]` and a piece `[start, end, kind, name]`, all in minutes
    of the horizon; its kind is 0 for a long break, 1 for a short one, 2 for an activity.
    """
    owners = sorted({s.shift.agent for s in shifts}, key=lambda rep: _row_name(rep, reps).casefold())
    owners.sort(key=bool)
    row = {rep: index for index, rep in enumerate(owners)}
    return {
        "days": horizon.days,
        "labels": [day(horizon.start + timedelta(days=d)) for d in range(horizon.days)],
        "height": height,
        "reps": [[_row_name(rep, reps), _row_detail(rep, reps), not rep] for rep in owners],
        "shifts": [_drawn(s, row[s.shift.agent], sites) for s in shifts],
    }


def _row_name(rep: str, reps: Mapping[str, Rep]) -> str:
    if not rep:
        return "Open shifts"
    return reps[rep].name if rep in reps else rep


def _row_detail(rep: str, reps: Mapping[str, Rep]) -> str:
    if rep not in reps:
        return ""
    known = reps[rep]
    return " · ".join([", ".join(sorted(known.skills)), known.work_mode.value, known.site or ""]).rstrip(" ·")


def _drawn(planned: PlannedShift, row: int, sites: Mapping[str, str]) -> list[Any]:
    shift = planned.shift
    pieces = [[piece.start, piece.end, _kind(piece), piece.name] for piece in shift.pieces]
    place = sites.get(shift.site, shift.site) if shift.site else "remote"
    return [row, shift.start, shift.end, int(shift.site is None), planned.id, pieces, place, int(shift.locked)]


def _kind(piece: Break | Activity) -> int:
    return 2 if isinstance(piece, Activity) else int(piece.end - piece.start < 30)


def timeline(data: dict[str, Any], key: str) -> int | None:
    """Draw the timeline; the id of the shift that was just clicked, else None."""
    result = _component(key=key, data=data, on_clicked_change=lambda: None)
    clicked = getattr(result, "clicked", None)
    return int(clicked) if clicked is not None else None
