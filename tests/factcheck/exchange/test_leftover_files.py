"""A file that no import or export has is not kept: what fails takes its file along, and workers find the rest."""

from __future__ import annotations

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django_tasks_db.models import DBTaskResult

from factcheck.core import clock
from factcheck.core.ids import uuid7
from factcheck.desks import working
from factcheck.desks.models import Desk
from factcheck.exchange.exports.running import write_export
from factcheck.exchange.imports.asking import ask_for_import
from factcheck.exchange.models import Export, Import
from tests.conftest import Person, json_of
from tests.factcheck.exchange.imports.doing import send

TABLE = b"id,text\n1,The sky is green.\n"


@pytest.fixture(autouse=True)
def _own_place(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def files(tmp_path: Path) -> list[str]:
    return sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())


def grow_old(tmp_path: Path, **age: int) -> None:
    moment = (clock.now() - timedelta(**age)).timestamp()
    for path in tmp_path.rglob("*"):
        os.utime(path, (moment, moment))


def test_an_import_that_cannot_be_noted_leaves_no_file(
    editor_edna: Person, demo_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        assert files(tmp_path), "the file is there by now"
        raise DatabaseError("no more room")

    monkeypatch.setattr(DBTaskResult.objects, "create", broken)
    with pytest.raises(DatabaseError):
        ask_for_import(editor_edna.actor, demo_desk, file=BytesIO(TABLE))

    assert files(tmp_path) == []
    assert not Import.objects.exists()


def test_workers_remove_what_no_import_or_export_has(editor_edna: Person, demo_desk: Desk, tmp_path: Path) -> None:
    send(editor_edna, TABLE)
    asked = editor_edna.api().post("/api/v1/exports/", {"resource": "claims", "format": "jsonl"}, "application/json")
    write_export.func(json_of(asked, 202)["id"])
    default_storage.save("captures/kept/for-good", ContentFile(b"a page"))
    kept = files(tmp_path)
    export = Export.objects.get()
    for orphan in (
        f"imports/{demo_desk.pk}/{uuid7()}",
        f"exports/{demo_desk.pk}/{uuid7()}/{uuid7()}",
        f"{export.folder}/{uuid7()}",
    ):
        default_storage.save(orphan, ContentFile(b"whose?"))
    grow_old(tmp_path, days=2)

    working.keep_house()

    assert files(tmp_path) == kept
    assert len(kept) == 3


def test_a_file_whose_import_is_yet_to_be_noted_stays(demo_desk: Desk, tmp_path: Path) -> None:
    default_storage.save(f"imports/{demo_desk.pk}/{uuid7()}", ContentFile(b"in a transaction that goes on"))
    grow_old(tmp_path, hours=1)

    working.keep_house()

    assert len(files(tmp_path)) == 1


def test_where_nothing_was_ever_kept_there_is_nothing_to_remove(db: None, tmp_path: Path) -> None:
    working.keep_house()

    assert files(tmp_path) == []
