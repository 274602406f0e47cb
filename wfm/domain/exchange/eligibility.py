"""Who may work a shift or hold a shift line: skills, place of work, contract, and every rule of the rep's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from wfm.domain.exchange.bids import ShiftLine
from wfm.domain.people import Agent, Contract, Rep, Shift, Stage, Terms, WorkMode
from wfm.domain.rules import Recall, Violation, violations
from wfm.domain.time import DAY, Horizon


def skill_fault(terms: Terms, asked: Collection[str]) -> str | None:
    """Why the skills that a rep has on a day are not enough, or None.

    At least the asked skills are needed: a rep with more may cover for one with fewer, not the reverse.
    """
    if terms.stage is Stage.TRAINING:
        return "a rep in training takes no contacts"
    missing = sorted(set(asked) - set(terms.skills))
    return f"it needs skill{'s' if len(missing) > 1 else ''} {' and '.join(missing)}" if missing else None


def places(terms: Terms) -> tuple[str | None, ...]:
    """Where a rep may work on a day: the id of a site, None for at home."""
    match terms.work_mode:
        case WorkMode.ONSITE:
            return (terms.site,)
        case WorkMode.REMOTE:
            return (None,)
        case WorkMode.HYBRID:
            return (terms.site, None)


def place_for(terms: Terms, place: str | None) -> str | None:
    """Where a rep works a shift that was planned at `place`: there if they may that day, else at their own place."""
    allowed = places(terms)
    return place if place in allowed else allowed[-1]


def line_fault(rep: Rep, line: ShiftLine, start: date) -> str | None:
    """Why what the line asks does not fit the rep on a day of it, rules aside; None when it fits.

    `start` is the first day of the line's schedule.
    """
    days = {start + timedelta(days=shift.day) for shift in line.shifts} or {start}
    if rep.terms or rep.training is not None:
        return next((fault for day in sorted(days) if (fault := _unfit(rep.on(day), line, start, day))), None)
    return _unfit(rep.on(min(days)), line, start, None)


def _unfit(terms: Terms, line: ShiftLine, start: date, day: date | None) -> str | None:
    """The same for the terms of one day, None for those of every day."""
    if terms.contract != line.contract:
        return f"it is for contract {line.contract}, and yours is {terms.contract}"
    fault = skill_fault(terms, line.skills)
    if fault is not None:
        return fault
    allowed = places(terms)
    of_day = [s for s in line.shifts if day is None or start + timedelta(days=s.day) == day]
    strange = next((s.site for s in of_day if s.site not in allowed), "")
    if strange != "":
        return f"it is worked {_at(strange)}, and you work {terms.work_mode.value}" + (
            f" at {terms.site}" if terms.site else ""
        )
    return None


def line_faults(
    rep: Rep,
    agent: Agent,
    contracts: Mapping[str, Contract],
    line: ShiftLine,
    horizon: Horizon,
    now_held: Sequence[Shift] = (),
    recall: Recall | None = None,
) -> tuple[str, ...]:
    """Every reason why the rep may not hold the line, in words; empty when they may.

    A rule counts when the line breaks it and the rep's shifts in the draft (`now_held`) do not, or break it less:
    a rep whose week cannot be met in full may still have a line that is no worse. `recall` saves time over many.
    """
    fault = line_fault(rep, line, horizon.start)
    if fault is not None:
        return (fault,)
    memory = Recall() if recall is None else recall
    after = memory.violations(line.id, agent, contracts, line.shifts, horizon)
    if not after:
        return ()
    return tuple(describe(v, horizon) for v in worsened(violations(agent, contracts, now_held, horizon), after))


def worsened(before: Iterable[Violation], after: Iterable[Violation]) -> list[Violation]:
    """The violations of `after` that are not in `before`, or that are larger there; too much is not excused by too
    little."""
    known: dict[tuple[str, int | None, bool], list[float]] = {}
    for violation in before:
        known.setdefault(_place(violation), []).append(violation.amount)
    for amounts in known.values():
        amounts.sort()
    found = []
    for violation in sorted(after, key=lambda v: -v.amount):
        amounts = known.get(_place(violation), [])
        if amounts and amounts[-1] >= violation.amount:
            amounts.pop()
        else:
            found.append(violation)
    order = {id(violation): place for place, violation in enumerate(after)}
    return sorted(found, key=lambda v: order[id(v)])


def _place(violation: Violation) -> tuple[str, int | None, bool]:
    return violation.rule, violation.minute, violation.below


def describe(violation: Violation, horizon: Horizon) -> str:
    """A violation with its local date: `rest, Tue 12 May: 8 h of rest before the shift at 06:00, need 11 h`."""
    if violation.minute is None:
        return f"{violation.rule}: {violation.text}"
    day = horizon.start + timedelta(days=violation.minute // DAY)
    return f"{violation.rule}, {day:%a} {day.day} {day:%b}: {violation.text}"


def _at(place: str | None) -> str:
    return "at home" if place is None else f"at {place}"
