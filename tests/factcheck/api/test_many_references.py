"""A body that refers to many things asks the database for them at once, and is told of each that is not there."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.models import Article
from annotations.services.annotations import annotate
from claims.models import Claim, Evidence
from claims.services.evidence import add_evidence
from factcheck.core.ids import uuid7
from factcheck.desks.models import Desk
from factcheck.desks.roles import Role
from factcheck.desks.services.desks import edit_desk
from tests.conftest import Person, join, json_of
from tests.factcheck.api.endpoints import API

MANY = 30


def cost(client: Client, address: str, body: dict[str, Any], status: int = 400) -> tuple[Any, int]:
    """(the answer, how many queries it took)"""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.post(f"{API}/{address}", body, content_type="application/json")
    return json_of(answer, status), len(asked)


def test_a_verdict_on_much_evidence_costs_what_one_on_little_does(
    reviewer_ravi: Person, reviewer_rosa: Person, admin_ada: Person, claim: Claim, evidence: Evidence
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"verdicts_needed": 3})
    more = [
        add_evidence(reviewer_ravi.actor, claim, source=evidence.source, stance="refutes", note=str(n)).pk
        for n in range(MANY)
    ]
    verdict = {"rating": "false", "rationale": "2001."}
    address = f"claims/{claim.pk}/verdicts/"

    one, little = cost(reviewer_ravi.api(), address, {**verdict, "evidence": [str(evidence.pk)]}, 201)
    many, much = cost(reviewer_rosa.api(), address, {**verdict, "evidence": [str(pk) for pk in more]}, 201)

    assert (len(one["evidence"]), len(many["evidence"])) == (1, MANY)
    assert much == little


def test_each_reference_that_leads_nowhere_is_told(reviewer_ravi: Person, claim: Claim, evidence: Evidence) -> None:
    client = reviewer_ravi.api()
    named = [str(uuid7()), str(evidence.pk), str(uuid7())]

    answer, _queries = cost(
        client, f"claims/{claim.pk}/verdicts/", {"rating": "false", "rationale": "2001.", "evidence": named}
    )

    assert [(e["pointer"], e["detail"]) for e in answer["errors"]] == [
        (f"/evidence/{n}", f"There is no evidence {named[n]} that you may see.") for n in (0, 2)
    ]


def test_a_claim_in_many_places_is_asked_for_at_once(reviewer_ravi: Person, article: Article) -> None:
    client = reviewer_ravi.api()
    client.get(f"{API}/me/")
    marked = annotate(reviewer_ravi.actor, article, selector={"start": 0, "end": 8})
    nowhere = [{"annotation": str(uuid7())}, {"article": str(article.pk), "selector": {"start": 0, "end": 8}}]

    few, little = cost(client, "claims/", {"text": "Said.", "appearances": nowhere})
    many, much = cost(
        client, "claims/", {"text": "Said.", "appearances": [*nowhere * MANY, {"annotation": str(marked.pk)}]}
    )

    assert [e["pointer"] for e in few["errors"]] == ["/appearances/0/annotation"]
    assert [e["pointer"] for e in many["errors"]] == [f"/appearances/{2 * n}/annotation" for n in range(MANY)]
    assert much == little


def test_many_assignees_are_found_at_once_by_name_or_id(editor_edna: Person, demo_desk: Desk) -> None:
    client = editor_edna.api()
    client.get(f"{API}/me/")
    people = [join(demo_desk, f"person-{n}", f"Person {n}", Role.REVIEWER) for n in range(MANY)]
    names = [p.user.username if n % 2 else str(p.user.id) for n, p in enumerate(people) if p.user]

    _few, little = cost(client, "claims/", {"text": "Said.", "assignees": [names[0], "nobody"]})
    told, much = cost(client, "claims/", {"text": "Said.", "assignees": [*names, "nobody", str(uuid7())]})
    made, _queries = cost(client, "claims/", {"text": "Said.", "assignees": names}, 201)

    assert [e["pointer"] for e in told["errors"]] == [f"/assignees/{MANY}", f"/assignees/{MANY + 1}"]
    assert much == little
    assert {p["username"] for p in made["assignees"]} == {f"person-{n}" for n in range(MANY)}
