"""Verdicts, and the decision where they differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from annotations.web.timeline import timeline
from claims import blindness, lifecycle, permissions, queries
from claims.models import Claim, ClaimStatus, Evidence, Rating, Verdict
from claims.services.transitions import move_claim
from claims.services.verdicts import edit_verdict, look_again, submit_verdict, withdraw_verdict
from claims.web.claims import show_claim
from claims.web.disagreement import by_stance, disagreement
from claims.web.forms import DecisionForm, VerdictForm
from factcheck.desks.models import Event
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
    verdict = _given(claim, form, queries.evidence_rows(request.actor).filter(claim=claim), own)
    if own is None:
        return submit_verdict(request.actor, claim, **verdict)
    return edit_verdict(request.actor, own, version=form.cleaned_data["version"] or 0, **verdict)


def _given(claim: Claim, form: VerdictForm, evidence: Iterable[Evidence], own: Verdict | None = None) -> dict[str, Any]:
    """What a form says, as fields of Verdict."""
    given = form.cleaned_data
    used = {str(x) for x in given["evidence"]}
    return {
        "rating": queries.rating_to_give(claim.desk, given["rating"], given=own.rating if own else None),
        "rationale": given["rationale"],
        "confidence": given["confidence"],
        "evidence": [e for e in evidence if str(e.pk) in used],
    }


@page
def versions(request: PageRequest, verdict_id: str) -> HttpResponseBase:
    """What a verdict said at first, and what was changed in it since; without its reviewer where nobody may be named."""
    verdict: Verdict = queries.verdict_rows(request.actor).fetch(verdict_id)
    events = Event.objects.visible_to(request.actor).filter(subject_id=verdict.pk).select_related("actor")
    is_named: bool = verdict.is_named  # type: ignore[attr-defined]  # annotated there
    entries = timeline(events.order_by("sequence"), nameless=not is_named)
    context = {"verdict": verdict, "entries": entries, "nav": "claims"}
    return render(request, "claims/verdict_versions.html", context)


@page
def withdraw(request: PageRequest, verdict_id: str) -> HttpResponseBase:
    """Take one's verdict back, after asking."""
    verdict: Verdict = queries.verdict_rows(request.actor).fetch(verdict_id)
    if request.method == "POST":
        withdraw_verdict(request.actor, verdict)
        messages.success(request, _("Your verdict is withdrawn; its history stays."))
        return redirect("claim", claim_id=verdict.claim_id)
    may = permissions.may_withdraw_verdict(request.actor, verdict)
    return render(request, "claims/withdraw_verdict.html", {"verdict": verdict, "may": may, "nav": "claims"})


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
            given = form.cleaned_data
            rating = queries.rating_to_give(claim.desk, given["rating"])
            move_claim(
                request.actor, claim, to=ClaimStatus.DECIDED, reason=given["reason"], rating=rating,
                reason_code=given["reason_code"] or None, read=request.POST.get("read") or None,
            )  # fmt: skip
            messages.success(request, _("The decision is recorded."))
            return redirect("claim", claim_id=claim.pk)
    return _show_adjudication(request, claim, form, ratings)


def _show_adjudication(
    request: PageRequest, claim: Claim, form: DecisionForm, ratings: list[Rating]
) -> HttpResponseBase:  # fmt: skip
    """The verdicts that count beside each other; the others, which do not, after them."""
    evidence = list(queries.evidence_rows(request.actor).filter(claim=claim))
    verdicts = queries.with_reviewers(queries.verdict_rows(request.actor).filter(claim=claim).order_by("id"))
    counting = [verdict for verdict in verdicts if verdict.counts]
    context = {
        "claim": claim, "form": form, "ratings": ratings, "nav": "claims",
        "verdicts": counting,
        "others": [verdict for verdict in verdicts if not verdict.counts],
        "sides": by_stance(evidence, counting),
        "parted": disagreement(evidence, counting),
        "read": queries.as_judged(request.actor, claim),
        "nameless": not blindness.names_show(claim.desk, claim.status),
    }  # fmt: skip
    return render(request, "claims/adjudicate.html", context)


@page
def second_look(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Judge from the evidence alone: the claim and its evidence, and nothing that anybody made of them."""
    claim = queries.claim(request.actor, claim_id)
    require(permissions.may_look_again(request.actor, claim))
    evidence = list(queries.evidence_rows(request.actor).filter(claim=claim))
    ratings = queries.ratings_to_give(claim.desk)
    form = VerdictForm(request.POST or None, ratings=ratings, evidence=evidence, alone=True)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            look_again(request.actor, claim, **_given(claim, form, evidence))
            messages.success(request, _("Your second look is saved."))
            return redirect(f"/claims/{claim.pk}/#verdicts")
    context = {"claim": claim, "form": form, "ratings": ratings, "evidence": evidence, "nav": "claims"}
    return render(request, "claims/second_look.html", context)
