"""The unit of work: one transaction and the repositories in it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from wfm.database.dump import Dump
from wfm.database.locks import Locks, Subject
from wfm.database.personal.people import Personal
from wfm.database.personal.retention import Retention
from wfm.database.repositories.accounts import Audit, Users
from wfm.database.repositories.bids import Rounds
from wfm.database.repositories.changes import Layers, Scenarios, SpecialDays
from wfm.database.repositories.entities import Contracts, Queues, Sites
from wfm.database.repositories.forecasts import Forecasts
from wfm.database.repositories.history import History
from wfm.database.repositories.jobs import Jobs
from wfm.database.repositories.leave import Allotments, LeaveKinds, TimeOff
from wfm.database.repositories.people import Centre, Reps, Teams, TrainingClasses
from wfm.database.repositories.runs import Removals, Requirements, Uploads
from wfm.database.repositories.sign_ins import Devices, Sessions, SignInAttempts
from wfm.database.repositories.timeline.offers import Offers
from wfm.database.repositories.timeline.publications import Publications
from wfm.database.repositories.timeline.published import Published
from wfm.database.repositories.timeline.schedules import Calendars, Schedules


class UnitOfWork:
    """Everything stored, as of one transaction. Made by `Database.read` and `Database.write`."""

    def __init__(self, session: Session, locks: Locks | None = None) -> None:
        self._locks = locks
        self.centre = Centre(session)
        self.sites = Sites(session)
        self.queues = Queues(session)
        self.contracts = Contracts(session)
        self.reps = Reps(session)
        self.teams = Teams(session)
        self.classes = TrainingClasses(session)
        self.time_off = TimeOff(session)
        self.leave_kinds = LeaveKinds(session)
        self.allotments = Allotments(session)
        self.history = History(session)
        self.uploads = Uploads(session)
        self.forecasts = Forecasts(session)
        self.layers = Layers(session)
        self.special_days = SpecialDays(session)
        self.scenarios = Scenarios(session)
        self.requirements = Requirements(session)
        self.removals = Removals(session)
        self.schedules = Schedules(session)
        self.published = Published(session)
        self.publications = Publications(session)
        self.calendars = Calendars(session)
        self.users = Users(session)
        self.sessions = Sessions(session)
        self.devices = Devices(session)
        self.attempts = SignInAttempts(session)
        self.audit = Audit(session)
        self.jobs = Jobs(session)
        self.rounds = Rounds(session)
        self.offers = Offers(session)
        self.personal = Personal(session)
        self.retention = Retention(session)
        self.dump = Dump(session)

    def hold(self, *subjects: Subject) -> None:
        """Keep others who write from these until the unit ends, as ("rep", "ana") or ("shift", 12). Once in a unit.

        Only a unit that writes beside others needs it; what was read before it must be read again.
        """
        if self._locks is not None:
            self._locks.hold(*subjects)
