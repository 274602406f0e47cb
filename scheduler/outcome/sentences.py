"""A standing in words: what binds as one short clause, and the whole of it as readable detail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.outcome.cause import AWAY, Cause, Standing, binding
from wfm.domain.exchange import head_hours, listed

DOING: dict[Cause, tuple[str, str]] = {
    Cause.CONTACTS: ("is on contacts", "are on contacts"),
    Cause.SHARED: ("serves {others}", "serve {others}"),
    Cause.BREAK: ("is on a break", "are on a break"),
    Cause.ACTIVITY: ("is at an activity", "are at an activity"),
    Cause.WEEK: ("is at {weekly}", "are at {weekly}"),
    Cause.OTHER_HOURS: ("works other hours that day", "work other hours that day"),
    Cause.SEATS: ("finds no free seat", "find no free seat"),
    Cause.RULES: ("is held back by {rules}", "are held back by {rules}"),
    Cause.SEARCH: ("might still come if the search went on", "might still come if the search went on"),
    Cause.PRICE: (
        "could come, but would cost more than the shortage",
        "could come, but would cost more than the shortage",
    ),
    Cause.HELD: (
        "is held back by rules or by what a shift costs",
        "are held back by rules or by what a shift costs",
    ),
    Cause.LEAVE: ("is on leave", "are on leave"),
    Cause.TIME_OFF: ("is on time off", "are on time off"),
    Cause.NOT_YET: ("is not employed yet", "are not employed yet"),
    Cause.GONE: ("is no longer employed", "are no longer employed"),
    Cause.CLOCK: ("is outside their hours{there}", "are outside their hours{there}"),
    Cause.CONTRACT: ("has no shift at that time in their contract", "have no shift at that time in their contracts"),
    Cause.AVAILABILITY: ("is not available", "are not available"),
}
"""What one rep and what several do, or are kept away by."""

NOBODY = {
    Cause.LEAVE: "everyone is on leave",
    Cause.TIME_OFF: "everyone is on time off",
    Cause.NOT_YET: "nobody is employed yet",
    Cause.GONE: "nobody is employed any longer",
    Cause.CLOCK: "everyone is outside their hours{there}",
    Cause.CONTRACT: "nobody's contract allows work {then}",
    Cause.AVAILABILITY: "nobody is available {then}",
}
"""Where one cause keeps everyone away."""


def because(standing: Standing) -> str:
    """What binds, as the clause that ends the sentence."""
    causes = binding(standing)
    if causes == (Cause.SKILL,):
        return "no rep has this skill"
    if causes == (Cause.CONTACTS,):
        return _those_at_work(standing)
    if causes == (Cause.REPS,):
        return f"even {_all(standing)} would be too few" if standing.everyone > 1 else "one rep alone is too few"
    if causes == (Cause.SEATS,) and standing.full:
        return _seats_taken(standing)
    if standing.counts.get(causes[0]) == standing.everyone > 1 and not standing.able:
        return NOBODY[causes[0]].format(
            then="in that time" if standing.waits else "at this hour", there=_there(standing)
        )
    return _told_of_all(standing, causes) or _told_by_count(standing, causes)


def detail(standing: Standing, hours: float) -> str:
    """Who may work at the time and what they do, each rep counted once; `hours` are the head-hours short."""
    if not standing.everyone:
        return ""
    sentences = [_while_it_waits(standing) if standing.waits else _crew(standing)]
    if standing.full:
        sentences.append(f"{_capital(_seats_taken(standing))}.")
    if standing.spare >= max(hours, 1.0):
        sentences.append(f"At other hours of that week {standing.skill} has {head_hours(standing.spare)} to spare.")
    return " ".join(sentences)


def _those_at_work(standing: Standing) -> str:
    """Where all are at work, or where the time of those at work would do."""
    if standing.waits and standing.shared >= standing.short:
        return "the reps at work serve contacts that come first"
    everyone, serving = standing.everyone, min(round(standing.shared), standing.everyone)
    if standing.waits:
        return f"{_all(standing)} {'works' if everyone == 1 else 'work'} in that time already"
    theirs = "" if everyone == 1 else "all of them " if serving == everyone else f"{serving:,} of them "
    others = f", {theirs}for {_others(standing)}" if serving else ""
    return f"{_all(standing)} {_does(standing, Cause.CONTACTS, everyone)} already{others}"


def _told_of_all(standing: Standing, causes: Sequence[Cause]) -> str | None:
    """`all 9 chat-en reps are on contacts or at their weekly hours`; None where that would leave somebody out."""
    at_work, away = standing.at_work, standing.everyone - standing.able
    resting = sum(standing.counts.get(cause, 0) for cause in (Cause.BREAK, Cause.ACTIVITY) if cause not in causes)
    rest = standing.everyone - at_work - resting - sum(standing.counts.get(cause, 0) for cause in causes)
    may_only = rest == away > 0 and set(causes).isdisjoint(AWAY)
    if Cause.SHARED in causes or (rest and not may_only):
        return None
    count = standing.able if may_only else standing.everyone
    subject = f"{_all_of(count, 'rep')} who may work then" if may_only else _all(standing)
    busy = [("is at work", "are at work")[count != 1]] if at_work or resting else []
    if at_work and not resting and not standing.waits:
        busy = [_does(standing, Cause.CONTACTS, count)]
    return f"{subject} {_either([*busy, *(_does(standing, cause, count) for cause in causes)])}"


def _either(doing: Sequence[str]) -> str:
    """`are on contacts, on a break or work other hours that day`: the verb once where it is the same."""
    first, *rest = doing
    verb = first.split(" ", 1)[0]
    return listed([first, *(text.removeprefix(f"{verb} ") for text in rest)], "or")


def _told_by_count(standing: Standing, causes: Sequence[Cause]) -> str:
    """`5 of the 9 chat-en reps are on a break and 4 are not available`."""
    counts = [round(standing.shared) if c is Cause.SHARED else standing.counts.get(c, 0) for c in causes]
    first, *rest = (f"{_does(standing, c, n)}" for c, n in zip(causes, counts, strict=True))
    more = "".join(f" and {n:,} {does}" for n, does in zip(counts[1:], rest, strict=True))
    return f"{counts[0]:,} of the {_reps(standing)} {first}{more}"


def _crew(standing: Standing) -> str:
    """Who may work in the slot, and what each of them does."""
    everyone, able = standing.everyone, standing.able
    doing = _each(standing, [cause for cause in Cause if cause not in AWAY])
    if not able:
        who = f"The only {standing.skill} rep may not" if everyone == 1 else f"None of the {_reps(standing)} may"
        return f"{who} work then: {_each(standing, AWAY)}."
    if able == everyone:
        return f"{_capital(_all(standing))} may work then: {doing}."
    return f"Of {_reps(standing)}, {able:,} may work then ({_each(standing, AWAY)}): {doing}."


def _while_it_waits(standing: Standing) -> str:
    """Who works while the work waits, and who else might."""
    count, able = standing.at_work, standing.able
    who = f"{count:,} of {_reps(standing)}" if count else f"None of the {_reps(standing)}"
    if count == standing.everyone:
        who = _capital(_all(standing))
    sentence = f"{who} {'works' if count < 2 else 'work'} between arrival and due time"
    if able > count:
        others = [cause for cause in Cause if cause not in (Cause.CONTACTS, *AWAY)]
        sentence += f", {able - count:,} more may ({_each(standing, others)})"
    if standing.everyone > able:
        sentence += f", {standing.everyone - able:,} may not ({_each(standing, AWAY)})"
    return f"{sentence}." + (" Contacts that cannot wait come first." if standing.shared and count else "")


def _each(standing: Standing, causes: Iterable[Cause]) -> str:
    """How many reps there are of each of some causes, as a list; each rep is counted once."""
    parts = []
    for cause in causes:
        if count := standing.counts.get(cause, 0):
            parts.append(f"{count:,} {_does(standing, cause, count)}{_aside(standing, cause)}")
    return listed(parts)


def _aside(standing: Standing, cause: Cause) -> str:
    if cause is Cause.CONTACTS and standing.others:
        return f" (shared with {listed(standing.others)})"
    if cause is Cause.WEEK and standing.elsewhere:
        who = "all" if standing.elsewhere == standing.counts[cause] else f"{standing.elsewhere:,}"
        work = "works" if standing.elsewhere == 1 else "work"
        return f" ({'who' if standing.counts[cause] == 1 else f'{who} of them'} {work} other hours that day)"
    return ""


def _does(standing: Standing, cause: Cause, count: int) -> str:
    """What so many reps do, or are kept away by."""
    held = standing.counts.get(cause, 0)
    weekly = "their weekly hours" if not standing.by_days else "their weekly hours or days"
    if held and standing.by_days == held:
        weekly = "their days of the week"
    rules = f"the rule{'' if len(standing.rules) == 1 else 's'} on {listed(standing.rules)}"
    return DOING[cause][count != 1].format(weekly=weekly, rules=rules, others=_others(standing), there=_there(standing))


def _there(standing: Standing) -> str:
    """What the clocks of those far away read; three of them say enough."""
    return f" at {listed(standing.clocks[:3])}" if standing.clocks else ""


def _others(standing: Standing) -> str:
    return listed(standing.others) if 0 < len(standing.others) < 4 else "other skills"


def _seats_taken(standing: Standing) -> str:
    """That all seats are taken, of every site that is full."""
    seats = sum(site.seats for site in standing.full)
    if len(standing.full) > 1 and seats:
        return f"all {listed([f'{site.seats:,} seats at {site.id}' for site in standing.full])} are taken"
    at = f"at {listed([site.id for site in standing.full])}"
    return f"{_all_of(seats, 'seat')} {at} {'is' if seats == 1 else 'are'} taken" if seats else f"there is no seat {at}"


def _reps(standing: Standing) -> str:
    return f"{standing.everyone:,} {standing.skill} rep{'' if standing.everyone == 1 else 's'}"


def _all(standing: Standing) -> str:
    return _all_of(standing.everyone, f"{standing.skill} rep")


def _all_of(count: int, noun: str) -> str:
    """`the only rep`, `both reps`, `all 9 reps`."""
    return f"the only {noun}" if count == 1 else f"both {noun}s" if count == 2 else f"all {count:,} {noun}s"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
