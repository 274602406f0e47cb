"""The what-if panel: one queue with other figures, answered at once, and nothing stored."""

from __future__ import annotations

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.planning import Queue, RequirementRun, StaffingRequirement
from wfm.services.export import requirement_frame
from wfm.services.staffing import EVERY_QUEUE, Assumptions, what_if
from wfm.staffing import Shrinkage
from wfm.ui.base import fragment, number, plain, share, told
from wfm.ui.charts import coverage_charts as charts
from wfm.ui.charts.staffing_frames import mean_level
from wfm.ui.widgets.choices import chosen, day_range, on_days, palette

QUANTILES: dict[str, float | None] = {"the expected volume": None} | {
    f"volume not exceeded in {q} of 100 cases": q / 100 for q in (60, 70, 80, 90, 95)
}
"""What may be staffed for, in words."""


@fragment
def panel(db: Database, who: Principal, run: RequirementRun, queues: dict[str, Queue]) -> None:
    """Choose a queue, change its figures, and compare with the same queue as it stands."""
    if run.forecast_run is None:
        st.info("This run was made without a forecast, so nothing can be tried on it.")
        return
    found = chosen("Queue to change", run.requirements, "what_if", lambda r: r.queue, lambda r: r.queue)
    assumed, shrinkage, quantile = _asked(queues[found.queue], found)
    with told():
        planned = _as_it_stands(
            db, who, who.role.value, db.url, repr(queues[found.queue]), run.forecast_run, found.queue, found.shrinkage
        )
        if planned is None:
            st.info("This queue is fed by another, so it has no forecast of its own to change.")
            return
        changed = what_if(
            db,
            who,
            forecast_run=run.forecast_run,
            shrinkage=Shrinkage.of(shrinkage),
            assumptions={EVERY_QUEUE: Assumptions(), found.queue: assumed},
            quantile=quantile,
            queues=(found.queue,),
        )
        _compared(planned, changed.requirements[0])
        if any(found.queue in pool.queues for pool in run.pools):
            st.caption("Both figures are for this queue alone, without the queues it shares reps with.")


@st.cache_data(max_entries=64, show_spinner=False)
def _as_it_stands(
    _db: Database, _who: Principal, role: str, url: str, figures: str, forecast_run: int, queue: str, shrinkage: float
) -> StaffingRequirement | None:
    """The queue apart with its own figures, kept until they change; the service checks the role."""
    made = what_if(_db, _who, forecast_run=forecast_run, shrinkage=Shrinkage.of(shrinkage), queues=(queue,))
    return made.requirements[0] if made.requirements else None


def _asked(queue: Queue, found: StaffingRequirement) -> tuple[Assumptions, float, float | None]:
    with st.container(border=True):
        a, b, c = st.columns(3)
        volume = a.slider("Volume, % of forecast", 50, 200, 100, 5)
        containment = b.slider("Containment, % solved by automation", 0, 80, 0, 5)
        aht = c.slider("Handle time, % of forecast", 50, 200, 100, 5)
        target = a.slider("Target share, %", 50, 99, min(99, max(50, round(100 * queue.target.share))))
        seconds = b.number_input("within seconds", 0.0, 864000.0, float(queue.target.seconds))
        patience = c.number_input(
            "Patience, s", 5.0, 3600.0, float(min(queue.patience_seconds, 3600.0)), disabled=found.deferrable
        )
        shrinkage = a.slider("Shrinkage, %", 0, 60, min(60, round(100 * found.shrinkage)))
        wanted = b.selectbox(
            "Staff for", list(QUANTILES), help="More heads make the day safer when more contacts come."
        )
    assumed = Assumptions(
        share=target / 100,
        seconds=float(seconds),
        patience_seconds=float(patience),
        volume=volume / 100,
        containment=containment / 100,
        aht_uplift=aht / 100 - 1,
    )
    return assumed, shrinkage / 100, QUANTILES[wanted]


def _compared(planned: StaffingRequirement, changed: StaffingRequirement) -> None:
    hours = planned.grid.slot_minutes / 60
    before, after = float(planned.required.sum()) * hours, float(changed.required.sum()) * hours
    change = after - before
    a, b, c, d = st.columns(4)
    a.metric("Head-hours as it stands", number(before), border=True)
    b.metric(
        "Head-hours what if",
        number(after),
        f"{change:+,.0f}" if abs(change) >= 0.5 else None,
        delta_color="inverse",
        border=True,
        height="stretch",
    )
    c.metric("Most heads at once", number(float(changed.required.max(initial=0.0)), 1), border=True, height="stretch")
    d.metric("Predicted service level", share(mean_level(changed)), border=True, height="stretch")
    days = day_range(planned.grid, "what_if_days")
    frame, other = (on_days(requirement_frame(r), days) for r in (planned, changed))
    data = frame.assign(planned=frame["required"], changed=other["required"])
    st.altair_chart(charts.comparison(data, palette()), width="stretch")
    for note in changed.notes:
        st.caption(plain(note))
