"""A change by hand as it stands in the database: the shift as it is, the shift it would be, and whose timeline it is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from wfm.database import UnitOfWork
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError, RefusedError
from wfm.domain.exchange import PlannedShift, ScheduleStatus, ScheduleVersion, place_for
from wfm.domain.people import Rep, Shift, clock_of
from wfm.domain.time import DAY, Horizon
from wfm.services.desk.break_placing import shift_of, templates_of
from wfm.services.desk.edits import AT_HOME, NOBODY, Add, Alter, Edit, Remove
from wfm.services.desk.reshaping import check_clock, check_shape, check_year, minute_of, reshaped, with_piece
from wfm.services.trading import active_rep, known_skills, standing_skills

FRESH = 0
"""The number of a shift that is not stored yet."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of one shift: `old` gives way to `new`, either of them None.

    Attributes
    ----------
    record : the schedule that the shift is stored with, a draft or a published one.
    reps : those whose shift it is or would be.
    skills : what the shift asks of who is to work it.
    """

    edit: Edit
    record: ScheduleVersion
    old: PlannedShift | None
    new: PlannedShift | None
    reps: Mapping[str, Rep]
    skills: tuple[str, ...]

    @property
    def is_draft(self) -> bool:
        """Whether the shift is in a draft, not on the published timeline."""
        return self.record.status is ScheduleStatus.DRAFT

    @property
    def horizon(self) -> Horizon:
        """The axis that the shift is stored on."""
        return self.record.horizon

    @property
    def touched(self) -> tuple[PlannedShift, ...]:
        """The shift as it was and as it would be."""
        return tuple(planned for planned in (self.old, self.new) if planned is not None)

    @property
    def version(self) -> int:
        """What the change is guarded by: the version of the shift, of a draft for one that is added; 0 for neither."""
        if self.old is not None:
            return self.old.version
        return self.record.version if self.is_draft else 0

    @property
    def hands_over(self) -> bool:
        """Whether the shift gets an owner it did not have, nobody included."""
        return self.new is not None and (self.old is None or self.old.shift.agent != self.new.shift.agent)

    @property
    def changes_times(self) -> bool:
        """Whether the shift begins or ends at another time."""
        if self.old is None or self.new is None:
            return False
        return (self.old.start, self.old.end) != (self.new.start, self.new.end)

    @property
    def changes_only_lock(self) -> bool:
        """Whether nothing but the lock is another."""
        if self.old is None or self.new is None:
            return False
        return replace(self.old.shift, locked=self.new.shift.locked) == self.new.shift

    def day_of(self, planned: PlannedShift) -> date:
        """The local date on which a shift starts."""
        return self.horizon.start + timedelta(days=planned.shift.day)


def proposed(uow: UnitOfWork, who: Principal, edit: Edit) -> Proposal:
    """What an edit asks for, as the database stands.

    Raises
    ------
    AccessError
        Managers change the published timeline only, and nobody a shift of their own.
    InputError, NotFoundError, RefusedError
        When there is no such shift, rep or site, or no shift may be what is asked for.
    """
    found = _added(uow, edit) if isinstance(edit, Add) else _changed(uow, edit)
    who.require(*((Role.PLANNER,) if found.is_draft else (Role.PLANNER, Role.MANAGER)))
    who.require_another("change your shift", *(planned.shift.agent for planned in found.touched))
    _must_be_open_to_edits(uow, found)
    if (
        found.old is not None
        and found.new is not None
        and found.old.shift == found.new.shift
        and not asks_to_post(uow, found)
    ):
        raise InputError("there is nothing to change: the shift is like that already")
    return found


def asks_to_post(uow: UnitOfWork, found: Proposal) -> bool:
    """Whether the change only puts an open shift of the timeline on the board, where it is not."""
    edit, old = found.edit, found.old
    if not isinstance(edit, Alter) or edit.rep != NOBODY or old is None or old.shift.agent or found.is_draft:
        return False
    return not uow.offers.standing(old.id)


def _must_be_open_to_edits(uow: UnitOfWork, found: Proposal) -> None:
    """RefusedError unless the shift is on the published timeline, or in a draft over which nobody bids."""
    id, status = found.record.id, found.record.status
    if not found.is_draft:
        if found.old is not None and not found.old.live:
            raise RefusedError(f"shift {found.old.id} of schedule {id} is not on the published timeline any more")
        if status is not ScheduleStatus.PUBLISHED:
            raise RefusedError(f"schedule {id} is {status.value}; only drafts and published schedules can be changed")
        return
    old = found.old
    if old is not None and uow.publications.history(id, 1) and old not in uow.schedules.own_shifts(id):
        raise RefusedError(f"shift {old.id} was taken off the timeline and is no part of draft {id}")
    running = uow.rounds.running(id)
    if running is not None:
        raise RefusedError(f"schedule {id} is in bid round {running.name!r}, which is not over, so it stays as it is")


def _changed(uow: UnitOfWork, edit: Alter | Remove) -> Proposal:
    old = uow.schedules.shift(edit.shift)
    record = uow.schedules.record(old.schedule)
    reps = uow.reps.get_many([old.shift.agent] if old.shift.agent else [])
    if isinstance(edit, Remove):
        return Proposal(edit, record, old, None, reps, ())
    shift = reshaped(old.shift, edit, record.horizon)
    owner = old.shift.agent if edit.rep is None else edit.rep
    if owner and owner != old.shift.agent:
        reps = {**reps, owner: active_rep(uow, owner)}
    place = shift.site
    if edit.site is not None or (owner and owner != old.shift.agent):
        place = _place(uow, edit.site, reps.get(owner), record.horizon, shift)
    return Proposal(
        edit,
        record,
        old,
        _placed(old, shift.given_to(owner, place), record.horizon),
        reps,
        _asked(uow, edit, old, reps, record.horizon),
    )


def _place(uow: UnitOfWork, wanted: str | None, rep: Rep | None, horizon: Horizon, shift: Shift) -> str | None:
    """Where a shift is worked: as it is said, else where its owner may be on that day."""
    if wanted is not None:
        return None if wanted == AT_HOME else uow.sites.get(wanted).id
    if rep is None:
        return shift.site
    return place_for(rep.on(horizon.start + timedelta(days=shift.day)), shift.site)


def _asked(
    uow: UnitOfWork, edit: Alter, old: PlannedShift, reps: Mapping[str, Rep], horizon: Horizon
) -> tuple[str, ...]:
    """The skills that the shift asks: those named, else those of its owner, or of the offer of an open one."""
    if edit.skills:
        if edit.rep != NOBODY:
            raise InputError("skills are named for an open shift; one with an owner asks what its owner can do")
        return known_skills(uow, edit.skills)
    if not old.shift.agent:
        return standing_skills(uow, old)
    return tuple(sorted(reps[old.shift.agent].on(horizon.start + timedelta(days=old.shift.day)).skills))


def _placed(old: PlannedShift, shift: Shift, horizon: Horizon) -> PlannedShift:
    return replace(old, shift=shift, start=horizon.instant(shift.start), end=horizon.instant(shift.end))


def _added(uow: UnitOfWork, edit: Add) -> Proposal:
    check_year(edit.day, "the day")
    rep = active_rep(uow, edit.rep) if edit.rep else None
    if rep is not None and edit.skills:
        raise InputError("skills are named for an open shift; one with an owner asks what its owner can do")
    record = _schedule_of(uow, edit)
    horizon, day = record.horizon, (edit.day - record.horizon.start).days
    start = None if edit.start is None else minute_of(edit.start, horizon, day * DAY, "the start")
    end = None if edit.end is None else minute_of(edit.end, horizon, (start or day * DAY) + 1, "the end")
    templates = templates_of(uow.contracts.all() if rep is None else [uow.contracts.get(rep.on(edit.day).contract)])
    zone = _zone(uow, rep, edit.day)
    ahead = 0 if zone is None else horizon.ahead(zone, day * DAY if start is None else start)
    shift = shift_of(templates, edit.template, start, end, day, horizon.slot_minutes, ahead)
    if edit.pieces is not None:
        shift = replace(shift, breaks=())
        for piece in edit.pieces:
            shift = with_piece(shift, piece, horizon)
    shift = shift.given_to(edit.rep, _place(uow, edit.site, rep, horizon, shift))
    check_shape(shift, horizon)
    check_clock(shift, None, horizon)
    instants = horizon.instant(shift.start), horizon.instant(shift.end)
    live = record.status is ScheduleStatus.PUBLISHED
    new = PlannedShift(FRESH, record.id, shift, *instants, version=0, live=live)
    reps = {} if rep is None else {rep.id: rep}
    return Proposal(edit, record, None, new, reps, known_skills(uow, edit.skills))


def _zone(uow: UnitOfWork, rep: Rep | None, day: date) -> str | None:
    if rep is None:
        return None
    return clock_of(rep, day, {site.id: site.zone for site in uow.sites.all()})


def _schedule_of(uow: UnitOfWork, edit: Add) -> ScheduleVersion:
    """The draft named, or the newest published schedule that is about the rep on the day."""
    if edit.schedule is not None:
        record = uow.schedules.record(edit.schedule)
        if record.status is not ScheduleStatus.DRAFT:
            raise RefusedError(
                f"schedule {record.id} is {record.status.value}; a shift is added to a draft, or to the published timeline"
            )
        if not 0 <= (edit.day - record.horizon.start).days < record.horizon.days:
            raise RefusedError(f"schedule {record.id} does not cover {edit.day}")
        return record
    covering = covering_schedules(uow, edit.rep, edit.day)
    if not covering:
        raise RefusedError(
            f"no published schedule covers {edit.day} for {edit.rep or 'open shifts'}; publish one first"
        )
    return covering[0]


def covering_schedules(uow: UnitOfWork, rep: str, day: date) -> Sequence[ScheduleVersion]:
    """The published schedules that are about a rep ("" for open shifts) on a local day, the newest published first."""
    noon = datetime.combine(day, time(12), UTC)
    near = uow.published.horizons(noon - timedelta(days=2), noon + timedelta(days=2))
    found = [
        record
        for record in uow.schedules.many(near).values()
        if record.status is ScheduleStatus.PUBLISHED
        and 0 <= (day - record.horizon.start).days < record.horizon.days
        and (record.reps is None or rep in record.reps)
        and record.first_minute < ((day - record.horizon.start).days + 1) * DAY
    ]
    return sorted(found, key=lambda record: (record.published_at or noon, record.id), reverse=True)
