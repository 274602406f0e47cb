"""`wfm user`: accounts of the app."""

from __future__ import annotations

from typing import Annotated

import typer

from wfm.cli.terminal import database, say, table
from wfm.domain.accounts import OPERATOR, Role
from wfm.services.centre import create_user, generate_password, list_users, reset_password, set_active

group = typer.Typer(
    help="Manage the accounts of the app: add, list, set a new password, switch off and on.",
    no_args_is_help=True,
    add_completion=False,
)

Name = Annotated[str, typer.Argument(help="The account's user name.")]


@group.command("add")
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="What the account may do.")] = Role.PLANNER,
    rep: Annotated[str | None, typer.Option(help="The rep's id, for an account of role rep.")] = None,
) -> None:
    """Add an account and print its random password once."""
    password = generate_password()
    create_user(database(), OPERATOR, name, password, role, rep)
    say(f"{name} ({role.value}) may sign in with the password {password}; it is shown only now")


@group.command("list")
def show() -> None:
    """List the accounts with their roles."""
    rows = [
        (u.username, u.role.value, u.rep or "", "yes" if u.active else "no") for u in list_users(database(), OPERATOR)
    ]
    table("Accounts", ("name", "role", "rep", "active"), rows, words=4)


@group.command("password")
def password(name: Name) -> None:
    """Give an account a new random password and print it once. Its sessions end."""
    new = generate_password()
    reset_password(database(), OPERATOR, name, new)
    say(f"{name} may sign in with the password {new}; it is shown only now")


@group.command("off")
def off(name: Name) -> None:
    """Switch an account off. Its sessions and its calendar feed end at once."""
    set_active(database(), OPERATOR, name, False)
    say(f"{name} may no longer sign in")


@group.command("on")
def on(name: Name) -> None:
    """Switch an account on again."""
    set_active(database(), OPERATOR, name, True)
    say(f"{name} may sign in again")
