"""`wfm person` and `wfm retention`, as an operator calls them."""

from __future__ import annotations

import json
import stat

from tests.cli.commandline import Wfm


def first_rep(centre: Wfm) -> str:
    """The id of a rep of the centre."""
    line = (centre.folder / "reps.csv").read_text().splitlines()[1]
    return line.split(",")[0]


def test_a_person_is_exported_to_a_private_file(centre: Wfm) -> None:
    """As JSON, on the screen or in a file that only its owner reads."""
    id = first_rep(centre)
    shown = centre("person", "export", id)
    assert json.loads(shown.out)["rep"][0]["id"] == id
    done = centre("person", "export", id, "--to", "person.json")
    assert done.out == f"person.json: everything that is held on {id}\n"
    file = centre.folder / "person.json"
    assert json.loads(file.read_text())["person"] == id
    assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0


def test_a_person_is_erased_after_they_left(centre: Wfm) -> None:
    """Refused while they work here, looked at without --yes, gone with it."""
    id = first_rep(centre)
    refused = centre("person", "erase", id, "--yes")
    assert refused.code == 1
    assert refused.errors == [f"error: rep '{id}' works here; mark them as gone first: wfm person deactivate {id}"]
    assert centre("person", "deactivate", id).out == f"{id} no longer works here\n"
    before = centre.dump()
    looked = centre("person", "erase", id)
    assert "nothing was changed; add --yes to erase" in looked.out
    assert centre.dump() == before
    done = centre("person", "erase", id, "--yes")
    assert done.code == 0, done.err
    assert f"{id} is erased; former-" in done.out
    assert f"'{id}'" not in "".join(centre.dump())
    assert centre("person", "export", id).errors == [f"error: there is no rep and no account '{id}'"]
    assert centre("person", "scrub").code == 0


def test_a_rep_may_come_back(centre: Wfm) -> None:
    """Someone who is not erased."""
    id = first_rep(centre)
    centre("person", "deactivate", id)
    assert centre("person", "activate", id).out == f"{id} works here\n"
    assert centre("person", "deactivate", "nobody").errors == ["error: there is no rep 'nobody'"]


def test_retention_is_listed_set_and_applied(centre: Wfm) -> None:
    """Nothing is removed before it is set; a dry run removes nothing."""
    listed = centre("retention", "list").out
    assert "leave-reasons" in listed
    assert "never" in listed
    assert centre("retention", "apply").out == "Nothing is removed: no kind of data was given a time\n"
    assert centre("retention", "set", "history", "90").out == "history: kept for 90 days\n"
    before = centre.dump()
    assert "What would be removed" in centre("retention", "apply", "--dry-run").out
    assert centre.dump() == before
    assert "Removed" in centre("retention", "apply").out
    assert centre("retention", "set", "history", "never").out == "history: never removed\n"


def test_what_cannot_be_set_is_told(centre: Wfm) -> None:
    """One sentence each."""
    assert centre("retention", "set", "history", "soon").errors == [
        "error: the days must be a whole number, or never, got 'soon'"
    ]
    assert "a kind of data must be one of leave-reasons" in centre("retention", "set", "wages", "9").errors[0]
    assert centre("retention", "set", "history", "9").errors == [
        "error: history must be kept for 90 to 36500 days, or never removed, got 9"
    ]
    assert centre("retention", "set", "history", "9" * 400).code == 1
