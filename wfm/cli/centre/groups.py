"""`wfm team` and `wfm class`: who works together, and who learns together."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from wfm.cli.terminal import database, day, say, table
from wfm.documents import CELLS, TRAINING_CLASS, Door, Value, read, write
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import InputError
from wfm.domain.people import Team
from wfm.services import centre

team_group = typer.Typer(help="Teams: set, list, move reps, remove.", no_args_is_help=True, add_completion=False)
class_group = typer.Typer(
    help="Training classes: set, list, join, leave, remove.", no_args_is_help=True, add_completion=False
)

TeamId = Annotated[str, typer.Argument(metavar="TEAM", help="A team's id.", show_default=False)]
ClassId = Annotated[str, typer.Argument(metavar="CLASS", help="A class's id.", show_default=False)]
RepIds = Annotated[list[str], typer.Argument(metavar="REP...", help="Ids of reps.", show_default=False)]
Name = Annotated[str | None, typer.Option(help="Its name; the id by default.")]
Since = Annotated[str | None, typer.Option("--from", metavar="DATE", help="From this day on; always, by default.")]


@team_group.command("list")
def list_teams() -> None:
    """List the teams, who leads them, and who is in them today."""
    rows = [
        (t.team.id, t.team.name, t.team.lead or "", len(t.members), ", ".join(t.members))
        for t in centre.teams(database(), OPERATOR)
    ]
    table("Teams", ("team", "name", "lead", "reps", "members"), rows, words=5) if rows else say("There is no team.")


@team_group.command("set")
def set_team(
    team: TeamId,
    name: Name = None,
    lead: Annotated[str | None, typer.Option(help="The rep who leads it.")] = None,
    no_lead: Annotated[bool, typer.Option("--no-lead", help="Nobody leads it.")] = False,
) -> None:
    """Add a team, or change its name or lead. What is not told stays as it is."""
    if no_lead and lead is not None:
        raise InputError("--lead and --no-lead do not go together")
    db = database()
    found = next((t for t in centre.teams(db, OPERATOR) if t.team.id == team), None)
    before = found.team if found is not None else Team(team, team)
    made = replace(before, name=name or before.name, lead=None if no_lead else lead or before.lead)
    centre.set_team(db, OPERATOR, made, None if found is None else found.version)
    say(f"team {team} is stored")


@team_group.command("move")
def move(team: TeamId, reps: RepIds, first: Since = None) -> None:
    """Put reps into a team."""
    centre.move_to_team(database(), OPERATOR, team, reps, day(first, "--from"))
    say(f"{', '.join(reps)}: in team {team}" + (f" from {first}" if first else ""))


@team_group.command("leave")
def leave_team(reps: RepIds, first: Since = None) -> None:
    """Take reps out of their team."""
    centre.move_to_team(database(), OPERATOR, None, reps, day(first, "--from"))
    say(f"{', '.join(reps)}: in no team" + (f" from {first}" if first else ""))


@team_group.command("remove")
def remove_team(team: TeamId) -> None:
    """Remove a team that nobody is in."""
    centre.remove_team(database(), OPERATOR, team)
    say(f"team {team} is removed")


@class_group.command("list")
def list_classes() -> None:
    """List the training classes with their days, ramps and members."""
    rows = []
    for found in centre.training_classes(database(), OPERATOR):
        cells = write(TRAINING_CLASS, found.course, Door(CELLS))
        ramp = ", ".join(f"{speed:g} from week {week}" for week, speed in found.course.ramp)
        rows.append((*(cells[key] for key in ("id", "name", "starts", "graduates")), ramp, ", ".join(found.members)))
    header = ("class", "name", "starts", "graduates", "most speed", "members")
    table("Training classes", header, rows, words=6) if rows else say("There is no training class.")


@class_group.command("set")
def set_class(
    course: ClassId,
    starts: Annotated[str | None, typer.Option(metavar="DATE", help="First day of training.")] = None,
    graduates: Annotated[str | None, typer.Option(metavar="DATE", help="First day of nesting.")] = None,
    name: Name = None,
    ramp: Annotated[
        str | None, typer.Option(help="Most speed by week after graduation, live from 1: 0=0.6,4=1 by default.")
    ] = None,
) -> None:
    """Add a training class, or change its days, name or ramp. What is not told stays as it is."""
    db = database()
    found = next((c for c in centre.training_classes(db, OPERATOR) if c.course.id == course), None)
    row = {} if found is None else write(TRAINING_CLASS, found.course, Door(CELLS))
    steps = None if ramp is None else ramp.replace("=", ":").replace(",", "|")
    told = {"id": course, "starts": starts, "graduates": graduates, "name": name, "ramp": steps}
    row |= {key: value for key, value in told.items() if value is not None}
    absent = [f"--{key}" for key in ("starts", "graduates") if key not in row]
    if absent:
        raise InputError(f"a new training class needs {' and '.join(absent)}")
    made = read(TRAINING_CLASS, Value(row, "", Door(CELLS)))
    centre.set_class(db, OPERATOR, made, None if found is None else found.version)
    say(f"class {course}: in training from {made.starts}, graduates on {made.graduates}")


@class_group.command("join")
def join(course: ClassId, reps: RepIds) -> None:
    """Put reps into a training class, out of any other."""
    centre.add_to_class(database(), OPERATOR, course, reps)
    say(f"{', '.join(reps)}: in class {course}")


@class_group.command("leave")
def leave_class(reps: RepIds) -> None:
    """Take reps out of their training class. The stage on their own record holds from now on."""
    centre.leave_class(database(), OPERATOR, reps)
    say(f"{', '.join(reps)}: in no class")


@class_group.command("remove")
def remove_class(course: ClassId) -> None:
    """Remove a training class whose members are live, or that has none."""
    centre.remove_class(database(), OPERATOR, course)
    say(f"class {course} is removed")
