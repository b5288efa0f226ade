"""What a publisher did to the words of a claim, and what it was asked to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from annotations.models import Article, Revision
from annotations.services.fetching import stop_watching, watch_article
from annotations.signals import Carried
from claims import permissions
from claims.models import Appearance, Claim, CorrectionRequest, Outcome
from factcheck.core import clock
from factcheck.core.problems import Invalid
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.editing import archive, change, create, lock, move
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
    if sent_at > clock.now():
        raise Invalid.at("/sent_at", "A request that is yet to be sent cannot be noted as sent.")
    asked = create(
        actor, "correction.requested",
        CorrectionRequest(
            desk_id=claim.desk_id, claim=claim, appearance=appearance, sent_to=sent_to.strip(), sent_at=sent_at,
            channel=channel.strip(), answer=answer, outcome=outcome,
        ),
    )  # fmt: skip
    _watch_while_pending(appearance.annotation.article)
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
    _watch_while_pending(asked.appearance.annotation.article)
    return asked


@transaction.atomic
def archive_correction_request(
    actor: Actor, asked: CorrectionRequest, *, version: int | None = None
) -> CorrectionRequest:  # fmt: skip
    """Take a request out of sight that was noted by mistake."""
    require(permissions.may_note_correction(actor, asked.claim))
    asked = archive(actor, "correction.request_archived", lock(asked, version))
    _watch_while_pending(asked.appearance.annotation.article)
    return asked


def _watch_while_pending(article: Article) -> None:
    pending = CorrectionRequest.objects.live().filter(
        appearance__annotation__article=article, outcome=Outcome.PENDING
    )  # fmt: skip
    if pending.exists():
        watch_article(article)
    else:
        stop_watching(article)


# What the publisher changed -----------------------------------------------------------------------------------------


def note_changed_words(actor: Actor, revision: Revision, carried: list[Carried]) -> None:
    """Tell each claim whose words the publisher changed, with the words before and after; in the running transaction."""
    changed = {one.annotation.pk: one for one in carried if _words_changed(one)}
    appearances = Appearance.objects.live().filter(annotation__in=changed, claim__archived_at=None)
    old_texts: dict[Any, str] = {}
    for appearance in appearances.select_related("claim"):
        one = changed[appearance.annotation_id]
        history.append(
            actor, appearance.desk_id, "appearance.words_changed", subject_type=Appearance.history_type,
            subject_id=appearance.pk, claim_id=appearance.claim_id,
            changes={
                "words": [_words_before(one, old_texts), _words_in(revision.text, one)],
                "revision": [str(one.before.revision_id) if one.before else None, str(revision.pk)],
            },
        )  # fmt: skip


def _words_changed(one: Carried) -> bool:
    """Whether the words are others than in the revision before; gone counts, and coming back does."""
    if one.before is None:
        return False
    if one.after.start is None:
        return one.before.start is not None
    return one.after.score != one.before.score


def _words_before(one: Carried, texts: dict[Any, str]) -> str | None:
    before = one.before
    if before is None or before.start is None:
        return None
    if before.revision_id not in texts:
        texts[before.revision_id] = before.revision.text
    return texts[before.revision_id][before.start : before.end]


def _words_in(text: str, one: Carried) -> str | None:
    return None if one.after.start is None else text[one.after.start : one.after.end]


@transaction.atomic
def acknowledge_words(actor: Actor, appearance: Appearance) -> Appearance:
    """Say that the desk has looked at the words as they are now; the appearance leaves the queue until they change again."""
    require(permissions.may_note_correction(actor, appearance.claim))
    appearance = lock(appearance)
    now = appearance.annotation.article.revision
    return move(actor, "appearance.words_seen", appearance, {"seen_revision": now})
