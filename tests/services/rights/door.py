"""What a service is to the table of rights: its name, whose it is, and how the tests call it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.services.rights.stage import Stage
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import WfmError

Call = Callable[[Stage, Principal, str], object]
"""Calls a service for someone, about a rep."""

RIGHTS = {
    "everyone": ("yes", "yes", "yes", "yes"),
    "own": ("own", "own", "own", "own"),
    "own or staff": ("own", "yes", "yes", "yes"),
    "own or admins": ("own", "own", "own", "yes"),
    "managers": ("", "yes", "yes", "yes"),
    "managers, of others": ("", "others", "others", "others"),
    "planners": ("", "", "yes", "yes"),
    "planners, of others": ("", "", "others", "others"),
    "admins": ("", "", "", "yes"),
    "admins, of others": ("", "", "", "others"),
}
"""What a rep, a manager, a planner and an admin may: anything, only what is their own, only what is not."""


@dataclass(frozen=True)
class Door:
    """A service: its room and name, whose it is, how it is called, and whether the call is about one rep.

    `meets` is the error that whoever may call it meets here, where doing it in earnest would take long; `case` says
    when, where the rights depend on it.
    """

    name: str
    may: str
    call: Call
    about: bool = False
    meets: type[WfmError] | None = None
    case: str = ""

    @property
    def cells(self) -> dict[Role, str]:
        """What each role may."""
        return dict(zip(Role, RIGHTS[self.may], strict=True))


WITHOUT_WHO = {
    "centre.sign_in": "asks for the password",
    "centre.principal_of": "asks for the secret of a session",
    "centre.sign_out": "ends the session whose secret it is given",
    "centre.known_device": "asks for the secret of a browser, and tells only whether it is one",
    "centre.live_tokens": "asks for the secrets of sessions",
    "export.calendar": "asks for the secret of the address",
    "personal.apply_due": "is the clock: it removes what an admin has said to keep no longer",
    "jobs.run_job": "is the worker: it acts for who asked for the run, as their account stands when it begins",
}
"""Services that take nobody's word for who calls, and why they need not."""
