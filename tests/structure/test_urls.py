"""Every address of the URL table: what a stranger, the world and a viewer get there, by every method."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.test import Client

from claims.models import Review
from claims.services.reviews import publish_review
from factcheck.desks.models import Event
from tests.conftest import Person
from tests.structure.addresses import ADDRESSES, filled, one_of_everything

OPEN = [
    "login/", "logout/", "problems/", "problems/<slug:slug>/", "reviews/", "healthz", "readyz", "api/schema/", "api/docs/",
    "api/v1/reviews/", "api/v1/export/reviews.<slug:kind>", "join/<str:secret>/",
]  # fmt: skip
"""What the world may open. One review that is a draft is walked with the rest; published ones are tested in the stories."""
OWN = "exports/<uuid:"
"""Addresses of what nobody but its maker finds."""
ANYTHING_ELSE = "^api/"
"""Not an address but what answers where there is none."""

FOR_PROGRAMS = ("api/v1/", "wa/")
"""Where answers are for programs, and pages would be refused."""

WRITING = ("post", "put", "patch", "delete")
METHODS = ("get", "head", *WRITING)

private = pytest.mark.parametrize("route", [address for address in ADDRESSES if address not in OPEN])
every = pytest.mark.parametrize("route", [address for address in ADDRESSES if address != ANYTHING_ELSE])


@pytest.fixture
def things(reviewer_ravi: Person, claim: Any, evidence: Any) -> dict[str, Any]:
    return one_of_everything(reviewer_ravi, claim, evidence)


def ask(client: Client, method: str, path: str) -> tuple[Any, bytes]:
    """The answer and all its content; an empty object is sent, and any version may be overwritten."""
    body = {} if method in ("get", "head") else {"data": {}, "content_type": "application/json"}
    answer = getattr(client, method)(path, headers={"if-match": "*"}, **body)
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


def led_to_the_door(answer: Any) -> bool:
    return bool(answer.status_code == 302 and answer["Location"].startswith("/login/"))


def test_what_is_open_is_in_the_table() -> None:
    assert set(OPEN) - set(ADDRESSES) == set()


@private
def test_the_world_is_shown_the_door(route: str, things: dict[str, Any], reader: Person) -> None:
    for client, method in product((reader.api(), reader.browser), METHODS):
        answer, content = ask(client, method, filled(route, things))

        assert led_to_the_door(answer) or answer.status_code in (401, 403, 404, 405, 406), (method, answer.status_code)
        assert b"Imran" not in content, method


@private
def test_another_desk_sees_nothing(route: str, things: dict[str, Any], stranger_stan: Person) -> None:
    for client, method in product((stranger_stan.api(), stranger_stan.browser), METHODS):
        answer, content = ask(client, method, filled(route, things))

        assert answer.status_code < 500, (method, content[:500])
        assert b"Imran" not in content, method
        assert b"No Pakistani" not in content, method
        if "uuid:" in route or "desks/<" in route or "<slug:desk>" in route:
            refused = led_to_the_door(answer) or answer.status_code in (404, 405, 406)
            assert refused, (method, answer.status_code, content[:300])


@every
def test_a_viewer_changes_nothing(route: str, things: dict[str, Any], viewer_vera: Person) -> None:
    clients = (viewer_vera.api(), viewer_vera.browser)
    before = list(Event.objects.values_list("id", flat=True))

    for client, method in product(clients, WRITING):
        answer, content = ask(client, method, filled(route, things))
        assert answer.status_code < 500, (method, content[:500])

    assert list(Event.objects.values_list("id", flat=True)) == before


@every
def test_who_works_there_finds_it(route: str, things: dict[str, Any], admin_ada: Person, reviewer_ravi: Person) -> None:
    """Every route leads somewhere with what is put into it: were it wrong, the refusals above would prove nothing."""
    if "slug:slug" in route:
        publish_review(admin_ada.actor, Review.objects.get(pk=things["reviews"]))
    path = filled(route, {**things, "slug": "not-found" if route.startswith("problems/") else things["slug"]})

    person = reviewer_ravi if OWN in route else admin_ada
    client = person.api() if route.startswith(FOR_PROGRAMS) else person.browser
    if route == "join/":
        client.get(filled("join/<str:secret>/", things))  # it shows what a link led to

    answer, content = ask(client, "get", path)

    assert answer.status_code not in (401, 403, 404), content[:500]
    assert answer.status_code < 500, content[:500]
    assert not led_to_the_door(answer)


@pytest.mark.parametrize("route", OPEN)
def test_what_is_open_opens(route: str, things: dict[str, Any], reader: Person) -> None:
    answer, content = ask(reader.browser, "get", filled(route, {**things, "slug": "not-found"}))

    at_work = answer.status_code in (200, 405) or (answer.status_code == 406 and route.startswith("api/"))
    assert at_work or answer.headers.get("Location") == "/join/", content[:500]
    assert b"Imran" not in content
