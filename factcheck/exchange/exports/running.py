"""What a worker does about exports: writes their files, and takes them away when their time is over."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from tempfile import TemporaryFile
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django_tasks import task

from factcheck.core import clock
from factcheck.core.ids import uuid7
from factcheck.core.problems import Broken, NotAllowed, Problem
from factcheck.desks.actors import Actor
from factcheck.desks.reading import reading
from factcheck.desks.roles import Scope
from factcheck.desks.scoping import DeskQuerySet
from factcheck.exchange.archive import write_archive
from factcheck.exchange.exports.progress import Overtaken, Tally, telling
from factcheck.exchange.exports.selection import select
from factcheck.exchange.exports.stamps import LastEvent, Stamp
from factcheck.exchange.formats import FORMATS
from factcheck.exchange.models import Export, JobState
from factcheck.exchange.resources import ARCHIVE

PIECE = 2**20


@task()
def write_export(export_id: str) -> None:
    """Write the file of an export. Done again, also by another worker at the same time, there is one file in the end: only
    the run that began last may finish."""
    export = _begin(UUID(export_id))
    if export is None:
        return
    with _never_left_running(export):
        try:
            tally = _write(export)
        except Overtaken:
            _fail(export, _broke_off())
        except Problem as problem:
            _fail(export, problem)
        else:
            _finish(export, tally)


def _begin(export_id: UUID) -> Export | None:
    """The export, as this run's own; None if it is done, or was removed."""
    waiting = Export.objects.filter(pk=export_id, state__in=(JobState.QUEUED, JobState.RUNNING))
    mine = uuid7()
    taken = waiting.update(
        state=JobState.RUNNING, attempt=mine, started_at=clock.now(), finished_at=None, done=0, total=None, problem=None
    )
    export = Export.objects.select_related("desk", "created_by").filter(pk=export_id, attempt=mine).first()
    if not taken or export is None:
        return None
    clear(export)
    return export


def _write(export: Export) -> Tally:
    """The file at its place in the storage. Raises Overtaken when the export is another's, or nobody's, by now."""
    actor = _actor_of(export)
    tally = Tally()
    parts = _archive if export.resource == ARCHIVE else _parts
    with telling(export, tally), closing(parts(export, actor, tally)) as content:
        try:
            default_storage.save(export.place, _Poured(content))
        except FileNotFoundError:  # who deleted the export, or began after this run, took the file away
            raise Overtaken from None
    return tally


def _actor_of(export: Export) -> Actor:
    """Who asked, with their role at the desk as it is now and the scope they came with. Raises NotAllowed if they left."""
    user = export.created_by
    role = Actor.of_user(user).role_at(export.desk_id) if user is not None and user.is_active else None
    if role is None:
        raise NotAllowed(_("You do not work at this desk any more."))
    return Actor(user, {export.desk_id: role}, Scope(export.scope))


def _parts(export: Export, actor: Actor, tally: Tally) -> Generator[bytes]:
    form = FORMATS[export.format]
    with reading():
        selection = select(export.resource, export.filters, actor, export.base, takes_tombstones=form.takes_tombstones)
        tally.begin(selection.stamp, selection.rows.count())
        with closing(tally.counted(form.readers[export.resource](selection), form.rows_in)) as rows:
            for part in form.write(rows, selection):
                tally.take(part)
                yield part


def _archive(export: Export, actor: Actor, tally: Tally) -> Generator[bytes]:
    """A zip is written with steps back, which not every storage takes: it is made beside it first."""
    with TemporaryFile() as file:
        made = write_archive(actor, export.desk, file, filters=export.filters, progress=tally.follow)
        last = LastEvent(export.desk_id, made.desk, made.sequence, made.head)
        tally.begin(Stamp(made.made_at, (last,)), made.rows)
        tally.done = made.rows
        file.seek(0)
        while part := file.read(PIECE):
            tally.take(part)
            yield part


class _Poured(File):  # type: ignore[type-arg]
    """What is yet to be made, as a storage takes a file: it is written as it comes."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        super().__init__(None)
        self._parts = parts

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        return self._parts


@transaction.atomic
def _finish(export: Export, tally: Tally) -> None:
    stamp, now = tally.stamp, clock.now()
    expires_at = now + timedelta(days=settings.EXPORT_DAYS)
    last = next((one for one in stamp.last if one.desk_id == export.desk_id), None)
    finished = _mine(export).update(
        state=JobState.DONE, file=export.place, sha256=tally.sha256, size=tally.size, rows=tally.done, done=tally.done,
        total=tally.done, as_of=stamp.as_of, sequence=last.sequence if last else None, head=last.hash if last else "",
        finished_at=now, expires_at=expires_at,
    )  # fmt: skip
    if finished:
        remove_when_expired.using(run_after=expires_at).enqueue(str(export.pk))
    else:
        clear(export, keep_newer=True)


def _fail(export: Export, problem: Problem) -> None:
    """Tell of it, unless another run has the export by now, and leave nothing half-written."""
    told = {
        "type": f"/problems/{problem.slug}/", "title": problem.title, "status": problem.status, "detail": str(problem.detail),
    }  # fmt: skip
    _mine(export).update(state=JobState.FAILED, problem=told, finished_at=clock.now())
    clear(export, keep_newer=True)


def _mine(export: Export) -> DeskQuerySet[Export]:
    """The export's row, while this run is the last one that began."""
    return Export.objects.filter(pk=export.pk, attempt=export.attempt, state=JobState.RUNNING)


@contextmanager
def _never_left_running(export: Export) -> Iterator[None]:
    """A fault of ours ends the task, and is logged there; who waits for the file is told that there will be none."""
    is_over = False
    try:
        yield
        is_over = True
    finally:
        if not is_over:
            _fail(export, _broke_off())


def _broke_off() -> Problem:
    return Broken(_("The export broke off. Ask for it again; if it breaks off again, tell those who run this."))


def clear(export: Export, *, keep_newer: bool = False) -> None:
    """Take away the files of an export; with `keep_newer`, only this run's own."""
    if keep_newer:
        default_storage.delete(export.place)
        return
    try:
        _folders, files = default_storage.listdir(export.folder)
    except FileNotFoundError:
        return
    for name in files:
        default_storage.delete(f"{export.folder}/{name}")
    with suppress(OSError):  # another run has begun to write there
        default_storage.delete(export.folder)


@task()
def remove_when_expired(export_id: str) -> None:
    """Take away the file of an export whose time is over, and others' that somebody missed."""
    over = Q(pk=UUID(export_id)) | ~Q(file="")
    for export in Export.objects.filter(over, expires_at__lte=clock.now()):
        clear(export)
        Export.objects.filter(pk=export.pk).update(file="")
