"""Importing reps, their terms from a date, and training classes: all of a file or nothing, each refused row named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from wfm.database import Database, UnitOfWork
from wfm.documents import CELLS, DATED_TERMS, Door, write
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import InputError
from wfm.domain.people import DatedTerms, Rep, Team
from wfm.domain.texts import quoted
from wfm.services import centre
from wfm.services.imports.people_reports import CLOCKS, PeopleReport, RepsReport
from wfm.services.imports.reports import RowsRefused
from wfm.services.progress import OnProgress, quiet
from wfm.services.readers import (
    SINCE,
    ClassesFile,
    Fault,
    ImportOptions,
    RepsFile,
    Source,
    TermsFile,
    read_classes,
    read_reps,
    read_terms,
)


def import_reps(
    db: Database,
    who: Principal,
    source: Source,
    options: ImportOptions | None = None,
    on_progress: OnProgress = quiet,
    *,
    name: str = "",
) -> RepsReport:
    """Add the reps of a file and change those who are there already; reps the file does not name stay as they are.

    Terms from a date go on holding, and a team that is new is created. RowsRefused when a row cannot be used and
    `skip_refused` is not set.
    """
    who.require(Role.PLANNER)
    options = options or ImportOptions()
    on_progress(0.0, "reading the file")
    file = read_reps(source, name, options.sheet)
    with db.write() as unit:
        before = unit.reps.get_many([rep.id for _, rep in file.reps])
        file = _usable(unit, file, before)
        _must_be_whole(file, options)
        changed = [rep for _, rep in file.reps if rep.id not in before or rep != centre.bare(before[rep.id])]
        centre.check_own_record(unit, who, changed)
        teams = _new_teams(unit, who, file)
        unit.reps.put_many(changed)
        unit.audit.add_many(who, "imported", "rep", ((rep.id, centre.rep_words(rep)) for rep in changed))
        moved = _moved(file, before)
        centre.check_not_own(who, moved)
        centre.put_in_class(unit, who, moved)
    on_progress(1.0, "imported")
    added = sum(rep.id not in before for rep in changed)
    refused = tuple(fault.told(file.name) for fault in file.faults)
    counts = (added, len(changed) - added, len(file.reps) - len(changed))
    notes = _notes(file, [before[rep.id] for rep in changed if rep.id in before])
    return RepsReport(file.name, *counts, refused, file.ignored, teams, len(moved), notes)


def import_terms(
    db: Database,
    who: Principal,
    source: Source,
    options: ImportOptions | None = None,
    *,
    name: str = "",
    dry_run: bool = False,
) -> PeopleReport:
    """Have the terms of a file hold for reps from their dates; dates and cells the file does not tell stay as they are.

    With `dry_run` nothing is written. RowsRefused when a row cannot be used and `skip_refused` is not set.
    """
    who.require(Role.PLANNER)
    options = options or ImportOptions()
    file = read_terms(source, name, options.sheet)
    with db.read() if dry_run else db.write() as unit:
        planned = _plan_terms(unit, file)
        file = replace(file, faults=planned.faults_with(file.faults))
        _must_be_whole(file, options)
        if not dry_run:
            centre.check_not_own(who, planned.terms)
            unit.reps.put_terms(planned.terms)
            words = ((rep, centre.terms_words(terms)) for _, rep, terms in planned.changed)
            unit.audit.add_many(who, "set terms", "rep", words)
    lines = tuple(f"{rep} from {terms.first_day}: {_words(terms)}" for _, rep, terms in planned.changed)
    refused = tuple(fault.told(file.name) for fault in file.faults)
    counts = (planned.added, len(planned.changed) - planned.added, planned.unchanged)
    return PeopleReport(file.name, "terms", *counts, lines, refused, file.ignored)


def import_classes(
    db: Database,
    who: Principal,
    source: Source,
    options: ImportOptions | None = None,
    *,
    name: str = "",
    dry_run: bool = False,
) -> PeopleReport:
    """Add or change the training classes of a file and put its members into them; other members stay.

    With `dry_run` nothing is written. RowsRefused when a row cannot be used and `skip_refused` is not set.
    """
    who.require(Role.PLANNER)
    options = options or ImportOptions()
    file = read_classes(source, name, options.sheet)
    with db.read() if dry_run else db.write() as unit:
        before = unit.classes.get_many([course.id for _, course, _ in file.classes])
        file = _known_members(unit, file)
        _must_be_whole(file, options)
        changed = [course for _, course, _ in file.classes if course != before.get(course.id)]
        wanted: dict[str, str | None] = {rep: course.id for _, course, members in file.classes for rep in members}
        there = {rep: id for id, members in unit.classes.members().items() for rep in members}
        moved = {rep: id for rep, id in wanted.items() if there.get(rep) != id}
        if not dry_run:
            ids = {course.id for course in changed}
            centre.check_not_own(who, [*moved, *(rep for rep, id in there.items() if id in ids)])
            unit.classes.put_many(changed)
            words = ((course.id, centre.class_words(course)) for course in changed)
            unit.audit.add_many(who, "imported", "training class", words)
            centre.put_in_class(unit, who, moved)
    added = sum(course.id not in before for course in changed)
    counts = (added, len(changed) - added, len(file.classes) - len(changed))
    lines = tuple(
        f"{course.id}: in training from {course.starts}, graduates on {course.graduates}, {len(members)} members named"
        for _, course, members in file.classes
    )
    notes = (f"{len(moved)} reps changed class",) if moved else ()
    refused = tuple(fault.told(file.name) for fault in file.faults)
    return PeopleReport(file.name, "classes", *counts, lines, refused, file.ignored, notes)


def _must_be_whole(file: RepsFile | TermsFile | ClassesFile, options: ImportOptions) -> None:
    if file.faults and not options.skip_refused:
        raise RowsRefused(file.name, file.faults)


def _usable(unit: UnitOfWork, file: RepsFile, before: Mapping[str, Rep]) -> RepsFile:
    """The file with reps who do not fit what is on record among the faults, and what it has no column for as it was."""
    known, classes = centre.Known(unit), frozenset(unit.classes.ids())
    known.teams |= {rep.team for _, rep in file.reps if rep.team is not None}
    good, faults = [], list(file.faults)
    for line, rep in file.reps:
        fault, id = known.fault(rep), file.classes.get(rep.id)
        if fault is None and id is not None and id not in classes:
            fault = "class", f"unknown class {id!r}; known are {centre.listed(classes)}"
        if fault is None:
            try:
                rep = _kept(file, rep, before.get(rep.id))
            except InputError as error:
                faults.append(Fault(line, None, error.reason))
            else:
                good.append((line, rep))
        else:
            faults.append(Fault(line, *fault))
    return replace(file, reps=tuple(good), faults=tuple(sorted(faults, key=lambda fault: fault.line)))


def _kept(file: RepsFile, rep: Rep, before: Rep | None) -> Rep:
    """The rep with what the file has no column for as on record; InputError where terms on record do not fit."""
    if before is None:
        return rep
    rep = replace(rep, **{key: getattr(before, key) for key in SINCE if key not in file.keys})
    replace(rep, terms=before.terms)
    return rep


def _new_teams(unit: UnitOfWork, who: Principal, file: RepsFile) -> tuple[str, ...]:
    named = {rep.team for _, rep in file.reps if rep.team is not None}
    new = tuple(sorted(named - set(unit.teams.ids())))
    unit.teams.put_many(Team(id, id) for id in new)
    unit.audit.add_many(who, "created", "team", ((id, {"from": file.name}) for id in new))
    return new


def _moved(file: RepsFile, before: Mapping[str, Rep]) -> dict[str, str | None]:
    """Reps of the file whose class is another one now."""
    there = {id: rep.training.id for id, rep in before.items() if rep.training is not None}
    kept = {rep.id for _, rep in file.reps}
    return {rep: id for rep, id in file.classes.items() if rep in kept and id != there.get(rep)}


def _notes(file: RepsFile, changed: Iterable[Rep]) -> tuple[str, ...]:
    """Whose clock times are on, and whose terms go on holding."""
    notes = [CLOCKS] if any(rep.available or rep.preferred_start is not None for _, rep in file.reps) else []
    dated = [rep.id for rep in changed if rep.terms]
    if dated:
        notes.append(f"terms from a date go on holding for {centre.listed(dated)}")
    return tuple(notes)


def _known_members(unit: UnitOfWork, file: ClassesFile) -> ClassesFile:
    """The file with classes whose members are unknown, or in two of its classes, among the faults."""
    known = unit.reps.get_many(rep for _, _, members in file.classes for rep in members)
    seen: dict[str, int] = {}
    good, faults = [], list(file.faults)
    for line, course, members in file.classes:
        unknown = next((rep for rep in members if rep not in known), None)
        twice = next((rep for rep in members if rep in seen), None)
        if unknown is not None:
            faults.append(Fault(line, "members", f"unknown rep {quoted(unknown)}"))
        elif twice is not None:
            faults.append(Fault(line, "members", f"rep {twice!r} is in the class on line {seen[twice]} already"))
        else:
            seen |= dict.fromkeys(members, line)
            good.append((line, course, members))
    return replace(file, classes=tuple(good), faults=tuple(sorted(faults, key=lambda fault: fault.line)))


@dataclass
class _Plan:
    """What a file of terms comes to: the terms of every rep it changes, and the rows that change something."""

    terms: dict[str, tuple[DatedTerms, ...]] = field(default_factory=dict)
    changed: list[tuple[int, str, DatedTerms]] = field(default_factory=list)
    added: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    def faults_with(self, others: Iterable[Fault]) -> tuple[Fault, ...]:
        """All faults by line."""
        return tuple(sorted([*self.faults, *others], key=lambda fault: fault.line))


def _plan_terms(unit: UnitOfWork, file: TermsFile) -> _Plan:
    """Each row put over what is on record, in the order of the dates, as far as it fits."""
    plan, known = _Plan(), centre.Known(unit)
    reps = unit.reps.get_many(rep for _, rep, _ in file.terms)
    for line, id, terms in sorted(file.terms, key=lambda row: row[2].first_day):
        fault = ("rep", f"unknown rep {quoted(id)}") if id not in reps else known.fault(terms)
        if fault is not None:
            plan.faults.append(Fault(line, *fault))
            continue
        rep = reps[id]
        try:
            fitting = _with(rep, terms)
        except InputError as error:
            plan.faults.append(Fault(line, None, error.reason))
            continue
        if fitting.terms == rep.terms:
            plan.unchanged += 1
            continue
        plan.added += all(one.first_day != terms.first_day for one in rep.terms)
        plan.changed.append((line, id, next(one for one in fitting.terms if one.first_day == terms.first_day)))
        reps[id], plan.terms[id] = fitting, fitting.terms
    plan.changed.sort(key=lambda row: row[0])
    return plan


def _with(rep: Rep, terms: DatedTerms) -> Rep:
    return replace(rep, terms=tuple(sorted(centre.with_terms(rep, terms), key=lambda one: one.first_day)))


def _words(terms: DatedTerms) -> str:
    """Terms as a line states them back."""
    said = {key: text for key, text in write(DATED_TERMS, terms, Door(CELLS)).items() if text is not None}
    return ", ".join(f"{key} {text}" for key, text in said.items() if key != "from")
