"""Reads a Word document in a process of its own: bytes on standard input, JSON on standard output.

Run by `confined.py`, by path, so that nothing but python-docx is loaded. The answer is
`{"pieces": [[words, kind], …], "about": {…}}`, or `{"refused": "length"}`. Each element is met once, so that the time grows
with the size alone. Elements are those of ECMA-376, part 1.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from lxml import etree

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"

PARAGRAPH, TABLE, ROW, CELL, RUN = (f"{WORD}{name}" for name in ("p", "tbl", "tr", "tc", "r"))
BOX, MARK, DELETED = f"{WORD}txbxContent", f"{WORD}pPr", f"{WORD}del"
WORDS = frozenset({f"{WORD}t", f"{MATHS}t"})
NOTES = {f"{WORD}footnoteReference": "footnote", f"{WORD}endnoteReference": "endnote"}
UNSAID = frozenset({DELETED, f"{WORD}moveFrom", MARK, f"{WORD}instrText", f"{COMPATIBILITY}Fallback"})
"""What a reader does not see: deleted and moved words, formatting, field codes, and the second copy of a text box."""

SPACES = {
    f"{WORD}tab": "\t", f"{WORD}ptab": "\t", f"{WORD}br": " ", f"{WORD}cr": " ", f"{WORD}noBreakHyphen": "\u2011",
}  # fmt: skip
STYLES = (
    ("heading", "heading"), ("title", "heading"), ("subtitle", "heading"), ("list", "list_item"), ("quote", "quote"),
    ("intense quote", "quote"), ("caption", "caption"),
)  # fmt: skip

Piece = tuple[str, str]


def main(most_characters: int) -> dict[str, Any]:
    document = docx.Document(io.BytesIO(sys.stdin.buffer.read()))
    pieces: list[Piece] = []
    length = 0
    for piece in _Reading(document.part).everything():
        length += len(piece[0]) + 2
        if length > most_characters:
            return {"refused": "length"}
        pieces.append(piece)
    return {"pieces": pieces, "about": _about(document.part)}


class _Reading:
    """A document while it is read: the kinds that its styles give, and the notes that were referred to so far."""

    def __init__(self, document: Part) -> None:
        self._document = document
        self._kinds = _kinds_of_styles(document)
        self._noted: dict[tuple[str, str], None] = {}

    def everything(self) -> Iterator[Piece]:
        """The body in reading order, then the notes in the order in which it refers to them."""
        body = _tree(self._document).find(f"{WORD}body")
        if body is None:
            raise ValueError("A document has a body (ECMA-376-1, 17.2.2).")
        yield from self._blocks(body)
        for kind, number in list(self._noted):
            yield from self._blocks(_notes(self._document, kind).get(number, ()))

    def _blocks(self, container: Any) -> Iterator[Piece]:
        """The blocks that have words. What only wraps others (a content control, an insertion) is looked into."""
        held = ""
        for element in container:
            if element.tag == PARAGRAPH:
                said, boxes = self._read(element)
                held += said
                if not _runs_on(element):
                    yield from _piece(held, self._kind(element))
                    held = ""
                for box in boxes:
                    yield from self._blocks(box)
            elif element.tag == TABLE:
                yield from self._rows(element)
            elif element.tag not in UNSAID:
                yield from self._blocks(element)
        yield from _piece(held, "paragraph")

    def _rows(self, table: etree._Element) -> Iterator[Piece]:
        """Each row as a line, its cells apart by a tab. Where a cell holds more than a line, the table is there for the
        layout, and its cells are read as blocks."""
        for row in _inside(table, ROW):
            if row.find(f"{WORD}trPr/{DELETED}") is not None:
                continue
            cells = [list(self._blocks(cell)) for cell in _inside(row, CELL)]
            if any(len(pieces) > 1 for pieces in cells):
                yield from (piece for pieces in cells for piece in pieces)
            else:
                yield from _piece("\t".join(pieces[0][0] for pieces in cells if pieces), "paragraph")

    def _read(self, paragraph: etree._Element) -> tuple[str, list[etree._Element]]:
        """The words of a paragraph as they read with all changes accepted, and the text boxes that hang on it."""
        said: list[str] = []
        boxes: list[etree._Element] = []
        walk = etree.iterwalk(paragraph, events=("start",))
        for _event, element in walk:
            tag = element.tag
            if tag in UNSAID or (tag == RUN and _is_hidden(element)):
                walk.skip_subtree()
            elif tag == BOX:
                boxes.append(element)
                walk.skip_subtree()
            elif tag in WORDS:
                said.append(element.text or "")
            elif tag in NOTES:
                self._noted.setdefault((NOTES[tag], element.get(f"{WORD}id", "")))
            else:
                said.append(SPACES.get(tag, ""))
        return "".join(said), boxes

    def _kind(self, paragraph: etree._Element) -> str:
        style = paragraph.find(f"{MARK}/{WORD}pStyle")
        kind = self._kinds.get(style.get(f"{WORD}val", "")) if style is not None else None
        if kind:
            return kind
        return "list_item" if paragraph.find(f"{MARK}/{WORD}numPr") is not None else "paragraph"


def _piece(said: str, kind: str) -> Iterator[Piece]:
    words = "\t".join(" ".join(part.split()) for part in said.split("\t")).strip()
    if words:
        yield words, kind


def _inside(container: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also those that something wraps."""
    for element in container:
        if element.tag == tag:
            yield element
        elif element.tag not in UNSAID:
            yield from _inside(element, tag)


def _runs_on(paragraph: etree._Element) -> bool:
    """Whether the end of a paragraph was deleted, so that the next one continues it."""
    return paragraph.find(f"{MARK}/{WORD}rPr/{DELETED}") is not None


def _is_hidden(run: etree._Element) -> bool:
    hidden = run.find(f"{WORD}rPr/{WORD}vanish")
    return hidden is not None and hidden.get(f"{WORD}val", "true") not in ("0", "false", "off")


def _kinds_of_styles(document: Part) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for style in _tree(_beside(document, RELATIONSHIP_TYPE.STYLES)).iterchildren(f"{WORD}style"):
        name = style.find(f"{WORD}name")
        said = name.get(f"{WORD}val", "").lower() if name is not None else ""
        kinds[style.get(f"{WORD}styleId", "")] = next((kind for start, kind in STYLES if said.startswith(start)), "")
    return kinds


def _notes(document: Part, kind: str) -> dict[str, etree._Element]:
    types = {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}
    notes = _tree(_beside(document, types[kind])).iterchildren(f"{WORD}{kind}")
    return {note.get(f"{WORD}id", ""): note for note in notes}


def _about(document: Part) -> dict[str, str]:
    """The core properties, if the document has any; python-docx would make some up."""
    said = _tree(_beside(document.package, RELATIONSHIP_TYPE.CORE_PROPERTIES))
    return {name: said.findtext(f"{DUBLIN_CORE}{name}") or "" for name in ("title", "creator", "language")}


def _beside(whole: Any, relation: str) -> Part | None:
    try:
        found: Part = whole.part_related_by(relation)
    except KeyError:
        return None
    return found


def _tree(part: Part | None) -> etree._Element:
    """The root of a part; an empty one where there is no such part."""
    if part is None:
        return etree.Element("none")
    return part.element if isinstance(part, XmlPart) else parse_xml(part.blob)


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout)
