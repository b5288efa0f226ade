"""Laying the wanted text beside a region of another text: what the two share, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz.distance import Indel, Levenshtein

from annotations.anchoring.seeds import Region
from annotations.anchoring.wanted import Wanted
from annotations.anchoring.words import Tokens, tokens

GAP_COST = 0.25
"""What a character without a partner costs, where one with a partner counts 1."""
DEAREST_GAP = 48.0
"""A gap costs no more than this, however long: an advertisement inside a quote does not tear it apart."""
SHORTEST_LETTERS = 3
"""Letters in a row that count as shared where words are not whole."""
WIDEST_LETTERS = 160
"""Letters are compared one by one only where the region is hardly wider than what is wanted."""


@dataclass(frozen=True)
class Block:
    """The same characters in both: `length` of them, from `wanted` in the wanted text and from `found` in the other."""

    wanted: int
    found: int
    length: int

    @property
    def wanted_end(self) -> int:
        return self.wanted + self.length

    @property
    def found_end(self) -> int:
        return self.found + self.length


class Tracer:
    """Lays one wanted text beside many regions."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._tokens = tokens(wanted.caseless)
        self._matcher: SequenceMatcher[str] = SequenceMatcher(None, [], self._tokens.words)

    def blocks(self, text: str, region: Region) -> list[Block]:
        """What the wanted text and a region share: whole words, or runs of letters if hardly a word is whole.

        Stray words far outside are left out.
        """
        there = tokens(text, region.start, region.end)
        blocks = _heaviest_run(_whole_words(self._tokens, there, self._matches(there.words, region)))
        if sum(block.length for block in blocks) * 3 < len(self.wanted.caseless):
            blocks = _heaviest_run(_letters(self.wanted.caseless, text, region)) or blocks
        return blocks

    def _matches(self, there: list[str], region: Region) -> list[tuple[int, int, int]]:
        """(first word here, first there, how many): of a narrow region as many words as can be, else longest runs first."""
        if region.narrow:
            opcodes = Indel.opcodes(self._tokens.words, there)
            return [(o.src_start, o.dest_start, o.src_end - o.src_start) for o in opcodes if o.tag == "equal"]
        self._matcher.set_seq1(there)
        return [(match.b, match.a, match.size) for match in self._matcher.get_matching_blocks()]


def _whole_words(here: Tokens, there: Tokens, matches: list[tuple[int, int, int]]) -> list[Block]:
    """The matched words as runs of characters; a run breaks where the space between two words differs."""
    blocks: list[Block] = []
    for first_here, first_there, size in matches:
        for offset in range(size):
            wanted, found = here.starts[first_here + offset], there.starts[first_there + offset]
            end = here.ends[first_here + offset]
            last = blocks[-1] if offset else None
            if last and last.wanted - last.found == wanted - found:
                blocks[-1] = Block(last.wanted, last.found, end - last.wanted)
            else:
                blocks.append(Block(wanted, found, end - wanted))
    return blocks


def _letters(pattern: str, text: str, region: Region) -> list[Block]:
    window = text[region.start : region.end]
    if len(window) > 2 * len(pattern) + WIDEST_LETTERS:
        return []
    return [
        Block(op.src_start, op.dest_start + region.start, op.src_end - op.src_start)
        for op in Levenshtein.opcodes(pattern, window)
        if op.tag == "equal" and op.src_end - op.src_start >= SHORTEST_LETTERS
    ]


def _heaviest_run(blocks: list[Block]) -> list[Block]:
    """The run of neighbouring blocks that outweighs its gaps the most (Kadane's maximum subarray)."""
    best, best_run = 0.0, (0, 0)
    weight, first = 0.0, 0
    for index, block in enumerate(blocks):
        if index:
            weight -= _gap(blocks[index - 1], block)
        if weight <= 0:
            weight, first = 0.0, index
        weight += block.length
        if weight > best:
            best, best_run = weight, (first, index + 1)
    return blocks[slice(*best_run)]


def _gap(before: Block, after: Block) -> float:
    missing = after.wanted - before.wanted_end
    foreign = after.found - before.found_end
    return min(DEAREST_GAP, GAP_COST * (missing + foreign))


def pairs(blocks: list[Block]) -> Iterator[tuple[Block | None, Block | None]]:
    """Each gap as the block before and the block after it, the open ends included."""
    return zip([None, *blocks], [*blocks, None], strict=True)
