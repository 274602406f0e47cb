"""Which requirement the shifts of each day are compared with: the newest that covers the day, whatever run made them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wfm.database import UnitOfWork
from wfm.domain.planning import RequirementRun, left_out_of
from wfm.domain.time import Horizon, local_midnight

MOST_DAYS = 56
"""The most days of one axis."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row that are compared with one requirement, by the clock of its run."""

    run: RequirementRun
    first_day: date
    days: int

    @property
    def last_day(self) -> date:
        """The last of its days."""
        return self.first_day + timedelta(days=self.days - 1)

    @property
    def window(self) -> tuple[datetime, datetime]:
        """The instants at which it begins and ends."""
        zone = self.run.grid.zone
        return local_midnight(self.first_day, zone), local_midnight(self.last_day + timedelta(days=1), zone)

    def axis(self, slot: int) -> Horizon:
        """Its wall-clock axis, in slots of so many minutes."""
        return Horizon(self.first_day, self.days, slot, self.run.grid.zone)


def stretches(uow: UnitOfWork, first_day: date, days: int) -> tuple[tuple[Stretch, ...], tuple[date, ...]]:
    """The newest requirement of each of some days, days of one run together, and the days that no run covers."""
    wanted = [first_day + timedelta(days=n) for n in range(days)]
    newest = uow.requirements.newest_by_day(wanted)
    runs = {id: uow.requirements.get(id) for id in sorted(set(newest.values()))}
    found: list[Stretch] = []
    for day in wanted:
        if day not in newest:
            continue
        last = found[-1] if found else None
        if last and last.run.id == newest[day] and last.last_day == day - timedelta(days=1) and last.days < MOST_DAYS:
            found[-1] = Stretch(last.run, last.first_day, last.days + 1)
        else:
            found.append(Stretch(runs[newest[day]], day, 1))
    return tuple(found), tuple(day for day in wanted if day not in newest)


def queues_missing(uow: UnitOfWork, run: RequirementRun) -> tuple[str, ...]:
    """The sentence that names the centre's queues that a run does not have; none where it has them all."""
    staffed = {requirement.queue for requirement in run.requirements}
    missing = [queue for queue in uow.queues.ids() if queue not in staffed]
    return left_out_of(f"this coverage, as requirement {run.id} does not have them", missing)
