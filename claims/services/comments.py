"""Talking about a claim."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from claims import permissions
from claims.models import Claim, Comment, Verdict
from factcheck.core.problems import Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock, lock_named
from factcheck.desks.permissions import require


@transaction.atomic
def add_comment(actor: Actor, claim: Claim, *, text: str, reply_to: Comment | None = None) -> Comment:
    """Say something about the claim, or answer a comment. Colleagues are addressed as `@username`.

    Raises Invalid at `/text`, and at `/reply_to` for an answer to another claim's comment, to an answer, or to what was
    removed.
    """
    require(permissions.may_comment(actor, claim))
    claim = lock(claim)
    if reply_to is not None:
        reply_to = lock_named(reply_to, "/reply_to")
        if reply_to.claim_id != claim.pk:
            raise Invalid.at("/reply_to", _("An answer belongs to the same claim as what it answers."))
        if reply_to.reply_to_id is not None:
            raise Invalid.at("/reply_to", _("This is an answer itself; answer the comment that it answers."))
    comment = Comment(
        desk_id=claim.desk_id, claim=claim, text=text.strip(), reply_to=reply_to, knew_verdicts=_knows(actor, claim)
    )  # fmt: skip
    return create(actor, "comment.added", comment)


def _knows(actor: Actor, claim: Claim) -> bool:
    """Whether the actor can read a verdict on the claim, or ever gave one: what they write may tell of it."""
    if Verdict.objects.filter(claim=claim, reviewer=actor.user).exists():
        return True
    return Verdict.objects.visible_to(actor).live().filter(claim=claim).exists()


@transaction.atomic
def edit_comment(actor: Actor, comment: Comment, *, version: int | None = None, **changes: Any) -> Comment:
    """Change the `text` of one's own comment, or say that a thread is `resolved`, or is not."""
    claim = lock(comment.claim)
    comment = lock(comment, version)
    if "text" in changes:
        require(permissions.may_edit_comment(actor, comment))
        changes["text"] = changes["text"].strip()
        changes["knew_verdicts"] = comment.knew_verdicts or _knows(actor, claim)
    if "resolved" in changes:
        require(permissions.may_comment(actor, claim))
        if comment.reply_to_id is not None:
            raise Invalid.at("/resolved", _("An answer is resolved with the comment that it answers."))
    if "text" in changes:
        verb = "comment.edited"
    else:
        verb = "comment.resolved" if changes.get("resolved") else "comment.taken_up_again"
    return change(actor, verb, comment, changes)


@transaction.atomic
def archive_comment(actor: Actor, comment: Comment, *, version: int | None = None) -> Comment:
    """Take a comment out of sight; what was answered to it stays."""
    lock(comment.claim)
    comment = lock(comment, version)
    require(permissions.may_archive_comment(actor, comment))
    return archive(actor, "comment.archived", comment)
