"""`wfm staff`: second tiers on the command line, pools and files, and what cannot be read."""

from __future__ import annotations

import csv

import pytest

from tests.cli.commandline import Wfm

TARGETS = """
[queues.en]
patience_seconds = 180
max_occupancy = 1.0
[queues.es]
patience_seconds = 180
max_occupancy = 1.0
language = "es"
[[pools]]
queues = ["en", "es"]
share = 0.4
"""


def _files(wfm: Wfm) -> list[str]:
    rows = [f"2026-03-02T{h:02d}:00,{q},{n},300" for h in range(8, 16) for q, n in (("en", 200), ("es", 70))]
    (wfm.folder / "f.csv").write_text("\n".join(["t,queue,mean,aht_seconds", *rows]) + "\n")
    (wfm.folder / "t.toml").write_text(TARGETS)
    places = [str(wfm.folder / name) for name in ("f.csv", "t.toml", "r.csv")]
    return ["--file", places[0], "--targets", places[1], "-o", places[2]]


def test_pools_of_a_file_are_an_option(wfm: Wfm) -> None:
    """Together by default, with the pool's rows beside the result; apart with --separate."""
    options = _files(wfm)
    together = wfm("staff", *options)
    assert together.code == 0, together.err
    assert "en and es share reps" in together.out
    assert (wfm.folder / "r.pools.csv").exists()
    (wfm.folder / "r.pools.csv").unlink()
    apart = wfm("staff", *options, "--separate")
    assert apart.code == 0, apart.err
    assert "share reps" not in apart.out
    assert not (wfm.folder / "r.pools.csv").exists()


@pytest.mark.parametrize("text", ["calls", "a:b", "a:b:much", "a:b:0.1:600:9", "a:b:0.1:long"])
def test_second_tiers_that_cannot_be_read(centre: Wfm, text: str) -> None:
    """The sentence shows the form and what was seen."""
    done = centre("staff", "--escalate", text)
    assert done.code == 1
    assert "FROM:TO:SHARE[:AHT]" in done.err
    assert text in done.err


def test_shrinkage_asks_for_its_share_of_hours(centre: Wfm) -> None:
    """Required hours are base / (1 - shrinkage) to the printed decimal, and so is every interval of a file."""
    assert centre("forecast", "--start", "2026-06-01", "--days", "2").code == 0
    row = next(line for line in centre("staff", "--shrinkage", "0.15").out.splitlines() if "voice-en" in line)
    figures = [float(word) for word in row.replace(",", "").split() if word.replace(".", "").isdigit()]
    base, required = figures[:2]
    assert required == pytest.approx(base / 0.85, abs=0.1)
    options = _files(centre)
    (centre.folder / "t.toml").write_text(f"shrinkage = 0.15\n{TARGETS}")
    assert centre("staff", *options).code == 0
    lines = (centre.folder / "r.csv").read_text().splitlines()
    rows = list(csv.DictReader(lines))
    assert all(float(r["required"]) == pytest.approx(float(r["base"]) / 0.85, rel=1e-4) for r in rows)
    assert all(float(r["base"]).is_integer() for r in rows)
