"""The archive of a desk as an export: asked for by its admins, made by a worker, fetched like any other file."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from claims.models import Claim
from factcheck.core import clock
from factcheck.desks.models import Desk, Event, Membership
from factcheck.desks.roles import Role, Scope
from factcheck.desks.services.members import edit_member
from factcheck.exchange.archive import ArchiveSummary, write_archive
from factcheck.exchange.exports import progress, running
from factcheck.exchange.exports.running import remove_when_expired, write_export
from factcheck.exchange.models import Export
from tests.conftest import Person, join, json_of
from tests.factcheck.exchange.conftest import API
from tests.factcheck.exchange.test_jobs import ask, fetch, files, work


@pytest.fixture(autouse=True)
def _untold(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(progress, "EVERY", 3600.0)
    settings.MEDIA_ROOT = tmp_path


def asked(person: Person, status: int = 202, scope: Scope = Scope.ADMIN, **more: Any) -> Any:
    client, body = person.api(scope), {"resource": "archive", **more}
    return json_of(client.post(f"{API}/exports/", body, content_type="application/json"), status)


def test_an_archive_is_asked_for_made_and_fetched(admin_ada: Person, full_desk: Claim) -> None:
    job = asked(admin_ada, format="zip")
    last = Event.objects.filter(desk=full_desk.desk).latest("sequence")
    assert (job["state"], job["format"], job["filename"], job["filters"]) == ("queued", "zip", "demo.zip", {})

    work()

    client = admin_ada.api()
    made = json_of(client.get(f"{API}/exports/{job['id']}/"))
    answer, content = fetch(client, made)
    assert (made["state"], answer["Content-Type"]) == ("done", "application/zip")
    assert (made["sha256"], made["size"]) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (made["sequence"], made["head"]) == (last.sequence, last.hash)
    assert made["progress"] == {"done": made["rows"], "total": made["rows"]} and made["rows"] > 20
    assert made["as_of"] < made["finished_at"] < made["expires_at"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {"manifest.json", "verify.py", "claims.jsonl"} <= set(archive.namelist())
    assert fetch(client, made, 206, range="bytes=10-")[1] == content[10:]


def test_its_format_may_be_left_out_and_there_is_no_other(admin_ada: Person, full_desk: Claim) -> None:
    assert asked(admin_ada)["format"] == "zip"
    assert [e["pointer"] for e in asked(admin_ada, 400, format="csv")["errors"]] == ["/format"]
    others = ask(admin_ada.api(), "claims", "zip", 400)
    assert [e["pointer"] for e in others["errors"]] == ["/format"]


def test_one_of_some_claims_is_asked_for_by_the_filters_of_their_list(admin_ada: Person, full_desk: Claim) -> None:
    job = asked(admin_ada, filters={"desk": "demo", "topic": full_desk.topics[0]})
    assert (job["filename"], job["filters"]) == ("demo-claims.zip", {"topic": full_desk.topics[0]})

    work()

    _answer, content = fetch(admin_ada.api(), json_of(admin_ada.api().get(f"{API}/exports/{job['id']}/")))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert str(full_desk.pk).encode() in archive.read("claims.jsonl")
        assert b'"whole":false' in archive.read("manifest.json")


@pytest.mark.parametrize(
    ("filters", "pointer"),
    [
        ({"status": "nonsense"}, "/filters/status"),
        ({"topic": "nothing at all"}, "/filters"),
        ({"publisher": "The Herald"}, "/filters/publisher"),
        ({"changed_after": "3"}, "/filters/changed_after"),
        ({"status": ["published"]}, "/filters/status"),
        ({"desk": "other"}, "/filters/desk"),
        ({"topic": ""}, "/filters"),
        ({"topic": "", "desk": "demo"}, "/filters"),
        ({"stauts": "published"}, "/filters/stauts"),
    ],
)
def test_filters_that_are_none_or_that_no_claim_fits_are_refused(
    admin_ada: Person, full_desk: Claim, filters: Any, pointer: str
) -> None:
    assert [e["pointer"] for e in asked(admin_ada, 400, filters=filters)["errors"]] == [pointer]
    assert not Export.objects.exists()


def test_it_is_for_admins_with_the_scope_for_it(admin_ada: Person, editor_edna: Person, full_desk: Claim) -> None:
    assert "Admin" in asked(editor_edna, 403)["detail"]
    assert "scope" in asked(admin_ada, 403, Scope.PUBLISH)["detail"]
    assert not Export.objects.exists()


def test_who_is_no_admin_any_more_gets_none_made_and_reads_none_made_before(
    admin_ada: Person, full_desk: Claim, admin_alan: Person
) -> None:
    before = asked(admin_alan)
    work()
    asked(admin_alan)
    edit_member(admin_ada.actor, Membership.objects.get(user=admin_alan.user), role=Role.EDITOR)

    work()

    client = admin_alan.api()
    made, refused = (Export.objects.order_by("id")[n] for n in (0, 1))
    assert (made.state, refused.state) == ("done", "failed")
    assert (refused.problem or {})["type"] == "/problems/not-allowed/"
    there = f"{API}/exports/{before['id']}/file/"
    assert client.get(there, headers={"accept": "*/*"}).status_code == 403
    assert admin_alan.browser.get(f"/exports/{before['id']}/file/").status_code == 403


@pytest.fixture
def admin_alan(demo_desk: Desk) -> Person:
    return join(demo_desk, "alan", "Alan", Role.ADMIN)


def test_a_key_that_only_reads_does_not_fetch_what_an_admin_asked_for(admin_ada: Person, full_desk: Claim) -> None:
    job = asked(admin_ada)
    work()

    answer = admin_ada.api(Scope.READ).get(f"{API}/exports/{job['id']}/file/", headers={"accept": "*/*"})

    assert answer.status_code == 403


def test_it_goes_when_its_time_is_over(admin_ada: Person, full_desk: Claim) -> None:
    job = asked(admin_ada)
    work()
    assert len(files()) == 1

    Export.objects.update(expires_at=clock.now())
    remove_when_expired.call(job["id"])

    assert files() == []
    assert admin_ada.api().get(f"{API}/exports/{job['id']}/file/", headers={"accept": "*/*"}).status_code == 410


def test_one_that_is_given_up_stops(admin_ada: Person, full_desk: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    job = asked(admin_ada)

    def removed(actor: Any, desk: Desk, file: Any, *, progress: Any, **more: Any) -> ArchiveSummary:
        progress.__self__.is_overtaken = True
        return write_archive(actor, desk, file, progress=progress, **more)

    monkeypatch.setattr(running, "write_archive", removed)
    write_export.call(job["id"])

    assert Export.objects.get().state == "failed"
    assert files() == []


def test_the_page_offers_it_to_admins(admin_ada: Person, editor_edna: Person, full_desk: Claim) -> None:
    there = "/exports/archive/demo/"
    page = admin_ada.browser.get("/exports/").content.decode()
    assert f'action="{there}"' in page and "Archive Demo desk" in page
    assert there not in editor_edna.browser.get("/exports/").content.decode()

    sent = admin_ada.browser.post(there, follow=True)

    assert "The archive is being made." in sent.content.decode()
    work()
    assert "demo.zip" in admin_ada.browser.get("/exports/").content.decode()
    assert editor_edna.browser.post(there).status_code == 403


def test_the_page_that_exports_claims_offers_an_archive_of_those_that_the_filters_pick(
    admin_ada: Person, editor_edna: Person, full_desk: Claim
) -> None:
    page, there = "/exports/add/claims/", f"/exports/archive/demo/?topic={full_desk.topics[0]}"
    assert "Archive these claims" not in admin_ada.browser.get(page).content.decode()
    picked = f"{page}?topic={full_desk.topics[0]}"
    assert "Archive these claims" not in editor_edna.browser.get(picked).content.decode()
    assert f'action="{there}"' in admin_ada.browser.get(picked).content.decode()

    sent = admin_ada.browser.post(there, follow=True)

    assert "The archive is being made." in sent.content.decode()
    assert Export.objects.get().filters == {"topic": full_desk.topics[0]}


def test_an_address_with_a_filter_that_is_none_does_not_make_an_archive_of_everything(
    admin_ada: Person, full_desk: Claim
) -> None:
    for address in ("?stauts=published", "?topic=%20", "?topic=nothing"):
        assert admin_ada.browser.post(f"/exports/archive/demo/{address}").status_code == 400

    assert not Export.objects.exists()
