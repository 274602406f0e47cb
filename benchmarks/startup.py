"""CPU seconds of commands that compute little: what starting them costs.

`python -m benchmarks.startup` prints the median of five runs of each command, user and system time of the process and
its children; `--runs N` takes another number, and words after the options name one command of your own. They run on the
example files, in a folder and a database of their own. One run before the others warms the file cache and compiles.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
ZONE = "America/New_York"

BUILD = (
    "init",
    "import queues docs/examples/queues.csv",
    "import contracts docs/examples/contracts.toml",
    "import reps docs/examples/reps.csv",
    f"import history docs/examples/calls.csv --zone {ZONE}",
    "forecast --start 2026-03-30 --days 7",
    "staff",
    "schedule --time-limit 1",
    "solve wfm120.json -o schedule.json --time-limit 5 --quiet",
)
"""What the commands find in their folder; wfm120.json is an instance of 120 reps."""

COMMANDS = (
    "--help",
    "erlang --help",
    "erlang --load 10",
    "check wfm120.json schedule.json",
    "check --help",
    "solve --help",
    "schedule --help",
    "init",
    "status",
    "user list",
    "layer list",
    "import queues docs/examples/queues.csv",
    "import reps docs/examples/reps.csv",
    f"import history docs/examples/calls.csv --zone {ZONE} --dry-run",
    "coverage",
    "coverage --service",
    "export -o schedule.csv",
    "export -o schedule.xlsx",
    "publish 99",
    "simulate --replications 1",
    "forecast --queue none",
    "staff --forecast 99",
    "schedule --requirement 99",
)
"""Some end with an error on purpose, once everything that they need is loaded."""


def run(line: str, folder: Path) -> float:
    """CPU seconds of one command."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "WFM_DATA_DIR": str(folder / "data")}
    command = [sys.executable, "-m", "wfm.cli", *line.split()]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Build the folder and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "docs" / "examples", folder / "docs" / "examples")
        shutil.copy(ROOT / "benchmarks" / "instances" / "wfm120.json", folder)
        for line in BUILD:
            run(line, folder)
        print("CPU s   command")
        for line in [" ".join(given.command)] if given.command else COMMANDS:
            run(line, folder)
            print(f"{median(run(line, folder) for _ in range(given.runs)):5.2f}   wfm {line}", flush=True)


if __name__ == "__main__":
    main()
