"""An archive that is sent like any other file: by its own rules, whole or not at all."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.contrib.auth.models import Permission

from claims.models import Claim
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, User
from factcheck.desks.roles import Role, Scope
from factcheck.exchange.imports.asking import ask_for_import
from factcheck.exchange.models import Arrival, Import
from tests.conftest import Person, join, json_of
from tests.factcheck.exchange.archive.awkward import archive_of, changed, parts_of, zipped
from tests.factcheck.exchange.archive.test_round_trip import differing
from tests.factcheck.exchange.imports.doing import IMPORTS, holds, send, taken, told, work


@pytest.fixture
def sender(stranger_stan: Person) -> Person:
    """Somebody at another desk who may make desks in the back office."""
    stranger_stan.user.user_permissions.add(*Permission.objects.filter(codename__in=["add_desk", "add_user"]))
    return Person(User.objects.get(pk=stranger_stan.user.pk), stranger_stan.desk)


def pointers(answer) -> list[str]:
    return [error["pointer"] for error in json_of(answer, 400)["errors"]]


@pytest.mark.parametrize("given", [{"format": "archive"}, {}])
def test_a_desk_comes_in_as_it_was(given, archive, sender):
    job = taken(sender, archive, name="demo.zip", **given)

    assert (job["state"], job["format"], job["desk"]) == ("done", "archive", "other")
    assert job["counts"]["made"]["claims"] == 2 and job["counts"]["updated"] == job["counts"]["known"] == {}
    assert job["progress"]["done"] == job["progress"]["total"] == sum(job["counts"]["made"].values())
    assert differing(archive, archive_of(Desk.objects.get(slug="demo"))) == ["stamp.json"]
    assert holds(Desk.objects.get(slug="demo"))


def test_again_it_is_known_and_a_newer_one_brings_the_desk_up_to_date(archive, later, sender):
    taken(sender, archive)

    assert taken(sender, archive)["counts"]["known"]["claims"] == 2
    assert taken(sender, later)["counts"]["updated"]["claims"] == 2

    assert Claim.objects.get(status="in_review").location == "Islamabad"
    assert [arrival.taken_in_by for arrival in Arrival.objects.all()] == [sender.user] * 2


def test_an_update_of_the_very_desk_that_the_import_belongs_to_leaves_the_import(archive, later, take_in):
    take_in(archive)
    desk, ada = Desk.objects.get(), User.objects.get(username="ada")
    ask_for_import(Actor.of_user(ada), desk, file=io.BytesIO(later), filename="later.zip")

    work()

    job = Import.objects.get()
    assert (job.state, job.desk, job.problem) == ("done", desk, None)
    assert job.counts["updated"]["claims"] == 2
    assert differing(later, archive_of(desk)) == ["stamp.json"] and holds(desk)


def test_a_dry_run_says_what_would_come(archive, sender):
    job = taken(sender, archive, dry_run=True)

    assert (job["state"], job["counts"]["made"]["claims"]) == ("done", 2)
    assert not Desk.objects.filter(slug="demo").exists()


def test_what_does_not_hold_is_told_by_file_and_line_and_nothing_is_taken_in(archive, sender):
    job = taken(sender, changed(archive, "claims", lambda rows: rows[1].update(text="The earth is round.")))

    assert job["state"] == "failed" and "does not hold" in job["problem"]["detail"]
    assert told(job["errors"]) == [(2, "/claims.jsonl")]
    assert (job["counts"]["made"], job["counts"]["refused"]) == ({}, 1)
    assert not Desk.objects.filter(slug="demo").exists()


@pytest.mark.parametrize("damaged", ["changed", "missing"])
def test_a_copy_that_is_damaged_is_told_by_its_file(archive, sender, damaged):
    parts = parts_of(archive)
    name = next(name for name in parts if name.startswith("captures/"))
    if damaged == "changed":
        parts[name] = b"x" * len(parts[name])
    else:
        del parts[name]

    job = taken(sender, zipped(parts), format="archive")

    assert (job["state"], job["problem"]["type"]) == ("failed", "/problems/invalid/")
    assert f"The archive does not hold: {name}: is " in job["problem"]["detail"]
    assert told(job["errors"]) == [(None, f"/{name.replace('/', '~1')}")]


@pytest.mark.parametrize("name", ["../../evil", "/etc/x", "claims.jsonl/2", "~/1"])
def test_a_name_that_leads_elsewhere_is_told_as_it_is(archive, sender, name):
    job = taken(sender, zipped({**parts_of(archive), name: b"x"}), format="archive")

    assert (job["state"], job["problem"]["type"]) == ("failed", "/problems/invalid/")
    assert f"{name}: is no name of a file in an archive" in job["problem"]["detail"]
    assert told(job["errors"])[0] == (None, f"/{name.replace('~', '~0').replace('/', '~1')}")


def test_who_may_not_bring_a_new_desk_is_told_so(archive, stranger_stan):
    job = taken(stranger_stan, archive)

    assert job["state"] == "failed" and "`manage.py import`" in job["problem"]["detail"]


def test_it_takes_the_scope_admin_and_no_role(archive, sender, viewer_vera):
    assert send(sender, archive, scope=Scope.PUBLISH).status_code == 403
    assert send(viewer_vera, archive).status_code == 202  # the archive's own rules are asked when it is read
    assert not Import.objects.exclude(created_by=viewer_vera.user).exists()


def test_it_comes_whole_and_says_itself_what_is_in_it(archive, sender):
    assert pointers(send(sender, archive, partial=True)) == ["/partial"]
    assert pointers(send(sender, archive, mapping={"dates": "dmy"})) == ["/mapping"]
    assert pointers(send(sender, archive, format="csv", mapping={"nothing": "x"})) == ["/mapping/nothing"]


def test_another_zip_is_no_archive(sender):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as other:
        other.writestr("claims.csv", "claim\nWater is dry.\n")

    assert pointers(send(sender, file.getvalue())) == ["/format"]
    assert pointers(send(sender, file.getvalue()[:40])) == ["/format"]
    assert taken(sender, file.getvalue(), format="archive")["state"] == "failed"


def test_what_came_of_it_is_for_who_sent_it_alone(archive, sender, stranger_stan):
    colleague = join(sender.desk, "olga", "Olga", Role.ADMIN)
    job = taken(sender, archive)

    assert colleague.api().get(f"{IMPORTS}{job['id']}/").status_code == 404
    assert sender.api().delete(f"{IMPORTS}{job['id']}/").status_code == 204
    assert Desk.objects.filter(slug="demo").exists()


def test_who_asked_and_may_no_more_is_refused_when_it_runs(archive, sender):
    send(sender, archive)
    sender.user.user_permissions.clear()

    work()

    assert Import.objects.get().state == "failed"
    assert not Desk.objects.filter(slug="demo").exists()


def test_the_page_looks_at_it_first(archive, sender):
    browser = sender.browser

    looked = browser.post("/imports/", {"file": io.BytesIO(archive)}, follow=True).redirect_chain[0][0]
    work()
    assert "2 claims" in browser.get(looked).content.decode()
    taken_in = browser.post(f"{looked}again/", {"take": "1"}, follow=True).redirect_chain[0][0]
    work()

    assert "2 claims" in browser.get(taken_in).content.decode()
    assert Desk.objects.filter(slug="demo").exists()
