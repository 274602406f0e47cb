"""The centre: its sites, queues, contracts and reps, changed by planners, shown to each as far as they may see.

A planner who is a rep changes neither their own record nor a contract that they alone work under.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from wfm.database import Database, UnitOfWork
from wfm.domain.accounts import EVERYONE, Principal, Role
from wfm.domain.errors import InputError
from wfm.domain.people import Contract, DatedTerms, Rep, Site
from wfm.domain.planning import Queue
from wfm.domain.texts import all_named
from wfm.domain.zone_names import zone_given

PLANNERS = "another planner or an admin"
OWN_RECORD = "change your own record"


def sites(db: Database, who: Principal) -> tuple[Site, ...]:
    """Every site."""
    who.require(*EVERYONE)
    with db.read() as unit:
        return unit.sites.all()


def set_site(db: Database, who: Principal, site: Site, version: int | None = None) -> None:
    """Add or change a site; with the version that was read, ConflictError when it has changed since."""
    who.require(Role.PLANNER)
    all_named(site, "site")
    with db.write() as unit:
        _check_zone(site.zone, unit.sites.get_many([site.id]).get(site.id))
        unit.sites.put(site, version)
        unit.audit.add(who, "set", "site", site.id, {"name": site.name, "seats": site.seats, "zone": site.zone})


def queues(db: Database, who: Principal) -> tuple[Queue, ...]:
    """Every queue."""
    who.require(*EVERYONE)
    with db.read() as unit:
        return unit.queues.all()


def set_queue(db: Database, who: Principal, queue: Queue, version: int | None = None) -> None:
    """Add or change a queue; with the version that was read, ConflictError when it has changed since."""
    who.require(Role.PLANNER)
    all_named(queue, "queue")
    with db.write() as unit:
        _check_zone(queue.zone, unit.queues.get_many([queue.id]).get(queue.id))
        unit.queues.put(queue, version)
        detail = {"channel": queue.channel, "language": queue.language, "zone": queue.zone, "skill": queue.skill}
        unit.audit.add(who, "set", "queue", queue.id, detail)


def _check_zone(zone: str, stored: Site | Queue | None) -> None:
    """InputError for a zone that no person means; one that is stored from earlier may stay."""
    if stored is None or stored.zone != zone:
        zone_given(zone)


def contracts(db: Database, who: Principal) -> tuple[Contract, ...]:
    """Every contract."""
    who.require(*EVERYONE)
    with db.read() as unit:
        return unit.contracts.all()


def set_contract(db: Database, who: Principal, contract: Contract, version: int | None = None) -> None:
    """Add or change a contract; InputError when no week can satisfy its own rules."""
    who.require(Role.PLANNER)
    check_contract(contract)
    all_named(contract, "contract")
    with db.write() as unit:
        check_own_contract(unit, who, (contract,))
        unit.contracts.put(contract, version)
        unit.audit.add(who, "set", "contract", contract.id, contract_words(contract))


def reps(db: Database, who: Principal, active_only: bool = True) -> tuple[Rep, ...]:
    """Every rep, with what is personal left out for those who may not see it."""
    who.require(*EVERYONE)
    with db.read() as unit:
        return tuple(visible(who, rep) for rep in unit.reps.all(active_only))


def rep(db: Database, who: Principal, id: str) -> Rep:
    """One rep, with what is personal left out for those who may not see it."""
    who.require(*EVERYONE)
    with db.read() as unit:
        return visible(who, unit.reps.get(id))


def set_rep(db: Database, who: Principal, rep: Rep, version: int | None = None) -> None:
    """Add or change a rep; InputError when the contract, the site, a skill or the team is unknown.

    Terms from a date and the class stay as they are: `set_terms` and `add_to_class` change them.
    """
    who.require(Role.PLANNER)
    with db.write() as unit:
        Known(unit).check(rep)
        check_own_record(unit, who, (rep,))
        unit.reps.put(rep, version)
        unit.audit.add(who, "set", "rep", rep.id, rep_words(rep))


def set_reps(db: Database, who: Principal, people: Iterable[Rep]) -> int:
    """Add or change many reps, all or none; how many."""
    who.require(Role.PLANNER)
    team = tuple(people)
    with db.write() as unit:
        known = Known(unit)
        for person in team:
            known.check(person)
        check_own_record(unit, who, team)
        unit.reps.put_many(team)
        unit.audit.add_many(who, "set", "rep", ((person.id, rep_words(person)) for person in team))
    return len(team)


def set_rep_active(db: Database, who: Principal, id: str, active: bool) -> None:
    """Mark a rep as working here or gone; what they worked stays on record, and their calendar feed is closed."""
    who.require(Role.PLANNER)
    who.require_another(OWN_RECORD, id, by=PLANNERS)
    with db.write() as unit:
        unit.reps.set_active(id, active)
        if not active:
            unit.calendars.revoke(id)
        unit.audit.add(who, "activated" if active else "deactivated", "rep", id)


def visible(who: Principal, rep: Rep) -> Rep:
    """The rep as this user may see them.

    Planners and admins see everything and reps see themselves whole; managers see neither wage nor hire date;
    to other reps a colleague is a name with skills, a place of work and a team.
    """
    if who.role in (Role.PLANNER, Role.ADMIN) or who.rep == rep.id:
        return rep
    rep = replace(rep, wage_per_hour=None, hired=None)
    if who.role is Role.MANAGER:
        return rep
    rep = replace(rep, performance=None, email=None, available=None, preferred_start=None, zone=None)
    return replace(rep, first_day=None, last_day=None, terms=(), training=None)


def check_not_own(who: Principal, reps: Iterable[str]) -> None:
    """AccessError when the user is among the reps whose record is to change."""
    for rep in reps:
        who.require_another(OWN_RECORD, rep, by=PLANNERS)


def check_own_record(unit: UnitOfWork, who: Principal, people: Iterable[Rep]) -> None:
    """AccessError when the user's own record is among them and would not stay as it is."""
    for person in people:
        if person.id == who.rep and bare(person) != bare(unit.reps.get(person.id)):
            who.require_another(OWN_RECORD, person.id, by=PLANNERS)


def bare(rep: Rep) -> Rep:
    """The rep's own record, without the terms and the class that are kept apart."""
    return replace(rep, terms=(), training=None)


def check_own_contract(unit: UnitOfWork, who: Principal, contracts: Iterable[Contract]) -> None:
    """AccessError when a contract that the user alone works under is among them and would not stay as it is."""
    if who.rep is None:
        return
    alone = _contracts_of(unit.reps.get(who.rep))
    for rep in unit.reps.all():
        alone -= set() if rep.id == who.rep else _contracts_of(rep)
    if any(c.id in alone and c != unit.contracts.get(c.id) for c in contracts):
        who.require_another("change a contract that only you work under", who.rep, by=PLANNERS)


def _contracts_of(rep: Rep) -> set[str]:
    """The contracts that a rep works under, now or at another time."""
    return {rep.contract, *(terms.contract for terms in rep.terms if terms.contract is not None)}


def check_contract(contract: Contract) -> None:
    """InputError with the clash when no week can satisfy the contract."""
    clash = contract.clash()
    if clash:
        raise InputError(clash)


class Known:
    """What a rep may refer to: contracts, sites, teams and the skills that queues ask for."""

    def __init__(self, unit: UnitOfWork) -> None:
        self.contracts = frozenset(unit.contracts.ids())
        self.sites = frozenset(unit.sites.ids())
        self.teams = frozenset(unit.teams.ids())
        self.skills = frozenset(queue.skill for queue in unit.queues.all())

    def check(self, rep: Rep) -> None:
        """InputError naming the first text that cannot be kept, or thing the rep refers to that does not exist."""
        all_named(rep, "rep")
        fault = self.fault(rep)
        if fault is not None:
            raise InputError(f"rep {rep.id!r}: {fault[1]}")

    def check_terms(self, rep: str, terms: DatedTerms) -> None:
        """InputError naming the first thing that terms refer to and that does not exist."""
        fault = self.fault(terms)
        if fault is not None:
            raise InputError(f"rep {rep!r}: terms from {terms.first_day}: {fault[1]}")

    def fault(self, said: Rep | DatedTerms) -> tuple[str, str] | None:
        """The field that refers to something unknown, and the fault in words; None when all is known."""
        if said.contract is not None and said.contract not in self.contracts:
            return "contract", f"unknown contract {said.contract!r}; known are {listed(self.contracts)}"
        if said.site is not None and said.site not in self.sites:
            return "site", f"unknown site {said.site!r}; known are {listed(self.sites)}"
        for skill in said.skills or ():
            if skill not in self.skills:
                return "skills", f"unknown skill {skill!r}; known are {listed(self.skills)}"
        if said.team and said.team not in self.teams:
            return "team", f"unknown team {said.team!r}; known are {listed(self.teams)}"
        return None


def with_terms(rep: Rep, change: DatedTerms) -> tuple[DatedTerms, ...]:
    """A rep's terms with others, which are put over those of the same day."""
    kept = {one.first_day: one for one in rep.terms}
    now = change.over(kept[change.first_day]) if change.first_day in kept else change
    return tuple((kept | {now.first_day: now}).values())


def listed(names: Iterable[str], most: int = 8) -> str:
    """Names in one line: `a, b, c and 12 more`; `none` for none."""
    ordered = sorted(names)
    shown = ", ".join(ordered[:most])
    return f"{shown} and {len(ordered) - most} more" if len(ordered) > most else shown or "none"


def rep_words(rep: Rep) -> dict[str, object]:
    """What the audit log keeps of a rep: nothing personal."""
    return {"contract": rep.contract, "skills": dict(rep.skills), "work_mode": rep.work_mode, "site": rep.site}


def contract_words(contract: Contract) -> dict[str, object]:
    """What the audit log keeps of a contract."""
    return {
        "paid_per_week": contract.paid_per_week,
        "days_per_week": contract.days_per_week,
        "shifts": [template.id for template in contract.shifts],
    }
