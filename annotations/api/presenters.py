"""Articles, revisions and annotations as the API shows them: plain dicts from the rows of `annotations.queries`.

`base` is the scheme and host of the request, so that addresses are absolute.
"""

from __future__ import annotations

from annotations.anchoring import Operation
from annotations.models import Anchor, Annotation, Article, Capture, Revision
from factcheck.api.presenters import Shown, day, moment, person


def article(row: Article, base: str) -> Shown:
    """A row of `queries.article_rows`."""
    return {
        "id": str(row.id),
        "url": f"{base}/api/v1/articles/{row.id}/",
        "html_url": f"{base}/articles/{row.id}/",
        "desk": row.desk.slug,
        "title": row.title,
        "urls": [{"url": u.url, "kind": u.kind} for u in row.urls.all()],
        "publisher": row.publisher,
        "authors": row.authors,
        "published_on": day(row.published_on),
        "language": row.language,
        "tags": row.tags,
        "keep_everything": row.keep_everything,
        "state": row.state,
        "problem": row.problem,
        "fetched_at": moment(row.fetched_at),
        "revision": _current(row.revision) if row.revision else None,
        "counts": {
            "annotations": row.annotation_count,  # type: ignore[attr-defined]  # annotated by the query
            "claims": row.claim_count,  # type: ignore[attr-defined]
            "reviews": row.review_count,  # type: ignore[attr-defined]
        },
        "version": row.version,
        "created_by": person(row.created_by),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


def _current(row: Revision) -> Shown:
    return {
        "id": str(row.id),
        "number": row.number,
        "sha256": row.sha256,
        "length": row.length,
        "created_at": moment(row.created_at),
    }


def revision(row: Revision, base: str) -> Shown:
    """A row of `queries.revision_rows`, without its words."""
    return {
        **_current(row),
        "url": f"{base}/api/v1/revisions/{row.id}/",
        "desk": row.desk.slug,
        "article": str(row.article_id),
        "capture": _capture(row.capture) if row.capture else None,
        "created_by": person(row.created_by),
    }


def _capture(row: Capture) -> Shown:
    return {
        "way": row.way,
        "captured_url": row.url,
        "media_type": row.media_type,
        "sha256": row.sha256,
        "size": row.size,
        "copied_at": moment(row.copied_at),
        "created_at": moment(row.created_at),
    }


def operation(done: Operation) -> Shown:
    """A step from the text that is held against to the one asked for, in which `start` and `end` are."""
    return {
        "op": done.op,
        "start": done.against_start,
        "end": done.against_end,
        "against_start": done.start,
        "against_end": done.end,
    }


def revision_with_text(row: Revision, base: str) -> Shown:
    """The same with the canonical text and its blocks, `[start, end)` in code points."""
    blocks = [{"start": start, "end": end, "kind": kind} for start, end, kind in row.blocks]
    return {**revision(row, base), "text": row.text, "blocks": blocks}


def annotation(row: Annotation, base: str) -> Shown:
    """A row of `queries.annotation_rows`; `start` and `end` are in the revision it was made on."""
    return {
        "id": str(row.id),
        "url": f"{base}/api/v1/annotations/{row.id}/",
        "html_url": f"{base}{row.path}",
        "desk": row.desk.slug,
        "article": str(row.article_id),
        "revision": str(row.revision_id),
        "start": row.start,
        "end": row.end,
        "exact": row.exact,
        "prefix": row.prefix,
        "suffix": row.suffix,
        "comment": row.comment,
        "motivation": row.motivation,
        "tags": row.tags,
        "reply_to": str(row.reply_to_id) if row.reply_to_id else None,
        "anchor": anchor(row),
        "version": row.version,
        "created_by": person(row.created_by),
        "created_at": moment(row.created_at),
        "updated_at": moment(row.updated_at),
    }


def anchor(row: Annotation) -> Shown | None:
    """Where an annotation sits in its article's current revision; None while it was not looked for there."""
    found: list[Anchor] = row.current_anchors  # type: ignore[attr-defined]  # prefetched by the query
    if not found:
        return None
    return {
        "status": found[0].status,
        "score": found[0].score,
        "revision": str(found[0].revision_id),
        "start": found[0].start,
        "end": found[0].end,
    }
