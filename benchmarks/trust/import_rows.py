"""Seconds and peak memory of a large import of history.

`python -m benchmarks.trust.import_rows` makes a file of twenty queues and two years of quarter hours (1.4 million rows,
57 MB) in a temporary folder, prepares a database and imports the file. `--queues N` and `--days N` make another size,
`--database URL` takes a PostgreSQL database, which must be empty, instead of SQLite. A second import replaces every row
with itself.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
FIRST = date(2024, 1, 1)
SLOTS = 96


def write_history(path: Path, queues: int, days: int, seed: int) -> int:
    """A file of quarter hours, mostly quiet at night; its rows."""
    rng = np.random.default_rng(seed)
    times = [f"{slot // 4:02d}:{slot % 4 * 15:02d}" for slot in range(SLOTS)]
    shape = 1.0 + 30.0 * np.exp(-(((np.arange(SLOTS) - 52) / 18) ** 2))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("timestamp,queue,offered,handled,aht\n")
        for day in range(days):
            stamp = (FIRST + timedelta(days=day)).isoformat()
            for queue in range(queues):
                offered = rng.poisson(shape)
                handled = rng.binomial(offered, 0.96)
                aht = rng.gamma(20.0, 15.0, SLOTS)
                file.writelines(
                    f"{stamp}T{times[s]}:00Z,queue-{queue:02d},{offered[s]},{handled[s]},{aht[s]:.1f}\n"
                    for s in range(SLOTS)
                )
    return queues * days * SLOTS


def measured(command: list[str], environment: dict[str, str]) -> tuple[float, float, int]:
    """Seconds, peak memory in MB and exit code of a `wfm` command."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "wfm.cli", *command], env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024  # macOS tells bytes, Linux kilobytes
    return time.perf_counter() - begun, usage.ru_maxrss * unit / 1e6, process.returncode


def main() -> None:
    """Make the file, import it twice, and print what that took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queues", type=int, default=20)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--database")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "history.csv"
        rows = write_history(file, given.queues, given.days, given.seed)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "WFM_DATA_DIR": str(folder / "data")}
        if given.database:
            environment["WFM_DATABASE_URL"] = given.database
        print(f"{rows:,} rows, {file.stat().st_size / 1e6:.0f} MB", flush=True)
        for title, command in (
            ("init", ["init"]),
            ("import", ["import", "history", str(file)]),
            ("import again", ["import", "history", str(file)]),
        ):
            seconds, megabytes, code = measured(command, environment)
            print(f"{title:12}  {seconds:6.1f} s  {megabytes:6.0f} MB  exit code {code}", flush=True)


if __name__ == "__main__":
    main()
