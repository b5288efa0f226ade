"""Giving a verdict, changing one's mind, taking it back; and looking again, from the evidence alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from claims import lifecycle, permissions, queries
from claims.models import Claim, Evidence, Rating, Source, SourceKind, Stance, Verdict
from factcheck.core import clock
from factcheck.core.problems import Invalid, VerdictExists
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock
from factcheck.desks.models import Policy
from factcheck.desks.permissions import require

FIRST_HAND = (SourceKind.PRIMARY, SourceKind.DATA)
"""Kinds of source that a desk which asks for a primary source takes."""


@transaction.atomic
def submit_verdict(
    actor: Actor, claim: Claim, *, rating: Rating, rationale: str, confidence: float | None = None,
    evidence: Sequence[Evidence] = (), reasons: Sequence[str] = (),
) -> Verdict:  # fmt: skip
    """Record the actor's verdict, and let the claim advance as the desk's policy says.

    Raises VerdictExists when they gave one, Conflict when the claim is decided, Invalid when the rating, the
    rationale or the evidence is not enough; nothing is written then.
    """
    claim = lock(claim)
    require(permissions.may_judge(actor, claim))
    _require_first(actor, claim)
    _require_usable(claim, rating)
    _require_evidence(claim, evidence)
    verdict = _verdict(actor, claim, rating, rationale, confidence=confidence, reasons=list(reasons))
    verdict = create(actor, "verdict.submitted", verdict, links={"evidence": list(evidence)})
    lifecycle.settle(claim)
    return verdict


@transaction.atomic
def look_again(
    actor: Actor, claim: Claim, *, rating: Rating, rationale: str, confidence: float | None = None,
    evidence: Sequence[Evidence] = (), reasons: Sequence[str] = (),
) -> Verdict:  # fmt: skip
    """Record a verdict that the actor came to from the evidence alone (as AVeriTeC's second annotators do).

    It is held against the decision and decides nothing; it opens no hidden verdicts either. Raises VerdictExists and
    Invalid as `submit_verdict`, NotAllowed for somebody who has seen more than the evidence.
    """
    claim = lock(claim)
    _require_first(actor, claim)
    require(permissions.may_look_again(actor, claim))
    _require_usable(claim, rating)
    _require_evidence(claim, evidence)
    verdict = _verdict(actor, claim, rating, rationale, confidence=confidence, reasons=list(reasons))
    verdict.second_look = True
    return create(actor, "verdict.second_look", verdict, links={"evidence": list(evidence)})


def _require_first(actor: Actor, claim: Claim) -> None:
    earlier = Verdict.objects.live().filter(claim=claim, reviewer=actor.signed_in_user).first()
    if earlier is not None:
        raise VerdictExists("You gave a verdict on this claim; change that one.", verdict=str(earlier.id))


def _verdict(actor: Actor, claim: Claim, rating: Rating, rationale: str, **said: Any) -> Verdict:
    """A verdict of the actor's in the present round, yet to be written."""
    return Verdict(
        desk_id=claim.desk_id, claim=claim, reviewer=actor.signed_in_user, rating=rating, rationale=rationale.strip(),
        submitted_at=clock.now(), judging_round=claim.judging_round, **said,
    )  # fmt: skip


def _require_usable(claim: Claim, rating: Rating) -> None:
    """Asked under the lock of the claim, for the scale may have become another since the reviewer read it."""
    if not queries.is_to_give(rating, claim.desk):
        said = _("This rating is not on the desk’s scale in force, or is retired. Choose one that is.")
        raise Invalid.at("/rating", said)


def _require_evidence(claim: Claim, evidence: Sequence[Evidence]) -> None:
    there = set(
        Evidence.objects.live().filter(claim=claim, pk__in=[e.pk for e in evidence]).values_list("pk", flat=True)
    )
    foreign = next((i for i, e in enumerate(evidence) if e.pk not in there), None)
    if foreign is not None:
        raise Invalid.at(f"/evidence/{foreign}", "This is not evidence of the claim.")
    needed = claim.desk.policy.evidence_needed
    if len(set(evidence)) < needed:
        raise Invalid.at(
            "/evidence",
            f"The desk's policy asks for at least {needed} piece(s) of evidence for a verdict; "
            f"{len(set(evidence))} given. Add evidence and name it here.",
        )
    _require_kinds(claim.desk.policy, evidence)


def _require_kinds(policy: Policy, evidence: Sequence[Evidence]) -> None:
    """Hold the evidence a verdict names against what the desk's policy asks of its kinds and sides."""
    sources = Source.objects.filter(pk__in=[e.source_id for e in evidence])
    if policy.primary_source_needed and not sources.filter(kind__in=FIRST_HAND).exists():
        raise Invalid.at(
            "/evidence",
            _("The desk’s policy asks for evidence from a primary document or from data. Add it and name it here."),
        )
    sides = {e.stance for e in evidence}
    if policy.two_sided and not {Stance.SUPPORTS, Stance.REFUTES} <= sides and not any(e.searched for e in evidence):
        raise Invalid.at(
            "/evidence",
            _(
                "The desk’s policy asks for evidence on both sides: name some that supports the claim and some that "
                "refutes it, or evidence that says what was looked for and not found."
            ),
        )


@transaction.atomic
def edit_verdict(actor: Actor, verdict: Verdict, *, version: int | None = None, **changes: Any) -> Verdict:
    """A new version of one's own verdict, until the claim is decided; the earlier ones stay readable.

    After the claim was reopened the verdict counts again from here on; without a change it is thereby confirmed. A rating
    that was retired meanwhile may be kept, but not chosen.
    """
    claim = lock(verdict.claim)
    verdict = lock(verdict, version)
    require(permissions.may_edit_verdict(actor, verdict))
    if changes.pop("second_look", False):
        raise Invalid.at("/second_look", _("This verdict was given with all there is to see; withdraw it instead."))
    rating = changes.get("rating", verdict.rating)
    if rating != verdict.rating:
        _require_usable(claim, rating)
    evidence = changes.get("evidence", list(verdict.evidence.all()))
    _require_evidence(claim, evidence)
    if "rationale" in changes:
        changes["rationale"] = changes["rationale"].strip()
    said = {**changes, "rating": str(rating.pk), "evidence": sorted({str(e.pk) for e in evidence})}
    verb = "verdict.changed" if history.differences(verdict.told(), said) else "verdict.confirmed"
    verdict = change(actor, verb, verdict, {**changes, "judging_round": claim.judging_round})
    lifecycle.settle(claim)
    return verdict


@transaction.atomic
def withdraw_verdict(actor: Actor, verdict: Verdict, *, version: int | None = None) -> Verdict:
    """Take one's own verdict back, until the claim is decided; a second look at any time."""
    lock(verdict.claim)
    verdict = lock(verdict, version)
    require(permissions.may_withdraw_verdict(actor, verdict))
    return archive(actor, "verdict.withdrawn", verdict)
