"""The claims of a desk, as a board and as a table, and the page of one claim."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from claims import lifecycle, permissions, queries
from claims.filters import ClaimFilters
from claims.models import BEFORE_PUBLISHING, JUDGED, Claim, ClaimStatus, Evidence, Verdict
from claims.reports import FORMS
from claims.services.claims import archive_claim, edit_claim
from claims.services.transitions import move_claim
from claims.web.forms import EditClaimForm, ReasonForm, VerdictForm
from factcheck.core.problems import NotFound
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.permissions import Denied, require
from factcheck.web.lists import listing
from factcheck.web.pages import PageRequest, page, status_of

ON_A_BOARD = 200
"""Claims that a board shows at most; the table has them all."""

BY_THEMSELVES = ("decided", "published", "corrected", "retracted")
"""Where a claim is led by a page of its own, not by a button alone."""


@page
def claim_list(request: PageRequest) -> HttpResponse:
    """Claims of one's desks, narrowed by the filters of the API; `view=board` groups them by status."""
    as_board = request.GET.get("view") == "board"
    found = listing(
        request, ClaimFilters, queries.claim_rows(request.actor).order_by("-id"), always=("q", "status", "rating", "topic"),
        per_page=ON_A_BOARD if as_board else 25, choices={"rating": queries.ratings_known_to(request.actor)},
    )  # fmt: skip
    columns = [(status, [c for c in found.pages if c.status == status]) for status in ClaimStatus] if as_board else []
    context = {
        "list": found, "as_board": as_board, "columns": [c for c in columns if c[1]], "nav": "claims",
        "kept": {"view": "board"} if as_board else {},
    }  # fmt: skip
    return render(request, "claims/claims.html", context)


@page
def claim_page(request: PageRequest, claim_id: str) -> HttpResponse:
    """All about one claim: where it is made, what was found, who says what, what happened."""
    return show_claim(request, _shaped(request.actor, claim_id))


def _shaped(actor: Actor, claim_id: str) -> Claim:
    return queries.claim_rows(actor).fetch(claim_id)


def show_claim(request: PageRequest, claim: Claim, verdict_form: VerdictForm | None = None) -> HttpResponse:
    """The page of a claim from `queries.claim_rows`; a verdict form that was sent is shown with its errors."""
    actor = request.actor
    evidence = list(queries.evidence_rows(actor).filter(claim=claim))
    verdicts = list(queries.verdict_rows(actor).filter(claim=claim).order_by("id"))
    own = next((v for v in verdicts if v.reviewer_id == actor.user.id), None) if actor.user else None
    ratings = queries.ratings_to_give(claim.desk)
    options = {option.to: option for option in lifecycle.options(actor, claim)}
    judging = claim.status in JUDGED
    may_judge = permissions.may_judge(actor, claim)
    if may_judge and not judging:
        may_judge = Denied(
            _("The claim is %(status)s; evidence and verdicts are given before it is decided.")
            % {"status": claim.get_status_display().lower()}
        )
    context: dict[str, Any] = {
        "claim": claim,
        "decision": next(iter(claim.decisions_in_force), None),  # type: ignore[attr-defined]
        "review": queries.review_rows(actor).filter(claim=claim).first(),
        "evidence": [(row, permissions.may_edit_evidence(actor, row)) for row in evidence],
        "verdicts": verdicts,
        "own": own,
        "is_blind": claim.desk.policy.blind and judging and own is None,
        "verdict_form": verdict_form or _verdict_form(ratings, evidence, own),
        "ratings": ratings,
        "may_judge": may_judge,
        "may_edit": _may_edit(actor, claim),
        "may_decide": _may_decide(options),
        "may_write_review": _may_write_review(actor, claim),
        "start": options.get(ClaimStatus.IN_REVIEW) if claim.status == ClaimStatus.SPOTTED else None,
        "steps": [o for o in options.values() if o.needs_reason and o.to not in BY_THEMSELVES],
        "events": history.events_visible_to(actor).filter(claim_id=claim.pk).order_by("-sequence")[:200],
        "report_kinds": list(FORMS),
        "nav": "claims",
    }
    return render(request, "claims/claim.html", context, status=status_of(verdict_form))


def _verdict_form(ratings: Any, evidence: list[Evidence], own: Verdict | None) -> VerdictForm:
    initial: dict[str, Any] = {"evidence": [str(evidence[0].pk)] if len(evidence) == 1 else []}
    if own is not None:
        initial = {
            "rating": own.rating.slug, "rationale": own.rationale, "confidence": own.confidence,
            "evidence": [str(e.pk) for e in own.evidence.all()], "version": own.version,
        }  # fmt: skip
    return VerdictForm(initial=initial, ratings=ratings, evidence=evidence)


def _may_edit(actor: Actor, claim: Claim) -> Any:
    if claim.status not in BEFORE_PUBLISHING:
        return Denied(_("What was published is changed by correcting its review."))
    return permissions.may_edit_claim(actor, claim)


def _may_decide(options: dict[str, lifecycle.Option]) -> Any:
    option = options.get(ClaimStatus.DECIDED)
    if option is None:
        return Denied(_("A claim is decided while it is in review or disputed."))
    return Denied(option.why_not) if option.why_not else None


def _may_write_review(actor: Actor, claim: Claim) -> Any:
    if claim.status in JUDGED or claim.status == ClaimStatus.DROPPED:
        return Denied(_("A review is written once the claim is decided."))
    return permissions.may_write_review(actor, claim)


@page
def edit(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Change a claim's wording and particulars, until it is published."""
    claim = queries.claim(request.actor, claim_id)
    require(_may_edit(request.actor, claim))
    saved = {name: getattr(claim, name) for name in EditClaimForm.FIELDS}
    form = EditClaimForm(request.POST or None, initial={**saved, "version": claim.version})
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in form.FIELDS}
        with form.problems():
            edit_claim(request.actor, claim, version=form.cleaned_data["version"], **changes)
            messages.success(request, _("Saved."))
            return redirect("claim", claim_id=claim.pk)
    context = {
        "form": form, "claim": claim, "differences": form.show_conflict(saved) if form.conflict else [],
        "may_archive": permissions.may_drop(request.actor, claim), "nav": "claims",
    }  # fmt: skip
    return render(request, "claims/edit_claim.html", context, status=status_of(form))


@page
def archive(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Take a claim out of sight, after asking."""
    claim = queries.claim(request.actor, claim_id)
    require(permissions.may_drop(request.actor, claim))
    if request.method == "POST":
        archive_claim(request.actor, claim)
        messages.success(request, _("The claim is archived; its history stays."))
        return redirect("claims")
    return render(request, "claims/archive_claim.html", {"claim": claim, "nav": "claims"})


@page
def start(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Start the review of a claim that was spotted."""
    claim = queries.claim(request.actor, claim_id)
    if request.method == "POST":
        move_claim(request.actor, claim, to=ClaimStatus.IN_REVIEW)
        messages.success(request, _("The review has started."))
    return redirect("claim", claim_id=claim.pk)


@page
def step(request: PageRequest, claim_id: str, to: str) -> HttpResponseBase:
    """Take a step of the claim's life that needs a reason: drop, reopen, take up again."""
    claim = queries.claim(request.actor, claim_id)
    row = lifecycle.find(claim, to)
    if row is None or not row.needs_reason or to in BY_THEMSELVES:
        raise NotFound(_("There is no such step from here."))
    require(row.rule(request.actor, claim))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            move_claim(request.actor, claim, to=to, reason=form.cleaned_data["reason"])
            messages.success(request, _("Done."))
            return redirect("claim", claim_id=claim.pk)
    context = {"claim": claim, "row": row, "form": form, "nav": "claims"}
    return render(request, "claims/step.html", context, status=status_of(form))
