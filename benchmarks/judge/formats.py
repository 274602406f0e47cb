"""The keys that the two formats have, and the files that are judged: refused when they hold others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.judge.problem import Json
from benchmarks.judge.wrong_values import wrong_values


def check_input(problem: Json, schedule: Json) -> None:
    """Raise ValueError naming the path of every unknown key and wrong value."""
    if problem["format"] != "wfm-problem/1" or schedule["format"] != "wfm-schedule/1":
        raise ValueError("not a wfm-problem/1 and a wfm-schedule/1 file")
    unknown = [f"problem: {p}: unknown key" for p in unknown_keys(problem, PROBLEM)]
    unknown += [f"schedule: {p}: unknown key" for p in unknown_keys(schedule, SCHEDULE)]
    wrong = unknown or [f"problem: {path}: {text}" for path, text in wrong_values(problem)]
    if wrong:
        raise ValueError("; ".join(wrong))


def unknown_keys(value: Any, known: Any, path: str = "") -> Iterator[str]:
    """The paths of the keys that a format does not have."""
    if isinstance(known, dict) and isinstance(value, dict):
        for key, inner in value.items():
            here = f"{path}.{key}" if path else key
            if key not in known:
                yield here
            else:
                yield from unknown_keys(inner, known[key], here)
    elif isinstance(known, list) and isinstance(value, list):
        for i, inner in enumerate(value):
            yield from unknown_keys(inner, known[0], f"{path}[{i}]")


def keys(names: str, **nested: Any) -> Json:
    """The keys of one object: plain ones by name, and those that hold objects or lists of them."""
    return {**dict.fromkeys(names.split()), **nested}


BREAKS = [keys("name start end")]
PIECES = [keys("id start end")]
SHIFT = keys("agent start end site locked", breaks=BREAKS, activities=PIECES)
SCHEDULE = keys(
    "format problem objective lower_bound terms seconds status",
    shifts=[SHIFT],
    unscheduled=[keys("agent reason")],
    shortfalls=[keys("skill start end heads reason")],
)
TEMPLATE = keys(
    "id span_minutes min_gap_minutes weekdays paid_minutes latest_end max_gap_minutes",
    start=keys("earliest latest step"),
    breaks=[keys("name minutes paid window clock")],
)
CONTRACT = keys(
    "id paid_minutes_per_week days_per_week max_consecutive_days min_rest_minutes start_spread_minutes max_weekends "
    "not_next_day min_start_gap_minutes weekly_rest_minutes max_consecutive_weekends rotation",
    shifts=[TEMPLATE],
    totals=[keys("of shifts weekdays between price", over=keys("weeks rolling"))],
    runs=[keys("of between price")],
    complete_weekends=keys("price"),
)
AGENT = keys(
    "id name contract skills work_mode site office_days available time_off wage_per_hour hired team employed "
    "rotation_week",
    leave=[keys("from to paid_minutes days")],
    before=keys(
        "last_shift_end consecutive_days days_off template weekends", week=keys("paid_minutes days office_days")
    ),
    preferences=keys("start days_off", shifts=[keys("day shift want price")]),
)
ACTIVITY = keys(
    "id minutes window clock together attend max_away min_gap_minutes price",
    times=keys("per between"),
    **{"for": keys("contract skill team")},
)
DEMAND = keys(
    "skill skills required weight deferrable",
    work=[keys("arrives due head_slots")],
    steps=[keys("required weight")],
    per=keys("skill heads"),
)
PROBLEM = keys(
    "format name start first_weekday timezone days slot_minutes week_start elapsed skills",
    given=[keys("agent skills start end site", breaks=BREAKS, activities=PIECES)],
    sites=[keys("id seats")],
    objective=keys("short deep deep_from over pay wages start day_off consistency fairness change break_change"),
    demand=[DEMAND],
    contracts=[CONTRACT],
    agents=[AGENT],
    activities=[ACTIVITY],
    published=SCHEDULE,
)
