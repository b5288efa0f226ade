"""Doing what was left for later: threads that take tasks from the database, and what is known of them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error, connections
from django.db.models import Case, F, Min, When
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, get_date_max

from factcheck.core import clock

logger = logging.getLogger(__name__)

LOOK_AROUND = 5.0
"""Seconds between two looks at the threads."""
STILL_THERE = timedelta(seconds=30)
"""How long ago workers were seen at most, to be there now."""
GIVEN_UP = timedelta(hours=1)
"""A task that runs as long was taken by a worker that is gone. Tasks can be done twice."""
HOUSEWORK = 600.0
"""Seconds between two rounds of what is done now and then."""
LAST_WORDS = 8.0
"""Seconds that a task has to come to its end when the workers are stopped."""


class Workers:
    """Threads of this process, each doing one task at a time. One that breaks, as when the database is locked for too
    long, is followed by another; the pace of each site is kept between them."""

    def __init__(self, threads: int) -> None:
        self._stopped = threading.Event()
        self._at_work: list[tuple[Worker, threading.Thread]] = [self._another() for _n in range(threads)]
        self._housework: threading.Thread | None = None
        self._house_is_due = time.monotonic()

    def run(self) -> None:
        """Work until `stop` is called, then give running tasks a few seconds."""
        for _worker, thread in self._at_work:
            thread.start()
        while not self._stopped.is_set():
            note_seen()
            give_back_abandoned()
            self._keep_house()
            self._stopped.wait(LOOK_AROUND)
            self._follow_up()
        for worker, _thread in self._at_work:
            worker.running = False
        until = time.monotonic() + LAST_WORDS
        for _worker, thread in self._at_work:
            thread.join(max(0.0, until - time.monotonic()))

    def stop(self) -> None:
        self._stopped.set()

    def _another(self) -> tuple[Worker, threading.Thread]:
        worker = Worker(
            queue_names=[DEFAULT_TASK_QUEUE_NAME], interval=1, batch=False, backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=True, max_tasks=None, worker_id=get_random_string(32), excluded_queue_names=[],
        )  # fmt: skip
        return worker, threading.Thread(target=_and_close, args=[worker.run], daemon=True, name="tasks")

    def _follow_up(self) -> None:
        for place, (_worker, thread) in enumerate(self._at_work):
            if not thread.is_alive() and not self._stopped.is_set():
                logger.warning("A task worker broke; another takes its place.")
                self._at_work[place] = self._another()
                self._at_work[place][1].start()

    def _keep_house(self) -> None:
        """In a thread of its own, for it may take longer than workers may be unseen; not while the last round goes on."""
        is_busy = self._housework is not None and self._housework.is_alive()
        if is_busy or time.monotonic() < self._house_is_due:
            return
        self._house_is_due = time.monotonic() + HOUSEWORK
        self._housework = threading.Thread(target=_and_close, args=[keep_house], daemon=True, name="housework")
        self._housework.start()


def _and_close(work: Callable[[], None]) -> None:
    """Work in this thread, and leave no connection of it open."""
    try:
        work()
    finally:
        connections.close_all()


def note_seen() -> None:
    """Leave a trace in DATA_DIR, which workers and web processes share, as they do the uploads."""
    _trace().touch()


def _trace() -> Path:
    return Path(settings.DATA_DIR) / "worker-seen"


def give_back_abandoned() -> None:
    """Let tasks be taken again whose worker is gone."""
    try:
        abandoned = DBTaskResult.objects.running().filter(started_at__lt=clock.now() - GIVEN_UP)
        abandoned.update(status=TaskResultStatus.READY)
    except Error as broke:
        logger.warning("Abandoned tasks could not be looked for: %s", broke)


# What is done now and then ----------------------------------------------------------------------------------------

Chore = Callable[[], None]

_chores: list[Chore] = []


def leave_to_workers(chore: Chore) -> None:
    """Let an app above have something done now and then, as long as there are workers. It may be done twice at once."""
    _chores.append(chore)


def keep_house() -> None:
    """Do what apps left to workers, once. What breaks is logged, and done again the next time."""
    for chore in _chores:
        try:
            chore()
        except (Error, OSError) as broke:
            logger.warning("%s broke off: %s", chore.__name__, broke)


# What is known of them -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """Whether workers were there within half a minute, and for how many seconds the oldest task waits that is due."""

    is_there: bool
    oldest_task_seconds: int | None


def state_of_workers() -> State:
    """What can be known without asking them. One query."""
    now = clock.now()
    due = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))
    oldest = DBTaskResult.objects.ready().order_by().aggregate(since=Min(due))["since"]
    return State(_seen_at() > now - STILL_THERE, int((now - oldest).total_seconds()) if oldest else None)


def _seen_at() -> datetime:
    """When workers left their last trace; the beginning of time if they never did."""
    try:
        return datetime.fromtimestamp(_trace().stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.min.replace(tzinfo=UTC)
