"""The Web Annotation Protocol (https://www.w3.org/TR/annotation-protocol/), one behaviour after the other."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from annotations.models import Annotation, Article
from annotations.services.annotations import annotate
from annotations.services.revisions import add_revision
from annotations.webannotation import taking_in
from claims.models import Claim
from factcheck.desks.roles import Scope
from tests.annotations.webannotation.speaking import MEDIA_TYPE, client_of, document, made, post, put, refused_at
from tests.conftest import TEXT, Person, json_of

LDP = "http://www.w3.org/ns/ldp#"
OA = "http://www.w3.org/ns/oa#"
CONTAINER_LINKS = (
    '<http://www.w3.org/ns/ldp#BasicContainer>; rel="type", '
    '<http://www.w3.org/TR/annotation-protocol/>; rel="http://www.w3.org/ns/ldp#constrainedBy"'
)
RESOURCE_LINK = '<http://www.w3.org/ns/ldp#Resource>; rel="type"'
UNKNOWN = "/wa/demo/0193a3b4-0000-7000-8000-000000000000"


def preferring(*kinds: str) -> dict[str, str]:
    return {"prefer": f'return=representation; include="{" ".join(kinds)}"'}


def methods_of(answer: Any) -> set[str]:
    return set(answer["Allow"].replace(" ", "").split(","))


@pytest.fixture
def shown(reviewer_ravi: Person, article: Article) -> dict[str, Any]:
    return made(reviewer_ravi, document(bodyValue="Wrong year"))


# One annotation ---------------------------------------------------------------------------------------------------


def test_an_annotation_comes_with_the_headers_of_linked_data(reviewer_ravi: Person, shown: dict[str, Any]) -> None:
    answer = client_of(reviewer_ravi).get(shown["id"])

    assert answer.status_code == 200
    assert answer["Content-Type"] == MEDIA_TYPE
    assert answer["Link"] == RESOURCE_LINK
    assert answer["ETag"].startswith('"1-')
    assert methods_of(answer) == {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}
    assert "Accept" in answer["Vary"]
    assert answer.json() == shown


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, MEDIA_TYPE), ("*/*", MEDIA_TYPE), ("application/ld+json", MEDIA_TYPE), (MEDIA_TYPE, MEDIA_TYPE),
        ("text/html,application/xhtml+xml,*/*;q=0.8", MEDIA_TYPE), ("application/json", "application/json"),
        ("text/turtle, application/ld+json", MEDIA_TYPE),
    ],
)  # fmt: skip
def test_the_form_is_what_was_asked_for(
    accept: str | None, content_type: str, reviewer_ravi: Person, shown: dict[str, Any]
) -> None:
    client = Client(headers={"authorization": f"Bearer {reviewer_ravi.token()}"})

    for address in (shown["id"], "/wa/demo/", "/wa/demo/?iris=0&page=0"):
        answer = client.get(address, headers={} if accept is None else {"accept": accept})
        assert (answer.status_code, answer["Content-Type"]) == (200, content_type)


@pytest.mark.parametrize("accept", ["text/turtle", "text/html", "application/rdf+xml"])
def test_other_forms_are_not_spoken(accept: str, reviewer_ravi: Person, shown: dict[str, Any]) -> None:
    for address in (shown["id"], "/wa/demo/"):
        answer = client_of(reviewer_ravi).get(address, headers={"accept": accept})
        assert refused_at(answer, 406) == []


def test_head_is_get_without_a_body(reviewer_ravi: Person, shown: dict[str, Any]) -> None:
    for address in (shown["id"], "/wa/demo/", "/wa/demo/?iris=1", "/wa/demo/?iris=1&page=0"):
        got, headed = client_of(reviewer_ravi).get(address), client_of(reviewer_ravi).head(address)

        assert headed.content == b""
        nonce = "Content-Security-Policy"
        assert {n: v for n, v in headed.items() if n != nonce} == {n: v for n, v in got.items() if n != nonce}


def test_options_tell_what_may_be_done(reviewer_ravi: Person, shown: dict[str, Any]) -> None:
    one, all_of_them = client_of(reviewer_ravi).options(shown["id"]), client_of(reviewer_ravi).options("/wa/demo/")

    assert (one.status_code, all_of_them.status_code) == (204, 204)
    assert methods_of(one) == {"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}
    assert methods_of(all_of_them) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert all_of_them["Accept-Post"] == MEDIA_TYPE


def test_what_is_known_already_is_not_sent_again(reviewer_ravi: Person, shown: dict[str, Any]) -> None:
    for address in (shown["id"], "/wa/demo/", "/wa/demo/?iris=1&page=0"):
        etag = client_of(reviewer_ravi).get(address)["ETag"]
        assert client_of(reviewer_ravi).get(address, headers={"if-none-match": etag}).status_code == 304


# Making one -------------------------------------------------------------------------------------------------------


def test_what_is_posted_is_made(reviewer_ravi: Person, article: Article) -> None:
    answer = post(reviewer_ravi, document(bodyValue="Wrong year"), slug="my-annotation")

    shown = json_of(answer, 201)
    assert answer["Location"] == shown["id"] == f"http://testserver/wa/demo/{Annotation.objects.get().pk}"
    assert answer["Content-Location"] == answer["Location"]
    assert (answer["Content-Type"], answer["Link"]) == (MEDIA_TYPE, RESOURCE_LINK)
    assert client_of(reviewer_ravi).get(answer["Location"])["ETag"] == answer["ETag"]


def test_an_id_becomes_via_and_a_canonical_iri_stays(reviewer_ravi: Person, article: Article) -> None:
    sent = document(id="https://elsewhere.example/1", canonical="urn:uuid:dbfb1861-0ecf-41ad-be94-a584e5c4f1df")

    shown = made(reviewer_ravi, sent)

    assert shown["id"].startswith("http://testserver/wa/demo/")
    assert (shown["via"], shown["canonical"]) == (sent["id"], sent["canonical"])


def test_only_json_is_taken(reviewer_ravi: Person, article: Article) -> None:
    answer = client_of(reviewer_ravi).post("/wa/demo/", "<a> <b> <c> .", content_type="text/turtle")

    assert refused_at(answer, 415) == []
    assert MEDIA_TYPE in answer.json()["detail"]


def test_a_container_is_not_replaced_or_deleted(reviewer_ravi: Person, shown: dict[str, Any]) -> None:
    client = client_of(reviewer_ravi)

    for answer in (
        client.put("/wa/demo/"),
        client.patch("/wa/demo/"),
        client.delete("/wa/demo/"),
        client.post(shown["id"]),
    ):
        assert refused_at(answer, 405) == []
        assert "GET" in methods_of(answer)


# Changing and removing one ----------------------------------------------------------------------------------------


def test_a_put_with_the_etag_that_was_read_changes_it(reviewer_ravi: Person, shown: dict[str, Any]) -> None:
    etag = client_of(reviewer_ravi).get(shown["id"])["ETag"]

    answer = put(reviewer_ravi, shown["id"], {**shown, "bodyValue": "It was 2001"}, etag)

    assert json_of(answer)["bodyValue"] == "It was 2001"
    assert answer["ETag"].startswith('"2-')
    assert client_of(reviewer_ravi).get(shown["id"])["ETag"] == answer["ETag"]


@pytest.mark.parametrize(("if_match", "status"), [(None, 428), ('"7-0f1e2d3c4b5a"', 412), ('W/"1-0f1e2d3c4b5a"', 412)])
def test_nobody_overwrites_what_they_have_not_read(
    if_match: str | None, status: int, reviewer_ravi: Person, shown: dict[str, Any]
) -> None:
    headers = {} if if_match is None else {"if-match": if_match}

    changed = put(reviewer_ravi, shown["id"], {**shown, "bodyValue": "x"}, if_match)
    removed = client_of(reviewer_ravi).delete(shown["id"], headers=headers)

    assert (changed.status_code, removed.status_code) == (status, status)
    assert client_of(reviewer_ravi).get(shown["id"]).json() == shown


def test_the_second_of_two_edits_is_refused(reviewer_ravi: Person, editor_edna: Person, shown: dict[str, Any]) -> None:
    etag = client_of(reviewer_ravi).get(shown["id"])["ETag"]
    put(editor_edna, shown["id"], {**shown, "bodyValue": "first"}, etag)

    answer = put(reviewer_ravi, shown["id"], {**shown, "bodyValue": "second"}, etag)

    assert refused_at(answer, 412) == []
    assert answer.json()["current_version"] == 2
    assert Annotation.objects.get().comment == "first"


def test_what_is_deleted_is_gone_and_was_there(reviewer_ravi: Person, shown: dict[str, Any]) -> None:
    client = client_of(reviewer_ravi)
    etag = client.get(shown["id"])["ETag"]

    assert client.delete(shown["id"], headers={"if-match": etag}).status_code == 204

    for answer in (
        client.get(shown["id"]), client.head(shown["id"]), client.options(shown["id"]),
        client.delete(shown["id"], headers={"if-match": "*"}), put(reviewer_ravi, shown["id"], shown),
    ):  # fmt: skip
        assert answer.status_code == 410
    assert json_of(client.get("/wa/demo/"))["total"] == 0


def test_with_its_article_an_annotation_is_gone(reviewer_ravi: Person, shown: dict[str, Any], article: Article) -> None:
    assert reviewer_ravi.api().delete(f"/api/v1/articles/{article.pk}/", headers={"if-match": "*"}).status_code == 204

    assert refused_at(client_of(reviewer_ravi).get(shown["id"]), 410) == []


def test_what_never_was_is_not_found(reviewer_ravi: Person, article: Article) -> None:
    client = client_of(reviewer_ravi)

    for answer in (
        client.get(UNKNOWN), client.options(UNKNOWN), put(reviewer_ravi, UNKNOWN, document()),
        client.delete(UNKNOWN, headers={"if-match": "*"}), client.get("/wa/demo/anno1"), client.get("/wa/nowhere/"),
    ):  # fmt: skip
        assert refused_at(answer, 404) == []


def test_words_that_a_claim_stands_on_stay(reviewer_ravi: Person, claim: Claim) -> None:
    address = f"/wa/demo/{Annotation.objects.get().pk}"

    assert refused_at(client_of(reviewer_ravi).delete(address, headers={"if-match": "*"}), 409) == []
    assert client_of(reviewer_ravi).get(address).json()["motivation"] == "identifying"


# Who may ----------------------------------------------------------------------------------------------------------


def test_a_desk_is_not_there_for_others(stranger_stan: Person, shown: dict[str, Any], other_desk: Any) -> None:
    own = shown["id"].replace("/wa/demo/", "/wa/other/")
    client = client_of(stranger_stan)

    for answer in (
        client.get("/wa/demo/"), client.options("/wa/demo/"), post(stranger_stan, document()), client.get(shown["id"]),
        put(stranger_stan, shown["id"], shown), client.delete(shown["id"], headers={"if-match": "*"}), client.get(own),
    ):  # fmt: skip
        assert refused_at(answer, 404) == []


def test_the_world_has_to_sign_in(reader: Person, shown: dict[str, Any]) -> None:
    client = client_of(reader)

    for answer in (
        client.get("/wa/demo/"),
        client.get(shown["id"]),
        client.options(shown["id"]),
        post(reader, document()),
    ):
        assert refused_at(answer, 401) == []
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_who_only_reads_changes_nothing(viewer_vera: Person, reviewer_ravi: Person, shown: dict[str, Any]) -> None:
    reading = client_of(reviewer_ravi, Scope.READ)

    for answer in (
        post(viewer_vera, document()), put(viewer_vera, shown["id"], {**shown, "bodyValue": "x"}),
        client_of(viewer_vera).delete(shown["id"], headers={"if-match": "*"}),
        reading.post("/wa/demo/", json.dumps(document()), content_type=MEDIA_TYPE),
    ):  # fmt: skip
        assert refused_at(answer, 403) == []
    assert client_of(viewer_vera).get(shown["id"]).json() == shown


def test_only_who_made_it_or_an_editor_changes_it(
    reviewer_rosa: Person, editor_edna: Person, shown: dict[str, Any]
) -> None:
    assert refused_at(put(reviewer_rosa, shown["id"], {**shown, "bodyValue": "x"}), 403) == []
    assert put(editor_edna, shown["id"], {**shown, "bodyValue": "x"}).status_code == 200


def test_a_session_writes_with_its_csrf_token_alone(reviewer_ravi: Person, article: Article) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept": MEDIA_TYPE})
    client.force_login(reviewer_ravi.user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    client.get("/articles/", headers={"accept": "text/html"})
    client.get(f"/articles/{article.pk}/", headers={"accept": "text/html"})
    token = {"x-csrftoken": client.cookies["csrftoken"].value}
    sent = json.dumps(document())

    assert client.get("/wa/demo/").status_code == 200
    assert client.post("/wa/demo/", sent, content_type=MEDIA_TYPE).status_code == 403
    assert client.post("/wa/demo/", sent, content_type=MEDIA_TYPE, headers=token).status_code == 201


def test_where_nothing_is_a_problem_says_so(reviewer_ravi: Person) -> None:
    for address in ("/wa/", "/wa/demo/a/b", "/wa/demo/a/b/"):
        assert refused_at(client_of(reviewer_ravi).get(address), 404) == []


# The container ----------------------------------------------------------------------------------------------------


def test_a_container_comes_with_the_headers_of_one(reviewer_ravi: Person, shown: dict[str, Any]) -> None:
    answer = client_of(reviewer_ravi).get("/wa/demo/")

    container = json_of(answer)
    assert (answer["Content-Type"], answer["Link"]) == (MEDIA_TYPE, CONTAINER_LINKS)
    assert methods_of(answer) == {"GET", "HEAD", "OPTIONS", "POST"}
    assert answer["Accept-Post"] == MEDIA_TYPE
    assert {"Accept", "Prefer"} <= set(answer["Vary"].split(", "))
    assert answer["ETag"] and answer["Content-Location"] == container["id"]
    assert "Preference-Applied" not in answer
    assert container["@context"] == ["http://www.w3.org/ns/anno.jsonld", "http://www.w3.org/ns/ldp.jsonld"]
    assert container["type"] == ["BasicContainer", "AnnotationCollection"]
    assert (container["total"], container["label"]) == (1, "Annotations of Demo desk")
    assert container["modified"] == shown["modified"]


@pytest.mark.parametrize(
    ("headers", "address", "identity", "items"),
    [
        ({}, "/wa/demo/", "?iris=0", "whole"),
        (preferring(f"{OA}PreferContainedDescriptions"), "/wa/demo/", "?iris=0", "whole"),
        (preferring(f"{OA}PreferContainedIRIs"), "/wa/demo/", "?iris=1", "iris"),
        ({"prefer": f'return=representation;include="{OA}PreferContainedIRIs"'}, "/wa/demo/", "?iris=1", "iris"),
        ({"prefer": f'wait=10, return = representation ; include = "{OA}PreferContainedIRIs"'},
         "/wa/demo/", "?iris=1", "iris"),
        (preferring(f"{LDP}PreferMinimalContainer"), "/wa/demo/", "", None),
        (preferring(f"{LDP}PreferMinimalContainer", f"{OA}PreferContainedIRIs"), "/wa/demo/", "", None),
        (preferring(f"{OA}PreferContainedIRIs", f"{OA}PreferContainedDescriptions"), "/wa/demo/", "?iris=0", "whole"),
        (preferring(f"{OA}PreferContainedIRIs"), "/wa/demo/?iris=0", "?iris=0", "whole"),
        ({}, "/wa/demo/?iris=1", "?iris=1", "iris"),
        ({"prefer": "return=minimal"}, "/wa/demo/", "?iris=0", "whole"),
        ({"prefer": 'return=representation; include="http://example.org/more'}, "/wa/demo/", "?iris=0", "whole"),
        ({"prefer": "; ; " * 1000}, "/wa/demo/", "?iris=0", "whole"),
    ],
)  # fmt: skip
def test_a_client_sees_as_much_as_it_prefers(
    headers: dict[str, str],
    address: str,
    identity: str,
    items: str | None,
    reviewer_ravi: Person,
    shown: dict[str, Any],
) -> None:
    answer = client_of(reviewer_ravi).get(address, headers=headers)

    container = json_of(answer)
    first = container["first"]
    assert container["id"] == answer["Content-Location"] == f"http://testserver/wa/demo/{identity}"
    if items is None:
        assert isinstance(first, str) and isinstance(container["last"], str)
    else:
        embedded = {name: value for name, value in shown.items() if name != "@context"}
        assert first["items"] == ([embedded] if items == "whole" else [shown["id"]])
    understood = (
        any(kind in headers.get("prefer", "") for kind in ("PreferContained", "PreferMinimal")) and "?" not in address
    )
    assert answer.get("Preference-Applied") == ("return=representation" if understood else None)


def test_pages_of_a_minimal_container_are_what_was_preferred(reviewer_ravi: Person, shown: dict[str, Any]) -> None:
    headers = preferring(f"{LDP}PreferMinimalContainer", f"{OA}PreferContainedIRIs")

    container = json_of(client_of(reviewer_ravi).get("/wa/demo/", headers=headers))

    assert json_of(client_of(reviewer_ravi).get(container["first"]))["items"] == [shown["id"]]


def test_the_pages_of_an_article_lead_to_the_container(reviewer_ravi: Person, article: Article) -> None:
    answer = reviewer_ravi.browser.get(f"/articles/{article.pk}/")

    assert answer["Link"] == '</wa/demo/>; rel="http://www.w3.org/ns/oa#annotationService"'


def test_an_annotation_has_a_bounded_number_of_targets_also_in_sets(reviewer_ravi: Person) -> None:
    items = [{"type": "List", "items": [f"https://a.example/{n}/{m}" for m in range(50)]} for n in range(3)]

    assert refused_at(post(reviewer_ravi, document(target={"type": "List", "items": items}))) == ["/target"]


def test_its_targets_are_looked_up_together(
    reviewer_ravi: Person, article: Article, django_assert_max_num_queries: Any
) -> None:
    here = f"http://testserver/articles/{article.pk}/"
    targets = [f"http://testserver/articles/{UUID(int=n)}/" for n in range(1, 98)]

    with django_assert_max_num_queries(40):
        taken = made(reviewer_ravi, document(target=[*targets, here, f"{here}text/"]))
    assert len(taken["target"]) == 99


def test_words_of_a_text_that_changed_meanwhile_are_marked_where_they_were_read(
    reviewer_ravi: Person, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = article.revision

    def changed_meanwhile(*args: Any, **kwargs: Any) -> Any:
        add_revision(reviewer_ravi.actor, article, text="On top.\n\n" + TEXT)
        return annotate(*args, **kwargs)

    monkeypatch.setattr(taking_in, "annotate", changed_meanwhile)
    made(reviewer_ravi, document())

    annotation = Annotation.objects.get()
    assert annotation.revision == then
    assert [a.status for a in annotation.anchors.order_by("id")] == ["exact", "moved"]
