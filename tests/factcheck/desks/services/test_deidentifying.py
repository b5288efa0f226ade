"""On request a person's name leaves the records, and the history holds all the same."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command

from claims import queries
from claims.models import Claim, Evidence
from claims.services.claims import edit_claim
from claims.services.verdicts import submit_verdict
from factcheck.api.models import KeptAnswer
from factcheck.core.problems import Invalid, NotAllowed
from factcheck.desks.models import Desk, Event, Membership, User
from factcheck.desks.roles import Role
from factcheck.desks.services.deidentifying import deidentify
from factcheck.desks.services.invitations import accept_as_new, bring_in, find_invitation, invite
from tests.conftest import Person, json_of

NAMES = ("ravi", "Ravi Reviewer", "ravi@news.example")


@pytest.fixture
def work(reviewer_ravi: Person, admin_ada: Person, claim: Claim, evidence: Evidence) -> Claim:
    """Ravi found, judged and was assigned a claim; in the back office somebody changed his account."""
    ravi = reviewer_ravi.actor.signed_in_user
    User.objects.filter(pk=ravi.pk).update(email=NAMES[2])
    edit_claim(reviewer_ravi.actor, claim, assignees=[ravi])
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="It was 2001.", evidence=[evidence])
    LogEntry.objects.create(
        user=admin_ada.actor.signed_in_user, content_type=ContentType.objects.get_for_model(User), object_id=str(ravi.pk),
        object_repr=str(ravi), action_flag=CHANGE,
    )  # fmt: skip
    return claim


def names_in(words: str) -> list[str]:
    return [name for name in NAMES if name in words]


def deidentify_ravi(*options: str) -> None:
    call_command("deidentify", "ravi", *options, verbosity=0)


def test_the_name_is_gone_everywhere_and_the_history_holds(
    work: Claim, reviewer_ravi: Person, admin_ada: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    deidentify_ravi("--yes")

    former = User.objects.get(pk=reviewer_ravi.actor.signed_in_user.pk)
    client = admin_ada.api()
    faces = [f"/api/v1/claims/{work.pk}/", "/api/v1/events/", "/api/v1/members/", "/api/v1/export/claims.jsonl"]
    answers: list[Any] = [client.get(face, headers={"accept": "*/*"}) for face in faces]
    answers += [admin_ada.browser.get(page) for page in (f"/claims/{work.pk}/", "/settings/demo/members/", "/claims/")]
    for answer in answers:
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200
        assert names_in(content.decode()) == []
    assert former.name in admin_ada.browser.get(f"/claims/{work.pk}/").content.decode()
    assert names_in(str(list(LogEntry.objects.values_list("object_repr", flat=True)))) == []
    call_command("verify_history")
    assert "unbroken" in capsys.readouterr().out


def test_no_answer_that_names_them_is_told_again_and_nothing_is_done_twice(
    claim: Claim, reviewer_ravi: Person, admin_ada: Person
) -> None:
    bodies = {
        "ravi": {"text": "By Ravi."},
        "for ravi": {"text": "For Ravi.", "assignees": ["ravi"]},
        "ada": {"text": "By Ada."},
    }
    clients = {key: (reviewer_ravi if key == "ravi" else admin_ada).api() for key in bodies}

    def send(key: str) -> Any:
        return clients[key].post(
            "/api/v1/claims/", bodies[key], headers={"Idempotency-Key": key}, content_type="application/json"
        )  # fmt: skip

    for key in bodies:
        json_of(send(key), 201)
    deidentify_ravi("--yes")

    kept = [zlib.decompress(bytes(one.body)).decode() for one in KeptAnswer.kept.all() if one.body]
    assert [names_in(body) for body in kept] == [[]]
    problem = json_of(send("for ravi"), 409)
    assert problem["type"] == "/problems/answer-not-kept/"
    assert Claim.objects.filter(text="For Ravi.").count() == 1
    assert send("ada")["Idempotency-Replayed"] == "true"


def test_they_sign_in_no_more_by_any_door(work: Claim, reviewer_ravi: Person) -> None:
    browser, client = reviewer_ravi.browser, reviewer_ravi.api()
    assert browser.get("/claims/").status_code == 200

    deidentify_ravi("--yes")

    assert browser.get("/claims/")["Location"].startswith("/login/")
    json_of(client.get("/api/v1/me/"), 401)
    assert not browser.login(username="ravi", password="demo")


def test_each_desk_of_theirs_is_told(work: Claim, reviewer_ravi: Person, demo_desk: Desk) -> None:
    reviewer_ravi.token()

    deidentify_ravi("--yes")

    membership = Membership.objects.get(user=reviewer_ravi.user, desk=demo_desk)
    assert not membership.is_current
    last = Event.objects.filter(desk=demo_desk).order_by("-sequence")[:3]
    assert [(e.verb, e.actor) for e in last] == [
        ("member.deidentified", None), ("member.left", None), ("token.revoked", None),
    ]  # fmt: skip


def test_events_know_people_by_their_ids_alone(work: Claim) -> None:
    """What a desk's history holds could not be changed; so nobody's name may be in it, but where somebody typed it."""
    for event in Event.objects.all():
        assert names_in(json.dumps(event.changes)) == [], event.verb


def test_it_is_not_done_by_accident_or_by_a_desk(work: Claim, reviewer_ravi: Person, admin_ada: Person) -> None:
    with pytest.raises(CommandError, match="Say --yes if you mean it"):
        deidentify_ravi()
    with pytest.raises(NotAllowed):
        deidentify(admin_ada.actor, reviewer_ravi.actor.signed_in_user)

    assert User.objects.get(username="ravi").name == "Ravi Reviewer"


def test_the_last_admin_makes_another_first(admin_ada: Person) -> None:
    with pytest.raises(CommandError, match="A desk needs an admin who stays"):
        call_command("deidentify", "ada", "--yes")

    assert User.objects.get(username="ada").is_active


@pytest.mark.parametrize("wanted", ["ravi", "RAVI"])
def test_nobody_else_gets_the_username(reviewer_ravi: Person, admin_ada: Person, demo_desk: Desk, wanted: str) -> None:
    deidentify_ravi("--yes")
    link = invite(admin_ada.actor, demo_desk, Role.VIEWER)[1]
    root = User.objects.create_superuser("root", password="demo")
    office = Person(root, None).browser

    with pytest.raises(Invalid, match="This username is taken"):
        bring_in(admin_ada.actor, demo_desk, username=wanted, role=Role.VIEWER)
    with pytest.raises(Invalid, match="This username is taken"):
        accept_as_new(find_invitation(link), username=wanted, name="Another", password="entirely unlike the name")
    added = {"username": wanted, "usable_password": "false"}
    assert b"This username is taken" in office.post("/admin/desks/user/add/", added).content
    renamed = {"username": wanted, "is_active": "on"}
    assert b"This username is taken" in office.post(f"/admin/desks/user/{root.pk}/change/", renamed).content
    with pytest.raises(CommandError, match="This username is taken"):
        call_command("createsuperuser", username=wanted, interactive=False)
    assert not User.objects.filter(username__iexact="ravi").exists()
