"""Makes the example files that are too long to write by hand: `python docs/examples/make.py [FOLDER]`.

calls.csv (twelve weeks of three queues), history.csv (two of them by the hour) and problem.json (ten reps, one week).
The same numbers come out on every machine: only Python's own generator is used.
"""

from __future__ import annotations

import csv
import json
import math
import random
import sys
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from pathlib import Path

FIRST, WEEKS = date(2026, 1, 5), 12
HOLIDAYS = {date(2026, 1, 19), date(2026, 2, 16)}

QUEUES = {
    # queue: channel, language, weekday hours, Saturday hours, contacts in the busiest half hour, handle time
    "voice-en": ("voice", "en", (8, 20), (9, 17), 33.0, 270.0),
    "voice-es": ("voice", "es", (9, 18), None, 9.0, 290.0),
    "email-en": ("email", "en", (8, 18), None, 6.0, 360.0),
}
WEEKDAY = (1.12, 1.04, 1.0, 0.96, 0.9, 0.55)
"""How busy Monday to Saturday are."""


def busy(hour: float) -> float:
    """How busy an hour of the day is: a peak before noon and a lower one in the afternoon, 1 at the highest."""
    return 0.35 + 0.65 * max(math.exp(-(((hour - 10.5) / 2.2) ** 2)), 0.8 * math.exp(-(((hour - 14.5) / 2.6) ** 2)))


def poisson(rng: random.Random, mean: float) -> int:
    """How many come where `mean` are expected (Knuth's multiplication)."""
    count, product, limit = 0, rng.random(), math.exp(-mean)
    while product > limit:
        count += 1
        product *= rng.random()
    return count


def calls() -> list[tuple[str, ...]]:
    """Half hours of all queues while they are open, in local time."""
    rng, rows = random.Random(2026), []
    for number in range(7 * WEEKS):
        day = FIRST + timedelta(days=number)
        level = rng.gauss(1.0, 0.04) * (0.75 if day in HOLIDAYS else 1.0) * (1.0 + 0.002 * number)
        for queue, (channel, language, weekdays, saturday, most, aht) in QUEUES.items():
            hours = weekdays if day.weekday() < 5 else saturday if day.weekday() == 5 else None
            for half in range(2 * hours[0], 2 * hours[1]) if hours else ():
                offered = poisson(rng, most * level * WEEKDAY[day.weekday()] * busy(half / 2 + 0.25))
                lost = 0 if channel == "email" else sum(rng.random() < 0.04 for _ in range(offered))
                seconds = "" if offered == lost else str(round(aht * rng.gauss(1.0, 0.3 / math.sqrt(offered - lost))))
                start = datetime.combine(day, time(half // 2, 30 * (half % 2)))
                figures = (offered, offered - lost, lost)
                rows.append((f"{start:%Y-%m-%d %H:%M}", queue, channel, language, *map(str, figures), seconds))
    return rows


def history(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The two voice queues by the hour: contacts added up, handle times averaged over those handled."""
    hours: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for start, queue, channel, _, offered, handled, _, seconds in rows:
        if channel == "voice":
            total = hours[start[:13].replace(" ", "T") + ":00", queue]
            total[0] += int(offered)
            total[1] += int(handled)
            total[2] += int(handled) * float(seconds or 0)
    return [(t, q, f"{n:.0f}", f"{s / h:.0f}" if h else "") for (t, q), (n, h, s) in sorted(hours.items())]


def problem() -> dict[str, object]:
    """A week of ten reps over two skills, in slots of half an hour."""
    lunch = {"name": "lunch", "minutes": 30, "paid": False, "window": [180, 300]}
    full = {
        "id": "full-time",
        "paid_minutes_per_week": [2400, 2400],
        "days_per_week": [5, 5],
        "max_consecutive_days": 5,
        "min_rest_minutes": 660,
        "shifts": [
            {
                "id": "8h",
                "start": {"earliest": 480, "latest": 690, "step": 30},
                "span_minutes": [510],
                "min_gap_minutes": 60,
                "breaks": [lunch],
            }
        ],
    }
    part = {
        "id": "part-time",
        "paid_minutes_per_week": [1200, 1500],
        "days_per_week": [4, 5],
        "max_consecutive_days": 5,
        "min_rest_minutes": 660,
        "shifts": [
            {"id": "5h", "start": {"earliest": 480, "latest": 900, "step": 30}, "span_minutes": [300], "breaks": []}
        ],
    }
    agents: list[dict[str, object]] = []
    for number in range(10):
        both = number % 3 == 0
        agent: dict[str, object] = {"id": f"r{number + 1:02d}", "name": f"Rep {number + 1}"}
        agent |= {"contract": "part-time" if number % 4 == 3 else "full-time"}
        agent |= {"skills": {"voice-en": 1, "voice-es": 1} if both else {"voice-en": 1}}
        agent |= {"work_mode": "remote"} if number % 2 else {"work_mode": "onsite", "site": "main"}
        agents.append(agent)
    agents[1]["time_off"] = [[4320, 5760]]
    agents[4]["preferences"] = {"start": 540, "days_off": [4]}
    return {
        "format": "wfm-problem/1",
        "name": "ten reps",
        "start": "2026-03-30",
        "timezone": "America/New_York",
        "days": 7,
        "slot_minutes": 30,
        "skills": ["voice-en", "voice-es"],
        "demand": [
            {"skill": "voice-en", "required": required((8, 20), (9, 17), 5.0)},
            {"skill": "voice-es", "required": required((9, 18), None, 1.6)},
        ],
        "sites": [{"id": "main", "seats": 6}],
        "contracts": [full, part],
        "agents": agents,
    }


def required(weekdays: tuple[int, int], saturday: tuple[int, int] | None, most: float) -> list[int]:
    """Heads in each half hour of a week that begins on a Monday."""
    heads = []
    for slot in range(7 * 48):
        day, hour = slot // 48, slot % 48 / 2
        hours = weekdays if day < 5 else saturday if day == 5 else None
        is_open = hours is not None and hours[0] <= hour < hours[1]
        heads.append(math.ceil(0.85 * most * WEEKDAY[day] * busy(hour + 0.25)) if is_open else 0)
    return heads


def lines(document: dict[str, object]) -> str:
    """JSON with a line for every entry of its lists; of required heads, a line for each half day."""
    parts = []
    for key, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            entries = ",\n".join("    " + json.dumps(entry) for entry in value)
            parts.append(f"  {json.dumps(key)}: [\n{entries}\n  ]")
        else:
            parts.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write(path: Path, header: str, rows: list[tuple[str, ...]]) -> None:
    """A CSV file with that header."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    made = calls()
    write(folder / "calls.csv", "start,queue,channel,language,offered,handled,abandoned,aht_seconds", made)
    write(folder / "history.csv", "t,queue,offered,aht_seconds", history(made))
    (folder / "problem.json").write_text(lines(problem()), encoding="utf-8")
