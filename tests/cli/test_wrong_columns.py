"""Files whose columns do not fit: one sentence on what the nearest kind of file lacks, and the option that helps."""

from __future__ import annotations

import re

import pytest

from tests.cli.commandline import Wfm
from tests.weekday_centre import ZONE, history_csv

TIMES = "t,calls\n2026-05-04 08:00,3\n2026-05-04 08:30,4\n"
SLASHED = "t,calls\n03/04/2026 08:00,3\n03/04/2026 08:30,4\n"
AMAZON = "ChannelType,TimeStamp,IntervalDuration,IncomingContactVolume\nVOICE,2026-05-04T15:00:00Z,{},10\n"
GENESYS = "Interval Start UTC Date,Offered,Media Type\n2026-05-04T15:00:00Z,10,VOICE\n"


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        (
            "timestamp,queue,count\n2026-05-04 08:00,voice-en,3\n",
            (),
            "calls.csv line 1: this looks like a generic history, but a column for the contacts offered is missing "
            "(offered, calls, contacts)",
        ),
        (
            "date,queue,offered\n2026-05-04,voice-en,3\n",
            (),
            "calls.csv line 1: this looks like a generic history by date and time, but a column for the time of day is "
            "missing (time, time of day, start)",
        ),
        (
            "\nQueueName,IncomingContactVolume\nSupport,3\n",
            (),
            "calls.csv line 2: this looks like a generic history, but a column for the start of the interval is missing "
            "(timestamp, start, t)",
        ),
        (
            GENESYS,
            (),
            "calls.csv line 1: this looks like a Genesys Cloud history, but a column for the queue is missing (Queue); if "
            "the file is of one queue, say --queue NAME",
        ),
        (
            GENESYS.replace(",Media Type", "").replace(",VOICE", ""),
            (),
            "calls.csv line 1: this looks like a Genesys Cloud history, but columns for the queue (Queue) and the channel "
            "(Media Type) are missing; if the file is of one queue, say --queue NAME",
        ),
        (TIMES, (), "calls.csv: the times carry no zone; say --zone, such as --zone America/New_York"),
        (
            SLASHED,
            ("--zone", ZONE),
            "calls.csv: column t: cannot tell day from month in '03/04/2026 08:00'; say --day-first or --month-first",
        ),
        (
            TIMES.replace("2026-05-04 08:30,4\n", ""),
            ("--zone", ZONE),
            "calls.csv: cannot tell the length of an interval from one point in time; say --interval MINUTES",
        ),
        (
            TIMES.replace("08:30", "08:20"),
            ("--zone", ZONE),
            "calls.csv: intervals must be 5, 10, 15, 30, 60 minutes apart, got 20, or some are absent; "
            "say --interval MINUTES",
        ),
    ],
)
def test_history_says_what_is_missing(wfm: Wfm, text: str, options: tuple[str, ...], sentence: str) -> None:
    """The whole sentence, once."""
    wfm("init")
    wfm.write("calls.csv", text)
    done = wfm("import", "history", "calls.csv", *options)
    assert done.code == 1
    assert done.err.splitlines() == [f"error: {sentence}"]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (AMAZON.format("15mins"), ("--queue", "Support")),
        (GENESYS, ("--queue", "Support", "--interval", "15")),
        (TIMES, ("--zone", ZONE)),
        (SLASHED, ("--zone", ZONE, "--day-first")),
        (TIMES.replace("2026-05-04 08:30,4\n", ""), ("--zone", ZONE, "--interval", "30")),
        (TIMES.replace("08:30", "08:20"), ("--zone", ZONE, "--interval", "5")),
    ],
)
def test_the_option_that_is_named_helps(wfm: Wfm, text: str, options: tuple[str, ...]) -> None:
    """With it the same file is read."""
    wfm("init")
    wfm.write("calls.csv", text)
    assert wfm("import", "history", "calls.csv", *options).code == 0
    queue = "support" if "Support" in options else "voice-en"
    assert queue in wfm("status").out


@pytest.mark.parametrize(
    ("command", "text", "sentence"),
    [
        ("reps", "id,name\nr1,Ann\n", "got id, name: contract and skills are missing"),
        ("reps", "id,skills\nr1,voice-en\n", "got id, skills: contract is missing"),
        ("queues", "id,channel\nq,voice\n", "got id, channel: zone is missing"),
        (
            "queues",
            "id,channel,zone,aht\nq,voice,UTC,3\nr,voice,UTC,3\n",
            "column 'aht' is not known; known are id, channel, language",
        ),
    ],
)
def test_other_tables_say_what_is_missing(wfm: Wfm, command: str, text: str, sentence: str) -> None:
    """Once for the file, at its first line, and not once for every row."""
    wfm("init")
    wfm.write("file.csv", text)
    done = wfm("import", command, "file.csv")
    assert done.code == 1
    assert len(done.errors) == 1
    assert done.errors[0].startswith("error: file.csv line 1: ")
    assert sentence in done.errors[0]
    assert "refused" not in done.err


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("t,offered", "got t,offered: queue is missing; if the file is of one queue, say --queue NAME"),
        ("start,calls", "got start,calls: t, queue and offered are missing"),
        ("t,queue,offered,colour", "colour is not known"),
        ("t,queue,offered,queue", "queue appears twice"),
        ("t;queue;offered", "columns must be separated by commas"),
    ],
)
def test_forecasts_of_files_say_what_is_missing(wfm: Wfm, header: str, sentence: str) -> None:
    """One sentence that ends with what to do."""
    wfm.write("h.csv", header + "\n")
    done = wfm("forecast", "--file", "h.csv", "--start", "2026-06-01", "-o", "f.csv")
    assert (done.code, len(done.errors)) == (1, 1)
    assert "h.csv, line 1: header must be t,queue,offered and any of" in done.errors[0]
    assert done.errors[0].endswith(sentence)


def test_a_file_of_one_queue_is_forecast_under_its_name(wfm: Wfm) -> None:
    """--queue names the queue of a file without that column, and chooses among the queues of one with it."""
    rows = [line.split(",") for line in history_csv(weeks=3).splitlines()[1:]]
    wfm.write("h.csv", "\n".join(["t,offered", *(f"{row[0]},{row[4]}" for row in rows)]))
    command = ("forecast", "--start", "2026-06-01", "--days", "1", "-o", "f.csv")
    assert wfm(*command, "--file", "h.csv", "--queue", "calls").code == 0
    assert ",calls," in (wfm.folder / "f.csv").read_text()
    two = "\n".join(["t,queue,offered", *(f"{row[0]},{q},{row[4]}" for row in rows for q in ("a", "b"))])
    wfm.write("two.csv", two)
    assert wfm(*command, "--file", "two.csv", "--queue", "b").code == 0
    assert ",b," in (wfm.folder / "f.csv").read_text()
    assert ",a," not in (wfm.folder / "f.csv").read_text()
    assert "queue must be one of a, b, got 'c'" in wfm(*command, "--file", "two.csv", "--queue", "c").errors[0]


def test_staffing_of_files_says_what_is_missing(wfm: Wfm) -> None:
    """A column, a forecast that is still a history, a queue that targets of one queue name and of two do not."""
    wfm.write("one.toml", "[queues.calls]\n")
    wfm.write("two.toml", "[queues.calls]\n[queues.chats]\n")
    rows = "2026-06-01T08:00,10\n2026-06-01T08:30,10\n"
    wfm.write("f.csv", "t,mean\n" + rows)
    wfm.write("h.csv", "t,offered\n" + rows)
    command = ("staff", "-o", "r.csv", "--file")
    assert wfm(*command, "f.csv", "--targets", "one.toml").code == 0
    assert ",calls," in (wfm.folder / "r.csv").read_text()
    told = wfm(*command, "f.csv", "--targets", "two.toml").errors[0]
    assert "got t,mean: queue is missing; if the file is of one queue, let the file of --targets name that" in told
    told = wfm(*command, "h.csv", "--targets", "one.toml").errors[0]
    assert told.endswith("mean is missing; this looks like a history, which must be forecast first")


@pytest.mark.parametrize(
    "command",
    [
        ("forecast", "--file", "h.csv", "--start", "2026-06-01", "-o", "f.csv", "--quantile", "0.8"),
        ("forecast", "--file", "h.csv", "--start", "2026-06-01", "-o", "f.csv", "--template", "a=b"),
        ("staff", "--file", "f.csv", "--targets", "t.toml", "-o", "r.csv", "--shrinkage", "0.1"),
        ("staff", "--file", "f.csv", "--targets", "t.toml", "-o", "r.csv", "--target", "80/20"),
    ],
)
def test_options_without_effect_are_refused(wfm: Wfm, command: tuple[str, ...]) -> None:
    """What a file is not read with is said, not left without effect."""
    done = wfm(*command)
    assert done.code == 1
    assert f"{command[-2]} does not go with --file" in done.errors[0]


@pytest.mark.parametrize("count", [1, 3, 4, 25])
@pytest.mark.parametrize("kind", ["history", "reps", "queues"])
def test_a_refused_row_is_printed_once(centre: Wfm, kind: str, count: int) -> None:
    """By the error where it has room for all of them, else in a list; the first twenty, and how many more there are."""
    header, row, options = {
        "history": ("t,queue,calls", "2026-05-04 {:02d}:00,voice-en,x", ("--zone", ZONE)),
        "reps": ("id,contract,skills,work_mode", "r{},full-time,fax,remote", ()),
        "queues": ("id,channel,zone", "q{},fax,UTC", ()),
    }[kind]
    centre.write("file.csv", "\n".join([header, *(row.format(n) for n in range(count))]) + "\n")
    before = centre.dump()
    done = centre("import", kind, "file.csv", *options)
    assert done.code == 1
    assert len(done.errors) == 1
    told = done.out + done.err
    for line in range(2, min(count, 20) + 2):
        assert len(re.findall(rf"file.csv line {line}\b", told)) == 1, line
    assert ("and 5 more refused rows" in told) == (count == 25)
    assert (f"file.csv: {count} rows cannot be used; nothing was imported" in told) == (count > 3)
    assert centre.dump() == before


def test_a_dry_run_names_refused_rows(centre: Wfm) -> None:
    """What would be refused is listed, once."""
    centre.write("file.csv", "t,calls\n2026-05-04 08:00,3\n2026-05-04 08:30,x\n2026-05-04 09:00,3\n")
    done = centre("import", "history", "file.csv", "--zone", ZONE, "--dry-run")
    assert done.code == 0
    assert (done.out + done.err).count("file.csv line 3") == 1
