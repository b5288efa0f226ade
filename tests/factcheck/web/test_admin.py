"""The back office: records are read there, never written; desks and people are made there, with their history."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.models import Anchor
from annotations.services.articles import add_article
from annotations.services.taking_in import Upload
from claims import queries
from claims.models import Claim, Decision, Review, Verdict
from claims.services.claims import spot_claim
from claims.services.corrections import request_correction
from claims.services.reviews import draft_review, publish_review
from claims.services.transitions import move_claim
from claims.services.verdicts import submit_verdict
from factcheck.core import clock
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Event, Membership, Record, Token, User
from factcheck.desks.roles import Scope
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.tokens import issue_token

RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]


def of(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def office(admin_ada):
    User.objects.filter(pk=admin_ada.user.pk).update(is_staff=True, is_superuser=True)
    return admin_ada.browser


def test_the_world_and_those_who_are_no_staff_are_kept_out(reader, editor_edna):
    for person in (reader, editor_edna):
        answer = person.browser.get("/admin/")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")


@pytest.fixture
def one_of_each(reviewer_ravi, demo_desk, article, claim, evidence):
    """An uploaded article and a request, beside a claim with its evidence."""
    saved = Upload(b"<p>Some words that were saved as a page.</p>", media_type="text/html", filename="page.html")
    add_article(reviewer_ravi.actor, demo_desk, upload=saved)
    request_correction(
        reviewer_ravi.actor, claim, appearance=claim.appearances.get(), sent_to="The Herald", sent_at=claim.created_at
    )


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_records_are_shown_but_not_written(office, one_of_each, model):
    assert office.get(of(model)).status_code == 200
    assert office.get(of(model, "add")).status_code == 403
    row = model._base_manager.first()
    if row is not None:
        assert office.get(of(model, "change", row.pk)).status_code == 200
        assert office.post(of(model, "change", row.pk), {}).status_code == 403
        assert office.post(of(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_history_is_shown_but_not_written(office, claim):
    event = Event.objects.first()

    assert b"claim.spotted" in office.get(of(Event)).content
    assert office.get(of(Event, "change", event.pk)).status_code == 200
    assert office.post(of(Event, "change", event.pk), {}).status_code == 403
    assert office.post(of(Event, "delete", event.pk), {"post": "yes"}).status_code == 403


def test_staff_who_are_no_members_of_a_desk_see_nothing_of_it(stranger_stan, claim):
    User.objects.filter(pk=stranger_stan.user.pk).update(is_staff=True, is_superuser=True)

    listed = stranger_stan.browser.get(of(Claim))
    one = stranger_stan.browser.get(of(Claim, "change", claim.pk))
    events = stranger_stan.browser.get(of(Event))

    assert b"No Pakistani" not in listed.content
    assert one.status_code == 302  # "there is none", as Django's admin says it
    assert b"claim.spotted" not in events.content


def test_staff_see_which_desks_there_are_and_who_works_there(stranger_stan, reviewer_ravi, demo_desk):
    User.objects.filter(pk=stranger_stan.user.pk).update(is_staff=True, is_superuser=True)
    issue_token(reviewer_ravi.actor, demo_desk, Scope.READ, name="for the sync")

    for model in (Desk, Membership, Token):
        assert demo_desk.name in stranger_stan.browser.get(of(model)).content.decode(), model
    assert str(reviewer_ravi.user) in stranger_stan.browser.get(of(Membership)).content.decode()
    assert "for the sync" in stranger_stan.browser.get(of(Token)).content.decode()


def test_a_blind_verdict_stays_hidden_in_the_back_office(office, admin_ada, reviewer_ravi, claim, evidence, demo_desk):
    edit_desk(admin_ada.actor, demo_desk, policy={"blind": True, "verdicts_needed": 2})
    claim.refresh_from_db()
    rating = queries.rating_to_give(demo_desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="It was 2001.", evidence=[evidence])

    assert b"Ravi" not in office.get("/admin/claims/verdict/").content
    assert b"verdict.submitted" not in office.get(of(Event)).content


def test_who_gave_a_verdict_stays_hidden_in_the_back_office(
    office, admin_ada, editor_edna, reviewer_ravi, claim, evidence, demo_desk
):
    edit_desk(admin_ada.actor, demo_desk, policy={"hide_names": True, "verdicts_needed": 2})
    rating = queries.rating_to_give(demo_desk, "false")
    verdict = submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="It was 2001.", evidence=[evidence])

    assert str(verdict.pk) not in office.get(of(Verdict)).content.decode()
    assert office.get(of(Verdict, "change", verdict.pk)).status_code == 302

    move_claim(editor_edna.actor, claim, to="decided", reason="The year.", rating=rating)
    assert b"Ravi" in office.get(of(Verdict)).content


def test_a_decision_that_tells_of_hidden_verdicts_stays_hidden_in_the_back_office(
    office, admin_ada, editor_edna, reviewer_ravi, claim, evidence, demo_desk
):
    edit_desk(admin_ada.actor, demo_desk, policy={"blind": True})
    claim.desk.policy.refresh_from_db()
    rating = queries.rating_to_give(demo_desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="It was 2001.", evidence=[evidence])
    decision = Decision.objects.get(claim=claim)
    assert office.get(of(Decision, "change", decision.pk)).status_code == 200

    move_claim(editor_edna.actor, claim, to="in_review", reason="A new source.")

    assert str(decision.pk) not in office.get(of(Decision)).content.decode()
    assert office.get(of(Decision, "change", decision.pk)).status_code == 302


def test_what_another_desk_published_is_none_of_the_back_office(
    stranger_stan, reviewer_ravi, editor_edna, claim, evidence, demo_desk
):
    User.objects.filter(pk=stranger_stan.user.pk).update(is_staff=True, is_superuser=True)
    rating = queries.rating_to_give(demo_desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="It was 2001.", evidence=[evidence])
    review = publish_review(editor_edna.actor, draft_review(editor_edna.actor, claim, headline="It was 2001"))

    assert b"It was 2001" not in stranger_stan.browser.get(of(Review)).content
    assert stranger_stan.browser.get(of(Review, "change", review.pk)).status_code == 302


def test_a_desk_is_opened_with_all_it_needs(office, capsys):
    answer = office.post(of(Desk, "add"), {"slug": "north", "name": "North desk"})

    desk = Desk.objects.get(slug="north")
    assert answer.status_code == 302, answer.content
    assert desk.policy.verdicts_needed == 1
    assert queries.ratings_to_give(desk)
    call_command("verify_history")
    assert "north: " in capsys.readouterr().out


def test_a_member_is_added_and_promoted_with_an_event_each(office, demo_desk):
    nina = User.objects.create_user(username="nina", password="a long secret")

    office.post(of(Membership, "add"), {"desk": demo_desk.pk, "user": nina.pk, "role": "viewer"})
    membership = Membership.objects.get(user=nina)
    office.post(of(Membership, "change", membership.pk), {"role": "editor"})

    membership.refresh_from_db()
    assert membership.role == "editor"
    verbs = Event.objects.filter(subject_id=membership.pk).order_by("sequence").values_list("verb", flat=True)
    assert list(verbs) == ["member.added", "member.changed"]
    call_command("verify_history", verbosity=0)


def test_a_member_leaves_and_comes_back_with_an_event_each(office, reviewer_ravi, claim, monkeypatch):
    membership = Membership.objects.get(user=reviewer_ravi.user)
    at, day = of(Membership, "change", membership.pk), clock.now().date().isoformat()

    office.post(at, {"role": "reviewer", "ends_on": day})
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    gone = reviewer_ravi.browser.get(f"/claims/{claim.pk}/")
    office.post(at, {"role": "editor", "ends_on": ""})
    back = reviewer_ravi.browser.get(f"/claims/{claim.pk}/")

    assert (gone.status_code, back.status_code) == (404, 200)
    events = Event.objects.filter(subject_id=membership.pk).order_by("sequence")
    assert [(e.verb, e.changes.get("ends_on")) for e in events] == [
        ("member.added", None),
        ("member.leaves", [None, day]),
        ("member.returned", [day, None]),
    ]
    call_command("verify_history", verbosity=0)


def test_role_and_last_day_are_changed_with_one_event(office, reviewer_ravi):
    membership = Membership.objects.get(user=reviewer_ravi.user)
    at = of(Membership, "change", membership.pk)
    office.post(at, {"role": "reviewer", "ends_on": "2040-01-31"})

    office.post(at, {"role": "editor", "ends_on": "2040-01-31"})
    office.post(at, {"role": "viewer", "ends_on": ""})

    events = Event.objects.filter(subject_id=membership.pk).order_by("sequence")[2:]
    assert [e.changes for e in events] == [
        {"role": ["reviewer", "editor"]},
        {"role": ["editor", "viewer"], "ends_on": ["2040-01-31", None]},
    ]


def test_a_member_for_some_time_is_added_with_one_event(office, demo_desk):
    nina = User.objects.create_user(username="nina", password="a long secret")

    office.post(
        of(Membership, "add"), {"desk": demo_desk.pk, "user": nina.pk, "role": "viewer", "ends_on": "2040-01-31"}
    )

    [event] = Event.objects.filter(subject_id=Membership.objects.get(user=nina).pk)
    assert (event.verb, event.changes["ends_on"]) == ("member.added", [None, "2040-01-31"])


def test_a_token_is_revoked_and_its_words_are_nowhere(office, reviewer_ravi, demo_desk):
    token, words = issue_token(Actor.operator(), demo_desk, Scope.WRITE, owner=reviewer_ravi.user, name="for the sync")
    client = reviewer_ravi.api()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {words}"

    shown = office.get(of(Token, "change", token.pk))
    office.post(of(Token), {"action": "revoke", "_selected_action": [str(token.pk)]})

    assert token.digest not in shown.content.decode()
    refused = client.get("/api/v1/me/", headers={"authorization": f"Bearer {words}"})
    assert refused.status_code == 401
    assert "revoked" in refused.json()["detail"]
    assert Event.objects.filter(subject_id=token.pk, verb="token.revoked").count() == 1


def test_a_person_is_added_and_never_deleted(office):
    secret = "entirely unlike the name"
    new = {"username": "nina", "name": "Nina", "usable_password": "true", "password1": secret, "password2": secret}
    office.post(of(User, "add"), new)

    nina = User.objects.get(username="nina")
    assert nina.check_password(secret)
    assert office.get(of(User, "change", nina.pk)).status_code == 200
    assert office.post(of(User, "delete", nina.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", [*RECORDS, Anchor, Event], ids=lambda model: model.__name__)
def test_a_list_leaves_long_texts_in_the_database(office, evidence, model):
    long = {
        "annotations_revision": ("text", "blocks", "html"),
        "claims_snapshot": ("text",),
        "claims_verdict": ("rationale",),
        "claims_review": ("summary", "body"),
        "desks_event": ("changes",),
    }

    with CaptureQueriesContext(connection) as asked:
        assert office.get(of(model)).status_code == 200

    read = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert any(f'FROM "{model._meta.db_table}"' in sql for sql in read)
    for table, columns in long.items():
        for column in columns:
            assert not [sql for sql in read if f'"{table}"."{column}"' in sql]


def test_a_list_costs_the_same_for_one_claim_and_for_many(office, reviewer_ravi, claim, demo_desk):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert office.get(of(Claim)).status_code == 200
        return len(asked)

    cost()
    before = cost()
    for n in range(20):
        spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}.")

    assert cost() == before
