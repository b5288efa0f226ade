"""A new text of an article: taken in, and the annotations carried to it; one that lost its place is put back by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from annotations import permissions
from annotations.anchoring import Span
from annotations.models import Anchor, Annotation, Article, Revision
from annotations.models.anchor import AnchorStatus
from annotations.models.article import ArticleState
from annotations.services.annotations import locate_words
from annotations.services.captures import Original, keep
from annotations.services.carrying import carried_to, status_at, words_at
from annotations.services.reckoning import placements
from annotations.services.taking_in import TakenIn, Upload, take_in
from annotations.signals import placed_by_hand
from factcheck.core.hashing import sha256_text
from factcheck.core.problems import Conflict, Invalid
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.editing import create, lock, move
from factcheck.desks.permissions import require
from factcheck.desks.preparing import prepared_first


@dataclass(frozen=True)
class NewText:
    """What came of a text: the revision that has it, whether it is new, and how many annotations sit in it how."""

    revision: Revision
    is_new: bool
    reanchoring: dict[str, int]


def add_revision(
    actor: Actor, article: Article, *, text: str | None = None, html: str | None = None, upload: Upload | None = None,
    version: int | None = None,
) -> NewText:  # fmt: skip
    """Take in what the article says now: its `text`, the `html` of its page, or an uploaded file.

    The text it has already makes no new revision. Otherwise every annotation is looked for in the new text; where it
    sits, and how sure that is, is kept as an anchor, and the annotation stays as it was made. Nothing is locked while the
    words are read, or the texts compared.
    """
    require(permissions.may_edit_article(actor, article))
    url = article.urls.values_list("url", flat=True).first() or ""
    found = take_in(text=text, html=html, upload=upload, url=url, keep_everything=article.keep_everything)
    return _add_revision(actor, article, found, upload, version)


@prepared_first
def _add_revision(
    actor: Actor, article: Article, found: TakenIn, upload: Upload | None, version: int | None
) -> NewText:  # fmt: skip
    return take_in_revision(actor, lock(article, version), found, upload)


def take_in_revision(actor: Actor, article: Article, found: TakenIn, original: Original | None) -> NewText:
    """The same for words that were read already, from the `original` if they came as bytes.

    The article is locked, by a service that is `prepared_first`.
    """
    old = article.revision
    digest = sha256_text(found.text)
    if old is not None and old.sha256 == digest:
        return NewText(old, is_new=False, reanchoring=_how_they_sit(old))
    capture = keep(actor, article, original, copied_at=found.copied_at) if original else None
    new = create(
        actor, "revision.added",
        Revision(
            desk_id=article.desk_id, article=article, number=article.revisions.count() + 1, text=found.text,
            sha256=digest, length=len(found.text), blocks=found.blocks, html=found.html, capture=capture, follows=old,
        ),
    )  # fmt: skip
    move(actor, "article.text_taken_in", article, {"revision": new, "state": ArticleState.READY})
    if old is not None:
        annotations = list(Annotation.objects.live().filter(article=article).order_by("id"))
        carried_to(actor, article, old, new, annotations)
    return NewText(new, is_new=True, reanchoring=_how_they_sit(new))


def _how_they_sit(revision: Revision) -> dict[str, int]:
    anchors = Anchor.objects.filter(revision=revision, annotation__archived_at=None)
    counted = Counter(anchors.values_list("status", flat=True))
    return {status: counted[status] for status in AnchorStatus.values}


# By hand ---------------------------------------------------------------------------------------------------------


@prepared_first
def reattach(
    actor: Actor, annotation: Annotation, *, selector: object, revision: Revision | None = None,
    version: int | None = None,
) -> Anchor:  # fmt: skip
    """Say by hand where an annotation sits in the current text. What it says stays as it was made.

    `revision` is the one that was read, if the article may have changed since: the words are chosen there, and have to
    stand in the current text as they were read. The annotation has a new version then, so that of two who put it in two
    places the second is told. Raises Invalid when nothing is there, AmbiguousQuote when the words stand in several
    places, Conflict when they are not in the current text.
    """
    require(permissions.may_annotate(actor, annotation.article))
    article = lock(annotation.article)
    annotation = lock(annotation, version)
    current = article.revision
    if current is None:
        raise Conflict("This article has no text yet, so nothing in it can be marked.")
    if revision is not None and revision.article_id != article.pk:
        raise Invalid.at("/revision", "This is not a revision of the article.")
    span = _chosen(revision or current, current, selector)
    anchors = Anchor.objects.filter(annotation=annotation)
    found = anchors.select_for_update(no_key=True).filter(revision=current).first()
    before, words_before = (_told(found), words_at(found, current)) if found else (None, None)
    kept = found or Anchor(desk_id=annotation.desk_id, created_by=actor.user, annotation=annotation, revision=current)
    kept.start, kept.end, kept.score = span.start, span.end, 1.0
    kept.status = status_at(annotation, span, current.text)
    _tell_since_when(kept, words_before, is_new=found is None)
    told = current.anchors_sha256()
    kept.save()
    _record(actor, annotation, current, [before, _told(kept)], [told, current.anchors_sha256()])
    placed_by_hand.send(
        sender=Annotation, actor=actor, annotation=annotation, revision=current, words_before=words_before,
        words_after=words_at(kept, current),
    )  # fmt: skip
    return kept


def _chosen(read: Revision, current: Revision, selector: object) -> Span:
    """The place in the current text of what was chosen in the text that was `read`."""
    span = locate_words(read.text, selector)
    if read == current:
        return span
    [place] = placements(current, [(read, span)])
    if place.start is None or place.end is None or place.status == AnchorStatus.CHANGED:
        raise Conflict(
            "The article changed since you read it, and these words do not stand in it any more as you saw them. "
            "Look at its current text and choose again."
        )
    return Span(place.start, place.end)


def _tell_since_when(kept: Anchor, words_before: str | None, *, is_new: bool) -> None:
    """Since when the words stand that were chosen by hand, and whether the publisher changed them or only the desk did.

    Words that are those of the text before were never changed. A change that the publisher made in this very text
    stays its doing, wherever the highlight is put.
    """
    current = kept.revision
    last = _anchor_before(kept)
    if last is not None and words_at(last, last.revision) == words_at(kept, current):
        kept.words_since_id, kept.by_desk = last.words_since_id, False
    elif is_new or (words_before != words_at(kept, current) and kept.words_since_id != current.pk):
        kept.words_since_id, kept.by_desk = current.pk, kept.annotation.revision_id != current.pk


def _anchor_before(kept: Anchor) -> Anchor | None:
    others = Anchor.objects.filter(annotation=kept.annotation).exclude(revision=kept.revision)
    return others.select_related("revision").order_by("-id").first()


def _record(
    actor: Actor, annotation: Annotation, revision: Revision, anchor: list[Any], anchors_sha256: list[Any]
) -> None:
    annotation.version += 1
    annotation.save(update_fields=["version", "updated_at"])
    history.append(
        actor, annotation.desk_id, "annotation.reattached", subject_type=Annotation.history_type,
        subject_id=annotation.pk, changes={"anchor": anchor}, version=annotation.version,
    )  # fmt: skip
    history.append(
        actor, annotation.desk_id, "revision.anchors_changed", subject_type=Revision.history_type,
        subject_id=revision.pk, changes={"anchors_sha256": anchors_sha256},
    )  # fmt: skip


def _told(row: Anchor) -> dict[str, object]:
    return {
        "revision": str(row.revision_id), "status": str(row.status), "start": row.start, "end": row.end,
        "score": row.score,
    }  # fmt: skip
