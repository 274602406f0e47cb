"""A shift with the template it obeys, and why it does not obey one."""

from __future__ import annotations

import math

from benchmarks.judge.problem import DAY, Case, Json

NIGHT = 300
"""Nights include any of 00:00 to 05:00."""


class Shift:
    """A shift with the template it obeys."""

    def __init__(self, case: Case, contract: Json, raw: Json) -> None:
        self.start: int = raw["start"]
        self.end: int = raw["end"]
        self.site: str | None = raw.get("site")
        self.breaks: list[Json] = sorted(raw.get("breaks", []), key=lambda b: b["start"])
        self.activities: list[Json] = sorted(raw.get("activities", []), key=lambda a: a["start"])
        self.day = self.start // DAY
        self.template, self.why = shift_template(case, contract, self)
        self.kind: str | None = None if self.template is None else self.template["id"]
        self.paid: int = self.end - self.start if self.template is None else paid_minutes(case, self.template, self)

    def is_night(self) -> bool:
        """Whether it includes any of 00:00 to 05:00."""
        first, last = self.start // DAY, (self.end - 1) // DAY
        return any(self.start < d * DAY + NIGHT and d * DAY < self.end for d in range(first, last + 1))


def shift_template(case: Case, contract: Json, shift: Shift) -> tuple[Json | None, str]:
    """The first shift template of the contract that the shift obeys, and why not otherwise."""
    reasons = []
    for template in contract["shifts"]:
        bad = template_fault(case, template, shift)
        if bad is None:
            return template, ""
        reasons.append(f"{template['id']}: {bad}")
    return None, "; ".join(reasons)


def template_fault(case: Case, t: Json, shift: Shift) -> str | None:
    """Why the shift is not of this template, or None."""
    start_of_day, span, want = shift.start % DAY, shift.end - shift.start, t["breaks"]
    lo, hi, step = t["start"]["earliest"], t["start"]["latest"], t["start"]["step"]
    if not (lo <= start_of_day <= hi and (start_of_day - lo) % step == 0):
        return f"start {start_of_day} not in {lo}..{hi} step {step}"
    if span not in t["span_minutes"]:
        return f"span {span} not in {t['span_minutes']}"
    if "weekdays" in t and case.weekday(shift.day) not in t["weekdays"]:
        return f"starts on weekday {case.weekday(shift.day)}, allowed {t['weekdays']}"
    if "latest_end" in t and shift.end - shift.day * DAY > t["latest_end"]:
        return f"ends at {shift.end - shift.day * DAY}, latest {t['latest_end']}"
    if [b["name"] for b in shift.breaks] != [b["name"] for b in want]:
        return f"breaks {[b['name'] for b in shift.breaks]} are not {[b['name'] for b in want]}"
    return breaks_fault(t, shift)


def breaks_fault(t: Json, shift: Shift) -> str | None:
    """Why the shift's breaks, by name those of the template, are not where they may be, or None."""
    cursor = shift.start
    least, most = t.get("min_gap_minutes", 0), t.get("max_gap_minutes", math.inf)
    for b, w in zip(shift.breaks, t["breaks"], strict=True):
        fault = break_fault(b, w, shift)
        if fault is not None:
            return fault
        if b["start"] - cursor < least:
            return f"only {b['start'] - cursor} min of work before {w['name']}, need {least}"
        if b["start"] - cursor > most:
            return f"{b['start'] - cursor} min without a break before {w['name']}, limit {most}"
        cursor = b["end"]
    if shift.end - cursor < least:
        return f"only {shift.end - cursor} min of work after the last break, need {least}"
    if shift.end - cursor > most:
        return f"{shift.end - cursor} min without a break at the end, limit {most}"
    return None


def break_fault(b: Json, w: Json, shift: Shift) -> str | None:
    """Why a break is not as long or not where its template wants it, or None."""
    offset, clock = b["start"] - shift.start, b["start"] - shift.day * DAY
    if b["end"] - b["start"] != w["minutes"]:
        return f"{w['name']} lasts {b['end'] - b['start']}, not {w['minutes']}"
    if not w["window"][0] <= offset <= w["window"][1]:
        return f"{w['name']} at offset {offset}, window {w['window']}"
    if "clock" in w and not w["clock"][0] <= clock <= w["clock"][1]:
        return f"{w['name']} at {clock} of the day, clock {w['clock']}"
    return None


def paid_minutes(case: Case, template: Json, shift: Shift) -> int:
    """What the template says, or the span less its unpaid breaks."""
    stated: int | None = template.get("paid_minutes")
    if stated is not None:
        return stated
    unpaid: int = sum(b["minutes"] for b in template["breaks"] if not b["paid"])
    return case.elapsed(shift.start, shift.end) - unpaid
