"""Simulation: play a schedule against its contacts and see what customers will feel, with error bars."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from wfm.database import Database
from wfm.domain.accounts import Principal
from wfm.services.centre import queues as all_queues
from wfm.services.schedule import simulate_schedule, verdicts_of
from wfm.services.viewing import schedules
from wfm.staffing import SimulationResult, Standing, Verdict
from wfm.ui.base import flash, number, plain, share, told
from wfm.ui.charts import simulation_frames as frames, staffing_charts as charts
from wfm.ui.widgets import chosen, day_range, on_days, palette, schedule_words

_KEPT = "played"
_MARKS = {
    Standing.MEETS: ":green[:material/check_circle:]",
    Standing.MISSES: ":red[:material/error:]",
    Standing.UNCLEAR: ":orange[:material/help:]",
}
_TITLES = {"level": "Service level", "asa": "Mean wait, s", "abandonment": "Abandoned"}


@dataclass(frozen=True, slots=True)
class _Settings:
    """What is played, and how."""

    schedule: int
    replications: int
    uncertainty: float
    seed: int


def draw(db: Database, who: Principal) -> None:
    """Settings, a button to play, and what came of it."""
    st.title("Simulation")
    st.caption(
        "Every contact of the schedule's days is played with chance: when it arrives, how long it takes, when its customer "
        "hangs up. The reps are those of the schedule, less breaks, activities and shrinkage."
    )
    heads = [record for record in schedules(db, who) if record.requirement_run is not None]
    if not heads:
        st.info("There is no schedule to play yet.", icon=":material/calendar_month:")
        return
    record = chosen("Schedule", heads, "schedule", schedule_words, lambda h: str(h.id))
    settings = _ask(record.id)
    if st.button("Play the schedule", type="primary", icon=":material/play_arrow:", key="play_schedule"):
        with told():
            _play(db, who, settings)
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0].schedule != record.id:
        st.info("Nothing has been played for this schedule yet.", icon=":material/casino:")
        return
    _show(db, who, *kept)


def _ask(schedule: int) -> _Settings:
    a, b, c = st.columns(3)
    replications = a.number_input(
        "Replications",
        2,
        1000,
        50,
        10,
        help="How often the whole schedule is played. Four times as many runs halve the error bars.",
    )
    stray = b.number_input(
        "Uncertainty of a day's volume, %",
        0.0,
        50.0,
        5.0,
        1.0,
        help="How far whole days are busier or quieter than forecast.",
    )
    seed = c.number_input("Seed", 0, 999_999, 0, help="The same seed plays the same contacts.")
    return _Settings(schedule, int(replications), float(stray) / 100, int(seed))


def _play(db: Database, who: Principal, settings: _Settings) -> None:
    """Play with progress; pressing Stop starts the page anew, which ends this run at its next word of progress."""
    with st.status(f"Playing schedule {settings.schedule}", expanded=True) as box:
        bar = st.progress(0.0, text="starting; the first time on a machine takes half a minute longer")
        st.button("Stop", icon=":material/stop_circle:", key="stop_playing", on_click=_stopped)

        def show(done: float, message: str) -> None:
            bar.progress(min(1.0, done), text=plain(message))

        result = simulate_schedule(
            db,
            who,
            settings.schedule,
            replications=settings.replications,
            seed=settings.seed,
            uncertainty=settings.uncertainty,
            on_progress=show,
        )
        st.session_state[_KEPT] = (settings, result, verdicts_of(db, who, result))
        box.update(label=f"Played {settings.replications} times", state="complete", expanded=False)


def _stopped() -> None:
    flash("Stopped; nothing of that run is kept")


def _show(
    db: Database, who: Principal, settings: _Settings, result: SimulationResult, verdicts: tuple[Verdict, ...]
) -> None:
    st.subheader("What customers will feel")
    st.caption(
        f"{settings.replications} replications, volume uncertain by {share(settings.uncertainty, 0)}, seed {settings.seed}."
    )
    for verdict in verdicts:
        st.markdown(f"{_MARKS[verdict.standing]} {plain(verdict.sentence)}")
    for felt in result.campaigns:
        st.markdown(
            f":material/call: {plain(felt.name)}: {number(felt.attempts)} attempts reach {number(felt.reached)} of "
            f"{number(felt.target)} people, {share(felt.progress.mean)} of the target."
        )
    for note in result.notes:
        st.caption(plain(f"Note: {note}"))
    st.dataframe(frames.figures(result), hide_index=True, width="stretch")
    tabs = st.tabs(["Over time", "Occupancy", *(["Campaigns"] if result.campaigns else [])])
    targets = {queue.id: queue.target.share for queue in all_queues(db, who)}
    with tabs[0]:
        _over_time(result, targets)
    with tabs[1]:
        _occupancy(result)
    if result.campaigns:
        with tabs[2]:
            _campaigns(result)


def _over_time(result: SimulationResult, targets: dict[str, float]) -> None:
    queues = [felt.name for felt in result.queues]
    spoken = [felt.name for felt in result.languages] if len(result.languages) > 1 else []
    name = st.selectbox(
        "Queue or language", [*queues, *spoken], format_func=lambda n: n if n in queues else f"Language {n}"
    )
    days = day_range(result.grid, "simulation_days")
    colours = palette()
    for measure in frames.MEASURES:
        frame = on_days(frames.over_time(result, name, measure), days)
        goal = targets.get(name) if measure == "level" else None
        chart = charts.banded(frame, colours, _TITLES[measure], percent=measure != "asa", target=goal)
        st.altair_chart(chart, width="stretch")


def _occupancy(result: SimulationResult) -> None:
    group = st.selectbox("Reps who serve", result.groups)
    days = day_range(result.grid, "simulation_occupancy_days")
    st.altair_chart(charts.occupancy(on_days(frames.occupancy(result, group), days), palette()), width="stretch")
    st.dataframe(frames.groups(result), hide_index=True, width="stretch")


def _campaigns(result: SimulationResult) -> None:
    for felt in result.campaigns:
        st.markdown(f"**{plain(felt.name)}**")
        a, b, c, d = st.columns(4)
        a.metric("Target reached", share(felt.progress.mean), border=True)
        b.metric("Attempts", number(felt.attempts), border=True)
        c.metric("Connect rate", share(felt.connect_rate), border=True)
        d.metric("Head-hours", number(felt.hours), border=True)
        st.altair_chart(charts.campaign(frames.campaign_days(felt), palette()), width="stretch")
    st.caption("Campaigns are dialled with the usual figures of a dialer: three attempts in ten reach somebody.")
