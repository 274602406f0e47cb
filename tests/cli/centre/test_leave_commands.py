"""`wfm leave` and `wfm import leave`, as an operator calls them."""

from __future__ import annotations

from tests.cli.centre.test_person_commands import first_rep
from tests.cli.commandline import Wfm


def test_a_sick_call_is_entered_shortened_and_cancelled(centre: Wfm) -> None:
    """Each says what counts; the list shows what stands."""
    rep = first_rep(centre)
    done = centre("leave", "enter", rep, "--kind", "sick", "--from", "2030-06-03", "--to", "2030-06-05")
    assert done.code == 0, done.err
    assert done.out.replace("\n", " ").startswith(f"leave 1 of {rep} is entered: Sick, 2030-06-03 to 2030-06-05 (")
    assert "it counts 24 h and 3 days" in done.out.replace("\n", " ")
    assert "2030-06-03 to 2030-06-05" in centre("leave", "list").out
    assert "it counts 8 h and 1 day" in centre("leave", "shorten", "1", "--from", "2030-06-03").out.replace("\n", " ")
    assert centre("leave", "cancel", "1").out == f"leave 1 of {rep} is cancelled; nothing of it counts any more\n"
    assert centre("leave", "list").out == "There is no leave.\n"
    assert "withdrawn" in centre("leave", "list", "--all", "--rep", rep).out


def test_what_leave_takes_is_shown_set_and_told_first(centre: Wfm) -> None:
    """By a word; a dry run writes nothing."""
    assert centre("leave", "takes").out.startswith(
        "Leave shortens the published shifts in it; those with less than an hour left"
    )
    assert centre("leave", "takes", "release").out == "Leave takes the published shifts in it off the timeline\n"
    assert centre("leave", "takes", "eat").errors == [
        "error: what leave does to shifts must be open, release, shorten, got 'eat'"
    ]
    before = centre.dump()
    looked = centre("leave", "enter", first_rep(centre), "--kind", "sick", "--from", "2030-06-03", "--dry-run")
    assert looked.out == "no published shift lies in it\nnothing was written\n"
    assert centre("leave", "enter", first_rep(centre), "--kind", "nap", "--from", "2030-06-03", "--dry-run").code == 1
    assert centre.dump() == before


def test_kinds_are_listed_changed_and_added(centre: Wfm) -> None:
    """What is not said stays."""
    assert "Unpaid leave" in centre("leave", "kinds").out
    assert centre("leave", "kind", "set", "jury", "--hours-per-day", "6").out == "leave kind jury is changed\n"
    assert (
        centre("leave", "kind", "set", "vet", "--name", "Pet at the vet", "--unpaid").out == "leave kind vet is added\n"
    )
    listed = centre("leave", "kinds").out
    assert "Jury duty" in listed
    assert "6 h" in listed
    assert "Pet at the vet" in listed
    centre("leave", "kind", "set", "jury", "--hours-per-day", "0", "--retired")
    assert "not used any more" in centre("leave", "kinds").out


def test_what_cannot_be_is_one_sentence(centre: Wfm) -> None:
    """Nothing changes."""
    rep = first_rep(centre)
    centre("leave", "enter", rep, "--kind", "sick", "--from", "2030-06-03")
    before = centre.dump()
    for arguments, sentence in (
        (("--kind", "nap", "--from", "2030-07-01"), "there is no leave kind 'nap'; known are vacation"),
        (("--kind", "sick", "--from", "2030-02-30"), "--from there is no day or time '2030-02-30'"),
        (("--kind", "sick", "--from", "2030-06-03T10:00"), "--to must be given where leave begins at a time"),
        (("--kind", "sick", "--from", "2030-07-02", "--to", "2030-07-01"), "must start before it ends"),
        (
            ("--kind", "sick", "--from", "2030-06-01", "--to", "2030-06-04"),
            f"there is leave of '{rep}' on 2030-06-03 already",
        ),
        (("--kind", "sick", "--from", "2030-07-01", "--credit-hours=-1"), "--credit-hours must be in 0..10000, got -1"),
        (("--kind", "sick", "--from", "2030-07-01", "--credit-hours=1e308"), "must be in 0..10000, got 1e+308"),
    ):
        refused = centre("leave", "enter", rep, *arguments)
        assert refused.code == 1
        assert len(refused.errors) == 1
        assert sentence in refused.err.replace("\n", " ")
    assert centre("leave", "kind", "set", "A B").errors[0].startswith("error: the id of a kind of leave must be")
    assert centre("leave", "cancel", "99").errors == ["error: there is no time-off request 99"]
    assert centre.dump() == before


def test_leave_is_imported_from_a_file(centre: Wfm) -> None:
    """Looked at, stored, and the same again; a row that cannot be used is named by line and column."""
    rep = first_rep(centre)
    centre.write("leave.csv", f"rep,from,to,kind\n{rep},2030-12-24,2030-12-26,vacation\n")
    assert centre("import", "leave", "leave.csv", "--dry-run").out.splitlines() == [
        "leave.csv: 1 new, 0 as they were",
        "nothing was written",
    ]
    assert centre("import", "leave", "leave.csv").out == "leave.csv: 1 new, 0 as they were\n"
    assert "nothing changes: all of it is there already" in centre("import", "leave", "leave.csv").out
    centre.write("bad.csv", f"rep,from,to,kind\n{rep},2030-12-24,2030-12-2x,vacation\n")
    refused = centre("import", "leave", "bad.csv")
    assert refused.code == 1
    assert "bad.csv line 2, column to: must be a day such as 2026-12-24" in refused.errors[0]
