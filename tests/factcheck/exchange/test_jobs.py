"""Exports that a worker makes: asked for, followed, fetched in parts, and gone when their time is over."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django_tasks_db.models import DBTaskResult

from claims import queries
from claims.models import Claim
from claims.services.claims import spot_claim
from claims.services.evidence import add_evidence
from claims.services.sources import NewSource
from claims.services.verdicts import submit_verdict
from factcheck.core import clock
from factcheck.desks.models import Desk, Membership
from factcheck.desks.roles import Scope
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.members import end_membership
from factcheck.exchange import streaming
from factcheck.exchange.exports import progress, running
from factcheck.exchange.exports.running import remove_when_expired, write_export
from factcheck.exchange.formats import formats_of
from factcheck.exchange.models import Export
from factcheck.exchange.resources import RESOURCES
from tests.conftest import Person, json_of
from tests.factcheck.exchange.conftest import API, exported


@pytest.fixture(autouse=True)
def _untold(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Files of its own, and nothing is told of progress: another thread could not see into the transaction of a test."""
    monkeypatch.setattr(progress, "EVERY", 3600.0)
    settings.MEDIA_ROOT = tmp_path


Ask = Callable[..., Any]


def ask(client: Client, resource: str = "claims", form: str = "jsonl", status: int = 202, **more: Any) -> Any:
    body = {"resource": resource, "format": form, **more}
    return json_of(client.post(f"{API}/exports/", body, content_type="application/json"), status)


def work() -> None:
    """What a worker does with the tasks that wait."""
    for task in DBTaskResult.objects.ready().filter(task_path=write_export.module_path):
        write_export.call(*task.args_kwargs["args"])


def fetch(client: Client, job: Any, status: int = 200, **headers: str) -> tuple[Any, bytes]:
    there = job["file_url"].removeprefix("http://testserver")
    answer: Any = client.get(there, headers={"accept": "*/*", **headers})
    content = b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)
    assert answer.status_code == status, content[:500]
    return answer, content


def files() -> list[str]:
    """Every file that is kept for exports."""
    found, folders = [], ["exports"] if default_storage.exists("exports") else []
    for folder in folders:
        inner, names = default_storage.listdir(folder)
        folders += [f"{folder}/{name}" for name in inner]
        found += [f"{folder}/{name}" for name in names]
    return found


@pytest.fixture
def done(reviewer_ravi: Person, full_desk: Claim) -> tuple[Client, Any]:
    client = reviewer_ravi.api(Scope.READ)
    job = ask(client)
    work()
    return client, json_of(client.get(f"{API}/exports/{job['id']}/"))


def test_an_export_is_asked_for_and_made(reviewer_ravi: Person, full_desk: Claim) -> None:
    client = reviewer_ravi.api(Scope.READ)

    job = ask(client, filters={"topic": "terrorism"})

    assert (job["state"], job["file_url"], job["desk"], job["sha256"]) == ("queued", None, "demo", None)
    assert job["filters"] == {"desk": "demo", "topic": "terrorism"}
    work()
    made = json_of(client.get(f"{API}/exports/{job['id']}/"))
    _answer, content = fetch(client, made)
    assert made["state"] == "done"
    assert content == exported(client, "claims.jsonl", topic="terrorism")
    assert (made["sha256"], made["size"]) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (made["rows"], made["progress"]) == (1, {"done": 1, "total": 1})
    last = client.get(f"{API}/events/?page_size=500").json()["results"][-1]
    assert (made["sequence"], made["head"]) == (last["sequence"], last["hash"])
    assert made["as_of"] < made["finished_at"] < made["expires_at"]
    assert [row["id"] for row in client.get(f"{API}/exports/?state=done").json()["results"]] == [job["id"]]


@pytest.mark.parametrize("block", [1, 2, 64])
@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_rows_are_counted_however_many_go_together(
    form: str, block: int, reviewer_ravi: Person, full_desk: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "BLOCK", block)
    client = reviewer_ravi.api()
    listed = json_of(client.get(f"{API}/annotations/"))["results"]

    job = ask(client, "annotations", form)
    work()

    made = json_of(client.get(f"{API}/exports/{job['id']}/"))
    assert len(listed) > 2
    assert (made["rows"], made["progress"]) == (len(listed), {"done": len(listed), "total": len(listed)})


def test_every_resource_is_made_in_every_format(reviewer_ravi: Person, full_desk: Claim) -> None:
    client = reviewer_ravi.api()
    jobs = [ask(client, resource, form) for resource in RESOURCES for form in formats_of(resource)]

    work()

    for job in jobs:
        made = json_of(client.get(f"{API}/exports/{job['id']}/"))
        assert (made["state"], made["problem"]) == ("done", None), made
        answer, content = fetch(client, made)
        assert answer["Content-Type"] == made["media_type"]
        assert len(content) == made["size"]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"resource": "letters"}, ["/resource"]),
        ({"format": "xlsx"}, ["/format"]),
        ({"resource": "articles", "format": "fever"}, ["/format"]),
        ({"filters": {"status": "lost"}}, ["/filters/status"]),
        ({"filters": {"colour": "red", "status": []}}, ["/filters/colour", "/filters/status"]),
        ({"filters": {"changed_after": "soon"}}, ["/filters/changed_after"]),
        ({"filters": {"desk": "other"}}, ["/filters/desk"]),
        ({"filters": {"article": "00000000-0000-7000-8000-000000000000"}}, ["/filters/article"]),
        ({"format": "csv", "filters": {"tombstones": True}}, ["/filters/tombstones"]),
        ({"filters": ["status"]}, ["/filters"]),
        ({"desk": "other"}, ["/desk"]),
        ({"surprise": 1}, ["/surprise"]),
    ],
)
def test_what_cannot_be_made_is_refused_at_once(
    body: dict[str, Any], pointers: list[str], reviewer_ravi: Person, stranger_stan: Person
) -> None:
    given = {"resource": "claims", "format": "jsonl", **body}
    answer = reviewer_ravi.api().post(f"{API}/exports/", given, content_type="application/json")

    assert [error["pointer"] for error in json_of(answer, 400)["errors"]] == pointers
    assert not Export.objects.exists()


def test_filters_are_as_json_has_them_or_an_address(reviewer_ravi: Person, full_desk: Claim) -> None:
    client = reviewer_ravi.api()
    ask(client, "articles", filters={"has_claims": True, "language": "en"})
    ask(client, "claims", filters={"changed_after": 0, "tombstones": "true", "status": ""})
    work()

    assert [export.rows for export in Export.objects.order_by("id")] == [1, 1]


def test_nobody_else_finds_it(
    done: tuple[Client, Any], admin_ada: Person, stranger_stan: Person, reader: Person
) -> None:
    _client, job = done
    for person, status in ((admin_ada, 404), (stranger_stan, 404), (reader, 401)):
        client = person.api()
        for path in (f"{API}/exports/{job['id']}/", f"{API}/exports/{job['id']}/file/"):
            assert client.get(path, headers={"accept": "*/*"}).status_code == status
        assert client.delete(f"{API}/exports/{job['id']}/").status_code == status
    assert admin_ada.api().get(f"{API}/exports/").json()["results"] == []
    assert admin_ada.browser.get(f"/exports/{job['id']}/file/").status_code == 404


def test_it_holds_what_its_maker_may_see_when_it_is_made(
    reviewer_ravi: Person, reviewer_rosa: Person, admin_ada: Person, full_desk: Claim
) -> None:
    edit_desk(admin_ada.actor, full_desk.desk, policy={"blind": True, "verdicts_needed": 2, "evidence_needed": 0})
    other = spot_claim(reviewer_ravi.actor, full_desk.desk, text="Another.")
    source = NewSource(title="A table", url="https://reference.example/table", kind="data")
    add_evidence(reviewer_ravi.actor, other, stance="refutes", note="No.", source=source)
    jobs = [ask(person.api(), "verdicts") for person in (reviewer_ravi, reviewer_rosa)]
    submit_verdict(
        reviewer_rosa.actor, Claim.objects.select_related("desk__policy").get(pk=other.pk),
        rating=queries.rating_to_give(other.desk, "false"), rationale="Hidden.",
    )  # fmt: skip
    work()

    told = [fetch(p.api(), json_of(p.api().get(f"{API}/exports/{job['id']}/")))[1] for p, job in
            zip((reviewer_ravi, reviewer_rosa), jobs, strict=True)]  # fmt: skip
    assert [b"Hidden." in content for content in told] == [False, True]
    sequences = [Export.objects.get(pk=job["id"]).sequence or 0 for job in jobs]
    assert sequences[0] < sequences[1]


def test_who_has_left_is_given_nothing(reviewer_ravi: Person, admin_ada: Person, full_desk: Claim) -> None:
    ask(reviewer_ravi.api())
    end_membership(admin_ada.actor, Membership.objects.get(user=reviewer_ravi.user))

    work()

    export = Export.objects.get()
    assert (export.state, (export.problem or {})["type"]) == ("failed", "/problems/not-allowed/")
    assert files() == []


def test_a_job_is_of_one_desk(reviewer_ravi: Person, other_desk: Desk, full_desk: Claim, stranger_stan: Person) -> None:
    job = ask(stranger_stan.api(), "reviews")
    work()

    assert Export.objects.get(pk=job["id"]).rows == 0, "what other desks published is at /export/reviews.jsonl"


def test_a_download_is_taken_up_again(done: tuple[Client, Any]) -> None:
    client, job = done
    answer, whole = fetch(client, job)
    etag, size = answer["ETag"], len(whole)

    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Length"] == str(size)
    assert answer["Repr-Digest"] == f"sha-256=:{base64.b64encode(hashlib.sha256(whole).digest()).decode()}:"
    assert etag == f'"{job["sha256"]}"'
    assert 'filename="claims.jsonl"' in answer["Content-Disposition"]
    for asked, part in (
        ("bytes=0-9", whole[:10]), ("bytes=10-", whole[10:]), ("bytes=-7", whole[-7:]), (f"bytes=-{size * 2}", whole),
        (f"bytes=5-{size * 9}", whole[5:]), (f"bytes={size - 1}-", whole[-1:]), ("bytes=0-0", whole[:1]),
    ):  # fmt: skip
        answer, content = fetch(client, job, 206, range=asked)
        assert content == part, asked
        start = whole.index(part) if len(part) > 6 else int(asked[6:].partition("-")[0])
        assert answer["Content-Range"] == f"bytes {start}-{start + len(part) - 1}/{size}"
        assert answer["Content-Length"] == str(len(part))
        assert answer["Repr-Digest"]
    _answer, rest = fetch(client, job, 206, **{"range": "bytes=10-", "if-range": etag})
    assert whole[:10] + rest == whole


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=", "bytes=-", "bytes=9-2", "bytes=x-", "words"])
def test_a_range_that_is_not_understood_is_not_heeded(asked: str, done: tuple[Client, Any]) -> None:
    client, job = done
    assert len(fetch(client, job, 200, range=asked)[1]) == job["size"]


@pytest.mark.parametrize("if_range", ['"another"', 'W/"{sha256}"', "Sat, 28 Nov 2026 22:00:00 GMT"])
def test_a_part_of_another_file_is_not_given(if_range: str, done: tuple[Client, Any]) -> None:
    client, job = done
    headers = {"range": "bytes=10-", "if-range": if_range.format(**job)}
    assert len(fetch(client, job, 200, **headers)[1]) == job["size"]


def test_what_lies_beyond_the_end(done: tuple[Client, Any]) -> None:
    client, job = done
    for asked in (f"bytes={job['size']}-", "bytes=-0"):
        answer, content = fetch(client, job, 416, range=asked)
        assert answer["Content-Range"] == f"bytes */{job['size']}"
        assert json.loads(content)["size"] == job["size"]


def test_a_file_that_the_caller_has(done: tuple[Client, Any]) -> None:
    client, job = done
    _answer, content = fetch(client, job, 304, **{"if-none-match": f'"{job["sha256"]}"'})
    assert content == b""
    answer = client.head(
        job["file_url"].removeprefix("http://testserver"), headers={"accept": "*/*", "range": "bytes=0-4"}
    )
    assert (answer.status_code, answer["Content-Length"], answer.content) == (206, "5", b"")


def test_there_is_no_file_before_it_is_done(reviewer_ravi: Person, claim: Claim) -> None:
    client = reviewer_ravi.api()
    job = ask(client)

    answer = client.get(f"{API}/exports/{job['id']}/file/", headers={"accept": "*/*"})

    assert answer.status_code == 409
    assert "not done yet" in answer.json()["detail"]


def test_when_its_time_is_over_the_file_is_gone(done: tuple[Client, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    client, job = done
    assert len(files()) == 1
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr("factcheck.core.clock.now", lambda: later)
    Export.objects.update(expires_at=later - timedelta(seconds=1))

    there = f"{API}/exports/{job['id']}/file/"
    assert client.get(there, headers={"accept": "*/*"}).status_code in (401, 410), "also before a worker came by"
    remove_when_expired.call(job["id"])
    assert files() == []
    assert Export.objects.get().file.name == ""


def test_the_worker_is_told_to_take_it_away(done: tuple[Client, Any], settings: Any) -> None:
    export: Any = Export.objects.get()
    removal = DBTaskResult.objects.get(task_path=remove_when_expired.module_path)
    assert removal.run_after == export.expires_at
    assert export.expires_at - export.finished_at == timedelta(days=settings.EXPORT_DAYS)
    remove_when_expired.call(str(export.pk))
    assert len(files()) == 1, "its time is not over yet"


def test_deleting_takes_the_file_away(
    done: tuple[Client, Any], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    client, job = done
    there = f"{API}/exports/{job['id']}/"
    assert client.delete(there, headers={"if-match": '"another"'}).status_code == 412
    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(there, headers={"if-match": client.get(there)["ETag"]}).status_code == 204

    assert files() == []
    assert client.get(f"{API}/exports/{job['id']}/").status_code == 404
    write_export.call(job["id"])
    assert not Export.objects.exists()


class Broken(Exception):
    pass


def test_what_breaks_off_is_told_and_leaves_nothing(
    reviewer_ravi: Person, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(reviewer_ravi.api())

    def broken(*_args: Any, **_more: Any) -> Any:
        raise Broken

    monkeypatch.setattr(progress.Tally, "take", broken)
    with pytest.raises(Broken):
        write_export.call(job["id"])

    export = Export.objects.get()
    told = export.problem or {}
    assert (export.state, told["type"], told["status"]) == ("failed", "/problems/internal/", 500)
    assert files() == []


def test_an_abandoned_one_is_made_anew(reviewer_ravi: Person, claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its worker was killed while it wrote: half a file lies there, and the row says that it runs."""
    job = ask(reviewer_ravi.api())
    half = running._begin(UUID(job["id"]))
    assert half is not None
    default_storage.save(half.place, ContentFile(b"half a li"))

    write_export.call(job["id"])

    export = Export.objects.get()
    assert (export.state, files()) == ("done", [export.file.name])
    assert export.file.read() == exported(reviewer_ravi.api(), "claims.jsonl")


def test_a_run_that_was_overtaken_leaves_nothing(
    reviewer_ravi: Person, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(reviewer_ravi.api())
    taken: list[Any] = []
    parts = running._parts

    def overtaken(export: Export, actor: Any, tally: Any) -> Any:
        yield from parts(export, actor, tally)
        if not taken:
            taken.append(export.place)
            write_export.call(job["id"])

    monkeypatch.setattr(running, "_parts", overtaken)
    write_export.call(job["id"])

    export = Export.objects.get()
    assert (export.state, files()) == ("done", [export.file.name])
    assert export.file.name != taken[0]


def test_the_pages(reviewer_ravi: Person, full_desk: Claim) -> None:
    browser = reviewer_ravi.browser
    page = browser.get("/exports/add/claims/?status=published&view=board").content.decode()
    assert "1 row" in page
    assert "Status: published" in page
    assert "board" not in page.partition('<form method="post" class="card"')[2].partition("</form>")[0]

    now = browser.post("/exports/add/claims/?status=published", {"format": "csv", "way": "now"})
    assert now["Location"] == "/api/v1/export/claims.csv?status=published"
    later = browser.post("/exports/add/claims/?status=published", {"format": "averitec", "way": "later"})
    export = Export.objects.get()
    assert later["Location"] == f"/exports/#export-{export.pk}"
    assert 'data-behaviour="reload"' in browser.get("/exports/").content.decode()
    work()
    page = browser.get("/exports/").content.decode()
    assert "claims.averitec.json" in page
    assert 'data-behaviour="reload"' not in page
    file: Any = browser.get(f"/exports/{export.pk}/file/")
    assert json.loads(b"".join(file.streaming_content))[0]["label"] == "Refuted"
    browser.post(f"/exports/{export.pk}/delete/")
    assert not Export.objects.exists()


def test_filters_that_are_none_are_told_on_the_page(reviewer_ravi: Person, claim: Claim) -> None:
    answer = reviewer_ravi.browser.get("/exports/add/claims/?status=lost")
    assert answer.status_code == 200
    assert "lost is not one of" in answer.content.decode()
    sent = reviewer_ravi.browser.post("/exports/add/claims/?status=lost", {"format": "csv", "way": "later"})
    assert "lost is not one of" in sent.content.decode()
    assert reviewer_ravi.browser.get("/exports/add/letters/").status_code == 404
