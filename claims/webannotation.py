"""Evidence and verdicts as Web Annotations on the words where their claim is made.

Evidence links those words to a source (`linking`); a verdict assesses them (`assessing`). An appearance needs no document of
its own: it is the annotation that it stands on, whose motivation is `identifying`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from annotations.anchoring import Quote, Span, selectors_of
from annotations.models import Annotation
from annotations.webannotation.terms import CONTEXT
from annotations.webannotation.writing import person, place_in, software
from claims.models import Claim, Evidence, Source, Verdict
from factcheck.core import clock

Document = dict[str, Any]


def annotations_of(
    claim: Claim, places: list[Annotation], evidence: Iterable[Evidence], verdicts: Iterable[Verdict], base: str
) -> Document:
    """A collection with one page. `places` are rows of `annotations.queries.portable_rows`; `evidence` and `verdicts` are
    those of `claims.queries` that the caller may see: nothing is looked up here, so nothing that is hidden gets in. Where a
    desk hides names, a verdict has no `creator` until the decision."""
    iri = address(claim, base)
    target = [place_in(place, base) for place in places] or f"{base}/claims/{claim.pk}/"
    items = [
        *(_linking(row, iri, target, base) for row in evidence),
        *(_assessing(row, iri, target, base) for row in verdicts),
    ]
    page = {"id": f"{iri}#page", "type": "AnnotationPage", "startIndex": 0, "items": items}
    return {
        "@context": CONTEXT,
        "id": iri,
        "type": "AnnotationCollection",
        "label": f"Evidence and verdicts on claim {claim.number}: {claim.text}",
        "total": len(items),
        **({"first": page} if items else {}),
    }


def address(claim: Claim, base: str) -> str:
    return f"{base}/api/v1/claims/{claim.pk}/annotations/"


def _linking(row: Evidence, collection: str, target: object, base: str) -> Document:
    texts = [
        _text(row.stance, "classifying"),
        *(_text(words, "commenting") for words in (row.note, row.answer) if words),
    ]
    return {
        "id": f"{collection}#evidence-{row.pk}",
        "type": "Annotation",
        "motivation": "linking",
        **({"creator": person(row.created_by)} if row.created_by else {}),
        "created": clock.iso(row.created_at),
        "modified": clock.iso(row.updated_at),
        "generator": software(base),
        "generated": clock.iso(row.updated_at),
        "body": [*([_source(row, row.source, base)] if row.source else []), *texts],
        "target": target,
    }


def _source(row: Evidence, source: Source, base: str) -> Document:
    """The words of a source in its archived copy, where there is one; else the source as a whole."""
    here = f"{base}/sources/{source.pk}/"
    found: Document = {"type": "SpecificResource", "purpose": "linking", "source": source.url or here}
    if row.quote and row.start is not None and row.end is not None:
        found["selector"] = selectors_of(Quote(row.quote), Span(row.start, row.end))
    elif row.quote:
        found["selector"] = {"type": "TextQuoteSelector", "exact": row.quote}
    if row.snapshot:
        found["state"] = {"type": "TimeState", "sourceDate": clock.iso(row.snapshot.created_at), "cached": here}
    return found


def _assessing(row: Verdict, collection: str, target: object, base: str) -> Document:
    return {
        "id": f"{collection}#verdict-{row.pk}",
        "type": "Annotation",
        "motivation": "assessing",
        **({"creator": person(row.reviewer)} if row.is_named else {}),  # type: ignore[attr-defined]  # annotated there
        "created": clock.iso(row.submitted_at),
        "modified": clock.iso(row.updated_at),
        "generator": software(base),
        "generated": clock.iso(row.updated_at),
        "body": [_text(row.rationale, "assessing"), _text(row.rating.name, "classifying")],
        "target": target,
    }


def _text(value: str, purpose: str) -> Document:
    return {"type": "TextualBody", "value": value, "purpose": purpose, "format": "text/plain"}
