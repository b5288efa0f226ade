"""A POST that is sent again with its `Idempotency-Key` is done once, and answered alike."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import encode_multipart

from annotations.models import Annotation, Article
from claims.models import Claim
from factcheck.api import idempotency
from factcheck.api.models import KeptAnswer
from factcheck.core import clock
from factcheck.core.ids import uuid7
from factcheck.desks import working
from factcheck.desks.models import Invitation, Membership, Token
from tests.conftest import Person, json_of
from tests.factcheck.api.endpoints import API, ENDPOINTS, Endpoint, Things, everything, problem_of

POSTS = [e for e in ENDPOINTS if e.method == "post"]
TELLING = {"/tokens/": Token, "/invitations/": Invitation, "/members/": Membership}


def post(client: Client, path: str, body: object, key: str | None = "one", **headers: str) -> Any:
    given = headers if key is None else {"idempotency-key": key, **headers}
    return client.post(f"{API}{path}", body, content_type="application/json", headers=given)


@pytest.mark.parametrize("endpoint", POSTS, ids=[e.name for e in POSTS])
def test_every_post_is_done_once(endpoint: Endpoint, things: Things, admin_ada: Person) -> None:
    client, body = admin_ada.api(), {k: v for k, v in endpoint.good(things).items() if k != "html"}

    first = endpoint.send(client, things, body, **{"idempotency-key": "one"})
    assert first.status_code in (200, 201, 202), first.content
    before = everything()
    again = endpoint.send(client, things, body, **{"idempotency-key": "one"})

    assert everything() == before, "nothing was done again"
    if endpoint.path in TELLING or "joining-link" in endpoint.path:
        problem = problem_of(again, 409, "answer-not-kept")
        assert problem.get("location") == first.get("Location")
        return
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    for name in ("ETag", "Location", "Content-Type"):
        assert again.get(name) == first.get(name)


def test_a_key_with_another_body_or_address_is_refused(reviewer_ravi: Person) -> None:
    client = reviewer_ravi.api()
    json_of(post(client, "/claims/", {"text": "It was 2011."}), 201)

    problem_of(post(client, "/claims/", {"text": "It was 2001."}), 409, "idempotency-key-reused")
    problem_of(post(client, "/sources/", {"text": "It was 2011."}), 409, "idempotency-key-reused")
    assert Claim.objects.count() == 1


def test_the_same_members_in_another_order_are_the_same_body(reviewer_ravi: Person) -> None:
    client = reviewer_ravi.api()
    first = json_of(post(client, "/claims/", '{"text": "It was 2011.", "reach": "many"}'), 201)

    assert json_of(post(client, "/claims/", '{"reach":"many","text":"It was 2011."}'), 201) == first


def test_a_key_is_its_callers_alone(reviewer_ravi: Person, reviewer_rosa: Person) -> None:
    for person in (reviewer_ravi, reviewer_rosa):
        json_of(post(person.api(), "/claims/", {"text": "It was 2011."}), 201)

    assert Claim.objects.count() == 2


def test_another_token_of_the_same_person_at_the_desk_is_the_same_caller(reviewer_ravi: Person) -> None:
    first = json_of(post(reviewer_ravi.api(), "/claims/", {"text": "It was 2011."}), 201)

    assert json_of(post(reviewer_ravi.api(), "/claims/", {"text": "It was 2011."}), 201) == first


def test_after_a_problem_nothing_was_done_and_the_key_is_free(reviewer_ravi: Person) -> None:
    client = reviewer_ravi.api()

    problem_of(post(client, "/claims/", {"text": ""}), 400, "invalid")
    assert KeptAnswer.kept.count() == 0
    json_of(post(client, "/claims/", {"text": "It was 2011."}), 201)


def test_a_fault_of_ours_undoes_what_was_done(reviewer_ravi: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("no more room")

    bearer = {"authorization": f"Bearer {reviewer_ravi.token()}"}
    client = Client(headers=bearer, raise_request_exception=False)  # no fault of ours is described
    monkeypatch.setattr(zlib, "compress", broken)
    problem_of(post(client, "/claims/", {"text": "It was 2011."}), 500, "internal")
    assert (Claim.objects.count(), KeptAnswer.kept.count()) == (0, 0), "neither the claim nor its answer"

    monkeypatch.undo()
    json_of(post(client, "/claims/", {"text": "It was 2011."}), 201)


def test_a_key_whose_request_was_cut_off_is_good_again_after_a_while(reviewer_ravi: Person) -> None:
    client, body = reviewer_ravi.api(), {"text": "It was 2011."}
    json_of(post(client, "/claims/", body), 201)
    KeptAnswer.kept.update(status=None, asked_at=clock.now())  # as a process that died left it

    answer = post(client, "/claims/", body)
    problem_of(answer, 409, "idempotency-key-in-use")
    assert answer["Retry-After"] == "2"

    KeptAnswer.kept.update(asked_at=clock.now() - idempotency.LEASE)
    json_of(post(client, "/claims/", body), 201)


def test_who_lost_the_key_meanwhile_undoes_what_it_did(reviewer_ravi: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    compress: Callable[..., bytes] = zlib.compress

    def taken_meanwhile(*given: Any) -> bytes:
        KeptAnswer.kept.update(attempt=uuid7())
        return compress(*given)

    monkeypatch.setattr(zlib, "compress", taken_meanwhile)
    problem_of(post(reviewer_ravi.api(), "/claims/", {"text": "It was 2011."}), 409, "idempotency-key-in-use")
    assert Claim.objects.count() == 0


def test_a_key_is_forgotten_after_a_day(reviewer_ravi: Person) -> None:
    client = reviewer_ravi.api()
    for number in range(3):
        json_of(post(client, "/claims/", {"text": "It was 2011."}, f"key {number}"), 201)
    KeptAnswer.kept.update(asked_at=clock.now() - timedelta(hours=24))

    json_of(post(client, "/claims/", {"text": "Another."}, "key 0"), 201)

    assert Claim.objects.count() == 4
    assert KeptAnswer.kept.count() == 1


def test_workers_forget_what_nobody_asks_for_any_more(reviewer_ravi: Person) -> None:
    client = reviewer_ravi.api()
    for number in range(3):
        json_of(post(client, "/claims/", {"text": "It was 2011."}, f"key {number}"), 201)
    KeptAnswer.kept.update(asked_at=clock.now() - timedelta(hours=24))
    KeptAnswer.kept.bulk_create(
        KeptAnswer(key=str(number), request="", asked_at=clock.now() - timedelta(days=2))
        for number in range(idempotency.FORGOTTEN_AT_ONCE)
    )
    json_of(post(client, "/claims/", {"text": "Another."}, "another key"), 201)
    assert KeptAnswer.kept.count() > 1

    working.keep_house()

    assert KeptAnswer.kept.count() == 1
    assert post(client, "/claims/", {"text": "Another."}, "another key")["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("key", ["", "x" * 256, "schlüssel"])
def test_a_key_that_is_none_is_refused(key: str, reviewer_ravi: Person) -> None:
    problem_of(post(reviewer_ravi.api(), "/claims/", {"text": "It was 2011."}, key), 400, "invalid")


def test_words_that_cannot_be_stored_break_nothing(reviewer_ravi: Person) -> None:
    problem_of(post(reviewer_ravi.api(), "/claims/", '{"text": "\\ud800"}'), 400, "invalid")


def test_a_file_is_taken_once_however_its_parts_are_divided(reviewer_ravi: Person) -> None:
    def send(boundary: str, words: bytes = b"It was 2011.") -> Any:
        form = {"title": "A letter", "file": SimpleUploadedFile("letter.txt", words, "text/plain")}
        return reviewer_ravi.api().post(
            f"{API}/articles/", encode_multipart(boundary, form),
            content_type=f"multipart/form-data; boundary={boundary}", headers={"idempotency-key": "one"},
        )  # fmt: skip

    first = send("abc")
    assert first.status_code == 201, first.content
    assert send("xyz").content == first.content
    problem_of(send("abc", b"It was 2001."), 409, "idempotency-key-reused")
    assert Article.objects.count() == 1


def test_many_are_made_once(reviewer_ravi: Person, article: Article) -> None:
    client = reviewer_ravi.api()
    body = [{"article": str(article.pk), "selector": {"start": n, "end": n + 3}} for n in range(3)]

    first = json_of(post(client, "/annotations/", body), 201)

    assert json_of(post(client, "/annotations/", body), 201) == first
    assert Annotation.objects.count() == 3


def test_nothing_secret_is_kept(admin_ada: Person) -> None:
    words = json_of(post(admin_ada.api(), "/tokens/", {"scope": "read"}), 201)["token"]

    [kept] = KeptAnswer.kept.values()
    assert words not in repr(kept)
    assert kept["body"] in (b"", memoryview(b""))
    assert "token" not in json_of(admin_ada.api().get(f"{API}/tokens/"))["results"][0]


def test_a_get_has_no_use_for_a_key(reviewer_ravi: Person) -> None:
    with transaction.atomic():
        answer = reviewer_ravi.api().get(f"{API}/claims/", headers={"idempotency-key": "one"})
    assert answer.status_code == 200
    assert KeptAnswer.kept.count() == 0
