"""Rounds of bids for the tests of awards: small ones by hand, and random ones."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

from hypothesis import strategies as st

from scheduler.bid_award import Bidder, Granted, award

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
