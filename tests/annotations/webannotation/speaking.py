"""Speaking JSON-LD to the container of a desk."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from factcheck.desks.roles import Scope
from tests.conftest import Person

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'
LETTER = "https://news.example/letter"
QUOTE = {"type": "TextQuoteSelector", "exact": "attacks of Sep. 11, 2011"}
OF_THE_SERVER = ("id", "modified", "generator", "generated")

Document = dict[str, Any]


def client_of(person: Person, scope: Scope = Scope.ADMIN) -> Client:
    """A client that asks for JSON-LD with a token."""
    client = person.api(scope)
    client.defaults["HTTP_ACCEPT"] = MEDIA_TYPE
    return client


def document(**members: Any) -> Document:
    """An annotation of the wrong year; `target=None` and the like leave a member out."""
    whole = {
        "@context": CONTEXT, "type": "Annotation",
        "target": {"type": "SpecificResource", "source": LETTER, "selector": QUOTE}, **members,
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value is not None}


def selecting(selector: object, source: str = LETTER) -> Document:
    """An annotation of what a selector selects."""
    return document(target={"source": source, "selector": selector})


def post(person: Person, sent: object, desk: str = "demo", **headers: str) -> Any:
    return client_of(person).post(f"/wa/{desk}/", json.dumps(sent), content_type=MEDIA_TYPE, headers=headers)


def put(person: Person, address: str, sent: object, if_match: str | None = "*") -> Any:
    headers = {} if if_match is None else {"if-match": if_match}
    return client_of(person).put(address, json.dumps(sent), content_type=MEDIA_TYPE, headers=headers)


def made(person: Person, sent: object, desk: str = "demo") -> Document:
    """The annotation as the container shows it, once it has been taken in."""
    answer = post(person, sent, desk)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def refused_at(answer: Any, status: int = 400) -> list[str]:
    """The pointers of a refusal."""
    assert answer.status_code == status, (answer.status_code, answer.content)
    assert answer.headers["Content-Type"] == "application/problem+json"
    return [error["pointer"] for error in answer.json().get("errors", [])]


def without_the_servers(shown: Any) -> Any:
    """A document without what the server says itself: members of its own, its states, and the addresses it came by."""
    if isinstance(shown, list):
        kept = [without_the_servers(one) for one in shown if not _is_servers_state(one)]
        return kept[0] if len(kept) == 1 and len(shown) > 1 else kept
    if not isinstance(shown, dict):
        return shown
    gone = OF_THE_SERVER if shown.get("type") == "Annotation" else ()
    return {
        name: without_the_servers(value)
        for name, value in shown.items()
        if name not in gone and not (name == "state" and _is_servers_state(value))
    }


def _is_servers_state(value: Any) -> bool:
    return isinstance(value, dict) and "/api/v1/revisions/" in str(value.get("cached", ""))
