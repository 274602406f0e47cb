"""Bad input: one clear sentence each, code 1, and the database as it was."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.cli.commandline import Wfm
from tests.weekday_centre import REPS, SETUP, ZONE, history_csv

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
HEADER = "start,queue,channel,language,offered,aht_seconds\n"


def _refused(wfm: Wfm, *command: str | Path, naming: tuple[str, ...]) -> None:
    """The command is refused in one sentence that names all of these, and nothing is written."""
    before = wfm.dump()
    done = wfm(*command)
    assert done.code == 1
    assert len(done.errors) == 1, done.err
    for word in naming:
        assert word in done.errors[0], done.errors[0]
    assert wfm.dump() == before


@pytest.mark.parametrize(
    ("text", "naming"),
    [
        ("", ("calls.csv", "empty")),
        ("a,b,c\n1,2,3\n", ("calls.csv", "a, b, c")),
        (
            HEADER + "2026-05-04 08:00,voice-en,voice,en,12,240\n2026-05-04 08:30,voice-en,voice,en,many,240\n",
            ("line 3", "offered", "many"),
        ),
        (
            HEADER + "2026-05-04 08:00,voice-en,voice,en,-3,240\n2026-05-04 08:30,voice-en,voice,en,3,240\n",
            ("line 2", "offered", "-3"),
        ),
        (HEADER + "soon,voice-en,voice,en,3,240\n", ("line 2", "soon")),
    ],
    ids=["empty file", "wrong header", "text in a number", "negative", "no time"],
)
def test_history_files(centre: Wfm, text: str, naming: tuple[str, ...]) -> None:
    """Faulty history files are refused whole, naming file, line and column."""
    centre.write("calls.csv", text)
    _refused(centre, "import", "history", "calls.csv", "--zone", ZONE, naming=naming)


@pytest.mark.parametrize(
    ("text", "naming"),
    [
        ("", ("reps.csv", "empty")),
        ("who,where\na,b\n", ("reps.csv", "who")),
        (REPS + "r03,Twice,full-time,voice-en,remote,,yes\n", ("line 14", "r03")),
        (REPS + "r99,New,full-time,voice-fr,remote,,yes\n", ("line 14", "voice-fr")),
        (REPS + "r99,New,half-time,voice-en,remote,,yes\n", ("line 14", "half-time")),
        (REPS + "r99,New,full-time,voice-en,onsite,moon,yes\n", ("line 14", "moon")),
        (REPS + "r99,New,full-time,voice-en,remote,,no\n", ("line 14", "home workspace")),
    ],
    ids=[
        "empty file",
        "wrong header",
        "duplicate id",
        "unknown skill",
        "unknown contract",
        "unknown site",
        "no workspace",
    ],
)
def test_reps_files(centre: Wfm, text: str, naming: tuple[str, ...]) -> None:
    """Faulty reps files are refused whole, naming file, line and value."""
    centre.write("reps.csv", text)
    _refused(centre, "import", "reps", "reps.csv", naming=naming)


@pytest.mark.parametrize(
    ("old", "new", "naming"),
    [
        ("span_minutes = [510]", "span_minutes = [1500]", ("1500", "1440")),
        ("days_per_week = [5, 5]", "days_per_week = [2, 2]", ("40", "2 to 2 days")),
        ("min_rest_minutes = 660", "", ("min_rest_minutes",)),
        ("seats = 10", "seats = -1", ("seats", "-1")),
        ("seats = 10", "seats = 10\nfloors = 3", ("floors",)),
        ("[[sites]]", "[[sites", ("TOML",)),
    ],
    ids=[
        "shift longer than the day",
        "40 hours in two days",
        "missing key",
        "negative seats",
        "unknown key",
        "no TOML",
    ],
)
def test_contract_files(centre: Wfm, old: str, new: str, naming: tuple[str, ...]) -> None:
    """Impossible contracts and malformed settings are refused, naming the path of the value."""
    centre.write("contracts.toml", SETUP.replace(old, new))
    _refused(centre, "import", "contracts", "contracts.toml", naming=("contracts.toml", *naming))


@pytest.mark.parametrize(
    ("command", "naming"),
    [
        (("import", "history", "nowhere.csv"), ("nowhere.csv",)),
        (("forecast", "--start", "soon"), ("--start", "soon")),
        (("forecast", "--days", "0"), ("days",)),
        (("forecast", "--queue", "fax"), ("fax",)),
        (("forecast", "--cores", "many"), ("many",)),
        (("forecast", "-o", "x.csv"), ("--file",)),
        (("forecast", "--file", "calls.csv"), ("--start",)),
        (("staff", "--target", "fast"), ("--target", "fast")),
        (("staff", "--target", "120/20"), ("1.2",)),
        (("staff", "--aht", "0"), ("handle time",)),
        (("staff", "--shrinkage", "1"), ("shrinkage", "1")),
        (("staff", "--model", "guess"), ("--model", "guess")),
        (("staff", "--queue", "fax", "--aht", "10"), ("fax",)),
        (("schedule", "--preset", "fastest"), ("fastest",)),
        (("schedule", "--first-day", "2027-01-01"), ("2027-01-01",)),
        (("schedule", "--requirement", "99"), ("99",)),
        (("publish", "99"), ("99",)),
        (("export", "-o", "x.pdf"), (".pdf",)),
        (("generate", "reps", "--for", "some"), ("some",)),
        (("generate", "reps"), ("either",)),
        (("generate", "reps", "--count", "0"), ("0",)),
    ],
    ids=" ".join,
)
def test_options(planned: Wfm, command: tuple[str, ...], naming: tuple[str, ...]) -> None:
    """Values that make no sense are refused in a sentence, on a centre where the command would work."""
    _refused(planned, *command, naming=naming)


def test_the_database_cannot_be_opened(wfm: Wfm, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is no database, a folder that cannot be made, an unknown driver, a missing server: a sentence each."""
    junk = wfm.write("junk.db", "this is no database " * 100)
    held = wfm.write("held", "a file, not a folder")
    for url, word in (
        (f"sqlite:///{junk}", "junk.db"),
        (f"sqlite:///{held}/inside/wfm.db", "inside"),
        ("nothing://x", "nothing"),
        ("not a url", "not a url"),
        ("postgresql://nobody@127.0.0.1:1/none", "127.0.0.1"),
    ):
        monkeypatch.setenv("WFM_DATABASE_URL", url)
        for command in ("init", "status"):
            done = wfm(command)
            assert done.code == 1, (url, command)
            assert len(done.errors) == 1
            assert word in done.errors[0]
    assert junk.read_text() == "this is no database " * 100


def test_a_password_in_the_address_is_never_told(wfm: Wfm, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence about a server that cannot be reached hides its password."""
    monkeypatch.setenv("WFM_DATABASE_URL", "postgresql://nobody:hush@127.0.0.1:1/none")
    done = wfm("init")
    assert done.code == 1
    assert "hush" not in done.err + done.out


def test_a_port_in_use(wfm: Wfm) -> None:
    """Both the app and the demo refuse before they do anything."""
    wfm("init")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        _refused(wfm, "app", "--port", port, naming=(f"port {port} is in use",))
        _refused(wfm, "demo", "--port", port, naming=(f"port {port} is in use",))


def test_usage_errors_have_code_two(wfm: Wfm) -> None:
    """An unknown command, an unknown option and a missing argument are wrong usage."""
    for command in (("dance",), ("forecast", "--fast"), ("import", "history"), ("forecast", "--days", "x")):
        assert wfm(*command).code == 2, command


def test_a_demo_beside_another_centre(centre: Wfm) -> None:
    """The demo refuses a database that holds another centre."""
    _refused(centre, "demo", "--no-app", naming=("another centre",))


def test_rows_left_out_are_listed(centre: Wfm) -> None:
    """With --skip-refused the good rows are imported and each other row is named."""
    centre.write("calls.csv", history_csv(weeks=1) + "2026-05-29 17:30,voice-en,voice,en,many,240\n")
    done = centre("import", "history", "calls.csv", "--zone", ZONE, "--skip-refused")
    assert done.code == 0
    assert "1 rows were left out" in done.out
    assert "many" in done.err


def test_a_dry_run_writes_nothing(centre: Wfm) -> None:
    """The file is stated back and the database stays as it was."""
    before = centre.dump()
    centre.write("calls.csv", history_csv(seed=9))
    done = centre("import", "history", "calls.csv", "--zone", ZONE, "--dry-run")
    assert done.code == 0
    assert "nothing was written" in done.out
    assert centre.dump() == before


@pytest.mark.parametrize("place", ["name", "skills", "key"])
def test_half_a_surrogate_pair_in_a_problem(centre: Wfm, place: str) -> None:
    """JSON can spell what no terminal can print; it is one sentence, not a traceback."""
    problem = EXAMPLES.joinpath("problem.json").read_text(encoding="utf-8")
    odd = {
        "name": problem.replace('"name": "', '"name": "\\ud800', 1),
        "skills": problem.replace('"voice-en"', '"\\udc00"'),
        "key": problem.replace('"days"', '"\\ud800"', 1),
    }[place]
    assert odd != problem
    centre.write("problem.json", odd)
    _refused(
        centre,
        "check",
        "problem.json",
        EXAMPLES / "schedule.json",
        naming=("problem.json", "\\ud800" if place == "key" else "the character U+D"),
    )


def test_names_of_files_do_not_steer_the_terminal(centre: Wfm) -> None:
    """An escape in a name is shown as one; so is a byte that is no text."""
    done = centre("import", "reps", "a\x1b]0;owned\x07.csv")
    assert done.errors == ["error: a\\x1b]0;owned\\x07.csv: there is no such file"]
    assert centre("import", "reps", "a\udcff.csv").errors == ["error: a\\udcff.csv: there is no such file"]
    (centre.folder / "a\x1b[2J.csv").write_bytes(b"t,calls\n2026-05-04 08:00,3\n2026-05-04 08:30,4\n")
    done = centre("import", "history", "a\x1b[2J.csv", "--zone", ZONE, "--dry-run")
    assert done.code == 0
    assert "\x1b" not in done.out + done.err
    assert "a\\x1b[2J.csv: generic history" in done.out


@pytest.mark.parametrize(
    ("row", "naming"),
    [
        ("=cmd|'/C calc'!A0,1", ("line 2", "must not begin with =")),
        ("voice-en,1_0e400", ("line 2", "offered must be a number")),
        ("voice-en,2e9", ("line 2", "at most 1,000,000,000")),
    ],
)
def test_headless_histories(centre: Wfm, row: str, naming: tuple[str, ...]) -> None:
    """A queue that a spreadsheet would run does not pass from file to file; neither do figures beyond any centre."""
    centre.write("h.csv", f"t,queue,offered\n2026-05-04T08:00,{row}\n")
    options = ("--file", "h.csv", "--start", "2026-05-11", "-o", "out.csv")
    _refused(centre, "forecast", *options, naming=("h.csv", *naming))
    assert not (centre.folder / "out.csv").exists()


def test_wide_headers_of_headless_files(centre: Wfm) -> None:
    """Sixty thousand columns are told at once."""
    centre.write("wide.csv", ",".join(f"c{k}" for k in range(60_000)) + "\n")
    for command in (
        ("forecast", "--file", "wide.csv", "--start", "2026-05-11", "-o", "o.csv"),
        ("erlang", "--batch", "wide.csv"),
    ):
        _refused(centre, *command, naming=("wide.csv", "line 1", "at most 1,000 columns, got 60,000"))
