"""Calls by the quarter and mail by the hour in one plan, from the files to the schedule."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from tests.cli.commandline import Wfm
from tests.services import several_zones

FILES = Path(__file__).parent / "mixed_intervals"
ZONE = "America/Chicago"


@pytest.fixture
def mixed(wfm: Wfm) -> Wfm:
    """Two queues, one in intervals of 15 minutes and one in intervals of 60."""
    wfm("init")
    for name, more in (("voice", ()), ("mail", ("--channel", "email"))):
        done = wfm("import", "history", FILES / f"{name}.csv", "--zone", ZONE, *more)
        assert done.code == 0, done.err
    return wfm


def figure(text: str, queue: str, column: int) -> float:
    """A number in the row of a queue."""
    row = next(line for line in text.splitlines() if re.match(rf"\W*{queue}\b", line))
    return float(re.split(r"[│|]", row)[column + 1].replace(",", ""))


def test_queues_of_two_interval_lengths_are_one_plan(mixed: Wfm) -> None:
    """Each queue has the contacts of its forecast alone, one requirement has both, and one schedule covers both."""
    forecast = mixed("forecast", "--days", "7")
    assert forecast.code == 0, forecast.err
    assert "Forecast 1: 2026-02-14 to 2026-02-20" in forecast.out
    assert "left out" not in forecast.out
    together = {queue: figure(forecast.out, queue, 1) for queue in ("voice", "mail")}
    assert together["voice"] == pytest.approx(2366, rel=0.02)
    assert together["mail"] == pytest.approx(572, rel=0.02)
    staffed = mixed("staff")
    assert {figure(staffed.out, queue, 3) > 0 for queue in together} == {True}
    assert "left out" not in staffed.out
    assert mixed("generate", "reps", "--for", "latest").code == 0
    made = mixed("schedule", "--time-limit", "1")
    assert made.code == 0, made.err
    for queue in together:
        assert figure(made.out, queue, 1) == pytest.approx(figure(staffed.out, queue, 3), abs=1)
        assert figure(made.out, queue, 2) > 0
    assert "left out" not in made.out
    served = mixed("coverage", "--service")
    predicted = served.out.split("Predicted service level")[1]
    assert all(queue in predicted for queue in together)
    played = mixed("simulate", "--replications", "3")
    assert played.code == 0, played.err
    for name in ("plan.csv", "plan.xlsx"):
        assert mixed("export", "-o", name).code == 0


def test_a_queue_that_a_plan_leaves_out_is_named_at_each_step(mixed: Wfm) -> None:
    """The forecast, the requirement, the schedule and the status name the queue that is not in them."""
    mixed.write("queues.csv", "id,channel,language,zone\nchat-new,chat,en,America/Chicago\n")
    assert mixed("import", "queues", "queues.csv").code == 0
    forecast = mixed("forecast", "--days", "7", "--queue", "mail")
    assert "left out of this forecast, as nothing is recorded: chat-new" in forecast.out
    assert "left out of this forecast, as not asked for: voice" in forecast.out
    staffed = mixed("staff")
    assert "left out of this requirement, as forecast 1 does not have them: chat-new, voice" in staffed.out
    assert "without chat-new, voice" in mixed("status").out
    mixed("generate", "reps", "--for", "latest")
    made = mixed("schedule", "--time-limit", "0.1")
    assert "left out of this schedule, as requirement 1 does not have them: chat-new, voice" in made.out


def written(wfm: Wfm, stored: several_zones.Stored) -> Path:
    """The history of a queue as a file of local times."""
    past = several_zones.history(stored)
    rows = zip(past.grid.local(), past.offered, strict=True)
    lines = [f"{t},{stored.queue.id},{v:g}" for t, v in rows if not np.isnan(v)]
    return wfm.write(f"{stored.queue.id}.csv", "\n".join(["timestamp,queue,offered", *lines]) + "\n")


def test_queues_of_several_zones_are_one_plan(wfm: Wfm) -> None:
    """New York, London and Kolkata: whose days these are is told, and the time of day is the run's."""
    wfm("init")
    for stored in (several_zones.CALLS, several_zones.MAIL, several_zones.CHAT, several_zones.INDIA):
        queue = stored.queue
        done = wfm("import", "history", written(wfm, stored), "--zone", queue.zone, "--channel", queue.channel.value)
        assert done.code == 0, done.err
    forecast = wfm("forecast", "--days", "7")
    assert "the days of this run are those of America/New_York" in forecast.out
    assert "chat (Europe/London), india (Asia/Kolkata)" in forecast.out
    for queue in ("calls", "mail", "chat", "india"):
        alone = wfm("forecast", "--days", "7", "--queue", queue)
        assert figure(forecast.out, queue, 1) == pytest.approx(figure(alone.out, queue, 1), rel=0.02)
    assert wfm("forecast", "--days", "7").code == 0
    staffed = wfm("staff")
    assert all(figure(staffed.out, queue, 3) > 0 for queue in ("calls", "mail", "chat", "india"))
    lines = [f"2026-03-06 {hour:02d}:{minute:02d},calls,20" for hour in (9, 10) for minute in (0, 15, 30, 45)]
    today = wfm.write("today.csv", "\n".join(["timestamp,queue,offered", *lines]) + "\n")
    assert wfm("import", "history", today, "--zone", several_zones.NEW_YORK).code == 0
    seen = wfm("intraday", "--now", "2026-03-06T11:00")
    assert "Today as of 2026-03-06 11:00" in seen.out
    assert figure(seen.out, "calls", 1) == 160
