"""Carrying an import out: as who asked for it, with the role they have by then, and safely again when a worker broke off."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import IO, Any, BinaryIO, cast
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Q
from django_tasks import task

from factcheck.core import clock
from factcheck.core.ids import uuid7
from factcheck.core.problems import Broken, Invalid, Problem
from factcheck.core.text import storable
from factcheck.desks.actors import Actor
from factcheck.desks.busy import busy
from factcheck.desks.permissions import require
from factcheck.desks.roles import Scope
from factcheck.exchange.archive import take_in_archive
from factcheck.exchange.archive.pointers import split_pointer
from factcheck.exchange.imports.drafts import At, Read, Refused
from factcheck.exchange.imports.formats import ImportFormat
from factcheck.exchange.imports.options import Options, read_options
from factcheck.exchange.imports.outcome import Outcome
from factcheck.exchange.imports.readers import READERS, REMARKS
from factcheck.exchange.imports.taking_in import TakingIn, batches
from factcheck.exchange.models import Import, JobState
from factcheck.exchange.permissions import may_import

Progress = Callable[[int, int | None], None]
"""Told how many rows are done, of how many; None while nobody knows."""
KEPT_FOR = timedelta(days=7)
"""How long the file lies here afterwards, so that what was only tried can be taken in."""
SECONDS_BETWEEN = 1.0
"""Progress is kept no more often: each time is a write."""
MOST_REFUSED = 100_000
"""Rows that cannot be read until a file is given up: none of them costs anything to send, and each takes its time."""


@task()
def run_import(import_id: str, desk_id: str, user_id: str, scope: str) -> None:
    """Take in a file for who asked; does nothing when that is over, or was removed."""
    actor = Actor.who_asked(UUID(user_id), UUID(desk_id), Scope(scope))
    job = Import._base_manager.select_related("desk").filter(pk=import_id).first()
    if job is not None:
        carry_out(actor, job)


@task()
def remove_expired() -> None:
    """Remove the files whose time is over."""
    drop_expired()


class _Overtaken(Exception):
    """Another run took the job over, or somebody removed it."""


class _SomeRefused(Exception):
    """All or nothing was asked for."""


def carry_out(actor: Actor, job: Import, *, progress: Progress = lambda _done, _total: None) -> Import:
    """Do what an import asks for, and keep on it what came of it. A problem fails the job; it is not raised."""
    attempt = uuid7()
    waiting = Import._base_manager.filter(pk=job.pk).exclude(state__in=(JobState.DONE, JobState.FAILED))
    if not waiting.update(state=JobState.RUNNING, attempt=attempt, started_at=clock.now()):
        return job
    run = _Run(actor, job, attempt, progress)
    is_told = False
    try:
        run.go()
        is_told = True
    except _Overtaken:
        is_told = True
    except Problem as problem:
        is_told = run.fail(problem)
    except OperationalError as raised:
        problem_of = busy(raised)
        if problem_of is None:
            raise
        is_told = run.fail(problem_of)
    finally:
        if not is_told:
            run.fail(Broken("Something broke on our side; nothing more was taken in."))
    job.refresh_from_db()
    return job


class _Run:
    """One run of an import by one worker."""

    def __init__(self, actor: Actor, job: Import, attempt: Any, progress: Progress) -> None:
        self.actor, self.job, self.attempt, self.progress = actor, job, attempt, progress
        self.outcome = Outcome()
        self.done, self.told_at = 0, 0.0

    def go(self) -> None:
        if self.job.format == ImportFormat.ARCHIVE:
            self._take_in_archive()
            return
        options = read_options(self.job.mapping)
        require(may_import(self.actor, self.job.desk, publishes=options.reviews == "published"))
        with self.job.file.open("rb") as file:
            if self.job.dry_run:
                self._look(file, options)
                self._finish(JobState.DONE)
            elif self.job.partial:
                self._write_what_is_good(file, options)
            else:
                self._write_all_or_nothing(file, options)

    def _take_in_archive(self) -> None:
        """In a transaction of its own. Where a worker breaks off behind it, the next finds all of it known."""
        try:
            with self.job.file.open("rb") as file:
                taken_in = take_in_archive(
                    self.actor, cast(BinaryIO, file), progress=self._tell_progress, dry_run=self.job.dry_run
                )
        except Problem as problem:
            for error in problem.errors:
                pointer, line = split_pointer(error.pointer)
                self.outcome.refuse(At(line, pointer), [("", error.detail)])
            raise
        getattr(self.outcome, taken_in.outcome).update(taken_in.rows)
        self.done = sum(taken_in.rows.values())
        self._finish(JobState.DONE)

    def _taking(self, file: IO[bytes], options: Options) -> TakingIn:
        taking = TakingIn(self.actor, self.job.desk, self.job, options)
        if self.job.format in REMARKS:
            taking.outcome.warn(REMARKS[self.job.format](file, options))
        self.outcome = taking.outcome
        return taking

    def _rows(self, file: IO[bytes], options: Options) -> Iterator[Read]:
        """What the file says, row by row. Raises Invalid for what is hardly of this format."""
        refused = 0
        for row in READERS[self.job.format](file, options):
            refused += isinstance(row, Refused)
            if refused > MOST_REFUSED:
                raise Invalid.at(
                    "/file",
                    f"More than {MOST_REFUSED:,} rows cannot be read, so this is hardly "
                    f"{ImportFormat(self.job.format).label} as it is meant here, and it was read no further. "
                    "Say another format, or how the file is meant.",
                )
            yield row

    def _look(self, file: IO[bytes], options: Options) -> int:
        """Read and check everything with nothing locked; how many rows there are."""
        taking = self._taking(file, options)
        total = 0
        for batch in batches(self._rows(file, options)):
            taking.look(batch)
            total += len(batch)
            self._tell_progress(total, None)
        return total

    def _write_what_is_good(self, file: IO[bytes], options: Options) -> None:
        """Batch by batch, each in a transaction of its own, so that others write between them."""
        total = sum(1 for _row in self._rows(file, options))
        taking = self._taking(file, options)
        for batch in batches(self._rows(file, options)):
            with transaction.atomic():
                taking.write(batch)
                self.done += len(batch)
                self._keep(done=self.done, total=total, counts=self.outcome.counts())
            self.progress(self.done, total)
        self._finish(JobState.DONE, total=total)

    def _write_all_or_nothing(self, file: IO[bytes], options: Options) -> None:
        """What is wrong is found with nothing locked; then all is written in one transaction."""
        total = self._look(file, options)
        if self.outcome.refused:
            self.fail(_nothing(self.outcome))
            return
        taking, self.done = self._taking(file, options), 0
        try:
            with transaction.atomic():
                for batch in batches(self._rows(file, options)):
                    taking.write(batch)
                    if taking.outcome.refused:
                        raise _SomeRefused
                    self.done += len(batch)
                    self.progress(self.done, total)
                self._finish(JobState.DONE, total=total)
        except _SomeRefused:
            self.fail(_nothing(self.outcome))

    # What is kept of it --------------------------------------------------------------------------------------------

    def _tell_progress(self, done: int, total: int | None) -> None:
        self.done = done
        self.progress(done, total)
        if time.monotonic() - self.told_at > SECONDS_BETWEEN:
            self.told_at = time.monotonic()
            self._keep(done=done, total=total)

    def _keep(self, **changes: Any) -> None:
        """Write to the job, if it is still this run's."""
        if not Import._base_manager.filter(pk=self.job.pk, attempt=self.attempt).update(**changes):
            raise _Overtaken

    def _finish(self, state: JobState, **changes: Any) -> None:
        told = self.outcome
        now = clock.now()
        self._keep(
            **{"state": state, "done": self.done, "total": self.done, **changes}, counts=told.counts(),
            errors=told.errors, warnings=told.warnings, preview=told.preview, finished_at=now, expires_at=now + KEPT_FOR,
        )  # fmt: skip
        remove_expired.using(run_after=now + KEPT_FOR + timedelta(seconds=1)).enqueue()

    def fail(self, problem: Problem) -> bool:
        """Say on the job what went wrong; True."""
        if not self.job.partial:
            self.outcome.made.clear()
            self.outcome.updated.clear()
        said = {
            "type": f"/problems/{problem.slug}/", "title": problem.title, "status": problem.status,
            "detail": storable(str(problem.detail)),
            **({"errors": [_storable(e.as_json()) for e in problem.errors[:50]]} if problem.errors else {}),
        }  # fmt: skip
        try:
            self._finish(JobState.FAILED, problem=said, total=None)
        except _Overtaken:
            return True
        return True


def _storable(error: dict[str, Any]) -> dict[str, Any]:
    return {name: storable(str(said)) for name, said in error.items()}


def _nothing(outcome: Outcome) -> Invalid:
    return Invalid(
        f"{outcome.refused:,} rows cannot be taken in, so nothing was. Mend them, or ask with `partial` for the others."
    )


# Files -------------------------------------------------------------------------------------------------------------


def drop_file(job: Import) -> None:
    """Remove the file once the transaction is through."""
    if job.file:
        storage, name = job.file.storage, str(job.file.name)
        transaction.on_commit(lambda: storage.delete(name))


def drop_expired() -> None:
    """Remove the files of imports that were over a while ago."""
    for job in Import._base_manager.filter(~Q(file=""), expires_at__lt=clock.now())[:100]:
        with transaction.atomic():
            drop_file(job)
            Import._base_manager.filter(pk=job.pk).update(file="")
