"""The claims of a desk, as a board and as a table, and the page of one claim."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from annotations.web.timeline import show_history, timeline
from claims import blindness, kept, lifecycle, permissions, queries
from claims.filters import ClaimFilters
from claims.models import Appearance, Claim, ClaimStatus, Evidence, Relation, Verdict
from claims.presence import holdings
from claims.reports import FORMS
from claims.services.claims import archive_claim, edit_claim, remove_appearance
from claims.services.transitions import move_claim
from claims.web.bulk import undoable
from claims.web.bulk_forms import BulkForm
from claims.web.forms import CommentForm, EditClaimForm, ReasonForm, VerdictForm
from claims.web.threads import talk_about
from factcheck.core.problems import NotFound
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.permissions import Answer, desks_with_role, has_role, require
from factcheck.desks.queries import members_at_least
from factcheck.desks.roles import Role
from factcheck.web.lists import listing
from factcheck.web.pages import PageRequest, page

IN_SIGHT = 15
"""Events that a claim's page shows; the rest is on the page of its history."""
ON_A_BOARD = 200
"""Claims that a board shows at most; the table has them all."""


@page
def claim_list(request: PageRequest) -> HttpResponse:
    """Claims of one's desks, narrowed by the filters of the API; `view=board` groups them by status."""
    as_board = request.GET.get("view") == "board"
    found = listing(
        request, ClaimFilters, queries.claims_there(request.actor).order_by("-id"),
        always=("q", "status", "rating", "topic"), shown=kept.CLAIMS_IN_LIST,
        per_page=ON_A_BOARD if as_board else 25,
        choices={"rating": queries.ratings_known_to(request.actor), "assignee": _assignees(request.actor)},
    )  # fmt: skip
    columns = [(status, [c for c in found.pages if c.status == status]) for status in ClaimStatus] if as_board else []
    context = {
        "list": found, "as_board": as_board, "columns": [c for c in columns if c[1]], "nav": "claims",
        "kept": {"view": "board"} if as_board else {},
        "may_change": bool(desks_with_role(request.actor, Role.REVIEWER)),
        "edits": bool(desks_with_role(request.actor, Role.EDITOR)),
        "bulk": BulkForm(actor=request.actor),
        "undoable": undoable(request),
    }  # fmt: skip
    return render(request, "claims/claims.html", context)


def _assignees(actor: Actor) -> list[tuple[str, str]]:
    people = members_at_least(Role.REVIEWER, *actor.desk_ids)
    return [("me", _("Me")), *((person.username, str(person)) for person in people)]


@page
def claim_page(request: PageRequest, claim_id: str) -> HttpResponse:
    """All about one claim: where it is made, what was found, who says what, what happened."""
    return show_claim(request, kept.CLAIMS.fetch(request.actor, claim_id))


def show_claim(
    request: PageRequest, claim: Claim, verdict_form: VerdictForm | None = None, comment_form: CommentForm | None = None
) -> HttpResponse:
    """The page of a claim from `queries.claim_rows`; a form that was sent is shown with its errors."""
    actor = request.actor
    evidence = kept.EVIDENCE.of(actor, [claim.pk])
    verdicts = queries.with_reviewers(kept.VERDICTS.of(actor, [claim.pk]))
    own = next((v for v in verdicts if v.reviewer_id == actor.user.id), None) if actor.user else None
    ratings = queries.ratings_for(claim, own)
    form = verdict_form or VerdictForm(initial=_saved(own, evidence), ratings=ratings, evidence=evidence)
    review = next(iter(kept.REVIEWS_OF_CLAIM.of(actor, [claim.pk])), None)
    events = kept.events_of(actor, claim, IN_SIGHT + 1)
    options = {option.to: option for option in lifecycle.options(actor, claim)}
    context: dict[str, Any] = {
        "claim": claim,
        "decision": next(iter(claim.decisions_in_force), None),  # type: ignore[attr-defined]
        "review": review,
        "appearances": [(a, _may_remove(actor, claim, a)) for a in claim.appearances_live],  # type: ignore[attr-defined]
        "evidence": [(row, permissions.may_edit_evidence(actor, row)) for row in evidence],
        "verdicts": verdicts,
        "own": own,
        "is_blind": blindness.is_blind(actor, claim),
        "nameless": not blindness.names_show(claim.desk, claim.status),
        "verdict_form": form,
        "differences": form.show_conflict(_saved(own, evidence)) if form.conflict else [],
        "ratings": ratings,
        "differing": _differing(actor, claim, verdicts),
        "may_judge": _may_judge(actor, claim, own),
        "may_withdraw": permissions.may_withdraw_verdict(actor, own) if own else None,
        "may_look_again": permissions.may_look_again(actor, claim),
        "may_edit": permissions.may_edit_claim(actor, claim),
        "may_decide": lifecycle.may_take(actor, claim, ClaimStatus.DECIDED),
        "may_write_review": permissions.may_change_review(actor, claim, review),
        "start": options.get(ClaimStatus.IN_REVIEW) if claim.status == ClaimStatus.SPOTTED else None,
        "steps": [options[row.to] for row in lifecycle.steps() if row.source == claim.status],
        "talk": talk_about(actor, claim),
        "may_comment": permissions.may_comment(actor, claim),
        "comment_form": comment_form or CommentForm(auto_id="id_comment_%s"),
        "may_note": permissions.may_note_correction(actor, claim),
        "correction_requests": kept.CORRECTION_REQUESTS.of(actor, [claim.pk]),
        "contacts": kept.CONTACTS.of(actor, [claim.pk]),
        "may_note_contact": permissions.may_note_contact(actor, claim),
        "relations": _relations(actor, claim),
        "may_relate": permissions.may_relate(actor, claim),
        "entries": timeline(events[:IN_SIGHT], first_versions=False),
        "more_events": len(events) > IN_SIGHT,
        "report_kinds": list(FORMS),
        **_at_work(actor, claim),
        "nav": "claims",
    }
    return render(request, "claims/claim.html", context)


def _may_judge(actor: Actor, claim: Claim, own: Verdict | None) -> Answer:
    """Give a verdict, or change one's own."""
    return permissions.may_edit_verdict(actor, own) if own else permissions.may_judge(actor, claim)


def _differing(actor: Actor, claim: Claim, verdicts: list[Verdict]) -> list[Verdict]:
    """For editors: the second looks that came to another rating than the decision in force."""
    if not has_role(actor, claim.desk_id, Role.EDITOR):
        return []
    decided = {d.rating.finding for d in claim.decisions_in_force}  # type: ignore[attr-defined]
    return [v for v in verdicts if decided and v.second_look and v.is_current and v.rating.finding not in decided]


def _at_work(actor: Actor, claim: Claim) -> dict[str, Any]:
    """Who is on the claim, and where to ask who has its page open."""
    holds = holdings(actor, [claim])[claim.pk]
    return {
        "holds": holds, "own_hold": any(hold.is_own for hold in holds), "may_hold": permissions.may_hold(actor, claim),
        "presence_url": reverse("api-claim-presence", args=[claim.pk]),
    }  # fmt: skip


def _saved(own: Verdict | None, evidence: list[Evidence]) -> dict[str, Any]:
    """One's own verdict as the form has it; before it is given, the evidence if there is but one."""
    if own is None:
        return {"evidence": [str(evidence[0].pk)] if len(evidence) == 1 else []}
    return {
        "rating": own.rating.slug, "rationale": own.rationale, "confidence": own.confidence,
        "evidence": [str(e.pk) for e in own.evidence.all()], "version": own.version,
    }  # fmt: skip


def _relations(actor: Actor, claim: Claim) -> list[tuple[Relation, Claim, bool, Answer]]:
    """Each relation with the other claim, whether it was noted on this one, and whether the actor may remove it."""
    return [
        (row, row.other if row.claim_id == claim.pk else row.claim, row.claim_id == claim.pk,
         permissions.may_archive_relation(actor, row))
        for row in kept.relations_of(actor, claim)
    ]  # fmt: skip


def _may_remove(actor: Actor, claim: Claim, appearance: Appearance) -> Answer:
    appearance.claim = claim  # the page has it already
    return permissions.may_remove_appearance(actor, appearance)


@page
def claim_history(request: PageRequest, claim_id: str) -> HttpResponse:
    """What happened to a claim and all that hangs on it, as far as the reader may see it."""
    claim = queries.claim(request.actor, claim_id)
    events = history.events_visible_to(request.actor).filter(claim_id=claim.pk)
    return show_history(
        request, events, title=_("History of claim %(number)d") % {"number": claim.number}, of=claim.text,
        back=f"/claims/{claim.pk}/", nav="claims",
    )  # fmt: skip


@page
def edit(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Change a claim's wording and particulars, until it is published."""
    claim = queries.claim(request.actor, claim_id)
    if request.method != "POST":
        require(permissions.may_edit_claim(request.actor, claim))
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
        "may_archive": permissions.may_archive_claim(request.actor, claim), "nav": "claims",
    }  # fmt: skip
    return render(request, "claims/edit_claim.html", context)


@page
def archive(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Take a claim out of sight, after asking."""
    claim = queries.claim(request.actor, claim_id)
    require(permissions.may_archive_claim(request.actor, claim))
    if request.method == "POST":
        archive_claim(request.actor, claim)
        messages.success(request, _("The claim is archived; its history stays."))
        return redirect("claims")
    return render(request, "claims/archive_claim.html", {"claim": claim, "nav": "claims"})


@page
def remove_place(request: PageRequest, appearance_id: str) -> HttpResponseBase:
    """Take a place where a claim is made from it."""
    appearance = queries.appearance_rows(request.actor).fetch(appearance_id)
    if request.method == "POST":
        remove_appearance(request.actor, appearance)
        messages.success(request, _("The appearance is removed; the words stay marked in the article."))
    return redirect("claim", claim_id=appearance.claim_id)


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
    row = next((row for row in lifecycle.steps() if row.to == to), None)
    if row is None:
        raise NotFound(_("There is no such step."))
    if request.method != "POST":
        require(lifecycle.may_take(request.actor, claim, to))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            move_claim(request.actor, claim, to=to, reason=form.cleaned_data["reason"])
            messages.success(request, _("Done."))
            return redirect("claim", claim_id=claim.pk)
    context = {"claim": claim, "row": row, "form": form, "nav": "claims"}
    return render(request, "claims/step.html", context)
