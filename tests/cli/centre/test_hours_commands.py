"""`wfm hours` and `wfm delete`: holidays closed from the command line, runs taken away, and each fault in a sentence."""

from __future__ import annotations

import pytest

from tests.cli.commandline import Wfm


def test_a_holiday_from_the_command_line(centre: Wfm) -> None:
    """Closed for all, opened on another day, shown, in the status, and cleared again."""
    done = centre("hours", "close", "2099-12-25", "--all", "--name", "Christmas Day")
    assert done.code == 0
    assert "closed on 2099-12-25; forecasts, requirements and schedules made from now on" in done.out
    assert centre("hours", "open", "2099-12-27", "22:00-02:00", "--all", "--name", "Sunday sale").code == 0
    shown = centre("hours", "show").out
    for words in ("Fri 2099-12-25", "closed", "Christmas Day", "Sun 2099-12-27", "22:00-02:00"):
        assert words in shown
    assert "2099-12-25 closed Christmas Day; 2099-12-27 22:00-02:00 Sunday sale" in centre("status").out
    assert "Nothing changed" in centre("hours", "close", "2099-12-25", "--all", "--name", "Christmas Day").out
    for day in ("2099-12-25", "2099-12-27"):
        assert centre("hours", "clear", day, "--all").code == 0
    assert "No date has hours of its own" in centre("hours", "show").out
    assert centre("hours", "week", "Mon-Fri 22:00-06:00", "--all").code == 0
    assert "Mon-Fri 22:00-06:00" in centre("hours", "show").out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("close", "2026-02-30", "--all"), "DAY must be a date such as 2026-11-23, got '2026-02-30'"),
        (("close", "2026-12-25"), "say which queues: --queue QUEUE, or --all for every queue"),
        (("close", "2026-12-25", "--queue", "nowhere"), "there is no queue 'nowhere'"),
        (("show", "--queue", "nowhere"), "there is no queue 'nowhere'"),
        (("open", "2026-12-24", "9-13", "--all"), "HOURS must be a time of day such as 08:30, got '9'"),
        (("open", "2026-12-24", "closed", "--all"), "HOURS must read like '09:00-13:00, 16:00-20:00', got 'closed'"),
        (("open", "2026-12-24", "08:00-12:00, 11:00-13:00", "--all"), "opening hours of 2026-12-24 must not overlap"),
        (("week", "Mon 08:00-12:00; Mon 11:00-13:00", "--all"), "HOURS windows of Mon must not overlap"),
        (("clear", "2026-12-25", "--all"), "the opening hours of any queue have no exception on 2026-12-25"),
    ],
)
def test_faults_are_told_in_a_sentence(centre: Wfm, arguments: tuple[str, ...], sentence: str) -> None:
    """One line each, and nothing is changed."""
    before = centre("hours", "show").out
    done = centre("hours", *arguments)
    assert done.code != 0
    assert len(done.errors) == 1
    assert sentence in done.errors[0]
    assert centre("hours", "show").out == before


def test_runs_are_deleted_from_the_top_down(planned: Wfm) -> None:
    """Each in its turn; what stands on a thing is named."""
    told = planned("delete", "forecast", "1").errors
    assert told == ["error: forecast 1 cannot be deleted: requirement 1 stands on it"]
    told = planned("delete", "requirement", "1").errors
    assert told == ["error: requirement 1 cannot be deleted: schedule 1 stands on it"]
    for kind in ("schedule", "requirement", "forecast"):
        assert f"{kind.capitalize()} 1 is deleted" in planned("delete", kind, "1").out
    assert planned("delete", "schedule", "1").errors == ["error: there is no schedule 1"]
