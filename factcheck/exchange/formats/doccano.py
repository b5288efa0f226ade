"""doccano's JSON Lines for sequence labelling: a text a line, with `label: [[start, end, label]]`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson

from factcheck.exchange.exports.marked import READERS, Marked
from factcheck.exchange.exports.selection import Selection
from factcheck.exchange.formats.form import Format


def write(texts: Iterable[Marked], selection: Selection) -> Iterator[bytes]:
    """Offsets in code points, half open. What doccano has no name for it keeps beside the text."""
    for text in texts:
        line = {
            "id": str(text.article.pk),
            "text": text.text,
            "label": [[mark.start, mark.end, label] for mark in text.marks for label in mark.labels],
            "Comments": [mark.comment for mark in text.marks if mark.comment],
            **text.about,
        }
        yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


FORMAT = Format("doccano", "doccano", "application/x-ndjson", "jsonl", READERS, write)
