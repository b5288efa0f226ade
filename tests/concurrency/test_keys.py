"""The same POST sent by several connections at once, with one key: one write, and everybody is told of that one."""

from __future__ import annotations

from threading import Event as Signal

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.test import force_authenticate

from claims.models import Claim
from factcheck.api import idempotency
from factcheck.api.models import KeptAnswer
from factcheck.desks.actors import Actor
from factcheck.desks.models import Event, User
from factcheck.desks.preparing import prepared_first
from factcheck.desks.services.deidentifying import deidentify
from tests.concurrency.together import at_once, meanwhile

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 6
BODY = {"text": "It was 2011."}


def send(client, key="one"):
    headers = {"idempotency-key": key}
    return client.post("/api/v1/claims/", BODY, content_type="application/json", headers=headers)


def test_many_at_once_write_once(reviewer_ravi, demo_desk):
    clients = [reviewer_ravi.api() for _ in range(MANY)]

    answers = at_once(*(lambda c=c: send(c) for c in clients))

    assert Claim.objects.count() == 1
    assert Event.objects.filter(verb="claim.spotted").count() == 1
    told = {a.content for a in answers if a.status_code == 201}
    assert len(told) == 1, "the same answer to all who have one"
    others = [a for a in answers if a.status_code != 201]
    assert {a.json()["type"] for a in others} <= {"/problems/idempotency-key-in-use/"}
    assert all(a["Retry-After"] for a in others)
    assert send(clients[0]).content in told


def test_who_comes_while_it_runs_is_told_to_come_again(reviewer_ravi, demo_desk, monkeypatch):
    clients = [reviewer_ravi.api() for _ in range(2)]
    keep = prepared_first
    told = []

    def run_slowly(service):
        told.append(meanwhile(lambda: send(clients[1])))
        return keep(service)

    monkeypatch.setattr(idempotency, "prepared_first", run_slowly)
    first = send(clients[0])

    assert first.status_code == 201
    [second] = told
    assert (second.status_code, second.json()["type"]) == (409, "/problems/idempotency-key-in-use/")
    assert Claim.objects.count() == 1


def test_a_write_that_breaks_leaves_no_key_behind(reviewer_ravi, demo_desk):
    client = reviewer_ravi.api()
    headers = {"idempotency-key": "one"}
    refused = client.post("/api/v1/claims/", {"text": ""}, content_type="application/json", headers=headers)

    assert refused.status_code == 400
    assert not KeptAnswer.kept.exists()


def asked_by(person):
    asked = RequestFactory().post("/", {}, content_type="application/json", headers={"idempotency-key": "one"})
    force_authenticate(asked, User.objects.get(pk=person.user.pk))
    return Request(asked, parsers=[JSONParser()])


def naming(user):
    return HttpResponse(f"{user.pk} is {user.name}", status=201)


def what_is_kept():
    [kept] = KeptAnswer.kept.all()
    return kept.status, kept.is_secret, bytes(kept.body)


@pytest.mark.parametrize("step", ["_take", "prepared_first"])
def test_no_answer_names_who_lost_their_name_after_they_were_let_in(step, reviewer_ravi, monkeypatch):
    request, then = asked_by(reviewer_ravi), getattr(idempotency, step)

    def lose_it_first(*args, **kwargs):
        meanwhile(lambda: deidentify(Actor.operator(), reviewer_ravi.user))
        return then(*args, **kwargs)

    monkeypatch.setattr(idempotency, step, lose_it_first)
    told = idempotency.answer_once(request, lambda: naming(request.user), is_secret=False)

    assert "Ravi Reviewer" in told.content.decode()
    assert what_is_kept() == (201, True, b"")


def test_no_answer_names_who_lost_their_name_while_it_was_made(reviewer_ravi, editor_edna):
    is_read, is_gone = Signal(), Signal()

    def answer():
        ravi = User.objects.get(pk=reviewer_ravi.user.pk)
        is_read.set()
        is_gone.wait(1)  # on SQLite it has to wait for this answer
        return naming(ravi)

    def lose_name():
        is_read.wait(10)
        deidentify(Actor.operator(), reviewer_ravi.user)
        is_gone.set()

    told, _lost = at_once(lambda: idempotency.answer_once(asked_by(editor_edna), answer, is_secret=False), lose_name)

    assert "Ravi Reviewer" in told.content.decode()
    assert what_is_kept() == (201, True, b"")
