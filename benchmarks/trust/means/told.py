"""What a measurement found, one line a case: tries, wrong, refused, and the longest that anyone waited."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.trust.means.databases import KINDS


@dataclass
class Found:
    """One case: how often it was tried, what was wrong in words, how many were refused, and who waited longest."""

    case: str
    tries: int = 0
    wrong: int = 0
    refused: int = 0
    longest: float = 0.0
    words: Counter[str] = field(default_factory=Counter)

    def add(self, wrong: list[str], refused: int = 0, longest: float = 0.0) -> None:
        """One more try, with the sentences that say what was wrong in it."""
        self.tries += 1
        self.wrong += bool(wrong)
        self.refused += refused
        self.longest = max(self.longest, longest)
        self.words.update(wrong)


def head() -> None:
    """The table's first line."""
    print(f"{'case':<62} {'tries':>6} {'wrong':>6} {'refused':>8} {'longest s':>10}", flush=True)


def line(found: Found, most: int = 3) -> None:
    """A case's line, and under it the commonest things that were wrong."""
    figures = f"{found.tries:>6} {found.wrong:>6} {found.refused:>8} {found.longest:>10.2f}"
    print(f"{found.case:<62} {figures}", flush=True)
    for words, times in found.words.most_common(most):
        print(f"    {times} x {words[:300]}", flush=True)


def options(about: str | None, tries: int) -> argparse.ArgumentParser:
    """The options of every measurement on a database."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    parser.add_argument("--tries", type=int, default=tries)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only cases whose name holds these words")
    return parser
