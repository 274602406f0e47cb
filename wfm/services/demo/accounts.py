"""The demo's accounts: one per role, and a second rep to trade with."""

from __future__ import annotations

from dataclasses import dataclass

from wfm.database import Database
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import RefusedError
from wfm.services.centre import create_user, generate_password
from wfm.services.demo.state import founded


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A demo account; the password is known only here."""

    username: str
    role: Role
    password: str
    name: str


def create_accounts(db: Database, who: Principal) -> tuple[DemoAccount, ...]:
    """One account per role and a second rep to trade with, with new random passwords that are kept nowhere."""
    if not founded(db, who).reps:
        raise RefusedError("the demo's accounts need its reps; hire its team first")
    with db.read() as uow:
        reps = uow.reps.all()
    trained = [r for r in reps if "es" in r.languages and r.contract == "full-time" and r.training is None]
    wanted = [
        ("planner", Role.PLANNER, None, "plans the centre"),
        ("manager", Role.MANAGER, None, "leads the teams"),
        ("boss", Role.ADMIN, None, "manages accounts, reads the audit log"),
        *((name, Role.REP, rep.id, rep.name) for name, rep in zip(("rep", "rep2"), trained, strict=False)),
    ]
    accounts = []
    for username, role, rep, name in wanted:
        password = generate_password()
        create_user(db, who, username, password, role, rep)
        accounts.append(DemoAccount(username, role, password, name))
    return tuple(accounts)
