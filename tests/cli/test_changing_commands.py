"""Layers, special days, containment and the re-forecast within the day, on the command line."""

from __future__ import annotations

import pytest

from tests.cli.commandline import Wfm
from tests.weekday_centre import ZONE
from wfm.database.engine import open_database

LAYER = ("layer", "add", "multiply", "--value", "2", "--name", "sale", "--queue", "voice-en")
DAYS = ("--from", "2026-06-01", "--to", "2026-06-01")


def contacts(wfm: Wfm) -> float:
    """Planned contacts of the newest run."""
    db = open_database(f"sqlite:///{wfm.folder / 'data' / 'wfm.db'}")
    with db.read() as uow:
        run = uow.forecasts.latest()
    db.close()
    assert run is not None
    return float(run.forecasts[0].mean.sum())


def test_layers_from_the_command_line(planned: Wfm) -> None:
    """Add, list, off, on and remove; the newest forecast follows each at once."""
    before = contacts(planned)
    done = planned(*LAYER, *DAYS)
    assert done.code == 0
    assert "planned anew: forecast 1" in done.out
    assert contacts(planned) > 1.4 * before
    listed = planned("layer", "list").out
    assert "sale" in listed
    assert "multiply 2" in listed
    assert "2026-06-01 00:00 to 2026-06-02 00:00" in listed
    assert planned("layer", "off", "1").code == 0
    assert contacts(planned) == before
    assert planned("layer", "on", "1").code == 0
    assert contacts(planned) > before
    assert planned("layer", "remove", "1").code == 0
    assert contacts(planned) == before
    assert "There is no layer" in planned("layer", "list").out


def test_a_layer_on_some_hours_of_some_days(planned: Wfm) -> None:
    """Days of the week and hours are kept as given; a time ends a layer at that time."""
    times = (
        "--from",
        "2026-06-01T09:00",
        "--to",
        "2026-06-02T11:00",
        "--weekdays",
        "mon,Fri",
        "--hours",
        "09:00-24:00",
    )
    assert (
        planned("layer", "add", "add", "--value", "-5", "--name", "slow", "--queue", "voice-en", *times, "--off").code
        == 0
    )
    listed = planned("layer", "list").out
    assert "mon,fri 09:00-24:00" in listed
    assert "2026-06-01 09:00 to 2026-06-02 11:00" in listed
    assert " off " in listed


def test_containment_from_the_command_line(planned: Wfm) -> None:
    """A fifth of the contacts goes, and comes back with the switch."""
    before = contacts(planned)
    assert planned("containment", "add", "0.2", "--name", "bot", "--uplift", "0.1").code == 0
    assert contacts(planned) == pytest.approx(0.8 * before)
    assert "every queue" in planned("containment", "list").out
    assert planned("containment", "off", "1").code == 0
    assert contacts(planned) == before
    assert planned("containment", "on", "1").code == 0
    assert planned("containment", "remove", "1").code == 0
    assert "no containment scenario" in planned("containment", "list").out


def test_special_days_from_the_command_line(planned: Wfm) -> None:
    """A closed day is out of the next forecast, not of the last one."""
    before = contacts(planned)
    assert planned("special-day", "add", "2026-06-01", "no forecast", "--name", "move").code == 0
    assert "move" in planned("special-day", "list").out
    assert contacts(planned) == before
    assert planned("forecast", "--start", "2026-06-01", "--days", "2").code == 0
    assert contacts(planned) < 0.7 * before
    assert planned("special-day", "remove", "1").code == 0
    assert "no special day" in planned("special-day", "list").out


def test_intraday_from_the_command_line(planned: Wfm) -> None:
    """Today's contacts are imported, shown against the forecast, and kept only when asked."""
    rows = [f"2026-06-01 {h:02d}:{m:02d},voice-en,99" for h in range(8, 11) for m in (0, 30)]
    planned.write("today.csv", "\n".join(["start,queue,offered", *rows]) + "\n")
    assert planned("import", "history", "today.csv", "--zone", ZONE).code == 0
    before = contacts(planned)
    done = planned("intraday")
    assert done.code == 0
    assert "Today as of 2026-06-01 11:00" in done.out
    assert "594" in done.out
    assert contacts(planned) == before
    kept = planned("intraday", "--now", "2026-06-01T10:00", "--keep", "--queue", "voice-en")
    assert "Today as of 2026-06-01 10:00" in kept.out
    assert "Stored as forecast 2" in kept.out
    assert contacts(planned) > before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*LAYER, "--from", "soon", "--to", "2026-06-01"), "--from must be a day or time such as"),
        ((*LAYER, "--from", "2026-06-02", "--to", "2026-06-01"), "start must lie before end"),
        ((*LAYER, *DAYS, "--weekdays", "noday"), "--weekdays must be days such as mon,tue,fri"),
        ((*LAYER, *DAYS, "--hours", "8"), "--hours must be like 08:00-12:00"),
        (
            ("layer", "add", "divide", "--value", "2", "--name", "x", "--queue", "voice-en", *DAYS),
            "kind must be one of",
        ),
        (("layer", "add", "set", "--value", "2", "--name", "x", *DAYS), "must name a queue"),
        (("layer", "add", "add", "--value", "2", "--name", "x", "--queue", "nope", *DAYS), "there is no queue 'nope'"),
        (("layer", "off", "9"), "there is no layer 9"),
        (("special-day", "add", "2026-06-01", "adjust"), "adjust needs a factor > 0"),
        (("special-day", "add", "2026-06-01", "close"), "treatment of special day"),
        (("containment", "add", "1.2", "--name", "bot"), "containment share must be in"),
        (("forecast", "--template", "voice-en"), "--template must be like chat-fr=chat-en:0.3"),
        (("forecast", "--template", "voice-en=other:half"), "--template must be like chat-fr=chat-en:0.3"),
        (("forecast", "--template", "voice-en=other:0.5"), "there is no queue 'other'"),
        (("intraday", "--now", "noon"), "--now must be a day or time such as"),
    ],
)
def test_bad_values_are_one_sentence(planned: Wfm, arguments: tuple[str, ...], said: str) -> None:
    """Each refusal is one sentence with code 1, and nothing is stored."""
    before = planned.dump()
    done = planned(*arguments)
    assert done.code == 1
    assert len(done.errors) == 1
    assert said in done.errors[0]
    assert planned.dump() == before
