"""Caching and preconditions: what is known is not sent again, and nobody's work is overwritten unseen (RFC 9110)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.conftest import Person, json_of
from tests.factcheck.api.endpoints import API, Things, problem_of
from tests.factcheck.api.test_bad_parameters import readable

SINGLE = [
    "articles/{article}", "annotations/{annotation}", "claims/{claim}", "sources/{source}", "evidence/{evidence}",
    "verdicts/{verdict}", "reviews/{draft}", "rating-scales/{scale}", "revisions/{revision}", "desks/{desk}", "me",
    "appearances/{appearance}", "correction-requests/{asked}", "comments/{comment}", "contacts/{contact}",
    "relations/{relation}", "members/{member}", "invitations/{invitation}", "tokens/{token}",
]  # fmt: skip
GUARDED = {
    "annotations/{annotation}": {"comment": "Changed."}, "claims/{claim}": {"reach": "Changed."},
    "evidence/{evidence}": {"note": "Changed."}, "verdicts/{verdict}": {"rationale": "Changed."},
    "reviews/{draft}": {"summary": "Changed."},
}  # fmt: skip
"""The five kinds of record whose change has to carry `If-Match`."""
UNGUARDED = {
    "articles/{article}": {"publisher": "Changed."}, "desks/{desk}": {"name": "Changed."},
    "sources/{source}": {"interests": "Changed."}, "rating-scales/{scale}": {"name": "Changed."},
}  # fmt: skip
each_single = pytest.mark.parametrize("path", SINGLE)
each_guarded = pytest.mark.parametrize("path", GUARDED)
each_unguarded = pytest.mark.parametrize("path", UNGUARDED)


def patch(client: Client, address: str, body: object, if_match: str | None = None) -> Any:
    headers = {} if if_match is None else {"if-match": if_match}
    return client.patch(address, body, content_type="application/json", headers=headers)


# ETags and If-None-Match -------------------------------------------------------------------------------------------


@each_single
def test_what_is_known_is_not_sent_again(path: str, things: Things, admin_ada: Person) -> None:
    client, address = admin_ada.api(), f"{API}/{path.format(**things)}/"
    etag = client.get(address)["ETag"]

    assert re.fullmatch(r'"([0-9]+-)?[0-9a-f]{12}"', etag), "a strong ETag"
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = client.get(address, headers={"if-none-match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag), known
    for other in ('"other"', '"1-000000000000"', f'"x{etag[1:]}'):
        assert client.get(address, headers={"if-none-match": other}).status_code == 200


def test_a_list_has_an_etag_that_changes_with_it(things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    etag = client.get(f"{API}/claims/")["ETag"]

    assert client.get(f"{API}/claims/", headers={"if-none-match": etag}).status_code == 304
    patch(client, f"{API}/claims/{things['claim']}/", {"reach": "Changed."}, "*")
    assert client.get(f"{API}/claims/", headers={"if-none-match": etag}).status_code == 200


def test_a_changed_count_makes_a_new_etag_but_no_new_version(things: Things, admin_ada: Person) -> None:
    """A cached answer is stale when a count rose; an edit on the version that was read is not."""
    client, address = admin_ada.api(), f"{API}/articles/{things['article']}/"
    before = client.get(address)["ETag"]
    body = {"article": things["article"], "selector": {"exact": "The Taliban wait."}}
    json_of(client.post(f"{API}/annotations/", body, content_type="application/json"), 201)

    assert client.get(address, headers={"if-none-match": before}).status_code == 200
    assert patch(client, address, {"publisher": "Changed."}, before).status_code == 200


def test_head_answers_as_get_without_the_body(things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    for path in (*SINGLE, "claims", "articles"):
        address = f"{API}/{path.format(**things)}/"
        whole, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (200, b"")
        assert {name: head[name] for name in ("ETag", "Content-Type")} == {
            name: whole[name] for name in ("ETag", "Content-Type")
        }


def test_answers_differ_by_who_asks_and_are_kept_by_nobody_else(things: Things, admin_ada: Person) -> None:
    answer = admin_ada.api().get(f"{API}/claims/{things['claim']}/")

    assert {"Accept", "Authorization", "Cookie"} <= set(answer["Vary"].split(", "))
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"


# If-Match ----------------------------------------------------------------------------------------------------------


@each_guarded
def test_a_change_has_to_say_what_it_changes(path: str, things: Things, admin_ada: Person) -> None:
    client, address = admin_ada.api(), f"{API}/{path.format(**things)}/"
    before = client.get(address).content

    problem_of(patch(client, address, GUARDED[path]), 428, "precondition-required")
    problem_of(client.delete(address), 428, "precondition-required")

    assert client.get(address).content == before


@pytest.mark.parametrize("path", [*GUARDED, *UNGUARDED])
def test_a_change_of_what_somebody_changed_meanwhile_is_refused(path: str, things: Things, admin_ada: Person) -> None:
    client, address = admin_ada.api(), f"{API}/{path.format(**things)}/"
    body = (GUARDED | UNGUARDED)[path]
    read = client.get(address)["ETag"]
    changed = json_of(patch(client, address, body, read))
    assert changed["version"] == int(read[1:].partition("-")[0]) + 1

    again = {name: f"{value} Again." for name, value in body.items()}
    problem = problem_of(patch(client, address, again, read), 412, "stale")
    assert problem["current_version"] == changed["version"]
    for useless in (f"W/{client.get(address)['ETag']}", '"words"', '"999-000000000000"'):
        problem_of(patch(client, address, again, useless), 412, "stale")
    assert patch(client, address, again, "words without quotes").status_code == 400
    assert json_of(client.get(address)) == changed


@each_guarded
def test_a_star_overwrites_whatever_is_there(path: str, things: Things, admin_ada: Person) -> None:
    client, address = admin_ada.api(), f"{API}/{path.format(**things)}/"
    answer = patch(client, address, GUARDED[path], "*")

    assert answer.status_code == 200
    assert answer["ETag"] == client.get(address)["ETag"], "the answer's ETag is good for the next change"
    assert patch(client, address, GUARDED[path], answer["ETag"]).status_code == 200


@each_unguarded
def test_some_changes_need_no_if_match(path: str, things: Things, admin_ada: Person) -> None:
    assert patch(admin_ada.api(), f"{API}/{path.format(**things)}/", UNGUARDED[path]).status_code == 200


def test_a_source_goes_without_if_match(things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    added = json_of(client.post(f"{API}/sources/", {"title": "A book"}, content_type="application/json"), 201)

    assert client.delete(f"{API}/sources/{added['id']}/").status_code == 204
    assert client.get(f"{API}/sources/{added['id']}/").status_code == 404


def test_one_of_several_tags_is_enough(things: Things, admin_ada: Person) -> None:
    client, address = admin_ada.api(), f"{API}/claims/{things['claim']}/"
    etag = client.get(address)["ETag"]

    assert patch(client, address, {"reach": "Changed."}, f'"other", {etag}').status_code == 200


def test_a_stale_delete_takes_nothing_away(things: Things, admin_ada: Person) -> None:
    client, address = admin_ada.api(), f"{API}/annotations/{things['annotation']}/"
    read = client.get(address)["ETag"]
    patch(client, address, {"comment": "Changed."}, read)

    problem_of(client.delete(address, headers={"if-match": read}), 412, "stale")
    assert client.delete(address, headers={"if-match": client.get(address)["ETag"]}).status_code == 204
    problem_of(client.get(address), 404, "not-found")
    problem_of(client.delete(address, headers={"if-match": "*"}), 404, "not-found")


def test_what_is_read_can_be_sent_back_and_changes_nothing(things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    for path, members in (
        (
            "claims/{claim}",
            "text claimant claimed_on location claim_types topics selection_reason reach due_on priority",
        ),
        ("evidence/{evidence}", "source stance quote note question answer answer_type medium searched"),
        ("sources/{source}", "url title publisher kind published_on accessed_on interests protected"),
        ("articles/{article}", "title publisher authors published_on language tags"),
        ("annotations/{annotation}", "comment motivation tags"),
        ("verdicts/{verdict}", "rationale confidence evidence reasons second_look"),
        ("reviews/{draft}", "headline summary body slug author_name"),
        ("desks/{desk}", "name profile policy"),
    ):
        address = f"{API}/{path.format(**things)}/"
        read = json_of(client.get(address))
        answer = patch(client, address, {name: read[name] for name in members.split()}, "*")
        assert json_of(answer) == read, path


def test_whatever_is_read_has_an_etag_and_is_not_sent_again(things: Things, admin_ada: Person) -> None:
    """Every address there is, but for files of many forms, which are written as they are sent."""
    client = admin_ada.api()
    for address, _parameters in readable(things):
        if "/export/" in address or "/report." in address or "/presence/" in address:
            continue
        if address.endswith("/file/"):
            continue  # there is none before a worker was there
        given = {"against": things["revision"]} if address.endswith("/diff/") else {}
        given |= {"q": "2011"} if address.endswith("/match/") else {}
        first: Any = client.get(address, given, headers={"accept": "*/*"})
        assert first.status_code == 200, address
        etag = first["ETag"]
        assert etag.startswith('"'), address
        known: Any = client.get(address, given, headers={"accept": "*/*", "if-none-match": etag})
        assert (known.status_code, known.content) == (304, b""), address
        head: Any = client.head(address, given, headers={"accept": "*/*"})
        assert (head.status_code, head["ETag"], head.content) == (200, etag, b""), address
