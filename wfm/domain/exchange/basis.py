"""What a draft was made beside: how the published shifts of its days stood, and what has become of them since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Basis = Mapping[int, Mapping[int, int]]
"""Per published schedule, the version of each of its shifts."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What differs between two states of the published shifts, by shift id.

    `published` names schedules that became official in between; their shifts are not listed one by one.
    """

    changed: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    published: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.removed or self.published)


def drift(before: Basis, after: Basis) -> Drift:
    """What happened to the published shifts between two moments.

    A schedule that was archived in between counts only through the one that took its place.
    """
    changed, added, removed = [], [], []
    for schedule, now in after.items():
        then = before.get(schedule)
        if then is None:
            continue
        changed += [shift for shift, version in now.items() if shift in then and then[shift] != version]
        added += [shift for shift in now if shift not in then]
        removed += [shift for shift in then if shift not in now]
    fresh = tuple(sorted(set(after) - set(before)))
    return Drift(tuple(sorted(changed)), tuple(sorted(added)), tuple(sorted(removed)), fresh)
