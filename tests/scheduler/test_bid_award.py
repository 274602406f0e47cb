"""Awards of lines by seniority, case by case."""

from __future__ import annotations

import pytest

from scheduler.bid_award import Bidder, Granted, award, draw, in_order
from tests.scheduler.award_cases import days, run
from wfm.domain.errors import InputError
from wfm.domain.exchange.bids import Passed, Why, lines_to_rank


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
