"""What was published, by whom and when, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from wfm.database import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.exchange import Publication, ScheduleVersion


@dataclass(frozen=True, slots=True)
class PublicationEntry:
    """One publication with the schedule that it put on the timeline."""

    publication: Publication
    record: ScheduleVersion
    begun: int = 0

    @property
    def told(self) -> str:
        """What it did to the timeline, in a sentence."""
        made = self.publication
        text = f"{_shifts(made.brought)} came, {made.replaced:,} gave way, {made.kept:,} stayed as they were"
        if self.begun:
            have = "has" if self.begun == 1 else "have"
            text += f"; {_shifts(self.begun)} of the draft {have} begun by then, and what was published for them stays"
        return text

    @property
    def scope_words(self) -> str:
        """Whom it is about."""
        return self.record.scope_words or "everyone"


def publications(
    db: Database, who: Principal, limit: int | None = 50, *, schedule: int | None = None
) -> tuple[PublicationEntry, ...]:
    """The newest publications first, of one schedule or of all."""
    who.require(Role.PLANNER, Role.MANAGER)
    with db.read() as uow:
        found = uow.publications.history(schedule, limit)
        records = uow.schedules.many(publication.schedule for publication in found)
        begun = uow.publications.begun(found)
        return tuple(PublicationEntry(p, records[p.schedule], begun.get(p.id, 0)) for p in found)


def _shifts(count: int) -> str:
    return f"{count:,} shift{'' if count == 1 else 's'}"
