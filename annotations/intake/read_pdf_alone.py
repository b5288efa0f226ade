"""Reads a PDF in a process of its own: bytes on standard input, JSON on standard output.

Run by `confined.py`, by path, so that nothing but pypdf is loaded.

The answer is `{"lines": [[page, words, size, x, y], …], "about": {…}}`, or `{"refused": "encrypted" | "pages", …}`.
Sizes and places are in points, `y` grows upwards.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError

Line = list[Any]


def main(most_pages: int, most_characters: int) -> dict[str, Any]:
    logging.disable(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()))
    if reader.is_encrypted and not _opens_without_password(reader):
        return {"refused": "encrypted"}
    pages = len(reader.pages)
    if pages > most_pages:
        return {"refused": "pages", "pages": pages}
    lines: list[Line] = []
    length = 0
    for number, page in enumerate(reader.pages):
        found = _lines_of(page, number)
        length += sum(len(line[1]) for line in found)
        if length > most_characters:
            return {"refused": "length"}
        lines += found
    return {"lines": lines, "about": _about(reader)}


def _opens_without_password(reader: PdfReader) -> bool:
    """Many PDFs are encrypted only so that they cannot be edited; those open with no password."""
    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False


def _lines_of(page: PageObject, number: int) -> list[Line]:
    lines: list[Line] = []
    words: list[str] = []
    sizes: dict[float, int] = {}
    place = [0.0, 0.0]

    def end_line() -> None:
        said = "".join(words).strip()
        if said:
            size = max(sizes, key=lambda one: sizes[one]) if sizes else 0.0
            lines.append([number, said, size, *place])
        words.clear()
        sizes.clear()

    def meet(text: str, cm: list[float], tm: list[float], _font: Any, font_size: float) -> None:
        for at, piece in enumerate(text.split("\n")):
            if at:
                end_line()
            if piece.strip():
                if not sizes:
                    place[:] = _place(cm, tm)
                size = round(abs(font_size) * _scale(cm, tm), 1)
                sizes[size] = sizes.get(size, 0) + len(piece.strip())
            words.append(piece)

    page.extract_text(visitor_text=meet)
    end_line()
    return lines


def _place(cm: list[float], tm: list[float]) -> tuple[float, float]:
    """Where text begins: its own matrix, then that of the page (ISO 32000-1, 8.3.4)."""
    x, y = tm[4], tm[5]
    return round(x * cm[0] + y * cm[2] + cm[4], 1), round(x * cm[1] + y * cm[3] + cm[5], 1)


def _scale(cm: list[float], tm: list[float]) -> float:
    def height(m: list[float]) -> float:
        return float((m[2] ** 2 + m[3] ** 2) ** 0.5)

    return height(cm) * height(tm)


def _about(reader: PdfReader) -> dict[str, str]:
    said = reader.metadata
    language = reader.root_object.get("/Lang")
    return {
        "title": str((said and said.title) or ""),
        "author": str((said and said.author) or ""),
        "created": str((said and said.get("/CreationDate")) or ""),
        "language": str(language or ""),
    }


if __name__ == "__main__":
    json.dump(main(*map(int, sys.argv[1:])), sys.stdout)
