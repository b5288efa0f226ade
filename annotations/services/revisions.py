"""A new text of an article: taken in, and the annotations carried to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from annotations import permissions
from annotations.anchoring import Placement, Span, anchor, carry, locate
from annotations.models import Anchor, Annotation, Article, Capture, Revision
from annotations.models.anchor import AnchorStatus
from annotations.models.article import ArticleState
from annotations.services.captures import keep_upload
from annotations.services.taking_in import TakenIn, Upload, take_in
from annotations.signals import Carried, reanchored
from factcheck.core.hashing import sha256_text
from factcheck.core.problems import Conflict
from factcheck.desks import history
from factcheck.desks.actors import Actor
from factcheck.desks.editing import create, lock, move
from factcheck.desks.permissions import require


@dataclass(frozen=True)
class NewText:
    """What came of a text: the revision that has it, whether it is new, and how many annotations sit in it how."""

    revision: Revision
    is_new: bool
    reanchoring: dict[str, int]


@transaction.atomic
def add_revision(
    actor: Actor, article: Article, *, text: str | None = None, html: str | None = None, upload: Upload | None = None
) -> NewText:
    """Take in what the article says now: its `text`, the `html` of its page, or an uploaded file.

    The text it has already makes no new revision. Otherwise every annotation is looked for in the new text; where it
    sits, and how sure that is, is kept as an anchor, and the annotation stays as it was made.
    """
    require(permissions.may_edit_article(actor, article))
    url = article.urls.values_list("url", flat=True).first() or ""
    found = take_in(text=text, html=html, upload=upload, url=url, keep_everything=article.keep_everything)
    article = lock(article)
    return take_in_revision(actor, article, found, keep_upload(actor, article, upload) if upload else None)


def take_in_revision(actor: Actor, article: Article, found: TakenIn, capture: Capture | None = None) -> NewText:
    """The same for words that were read already. The article is locked."""
    old = article.revision
    digest = sha256_text(found.text)
    if old is not None and old.sha256 == digest:
        return NewText(old, is_new=False, reanchoring=_how_they_sit(old))
    new = create(
        actor, "revision.added",
        Revision(
            desk_id=article.desk_id, article=article, number=article.revisions.count() + 1, text=found.text,
            sha256=digest, length=len(found.text), blocks=found.blocks, html=found.html, capture=capture,
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


# Carrying --------------------------------------------------------------------------------------------------------


def carried_to(
    actor: Actor, article: Article, old: Revision, new: Revision, annotations: list[Annotation]
) -> None:  # fmt: skip
    """Give each of the annotations, which sat in `old`, its anchor in `new`; tell the apps above."""
    before = {a.annotation_id: a for a in Anchor.objects.filter(revision=old, annotation__in=annotations)}
    placements = _placements(old, new, annotations, before)
    carried = [
        Carried(annotation, before.get(annotation.pk), _anchor(actor, annotation, new, placement))
        for annotation, placement in zip(annotations, placements, strict=True)
    ]
    Anchor.objects.bulk_create([one.after for one in carried], batch_size=500)
    if carried:
        counted = Counter(str(one.after.status) for one in carried)
        history.append(
            actor, article.desk_id, "revision.annotations_carried", subject_type=Revision.history_type,
            subject_id=new.pk, changes={"reanchoring": [None, dict(sorted(counted.items()))]},
        )  # fmt: skip
    reanchored.send(sender=Article, actor=actor, article=article, revision=new, carried=carried)


def _placements(
    old: Revision, new: Revision, annotations: list[Annotation], before: dict[UUID, Anchor]
) -> list[Placement]:
    """Those that sat in the old text are carried with both texts at hand; the lost ones are looked for by their words."""
    spans = {
        pk: Span(a.start, a.end) for pk, a in before.items() if a.start is not None and a.end is not None
    }  # fmt: skip
    placed = dict(zip(spans, carry(old.text, new.text, list(spans.values())), strict=True))
    return [
        _against_its_words(annotation, placed[annotation.pk], before[annotation.pk], new.text)
        if annotation.pk in placed
        else anchor(new.text, selectors_of(annotation))
        for annotation in annotations
    ]


def selectors_of(annotation: Annotation) -> list[dict[str, object]]:
    """The W3C selectors of an annotation, as of the revision it was made on."""
    return [
        {
            "type": "TextQuoteSelector", "exact": annotation.exact, "prefix": annotation.prefix,
            "suffix": annotation.suffix,
        },
        {"type": "TextPositionSelector", "start": annotation.start, "end": annotation.end},
    ]  # fmt: skip


def _against_its_words(annotation: Annotation, placement: Placement, before: Anchor, text: str) -> Placement:
    """A placement held against what was annotated, not against the revision before: words that changed once stay changed."""
    if placement.start is None or placement.end is None:
        return placement
    if text[placement.start : placement.end] != annotation.exact:
        score = min(placement.score * before.score, 0.999)
        return Placement(placement.start, placement.end, AnchorStatus.CHANGED.value, score)
    stayed = (placement.start, placement.end) == (annotation.start, annotation.end)
    status = AnchorStatus.EXACT if stayed else AnchorStatus.MOVED
    return Placement(placement.start, placement.end, status.value, 1.0)


def _anchor(actor: Actor, annotation: Annotation, revision: Revision, placement: Placement) -> Anchor:
    return Anchor(
        desk_id=annotation.desk_id, created_by=actor.user, annotation=annotation, revision=revision,
        start=placement.start, end=placement.end, status=placement.status, score=placement.score,
    )  # fmt: skip


@transaction.atomic
def reattach(actor: Actor, annotation: Annotation, *, selector: object) -> Anchor:
    """Say by hand where an annotation sits in the current text. The annotation itself stays as it was made.

    Raises Invalid when nothing is there, AmbiguousQuote when the words stand in several places.
    """
    require(permissions.may_annotate(actor, annotation.article))
    article = lock(annotation.article)
    revision = article.revision
    if revision is None:
        raise Conflict("This article has no text yet, so nothing in it can be marked.")
    span = locate(revision.text, selector)
    found = Anchor.objects.select_for_update().filter(annotation=annotation, revision=revision).first()
    before = _told(found) if found else None
    kept = found or Anchor(desk_id=annotation.desk_id, created_by=actor.user, annotation=annotation, revision=revision)
    same_words = revision.text[span.start : span.end] == annotation.exact
    stayed = (span.start, span.end) == (annotation.start, annotation.end)
    kept.start, kept.end, kept.score = span.start, span.end, 1.0
    kept.status = AnchorStatus.CHANGED if not same_words else AnchorStatus.EXACT if stayed else AnchorStatus.MOVED
    kept.save()
    history.append(
        actor, annotation.desk_id, "annotation.reattached", subject_type=Annotation.history_type,
        subject_id=annotation.pk, changes={"anchor": [before, _told(kept)]},
    )  # fmt: skip
    return kept


def _told(row: Anchor) -> dict[str, object]:
    return {
        "revision": str(row.revision_id), "status": str(row.status), "start": row.start, "end": row.end,
        "score": row.score,
    }  # fmt: skip
