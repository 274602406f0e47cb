"""What a schedule leaves short, and whom it gives too little, as lines of the result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wfm.cli.terminal.console import say
from wfm.domain.exchange import Reason, head_hours, shortages, smaller, together
from wfm.domain.time import Horizon


def say_shortages(stretches: Iterable[Reason], horizon: Horizon, most: int, all_in: str) -> None:
    """The largest shortages, each with its cause and under it the detail of its worst stretch; how much the rest is."""
    found = shortages(stretches)
    for shortage in found[:most]:
        hours = "" if shortage.waits else f", {head_hours(shortage.head_hours)}"
        say(f"short: {shortage.when(horizon)}{hours}: {shortage.sentence}")
        if shortage.detail:
            say(f"  {shortage.detail}")
    if found[most:]:
        say(f"{smaller(found[most:])}; {all_in}")


def say_unscheduled(reasons: Sequence[Reason], most: int | None = None, all_in: str = "") -> None:
    """Who was given less than the contract's least, why, and under it what would help; all where `most` is None."""
    found = together(reasons)
    for reason, subjects in found[:most]:
        several = len(subjects) > 1
        say(f"not fully scheduled: {reason.said_of(f'{len(subjects)} reps' if several else reason.subject)}")
        if several or reason.detail:
            say(f"  {', '.join(subjects) if several else reason.detail}")
    if most is not None and found[most:]:
        say(f"and {sum(len(subjects) for _, subjects in found[most:])} more; {all_in}")
