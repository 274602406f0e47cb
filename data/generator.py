"""Writes the files of the demo centre: `python -m data.generator [FOLDER]`. The same seed gives the same bytes."""

from __future__ import annotations

import sys
from pathlib import Path

from data import FOLDER, arrivals, people
from data.files import HISTORY, history_bytes
from data.rosters import REPS, TIME_OFF, reps_bytes, time_off_bytes
from data.settings import CENTRE, centre_bytes
from wfm.machine import write_files

SEED = 2026


def generate(seed: int = SEED) -> dict[str, bytes]:
    """Every file by its name."""
    reps = people.reps(seed)
    return {
        CENTRE: centre_bytes(),
        HISTORY: history_bytes(arrivals.history(seed)),
        REPS: reps_bytes(reps),
        TIME_OFF: time_off_bytes(people.time_off(seed, reps)),
    }


def main(folder: Path = FOLDER) -> None:
    """Write every file into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_files({folder / name: content for name, content in generate().items()})


if __name__ == "__main__":
    if any(argument.startswith("-") for argument in sys.argv[1:]):
        raise SystemExit("python -m data.generator [FOLDER] writes the demo's files, by default beside this module")
    main(*(Path(argument) for argument in sys.argv[1:2]))
