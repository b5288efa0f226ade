"""Web Annotations (https://www.w3.org/TR/annotation-model/): one collection with one page, as JSON-LD."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import Any

import orjson

from annotations.queries import portable_rows
from annotations.webannotation.terms import CONTEXT, MEDIA_TYPE
from annotations.webannotation.writing import Document, embedded
from factcheck.core import clock
from factcheck.exchange.exports.chunks import chunks_of
from factcheck.exchange.exports.selection import Selection
from factcheck.exchange.formats.form import Format

CHUNK = 200


def write(annotations: Iterable[Document], selection: Selection) -> Iterator[bytes]:
    """The total stands behind the page, when it is known; without annotations there is no page."""
    iri = f"{selection.base}/api/v1/export/annotations.webannotation"
    head = {
        "@context": CONTEXT, "id": iri, "type": "AnnotationCollection", "label": "Annotations",
        "modified": clock.iso(selection.stamp.as_of),
    }  # fmt: skip
    page = {"id": f"{iri}#page", "type": "AnnotationPage", "partOf": iri, "startIndex": 0}
    total, before = 0, orjson.dumps(head)[:-1] + b',"first":' + orjson.dumps(page)[:-1] + b',"items":[\n'
    for annotation in annotations:
        yield before + orjson.dumps(annotation)
        total, before = total + 1, b",\n"
    yield b'\n]},"total":%d}\n' % total if total else orjson.dumps({**head, "total": 0}) + b"\n"


def _documents(selection: Selection) -> Generator[Document]:
    wanted: Any = selection.rows.order_by().values("pk")
    for chunk in chunks_of(portable_rows(selection.actor).filter(pk__in=wanted), CHUNK):
        yield from (embedded(row, selection.base) for row in chunk)


FORMAT = Format("webannotation", "W3C Web Annotations", MEDIA_TYPE, "jsonld", {"annotations": _documents}, write)
