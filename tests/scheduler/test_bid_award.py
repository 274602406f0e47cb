"""Awards: lines by seniority, then the draw, then an optimal assignment; checked against matchings found by brute force."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings, strategies as st

from scheduler.bid_award import Bidder, Granted, award, draw, in_order
from wfm.domain.errors import InputError
from wfm.domain.exchange.bids import Passed, Why, lines_to_rank

DAY = date(2020, 1, 1)


def days(number: int) -> date:
    return DAY + timedelta(days=number)


def run(bidders, lines, edges, **candidates) -> dict[str, Granted]:
    candidates.setdefault("seed", 1)
    result = award(bidders, lines, lambda rep, line: line in edges[rep], **candidates)
    return {granted.rep: granted for granted in result}


def most_covered(edges: dict[str, set[int]], lines: list[int]) -> int:
    """The size of a maximum matching by trying every order of the lines (an independent statement)."""
    reps = sorted(edges)
    padded = [*lines, *([None] * len(reps))]
    return max(
        (
            sum(line in edges[rep] for rep, line in zip(reps, order, strict=False))
            for order in permutations(padded, len(reps))
        ),
        default=0,
    )


@st.composite
def rounds(draw_from):
    """A small round: reps with hire dates (some equal), eligible lines and a ranking."""
    lines = list(range(1, 1 + draw_from(st.integers(0, 4))))
    bidders, edges = [], {}
    for k in range(draw_from(st.integers(1, 4))):
        hired = draw_from(st.one_of(st.none(), st.integers(0, 3).map(days)))
        some = st.lists(st.sampled_from(lines), unique=True) if lines else st.just([])
        edges[f"r{k}"] = set(draw_from(some))
        bidders.append(Bidder(f"r{k}", hired, tuple(draw_from(some))))
    return bidders, lines, edges


def test_the_senior_rep_gets_the_line_both_want_and_the_junior_is_told_why():
    """Two reps want line 7; the one hired first has it, the other gets the next choice."""
    old, new = Bidder("old", days(0), (7, 8)), Bidder("new", days(1), (7, 8))
    for pair in ([old, new], [new, old]):
        got = run(pair, [7, 8], {"old": {7, 8}, "new": {7, 8}})
        assert got["old"] == Granted("old", 7, 1)
        assert got["new"] == Granted("new", 8, 2, (Passed(7, Why.SENIORITY),))


def test_the_draw_decides_between_reps_hired_on_the_same_day():
    """The lower lot wins, whoever comes first in the list; another seed can turn it round."""
    pair = [Bidder("a", days(0), (1, 2)), Bidder("b", days(0), (1, 2))]
    edges = {"a": {1, 2}, "b": {1, 2}}
    winners = set()
    for seed in range(20):
        got = run(pair, [1, 2], edges, seed=seed)
        first, second = ("a", "b") if draw(seed, "a") < draw(seed, "b") else ("b", "a")
        assert (got[first].line, got[second].line) == (1, 2)
        assert got[second].passed == (Passed(1, Why.DRAW),)
        assert run(pair[::-1], [1, 2], edges, seed=seed) == got
        winners.add(first)
    assert winners == {"a", "b"}


def test_no_hire_date_counts_as_hired_last():
    """A rep without a hire date chooses after everyone with one."""
    order = in_order([Bidder("x"), Bidder("y", days(5000)), Bidder("z", days(0))], seed=3)
    assert [b.rep for b in order] == ["z", "y", "x"]


def test_a_ranked_line_that_breaks_a_rule_is_passed_over():
    """Eligibility is asked again at the award."""
    got = run([Bidder("a", days(0), (1, 2))], [1, 2], {"a": {2}})
    assert got["a"] == Granted("a", 2, 2, (Passed(1, Why.RULES),))


def test_seniority_alone_can_leave_someone_out_and_everyone_does_not():
    """The senior rep's first choice is the only line of the junior one: granted without the promise, kept with it."""
    bidders = [Bidder("senior", days(0), (1, 2)), Bidder("junior", days(1), (1,))]
    edges = {"senior": {1, 2}, "junior": {1}}
    strict = run(bidders, [1, 2], edges, everyone=False)
    assert (strict["senior"].line, strict["junior"].line) == (1, None)
    shift_type = run(bidders, [1, 2], edges, everyone=True)
    assert shift_type["senior"] == Granted("senior", 2, 2, (Passed(1, Why.NEEDED),))
    assert shift_type["junior"] == Granted("junior", 1, 1)


def test_a_choice_is_granted_when_the_holder_can_be_moved_along_a_chain():
    """a takes 1, so b moves to 2 and c to 3: nobody loses, so nothing is refused."""
    edges = {"a": {1, 4}, "b": {1, 2}, "c": {2, 3}}
    bidders = [Bidder("b", days(1)), Bidder("c", days(2)), Bidder("a", days(0), (1,))]
    got = run(bidders, [1, 2, 3, 4], edges, held={"a": 4, "b": 1, "c": 2})
    assert got["a"].line == 1
    assert got["b"].line == 2
    assert got["c"].line == 3


def test_who_did_not_bid_gets_the_lines_that_suit_in_total():
    """Two reps without bids get the cheaper of the two pairings, not what the first of them would like best."""
    cost = {("a", 1): 0.0, ("a", 2): 1.0, ("b", 1): 0.5, ("b", 2): 9.0}
    got = run(
        [Bidder("a", days(0)), Bidder("b", days(1))],
        [1, 2],
        {"a": {1, 2}, "b": {1, 2}},
        misfit=lambda rep, line: cost[rep, line],
    )
    assert (got["a"].line, got["b"].line) == (2, 1)
    assert got["a"].rank is None


def test_too_few_lines_leave_out_the_most_junior():
    """Three reps, two lines, nobody bids: the last hired gets none."""
    bidders = [Bidder(name, days(k)) for k, name in enumerate("cab")]
    for everyone in (True, False):
        got = run(bidders, [1, 2], {"a": {1, 2}, "b": {1, 2}, "c": {1, 2}}, everyone=everyone)
        assert got["b"].line is None
        assert {got["a"].line, got["c"].line} == {1, 2}


@pytest.mark.parametrize(
    ("bidders", "lines", "message"),
    [
        ([Bidder("a", None, (1, 1))], [1], "ranked only once"),
        ([Bidder("a", None, (3,))], [1], "must be of this round, got 3"),
        ([Bidder("a"), Bidder("a")], [1], "each rep must be given once"),
        ([Bidder("a")], [1, 1], "each line must be given once"),
    ],
)
def test_malformed_rounds_are_refused(bidders, lines, message):
    """A rep, a line or a rank given twice, or a line of another round."""
    with pytest.raises(InputError, match=message):
        award(bidders, lines, lambda rep, line: True, seed=1)


@settings(max_examples=150, deadline=None)
@given(rounds(), st.booleans(), st.integers(0, 5))
def test_every_award_is_legal_and_never_twice(case, everyone, seed):
    """No line twice, only eligible lines, every rep answered, a rank only where the line was ranked there."""
    bidders, lines, edges = case
    got = run(bidders, lines, edges, everyone=everyone, seed=seed)
    assert set(got) == {b.rep for b in bidders}
    given_out = [g.line for g in got.values() if g.line is not None]
    assert len(set(given_out)) == len(given_out)
    for bidder in bidders:
        granted = got[bidder.rep]
        if granted.line is not None:
            assert granted.line in edges[bidder.rep]
        if granted.rank is not None:
            assert bidder.ranked[granted.rank - 1] == granted.line
            assert [p.line for p in granted.passed] == list(bidder.ranked[: granted.rank - 1])
        else:
            assert granted.line not in bidder.ranked
            assert [p.line for p in granted.passed] == list(bidder.ranked)


@settings(max_examples=150, deadline=None)
@given(rounds(), st.integers(0, 5))
def test_everyone_is_covered_who_can_be(case, seed):
    """With the promise, as many reps have a line as any matching gives (brute force)."""
    bidders, lines, edges = case
    got = run(bidders, lines, edges, everyone=True, seed=seed)
    assert sum(g.line is not None for g in got.values()) == most_covered(edges, lines)


@settings(max_examples=150, deadline=None)
@given(rounds(), st.integers(0, 5))
def test_plain_seniority_is_a_serial_choice_and_then_leaves_out_as_few_as_can_be(case, seed):
    """Bids equal the choices made in turn by hand; the rest is a maximum matching of what remains."""
    bidders, lines, edges = case
    got = run(bidders, lines, edges, everyone=False, seed=seed)
    left, served = list(lines), set()
    for bidder in in_order(bidders, seed):
        choice = next((line for line in bidder.ranked if line in left and line in edges[bidder.rep]), None)
        if choice is not None:
            left.remove(choice)
            served.add(bidder.rep)
            assert got[bidder.rep].line == choice
            assert got[bidder.rep].rank == bidder.ranked.index(choice) + 1
        else:
            assert got[bidder.rep].rank is None
    others = {rep: edges[rep] & set(left) for rep in edges if rep not in served}
    assert sum(got[rep].line is not None for rep in others) == most_covered(others, left)


@settings(max_examples=150, deadline=None)
@given(rounds(), st.integers(0, 5))
def test_a_refused_choice_has_a_true_reason(case, seed):
    """Under the promise: a line lost to seniority is held by someone earlier; one kept could not go to this rep."""
    bidders, lines, edges = case
    got = run(bidders, lines, edges, everyone=True, seed=seed)
    order = [b.rep for b in in_order(bidders, seed)]
    hired = {b.rep: b.hired for b in bidders}
    holder = {g.line: rep for rep, g in got.items() if g.line is not None}
    for rep, granted in got.items():
        for passed in granted.passed:
            match passed.why:
                case Why.RULES:
                    assert passed.line not in edges[rep]
                case Why.SENIORITY | Why.DRAW:
                    other = holder[passed.line]
                    assert order.index(other) < order.index(rep)
                    assert (hired[other] == hired[rep]) == (passed.why is Why.DRAW)
                case Why.NEEDED:
                    if granted.line is None:
                        continue
                    before = {r for r in order[: order.index(rep)] if got[r].rank is not None}
                    gone = {got[r].line for r in before} | {passed.line}
                    others = {
                        r: edges[r] - gone for r, g in got.items() if g.line is not None and r not in {*before, rep}
                    }
                    assert most_covered(others, [line for line in lines if line not in gone]) < len(others)


@settings(max_examples=100, deadline=None)
@given(rounds(), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_the_input_does_not_matter(case, shuffled, everyone):
    """The same awards whatever the order of the reps, and the same bids granted whatever the order of the lines."""
    bidders, lines, edges = case
    first = run(bidders, lines, edges, everyone=everyone)
    other, turned = list(bidders), list(lines)
    shuffled.shuffle(other)
    shuffled.shuffle(turned)
    assert run(other, lines, edges, everyone=everyone) == first
    again = run(other, turned, edges, everyone=everyone)
    ranked = {rep: g.line for rep, g in first.items() if g.rank is not None}
    assert {rep: g.line for rep, g in again.items() if g.rank is not None} == ranked
    assert {rep for rep, g in again.items() if g.line} == {rep for rep, g in first.items() if g.line}


@settings(max_examples=100, deadline=None)
@given(st.permutations(range(4)), st.permutations([1, 2, 3, 4]), st.data())
def test_new_names_for_reps_and_lines_give_the_same_awards(names, numbers, data):
    """With distinct hire dates nothing but hire dates and rankings counts."""
    lines = [1, 2, 3, 4]
    ranks = [tuple(data.draw(st.lists(st.sampled_from(lines), unique=True, min_size=1))) for _ in range(4)]
    edges = [set(data.draw(st.lists(st.sampled_from(lines), unique=True))) for _ in range(4)]
    plain = run([Bidder(f"r{k}", days(k), ranks[k]) for k in range(4)], lines, {f"r{k}": edges[k] for k in range(4)})
    new = dict(zip(lines, numbers, strict=True))
    renamed = run(
        [Bidder(f"n{names[k]}", days(k), tuple(new[line] for line in ranks[k])) for k in range(4)],
        sorted(lines),
        {f"n{names[k]}": {new[line] for line in edges[k]} for k in range(4)},
    )
    for k in range(4):
        a, b = plain[f"r{k}"], renamed[f"n{names[k]}"]
        assert a.rank == b.rank
        assert (a.line is None) == (b.line is None)
        assert a.rank is None or new[a.line] == b.line


@settings(max_examples=150, deadline=None)
@given(rounds(), st.booleans(), st.integers(0, 5))
def test_ranking_as_many_lines_as_told_makes_sure_of_one(case, everyone, seed):
    """The number told is enough, counted as a page would: competitors earlier or of equal date, and the others."""
    bidders, lines, edges = case
    me = bidders[0]
    mine = sorted(edges[me.rep])
    rivals = [b for b in bidders[1:] if edges[b.rep] & set(mine)]
    ahead = [b for b in rivals if (b.hired or date.max) <= (me.hired or date.max)]
    enough = lines_to_rank(len(ahead), len(rivals) - len(ahead), len(mine), everyone)
    if enough is None:
        assert len(mine) <= len(rivals)
        return
    for ranked in permutations(mine, enough):
        got = run([Bidder(me.rep, me.hired, ranked), *bidders[1:]], lines, edges, everyone=everyone, seed=seed)
        assert got[me.rep].rank is not None


@settings(max_examples=100, deadline=None)
@given(rounds(), st.integers(0, 5))
def test_ranking_every_line_is_sure_where_everyone_gets_one(case, seed):
    """When a full assignment exists and is promised, a rep who ranks all they may work gets one of those."""
    bidders, lines, edges = case
    if most_covered(edges, lines) < len(bidders):
        return
    me = bidders[0]
    got = run([Bidder(me.rep, me.hired, tuple(sorted(edges[me.rep]))), *bidders[1:]], lines, edges, seed=seed)
    assert got[me.rep].rank is not None


def test_one_line_fewer_than_told_is_not_sure():
    """With one rival ahead two are needed: ranking one can lose it."""
    assert lines_to_rank(1, 3, 5, everyone=False) == 2
    assert lines_to_rank(1, 3, 5, everyone=True) == 5
    assert lines_to_rank(1, 3, 4, everyone=True) is None
    assert lines_to_rank(1, 3, 4, everyone=True, full=True) == 4
    assert lines_to_rank(1, 1, 4, everyone=True, full=True) == 3
    assert lines_to_rank(2, 0, 2, everyone=False) is None
    assert lines_to_rank(2, 0, 2, everyone=False, full=True) is None
    assert lines_to_rank(0, 0, 0, everyone=True, full=True) is None
    rival = Bidder("rival", days(0), (1, 2))
    got = run([rival, Bidder("me", days(1), (1,))], [1, 2, 3], {"rival": {1, 2}, "me": {1, 2}}, everyone=False)
    assert got["me"].rank is None


def test_a_full_assignment_of_562_reps_is_found_where_greedy_leaves_some_out():
    """A large round of scarce skills: every rep has a line with the promise; choosing in turn alone leaves some out."""
    count = 562
    names = [f"r{k}" for k in range(count)]
    edges = {name: {(k * 7 + step) % count for step in range(1 + (k * 13) % 9)} for k, name in enumerate(names)}
    for k, name in enumerate(names):
        edges[name].add(k)
    bidders = [Bidder(name, days((k * 31) % count), tuple(sorted(edges[name]))) for k, name in enumerate(names)]
    lines = list(range(count))
    held = {name: k for k, name in enumerate(names)}
    got = run(bidders, lines, edges, held=held)
    assert all(g.line is not None for g in got.values())
    left, missed = set(lines), 0
    for bidder in in_order(bidders, 1):
        choice = next((line for line in bidder.ranked if line in left), None)
        missed += choice is None
        left.discard(choice)
    assert missed > 0
