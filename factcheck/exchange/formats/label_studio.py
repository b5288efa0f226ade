"""Label Studio's JSON: an array of tasks, each a text with its labelled spans as one annotation.

For a project whose labelling set-up has `<Labels name="label" toName="text">` and `<Text name="text" value="$text"/>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from factcheck.core import clock
from factcheck.exchange.exports.marked import READERS, Mark, Marked
from factcheck.exchange.exports.selection import Selection
from factcheck.exchange.formats.form import Format


def write(texts: Iterable[Marked], selection: Selection) -> Iterator[bytes]:
    """Offsets in code points, half open."""
    before = b"[\n"
    for text in texts:
        yield before + orjson.dumps(_task(text))
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _task(text: Marked) -> dict[str, Any]:
    regions = [region for mark in text.marks for region in _regions(mark, text)]
    return {"data": {"text": text.text, **text.about}, "annotations": [{"result": regions}] if regions else []}


def _regions(mark: Mark, text: Marked) -> Iterator[dict[str, Any]]:
    """The span with its labels, and its comment as the text of the same region."""
    place = {"start": mark.start, "end": mark.end, "text": text.text[mark.start : mark.end]}
    region = {"id": mark.id, "to_name": "text", "origin": "manual"}
    told = {"created_by": mark.by, "created_at": clock.iso(mark.created_at)}
    yield {
        **region, "from_name": "label", "type": "labels", "value": {**place, "labels": list(mark.labels)}, "meta": told,
    }  # fmt: skip
    if mark.comment:
        yield {**region, "from_name": "comment", "type": "textarea", "value": {**place, "text": [mark.comment]}}


FORMAT = Format("label-studio", "Label Studio", "application/json", "json", READERS, write)
