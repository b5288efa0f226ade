"""brat's standoff (https://brat.nlplab.org/standoff.html): `<article>.txt` and `<article>.ann` for each text, in a zip."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator

from factcheck.exchange.exports.marked import READERS, Mark, Marked
from factcheck.exchange.exports.selection import Selection
from factcheck.exchange.formats.form import Format
from factcheck.exchange.formats.sink import Sink

_LINE = re.compile(r"[^\n]+")
_NO_NAME = re.compile(r"[^\w-]+")


def write(texts: Iterable[Marked], selection: Selection) -> Iterator[bytes]:
    """A zip that is never whole in memory: its directory comes last, and needs only the names."""
    sink = Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        for text in texts:
            for ending, content in (("txt", text.text), ("ann", annotations_of(text))):
                packed.writestr(_entry(f"{text.article.pk}.{ending}"), content.encode())
            yield sink.taken()
    yield sink.taken()


def annotations_of(text: Marked) -> str:
    """The lines of a `.ann` file: `T` for each label of each mark, `#` for its comment. Offsets in code points, half open."""
    lines, number = [], 0
    for mark in text.marks:
        for label in mark.labels:
            number += 1
            lines.append(f"T{number}\t{name_of(label)} {_place(mark, text.text)}")
            if mark.comment:
                lines.append(f"#{number}\tAnnotatorNotes T{number}\t{' '.join(mark.comment.split())}")
    return "".join(f"{line}\n" for line in lines)


def name_of(label: str) -> str:
    """A label as a name may be written there and in CoNLL: `_` for whatever is no letter, digit, `_` or `-`."""
    return _NO_NAME.sub("_", label).strip("_") or "_"


def _place(mark: Mark, text: str) -> str:
    """The place and the words. A line cannot hold a line feed, so words over several lines are as many fragments."""
    parts = [(m.start() + mark.start, m[0]) for m in _LINE.finditer(text[mark.start : mark.end])]
    parts = parts or [(mark.start, " " * (mark.end - mark.start))]
    spans = ";".join(f"{start} {start + len(words)}" for start, words in parts)
    return f"{spans}\t{' '.join(words for _start, words in parts)}"


def _entry(name: str) -> zipfile.ZipInfo:
    """A file with no time of its own, so that the same texts make the same bytes."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


FORMAT = Format("brat", "brat", "application/zip", "zip", READERS, write)
