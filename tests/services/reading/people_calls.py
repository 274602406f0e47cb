"""Services about people, their terms, teams and classes, as they are called in a growing centre."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.services.reading.growing_centre import Growing
from wfm.domain.people import DatedTerms, Team, TrainingClass
from wfm.services import absence, centre, imports

Call = Callable[[Growing], object]
Ready = Callable[[Growing], Callable[[], object]]
"""Makes ready what a call needs, and returns the call."""


def _terms_file(c: Growing) -> Callable[[], object]:
    with c.db.read() as uow:
        rows = "".join(f"{id},2031-0{month}-01,other\n" for id in uow.reps.ids() for month in (1, 2))
    return lambda: imports.import_terms(c.db, c.planner, f"rep,from,contract\n{rows}".encode(), name="terms.csv")


def _classes_file(c: Growing) -> Callable[[], object]:
    with c.db.read() as uow:
        rows = "2031-01-01,2031-02-01," + "|".join(uow.reps.ids())
    return lambda: imports.import_classes(c.db, c.planner, f"id,starts,graduates,members\nx,{rows}\n".encode())


def _many(c: Growing, call: Callable[[tuple[str, ...]], object]) -> Callable[[], object]:
    """A call about every rep, with a team and a class to be put into."""
    with c.db.write() as uow:
        uow.teams.put(Team("blue", "Blue"))
        uow.classes.put(TrainingClass("fall", "Fall", c.monday, c.monday + timedelta(days=20)))
        ids = uow.reps.ids()
    return lambda: call(ids)


PEOPLE_READS: dict[str, Call] = {
    "absence.leave_costs.costs": lambda c: absence.costs(c.db, c.manager, c.requests),
    "centre.rep_terms.rep_record": lambda c: centre.rep_record(c.db, c.planner, str(c.rep.rep)),
    "centre.rep_teams.teams": lambda c: centre.teams(c.db, c.planner),
    "centre.classes.training_classes": lambda c: centre.training_classes(c.db, c.planner),
    "centre.settings.centre_settings": lambda c: centre.centre_settings(c.db, c.planner),
}
"""Those that read."""

PEOPLE_WRITES: dict[str, Ready] = {
    "centre.rep_terms.set_employment": lambda c: (
        lambda: centre.set_employment(c.db, c.planner, str(c.rep.rep), None, c.monday)
    ),
    "centre.rep_terms.set_terms": lambda c: (
        lambda: centre.set_terms(c.db, c.planner, str(c.rep.rep), DatedTerms(c.monday, "other"))
    ),
    "centre.rep_teams.move_to_team": lambda c: _many(
        c, lambda ids: centre.move_to_team(c.db, c.planner, "blue", ids, c.monday)
    ),
    "centre.rep_teams.remove_team": lambda c: _many(c, lambda _: centre.remove_team(c.db, c.planner, "blue")),
    "centre.classes.add_to_class": lambda c: _many(c, lambda ids: centre.add_to_class(c.db, c.planner, "fall", ids)),
    "centre.classes.remove_class": lambda c: _many(c, lambda _: centre.remove_class(c.db, c.planner, "fall")),
    "imports.people_files.import_terms": _terms_file,
    "imports.people_files.import_classes": _classes_file,
}
"""Those that write."""
