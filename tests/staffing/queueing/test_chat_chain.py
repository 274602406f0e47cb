"""Chat: the birth-death chain against a direct solution of its balance equations, and its least heads."""

import math

import numpy as np
import pytest

from tests.staffing.asked import erlang_c
from wfm.domain.errors import InputError
from wfm.staffing.queueing.chat_chain import chat_heads, chat_service, handle_times
from wfm.staffing.queueing.erlang import erlang_a


def balance(lam, heads, handle, theta, t, most=4000):
    """P(wait), service level of offered and mean wait from the states themselves, the wait by summing stages."""
    k = len(handle)

    def rate(j):
        q, more = divmod(min(j, heads * k), heads)
        at_once = (heads - more) * (q / handle[q - 1] if q else 0.0) + (more * (q + 1) / handle[q] if more else 0.0)
        return at_once + max(0, j - heads * k) * theta

    logs = np.concatenate(([0.0], np.cumsum([math.log(lam / rate(j)) for j in range(1, most)])))
    p = np.exp(logs - logs.max())
    p /= p.sum()
    queue = np.arange(most) - heads * k
    return p[queue >= 0].sum(), (p * np.maximum(queue, 0)).sum() / lam


@pytest.mark.parametrize(
    ("chats", "heads", "k", "slowdown", "p_wait", "level", "asa"),
    [
        (120, 10, 3, 0.3, 0.19038318868960901, 0.83968128161458013, 33.230520207640845),
        (600, 46, 3, 0.3, 0.16208343638815727, 0.89032886103757122, 12.448007914610478),
        (30, 4, 2, 0.3, 0.14797925431165144, 0.87065843371737493, 32.978233818025178),
        (600, 52, 4, 0.5, 0.18685192960077224, 0.8470185789638857, 28.027789440115854),
    ],
)
def test_chain_in_40_digits(chats, heads, k, slowdown, p_wait, level, asa):
    """Four grids of heads and concurrency, computed in 40-digit arithmetic."""
    found = chat_service(chats / 3600, heads, handle_times(480.0, k, slowdown), math.inf, 30.0)
    assert float(found.p_wait) == pytest.approx(p_wait, rel=1e-11)
    assert float(found.offered) == pytest.approx(level, rel=1e-11)
    assert float(found.asa) == pytest.approx(asa, rel=1e-11)


@pytest.mark.parametrize("theta", [0.0, 1 / 120.0])
def test_chain_against_its_balance_equations(theta):
    """P(wait) and the mean wait agree with the summed states, with and without impatience."""
    handle = handle_times(400.0, 3, 0.25)
    found = chat_service(0.05, 11, handle, 1 / theta if theta else math.inf, 30.0)
    p_wait, wait = balance(0.05, 11, handle, theta, 30.0)
    assert float(found.p_wait) == pytest.approx(p_wait, rel=1e-9)
    assert float(found.mean_wait) == pytest.approx(wait, rel=1e-8)


def test_one_chat_at_a_time_is_erlang():
    """Concurrency 1 gives the figures of Erlang C and A."""
    for patience, erlang in ((math.inf, erlang_c(10.0, 12, 300, 30)), (90.0, erlang_a(10.0, 12, 300, 90, 30))):
        found = chat_service(10.0 / 300, 12, np.array([300.0]), patience, 30.0)
        for name in ("p_wait", "offered", "asa", "abandonment", "occupancy", "virtual"):
            assert float(getattr(found, name)) == pytest.approx(float(getattr(erlang, name)), rel=1e-10), name


def test_dividing_aht_by_the_concurrency_is_wrong():
    """With a slowdown of 30 % three chats at once do not make a rep three reps."""
    lam, handle = 300 / 3600, handle_times(480.0, 3, 0.3)
    heads = int(chat_heads(lam, handle, 30.0, 0.8))
    naive = math.ceil(lam * 480.0 / 3)
    assert heads > naive
    assert float(chat_service(lam, naive, handle, math.inf, 30.0).offered) < 0.8


def test_least_heads_from_both_sides():
    """The heads keep target and caps, one fewer does not, over a grid of loads."""
    handle = handle_times(480.0, 3, 0.3)
    for chats in (0, 5, 60, 240, 900):
        lam = chats / 3600
        heads = int(chat_heads(lam, handle, 30.0, 0.8, patience_seconds=200.0, max_occupancy=0.9))
        if chats == 0:
            assert heads == 0
            continue
        kept, missed = (chat_service(lam, n, handle, 200.0, 30.0) for n in (heads, heads - 1))
        assert float(kept.offered) >= 0.8
        assert float(kept.occupancy) <= 0.9 + 1e-9
        assert float(missed.offered) < 0.8 or float(missed.occupancy) > 0.9


def test_nobody_there_and_too_many_chats():
    """No heads: nobody is answered. More chats than the group can end: all wait for ever."""
    handle = handle_times(480.0, 2, 0.3)
    assert float(chat_service(0.1, 0, handle, 60.0).abandonment) == 1.0
    full = chat_service(1.0, 10, handle, math.inf)
    assert (float(full.p_wait), float(full.offered), float(full.asa)) == (1.0, 0.0, math.inf)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: handle_times(300.0, 0, 0.3), "concurrency must be >= 1, got 0"),
        (lambda: handle_times(300.0, 2, -0.1), "concurrency_slowdown must be"),
        (lambda: chat_service(0.1, 3, np.array([0.0])), "handle_seconds must be > 0"),
        (lambda: chat_heads(0.1, np.array([300.0]), 30.0, 1.5), "share must be in"),
    ],
)
def test_bad_input_is_one_sentence(make, sentence):
    """Values out of range name what must hold and what was seen."""
    with pytest.raises(InputError, match=sentence):
        make()
