"""Agreement on where: which words of a text its reviewers took for claims."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from claims.agreement import AlphaU, Figure, MarkedText, SpanF1, figure_of
from claims.models import Appearance, Claim
from factcheck.desks.actors import Actor


@dataclass(frozen=True)
class SpanAgreement:
    """Over `texts` in which two or more of `raters` people marked claims."""

    f1: Figure
    alpha_u: Figure
    texts: int
    raters: int


def span_agreement(actor: Actor, claims: QuerySet[Claim]) -> SpanAgreement:
    """How well people agree on where these claims stand; apart from what they think of them.

    A text is one revision of an article, with the highlights that were made on it here and stand for a claim; what came in
    from elsewhere was not marked by the person who brought it. Who marked nothing is not known to have looked.
    """
    rows = (
        Appearance.objects.visible_to(actor)
        .live()
        .filter(
            claim__in=claims.order_by().values("pk"), annotation__archived_at=None, annotation__via__isnull=True,
            annotation__article__archived_at=None, annotation__created_by__isnull=False,
        )
        .order_by("annotation__revision", "annotation__start", "annotation__end")
        .values_list(
            "annotation__revision_id", "annotation__revision__length", "annotation__created_by_id", "annotation__start",
            "annotation__end",
        )
    )  # fmt: skip
    marked: dict[tuple[UUID, int], dict[UUID, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for revision, length, person, start, end in rows:
        marked[revision, length][person].append((start, end))
    texts = [MarkedText(length, spans) for (_id, length), spans in marked.items() if len(spans) > 1]
    return SpanAgreement(
        f1=figure_of(SpanF1(texts)),
        alpha_u=figure_of(AlphaU(texts)),
        texts=len(texts),
        raters=len({person for text in texts for person in text.spans}),
    )
