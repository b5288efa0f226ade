"""`expand` and `fields`: what is embedded and what is kept, checked by name, at the same cost for one row and many."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.api.shown import CLAIM
from claims.models import Claim, Evidence, Source
from claims.services.claims import spot_claim
from claims.services.evidence import add_evidence
from factcheck.api import showing
from factcheck.api.asking import paths_to_expand
from factcheck.core import clock
from tests.conformance.openapi import description
from tests.conftest import Person, json_of
from tests.factcheck.api.endpoints import API, Things, pointers_of

LISTS = {
    "claims": "claim", "articles": "article", "annotations": "annotation", "sources": "source", "reviews": "draft",
}  # fmt: skip
DETAILS = {
    **LISTS, "evidence": "evidence", "verdicts": "verdict", "revisions": "revision", "appearances": "appearance",
}  # fmt: skip


def described(path: str, name: str) -> list[str]:
    parameters = description()["paths"][f"/api/v1/{path}/"]["get"]["parameters"]
    return next((p["schema"]["items"]["enum"] for p in parameters if p["name"] == name), [])


def reach(value: Any, path: list[str]) -> list[Any]:
    """Everything at a path, through lists."""
    if isinstance(value, list):
        return [found for one in value for found in reach(one, path)]
    if not path or value is None:
        return [] if value is None else [value]
    return reach(value[path[0]], path[1:])


@pytest.mark.parametrize("kind", DETAILS)
def test_every_expansion_is_what_it_embeds_has_at_its_own_address(kind: str, things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    address = f"{API}/{kind}/{things[DETAILS[kind]]}/"
    paths = described(f"{kind}/{{id}}", "expand")
    assert paths
    for path in paths:
        whole = json_of(client.get(address, {"expand": path}))
        *above, name = path.split(".")
        for row in reach(whole, above):
            assert isinstance(row, dict) and name in row, (path, row)
        for found in reach(whole, path.split(".")):
            assert isinstance(found, dict), (path, found)
            if "." in path or "url" not in found:
                continue
            own = json_of(client.get(found.get("api_url") or found["url"]))
            assert found == {member: own[member] for member in found}, path


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_embeds_what_its_objects_do(kind: str, things: Things, admin_ada: Person) -> None:
    client = admin_ada.api()
    for path in described(f"{kind}/{{id}}", "expand"):
        rows = json_of(client.get(f"{API}/{kind}/", {"expand": path}))["results"]
        assert rows
        for row in rows:
            assert row == json_of(client.get(row.get("api_url") or row["url"], {"expand": path}))


def test_several_are_embedded_at_once_and_the_rest_stays(things: Things, admin_ada: Person) -> None:
    client, address = admin_ada.api(), f"{API}/claims/{things['claim']}/"
    plain = json_of(client.get(address))

    asked = json_of(client.get(address, {"expand": "evidence.source,verdicts,appearances.article"}))

    assert asked["evidence"][0]["source"]["title"]
    assert asked["verdicts"][0]["evidence"] == [asked["evidence"][0]["id"]]
    assert asked["appearances"][0]["article"]["revision"]["number"] == 1
    assert {n: v for n, v in asked.items() if n not in ("evidence", "verdicts", "appearances")} == {
        n: v for n, v in plain.items() if n != "appearances"
    }


def test_fields_keep_some_members_in_their_own_order(things: Things, admin_ada: Person) -> None:
    client, address = admin_ada.api(), f"{API}/claims/{things['claim']}/"

    assert list(json_of(client.get(address, {"fields": "text,id"}))) == ["id", "text"]
    some = {"expand": "evidence.source", "fields": "number,evidence.stance,evidence.source.title,evidence.source.id"}
    found = json_of(client.get(address, some))
    assert list(found) == ["number", "evidence"]
    assert {tuple(one) for one in found["evidence"]} == {("source", "stance")}
    assert {tuple(one["source"]) for one in found["evidence"]} == {("id", "title")}
    both = json_of(client.get(address, {"expand": "evidence", "fields": "evidence.id,evidence"}))
    assert len(both["evidence"][0]) > 10, "what is named whole is kept whole"
    rows = json_of(client.get(f"{API}/claims/", {"fields": "id"}))["results"]
    assert {tuple(row) for row in rows} == {("id",)}


@pytest.mark.parametrize("kind", DETAILS)
def test_each_member_may_be_asked_for_alone(kind: str, things: Things, admin_ada: Person) -> None:
    client, address = admin_ada.api(), f"{API}/{kind}/{things[DETAILS[kind]]}/"
    whole = json_of(client.get(address))

    assert described(f"{kind}/{{id}}", "fields") == list(whole)
    for name in whole:
        assert json_of(client.get(address, {"fields": name})) == {name: whole[name]}


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"expand": "surprise"}, "verdicts.evidence"), ({"expand": ""}, "evidence"), ({"expand": "evidence,"}, "evidence"),
        ({"expand": "evidence.claim"}, "evidence.source"), ({"expand": "verdicts.evidence.source"}, "verdicts"),
        ({"expand": "created_by"}, "evidence"), ({"expand": "Evidence"}, "evidence"),
        ({"fields": "surprise"}, "claimant"), ({"fields": ""}, "claimant"), ({"fields": "evidence"}, "claimant"),
        ({"fields": "id.id"}, "claimant"), ({"fields": "claimant.name"}, "claimant"),
        ({"fields": "evidence.surprise", "expand": "evidence"}, "evidence"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused_with_what_is(
    asked: dict[str, str], named: str, things: Things, admin_ada: Person
) -> None:
    client = admin_ada.api()
    for address in (f"{API}/claims/", f"{API}/claims/{things['claim']}/"):
        answer = client.get(address, asked)
        assert answer.status_code == 400
        assert set(pointers_of(answer)) <= {"/expand", "/fields"}
        assert named in answer.json()["detail"]


def test_a_write_shows_the_whole_and_takes_neither(things: Things, admin_ada: Person) -> None:
    answer = admin_ada.api().patch(
        f"{API}/claims/{things['claim']}/?fields=id", {"reach": "x"}, content_type="application/json",
        headers={"if-match": "*"},
    )  # fmt: skip

    assert answer.status_code == 400
    assert list(pointers_of(answer)) == ["/fields"]


def test_what_was_read_expanded_is_known_and_guards_a_change(things: Things, admin_ada: Person) -> None:
    client, address = admin_ada.api(), f"{API}/claims/{things['claim']}/"
    asked = {"expand": "evidence", "fields": "id,version,evidence"}
    etag = client.get(address, asked)["ETag"]

    assert etag != client.get(address)["ETag"]
    assert client.get(address, asked, headers={"if-none-match": etag}).status_code == 304
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200
    head = client.head(address, asked)
    assert (head.status_code, head["ETag"], head.content) == (200, etag, b"")
    changed = client.patch(address, {"reach": "x"}, content_type="application/json", headers={"if-match": etag})
    assert json_of(changed)["reach"] == "x"
    stale = client.patch(address, {"reach": "y"}, content_type="application/json", headers={"if-match": etag})
    assert stale.status_code == 412


def cost(client: Any, address: str, asked: dict[str, str]) -> int:
    with CaptureQueriesContext(connection) as queries:
        json_of(client.get(address, asked))
    return len(queries)


def test_it_costs_as_many_queries_whatever_is_asked_of_however_many(
    claim: Claim, evidence: Evidence, reviewer_ravi: Person, admin_ada: Person
) -> None:
    client = admin_ada.api()
    client.get(f"{API}/me/")
    everything = {"expand": ",".join(p for p in paths_to_expand(CLAIM) if "review" not in p)}
    lists = [cost(client, f"{API}/claims/", asked) for asked in ({}, everything)]
    details = [cost(client, f"{API}/claims/{claim.pk}/", asked) for asked in ({}, everything, {"fields": "id"})]
    for number in range(10):
        other = spot_claim(reviewer_ravi.actor, claim.desk, text=f"It was 2011, said number {number}.")
        for _n in range(3):
            add_evidence(reviewer_ravi.actor, other, source=evidence.source, stance="refutes", note="No.")

    lists += [cost(client, f"{API}/claims/", asked) for asked in ({}, everything, {"fields": "id"})]

    assert len(set(lists)) == 1, lists
    assert len(set(details)) == 1, details


def test_it_stays_an_id_where_its_own_address_is_none(evidence: Evidence, admin_ada: Person) -> None:
    client, address = admin_ada.api(), f"{API}/evidence/{evidence.pk}/"
    assert json_of(client.get(address, {"expand": "source"}))["source"]["id"] == str(evidence.source_id)

    Source.objects.filter(evidence=evidence).update(archived_at=clock.now())

    assert json_of(client.get(address, {"expand": "source"}))["source"] == str(evidence.source_id)


def test_an_answer_that_embeds_too_much_is_refused_with_what_to_do(
    things: Things, admin_ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = admin_ada.api(), f"{API}/articles/{things['article']}/"
    new = {"article": things["article"], "selector": {"start": 0, "end": 5}, "comment": "c" * 1000}
    json_of(client.post(f"{API}/annotations/", [new] * 30, "application/json"), 201)
    assert len(json_of(client.get(address, {"expand": "annotations"}))["annotations"]) >= 30

    monkeypatch.setattr(showing, "LARGEST", 20_000)

    for where in (address, f"{API}/articles/"):
        refused = json_of(client.get(where, {"expand": "annotations"}), 400)
        assert [error["pointer"] for error in refused["errors"]] == ["/expand"]
        assert "`page_size`" in refused["detail"]
    assert json_of(client.get(address, {"expand": "annotations", "fields": "annotations.id"}))
    assert json_of(client.get(address))
