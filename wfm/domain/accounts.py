"""Accounts: who is signed in and what their role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wfm.domain.errors import AccessError


class Role(StrEnum):
    """What a person is to the centre. A planner may do what a manager may; an admin may do everything."""

    REP = "rep"
    MANAGER = "manager"
    PLANNER = "planner"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Principal:
    """The signed-in user on whose behalf a service acts; `rep` is the rep's id where the user is one."""

    username: str
    role: Role
    rep: str | None = None
    user_id: int | None = None

    def require(self, *roles: Role) -> None:
        """AccessError unless the user has one of the roles (an admin always may)."""
        if self.role is not Role.ADMIN and self.role not in roles:
            allowed = " or ".join(role.value for role in roles)
            raise AccessError(f"{self.username} is signed in as {self.role.value}; this needs {allowed}")

    def require_rep(self) -> str:
        """The id of the rep who is signed in; AccessError when the user is not a rep."""
        if self.rep is None:
            raise AccessError(f"{self.username} is not a rep, and only reps may do this")
        return self.rep


OPERATOR = Principal("operator", Role.ADMIN)
"""Whoever runs commands on the machine that holds the database."""
