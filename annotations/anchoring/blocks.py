"""Blocks: the lines of a canonical text that are not blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KINDS = ("paragraph", "heading", "list_item", "quote", "caption")


@dataclass(frozen=True)
class Block:
    """One line, without its line feed; `start` and `end` in code points."""

    start: int
    end: int
    kind: str = "paragraph"


def blocks_of(text: str, kinds: Mapping[int, str] | None = None) -> list[Block]:
    """The blocks of a canonical text; `kinds` says for a block's start what it is if not a paragraph.

    Lines end at LF alone: U+2028 and its like are characters of a line.
    """
    found: list[Block] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            found.append(Block(start, end, (kinds or {}).get(start, "paragraph")))
        start = end + 1
    return found
