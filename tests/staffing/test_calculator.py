"""The calculator: published worked examples asked the way a planner asks them."""

import pytest

from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import ServiceLevelDefinition
from wfm.staffing.calculator import Question, answer


def test_heads_for_a_target():
    """100 calls in half an hour, 180 s, 80/20, 85 % occupancy, 30 % shrinkage: 14 heads, 20 scheduled (pyworkforce)."""
    found = answer(Question("erlang_c", 100, aht_seconds=180, max_occupancy=0.85, shrinkage=0.3))
    assert (found.heads, found.scheduled, found.load) == (14, 20, 10)
    assert found.service_level == pytest.approx(0.8883500191794669)
    assert found.real_heads is not None
    assert 13 < found.real_heads <= 14


def test_service_of_given_heads_in_all_definitions():
    """Erlang A of 10 erlangs, 12 heads, patience twice the AHT, threshold a tenth of it (40-digit values)."""
    found = answer(Question(load=10, heads=12, aht_seconds=100, patience_seconds=200, seconds=10))
    assert found.offered == pytest.approx(0.75285325637830761, rel=1e-10)
    assert found.answered == pytest.approx(0.7835537939231163, rel=1e-10)
    assert found.excluding_short == pytest.approx(0.76372148408610641, rel=1e-10)
    assert found.virtual == pytest.approx(0.75514200789042323, rel=1e-10)
    assert found.p_wait_within == pytest.approx(0.76708387308120692, rel=1e-10)
    assert found.asa_seconds == pytest.approx(7.3273558824162213, rel=1e-10)
    assert found.occupancy == pytest.approx(0.80068237626343381, rel=1e-10)


def test_number_in_the_system():
    """Bronson 1982, example 24.6: 300 an hour, 182.5 an hour each, 3 servers: .352 waiting, 1.996 there."""
    found = answer(Question("erlang_c", 300, interval_minutes=60, aht_seconds=3600 / 182.5, heads=3))
    assert found.queue_length == pytest.approx(0.352, abs=0.0005)
    assert found.in_system == pytest.approx(1.996, abs=0.0005)


def test_blocking_lines_and_load():
    """Erlang B answers whichever of blocking, lines and load is left open."""
    assert answer(Question("erlang_b", load=5, heads=10)).blocking == pytest.approx(0.018384570336648133)
    assert answer(Question("erlang_b", heads=15, share=0.99)).load == pytest.approx(8.1080427971844519)
    assert answer(Question("erlang_b", load=8.108, share=0.99)).heads == 15
    assert answer(Question("erlang_b", load=8.109, share=0.99)).heads == 16


def test_redials_and_chat():
    """The redial fixed point and the chat chain are asked through the same question."""
    again = answer(Question(load=60, heads=55, aht_seconds=300, patience_seconds=150, redial_share=0.8))
    assert again.load == pytest.approx(80.176298034542739, rel=1e-9)
    assert again.offered == pytest.approx(0.077684566241460988, rel=1e-8)
    chat = answer(Question("chat", 120, interval_minutes=60, heads=10, seconds=30, patience_seconds=float("inf"),
                           handle_seconds=(480.0, 624.0, 768.0)))  # fmt: skip
    assert chat.offered == pytest.approx(0.83968128161458013)
    assert answer(Question("chat", 120, aht_seconds=480, concurrency=3, seconds=30)).heads > 10


@pytest.mark.parametrize("heads", [0, 3, 10])
def test_an_overload_has_defined_answers(heads):
    """Infinite waits, P(wait) 1 and level 0, never an error."""
    found = answer(Question("erlang_c", load=10, heads=heads))
    assert (found.p_wait, found.offered, found.asa_seconds) == (1.0, 0.0, float("inf"))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"model": "erlang_x", "volume": 1}, "model must be one of"),
        ({"volume": 1, "load": 1}, "not both"),
        ({}, "volume or load must be given"),
        ({"volume": float("nan")}, "volume must be a finite number"),
        ({"volume": 1, "interval_minutes": 0}, "interval_minutes must be > 0"),
        ({"volume": 1, "shrinkage": 1.0}, "share must be in"),
        ({"volume": 1, "redial_share": 0.5}, "redial_share needs"),
        ({"volume": 1, "heads": 2.5, "model": "chat"}, "heads must be whole"),
        ({"volume": 1, "model": "chat", "concurrency": 0}, "concurrency must be >= 1, got 0"),
        ({"volume": 1, "share": 2.0}, "share must be in"),
    ],
)
def test_bad_questions_are_one_sentence(values, sentence):
    """What cannot be answered says what must hold."""
    with pytest.raises(InputError, match=sentence):
        answer(Question(**values))


def test_the_definition_chooses_the_level():
    """`service_level` is the level asked for."""
    q = Question(load=10, heads=10, definition=ServiceLevelDefinition.VIRTUAL)
    assert answer(q).service_level == answer(q).virtual


@pytest.mark.parametrize("heads", [None, 3.0])
@pytest.mark.parametrize("times", [{"aht_seconds": 0.0}, {"handle_seconds": (0.0, 300.0)}])
def test_chats_that_take_no_time_are_refused(times, heads):
    """With heads and without."""
    with pytest.raises(InputError, match="handle_seconds must be > 0, got 0"):
        answer(Question("chat", 100, heads=heads, **times))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"load": 1e7}, "load in erlangs must be at most 1,000,000, got 1e\\+07"),
        ({"volume": 1e300}, "load in erlangs must be at most 1,000,000, got 1.66667e\\+299"),
        ({"load": 1.0, "heads": 1e300}, "heads must be at most 1,000,000, got 1e\\+300"),
        ({"volume": 1.0, "interval_minutes": 0.0}, "interval_minutes must be > 0, got 0"),
        (
            {"load": 1e3, "aht_seconds": 1.0, "handle_seconds": (3600.0, 4000.0)},
            "load in erlangs must be at most 1,000,000",
        ),
        ({"load": 1.0, "concurrency": 101}, "concurrency must be at most 100, got 101"),
    ],
)
def test_questions_beyond_every_centre_are_refused(options, told):
    """The time of an answer grows with them, so that it would not come."""
    with pytest.raises(InputError, match=told):
        Question(**options)
    assert Question(load=1e6).erlangs == 1e6
