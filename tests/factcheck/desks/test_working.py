"""Tasks are done by workers that outlive what breaks, and it is known whether there are any."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from annotations.services.fetching import fetch_article
from factcheck.core import clock
from factcheck.desks import working
from factcheck.desks.working import Workers


@pytest.fixture(autouse=True)
def _own_place(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@contextmanager
def at_work(workers: Workers) -> Iterator[threading.Thread]:
    """The thread that they are run in; at the end it was told to stop, also by a test that failed."""
    main = threading.Thread(target=workers.run)
    main.start()
    try:
        yield main
    finally:
        workers.stop()
        main.join(10)


def readyz():
    return json.loads(Client().get("/readyz").content)


def test_readyz_tells_whether_workers_were_seen_lately(db, tmp_path):
    assert readyz()["worker"] == "none seen"

    working.note_seen()
    assert readyz()["worker"] == "running"

    long_ago = (clock.now() - timedelta(minutes=1)).timestamp()
    os.utime(tmp_path / "worker-seen", (long_ago, long_ago))
    assert readyz()["worker"] == "none seen"
    assert Client().get("/readyz").status_code == 200


def test_readyz_tells_how_long_the_oldest_task_waits_that_is_due(db):
    assert readyz()["oldest_task_seconds"] is None

    fetch_article.using(run_after=clock.now() + timedelta(hours=1)).enqueue("a", None)
    assert readyz()["oldest_task_seconds"] is None

    fetch_article.enqueue("b", None)
    DBTaskResult.objects.filter(args_kwargs__args=["b", None]).update(enqueued_at=clock.now() - timedelta(minutes=5))
    assert 299 <= readyz()["oldest_task_seconds"] <= 320


def test_a_task_whose_worker_is_gone_is_given_back(db):
    for started in (timedelta(hours=2), timedelta(minutes=2)):
        task = fetch_article.enqueue("a", None)
        DBTaskResult.objects.filter(pk=task.id).update(
            status=TaskResultStatus.RUNNING, started_at=clock.now() - started
        )

    working.give_back_abandoned()

    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "RUNNING"]


def test_a_worker_that_breaks_is_followed_by_another(monkeypatch):
    """As when the database is locked for longer than anybody waits."""
    began, goes_on = [], threading.Event()

    class Fragile:
        running = True

        def run(self) -> None:
            began.append(self)
            if len(began) < 3:
                raise OperationalError("database is locked")
            goes_on.set()

    monkeypatch.setattr(working, "Worker", lambda **_: Fragile())
    monkeypatch.setattr(working, "LOOK_AROUND", 0.02)
    monkeypatch.setattr(working, "give_back_abandoned", lambda: None)
    monkeypatch.setattr(working, "keep_house", lambda: None)
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)
    with at_work(Workers(1)) as main:
        assert goes_on.wait(10)

    assert not main.is_alive()


def test_the_house_is_kept_now_and_then_whatever_breaks(monkeypatch):
    """One chore that breaks keeps no other from being done, and is done again the next time."""
    done, again = [], threading.Event()

    def breaks() -> None:
        raise OperationalError("database is locked")

    def goes_well() -> None:
        done.append(threading.current_thread())
        if len(done) == 3:
            again.set()

    monkeypatch.setattr(working, "_chores", [breaks, goes_well])
    monkeypatch.setattr(working, "LOOK_AROUND", 0.01)
    monkeypatch.setattr(working, "HOUSEWORK", 0.03)
    monkeypatch.setattr(working, "give_back_abandoned", lambda: None)
    with at_work(Workers(0)) as main:
        assert again.wait(10)

    assert main not in done, "what takes long would make the workers look gone"
