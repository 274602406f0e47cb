"""Whose clock a rep's shifts go by, and how long they really last."""

from __future__ import annotations

from dataclasses import dataclass

from wfm.domain.people.contracts import Contract, ShiftTemplate
from wfm.domain.people.shifts import Shift
from wfm.domain.time import DAY, SATURDAY, Horizon


@dataclass(frozen=True, slots=True)
class WorkClock:
    """The clock of one rep beside the axis of a horizon; `zone` None is the axis's own.

    Shift starts, nights and weekends are on the rep's clock. Days and weeks are the axis's, and so is a shift's length;
    what it pays is real time where the horizon says `elapsed`.
    """

    horizon: Horizon
    zone: str | None = None

    def ahead(self, minute: int) -> int:
        """By how many minutes the rep's clock is ahead of the axis."""
        return 0 if self.zone is None else self.horizon.ahead(self.zone, minute)

    def start_of_day(self, shift: Shift) -> int:
        """The shift's start as a minute of the rep's day."""
        return (shift.start + self.ahead(shift.start)) % DAY

    def template_of(self, contract: Contract, shift: Shift) -> ShiftTemplate | None:
        """The first of the contract's templates that the shift obeys, or None."""
        return contract.template_of(shift, self.ahead(shift.start))

    def paid_minutes(self, contract: Contract, shift: Shift) -> int:
        """Paid minutes of the shift: its length less its unpaid breaks; all of it when it obeys no template."""
        template, span = self.template_of(contract, shift), shift.end - shift.start
        lasted = self.horizon.lasted(shift.start, shift.end)
        return lasted if template is None else template.paid_minutes(span) + lasted - span

    def judged_minutes(self, contract: Contract, shift: Shift) -> int:
        """Paid minutes as weekly hours count them: those of a shift that obeys no template are the clock's."""
        if self.horizon.elapsed and self.template_of(contract, shift) is None:
            return shift.end - shift.start
        return self.paid_minutes(contract, shift)

    def weekend(self, shift: Shift) -> int | None:
        """The number of the weekend in which the shift is worked, or None.

        By the hours in it on the rep's clock; on an axis without real time and for a rep without a clock of their own,
        by the day of its start.
        """
        first = self._weekend_of(shift.start + self.ahead(shift.start))
        if first is not None or (self.zone is None and not self.horizon.elapsed):
            return first
        return self._weekend_of(shift.end - 1 + self.ahead(shift.end - 1))

    def _weekend_of(self, minute: int) -> int | None:
        week, weekday = divmod(minute // DAY + self.horizon.first_weekday, 7)
        return week if weekday >= SATURDAY else None
