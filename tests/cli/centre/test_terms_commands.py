"""`wfm terms`, `employ`, `team`, `class` and `week-start`, as an operator calls them."""

from __future__ import annotations

import pytest

from tests.cli.commandline import Wfm


def first_reps(centre: Wfm) -> tuple[str, str]:
    """The ids of two reps of the centre."""
    lines = (centre.folder / "reps.csv").read_text().splitlines()[1:3]
    return lines[0].split(",")[0], lines[1].split(",")[0]


def done(centre: Wfm, *arguments: str) -> str:
    """What a command says that ends well."""
    finished = centre(*arguments)
    assert finished.code == 0, finished.err
    return finished.out


def test_terms_are_set_listed_shown_and_removed(centre: Wfm) -> None:
    """From a day on; what is not told stays."""
    rep, _ = first_reps(centre)
    done(centre, "team", "set", "blue", "--name", "Blue team", "--lead", rep)
    told = done(
        centre, "terms", "set", rep, "--from", "2031-03-01", "--skills", "voice-en=0.8", "--stage", "nesting", "--team", "blue"
    )  # fmt: skip
    assert told == f"{rep}: these terms hold from 2031-03-01\n"
    done(centre, "terms", "set", rep, "--from", "2031-04-01", "--no-team")
    listed = done(centre, "terms", "list")
    assert "voice-en:0.8" in listed
    assert "no team" in listed
    shown = done(centre, "person", "show", rep)
    assert "Employed with no first or last day set" in shown
    assert "2031-03-01" in shown
    assert done(centre, "terms", "remove", rep, "--from", "2031-03-01") == (
        f"{rep}: the terms from 2031-03-01 are removed\n"
    )
    done(centre, "terms", "remove", rep, "--from", "2031-04-01")
    assert done(centre, "terms", "list", rep) == "No terms hold from a date.\n"


def test_employment(centre: Wfm) -> None:
    """A day that is not told stays, and `open` takes one away."""
    rep, _ = first_reps(centre)
    assert done(centre, "employ", rep, "--to", "2031-03-01") == f"{rep}: employed until 2031-03-01\n"
    assert "from 2030-01-01 to 2031-03-01" in done(centre, "employ", rep, "--from", "2030-01-01")
    assert "employed from 2030-01-01\n" in done(centre, "employ", rep, "--to", "open")
    assert "2030-01-01" in done(centre, "person", "show", rep)


def test_teams(centre: Wfm) -> None:
    """Made, filled, left and removed."""
    rep, other = first_reps(centre)
    done(centre, "team", "set", "blue", "--lead", rep)
    done(centre, "team", "set", "blue", "--name", "Blue")
    assert done(centre, "team", "move", "blue", rep, other) == f"{rep}, {other}: in team blue\n"
    listed = done(centre, "team", "list")
    assert f"{rep}, {other}" in listed
    assert centre("team", "remove", "blue").errors == [
        f"error: team 'blue' is the team of {rep}, {other}; move them first"
    ]
    done(centre, "team", "leave", rep, other)
    done(centre, "team", "remove", "blue")
    assert done(centre, "team", "list") == "There is no team.\n"


def test_classes(centre: Wfm) -> None:
    """Made, joined, moved to a later graduation, left, removed."""
    rep, _ = first_reps(centre)
    done(centre, "class", "set", "fall", "--starts", "2031-09-01", "--graduates", "2031-10-01", "--ramp", "0=0.5,6=1")
    done(centre, "class", "join", "fall", rep)
    assert done(centre, "class", "set", "fall", "--graduates", "2031-11-01") == (
        "class fall: in training from 2031-09-01, graduates on 2031-11-01\n"
    )
    assert "0.5 from week 0" in done(centre, "class", "list")
    assert "Class fall: in training from 2031-09-01" in done(centre, "person", "show", rep)
    done(centre, "class", "leave", rep)
    done(centre, "class", "remove", "fall")
    assert done(centre, "class", "list") == "There is no training class.\n"


def test_the_week(centre: Wfm) -> None:
    """Shown, and set."""
    assert done(centre, "week-start") == "Weeks begin on Monday\n"
    assert done(centre, "week-start", "Sunday") == "Weeks begin on Sunday\n"
    assert done(centre, "week-start") == "Weeks begin on Sunday\n"


def test_files_of_terms_classes_and_teams(centre: Wfm) -> None:
    """Stated back; a dry run writes nothing."""
    rep, other = first_reps(centre)
    centre.write("terms.csv", f"rep,from,stage\n{rep},2031-03-01,nesting\n")
    before = centre.dump()
    dry = done(centre, "import", "terms", "terms.csv", "--dry-run")
    assert dry.splitlines() == [
        f"{rep} from 2031-03-01: stage nesting",
        "terms.csv: 1 terms added, 0 changed, 0 as they were",
        "nothing was written",
    ]
    assert centre.dump() == before
    done(centre, "import", "terms", "terms.csv")
    assert done(centre, "import", "terms", "terms.csv") == "terms.csv: 0 terms added, 0 changed, 1 as they were\n"
    centre.write("classes.csv", f"id,starts,graduates,members\nfall,2031-09-01,2031-10-01,{rep}|{other}\n")
    assert "2 members named" in done(centre, "import", "classes", "classes.csv")
    centre.write("teams.toml", f'[[teams]]\nid = "blue"\nmembers = ["{rep}"]\n')
    assert done(centre, "import", "teams", "teams.toml") == "team blue stored\n"
    centre.write("classes.toml", '[[classes]]\nid = "fall"\nstarts = 2031-09-02\ngraduates = 2031-10-01\n')
    assert done(centre, "import", "classes", "classes.toml") == "class fall stored\n"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ("terms set REP --from 2031-02-30 --stage live", "from: must be a date such as 2024-05-31, got '2031-02-30'"),
        ("terms set REP --from 2031-02-01", "terms from 2031-02-01 must change something"),
        ("terms set REP --from 2031-02-01 --skills en=fast", "skills.en: must be a number >= 0, got 'fast'"),
        ("terms set REP --from 2031-02-01 --mode moon", "work_mode: must be one of onsite, remote, hybrid, got 'moon'"),
        ("terms set REP --from 2031-02-01 --team x --no-team", "--team and --no-team do not go together"),
        ("terms set nobody --from 2031-02-01 --stage live", "there is no rep 'nobody'"),
        ("terms remove REP --from soon", "--from must be a date such as 2026-11-23, got 'soon'"),
        (
            "employ REP --from 2031-02-01 --to 2031-01-01",
            "rep 'REP': employment ends on 2031-01-01, before it begins on 2031-02-01",
        ),
        ("employ nobody --to 2031-01-01", "there is no rep 'nobody'"),
        ("team set x --lead nobody", "there is no rep 'nobody'"),
        ("team set x --lead REP --no-lead", "--lead and --no-lead do not go together"),
        ("team move none REP", "there is no team 'none'"),
        ("class set x --starts 2031-01-01", "a new training class needs --graduates"),
        (
            "class set x --starts 2031-01-01 --graduates 2030-01-01",
            "training class 'x': must graduate after it starts on 2031-01-01, got 2030-01-01",
        ),
        ("class set x --starts 2031-01-01 --graduates 2031-02-01 --ramp 0=2", "training class 'x': speed from week 0 must be in (0, 1], got 2.0"),
        ("class join none REP", "there is no training class 'none'"),
        ("week-start someday", "the weekday must be one of monday, tuesday"),
        ("import classes x.toml --dry-run", "--dry-run goes with CSV and Excel files"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told_in_a_sentence(centre: Wfm, arguments: str, error: str) -> None:
    """Nothing is changed."""
    rep, _ = first_reps(centre)
    before = centre.dump()
    finished = centre(*arguments.replace("REP", rep).split())
    assert finished.code == 1
    assert len(finished.errors) == 1
    assert finished.errors[0].startswith(f"error: {error.replace('REP', rep)}")
    assert centre.dump() == before
