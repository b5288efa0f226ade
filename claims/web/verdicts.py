"""Verdicts, and the decision where they differ."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from claims import lifecycle, queries
from claims.models import Claim, ClaimStatus, Verdict
from claims.services.transitions import move_claim
from claims.services.verdicts import edit_verdict, submit_verdict, withdraw_verdict
from claims.web.claims import show_claim
from claims.web.forms import DecisionForm, VerdictForm
from factcheck.desks.permissions import require
from factcheck.web.pages import PageRequest, page


@page
def submit(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Give one's verdict, or change it."""
    claim = queries.claim_rows(request.actor).fetch(claim_id)
    if request.method != "POST":
        return redirect("claim", claim_id=claim.pk)
    evidence = list(queries.evidence_rows(request.actor).filter(claim=claim))
    own = queries.verdict_rows(request.actor).filter(claim=claim, reviewer=request.actor.user).first()
    form = VerdictForm(request.POST, ratings=queries.ratings_for(claim, own), evidence=evidence)
    if form.is_valid():
        with form.problems():
            _save(request, claim, form, own)
            messages.success(request, _("Your verdict is saved."))
            return redirect(f"/claims/{claim.pk}/#verdicts")
    return show_claim(request, claim, form)


def _save(request: PageRequest, claim: Claim, form: VerdictForm, own: Verdict | None) -> Verdict:
    """A form without a version was opened before one gave a verdict elsewhere: that is somebody else's edit to it."""
    given = form.cleaned_data
    used = {str(x) for x in given["evidence"]}
    verdict = {
        "rating": queries.rating_to_give(claim.desk, given["rating"], given=own.rating if own else None),
        "rationale": given["rationale"],
        "confidence": given["confidence"],
        "evidence": [e for e in queries.evidence_rows(request.actor).filter(claim=claim) if str(e.pk) in used],
    }
    if own is None:
        return submit_verdict(request.actor, claim, **verdict)
    return edit_verdict(request.actor, own, version=given["version"] or 0, **verdict)


@page
def withdraw(request: PageRequest, verdict_id: str) -> HttpResponseBase:
    """Take one's verdict back, until the claim is decided."""
    verdict: Verdict = queries.verdict_rows(request.actor).fetch(verdict_id)
    if request.method == "POST":
        withdraw_verdict(request.actor, verdict)
        messages.success(request, _("Your verdict is withdrawn; its history stays."))
    return redirect("claim", claim_id=verdict.claim_id)


@page
def adjudicate(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """The verdicts side by side, the evidence, and the desk's decision."""
    claim = queries.claim_rows(request.actor).fetch(claim_id)
    if request.method != "POST":
        require(lifecycle.may_take(request.actor, claim, ClaimStatus.DECIDED))
    ratings = queries.ratings_to_give(claim.desk)
    form = DecisionForm(request.POST or None, ratings=ratings)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            rating = queries.rating_to_give(claim.desk, form.cleaned_data["rating"])
            move_claim(request.actor, claim, to=ClaimStatus.DECIDED, reason=form.cleaned_data["reason"], rating=rating)
            messages.success(request, _("The decision is recorded."))
            return redirect("claim", claim_id=claim.pk)
    context = {
        "claim": claim, "form": form, "ratings": ratings, "nav": "claims",
        "verdicts": queries.with_reviewers(queries.verdict_rows(request.actor).filter(claim=claim).order_by("id")),
        "evidence": queries.evidence_rows(request.actor).filter(claim=claim),
    }  # fmt: skip
    return render(request, "claims/adjudicate.html", context)
