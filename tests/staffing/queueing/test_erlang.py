"""Erlang B, C and A against published figures, 40-digit arithmetic and the laws every queue obeys."""

import math
import random

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from tests.staffing.mp_oracle import confluent, erlang_a as exact_a, erlang_c as exact_c, inverse_blocking
from wfm.domain.errors import InputError
from wfm.staffing.queueing.blocking import erlang_b_lines, erlang_b_load
from wfm.staffing.queueing.erlang import erlang_a, erlang_b, erlang_c, erlangs
from wfm.staffing.queueing.limits import garnett_delay, halfin_whitt_delay
from wfm.staffing.queueing.load import modified_load, offered_load
from wfm.staffing.queueing.redials import with_redials


@pytest.mark.parametrize(
    ("heads", "load", "blocked", "digits"),
    [(5, 2, 0.0367, 4), (10, 5, 0.0184, 4), (1, 1, 0.5, 12), (1, 5, 5 / 6, 12), (10, 20, 0.5379631686320729, 14)],
)
def test_blocking_as_published(heads, load, blocked, digits):
    """Erlang B tables (Cooper 1981) to their printed digits."""
    assert round(float(erlang_b(load, heads)), digits) == round(blocked, digits)


@pytest.mark.parametrize(("heads", "load"), [(200, 5.0), (1000, 500.0), (3, 1e-6), (40, 4000.0), (100_000, 99_500.0)])
def test_blocking_to_nine_digits_at_the_extremes(heads, load):
    """Blocking agrees with 40 digits from 1e-237 to nearly 1."""
    assert float(erlang_b(load, heads)) == pytest.approx(float(1 / inverse_blocking(heads, mp.mpf(load))), rel=1e-10)


@pytest.mark.parametrize(("heads", "load"), [(12.5, 10.2), (1000.5, 980.1), (0.3, 0.2), (0.5, 40.0), (7.25, 0.01)])
def test_real_heads_by_the_gamma_function(heads, load):
    """1 / B of a real number of heads is load^-n exp(load) Gamma(n + 1, load)."""
    a, n = mp.mpf(load), mp.mpf(heads)
    exact = 1 / (mp.exp(a) * a**-n * mp.gammainc(n + 1, a))
    assert float(erlang_b(load, heads)) == pytest.approx(float(exact), rel=1e-11)


def test_inverses_of_blocking():
    """15 lines carry 8.108 erlangs at 1 % (Westbay tables); lines and load invert each other."""
    assert float(erlang_b_load(15, 0.01)) == pytest.approx(8.1080427971844519, rel=1e-11)
    heads = np.arange(1, 60)
    assert (erlang_b_lines(erlang_b_load(heads, 0.02), 0.02) == heads).all()
    assert (erlang_b_lines(erlang_b_load(heads, 0.02) * (1 + 1e-9), 0.02) == heads + 1).all()


@pytest.mark.parametrize(
    ("calls", "interval", "aht", "heads", "seconds", "p_wait", "level", "asa"),
    [
        (100, 1800, 180, 14, 20, 0.1741319335950498, 0.8883500191794669, 7.835937011777243),
        (100, 1800, 180, 11, 20, 0.6821182046893324, 0.3896138117291534, 122.78127684407983),
        (360, 1800, 240, 55, 20, 0.23870093637800922, 0.8667964881728509, 8.184032104388888),
        (60, 1800, 300, 12, 30, 0.44938822429827087, 0.6320720406958997, 67.40823364474063),
        (1000, 3600, 120, 40, 20, 0.19073729039430768, 0.9372106214887137, 3.433271227097538),
    ],
)
def test_erlang_c_as_published(calls, interval, aht, heads, seconds, p_wait, level, asa):
    """Worked examples of pyworkforce, the R package ErlangC, mitan.co.uk and call-center-tools."""
    found = erlang_c(erlangs(calls, aht, interval), heads, aht, seconds)
    assert float(found.p_wait) == pytest.approx(p_wait, rel=1e-12)
    assert float(found.offered) == pytest.approx(level, rel=1e-12)
    assert float(found.asa) == pytest.approx(asa, rel=1e-12)
    assert float(found.queue_length) == pytest.approx(calls / interval * asa, rel=1e-12)


def test_erlang_c_against_40_digits():
    """Random groups up to 20,000 heads, and one erlang-hundredth below the edge of stability."""
    rng = random.Random(3)
    for _ in range(40):
        n = round(10 ** rng.uniform(0, 4.3))
        load = n * rng.uniform(0.3, 0.9999)
        wait, level = exact_c(mp.mpf(load), n, mp.mpf(20) / 180)
        found = erlang_c(load, n, 180, 20)
        assert float(found.p_wait) == pytest.approx(float(wait), rel=1e-9, abs=1e-300)
        assert float(found.offered) == pytest.approx(float(level), rel=1e-9)


@pytest.mark.parametrize("heads", [3, 10])
def test_an_overloaded_queue_lets_everyone_wait_for_ever(heads):
    """P(wait) is 1 and not 0 where load >= heads, at the edge and past it."""
    found = erlang_c(10.0, heads, 300, 20)
    assert (float(found.p_wait), float(found.offered), float(found.asa)) == (1.0, 0.0, math.inf)
    assert float(found.occupancy) == 1.0


@pytest.mark.parametrize(
    ("load", "theta", "heads", "t"),
    [
        (10, 0.5, 12, 0.1), (10, 2, 9, 0.1), (10, 5, 8, 0.1), (100, 1, 95, 0.1), (2, 1, 1, 0.1), (1000, 0.5, 1020, 0.1),
        (150, 1, 100, 1 / 15), (50, 0.01, 45, 0.5), (5, 300, 4, 0.2), (1e-4, 1, 1, 0.1), (3000, 3, 2000, 0.05),
    ],
)  # fmt: skip
def test_erlang_a_against_40_digits(load, theta, heads, t):
    """Every figure of Erlang A to nine digits, overload and vanishing load included."""
    aht = 240.0
    found = erlang_a(load, heads, aht, aht / theta, t * aht)
    exact = exact_a(mp.mpf(load), heads, mp.mpf(theta), mp.mpf(t))
    for name, value in exact.items():
        scale = aht if name == "mean_wait" else 1.0
        assert float(getattr(found, name)) == pytest.approx(scale * float(value), rel=1e-9), name


def test_erlang_a_times_by_quadrature_of_the_definition():
    """ASA of the answered and the share gone or answered within t, integrated from the density by mpmath."""
    load, n, theta, t = 20.0, 18, 0.8, 0.15
    free = inverse_blocking(n - 1, mp.mpf(load))

    def density(x):
        return load * mp.exp(load * (1 - mp.exp(-theta * x)) / theta - n * x)

    total = free + mp.quad(density, [0, 1, 5, 20])
    served = (free + mp.quad(lambda x: density(x) * mp.exp(-theta * x), [0, 1, 5, 20])) / total
    asa = mp.quad(lambda x: x * density(x) * mp.exp(-theta * x), [0, 1, 5, 20]) / total / served
    late = mp.quad(density, [t, 1, 5, 20]) / total
    found = erlang_a(load, n, 1.0, 1 / theta, t)
    assert float(found.asa) == pytest.approx(float(asa), rel=1e-10)
    assert float(found.p_wait_within) == pytest.approx(float(1 - late * mp.exp(-theta * t)), rel=1e-10)


def test_erlang_a_between_its_limits():
    """Endless patience is Erlang C, none is Erlang B; both ends are approached smoothly."""
    load, heads = 9.0, 11
    c, b = erlang_c(load, heads, 300, 20), float(erlang_b(load, heads))
    assert float(erlang_a(load, heads, 300, 1e13, 20).offered) == pytest.approx(float(c.offered), rel=1e-8)
    none = erlang_a(load, heads, 300, 0.0, 20)
    assert float(none.abandonment) == pytest.approx(b, rel=1e-12)
    assert float(none.offered) == pytest.approx(1 - b, rel=1e-12)
    assert float(erlang_a(load, heads, 300, 1e-7, 20).abandonment) == pytest.approx(b, rel=1e-6)


def test_real_heads_in_erlang_a():
    """With M/M/n+M of equal rates the number in system is Poisson, so P(wait) is a gamma function of real heads."""
    for heads in (0.4, 7.5, 20.25):
        found = float(erlang_a(8.0, heads, 100.0, 100.0, 20.0).offered)
        around = [float(erlang_a(8.0, n, 100.0, 100.0, 20.0).offered) for n in (math.floor(heads), math.ceil(heads))]
        assert around[0] < found < around[1]
    whole = float(erlang_a(8.0, 7.0, 100.0, 100.0, 20.0).offered)
    assert float(erlang_a(8.0, 7.0 + 1e-12, 100.0, 100.0, 20.0).offered) == pytest.approx(whole, rel=1e-9)


def test_limits_of_many_heads():
    """Halfin-Whitt and Garnett delays: .5045 at beta .5, 1/2 at the point of symmetry, and the limit of large groups."""
    assert float(halfin_whitt_delay(0.5)) == pytest.approx(0.50453864099794502, rel=1e-12)
    assert float(garnett_delay(0.0, 1.0)) == pytest.approx(0.5, rel=1e-14)
    load = 1e6
    found = erlang_a(load, load + 0.5 * math.sqrt(load), 100, 50, 1)
    assert float(found.p_wait) == pytest.approx(float(garnett_delay(0.5, 2.0)), rel=2e-3)


def test_redials_settle_where_load_and_loss_agree():
    """60 erlangs on 55 heads, half of those who hang up call again: 65.69 erlangs (40-digit fixed point)."""
    found = with_redials(60.0, 55, 300, 150, 0.5)
    assert float(found.load) == pytest.approx(65.68729983843277, rel=1e-9)
    exact = exact_a(mp.mpf(float(found.load)), 55, mp.mpf(2), mp.mpf(20) / 300)
    assert float(found.load) * (1 - 0.5 * float(exact["abandonment"])) == pytest.approx(60.0, rel=1e-10)
    with pytest.raises(InputError, match="redial_share must be in"):
        with_redials(60.0, 55, 300, 150, 1.0)


@settings(max_examples=150, deadline=None)
@given(
    load=st.floats(0, 500), heads=st.integers(0, 520), theta=st.floats(0.01, 50), seconds=st.floats(0, 600),
)  # fmt: skip
def test_laws_of_every_queue(load, heads, theta, seconds):
    """Shares lie in 0..1, the four levels keep their order, and one head more is never worse."""
    a, b = (erlang_a(load, n, 300, 300 / theta, seconds) for n in (heads, heads + 1))
    for s in (a, b):
        for name in ("occupancy", "p_wait", "offered", "answered", "excluding_short", "virtual", "abandonment"):
            assert -1e-12 <= float(getattr(s, name)) <= 1 + 1e-12
        assert float(s.offered) <= float(s.virtual) + 1e-12
        assert float(s.offered) <= float(s.excluding_short) + 1e-12
        assert float(s.offered) <= float(s.answered) + 1e-12
    for name in ("offered", "answered", "excluding_short", "virtual"):
        assert float(getattr(b, name)) >= float(getattr(a, name)) - 1e-9
    assert float(b.abandonment) <= float(a.abandonment) + 1e-12
    assert float(a.mean_wait) * theta == pytest.approx(300 * float(a.abandonment), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"load": math.nan}, "load must be a finite number >= 0, got nan"),
        ({"load": [1.0, -2.0]}, "load must be a finite number >= 0, got -2.0 at index 1"),
        ({"load": math.inf}, "load must be a finite number"),
        ({"heads": -1}, "heads must be"),
        ({"aht_seconds": 0.0}, "aht_seconds must be > 0 where there is load, got 0"),
        ({"patience_seconds": math.nan}, "patience_seconds must be a number >= 0, got nan"),
        ({"threshold_seconds": -1}, "threshold_seconds must be"),
    ],
)
def test_bad_input_is_one_sentence(values, sentence):
    """Not-a-number, negative and zero values are named with the value seen."""
    good = {"load": 5.0, "heads": 6, "aht_seconds": 100.0, "patience_seconds": 60.0, "threshold_seconds": 20.0}
    with pytest.raises(InputError, match=sentence.replace("(", r"\(")):
        erlang_a(**(good | values))


def test_nothing_to_do_and_nobody_there():
    """No load: every level 1. No heads: every level 0 and all hang up."""
    idle = erlang_a(0.0, 0, 0.0, 60.0)
    assert (float(idle.offered), float(idle.occupancy), float(idle.asa)) == (1.0, 0.0, 0.0)
    empty = erlang_a(3.0, 0, 100.0, 60.0)
    assert (float(empty.offered), float(empty.abandonment), float(empty.mean_wait)) == (0.0, 1.0, 60.0)
    assert float(erlang_c(3.0, 0, 100.0).asa) == math.inf


def test_long_contacts_carry_their_load_over():
    """m' = rate - m / AHT: solved by fine Euler steps, and left alone where contacts are short."""
    volume, aht, slot = np.array([2.0, 30.0, 30.0, 4.0, 0.0]), np.full(5, 1500.0), 900.0
    m, steps, mean = volume[0] * aht[0] / slot, 20_000, []
    for v in volume:
        path = []
        for _ in range(steps):
            m += slot / steps * (v / slot - m / 1500.0)
            path.append(m)
        mean.append(np.mean(path))
    assert modified_load(volume, aht, slot) == pytest.approx(mean, rel=1e-3)
    assert offered_load(volume, aht, slot) == pytest.approx(modified_load(volume, aht, slot))
    assert offered_load(volume, np.full(5, 450.0), slot) == pytest.approx(volume / 2)


def test_the_series_of_the_oracle_is_the_incomplete_gamma_function():
    """The oracle's own series checked against mpmath's gamma function."""
    c, y = mp.mpf("7.3"), mp.mpf("9.1")
    assert confluent(c, y) == pytest.approx(mp.gammainc(c, 0, y) * mp.exp(y) * y**-c, rel=1e-30)
