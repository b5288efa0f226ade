"""Writing a review and taking it to the public; and the public's own pages."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from annotations.web.timeline import show_history
from claims import kept, permissions, queries
from claims.claimreview import as_script, claim_review_of
from claims.models import Claim, Review, ReviewState
from claims.services.reviews import correct_review, draft_review, edit_review, publish_review, retract_review
from claims.web.forms import CorrectReviewForm, ReasonForm, ReviewForm, VersionForm
from factcheck.core.markdown import render_markdown
from factcheck.core.problems import NotFound
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.permissions import Answer, Denied, require
from factcheck.web.lists import BoundedPaginator, as_shown
from factcheck.web.pages import PageRequest, page, public_page

AROUND = 400
"""Code points of an archived copy shown to the public on each side of a quote."""


@page
def write(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Draft the review of a decided claim, correct a published one."""
    claim = queries.claim(request.actor, claim_id)
    review = queries.review_rows(request.actor).filter(claim=claim).first()
    if request.method != "POST":
        if review is not None and review.state == ReviewState.RETRACTED:
            return redirect("review", slug=review.slug)
        require(permissions.may_change_review(request.actor, claim, review))
    is_public = review is not None and review.state != ReviewState.DRAFT
    saved = {name: getattr(review, name) for name in ReviewForm.FIELDS} if review else {}
    initial = {**saved, "version": review.version if review else None}
    form = (CorrectReviewForm if is_public else ReviewForm)(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            _save(request, claim, review, form)
            messages.success(
                request, _("Corrected; readers see what changed.") if is_public else _("The draft is saved.")
            )
            return redirect("write-review", claim_id=claim.pk)
    context = {
        "claim": claim, "review": review, "form": form, "is_public": is_public, "nav": "claims",
        "differences": form.show_conflict(saved) if form.conflict else [],
        "preview": mark_safe(render_markdown(review.body)) if review else "",  # noqa: S308  # cleaned
        "decision": claim.decisions.filter(archived_at=None).select_related("rating").first(),
        "may_publish": _may_publish(request.actor, review),
    }  # fmt: skip
    return render(request, "claims/write_review.html", context)


def _save(request: PageRequest, claim: Claim, review: Review | None, form: ReviewForm) -> Review:
    fields = {name: form.cleaned_data[name] for name in ReviewForm.FIELDS}
    if review is None:
        return draft_review(request.actor, claim, **fields)
    version = form.cleaned_data["version"]
    if isinstance(form, CorrectReviewForm):
        return correct_review(request.actor, review, note=form.cleaned_data["note"], version=version, **fields)
    return edit_review(request.actor, review, version=version, **fields)


def _may_publish(actor: Actor, review: Review | None) -> Answer:
    """Publish the draft, or retract what is published."""
    if review is None:
        return Denied(_("Save the draft first."))
    return (permissions.may_publish if review.state == ReviewState.DRAFT else permissions.may_correct)(actor, review)


@page
def publish(request: PageRequest, review_id: str) -> HttpResponseBase:
    """Show a draft to the world."""
    review = queries.review_rows(request.actor).fetch(review_id)
    form = VersionForm(request.POST or None)
    if form.is_valid():
        with form.problems():
            publish_review(request.actor, review, version=form.cleaned_data["version"])
            messages.success(request, _("Published. This is the page that everybody sees."))
            return redirect("review", slug=review.slug)
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("write-review", claim_id=review.claim_id)


@page
def retract(request: PageRequest, review_id: str) -> HttpResponseBase:
    """Take a published review back; its page stays and says why."""
    review = queries.review_rows(request.actor).fetch(review_id)
    if request.method != "POST":
        require(permissions.may_correct(request.actor, review))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.problems():
            retract_review(request.actor, review, reason=form.cleaned_data["reason"])
            messages.success(request, _("Retracted; the page says why."))
            return redirect("review", slug=review.slug)
    context = {"review": review, "form": form, "nav": "reviews"}
    return render(request, "claims/retract_review.html", context)


# For everybody ---------------------------------------------------------------------------------------------------


@public_page
def review_list(request: PageRequest) -> HttpResponse:
    """What has been published, the newest first."""
    everybody = Actor.anonymous()
    dated = Q(published_at__isnull=False)  # as all of them are: it has SQLite go by their index, and not sort them all
    rows = Review.objects.visible_to(everybody).public().filter(dated).order_by("-published_at", "-id")
    pages = as_shown(BoundedPaginator(rows, 20).get_page(request.GET.get("page")), kept.REVIEWS_IN_LIST, everybody)
    return render(request, "claims/reviews.html", {"pages": pages, "nav": "reviews"})


def _published(request: PageRequest, slug: str) -> Review:
    review = queries.review_rows(request.actor).public().filter(slug=slug).first()
    if review is None:
        raise NotFound(_("No review is published at this address."))
    return review


@public_page
def review_page(request: PageRequest, slug: str) -> HttpResponse:
    """The public page of a review: the rating in words first, corrections on top, ClaimReview inside."""
    review = _published(request, slug)
    markup = claim_review_of(review, request.build_absolute_uri("/")[:-1])
    context = {
        "review": review,
        "claim": review.claim,
        "body": mark_safe(render_markdown(review.body)),  # noqa: S308  # cleaned
        "evidence": queries.published_evidence(review),
        "markup": mark_safe(as_script(markup)),  # noqa: S308  # escaped for scripts
        "nav": "reviews",
    }
    return render(request, "claims/review.html", context)


@public_page
def archived_quote(request: PageRequest, slug: str, evidence_id: str) -> HttpResponse:
    """Where a quote stands in the archived copy of its source, with the copy's hash."""
    review = _published(request, slug)
    rows = queries.published_evidence(review).filter(start__isnull=False, source__protected=False)
    evidence = rows.filter(pk=evidence_id).first()
    if evidence is None or evidence.snapshot is None or evidence.start is None or evidence.end is None:
        raise NotFound(_("There is no archived quote at this address."))
    text = evidence.snapshot.text
    context = {
        "review": review, "evidence": evidence, "nav": "reviews",
        "before": text[max(0, evidence.start - AROUND) : evidence.start], "exact": text[evidence.start : evidence.end],
        "after": text[evidence.end : evidence.end + AROUND],
    }  # fmt: skip
    return render(request, "claims/archived_quote.html", context)


@page
def review_history(request: PageRequest, review_id: str) -> HttpResponse:
    """What happened to a review of one's desk: its drafts, and what was put right since it was published."""
    review = queries.review_rows(request.actor).filter(desk__in=request.actor.desk_ids).fetch(review_id)
    corrections = review.corrections.values("pk")
    events = history.events_visible_to(request.actor)
    return show_history(
        request, events.filter(Q(subject_id=review.pk) | Q(subject_id__in=corrections)), title=_("History of a review"),
        of=review.headline, back=f"/claims/{review.claim_id}/review/", nav="claims",
    )  # fmt: skip
