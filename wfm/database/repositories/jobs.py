"""Jobs: long runs that a worker claims, reports on and finishes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, exists, select, update

from wfm.database import codecs
from wfm.database.repositories.base import Repository, table_of
from wfm.database.tables import JobRow
from wfm.domain.errors import ConflictError, NotFoundError
from wfm.domain.planning import Job, JobState

_JOB = table_of(JobRow)


class Jobs(Repository):
    """Jobs in order of their making; each is claimed by exactly one worker."""

    def add(self, kind: str, arguments: Mapping[str, object], who: str) -> int:
        """Queue a job and return its id."""
        values = {
            "kind": kind,
            "arguments": arguments,
            "state": JobState.QUEUED.value,
            "progress": 0.0,
            "message": "",
            "detail": {},
            "stop_asked": False,
            "created_at": datetime.now(UTC),
            "created_by": who,
        }
        return self._insert(JobRow, values)

    def claim_one(self, id: int, worker: str = "") -> Job:
        """Take one queued job by its id; ConflictError when it no longer waits."""
        now = datetime.now(UTC)
        guard = (_JOB.c.id == id, _JOB.c.state == JobState.QUEUED.value)
        values = {"state": JobState.RUNNING.value, "worker": worker, "started_at": now, "beat_at": now}
        if self._change(update(_JOB).where(*guard).values(**values)) == 0:
            raise ConflictError(f"job {id} is no longer waiting")
        return self.get(id)

    def progress(self, id: int, share: float, message: str, detail: Mapping[str, float] | None = None) -> bool:
        """Report how far a running job is; whether someone asked it to stop. ConflictError when it does not run."""
        values: dict[str, Any] = {
            "progress": min(1.0, max(0.0, share)),
            "message": message,
            "beat_at": datetime.now(UTC),
        }
        if detail is not None:
            values["detail"] = detail
        guard = (_JOB.c.id == id, _JOB.c.state == JobState.RUNNING.value)
        if self._change(update(_JOB).where(*guard).values(**values)) == 0:
            raise ConflictError(f"job {id} is not running")
        return bool(self._session.scalar(select(_JOB.c.stop_asked).where(_JOB.c.id == id)))

    def finish(self, id: int, state: JobState, message: str, result: int | None = None) -> None:
        """End a job that is queued or running; ConflictError when it has ended before."""
        alive = (JobState.QUEUED.value, JobState.RUNNING.value)
        values: dict[str, Any] = {
            "state": state.value,
            "message": message,
            "result": result,
            "finished_at": datetime.now(UTC),
        }
        if state is JobState.DONE:
            values["progress"] = 1.0
        if self._change(update(_JOB).where(_JOB.c.id == id, _JOB.c.state.in_(alive)).values(**values)) == 0:
            raise ConflictError(f"job {id} has ended before")

    def reword(self, id: int, message: str, detail: Mapping[str, float]) -> None:
        """Say better what came of a job that has ended."""
        self._change(update(_JOB).where(_JOB.c.id == id).values(message=message, detail=detail))

    def fail_silent(self, before: datetime) -> tuple[int, ...]:
        """Mark running jobs as failed whose worker has not written since `before`; their ids."""
        guard = (_JOB.c.state == JobState.RUNNING.value, _JOB.c.beat_at < before)
        ids = tuple(self._session.scalars(select(_JOB.c.id).where(*guard).order_by(_JOB.c.id)))
        for id in ids:
            self.finish(id, JobState.FAILED, "its worker stopped answering; start it again")
        return ids

    def forgotten(self, before: datetime) -> bool:
        """Whether a running job has not been written since, or a queued one has waited since then."""
        running = (_JOB.c.state == JobState.RUNNING.value) & (_JOB.c.beat_at < before)
        queued = (_JOB.c.state == JobState.QUEUED.value) & (_JOB.c.created_at < before)
        return bool(self._session.scalar(select(exists().where(running | queued))))

    def unclaimed(self, before: datetime) -> tuple[int, ...]:
        """Queued jobs that were asked for before a moment; their ids."""
        guard = (_JOB.c.state == JobState.QUEUED.value, _JOB.c.created_at < before)
        return tuple(self._session.scalars(select(_JOB.c.id).where(*guard).order_by(_JOB.c.id)))

    def ask_stop(self, id: int) -> None:
        """Ask a job to stop; NotFoundError for no such job."""
        if self._change(update(_JOB).where(_JOB.c.id == id).values(stop_asked=True)) == 0:
            raise NotFoundError(f"there is no job {id}")

    def get(self, id: int) -> Job:
        """The job of that id; NotFoundError otherwise."""
        row = self._session.execute(select(_JOB).where(_JOB.c.id == id)).first()
        if row is None:
            raise NotFoundError(f"there is no job {id}")
        return _job_in(row)

    def latest(self, kind: str | None = None) -> Job | None:
        """The job of a kind (or of any) that was asked for last, None when there is none."""
        query = select(_JOB).order_by(_JOB.c.id.desc()).limit(1)
        row = self._session.execute(query if kind is None else query.where(_JOB.c.kind == kind)).first()
        return None if row is None else _job_in(row)

    def list(self, limit: int = 50) -> tuple[Job, ...]:
        """The newest jobs first."""
        return tuple(map(_job_in, self._session.execute(select(_JOB).order_by(_JOB.c.id.desc()).limit(limit))))


def _job_in(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        arguments=row.arguments,
        state=JobState(row.state),
        progress=row.progress,
        message=row.message,
        detail=codecs.numbers_in(row.detail),
        result=row.result,
        stop_asked=row.stop_asked,
        created_at=row.created_at,
        created_by=row.created_by,
    )
