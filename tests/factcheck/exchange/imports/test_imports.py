"""Files are taken in by a worker, all or nothing or what is good, once, and by who may."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from annotations.models import Article
from claims.models import Claim
from factcheck.core import clock
from factcheck.core.ids import uuid7
from factcheck.desks.actors import Actor
from factcheck.desks.models import Event, Membership
from factcheck.desks.roles import Role, Scope
from factcheck.desks.services.members import edit_member
from factcheck.exchange.imports import running, taking_in
from factcheck.exchange.imports.running import carry_out, drop_expired
from factcheck.exchange.models import Import, JobState, Origin
from tests.conftest import json_of
from tests.factcheck.exchange.imports.doing import IMPORTS, holds, keep, send, taken, told, work

TABLE = b"id,Claim,Speaker,Date\n1,The sky is green.,Khan,2018-11-19\n2,Water is dry.,Rao,2018-11-20\n"
BAD = TABLE + b"3,,Khan,2018-11-21\n4,Fire is cold.,Khan\n5,Ice is warm.,Lee,2018-11-22\n"


def test_a_table_becomes_claims_with_claimant_and_date(editor_edna, demo_desk):
    done = taken(editor_edna, TABLE, name="claims.csv")

    assert (done["state"], done["format"], done["filename"]) == ("done", "csv", "claims.csv")
    assert done["progress"] == {"done": 2, "total": 2}
    assert done["counts"]["made"] == {"claims": 2}
    first, second = Claim.objects.order_by("number")
    assert (first.text, first.claimant_name, first.claimed_on.isoformat()) == (
        "The sky is green.",
        "Khan",
        "2018-11-19",
    )
    assert [first.number, second.number] == [1, 2]
    assert first.created_by == editor_edna.user
    assert holds(demo_desk)


def test_the_same_file_again_makes_nothing_new_and_says_so(editor_edna, demo_desk):
    taken(editor_edna, TABLE)
    events = Event.objects.exclude(subject_type="token").count()

    again = taken(editor_edna, TABLE)

    assert again["counts"]["made"] == {}
    assert again["counts"]["known"] == {"claims": 2}
    assert Event.objects.exclude(subject_type="token").count() == events


def test_a_row_that_says_something_else_under_its_name_is_left_and_told(editor_edna, demo_desk):
    taken(editor_edna, TABLE)

    again = taken(editor_edna, TABLE.replace(b"Water is dry.", b"Water is wet."))

    assert again["counts"]["differing"] == 1
    assert told(again["warnings"]) == [(3, "")]
    assert not Claim.objects.filter(text="Water is wet.").exists()


def test_names_of_one_data_set_are_none_of_another(editor_edna, demo_desk):
    taken(editor_edna, TABLE)

    other = taken(editor_edna, TABLE.replace(b"Water is dry.", b"Water is wet."), mapping={"data_set": "second"})

    assert other["counts"]["made"] == {"claims": 2}


def test_a_row_that_stands_twice_comes_once(editor_edna, demo_desk):
    for given in ({"dry_run": True}, {}):
        done = taken(editor_edna, TABLE + b"1,The sky is green.,Khan,2018-11-19\n", **given)
        assert (done["counts"]["made"], done["counts"]["known"]) == ({"claims": 2}, {"claims": 1})


def test_bad_rows_are_told_by_line_and_nothing_is_taken_in(editor_edna, demo_desk):
    done = taken(editor_edna, BAD)

    assert done["state"] == "failed"
    assert done["problem"]["type"] == "/problems/invalid/"
    assert told(done["errors"]) == [(4, "/text"), (5, "")]
    assert done["counts"]["refused"] == 2
    assert done["counts"]["made"] == {}
    assert not Claim.objects.exists()
    assert not Origin.objects.exists()


def test_what_is_told_has_its_members_in_one_order_on_every_database(editor_edna, demo_desk):
    done = taken(editor_edna, BAD, dry_run=True)
    failed = taken(editor_edna, BAD)

    assert list(done["preview"][0]) == ["line", "pointer", "kind", "becomes", "says"]
    assert list(failed["problem"])[:4] == ["type", "title", "status", "detail"]
    assert list(failed["errors"][0]) == ["line", "pointer", "detail"]
    assert list(failed["counts"])[:4] == ["made", "updated", "known", "refused"]


def test_good_rows_are_kept_if_that_is_asked(editor_edna, demo_desk):
    done = taken(editor_edna, BAD, partial=True)

    assert done["state"] == "done"
    assert told(done["errors"]) == [(4, "/text"), (5, "")]
    assert [c.text for c in Claim.objects.order_by("number")] == ["The sky is green.", "Water is dry.", "Ice is warm."]
    assert holds(demo_desk)


def test_a_row_that_the_desk_refuses_is_told_by_line(editor_edna, demo_desk):
    long = b"id,text,location\n1,Fine.,Here\n2,Too long.,%s\n3,Fine too.,There\n" % (b"x" * 201)

    done = taken(editor_edna, long, partial=True)

    assert told(done["errors"]) == [(3, "/location")]
    assert [c.text for c in Claim.objects.order_by("number")] == ["Fine.", "Fine too."]
    assert [c.number for c in Claim.objects.order_by("number")] == [1, 2]


def test_a_dry_run_takes_in_nothing_and_shows_the_first_rows(editor_edna, demo_desk):
    done = taken(editor_edna, BAD, dry_run=True)

    assert done["counts"]["made"] == {"claims": 3}
    assert [row["becomes"] for row in done["preview"]] == ["new", "new", "refused", "refused", "new"]
    assert done["preview"][0]["says"]["claimant_name"] == "Khan"
    assert done["preview"][0]["line"] == 2
    assert not Claim.objects.exists()


def test_json_is_taken_as_it_is(editor_edna, demo_desk):
    row = {"id": 1, "claim": "Water is dry.", "label": "REFUTES"}
    for content in (json.dumps(row), row):
        done = taken(editor_edna, content, format="fever")
        assert done["state"] == "done"
    assert Claim.objects.count() == 1


def test_where_a_claim_came_from_is_kept_and_told(editor_edna, viewer_vera, demo_desk):
    table = b"id,claim,author,created_at\n77,Water is dry.,Wanda,2018-11-19T10:00:00Z\n"
    taken(editor_edna, table, mapping={"data_set": "lab"})
    claim = Claim.objects.get()

    [origin] = json_of(viewer_vera.api().get(f"/api/v1/origins/?subject={claim.pk}"))["results"]
    assert (origin["external_id"], origin["author"]) == ("lab:77", "Wanda")
    assert origin["made_at"] == "2018-11-19T10:00:00.000000Z"
    event = Event.objects.get(verb="claim.spotted", subject_id=claim.pk)
    assert event.changes["author"] == [None, "Wanda"]
    assert event.actor == editor_edna.user, "nothing is put into another's mouth"
    assert "Wanda" in viewer_vera.browser.get(f"/claims/{claim.pk}/").content.decode()


def test_a_reviewer_does_not_import(reviewer_ravi, demo_desk):
    answer = send(reviewer_ravi, TABLE)

    assert answer.status_code == 403
    assert not Import.objects.exists()


def test_to_publish_what_is_in_a_file_needs_the_scope_for_it(editor_edna, demo_desk):
    mapping = {"reviews": "published"}

    assert send(editor_edna, TABLE, scope=Scope.WRITE, mapping=mapping).status_code == 403
    assert send(editor_edna, TABLE, scope=Scope.PUBLISH, mapping=mapping).status_code == 202


def test_who_lost_their_role_meanwhile_takes_in_nothing(editor_edna, admin_ada, demo_desk):
    job = json_of(send(editor_edna, TABLE), 202)
    edit_member(admin_ada.actor, Membership.objects.get(user=editor_edna.user), role=Role.VIEWER)

    work()

    failed = json_of(editor_edna.api().get(f"{IMPORTS}{job['id']}/"))
    assert failed["state"] == "failed"
    assert failed["problem"]["status"] == 403
    assert not Claim.objects.exists()


def test_the_same_names_at_another_desk_are_others(editor_edna, stranger_stan, demo_desk, other_desk):
    taken(editor_edna, TABLE)

    done = taken(stranger_stan, TABLE)

    assert done["counts"]["made"] == {"claims": 2}
    assert Claim.objects.filter(desk=other_desk).count() == 2


def test_another_desks_imports_are_not_there(editor_edna, stranger_stan, demo_desk):
    job = taken(editor_edna, TABLE)

    assert stranger_stan.api().get(f"{IMPORTS}{job['id']}/").status_code == 404
    assert json_of(stranger_stan.api().get(IMPORTS))["results"] == []
    assert json_of(stranger_stan.api().get("/api/v1/origins/"))["results"] == []
    assert stranger_stan.api().get(f"/api/v1/origins/?import_id={job['id']}").status_code == 400
    assert stranger_stan.browser.get(f"/imports/{job['id']}/").status_code == 404


def test_an_import_that_gives_verdicts_is_read_by_who_gives_them_alone(editor_edna, admin_ada, demo_desk):
    job = taken(editor_edna, {"id": 1, "claim": "A.", "label": "REFUTES"}, format="fever", mapping={"verdicts": True})

    assert admin_ada.api().get(f"{IMPORTS}{job['id']}/").status_code == 404


def test_a_run_that_broke_off_is_done_again_without_doing_anything_twice(editor_edna, demo_desk, monkeypatch):
    monkeypatch.setattr(taking_in, "BATCH", 2)
    rows = b"".join(b"%d,Claim number %d.\n" % (n, n) for n in range(7))
    job = keep(editor_edna, b"id,text\n" + rows, partial=True)

    class Killed(BaseException):
        pass

    def die(done: int, _total: int | None) -> None:
        if done == 4:
            raise Killed

    with pytest.raises(Killed):
        carry_out(editor_edna.actor, job, progress=die)
    assert Claim.objects.count() == 4
    Import.objects.filter(pk=job.pk).update(state=JobState.RUNNING)

    again = carry_out(editor_edna.actor, Import.objects.get(pk=job.pk))

    assert (again.state, again.counts["made"], again.counts["known"]) == ("done", {"claims": 7}, {})
    assert Claim.objects.count() == 7
    assert holds(demo_desk)


def test_a_run_that_was_overtaken_writes_nothing_more(editor_edna, demo_desk, monkeypatch):
    monkeypatch.setattr(taking_in, "BATCH", 2)
    job = keep(editor_edna, b"id,text\n" + b"".join(b"%d,Claim %d.\n" % (n, n) for n in range(6)), partial=True)

    def overtake(done: int, _total: int | None) -> None:
        if done == 2:
            Import.objects.filter(pk=job.pk).update(attempt=uuid7())

    left = carry_out(editor_edna.actor, job, progress=overtake)

    assert left.state == "running"
    assert Claim.objects.count() == 2


def test_what_was_removed_is_not_done(editor_edna, demo_desk, django_capture_on_commit_callbacks):
    job = json_of(send(editor_edna, TABLE), 202)
    path = Import.objects.get().file
    assert path.storage.exists(str(path.name))

    with django_capture_on_commit_callbacks(execute=True):
        assert editor_edna.api().delete(f"{IMPORTS}{job['id']}/").status_code == 204
    work()

    assert not Claim.objects.exists()
    assert not path.storage.exists(str(path.name))


def test_removing_an_import_leaves_what_came_in(editor_edna, demo_desk):
    job = taken(editor_edna, TABLE)

    editor_edna.api().delete(f"{IMPORTS}{job['id']}/")

    assert Claim.objects.count() == 2
    assert taken(editor_edna, TABLE)["counts"]["known"] == {"claims": 2}


def test_files_are_removed_after_a_week(editor_edna, demo_desk, monkeypatch, django_capture_on_commit_callbacks):
    taken(editor_edna, TABLE)
    file = Import.objects.get().file
    later = clock.now() + running.KEPT_FOR + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    with django_capture_on_commit_callbacks(execute=True):
        drop_expired()

    assert not Import.objects.get().file
    assert not file.storage.exists(str(file.name))


def test_an_empty_file_and_an_unknown_format_are_refused_at_once(editor_edna, demo_desk):
    assert send(editor_edna, b"").status_code == 400
    answer = send(editor_edna, TABLE, format="xml")
    assert answer.json()["errors"][0]["pointer"] == "/format"
    assert send(editor_edna, b"{}").json()["errors"][0]["pointer"] == "/format"


@pytest.mark.parametrize(
    ("mapping", "pointer"),
    [
        ({"colour": "red"}, "/mapping/colour"), ({"dates": "ymd"}, "/mapping/dates"), ({"ratings": []}, "/mapping/ratings"),
        ({"verdicts": 1}, "/mapping/verdicts"), ({"text": ""}, "/mapping/text"), ({"data_set": 5}, "/mapping/data_set"),
    ],
)  # fmt: skip
def test_a_mapping_that_means_nothing_is_refused_at_once(editor_edna, demo_desk, mapping, pointer):
    answer = send(editor_edna, TABLE, mapping=mapping)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_body_that_is_too_large_is_refused(editor_edna, demo_desk):
    assert send(editor_edna, b"x" * (16 * 2**20 + 1)).status_code == 413


def test_only_so_many_errors_are_told_one_by_one(editor_edna, demo_desk):
    done = taken(editor_edna, b"id,text\n" + b"1\n" * 500, partial=True)

    assert len(done["errors"]) == 200
    assert (done["counts"]["refused"], done["counts"]["more_errors"]) == (500, 300)


def test_articles_are_untouched_by_what_failed(editor_edna, article: Article, demo_desk):
    before = Article.objects.count()
    taken(editor_edna, b'{"text": "New."}\n{"text": "Other.", "label": [[0, 99, "x"]]}', format="doccano")
    assert Article.objects.count() == before


def test_who_asked_is_nobody_without_a_membership(stranger_stan, demo_desk):
    actor = Actor.who_asked(stranger_stan.user.pk, demo_desk.pk, Scope.ADMIN)
    assert (actor.user, dict(actor.roles)) == (stranger_stan.user, {})
