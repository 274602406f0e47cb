"""The files that docs/staffing.md shows are staffed as they stand there."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from tests.cli.commandline import Wfm

TEXT = (Path(__file__).parents[2] / "docs" / "staffing.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```\w+ (\w+)\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL))


def test_the_documented_files_are_staffed(wfm: Wfm) -> None:
    """Every queue of the forecast, the second tier, the waiting work and the pool's rows come out."""
    forecast, targets = (wfm.write(f"{name}.csv", BLOCKS[name]) for name in ("forecast", "targets"))
    done = wfm("staff", "--file", forecast, "--targets", targets, "-o", "required.csv")
    assert done.code == 0, done.err
    assert "5 queues staffed, written to required.csv, required.work.csv, required.pools.csv" in done.out
    assert "no forecast rows for chat-en" in done.out
    with (wfm.folder / "required.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {row["queue"] for row in rows} == {"voice-en", "voice-es", "experts", "email-en", "sales"}
    assert {row["skill"] for row in rows if row["queue"] == "voice-es"} == {"spanish"}
    assert all(row["t"].endswith("-05:00") for row in rows)
