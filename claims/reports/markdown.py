"""A report as Markdown (CommonMark)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from claims.reports.outline import Badge, Facts, Heading, Paragraph, Part, Quotation

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~!&])")
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.M)


def write(outline: Sequence[Part]) -> bytes:
    """UTF-8 text; what people wrote is escaped, so that it stays words."""
    return ("\n\n".join(block for part in outline for block in _blocks(part)) + "\n").encode()


def _blocks(part: Part) -> Iterator[str]:
    match part:
        case Heading():
            yield f"{'#' * part.level} {_line(part.text)}"
        case Paragraph():
            yield _words(part.text)
        case Quotation():
            words = f"{_words(part.prefix)}**{_words(part.exact.strip())}**{_words(part.suffix)}"
            yield "\n".join(f"> {line}" for line in words.split("\n"))
        case Badge():
            yield f"**{_line(part.name)}**"
        case Facts():
            yield (
                "\n".join(
                    f"- {_line(row.label)}: {f'<{row.href}>' if row.href else _line(row.value)}" for row in part.rows
                )
                or "–"
            )


def _words(text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", text)
    return _LINE_START.sub(lambda m: m[1] + (f"\\{m[2]}" if m[2] in "-+=" else m[2]), escaped)


def _line(text: str) -> str:
    return " ".join(_words(text).split())
