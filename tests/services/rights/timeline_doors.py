"""Services about the published timeline, and how the tests call them."""

from __future__ import annotations

from tests.services.rights.door import Door
from tests.services.small_centre import NOW
from wfm.services.timeline import comparing, history, publishing, rebasing, renaming, undoing

FIRST = 1
"""The publication of the stage."""

TIMELINE = (
    Door("timeline.publish", "planners", lambda s, who, _: publishing.publish(s.db, who, s.drafts["free"], now=NOW)),
    Door(
        "timeline.undone_by", "planners", lambda s, who, _: publishing.undone_by(s.db, who, s.drafts["free"], now=NOW)
    ),
    Door("timeline.prospect", "planners", lambda s, who, _: publishing.prospect(s.db, who, s.drafts["free"], now=NOW)),
    Door("timeline.rebase", "planners", lambda s, who, _: rebasing.rebase(s.db, who, s.drafts["free"])),
    Door("timeline.undo", "planners", lambda s, who, _: undoing.undo(s.db, who, FIRST, reason="needed", now=NOW)),
    Door("timeline.compare", "planners", lambda s, who, _: comparing.compare(s.db, who, s.drafts["free"], now=NOW)),
    Door("timeline.compare_publication", "managers", lambda s, who, _: comparing.compare_publication(s.db, who, FIRST)),
    Door("timeline.publications", "managers", lambda s, who, _: history.publications(s.db, who)),
    Door("timeline.rename", "planners", lambda s, who, _: renaming.rename(s.db, who, s.drafts["free"], "Other")),
)
