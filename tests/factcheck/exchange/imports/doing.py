"""Sending files and letting a worker take them in."""

from __future__ import annotations

import io
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from factcheck.desks.models import Desk
from factcheck.desks.roles import Scope
from factcheck.desks.verifying import verify
from factcheck.exchange.imports.asking import keep_import
from factcheck.exchange.imports.running import run_import
from factcheck.exchange.models import Import
from tests.conftest import Person, json_of

IMPORTS = "/api/v1/imports/"


def work() -> None:
    """Do what waits for a worker, as one would."""
    for task in DBTaskResult.objects.filter(task_path__endswith="run_import").order_by("enqueued_at"):
        run_import.func(*task.args_kwargs["args"])
        task.delete()


def send(person: Person, body: bytes, name: str = "", scope: Scope = Scope.ADMIN, **given: Any) -> Any:
    """Upload a file; the answer to that."""
    fields = {n: json.dumps(v) if isinstance(v, dict | bool) else v for n, v in given.items()}
    return person.api(scope).post(IMPORTS, {"file": SimpleUploadedFile(name or "file", body), **fields})


def taken(person: Person, content: object, **given: Any) -> Any:
    """What came of a file, or of JSON that is sent as it is."""
    if isinstance(content, bytes):
        job = json_of(send(person, content, **given), 202)
    else:
        answer = person.api().post(IMPORTS, {"content": content, **given}, content_type="application/json")
        job = json_of(answer, 202)
    assert job["state"] == "queued"
    work()
    return json_of(person.api().get(f"{IMPORTS}{job['id']}/"))


def told(rows: list[dict[str, Any]]) -> list[tuple[Any, str]]:
    """Where each error stands."""
    return [(row["line"], row["pointer"]) for row in rows]


def holds(desk: Desk) -> bool:
    return verify(desk).faults == []


def keep(person: Person, body: bytes, **given: object) -> Import:
    assert person.desk
    return keep_import(person.actor, person.desk, file=io.BytesIO(body), **given)
