"""Saying something about a claim, on its page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from claims import permissions, queries
from claims.models import Comment
from claims.services.comments import add_comment, archive_comment, edit_comment
from claims.web.claims import show_claim
from claims.web.forms import CommentForm, EditCommentForm
from factcheck.core.problems import Invalid, NotFound
from factcheck.web.pages import PageRequest, page


@page
def add(request: PageRequest, claim_id: str) -> HttpResponseBase:
    """Say something about a claim, or answer; what cannot be saved is shown again on the claim's page."""
    claim = queries.claim_rows(request.actor).fetch(claim_id)
    if request.method != "POST":
        return redirect(f"/claims/{claim.pk}/#comments")
    form = CommentForm(request.POST, auto_id="id_comment_%s")
    if form.is_valid():
        with form.problems():
            answered = _answered(request, form.cleaned_data["reply_to"])
            comment = add_comment(request.actor, claim, text=form.cleaned_data["text"], reply_to=answered)
            messages.success(request, _("Your comment is saved."))
            return _to(comment)
    return show_claim(request, claim, comment_form=form)


def _answered(request: PageRequest, id: object) -> Comment | None:  # noqa: A002  # the contract calls it id
    if not id:
        return None
    try:
        return queries.comment_rows(request.actor).fetch(str(id))
    except NotFound as gone:
        raise Invalid.at("/reply_to", gone.detail) from None


def _to(comment: Comment) -> HttpResponseBase:
    return redirect(f"/claims/{comment.claim_id}/#comment-{comment.pk}")


@page
def edit(request: PageRequest, comment_id: str) -> HttpResponseBase:
    """Change the words of one's own comment."""
    comment = queries.comment_rows(request.actor).fetch(comment_id)
    saved = {"text": comment.text}
    form = EditCommentForm(request.POST or None, initial={**saved, "version": comment.version})
    if request.method == "POST" and form.is_valid():
        with form.problems():
            given = form.cleaned_data
            edit_comment(request.actor, comment, version=given["version"], text=given["text"])
            messages.success(request, _("Saved."))
            return _to(comment)
    context = {
        "comment": comment, "form": form, "may": permissions.may_edit_comment(request.actor, comment),
        "differences": form.show_conflict(saved) if form.conflict else [], "nav": "claims",
    }  # fmt: skip
    return render(request, "claims/edit_comment.html", context)


@page
def resolve(request: PageRequest, comment_id: str) -> HttpResponseBase:
    """Say that a thread is resolved (`resolved` is 1), or that it is not (0), whatever others said meanwhile."""
    comment = queries.comment_rows(request.actor).fetch(comment_id)
    if request.method == "POST":
        wanted = request.POST.get("resolved")
        if wanted not in ("0", "1"):
            raise Invalid.at("/resolved", _("This should be 1 for a thread that is resolved, or 0."))
        edit_comment(request.actor, comment, resolved=wanted == "1")
    return _to(comment)


@page
def remove(request: PageRequest, comment_id: str) -> HttpResponseBase:
    """Take a comment out of sight."""
    comment = queries.comment_rows(request.actor).fetch(comment_id)
    if request.method == "POST":
        archive_comment(request.actor, comment)
        messages.success(request, _("The comment is removed; its history stays."))
    return redirect(f"/claims/{comment.claim_id}/#comments")
