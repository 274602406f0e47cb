"""Whatever three users do at once on one timeline, no shift is lost or doubled, nothing points to nothing, all is logged."""

from __future__ import annotations

import os
from collections import Counter

from benchmarks.trust.means.databases import Tables
from tests.services.rights.replaying import replayed, stored
from tests.services.timeline.acting import act_at_once, lived_in
from tests.services.timeline.holding import feeds_that_differ
from wfm.database.engine import Database

ACTIONS = int(os.environ.get("WFM_ACTIONS", "90"))
"""Acts in all; the environment may ask for more."""

SEED = int(os.environ.get("WFM_SEED", "1"))


def test_the_timeline_stays_whole(database: Database) -> None:
    """After every act of three users at once the timeline is in order, and the audit log alone tells how it came to be."""
    lived_in(database)
    before = stored(database)
    with database.read() as unit:
        last = max(entry.id for entry in unit.audit.list(limit=1))
    actors = act_at_once(database, [Tables(database.url) for _ in range(3)], ACTIONS, SEED)
    assert [text for actor in actors for text in actor.broken] == []
    assert feeds_that_differ(database) == []
    done = sum((actor.done for actor in actors), Counter[str]())
    assert len(done) >= 12, (done, sum((actor.refused for actor in actors), Counter[str]()))
    with database.read() as unit:
        entries = [entry for entry in unit.audit.list(limit=100 * ACTIONS) if entry.id > last]
    assert stored(database) == replayed(before, reversed(entries))
