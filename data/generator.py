"""Writes the demo centre as files: `python -m data.generator FOLDER [TODAY]`. The same day gives the same bytes."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time
from pathlib import Path

from data import arrivals, people
from data.dates import DemoDates
from data.files import centre_bytes, contacts_bytes, leave_bytes, reps_bytes
from wfm.machine import write_files

SEED = 2026

USAGE = "python -m data.generator FOLDER [TODAY] writes the demo's files for a day such as 2026-11-23, by default today"


def generate(dates: DemoDates, seed: int = SEED) -> dict[str, bytes]:
    """Every file by its name; everyone there is to hire, and the contacts up to today's midnight in UTC."""
    found = people.recruits(seed, dates)
    until = datetime.combine(dates.today, time(), UTC)
    histories = [arrivals.recorded(records, dates, dates.first_day, until) for records in arrivals.history(seed, dates)]
    return {
        "centre.toml": centre_bytes(dates),
        "reps.csv": reps_bytes(recruit.rep for recruit in found),
        "contacts.csv": contacts_bytes(histories),
        "leave.csv": leave_bytes(leave for recruit in found for leave in recruit.leave),
    }


def main(folder: Path, today: date) -> None:
    """Write every file into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_files({folder / name: content for name, content in generate(DemoDates(today)).items()})


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3 or any(argument.startswith("-") for argument in sys.argv[1:]):
        raise SystemExit(USAGE)
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else date.today())
