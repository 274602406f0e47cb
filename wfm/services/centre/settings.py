"""What holds for the whole centre, set by planners."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wfm.database import Database
from wfm.domain.accounts import EVERYONE, Principal, Role
from wfm.domain.planning import CentreSettings, LeaveTakes


@dataclass(frozen=True, slots=True)
class SettingsRecord:
    """The centre's settings and the version that a change names."""

    settings: CentreSettings
    version: int


def centre_settings(db: Database, who: Principal) -> SettingsRecord:
    """The centre's settings."""
    who.require(*EVERYONE)
    with db.read() as unit:
        return SettingsRecord(unit.centre.settings(), unit.centre.version())


def set_week_start(db: Database, who: Principal, week_start: int, version: int | None = None) -> None:
    """Have the weeks of schedules made from now on begin on a weekday, 0 for Monday."""
    who.require(Role.PLANNER)
    with db.write() as unit:
        unit.centre.set(replace(unit.centre.settings(), week_start=week_start), version)
        unit.audit.add(who, "set", "centre", "week_start", {"week_start": week_start})


def set_leave_takes(db: Database, who: Principal, takes: LeaveTakes, version: int | None = None) -> None:
    """Say what leave that is approved from now on does to the published shifts that lie in it."""
    who.require(Role.PLANNER)
    with db.write() as unit:
        unit.centre.set(replace(unit.centre.settings(), leave_takes=takes), version)
        unit.audit.add(who, "set", "centre", "leave_takes", {"leave_takes": takes.value})
