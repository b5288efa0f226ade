"""What every answer tells the browser about what it may load and do."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from factcheck.web.middleware import ContentSecurityPolicy
from tests.conftest import json_of


def test_each_request_has_a_nonce_of_its_own_and_its_policy_admits_it(rf):
    seen = []

    def view(request):
        seen.append(request.csp_nonce)
        return HttpResponse()

    policies = [ContentSecurityPolicy(view)(rf.get("/")).headers["Content-Security-Policy"] for _ in range(2)]

    assert seen[0] != seen[1]
    for nonce, policy in zip(seen, policies, strict=True):
        assert f"script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'" in policy


def test_nothing_is_loaded_from_elsewhere_and_nothing_inline_runs(rf):
    policy = ContentSecurityPolicy(lambda request: HttpResponse())(rf.get("/")).headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*", policy)


def test_a_view_may_set_a_policy_of_its_own(rf):
    own = HttpResponse(headers={"Content-Security-Policy": "default-src 'self'"})

    answer = ContentSecurityPolicy(lambda request: own)(rf.get("/"))

    assert answer.headers["Content-Security-Policy"] == "default-src 'self'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]


SPELLINGS = [lambda key: str(key).upper(), lambda key: key.hex, lambda key: key.hex.upper()]


@pytest.mark.parametrize("spelled", SPELLINGS)
@pytest.mark.parametrize("address", ["/api/v1/claims/{}/", "/api/v1/claims/{}/evidence/?page_size=1", "/claims/{}/"])
def test_an_id_that_is_spelled_otherwise_leads_to_where_it_is_as_here(claim, reader, spelled, address):
    for method in ("get", "post", "patch"):
        answer = getattr(Client(), method)(address.format(spelled(claim.pk)))

        assert (answer.status_code, answer["Location"]) == (308, address.format(claim.pk))


def test_whoever_writes_writes_the_same_there(claim, reviewer_ravi):
    address, note = f"/api/v1/claims/{claim.pk.hex}/comments/", {"text": "Looked at the archive."}

    made = reviewer_ravi.api().post(address, note, content_type="application/json", follow=True)

    assert json_of(made, 201)["text"] == note["text"]


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_a_filter_and_a_body_take_an_id_as_an_address_does(claim, evidence, reviewer_ravi, spelled):
    client, key = reviewer_ravi.api(), spelled(evidence.pk)
    verdict = {"rating": "false", "rationale": "It was 2001.", "evidence": [key]}

    made = client.post(f"/api/v1/claims/{claim.pk}/verdicts/", verdict, content_type="application/json")
    found = client.get(f"/api/v1/annotations/?claim={spelled(claim.pk)}")

    assert json_of(made, 201)["evidence"] == [str(evidence.pk)]
    assert len(json_of(found)["results"]) == 1
    assert client.get(f"/api/v1/annotations/?claim={{{claim.pk}}}").status_code == 400


def test_nothing_leads_away_from_here(claim):
    answer = Client().get("/", PATH_INFO=f"//evil.example/{claim.pk.hex}/")

    assert answer["Location"] == f"/%2Fevil.example/{claim.pk}/"


def test_where_nothing_is_under_the_id_as_here_either_there_is_nothing(claim, reviewer_ravi):
    assert reviewer_ravi.api().get(f"/api/v1/claims/{claim.desk_id.hex}/", follow=True).status_code == 404
    assert Client().get(f"/nowhere/{claim.pk}/").status_code == 404
