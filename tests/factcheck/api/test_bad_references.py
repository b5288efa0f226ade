"""Ids in addresses and in bodies: what is not there, is not yours or is of another kind is never found, and told alike."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from annotations.services.articles import add_article
from factcheck.core.ids import uuid7
from factcheck.desks.models import Desk
from factcheck.desks.roles import Role
from tests.conftest import TEXT, Person, join, json_of
from tests.factcheck.api.endpoints import API, ENDPOINTS, Cast, Endpoint, Things, everything, pointers_of, things_of

REFERENCES: list[tuple[str, tuple[str | int, ...], str]] = [
    ("POST /annotations/", ("article",), "article"),
    ("POST /annotations/", ("reply_to",), "annotation"),
    ("POST /claims/", ("appearances", 0, "article"), "article"),
    ("POST /claims/", ("appearances", 0), "annotation"),
    ("POST /claims/{claim}/appearances/", ("article",), "article"),
    ("POST /claims/{claim}/evidence/", ("source",), "source"),
    ("PATCH /evidence/{evidence}/", ("source",), "source"),
    ("POST /claims/{untouched}/verdicts/", ("evidence", 0), "evidence"),
    ("PATCH /verdicts/{verdict}/", ("evidence", 0), "evidence"),
    ("POST /reviews/", ("claim",), "claim"),
    ("POST /claims/{claim}/comments/", ("reply_to",), "comment"),
]
"""(endpoint, the place in its body that refers, to what); a whole appearance stands for its `annotation`."""
BY_NAME = {e.name: e for e in ENDPOINTS}


@pytest.fixture
def elsewhere(other_desk: Desk, stranger_stan: Person) -> Things:
    """One of everything at the other desk."""
    first, second = (join(other_desk, name, name.title(), Role.EDITOR) for name in ("olga", "otto"))
    article = add_article(first.actor, other_desk, text=TEXT, title="Theirs")
    return things_of(Cast(stranger_stan, first, second), article)


def referring(endpoint: Endpoint, things: Things, at: tuple[str | int, ...], reference: str) -> dict[str, Any]:
    body = copy.deepcopy(endpoint.good(things))
    inner: Any = body
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = {"annotation": reference} if at == ("appearances", 0) else reference
    return body


@pytest.mark.parametrize(("name", "at", "kind"), REFERENCES)
def test_a_reference_to_what_is_not_there_or_not_yours_is_refused_alike(
    name: str, at: tuple[str | int, ...], kind: str, things: Things, elsewhere: Things, admin_ada: Person
) -> None:
    endpoint, client, before = BY_NAME[name], admin_ada.api(), everything()
    pointer = "".join(f"/{step}" for step in at) + ("/annotation" if at == ("appearances", 0) else "")
    other_kind = things["scale"]
    told = []
    for reference in (elsewhere[kind], str(uuid7()), other_kind):
        answer = endpoint.send(client, things, referring(endpoint, things, at, reference))
        assert answer.status_code == 400, answer.content
        assert list(pointers_of(answer)) == [pointer]
        told.append(answer.json()["errors"][0]["detail"].replace(reference, "…"))

    assert len(set(told)) == 1, "what belongs to another desk can be told from what is not there"
    assert everything() == before


NAMES = [
    ("POST /articles/", "desk", "other"), ("POST /articles/", "desk", "nowhere"), ("POST /claims/", "desk", "other"),
    ("POST /sources/", "desk", "other"), ("POST /rating-scales/", "desk", "other"),
    ("POST /claims/", "assignees", ["otto"]), ("PATCH /claims/{claim}/", "assignees", ["ravi", "nobody"]),
    ("POST /claims/{untouched}/verdicts/", "rating", "no-such-rating"), ("PATCH /verdicts/{verdict}/", "rating", "five"),
]  # fmt: skip


def test_a_name_of_nobody_here_is_refused(things: Things, elsewhere: Things, admin_ada: Person) -> None:
    client, before = admin_ada.api(), everything()

    for name, member, value in NAMES:
        endpoint = BY_NAME[name]
        answer = endpoint.send(client, things, {**endpoint.good(things), member: value})
        assert answer.status_code == 400, (name, answer.content)
        assert all(p.startswith(f"/{member}") for p in pointers_of(answer)), (name, answer.content)

    assert everything() == before


def test_evidence_of_another_claim_supports_no_verdict(things: Things, admin_ada: Person) -> None:
    answer = admin_ada.api().post(
        f"{API}/claims/{things['untouched']}/verdicts/",
        {"rating": "false", "rationale": "2001.", "evidence": [things["evidence"]]}, content_type="application/json",
    )  # fmt: skip

    assert list(pointers_of(answer)) == ["/evidence/0"]


def test_an_answer_to_an_annotation_stays_on_its_article(things: Things, admin_ada: Person, demo_desk: Desk) -> None:
    another = add_article(admin_ada.actor, demo_desk, text=f"{TEXT} Again.")

    answer = admin_ada.api().post(
        f"{API}/annotations/",
        {"article": str(another.pk), "selector": {"exact": "Islamabad"}, "reply_to": things["annotation"]},
        content_type="application/json",
    )  # fmt: skip

    assert list(pointers_of(answer)) == ["/reply_to"]


def test_every_address_hides_what_another_desk_has(things: Things, elsewhere: Things, admin_ada: Person) -> None:
    client, before = admin_ada.api(), everything()

    for endpoint in ENDPOINTS:
        if "{" not in endpoint.path:
            continue
        nowhere = dict.fromkeys(things, str(uuid7())) | {"desk": "nowhere"}
        for theirs in (elsewhere, nowhere):
            answer = endpoint.send(client, theirs, endpoint.good(things))
            published = "published" in endpoint.path and theirs is elsewhere
            assert answer.status_code == (403 if published else 404), (endpoint.name, answer.content)

    assert everything() == before


@pytest.mark.parametrize(
    "path",
    ["claims/%00/", "claims/x/", "claims/..%2f/", "desks/%00/", "desks/%ff/", "articles/%ed%a0%80/", "a%00b", "%0a/"],
)
def test_an_address_that_could_be_none_is_not_found(path: str, admin_ada: Person) -> None:
    assert admin_ada.api().get(f"{API}/{path}").status_code == 404


NO_WEB_ADDRESSES = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "vbscript:x",
    "data:text/html,<script>", "file:///etc/passwd", "//host.example/", "/relative", "http://", "https:///path",
    "http://a b.example/", "https://x.example/\n", "http:\\\\host.example", "http://host.example\\@evil.example/",
    "http://[::1", "http://x:99999999/", "ftp://x.example/", "mailto:a@b.example", "words",
]  # fmt: skip


def test_an_address_of_the_web_is_asked_for(things: Things, admin_ada: Person) -> None:
    client, before = admin_ada.api(), everything()

    for url in NO_WEB_ADDRESSES:
        for name, members, pointer in (
            ("POST /articles/", {"url": url}, "/url"),
            ("POST /sources/", {"url": url}, "/url"),
            ("PATCH /sources/{source}/", {"url": url}, "/url"),
            ("POST /claims/", {"claimant": {"name": "Khan", "url": url}}, "/claimant/url"),
            ("PATCH /claims/{claim}/", {"claimant": {"name": "Khan", "url": url}}, "/claimant/url"),
            ("POST /claims/{claim}/evidence/", {"source": {"title": "Bad", "url": url}}, "/source/url"),
        ):
            answer = BY_NAME[name].send(client, things, {**BY_NAME[name].good(things), **members})
            assert answer.status_code == 400, (name, url, answer.content)
            assert list(pointers_of(answer)) == [pointer], (name, url)

    assert everything() == before


NO_PLACES: list[Any] = [
    {}, [], {"start": 0}, {"start": 0, "end": 0}, {"start": 5, "end": 2}, {"start": -1, "end": 2}, {"exact": ""},
    {"start": 0, "end": 10**30}, {"start": 0, "end": 10**6}, {"start": True, "end": 5}, {"start": "0", "end": "5"},
    {"start": 0.5, "end": 2}, {"exact": "words that are not there"}, {"exact": 5}, {"exact": "letter", "prefix": 5},
    {"exact": None}, {"exact": "letter", "surprise": 1}, {"type": "TextQuoteSelector"}, [{"type": "Unknown"}], [5], [[[]]],
    None, "words", 5, True, {"exact": "x" * 10**6}, [{"type": "TextPositionSelector", "start": 0, "end": 10**6}],
]  # fmt: skip


def test_a_selector_that_selects_nothing_is_refused(things: Things, admin_ada: Person) -> None:
    client, before = admin_ada.api(), everything()

    for selector in NO_PLACES:
        for name, members, pointer in (
            ("POST /annotations/", {"selector": selector}, "/selector"),
            ("POST /claims/{claim}/appearances/", {"selector": selector}, "/selector"),
            (
                "POST /claims/",
                {"appearances": [{"article": things["article"], "selector": selector}]},
                "/appearances/0",
            ),
        ):
            answer = BY_NAME[name].send(client, things, {**BY_NAME[name].good(things), **members})
            assert answer.status_code == 400, (name, selector, answer.content)
            assert all(p.startswith(pointer) for p in pointers_of(answer)), (name, selector, answer.content)

    assert everything() == before


def test_a_quote_that_stands_in_several_places_is_told_with_them(things: Things, admin_ada: Person) -> None:
    answer = admin_ada.api().post(
        f"{API}/annotations/", {"article": things["article"], "selector": {"exact": "Taliban"}},
        content_type="application/json",
    )  # fmt: skip

    problem = json_of(answer, 409)
    assert problem["type"] == "/problems/ambiguous-quote/"
    assert [TEXT[m["start"] : m["end"]] for m in problem["matches"]] == ["Taliban", "Taliban"]
    assert all({"start", "end", "prefix", "suffix"} == set(m) for m in problem["matches"])


def test_a_quote_in_several_places_is_told_with_the_appearance_it_is_in(things: Things, admin_ada: Person) -> None:
    client, before = admin_ada.api(), everything()
    selectors = [{"exact": "A letter to Islamabad"}, {"exact": "Taliban"}]
    places = [{"article": things["article"], "selector": selector} for selector in selectors]

    answer = client.post(
        f"{API}/claims/", {"text": "Said twice.", "appearances": places}, content_type="application/json"
    )

    problem = json_of(answer, 409)
    assert [e["pointer"] for e in problem["errors"]] == ["/appearances/1/selector"]
    assert len(problem["matches"]) == 2
    assert everything() == before
