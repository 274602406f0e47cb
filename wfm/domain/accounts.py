"""Accounts: who is signed in, what their role may do, and that nobody decides on themselves."""

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


EVERYONE = (Role.REP, Role.MANAGER, Role.PLANNER)
"""Whoever is signed in; an admin always may."""


@dataclass(frozen=True, slots=True)
class Principal:
    """The signed-in user on whose behalf a service acts; `rep` is the rep's id where the user is one.

    Services take its word. It is made of the stored account alone, anew for every request.
    """

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

    def require_another(self, what: str, *reps: str | None, by: str = "another manager or a planner") -> None:
        """AccessError when one of the reps is the user: nobody decides on themselves, admins included.

        `what` is the decision and `by` who may take it, as in "another manager or a planner must decide on your leave".
        """
        if self.rep is not None and self.rep in reps:
            raise AccessError(f"{by} must {what}: nobody decides on themselves")


class _Nobody(Principal):
    """Someone who is not signed in, and may do nothing."""

    __slots__ = ()

    def require(self, *roles: Role) -> None:
        """AccessError, whatever is asked."""
        raise AccessError("nobody is signed in; sign in first")

    def require_rep(self) -> str:
        """AccessError, whatever is asked."""
        raise AccessError("nobody is signed in; sign in first")


OPERATOR = Principal("operator", Role.ADMIN)
"""Whoever runs commands on the machine that holds the database."""

NOBODY: Principal = _Nobody("nobody", Role.REP)
"""Who acts without a session, or with one that has ended: every service refuses them."""

CLOCK = "clock"
"""Who did it, in the audit log, where a time had come and nobody acted."""

NOT_PEOPLE = frozenset({OPERATOR.username, NOBODY.username, CLOCK, "worker"})
"""Names that stand for no person in the audit log, so no account may have them."""
