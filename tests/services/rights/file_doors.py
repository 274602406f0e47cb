"""Services that import files, and how the tests call them."""

from __future__ import annotations

from tests.services.rights.door import Door
from tests.services.rights.stage import Stage
from wfm.domain.accounts import Principal
from wfm.domain.errors import InputError
from wfm.services.imports import activities_import, centre_files, importing, leave_import, people_files
from wfm.services.imports.reports import RowsRefused


def _import_leave(s: Stage, who: Principal, id: str) -> object:
    return leave_import.import_leave(s.db, who, f"rep,from,to\n{id},2031-01-06,\n".encode(), name="leave.csv")


def _import_reps(s: Stage, who: Principal, id: str) -> object:
    table = (
        f"id,name,contract,skills,hired,work_mode,home_workspace_approved\n{id},X,flex,voice-en,2001-01-01,remote,yes\n"
    )
    return people_files.import_reps(s.db, who, table.encode(), name="reps.csv")


def _import_activities(s: Stage, who: Principal, id: str) -> object:
    table = f"rep,activity,start,minutes\n{id},huddle,2031-01-06 09:00,15\n".encode()
    return activities_import.import_activities(s.db, who, table, name="activities.csv")


FILES = (
    Door("imports.import_activities", "planners", _import_activities, meets=RowsRefused),
    Door("imports.import_leave", "planners, of others", _import_leave, about=True),
    Door(
        "imports.preview_leave",
        "planners",
        lambda s, who, _: leave_import.preview_leave(s.db, who, b"rep,from,to\nada,2031-01-06,\n", name="leave.csv"),
    ),
    Door("imports.import_reps", "planners, of others", _import_reps, about=True),
    Door(
        "imports.import_terms",
        "planners, of others",
        lambda s, who, id: people_files.import_terms(s.db, who, f"rep,from,contract\n{id},2031-01-01,full\n".encode()),
        about=True,
    ),
    Door(
        "imports.import_classes",
        "planners, of others",
        lambda s, who, id: people_files.import_classes(
            s.db, who, f"id,starts,graduates,members\nx,2031-01-01,2031-02-01,{id}\n".encode()
        ),
        about=True,
    ),
    Door(
        "imports.import_setup",
        "planners",
        lambda s, who, _: centre_files.import_setup(s.db, who, b"=", name="setup.toml"),
        meets=InputError,
    ),
    Door(
        "imports.import_queues",
        "planners",
        lambda s, who, _: centre_files.import_queues(s.db, who, b"nothing\n", name="queues.csv"),
        meets=InputError,
    ),
    Door(
        "imports.preview_history",
        "planners",
        lambda s, who, _: importing.preview_history(b"nothing\n", "history.csv", None, s.db, who),
        meets=InputError,
    ),
    Door(
        "imports.import_history",
        "planners",
        lambda s, who, _: importing.import_history(s.db, who, b"nothing\n", name="history.csv"),
        meets=InputError,
    ),
    Door("imports.uploads", "managers", lambda s, who, _: importing.uploads(s.db, who)),
)
