"""What holds of every award of lines, whoever bids for what."""

from __future__ import annotations

from datetime import date
from itertools import permutations

from hypothesis import given, settings, strategies as st

from scheduler.bid_award import Bidder, in_order
from tests.scheduler.award_cases import days, most_covered, rounds, run
from wfm.domain.exchange.bids import Why, lines_to_rank


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
