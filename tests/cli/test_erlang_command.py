"""`wfm erlang`: one question, a file of them, JSON, and one sentence for what cannot be asked."""

import csv
import dataclasses
import io
import json
import random

import pytest
from typer import Typer
from typer.testing import CliRunner

from wfm.cli.engines import questions
from wfm.cli.engines.erlang import erlang
from wfm.domain.errors import InputError

app = Typer()
app.command()(erlang)


def run(*words):
    """The command's output; its InputError if it ends with one."""
    found = CliRunner().invoke(app, list(words))
    if isinstance(found.exception, InputError):
        raise found.exception
    assert found.exit_code == 0, found.output
    return found.output


def test_one_question_as_a_table_and_as_json():
    """100 calls of 180 s, 80/20, cap 85 %, shrinkage 30 %: 14 heads, 20 after shrinkage."""
    words = ("--model", "erlang_c", "--volume", "100", "--aht", "180", "--max-occupancy", "0.85", "--shrinkage", "0.3")
    assert "heads after shrinkage" in run(*words)
    found = json.loads(run(*words, "--json"))
    assert (found["heads"], found["scheduled"]) == (14, 20)
    assert found["service_level"] == pytest.approx(0.88835, abs=1e-5)


def test_a_promise_that_holds_at_any_load_is_answered():
    """Without patience nobody waits: twenty heads keep the virtual promise however large the load."""
    words = ("--load", "1000", "--aht", "240", "--patience", "0", "--definition", "virtual")
    assert json.loads(run(*words, "--json"))["heads"] == 20


def test_a_batch_keeps_its_order_and_says_inf(tmp_path):
    """Rows override the options; an overload has an infinite wait, which JSON gets as text."""
    file = tmp_path / "q.csv"
    file.write_text("model,volume,heads\nerlang_c,100,14\nerlang_c,100,3\nerlang_a,100,\n")
    rows = list(csv.DictReader(io.StringIO(run("--aht", "180", "--batch", str(file)))))
    assert [row["heads"] for row in rows] == ["14.0", "3.0", "12.0"]
    answers = json.loads(run("--aht", "180", "--batch", str(file), "--json"))
    assert answers[1]["asa_seconds"] == "inf"
    assert answers[1]["p_wait"] == 1.0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1: columns must be among model, volume"),
        ("speed\n3\n", "line 1: columns must be among"),
        ("volume,heads\n10,2\nten,2\n", "line 3: volume must be a number, got 'ten'"),
        ("volume,heads\n10\n", "line 2: row must have 2 cells"),
        ("volume,definition\n10,best\n", "line 2: definition must be one of offered"),
        ("volume,share\n10,1.5\n", "line 2: share must be in"),
        ("load,concurrency\n10,inf\n", "line 2: concurrency must be a whole number, got 'inf'"),
        ("load,concurrency\n10,2.7\n", "line 2: concurrency must be a whole number, got '2.7'"),
        ("volume,load\n10,3\n", "line 2: volume or load must be given, not both"),
    ],
)
def test_a_bad_batch_names_the_line(tmp_path, text, sentence):
    """The file, the line and the value are told."""
    file = tmp_path / "q.csv"
    file.write_text(text)
    with pytest.raises(InputError, match=sentence):
        run("--batch", str(file))


def test_a_bad_option_is_one_sentence(tmp_path):
    """Values out of range and files that are not there."""
    with pytest.raises(InputError, match="model must be one of"):
        run("--model", "erlang_x", "--volume", "1")
    with pytest.raises(InputError, match="volume or load must be given"):
        run()
    with pytest.raises(InputError, match="cannot be read"):
        run("--batch", str(tmp_path / "none.csv"))


OPTIONS = {
    "model": ("erlang_a", "erlang_b", "erlang_c", "chat"),
    "volume": (0.0, 1.0, 40.0, 333.3),
    "aht_seconds": (20.0, 300.0),
    "patience_seconds": (0.0, 180.0, float("inf")),
    "heads": (None, None, 0.0, 5.0, 70.0),
    "share": (0.5, 0.8, 1.0),
    "seconds": (0.0, 20.0),
    "definition": ("offered", "answered", "excluding_short", "virtual"),
    "max_occupancy": (1.0, 0.85),
    "max_abandonment": (None, 0.05),
    "concurrency": (1, 3),
}


@pytest.mark.parametrize("seed", range(60))
def test_plain_and_compiled_answers_agree(monkeypatch, seed):
    """A question is answered in plain Python or compiled by its size alone: every figure is the same."""
    rng = random.Random(seed)
    given = {name: rng.choice(values) for name, values in OPTIONS.items()}
    if given["model"] == "erlang_b":  # no number of lines blocks nobody
        given["share"] = min(given["share"], 0.99)
    plain = questions.answer_options(given)
    monkeypatch.setattr(questions, "FEW", 0)
    monkeypatch.setattr(questions, "SMALL", -1)
    compiled = questions.answer_options(given)
    figures = dataclasses.asdict(compiled)
    words = {name: figures.pop(name) for name, value in [*figures.items()] if not isinstance(value, float | int)}
    found = dataclasses.asdict(plain)
    assert {name: found.pop(name) for name in words} == words
    assert found == pytest.approx(figures, rel=1e-9, abs=1e-13)


def test_a_patience_beyond_measure_is_endless():
    """A patience of 10^21 AHTs, at a load next to nothing: an answer, and at once."""
    found = json.loads(run("--model", "erlang_a", "--volume", "1e-12", "--aht", "1e-9", "--patience", "1e12", "--json"))
    assert found["heads"] == 1
