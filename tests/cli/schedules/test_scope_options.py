"""Drafts of a part from the command line: whom, from when, and what is told of the rest."""

from __future__ import annotations

from tests.cli.commandline import Wfm


def test_a_draft_of_some_reps_from_noon(planned: Wfm) -> None:
    """Whom it is about, what stays and how many shifts of others are counted on are printed; bad options are refused."""
    assert planned("publish").code == 0
    scope = ("--rep", "r01", "--rep", "r02", "--from", "2026-06-02 12:00")
    done = planned("schedule", "--time-limit", "0.1", *scope)
    assert done.code == 0, done.err
    assert "The draft is about 2 reps: Person 1, Person 2, 2026-06-02 to 2026-06-02" in done.out
    assert "What has begun by 12:00 on Tue 02 Jun stays as published" in done.out
    before = planned.dump()
    for options, said in (
        (("--team", "red"), "there is no team 'red'"),
        (("--from", "noon"), "--from must be a time such as '2026-11-25 12:00', got 'noon'"),
        (("--first-day", "2026-06-01", "--days", "1", "--from", "2026-06-02"), "must be on 1 Jun 2026"),
    ):
        done = planned("schedule", "--time-limit", "0.1", *options)
        assert done.code == 1
        assert len(done.errors) == 1
        assert said in done.errors[0]
    assert planned.dump() == before
    told = planned("schedule", "--time-limit", "0.1", "--rep", "r01")
    assert "published shifts of others counted on" in told.out
