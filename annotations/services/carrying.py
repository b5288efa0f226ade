"""Giving annotations their anchors in another text of their article."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.db.models import OuterRef, Subquery

from annotations.anchoring import Placement, Span
from annotations.models import Anchor, Annotation, Article, Revision
from annotations.models.anchor import AnchorStatus
from annotations.services.reckoning import placements
from annotations.signals import Carried, reanchored
from factcheck.desks import history
from factcheck.desks.actors import Actor


def carried_to(
    actor: Actor, article: Article, old: Revision, new: Revision, annotations: list[Annotation], *,
    by_desk: bool = False,
) -> None:  # fmt: skip
    """Give each of the annotations, which sat in `old`, its anchor in `new`; tell the apps above.

    `by_desk`: it is not the publisher who put `new` in the place of `old`, but the desk, which joined two articles.
    The service around it is `prepared_first`.
    """
    before = {a.annotation_id: a for a in Anchor.objects.filter(revision=old, annotation__in=annotations)}
    sat = _where_they_sat(annotations, old, before)
    places = placements(new, [(one.revision, Span(one.start, one.end)) for one in sat])  # type: ignore[arg-type]  # placed
    carried = [
        _carried(actor, before.get(one.annotation_id), one, placement, old, new, by_desk=by_desk)
        for one, placement in zip(sat, places, strict=True)
    ]
    told = new.anchors_sha256()
    Anchor.objects.bulk_create([one.after for one in carried], batch_size=500)
    if carried:
        counted = Counter(str(one.after.status) for one in carried)
        history.append(
            actor, article.desk_id, "revision.annotations_carried", subject_type=Revision.history_type,
            subject_id=new.pk,
            changes={
                "reanchoring": [None, dict(sorted(counted.items()))],
                "anchors_sha256": [told, new.anchors_sha256()],
            },
        )  # fmt: skip
    reanchored.send(sender=Article, actor=actor, article=article, revision=new, carried=carried, by_desk=by_desk)


def _where_they_sat(annotations: list[Annotation], old: Revision, before: dict[UUID, Anchor]) -> list[Anchor]:
    """For each annotation the last anchor that has a place: in `old`, or in a text before it for those lost there."""
    there = {pk: anchor for pk, anchor in before.items() if anchor.start is not None}
    lost = [annotation for annotation in annotations if annotation.pk not in there]
    last = (
        Anchor.objects.filter(annotation=OuterRef("annotation"), start__isnull=False).order_by("-id").values("pk")[:1]
    )
    there |= {a.annotation_id: a for a in Anchor.objects.filter(annotation__in=lost, pk=Subquery(last))}
    for annotation in annotations:
        there.setdefault(annotation.pk, _where_it_was_made(annotation)).annotation = annotation
    texts = {old.pk: old, **Revision.objects.in_bulk({a.revision_id for a in there.values()} - {old.pk})}
    for anchor in there.values():
        anchor.revision = texts[anchor.revision_id]
    return [there[annotation.pk] for annotation in annotations]


def _where_it_was_made(annotation: Annotation) -> Anchor:
    return Anchor(
        annotation=annotation, revision_id=annotation.revision_id, start=annotation.start, end=annotation.end
    )  # fmt: skip


def _carried(
    actor: Actor, before: Anchor | None, sat: Anchor, placement: Placement, old: Revision, new: Revision, *, by_desk: bool
) -> Carried:  # fmt: skip
    annotation = sat.annotation
    placement = _against_its_words(annotation, placement, sat, new.text)
    after = Anchor(
        desk_id=annotation.desk_id, created_by=actor.user, annotation=annotation, revision=new,
        start=placement.start, end=placement.end, status=placement.status, score=placement.score, words_since=new,
    )  # fmt: skip
    one = Carried(annotation, before, after, words_at(before, old) if before else None, words_at(after, new))
    if before is not None and not one.words_changed:
        after.words_since_id = before.words_since_id
    after.by_desk = by_desk and after.words_since_id == new.pk
    return one


def _against_its_words(annotation: Annotation, placement: Placement, sat: Anchor, text: str) -> Placement:
    """A placement held against what was annotated, not against where it sat last: words that changed once stay changed."""
    if placement.start is None or placement.end is None:
        return placement
    span = Span(placement.start, placement.end)
    status = status_at(annotation, span, text)
    score = min(placement.score * sat.score, 0.999) if status == AnchorStatus.CHANGED else 1.0
    return Placement(span.start, span.end, status.value, score)


def status_at(annotation: Annotation, span: Span, text: str) -> AnchorStatus:
    """How an annotation sits that has its place there."""
    if text[span.start : span.end] != annotation.exact:
        return AnchorStatus.CHANGED
    stayed = (span.start, span.end) == (annotation.start, annotation.end)
    return AnchorStatus.EXACT if stayed else AnchorStatus.MOVED


def words_at(anchor: Anchor, revision: Revision) -> str | None:
    """The words an annotation stands on in a revision; None if they are gone."""
    return None if anchor.start is None else revision.text[anchor.start : anchor.end]
