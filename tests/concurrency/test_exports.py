"""Workers at one export, and what is written while a file is made."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from annotations.services.annotations import annotate
from claims.services.claims import spot_claim
from factcheck.exchange import streaming
from factcheck.exchange.exports import progress, running, selection
from factcheck.exchange.exports.asking import ask_for_export, remove_export
from factcheck.exchange.exports.running import write_export
from factcheck.exchange.management.commands import export as command
from factcheck.exchange.models import Export
from tests.concurrency.together import at_once, meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def export(reviewer_ravi, claim, demo_desk) -> Export:
    return ask_for_export(
        reviewer_ravi.actor, demo_desk, resource="claims", form="jsonl", filters={}, base="https://desk.example"
    )


def kept(export: Export) -> list[str]:
    try:
        return default_storage.listdir(export.folder)[1]
    except FileNotFoundError:
        return []


def test_two_workers_at_one_export_make_one_file(export):
    at_once(*[lambda: write_export.call(str(export.pk))] * 2)

    export.refresh_from_db()
    assert export.state == "done"
    assert kept(export) == [str(export.attempt)]
    assert len(export.file.read()) == export.size


def test_a_file_is_of_the_moment_it_was_begun(monkeypatch, export, reviewer_ravi, demo_desk):
    select = selection.select

    def written_meanwhile(*args: Any, **more: Any) -> Any:
        found = select(*args, **more)
        meanwhile(lambda: spot_claim(reviewer_ravi.actor, demo_desk, text="A second claim."))
        return found

    monkeypatch.setattr(running, "select", written_meanwhile)
    write_export.call(str(export.pk))

    export.refresh_from_db()
    assert [json.loads(line)["number"] for line in export.file.read().splitlines()] == [1]
    assert export.rows == 1


def test_how_far_it_is_can_be_read_meanwhile(monkeypatch, export):
    monkeypatch.setattr(progress, "EVERY", 0.05)
    told: list[tuple[str, int, int | None]] = []
    parts = running._parts

    def slow(job: Export, actor: Any, tally: Any) -> Any:
        for part in parts(job, actor, tally):
            yield part
            for _turn in range(200):
                row = meanwhile(lambda: Export.objects.get(pk=job.pk))
                if row.done:
                    break
            told.append((row.state, row.done, row.total))

    monkeypatch.setattr(running, "_parts", slow)
    write_export.call(str(export.pk))

    assert told == [("running", 1, 1)]


def test_one_that_is_deleted_while_it_is_made_leaves_nothing(monkeypatch, export, reviewer_ravi):
    parts = running._parts

    def deleted(job: Export, actor: Any, tally: Any) -> Any:
        for part in parts(job, actor, tally):
            meanwhile(lambda: remove_export(reviewer_ravi.actor, job))
            yield part

    monkeypatch.setattr(running, "_parts", deleted)
    write_export.call(str(export.pk))

    assert not Export.objects.exists()
    assert kept(export) == []


# What ends in the midst of rows, which PostgreSQL is still copying -----------------------------------------------------


@pytest.fixture
def many(monkeypatch, reviewer_ravi, article, demo_desk) -> Export:
    """More than is on its way at once."""
    monkeypatch.setattr(streaming, "BLOCK", 1)
    for _n in range(60):
        annotate(reviewer_ravi.actor, article, selector={"start": 0, "end": 9}, comment="x" * 5000)
    return ask_for_export(
        reviewer_ravi.actor, demo_desk, resource="annotations", form="jsonl", filters={}, base="https://desk.example"
    )


def test_one_that_is_overtaken_in_the_midst_of_its_rows_ends(monkeypatch, many):
    take = progress.Tally.take

    def overtaken(tally: Any, part: bytes) -> None:
        take(tally, part)
        tally.is_overtaken = tally.done > 2

    monkeypatch.setattr(progress.Tally, "take", overtaken)
    write_export.call(str(many.pk))

    many.refresh_from_db()
    assert (many.state, kept(many)) == ("failed", [])


@pytest.mark.parametrize("broken", [FileNotFoundError, OSError])
def test_one_whose_storage_breaks_in_the_midst_of_its_rows_is_told_to_have_failed(monkeypatch, many, broken):
    def save(_name: str, content: Any) -> None:
        for n, _part in enumerate(content.chunks()):
            if n == 2:
                raise broken("There is no room.")

    monkeypatch.setattr(running, "default_storage", BreakingStorage(save))
    if broken is OSError:
        with pytest.raises(OSError, match="no room"):
            write_export.call(str(many.pk))
    else:
        write_export.call(str(many.pk))

    many.refresh_from_db()
    assert many.state == "failed"


class BreakingStorage:
    """The storage there is, but for how it saves."""

    def __init__(self, save: Any) -> None:
        self.save = save

    def __getattr__(self, name: str) -> Any:
        return getattr(default_storage, name)


def test_a_command_whose_output_breaks_in_the_midst_of_its_rows_ends(monkeypatch, many):
    class Closed:
        def write(self, _part: bytes) -> None:
            raise BrokenPipeError

    @contextmanager
    def closed(_output: Any) -> Any:
        yield Closed()

    monkeypatch.setattr(command, "_opened", closed)
    with pytest.raises(BrokenPipeError):
        call_command("export", "annotations", "jsonl", user="ravi")

    assert Export.objects.count() == 1


def test_who_leaves_in_the_midst_of_its_rows_leaves_no_transaction_behind(many, reviewer_ravi):
    answer = reviewer_ravi.api().get("/api/v1/export/annotations.jsonl", headers={"accept": "*/*"})
    next(iter(answer.streaming_content))
    answer.close()

    many.delete()
    assert meanwhile(Export.objects.count) == 0
