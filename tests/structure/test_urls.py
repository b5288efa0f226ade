"""Every address of the URL table: what a stranger, the world and a viewer get there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from claims import queries
from claims.models import Rating
from claims.services.reviews import draft_review
from claims.services.verdicts import submit_verdict
from tests.conftest import Person

OPEN = {
    "login/", "logout/", "problems/", "problems/<slug:slug>/", "reviews/", "reviews/<slug:slug>/", "healthz", "readyz",
    "api/schema/", "api/docs/",
}  # fmt: skip
"""What the world may open. Published reviews are tested on their own."""

NEVER = ("admin/",)
"""Django's own, which has its own door."""


def addresses() -> Iterator[str]:
    """Every route there is, as it is written."""

    def walk(patterns: Any, before: str) -> Iterator[str]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            elif isinstance(pattern, URLPattern):
                yield route

    return (route for route in walk(get_resolver().url_patterns, "") if not route.startswith(NEVER))


ADDRESSES = sorted(set(addresses()))


@pytest.fixture
def things(reviewer_ravi: Person, claim: Any, evidence: Any) -> dict[str, Any]:
    """One of everything at the demo desk, by the name its converter has in the URL table."""
    rating = queries.rating_to_give(claim.desk, "false")
    verdict = submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])
    claim.refresh_from_db()
    review = draft_review(reviewer_ravi.actor, claim, headline="It was 2001")
    appearance = claim.appearances.get()
    return {
        "article_id": appearance.annotation.article_id, "annotation_id": appearance.annotation_id,
        "revision_id": appearance.annotation.revision_id, "claim_id": claim.id, "evidence_id": evidence.id,
        "source_id": evidence.source_id, "verdict_id": verdict.id, "review_id": review.id,
        "scale_id": Rating.objects.get(pk=rating.pk).scale_id, "slug": "demo", "desk_slug": "demo",
        "review_slug": review.slug, "format": "json", "resource": "claims", "kind": "json",
    }  # fmt: skip


def filled(route: str, things: dict[str, Any]) -> str:
    """The address with one of everything in it; a parameter this test does not know is a fault of the test."""
    path = route
    while "<" in path:
        before, rest = path.split("<", 1)
        inside, after = rest.split(">", 1)
        path = before + str(things[inside.rsplit(":", 1)[-1]]) + after
    return "/" + path


def private() -> list[str]:
    return [a for a in ADDRESSES if a not in OPEN]


@pytest.mark.parametrize("route", private())
def test_the_world_is_shown_the_door(route: str, things: dict[str, Any], reader: Person) -> None:
    for client in (reader.api(), reader.browser):
        for method in ("get", "post", "patch", "delete"):
            answer = getattr(client, method)(filled(route, things), {}, content_type="application/json")

            led_to_the_door = answer.status_code == 302 and answer["Location"].startswith("/login/")
            assert led_to_the_door or answer.status_code in (401, 403, 404, 405), (method, answer.status_code)
            assert "Imran" not in answer.content.decode()


@pytest.mark.parametrize("route", private())
def test_another_desk_sees_nothing(route: str, things: dict[str, Any], stranger_stan: Person) -> None:
    for client in (stranger_stan.api(), stranger_stan.browser):
        for method in ("get", "post", "patch", "delete"):
            headers = {"if-match": "*"}
            answer = getattr(client, method)(
                filled(route, things), {}, content_type="application/json", headers=headers
            )
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content

            assert answer.status_code < 500, content[:500]
            assert b"Imran" not in content
            assert str(things["claim_id"]) not in content.decode().replace(answer.request["PATH_INFO"], "")
            if "_id" in route:
                assert answer.status_code in (404, 405), (method, answer.status_code, content[:300])


@pytest.mark.parametrize("route", private())
def test_a_viewer_changes_nothing(route: str, things: dict[str, Any], viewer_vera: Person) -> None:
    from factcheck.desks.models import Event

    before = list(Event.objects.exclude(verb="token.issued").values_list("id", flat=True))
    for client in (viewer_vera.api(), viewer_vera.browser):
        for method in ("post", "patch", "delete"):
            answer = getattr(client, method)(
                filled(route, things), {}, content_type="application/json", headers={"if-match": "*"}
            )
            assert answer.status_code < 500, answer.content[:500]

    assert list(Event.objects.exclude(verb="token.issued").values_list("id", flat=True)) == before
