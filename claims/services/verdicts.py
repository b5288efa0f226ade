"""Giving a verdict, changing one's mind, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from claims import lifecycle, permissions
from claims.models import JUDGED, Claim, Evidence, Rating, Verdict
from factcheck.core import clock
from factcheck.core.problems import Conflict, Invalid, VerdictExists
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock
from factcheck.desks.permissions import require


@transaction.atomic
def submit_verdict(
    actor: Actor, claim: Claim, *, rating: Rating, rationale: str, confidence: float | None = None,
    evidence: Sequence[Evidence] = (), reasons: Sequence[str] = (), second_look: bool = False,
) -> Verdict:  # fmt: skip
    """Record the actor's verdict, and let the claim advance as the desk's policy says.

    Raises VerdictExists when they gave one, Conflict when the claim is decided, Invalid when the rating, the
    rationale or the evidence is not enough; nothing is written then.
    """
    require(permissions.may_judge(actor, claim))
    claim = lock(claim)
    _refuse_decided(claim)
    user = actor.signed_in_user
    earlier = Verdict.objects.live().filter(claim=claim, reviewer=user).first()
    if earlier is not None:
        raise VerdictExists("You gave a verdict on this claim; change that one.", verdict=str(earlier.id))
    _require_fit(claim, rating, evidence)
    verdict = create(
        actor, "verdict.submitted",
        Verdict(
            desk_id=claim.desk_id, claim=claim, reviewer=user, rating=rating, rationale=rationale.strip(),
            confidence=confidence, reasons=list(reasons), second_look=second_look, submitted_at=clock.now(),
        ),
        links={"evidence": list(evidence)},
    )  # fmt: skip
    lifecycle.advance(actor, claim)
    return verdict


def _refuse_decided(claim: Claim) -> None:
    if claim.status not in JUDGED:
        raise Conflict(f"The claim is {claim.get_status_display().lower()}; it has to be reopened before it is judged.")


def _require_fit(claim: Claim, rating: Rating, evidence: Sequence[Evidence]) -> None:
    if rating.desk_id != claim.desk_id or rating.archived_at is not None:
        raise Invalid.at("/rating", "This rating is not on the desk's scale, or is retired.")
    foreign = next((i for i, e in enumerate(evidence) if e.claim_id != claim.id or e.archived_at), None)
    if foreign is not None:
        raise Invalid.at(f"/evidence/{foreign}", "This is not evidence of the claim.")
    needed = claim.desk.policy.evidence_needed
    if len(set(evidence)) < needed:
        raise Invalid.at(
            "/evidence",
            f"The desk's policy asks for at least {needed} piece(s) of evidence for a verdict; "
            f"{len(set(evidence))} given. Add evidence and name it here.",
        )


@transaction.atomic
def edit_verdict(actor: Actor, verdict: Verdict, *, version: int | None = None, **changes: Any) -> Verdict:
    """A new version of one's own verdict, until the claim is decided; the earlier ones stay readable."""
    require(permissions.may_edit_verdict(actor, verdict))
    claim = lock(verdict.claim)
    verdict = lock(verdict, version)
    _refuse_decided(claim)
    evidence = changes.get("evidence", list(verdict.evidence.all()))
    _require_fit(claim, changes.get("rating", verdict.rating), evidence)
    if "rationale" in changes:
        changes["rationale"] = changes["rationale"].strip()
    verdict = change(actor, "verdict.changed", verdict, changes)
    lifecycle.advance(actor, claim)
    return verdict


@transaction.atomic
def withdraw_verdict(actor: Actor, verdict: Verdict, *, version: int | None = None) -> Verdict:
    """Take one's own verdict back, until the claim is decided."""
    require(permissions.may_edit_verdict(actor, verdict))
    claim = lock(verdict.claim)
    verdict = lock(verdict, version)
    _refuse_decided(claim)
    return archive(actor, "verdict.withdrawn", verdict)
