"""The URL table as it is, and how to fill a route with one of everything."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from claims import queries
from claims.models import Claim, Evidence, Notice
from claims.services.claims import spot_claim
from claims.services.comments import add_comment
from claims.services.contacts import note_contact
from claims.services.corrections import request_correction
from claims.services.relations import relate_claims
from claims.services.reviews import draft_review
from claims.services.verdicts import submit_verdict
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Membership
from factcheck.desks.roles import Role, Scope
from factcheck.desks.services.invitations import invite
from factcheck.desks.services.tokens import issue_token
from factcheck.exchange.exports.asking import ask_for_export
from factcheck.exchange.imports.asking import keep_import
from tests.conftest import Person, join

NEVER = ("admin/",)
"""Django's own, which has its own door."""

NAMES = {
    "article_id": "articles", "revision_id": "revisions", "annotation_id": "annotations", "claim_id": "claims",
    "source_id": "sources", "evidence_id": "evidence", "verdict_id": "verdicts", "review_id": "reviews",
    "scale_id": "rating-scales", "appearance_id": "appearances", "request_id": "correction-requests", "desk": "desks",
    "member_id": "members", "invitation_id": "invitations", "token_id": "tokens",
    "comment_id": "comments", "contact_id": "contacts", "relation_id": "relations", "export_id": "exports",
    "import_id": "imports",
}  # fmt: skip
"""Parts of a route whose name tells what they are; of a part named `id` the word before it tells: `claims/<uuid:id>/`."""


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


def one_of_everything(reviewer: Person, claim: Claim, evidence: Evidence) -> dict[str, Any]:
    """One of everything at the demo desk, by the plural that leads to it in an address, and the other parts of one."""
    rating = queries.rating_to_give(claim.desk, "false")
    verdict = submit_verdict(reviewer.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])
    claim.refresh_from_db()
    review = draft_review(reviewer.actor, claim, headline="It was 2001")
    appearance = claim.appearances.get()
    annotation = appearance.annotation
    olaf = join(claim.desk, "olaf", "Olaf", Role.REVIEWER)
    comment = add_comment(olaf.actor, claim, text=f"Which year, @{reviewer.actor.signed_in_user.username}?")
    asked = request_correction(
        reviewer.actor, claim, appearance=appearance, sent_to="The Herald", sent_at=claim.created_at
    )
    contact = note_contact(reviewer.actor, claim, party="publisher", asked_at=claim.created_at)
    twin = spot_claim(reviewer.actor, claim.desk, text="Nobody from Pakistan was involved.")
    relation = relate_claims(reviewer.actor, claim, other=twin, kind="variant")
    job = keep_import(who_imports(claim.desk), claim.desk, file=io.BytesIO(b"claim\nWater is dry.\n"), format="csv")
    invitation, secret = invite(Actor.operator(), claim.desk, Role.VIEWER)
    return {
        "articles": annotation.article_id, "revisions": annotation.revision_id, "annotations": annotation.id,
        "appearances": appearance.id,
        "claims": claim.id, "sources": evidence.source_id, "evidence": evidence.id, "verdicts": verdict.id,
        "reviews": review.id, "rating-scales": rating.scale_id, "desks": "demo", "kind": "json", "to": "in_review",
        "slug": review.slug, "correction-requests": asked.id, "comments": comment.id,
        "contacts": contact.id, "relations": relation.id,
        "notices": Notice.objects.get(user=reviewer.user, kind="mentioned").pk, "number": 1,
        "members": Membership.objects.get(desk=claim.desk, user=reviewer.user).pk, "invitations": invitation.pk,
        "exports": ask_for_export(
            reviewer.actor, claim.desk, resource="claims", form="csv", filters={}, base="https://desk.example"
        ).pk,
        "resource": "claims",
        "secret": secret, "tokens": issue_token(Actor.operator(), claim.desk, Scope.READ, owner=reviewer.user)[0].pk,
        "imports": job.pk,
    }  # fmt: skip


def who_imports(desk: Desk) -> Actor:
    """Somebody who may."""
    return join(desk, f"imogen-{desk.slug}", "Imogen", Role.EDITOR).actor


def filled(route: str, things: dict[str, Any]) -> str:
    """The address with one of everything in it. A part nobody here knows what to put for fails, naming the route."""

    def thing(found: re.Match[str]) -> str:
        before, name = found["before"] or "", found["name"]
        plural = before.removesuffix("/")
        keys = ("desks",) if plural == "desks" else (NAMES.get(name), name, plural)
        key = next((key for key in keys if key in things), None)
        assert key is not None, f"{route}: nothing to put for <{name}>; tell tests/structure/addresses.py what it is"
        return f"{before}{things[key]}"

    if route.startswith("api/v1/export/"):
        things = {**things, "kind": "jsonl"}
    path = re.sub(r"(?P<before>[\w-]+/)?<(?:\w+:)?(?P<name>\w+)>", thing, route.removeprefix("^"))
    assert "<" not in path, f"{route}: not filled"
    return f"/{path}"
