"""Every POST and PATCH of the API with a body it takes, and a desk on which it takes it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from annotations.models import Article
from annotations.services.annotations import annotate
from annotations.services.articles import add_article
from claims import queries
from claims.models import Claim, Notice, Verdict
from claims.services.claims import NewAppearance, spot_claim
from claims.services.comments import add_comment
from claims.services.contacts import note_contact
from claims.services.corrections import request_correction
from claims.services.evidence import add_evidence
from claims.services.relations import relate_claims
from claims.services.reviews import draft_review, publish_review
from claims.services.sources import NewSource
from claims.services.verdicts import submit_verdict
from factcheck.desks.actors import Actor
from factcheck.desks.models import Membership
from factcheck.desks.roles import Role, Scope
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.invitations import bring_in, invite
from factcheck.desks.services.tokens import issue_token
from factcheck.exchange.exports.asking import ask_for_export
from factcheck.exchange.imports.asking import keep_import
from tests.conftest import PROOF, WRONG_YEAR, Person, json_of

API = "/api/v1"
PROBLEM = "application/problem+json"
Things = dict[str, str]
Body = dict[str, Any]


@dataclass(frozen=True)
class Endpoint:
    """`good` is a body with every member there is, as far as they go together."""

    method: str
    path: str
    good: Callable[[Things], Body]
    left_out: frozenset[str] = frozenset()
    """Members that do not go together with the others."""

    @property
    def takes_files(self) -> bool:
        return "file" in self.left_out

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def described_path(self) -> str:
        """The path as OpenAPI has it: whatever the thing is, there it is an id."""
        return API + re.sub(r"{\w+}", "{slug}" if self.path.startswith("/desks/") else "{id}", self.path)

    def send(self, client: Client, things: Things, body: object, **headers: str) -> Any:
        """JSON as `json.dumps` writes it, lone surrogates and NaN included; bytes are sent as they are."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"if-match": "*", "content-type": "application/json", **headers}
        kind = given.pop("content-type")
        send = getattr(client, self.method)
        return send(API + self.path.format(**things), raw, content_type=kind, headers=given)


SOURCE = {
    "url": "https://reference.example/inline", "title": "Inline", "publisher": "Somebody", "kind": "reference",
    "published_on": "2018-01-01", "accessed_on": "2018-01-02", "interests": "none", "protected": False, "text": PROOF,
}  # fmt: skip
CLAIM = {
    "text": "It was in 2011.",
    "claimant": {"name": "Imran Khan", "role": "Prime Minister", "url": "https://pm.example/", "affiliation": "PTI"},
    "claimed_on": "2018-11-19", "location": "Islamabad", "claim_types": ["event"], "topics": ["terrorism"],
    "selection_reason": "Many read it.", "reach": "10,000", "assignees": ["ravi"], "due_on": "2018-12-01", "priority": 3,
}  # fmt: skip
EVIDENCE = {
    "source": SOURCE, "stance": "refutes", "quote": "on September 11, 2001", "note": "See there.", "question": "When?",
    "answer": "In 2001.", "answer_type": "extractive", "medium": "web_text", "searched": "everywhere",
}  # fmt: skip
RATINGS = [
    {"slug": slug, "name": slug.title(), "family": slug, "value": value, "description": "As it says."}
    for slug, value in (("true", 5), ("false", 1))
]
ARTICLE = {
    "title": "A letter", "publisher": "The Herald", "authors": ["A. Uthor"], "published_on": "2018-11-19",
    "language": "en", "tags": ["letters"], "keep_everything": False,
}  # fmt: skip
REVIEW = {
    "headline": "It was 2001", "summary": "Not 2011.", "body": "**2001**", "slug": "it-was-2001-again", "author_name": "Ada",
}  # fmt: skip
VERDICT = {
    "rating": "false",
    "rationale": "2001.",
    "confidence": 0.9,
    "reasons": ["factual_error"],
    "second_look": False,
}
CORRECTION = {name: value for name, value in REVIEW.items() if name != "slug"}
MARKS = {"comment": "Hm.", "motivation": "commenting", "tags": ["odd"]}
REQUEST = {
    "sent_to": "The Herald", "sent_at": "2018-12-04T10:00:00Z", "channel": "email", "answer": "No.", "outcome": "refused",
}  # fmt: skip
CONTACT = {
    "party": "publisher", "channel": "email", "asked_at": "2018-12-04T10:00:00Z", "deadline": "2018-12-06T10:00:00Z",
    "answered_at": "2018-12-05T10:00:00Z", "answer": "We stand by it.",
}  # fmt: skip
EXACT = {"exact": "A letter to Islamabad"}

ENDPOINTS = [
    Endpoint("post", "/articles/", lambda t: {
        **ARTICLE, "desk": "demo", "text": "Some words.", "url": "https://news.example/new",
    }, frozenset({"file", "html"})),
    Endpoint("patch", "/articles/{article}/", lambda t: ARTICLE),
    Endpoint("post", "/annotations/", lambda t: {
        "article": t["article"], "selector": EXACT, "revision": t["revision"], "reply_to": t["annotation"], **MARKS,
    }),
    Endpoint("post", "/annotations/{annotation}/anchor/", lambda t: {"selector": EXACT, "revision": t["revision"]}),
    Endpoint("post", "/articles/{article}/revisions/", lambda t: {"text": "Other words."}, frozenset({"html"})),
    Endpoint("post", "/articles/{article}/refetch/", lambda t: {}),
    Endpoint("post", "/articles/{twin}/merge/", lambda t: {"into": t["article"]}),
    Endpoint("post", "/claims/{claim}/correction-requests/", lambda t: {"appearance": t["appearance"], **REQUEST}),
    Endpoint("patch", "/correction-requests/{asked}/", lambda t: REQUEST),
    Endpoint("post", "/claims/{claim}/contacts/", lambda t: CONTACT, frozenset({"not_asked_because"})),
    Endpoint("patch", "/contacts/{contact}/", lambda t: CONTACT, frozenset({"not_asked_because"})),
    Endpoint("post", "/claims/{claim}/relations/", lambda t: {"claim": t["decided"], "kind": "part_of"}),
    Endpoint("patch", "/annotations/{annotation}/", lambda t: MARKS),
    Endpoint("post", "/claims/", lambda t: {
        "desk": "demo", **CLAIM, "appearances": [{"article": t["article"], "selector": EXACT}],
    }),
    Endpoint("post", "/imports/", lambda t: {
        "desk": "demo", "format": "csv", "content": "claim,speaker\nWater is dry.,Khan\n", "partial": True, "dry_run": False,
        "mapping": {"dates": "dmy", "data_set": "lab"},
    }, frozenset({"file", "data"})),
    Endpoint("patch", "/claims/{claim}/", lambda t: CLAIM),
    Endpoint("post", "/claims/{claim}/appearances/", lambda t: {"article": t["article"], "selector": EXACT}),
    Endpoint("post", "/claims/{claim}/evidence/", lambda t: EVIDENCE),
    Endpoint("post", "/claims/{untouched}/verdicts/", lambda t: {**VERDICT, "evidence": [t["untouched_evidence"]]}),
    Endpoint("post", "/claims/{untouched}/transitions/", lambda t: {"to": "dropped", "reason": "Not checkable."},
             frozenset({"reason_code"})),
    Endpoint("post", "/claims/{claim}/comments/", lambda t: {"text": "Which year, @ravi?", "reply_to": t["comment"]}),
    Endpoint("patch", "/comments/{comment}/", lambda t: {"text": "Which month?", "resolved": True}),
    Endpoint("post", "/notices/{notice}/read/", lambda t: {}),
    Endpoint("post", "/claims/{claim}/hold/", lambda t: {}),
    Endpoint("post", "/sources/", lambda t: {"desk": "demo", **SOURCE, "html": ""}),
    Endpoint("patch", "/sources/{source}/", lambda t: {**SOURCE, "html": ""}),
    Endpoint("patch", "/evidence/{evidence}/", lambda t: EVIDENCE),
    Endpoint("patch", "/verdicts/{verdict}/", lambda t: {**VERDICT, "evidence": [t["evidence"]]}),
    Endpoint("post", "/rating-scales/", lambda t: {"desk": "demo", "name": "Two steps", "ratings": RATINGS}),
    Endpoint("patch", "/rating-scales/{scale}/", lambda t: {"name": "Two steps", "ratings": RATINGS}),
    Endpoint("post", "/reviews/", lambda t: {"claim": t["decided"], **REVIEW}),
    Endpoint("patch", "/reviews/{draft}/", lambda t: REVIEW),
    Endpoint("post", "/reviews/{draft}/publish/", lambda t: {}),
    Endpoint("post", "/reviews/{published}/correct/", lambda t: {"note": "A comma.", **CORRECTION}),
    Endpoint("post", "/reviews/{published}/retract/", lambda t: {"reason": "It was wrong."}),
    Endpoint("patch", "/desks/{desk}/", lambda t: {
        "name": "Demo", "profile": {"about": "us"},
        "policy": {
            "verdicts_needed": 1, "blind": True, "evidence_needed": 0, "primary_source_needed": False, "two_sided": False,
            "own_verdict_may_adjudicate": True, "hide_names": False, "adjudicators": "admin",
        },
        "rating_scale": t["scale"],
    }),
    Endpoint("post", "/members/", lambda t: {
        "desk": "demo", "username": "nina", "email": "nina@news.example", "role": "assessor", "ends_on": "2199-12-31",
    }),
    Endpoint("patch", "/members/{member}/", lambda t: {"role": "editor", "ends_on": "2199-12-31"}),
    Endpoint("post", "/members/{waiting}/joining-link/", lambda t: {}),
    Endpoint("post", "/invitations/", lambda t: {"desk": "demo", "role": "viewer", "ends_on": "2199-12-31"}),
    Endpoint("post", "/exports/", lambda t: {
        "desk": "demo", "resource": "claims", "format": "jsonl", "filters": {"status": "spotted", "tombstones": True},
    }),
    Endpoint("post", "/tokens/", lambda t: {"desk": "demo", "scope": "read", "name": "for the sync", "days": 30}),
]  # fmt: skip
each_endpoint = pytest.mark.parametrize("endpoint", ENDPOINTS, ids=[e.name for e in ENDPOINTS])


@dataclass(frozen=True)
class Cast:
    """Who works at the desk of the table; `admin` sends what the table says."""

    admin: Person
    first: Person
    second: Person


def things_of(cast: Cast, article: Article) -> Things:
    """The ids for the table: claims in each state that some endpoint needs, and all that hangs on them."""
    edit_desk(cast.admin.actor, article.desk, policy={"verdicts_needed": 2, "blind": False})
    claim, untouched = (_claim(cast, article, n) for n in range(2))
    decided, drafted, shown = (_decided(cast, article, n) for n in range(2, 5))
    evidence = _evidence(cast, claim)
    verdict = _verdict(cast.admin, claim)
    draft, published = (draft_review(cast.admin.actor, one, headline="It was 2001") for one in (drafted, shown))
    publish_review(cast.admin.actor, published)
    annotation = annotate(cast.admin.actor, article, selector={"exact": "Islamabad"})
    admin = cast.admin.actor.signed_in_user
    add_comment(cast.first.actor, claim, text=f"Look, @{admin.username}.")
    found = {
        "notice": Notice.objects.get(user=admin, kind="mentioned"),
        "article": article, "annotation": annotation, "claim": claim, "untouched": untouched, "decided": decided,
        "evidence": evidence, "untouched_evidence": _evidence(cast, untouched), "source": evidence.source,
        "verdict": verdict, "draft": draft, "published": published, "scale": verdict.rating.scale,
        "revision": article.revision, "appearance": claim.appearances.get(),
        "twin": add_article(cast.first.actor, article.desk, text="The same, copied."),
        "comment": add_comment(cast.admin.actor, claim, text="Which year?"),
        "asked": request_correction(
            cast.first.actor, claim, appearance=claim.appearances.get(), sent_to="The Herald", sent_at=claim.created_at
        ),
        "contact": note_contact(cast.admin.actor, claim, party="claimant", asked_at=claim.created_at),
        "relation": relate_claims(cast.admin.actor, claim, other=untouched, kind="variant"),
        "member": Membership.objects.get(desk=article.desk, user=cast.first.user),
        "waiting": bring_in(cast.admin.actor, article.desk, username=f"waiting-at-{article.desk.slug}", role=Role.VIEWER)[0],
        "import": keep_import(cast.admin.actor, article.desk, file=io.BytesIO(b"claim\nWater is dry.\n"), format="csv"),
        "invitation": invite(cast.admin.actor, article.desk, Role.VIEWER)[0],
        "export": ask_for_export(
            cast.admin.actor, article.desk, resource="claims", form="csv", filters={}, base="https://desk.example"
        ),
        "token": issue_token(Actor.operator(), article.desk, Scope.READ, owner=cast.first.user)[0],
    }  # fmt: skip
    return {"desk": article.desk.slug, **{name: str(row.pk) for name, row in found.items()}}


def _claim(cast: Cast, article: Article, number: int) -> Claim:
    place = NewAppearance(article, {"exact": WRONG_YEAR})
    return spot_claim(
        cast.first.actor, article.desk, text=f"Claim {number}.", claimant_name="Khan", appearances=[place]
    )


def _evidence(cast: Cast, claim: Claim) -> Any:
    source = NewSource(title="September 11 attacks", url=f"https://reference.example/{claim.number}", text=PROOF)
    return add_evidence(cast.first.actor, claim, stance="refutes", quote="on September 11, 2001", source=source)


def _verdict(person: Person, claim: Claim) -> Verdict:
    rating = queries.rating_to_give(claim.desk, "false")
    return submit_verdict(person.actor, claim, rating=rating, rationale="2001.", evidence=[*claim.evidence.all()[:1]])


def _decided(cast: Cast, article: Article, number: int) -> Claim:
    claim = _claim(cast, article, number)
    _evidence(cast, claim)
    for person in (cast.first, cast.second):
        _verdict(person, claim)
    claim.refresh_from_db()
    assert claim.status == "decided"
    return claim


def everything() -> dict[str, list[Any]]:
    """All that is written, so that nothing can change unseen; tokens note their use, so they are left out."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for label in ("desks", "annotations", "claims")
        for model in apps.get_app_config(label).get_models()
        if model._meta.model_name != "token"
    }


def pointers_of(answer: Any) -> Iterator[str]:
    """Where the errors of a problem point; it has some, and each says what is wrong."""
    errors = answer.json().get("errors")
    assert errors, answer.content[:500]
    for error in errors:
        assert error["detail"].strip()
        yield error["pointer"]


def problem_of(answer: Any, status: int, slug: str) -> Any:
    """The problem of an answer, whole: its type has a page, and its detail says something."""
    problem = json_of(answer, status)
    assert answer["Content-Type"] == PROBLEM
    assert problem["type"] == f"/problems/{slug}/"
    assert problem["status"] == status
    assert problem["detail"]
    assert answer["Cache-Control"] == "no-store"
    return problem
