"""What an import of reps, of terms from a date, of training classes or of activities changed, in sentences for a planner."""

from __future__ import annotations

from dataclasses import dataclass

CLOCKS = "times in available and preferred_start are on each rep's clock: the rep's own zone, else that of the site"


@dataclass(frozen=True, slots=True)
class RepsReport:
    """What an import of reps changed; `refused` has one sentence per row that was left out.

    `teams` were created, `moved` counts reps who changed class, and `notes` say what else a planner should know.
    """

    name: str
    added: int
    changed: int
    unchanged: int
    refused: tuple[str, ...]
    ignored: tuple[str, ...]
    teams: tuple[str, ...] = ()
    moved: int = 0
    notes: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """What was done, one sentence per thing a planner should know."""
        told = [f"{self.name}: {self.added} reps added, {self.changed} changed, {self.unchanged} as they were"]
        if self.teams:
            told.append(f"created {'team' if len(self.teams) == 1 else 'teams'} {', '.join(self.teams)}")
        if self.moved:
            told.append(f"{self.moved} reps changed class")
        return (*told, *self.notes, *_left(self.ignored, self.refused))


@dataclass(frozen=True, slots=True)
class PeopleReport:
    """What an import of terms or of classes changed, or would; `lines` state each row back, by line of the file."""

    name: str
    things: str
    added: int
    changed: int
    unchanged: int
    lines: tuple[str, ...]
    refused: tuple[str, ...]
    ignored: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """What was done, one sentence per thing a planner should know."""
        told = f"{self.name}: {self.added} {self.things} added, {self.changed} changed, {self.unchanged} as they were"
        return (told, *self.notes, *_left(self.ignored, self.refused))


@dataclass(frozen=True, slots=True)
class ActivitiesReport:
    """What an import of activities changed, or would: those added to how many shifts, there already, repeated in the file.

    `refused` has one sentence per row that cannot be used.
    """

    name: str
    added: int
    shifts: int
    unchanged: int
    duplicates: int
    refused: tuple[str, ...]
    ignored: tuple[str, ...]

    def sentences(self) -> tuple[str, ...]:
        """The report, one sentence per thing a planner should know."""
        told = [f"{self.name}: {self.added} activities added to {self.shifts} shifts, {self.unchanged} as they were"]
        if not self.added and not self.refused:
            told.append("nothing changes: all of it is there already")
        if self.duplicates:
            told.append(f"{self.duplicates} rows say what an earlier row says, and count once")
        if self.ignored:
            told.append(f"not used: {', '.join(self.ignored)}")
        if self.refused:
            told.append(f"{len(self.refused)} rows cannot be used")
        return tuple(told)


def _left(ignored: tuple[str, ...], refused: tuple[str, ...]) -> list[str]:
    told = [f"not used: {', '.join(ignored)}"] if ignored else []
    return told + ([f"{len(refused)} rows were left out"] if refused else [])
