"""Rules on one shift: each yields (minute, text) for every fault, and is listed at the foot."""

from __future__ import annotations

from benchmarks.judge.problem import DAY, Case, Faults, Json
from benchmarks.judge.reps import Rep
from benchmarks.judge.shifts import Shift


def template_kept(case: Case, rep: Rep, shift: Shift) -> Faults:
    """It obeys a template of the contract."""
    if shift.template is None:
        yield shift.start, shift.why


def in_horizon(case: Case, rep: Rep, shift: Shift) -> Faults:
    """It starts within the horizon."""
    if not 0 <= shift.day < case.days:
        yield shift.start, "shift starts outside the horizon"


def on_slot_grid(case: Case, rep: Rep, shift: Shift) -> Faults:
    """Its times are multiples of the slot."""
    times = [shift.start, shift.end] + [b[edge] for b in shift.breaks for edge in ("start", "end")]
    if any(t % case.slot for t in times):
        yield shift.start, f"times must be multiples of {case.slot} min"


def is_available(case: Case, rep: Rep, shift: Shift) -> Faults:
    """It lies inside one window in which the agent is available."""
    windows = rep.agent.get("available")
    if windows is not None and not any(a <= shift.start and shift.end <= b for a, b in windows):
        yield shift.start, "shift is not inside an available window"


def not_on_time_off(case: Case, rep: Rep, shift: Shift) -> Faults:
    """It overlaps no time off."""
    for a, b in rep.agent.get("time_off", []):
        if shift.start < b and a < shift.end:
            yield shift.start, f"overlaps time off {a}..{b}"


def not_on_leave(case: Case, rep: Rep, shift: Shift) -> Faults:
    """It overlaps no leave."""
    for x in rep.leave:
        if shift.start < x["to"] and x["from"] < shift.end:
            yield shift.start, f"overlaps leave {x['from']}..{x['to']}"


def is_employed(case: Case, rep: Rep, shift: Shift) -> Faults:
    """It starts on a day of employment."""
    if not rep.employed[0] <= shift.day <= rep.employed[1]:
        yield shift.start, f"day {shift.day} is not in {rep.employed}"


def in_work_mode(case: Case, rep: Rep, shift: Shift) -> Faults:
    """It is worked where the agent may work."""
    mode = rep.agent.get("work_mode", "onsite" if rep.agent.get("site") else "remote")
    if mode == "onsite" and shift.site != rep.agent["site"]:
        yield shift.start, f"on-site agent placed at {shift.site}"
    if mode == "remote" and shift.site is not None:
        yield shift.start, f"remote agent placed at {shift.site}"
    if mode == "hybrid" and shift.site not in (None, rep.agent["site"]):
        yield shift.start, f"hybrid agent placed at {shift.site}"


def at_known_site(case: Case, rep: Rep, shift: Shift) -> Faults:
    """Its site is one of the problem's."""
    if shift.site is not None and shift.site not in case.sites:
        yield shift.start, f"no such site {shift.site}"


def activities_in_place(case: Case, rep: Rep, shift: Shift) -> Faults:
    """Its activities are known, for this agent, of their length, on the grid, inside it, where they may be, and alone."""
    taken = [(b["start"], b["end"], b["name"]) for b in shift.breaks]
    for piece in shift.activities:
        activity = case.activities.get(piece["id"])
        if activity is None:
            yield piece["start"], f"no activity {piece['id']}"
            continue
        for start, fault in piece_faults(case, rep, shift, piece, activity):
            yield start, f"{piece['id']} {fault}"
        for start, end, name in taken:
            if piece["start"] < end and start < piece["end"]:
                yield piece["start"], f"{piece['id']} overlaps {name}"
        taken.append((piece["start"], piece["end"], piece["id"]))


def piece_faults(case: Case, rep: Rep, shift: Shift, piece: Json, activity: Json) -> Faults:
    """What is wrong with one piece of an activity, whatever lies beside it."""
    start, end, gap = piece["start"], piece["end"], activity.get("min_gap_minutes", 0)
    if rep.id not in case.members(activity):
        yield start, "is not for this agent"
    if end - start != activity["minutes"]:
        yield start, f"lasts {end - start}, not {activity['minutes']}"
    if start % case.slot or end % case.slot:
        yield start, f"must be at multiples of {case.slot} min"
    if not (shift.start <= start and end <= shift.end):
        yield start, "is not inside the shift"
    if "window" in activity and not any(a <= start and end <= b for a, b in activity["window"]):
        yield start, f"is not inside a window {activity['window']}"
    if "clock" in activity and not inside_clock(start % DAY, end - start, *activity["clock"]):
        yield start, f"is not inside the clock {activity['clock']}"
    edges = [(shift.start, start), (end, shift.end)]
    edges += [(b["end"], start) if b["start"] < start else (end, b["start"]) for b in shift.breaks]
    if any(0 <= b - a < gap for a, b in edges):
        yield start, f"is less than {gap} min from the shift's start, its end or a break"


def inside_clock(start: int, minutes: int, earliest: int, latest: int) -> bool:
    """Whether start..start + minutes of a day lies in earliest..latest, which may pass midnight."""
    return any(earliest <= s and s + minutes <= latest for s in (start, start + DAY))


OUTSIDE_RULES = (
    ("shift template", template_kept),
    ("horizon", in_horizon),
)
"""Asked of shifts that start outside the horizon too."""

SHIFT_RULES = (
    *OUTSIDE_RULES,
    ("slot grid", on_slot_grid),
    ("availability", is_available),
    ("time off", not_on_time_off),
    ("leave", not_on_leave),
    ("employed", is_employed),
    ("work mode", in_work_mode),
    ("site", at_known_site),
    ("activities", activities_in_place),
)
