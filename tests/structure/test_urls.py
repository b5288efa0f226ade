"""Every address of the URL table: what a stranger, the world and a viewer get there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from claims import queries
from claims.services.reviews import draft_review
from claims.services.verdicts import submit_verdict
from tests.conftest import Person

OPEN = {
    "login/", "logout/", "problems/", "problems/<slug:slug>/", "reviews/", "healthz", "readyz", "api/schema/", "api/docs/",
    "api/v1/reviews/",
}  # fmt: skip
"""What the world may open. One review that is a draft is walked with the rest; published ones are tested in the stories."""

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
    """One of everything at the demo desk, by the plural that leads to it in an address, and the other parts of one."""
    rating = queries.rating_to_give(claim.desk, "false")
    verdict = submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])
    claim.refresh_from_db()
    review = draft_review(reviewer_ravi.actor, claim, headline="It was 2001")
    annotation = claim.appearances.get().annotation
    return {
        "articles": annotation.article_id, "revisions": annotation.revision_id, "annotations": annotation.id,
        "claims": claim.id, "sources": evidence.source_id, "evidence": evidence.id, "verdicts": verdict.id,
        "reviews": review.id, "rating-scales": rating.scale_id, "desks": "demo", "kind": "json", "to": "dropped",
        "slug": review.slug,
    }  # fmt: skip


def filled(route: str, things: dict[str, Any]) -> str:
    """The address with one of everything in it; a part this test knows nothing to put for is a fault of the test."""

    def thing(found: re.Match[str]) -> str:
        plural, name = found["plural"], found["name"]
        return f"{plural}/{things[name if name in things else plural]}"

    path = re.sub(r"(?P<plural>[\w-]+)/<(?:\w+:)?(?P<name>\w+)>", thing, route)
    return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(things[found[1]]), path)


def private() -> list[str]:
    return [a for a in ADDRESSES if a not in OPEN]


@pytest.mark.parametrize("route", private())
def test_the_world_is_shown_the_door(route: str, things: dict[str, Any], reader: Person) -> None:
    for client in (reader.api(), reader.browser):
        for method in ("get", "post", "patch", "delete"):
            answer = getattr(client, method)(filled(route, things), {}, content_type="application/json")

            led_to_the_door = answer.status_code == 302 and answer["Location"].startswith("/login/")
            assert led_to_the_door or answer.status_code in (401, 403, 404, 405, 406), (method, answer.status_code)
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
            assert b"No Pakistani" not in content
            if "uuid:" in route or "desks/<" in route:
                led_to_the_door = answer.status_code == 302 and answer["Location"].startswith("/login/")
                assert led_to_the_door or answer.status_code in (404, 405, 406), (
                    method,
                    answer.status_code,
                    content[:300],
                )


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
