"""A long run on a page: start it, watch it, stop it; the page draws anew when it ends."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.domain.planning import Job, JobState
from wfm.services.jobs import get_job, latest_job, start_job, stop_job
from wfm.ui.base import flash, fragment, number, plain, share, told
from wfm.ui.widgets.choices import jump

RUNNING = (JobState.QUEUED, JobState.RUNNING)


def begin_job(db: Database, who: Principal, kind: str, arguments: Mapping[str, object]) -> None:
    """Start a run and draw the page anew."""
    with told():
        start_job(db, who, kind, arguments)
        st.rerun()


def running_job(db: Database, who: Principal, kind: str) -> Job | None:
    """The run of this kind under way, None for none."""
    job = latest_job(db, who, kind)
    return job if job is not None and job.state in RUNNING else None


def watch_job(db: Database, who: Principal, job: Job, shows: str, keeps_best: bool = False) -> None:
    """Progress of a run with a button to stop it, refreshed every second until it ends.

    What it made is then chosen on the page, where the choice stands in the address under `shows`.
    """
    fragment(_follow, run_every=1.0)(db, who, job.id, shows, keeps_best)


def _follow(db: Database, who: Principal, id: int, shows: str, keeps_best: bool) -> None:
    now = get_job(db, who, id)
    if now.state not in RUNNING:
        flash(now.message)
        if now.result is not None:
            jump(shows, str(now.result))
        st.rerun()
    with st.container(border=True, key=f"job_{now.kind}"):
        st.progress(min(1.0, max(0.0, now.progress)), text=plain(now.message))
        _figures(now)
        label = "Stop and keep the best so far" if keeps_best else "Stop"
        if st.button(label, icon=":material/stop_circle:", disabled=now.stop_asked, key=f"stop_{now.id}"):
            stop_job(db, who, now.id)
            st.caption("It stops within a few seconds.")


def told_job_failure(db: Database, who: Principal, kind: str) -> None:
    """The reason of the last run, when it failed."""
    job = latest_job(db, who, kind)
    if job is not None and job.state is JobState.FAILED:
        st.error(plain(f"The last run failed: {job.message}"), icon=":material/error:")


def _figures(job: Job) -> None:
    if not job.detail:
        return
    detail = job.detail
    cells = (
        ("Short, head-hours", number(detail.get("short", float("nan")), 1)),
        ("Over, head-hours", number(detail.get("over", float("nan")))),
        ("Cost", number(detail.get("cost", float("nan")))),
        ("Proven bound", number(detail.get("bound", float("nan")))),
        ("Gap", share(detail.get("gap", float("nan")), 2)),
        ("Seconds", number(detail.get("seconds", float("nan")))),
    )
    for column, (label, value) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value)
