"""What the demo's shifts hold beside contacts and breaks: a huddle of each team a week, and coaching of single reps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from wfm.database import UnitOfWork
from wfm.domain.accounts import Principal
from wfm.domain.exchange import PlannedShift
from wfm.domain.people import Activity, Shift

HUDDLE, COACHING = 15, 30
"""Minutes of each."""

STEP = 15
"""Minutes between the times at which a piece may begin."""

COACHED_EVERY = 6
"""Of so many reps one is coached in the planned weeks."""


def place_pieces(uow: UnitOfWork, who: Principal, draft: int) -> None:
    """Put huddles and coaching into the shifts of a draft, and lock the first shift of every team's lead."""
    planned = [p for p in uow.schedules.get(draft).shifts if p.shift.agent]
    teams = {rep.id: rep.team or "" for rep in uow.reps.all()}
    leads = {team.lead for team in uow.teams.all() if team.lead is not None}
    shifts = {p.id: p.shift for p in planned}
    huddles, coached = _huddles(shifts, planned, teams), _coaching(shifts, planned)
    for lead in sorted(leads):
        first = next((p.id for p in planned if p.shift.agent == lead), None)
        if first is not None:
            shifts[first] = replace(shifts[first], locked=True)
    for p in planned:
        if shifts[p.id] != p.shift:
            uow.schedules.replace_shift(p.id, p.version, shifts[p.id])
    uow.audit.add(who, "create", "demo", "activities", {"huddles": huddles, "coaching": coached})


def _huddles(shifts: dict[int, Shift], planned: Sequence[PlannedShift], teams: Mapping[str, str]) -> int:
    """Each team meets on one day of every week, when most of its members on shift are free; how many take part."""
    order = sorted(set(teams.values()))
    groups: dict[tuple[str, int], list[int]] = {}
    for p in planned:
        team = teams.get(p.shift.agent, "")
        if p.shift.day % 7 == order.index(team) % 5:
            groups.setdefault((team, p.shift.day), []).append(p.id)
    count = 0
    for ids in groups.values():
        starts = Counter(start for id in ids for start in _free(shifts[id], HUDDLE))
        if not starts:
            continue
        start, _ = max(starts.items(), key=lambda found: (found[1], -found[0]))
        for id in ids:
            if start in set(_free(shifts[id], HUDDLE)):
                shifts[id] = _with(shifts[id], Activity("huddle", start, start + HUDDLE))
                count += 1
    return count


def _coaching(shifts: dict[int, Shift], planned: Sequence[PlannedShift]) -> int:
    """Some reps are coached in the middle of one of their shifts; how many."""
    own: dict[str, list[int]] = {}
    for p in planned:
        own.setdefault(p.shift.agent, []).append(p.id)
    count = 0
    for number, ids in enumerate(list(own.values())[::COACHED_EVERY]):
        id = ids[number % len(ids)]
        middle = (shifts[id].start + shifts[id].end) // 2
        starts = sorted(_free(shifts[id], COACHING), key=lambda start: abs(start - middle))
        if starts:
            shifts[id] = _with(shifts[id], Activity("coaching", starts[0], starts[0] + COACHING))
            count += 1
    return count


def _free(shift: Shift, minutes: int) -> Iterator[int]:
    """The times at which a piece of so many minutes touches no other, an hour from either end of the shift."""
    for start in range(shift.start + 60, shift.end - 60 - minutes + 1, STEP):
        if all(piece.end + STEP <= start or start + minutes + STEP <= piece.start for piece in shift.pieces):
            yield start


def _with(shift: Shift, piece: Activity) -> Shift:
    return replace(shift, activities=(*shift.activities, piece))
