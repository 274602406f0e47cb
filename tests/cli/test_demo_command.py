"""`wfm demo`: the whole way on the demo centre, twice."""

from __future__ import annotations

from tests.cli.commandline import Wfm


def test_the_demo_covers_its_centre_and_stands_a_second_run(wfm: Wfm) -> None:
    """Required, scheduled and short heads are printed, under 1 % short; the second run changes nothing."""
    first = wfm("demo", "--no-app", "--time-limit", "3")
    assert first.code == 0, first.err
    line = next(line for line in first.out.splitlines() if line.startswith("Required "))
    assert "scheduled" in line
    assert float(line.split("(")[1].split(" %")[0]) < 1
    for name in ("planner", "manager", "rep", "rep2"):
        assert name in first.out
    before = wfm.dump()
    second = wfm("demo", "--no-app")
    assert second.code == 0
    assert "exists already: 120 reps" in second.out
    assert "is published already" in second.out
    assert "The accounts exist already" in second.out
    assert wfm.dump() == before
