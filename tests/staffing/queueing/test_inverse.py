"""Required heads: the least number that keeps a promise, judged in 40-digit arithmetic."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from tests.staffing.asked import heads_of
from tests.staffing.mp_oracle import random_case
from wfm.domain.errors import InputError
from wfm.domain.planning.contacts import ServiceLevelDefinition
from wfm.staffing.queueing.erlang import erlang_a, erlangs
from wfm.staffing.queueing.inverse import real_heads, required_heads


def test_least_heads_in_40_digits():
    """250 random promises, 0 to 3,000 erlangs, some on their cap exactly: n heads keep them and n - 1 do not."""
    rng = random.Random(20)
    for _ in range(250):
        case = random_case(rng, largest=3_000.0)
        heads = heads_of(case)
        assert case.kept(heads), (case, heads)
        assert heads == 0 or not case.kept(heads - 1), (case, heads)


@pytest.mark.parametrize(
    ("calls", "interval", "aht", "share", "seconds", "cap", "heads"),
    [
        (100, 1800, 180, 0.8, 20, 0.85, 14),
        (25, 600, 180, 0.8, 20, 1.0, 11),
        (360, 1800, 240, 0.8, 20, 1.0, 54),
        (70, 1800, 180, 0.5, 60, 0.7, 10),
        (100, 1800, 315, 0.5, 60, 1.0, 19),
    ],
)
def test_heads_as_published(calls, interval, aht, share, seconds, cap, heads):
    """Worked examples of pyworkforce, turbotab and mitan.co.uk, and a cap that is hit exactly (7 / 0.7)."""
    assert int(required_heads(erlangs(calls, aht, interval), aht, seconds, share, max_occupancy=cap)) == heads


@pytest.mark.parametrize("patience", [math.inf, 150.0])
def test_table_and_search_give_the_same_heads(patience):
    """Cells that share a promise go through a table, single cells through a search: 6,000 of them agree."""
    rng = np.random.default_rng(5)
    load = rng.uniform(0, 90, (3, 2000))
    load[:, :20] = 0.0
    aht = np.array([[120.0], [240.0], [600.0]])
    together = required_heads(load, aht, 20, 0.8, patience_seconds=patience, max_occupancy=0.9)
    one_by_one = np.array(
        [
            [int(required_heads(a, h, 20, 0.8, patience_seconds=patience, max_occupancy=0.9)) for a in row[::25]]
            for row, h in zip(load, aht[:, 0], strict=True)
        ]
    )
    assert (together[:, ::25] == one_by_one).all()
    assert (together[:, :20] == 0).all()


def test_aht_of_its_own_in_every_cell():
    """Parameters that differ in every cell give the same heads as each cell alone."""
    rng = np.random.default_rng(6)
    load, aht = rng.uniform(0, 40, 200), rng.uniform(60, 900, 200)
    heads = required_heads(load, aht, 20, 0.85, patience_seconds=90.0)
    assert heads.tolist() == [
        int(required_heads(a, h, 20, 0.85, patience_seconds=90.0)) for a, h in zip(load, aht, strict=True)
    ]


@settings(max_examples=120, deadline=None)
@given(
    load=st.floats(0.01, 400), share=st.floats(0.05, 0.97), aht=st.floats(30, 1200),
    patience=st.one_of(st.just(math.inf), st.floats(10, 2000)),
)  # fmt: skip
def test_monotone_in_load_target_and_caps(load, share, aht, patience):
    """More load, a higher target or a tighter cap never need fewer heads; zero load needs none."""

    def heads(a=load, s=share, **caps):
        return int(required_heads(a, aht, 20, s, patience_seconds=patience, **caps))

    assert heads(a=0.0) == 0
    assert heads() <= heads(a=1.1 * load)
    assert heads() <= heads(s=share + 0.02)
    assert heads() <= heads(max_occupancy=0.8)
    if patience < math.inf:
        assert heads() <= heads(max_abandonment=0.02)


@settings(max_examples=60, deadline=None)
@given(volume=st.floats(1, 500), aht=st.floats(30, 900))
def test_monotone_in_handle_time(volume, aht):
    """A longer AHT at the same volume never needs fewer heads."""
    heads = [int(required_heads(volume * h / 900, h, 20, 0.8, patience_seconds=180.0)) for h in (aht, 1.05 * aht)]
    assert heads[0] <= heads[1]


@pytest.mark.parametrize("definition", list(ServiceLevelDefinition))
def test_real_heads_just_keep_the_promise(definition):
    """The real number of heads sits in the last whole step, and gives the target itself."""
    whole = int(required_heads(30.0, 240, 20, 0.8, patience_seconds=120, definition=definition))
    real = float(real_heads(30.0, 240, 20, 0.8, patience_seconds=120, definition=definition))
    assert whole - 1 < real <= whole
    assert float(erlang_a(30.0, real, 240, 120, 20).level(definition)) == pytest.approx(0.8, rel=1e-9)


def test_caps_bind_where_the_level_would_not():
    """200 erlangs, patience 60 s: 80/20 alone takes 177 heads at 99 % occupancy; the caps ask for more."""
    alone = int(required_heads(200.0, 300, 20, 0.8, patience_seconds=60))
    assert alone == 177
    service = erlang_a(200.0, alone, 300, 60, 20)
    assert float(service.abandonment) == pytest.approx(0.12, abs=0.01)
    assert float(service.occupancy) == pytest.approx(0.99, abs=0.005)
    capped = int(required_heads(200.0, 300, 20, 0.8, patience_seconds=60, max_abandonment=0.05, max_occupancy=0.95))
    kept, missed = (erlang_a(200.0, n, 300, 60, 20) for n in (capped, capped - 1))
    assert float(kept.abandonment) <= 0.05
    assert float(kept.occupancy) <= 0.95
    assert float(missed.abandonment) > 0.05 or float(missed.occupancy) > 0.95


def test_a_target_of_everyone_is_defined():
    """100 % is read as all but one in 10^9: finite, and no less than a target of 99.9999 %."""
    assert int(required_heads(10.0, 300, 20, 0.999999)) < int(required_heads(10.0, 300, 20, 1.0)) < 60


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"share": 1.2}, "share must be in \\[0, 1\\], got 1.2"),
        ({"max_occupancy": 0.0}, "max_occupancy must be in \\(0, 1\\], got 0"),
        ({"max_abandonment": 1.5}, "max_abandonment must be in \\(0, 1\\], got 1.5"),
        ({"load": math.nan}, "load must be a finite number"),
    ],
)
def test_bad_promises_are_one_sentence(values, sentence):
    """Shares and caps out of range name the value seen."""
    good = {"load": 5.0, "aht_seconds": 100.0, "threshold_seconds": 20.0, "share": 0.8}
    with pytest.raises(InputError, match=sentence):
        required_heads(**(good | values))


def test_a_promise_that_holds_at_any_load_is_answered():
    """Twenty heads without a queue would answer 80 % within 20 s of whoever waited, however many are turned away."""
    asked = {"patience_seconds": 0.0, "definition": ServiceLevelDefinition.VIRTUAL}
    assert int(required_heads(1000.0, 240.0, 20.0, 0.8, **asked)) == 20
    assert required_heads([1000.0, 1e5, 5.0], 240.0, 20.0, 0.8, **asked).tolist() == [20, 20, 5]
    nearly = {**asked, "patience_seconds": 0.001}
    assert required_heads([1000.0, 1e5, 5.0], 240.0, 20.0, 0.8, **nearly).tolist() == [20, 20, 5]
