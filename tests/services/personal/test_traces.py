"""Finding a person in words: whole words only, others' names kept, ids that are words told by what stands before."""

from __future__ import annotations

import pytest

from wfm.services.personal.traces import Traces, parts_of, probes_of

ANA = Traces(
    "ana",
    ("ana.ruiz",),
    ("Ana Ruiz",),
    ("ana@x.example",),
    (),
    frozenset({"ana-maria", "Ana Ruiz Lopez", "bob", "ana.ruiz2"}),
)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("ana is off", "X is off"),
        ("Ana, ANA and ana.", "X, X and X."),
        ("banana, anatomy, ana_x, lana", "banana, anatomy, ana_x, lana"),
        ("ana-maria and ana.ruiz2 stay", "ana-maria and ana.ruiz2 stay"),
        ("Ana Ruiz Lopez and ana ruiz", "Ana Ruiz Lopez and X"),
        ("ANA  RUIZ\nLOPEZ, ana\truiz", "ANA  RUIZ\nLOPEZ, X"),
        ("Ruiz, Ana", "X"),
        ("ANA@X.EXAMPLE or ana@elsewhere.example", "X or X@elsewhere.example"),
        ("hours-ana.csv, ana.csv", "hours-X.csv, X.csv"),
        ("rep 'ana': 'ana.ruiz'", "rep 'X': 'X'"),
        ("", ""),
    ],
)
def test_words(text: str, hidden: str) -> None:
    """What is the person's is replaced, and nothing else."""
    assert ANA.hidden(text, "X") == hidden
    assert ANA.found_in(text) == (text != hidden)


@pytest.mark.parametrize("id", ["1", "12", "a", "schedule", "Will", "voice-en", "bob"])
def test_ids_that_are_words(id: str) -> None:
    """They are told where a rep is spoken of, and left alone elsewhere."""
    traces = Traces(id, (), (id,), others=frozenset({"bob"} - {id} or {"other"}), things=frozenset({"voice-en"}))
    if id == "bob":
        traces = Traces("bob", (), ("bob",), others=frozenset({"bob"}))
    assert traces.hidden(f"{id} of {id} lines", "X") == f"{id} of {id} lines"
    assert traces.hidden(f"rep {id} and '{id}'", "X") == "rep X and 'X'"
    published = {"shifts": {id: [1], "other": [2]}, "kept": {id: [3]}}
    assert traces.document_hidden(published, "X") == {"shifts": {"X": [1], "other": [2]}, "kept": {"X": [3]}}


def test_names_in_other_alphabets() -> None:
    """Accents may be one sign or two, and a name need not be of Latin letters."""
    traces = Traces(None, (), ("Zoë Åkesson", "王 小明"), ())
    assert Traces("小明", (), ("王 小明",)).hidden("请问小明在吗, 王 小明", "X") == "请问X在吗, X"
    assert traces.hidden("Zoe\u0308 A\u030akesson, ZOË ÅKESSON, 王 小明", "X") == "X, X, X"


def test_a_pattern_in_a_name_is_a_name() -> None:
    """Nothing of a name is read as a pattern."""
    traces = Traces("a.c*", ("x(y", "[z]"), ("A+ (B) C$",), ("q|r@x",))
    assert traces.hidden("abc a.c* x(y [z] A+ (B) C$ q|r@x q r@x", "X") == "abc X X X X X q r@x"


def test_documents() -> None:
    """Keys say whose id a value is; what was said of the person beside it goes."""
    traces = Traces("1", ("schedule",), ("Ana Ruiz",))
    document = {
        "kind": "schedule",
        "rep": "1",
        "reason": "often ill",
        "n": 1,
        "who": "schedule",
        "others": [{"rep": "2", "reason": "as Ana Ruiz said"}, {"owners": {"1": [3], "2": [1]}}],
        "reps": ["1", "2"],
    }
    assert traces.document_hidden(document, "X") == {
        "kind": "schedule",
        "rep": "X",
        "reason": "",
        "n": 1,
        "who": "X",
        "others": [{"rep": "2", "reason": "as X said"}, {"owners": {"X": [3], "2": [1]}}],
        "reps": ["X", "2"],
    }
    assert list(traces.document_parts(document["others"])) == [
        {"rep": "2", "reason": "as Ana Ruiz said"},
        {"1": [3], "2": [1]},
    ]


@pytest.mark.parametrize("id", ["1", "ana", "schedule"])
def test_documents_with_a_part_per_rep(id: str) -> None:
    """Owners and awards in the audit log are named by the rep, whatever the id looks like."""
    traces = Traces(id, ())
    for key in ("shifts", "awards"):
        document = {key: {id: [1, 2], "": [3]}, "lines": 1}
        assert traces.document_hidden(document, "X") == {key: {"X": [1, 2], "": [3]}, "lines": 1}
        assert list(traces.document_parts(document)) == [document[key]]


def test_single_words_of_names() -> None:
    """Of a name of several words only."""
    assert parts_of(["Ana Ruiz", "Will", "Bo de Vries"]) == ("Ana", "Ruiz", "Vries")


def test_probes() -> None:
    """Letters that stand in every spelling of a term, in JSON too; where a term has none, every text is looked at."""
    assert probes_of(["Zoë Åkesson", "r-17", "ana@x.example"]) == ("kesson", "17", "example")
    assert probes_of(["ana", "王 小明"]) == ()
    assert ANA.probes == ("ana", "ruiz", "Ruiz", "example")
