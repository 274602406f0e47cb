"""`wfm audit`: what was done is shown and written, and unusable filters are told in a sentence."""

from __future__ import annotations

import csv
import stat

import pytest

from tests.cli.commandline import Wfm


def test_what_was_done_is_shown(centre: Wfm) -> None:
    """The newest first, narrowed down by who, what and which; the way to older entries is told."""
    shown = centre("audit")
    assert shown.code == 0
    assert "when (UTC)" in shown.out
    assert "history" in shown.out
    narrow = centre("audit", "--who", "operator", "--action", "created", "--entity", "user", "--id", "admin")
    assert "user admin" in narrow.out
    assert "history" not in narrow.out
    assert "There is no such entry" in centre("audit", "--who", "someone").out
    assert "There is no such entry" in centre("audit", "--since", "2999-01-01", "--until", "9999-12-31").out
    first = centre("audit", "--limit", "1")
    assert "older entries: --before " in first.out
    number = first.out.rsplit("--before ", 1)[1].split()[0]
    assert centre("audit", "--before", number, "--limit", "1").out != first.out


def test_it_is_written_whole(centre: Wfm) -> None:
    """All that is sought is in the file, times in UTC."""
    done = centre("audit", "--csv", "log.csv", "--entity", "user")
    assert done.code == 0
    with (centre.folder / "log.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["entity_id"] for row in rows] == ["admin"]
    assert rows[0]["at_utc"].endswith("Z")
    assert stat.S_ISREG((centre.folder / "log.csv").stat().st_mode)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--id", "3"), "--id goes with --entity"),
        (("--since", "soon"), "--since must be a date"),
        (("--since", "2026-02-02", "--until", "2026-02-01"), "from a moment to a later one"),
        (("--limit", "0"), "must be in 1..1000, got 0"),
        (("--csv", "log.csv", "--limit", "5"), "--csv writes all that is sought"),
    ],
)
def test_unusable_filters(centre: Wfm, arguments: tuple[str, ...], sentence: str) -> None:
    """One sentence, and no file."""
    done = centre("audit", *arguments)
    assert done.code == 1
    assert len(done.errors) == 1
    assert sentence in done.errors[0]
    assert not (centre.folder / "log.csv").exists()
