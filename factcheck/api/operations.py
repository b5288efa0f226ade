"""What those who run the service ask: is the process alive, is it ready, and what is at an address that is none."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

from factcheck.api.problems import problem_response
from factcheck.api.rendering import json_response
from factcheck.api.views import Endpoint
from factcheck.core.problems import NotFound, NotReady
from factcheck.desks.working import state_of_workers

FRESH = {"Cache-Control": "no-store"}


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return json_response({"status": "ok"}, headers=FRESH)


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has every migration; 503 with the reason otherwise. And whether tasks are done.

    Without a worker the desk still answers, only articles wait to be fetched; so that is told, and no reason for a proxy to
    send people away.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _check_migrations()
        workers = state_of_workers()
    except DatabaseError:
        return problem_response(request, NotReady("The database does not answer."))
    except NotReady as problem:
        return problem_response(request, problem)
    told = {
        "status": "ready", "database": connection.vendor, "migrations": "applied",
        "worker": "running" if workers.is_there else "none seen", "oldest_task_seconds": workers.oldest_task_seconds,
    }  # fmt: skip
    return json_response(told, headers=FRESH)


@cache
def _check_migrations() -> None:
    """Raises NotReady while migrations are missing; once they are not, they stay, so the answer is kept."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise NotReady(f"{len(missing)} migrations are missing; run `manage.py migrate`.")


class AnythingElse(Endpoint):
    """Any address under the API that is none."""

    schema = None
    public = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        hint = "" if request.path.endswith("/") else " Addresses of the API end in a slash."
        raise NotFound(f"There is nothing at {request.path}.{hint}")
