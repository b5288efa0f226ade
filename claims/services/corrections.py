"""What a publisher did to the words of a claim, and what it was asked to do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from annotations.models import Anchor, Annotation, Article, Revision
from annotations.services.fetching import stop_watching, watch_article
from annotations.signals import Carried
from claims import permissions
from claims.models import Appearance, Claim, CorrectionRequest, Outcome
from factcheck.core import clock
from factcheck.core.problems import Conflict, Invalid
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock, lock_named, move
from factcheck.desks.permissions import require


@transaction.atomic
def request_correction(
    actor: Actor, claim: Claim, *, appearance: Appearance, sent_to: str, sent_at: datetime, channel: str = "",
    answer: str = "", outcome: str = Outcome.PENDING,
) -> CorrectionRequest:  # fmt: skip
    """Note that a publisher was asked to correct what it printed. While that is pending, its article is watched."""
    require(permissions.may_note_correction(actor, claim))
    claim = lock(claim)
    if appearance.claim_id != claim.pk:
        raise Invalid.at("/appearance", "This is not an appearance of the claim.")
    appearance = lock_named(appearance, "/appearance")
    if sent_at > clock.now():
        raise Invalid.at("/sent_at", "A request that is yet to be sent cannot be noted as sent.")
    asked = create(
        actor, "correction.requested",
        CorrectionRequest(
            desk_id=claim.desk_id, claim=claim, appearance=appearance, sent_to=sent_to.strip(), sent_at=sent_at,
            channel=channel.strip(), answer=answer, outcome=outcome,
        ),
    )  # fmt: skip
    watch_while_pending(appearance.annotation.article)
    return asked


@transaction.atomic
def edit_correction_request(
    actor: Actor, asked: CorrectionRequest, *, version: int | None = None, **changes: Any
) -> CorrectionRequest:  # fmt: skip
    """Note the answer and the outcome, or put the rest right."""
    require(permissions.may_note_correction(actor, asked.claim))
    asked = lock(asked, version)
    if changes.get("sent_at", asked.sent_at) > clock.now():
        raise Invalid.at("/sent_at", "A request that is yet to be sent cannot be noted as sent.")
    asked = change(actor, "correction.request_edited", asked, changes)
    watch_while_pending(asked.appearance.annotation.article)
    return asked


@transaction.atomic
def archive_correction_request(
    actor: Actor, asked: CorrectionRequest, *, version: int | None = None
) -> CorrectionRequest:  # fmt: skip
    """Take a request out of sight that was noted by mistake."""
    require(permissions.may_note_correction(actor, asked.claim))
    asked = archive(actor, "correction.request_archived", lock(asked, version))
    watch_while_pending(asked.appearance.annotation.article)
    return asked


def watch_while_pending(article: Article) -> None:
    """Have an article looked at again and again while a publisher is asked to correct it, and no longer."""
    pending = CorrectionRequest.objects.live().filter(
        outcome=Outcome.PENDING, claim__archived_at=None, appearance__archived_at=None,
        appearance__annotation__article=article,
    )  # fmt: skip
    if pending.exists():
        watch_article(article)
    else:
        stop_watching(article)


# What the publisher changed -----------------------------------------------------------------------------------------


def note_changed_words(actor: Actor, revision: Revision, carried: list[Carried], *, by_desk: bool) -> None:
    """Tell each claim whose words are others now, with the words before and after; in the running transaction.

    `by_desk`: its article was joined with another, and the words are that one's; else the publisher changed them.
    """
    changed = {one.annotation.pk: one for one in carried if one.words_changed}
    for appearance in _appearances(changed):
        one = changed[appearance.annotation_id]
        history.append(
            actor, appearance.desk_id, "appearance.text_joined" if by_desk else "appearance.words_changed",
            subject_type=Appearance.history_type, subject_id=appearance.pk, claim_id=appearance.claim_id,
            changes={
                "words": [one.words_before, one.words_after],
                "revision": [str(one.before.revision_id) if one.before else None, str(revision.pk)],
            },
        )  # fmt: skip


def note_place(actor: Actor, annotation: Annotation, revision: Revision, words: list[str | None]) -> None:
    """Tell each claim that stands on an annotation that it was put on other words by hand: `words`, before and after."""
    if words[0] == words[1]:
        return
    for appearance in _appearances([annotation.pk]):
        history.append(
            actor, appearance.desk_id, "appearance.placed", subject_type=Appearance.history_type,
            subject_id=appearance.pk, claim_id=appearance.claim_id,
            changes={"words": words, "revision": [None, str(revision.pk)]},
        )  # fmt: skip


def _appearances(annotations: Collection[UUID]) -> QuerySet[Appearance]:
    rows = Appearance.objects.live().filter(annotation__in=annotations, claim__archived_at=None)
    return rows.select_related("claim")


@transaction.atomic
def acknowledge_words(actor: Actor, appearance: Appearance, *, since: UUID | str) -> Appearance:
    """Say that the desk has looked at the words that stand `since` a revision; until they change again nobody is told.

    Raises Conflict when they changed once more since they were read.
    """
    require(permissions.may_note_correction(actor, appearance.claim))
    appearance = lock(appearance)
    article = lock(appearance.annotation.article)
    here = Anchor.objects.filter(annotation=appearance.annotation_id, revision=article.revision_id).first()
    if here is None or str(here.words_since_id) != str(since):
        raise Conflict("The words changed once more meanwhile. Look at them as they are now.")
    return move(actor, "appearance.words_seen", appearance, {"seen_revision": here.words_since})
