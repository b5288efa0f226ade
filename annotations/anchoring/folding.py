"""Texts folded for comparison: quotes, dashes, white space and invisible characters made alike, each offset kept.

Folding takes time linear in the text. What is left alone costs nothing: only the places where folding changes a length are
remembered, so plain ASCII folds in a few passes of C.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from annotations.anchoring import forms

LONGEST_CLUSTER = 30
"""Marks that are normalised with one base (UAX #15, Stream-Safe Text Format); more begin a cluster of their own, because
sorting them takes time quadratic in their number."""


FEW = 24
"""Characters of longer form that are looked for one by one."""


@dataclass(frozen=True)
class Folded:
    """A text as it is compared, and the way back. All offsets are code points, all spans half open.

    The four lists say where folding changed a length: the characters `[starts[i], ends[i])` of the original became
    `text[folded_starts[i]:folded_ends[i]]`.
    """

    text: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    folded_starts: Sequence[int] = ()
    folded_ends: Sequence[int] = ()

    @cached_property
    def caseless(self) -> str:
        """`text` in lower case, at the same offsets."""
        return forms.caseless(self.text)

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original text that `text[start:end]` stands for.

        What was folded as one is never cut: it belongs to the span as a whole as soon as a part of it does. Invisible
        characters at either edge stay outside.
        """
        return _mapped(start, end, self.folded_starts, self.folded_ends, self.starts, self.ends)

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the original characters `[start, end)` stand in `text`; a cluster they touch is taken as a whole."""
        return _mapped(start, end, self.starts, self.ends, self.folded_starts, self.folded_ends)


def _mapped(
    start: int, end: int, starts: Sequence[int], ends: Sequence[int], to_starts: Sequence[int], to_ends: Sequence[int]
) -> tuple[int, int]:
    first = bisect_right(starts, start) - 1
    mapped_start = start
    if first >= 0:
        mapped_start = to_starts[first] if start < ends[first] else to_ends[first] + start - ends[first]
    last = bisect_left(starts, end) - 1
    mapped_end = end if last < 0 else to_ends[last] + max(0, end - ends[last])
    return mapped_start, max(mapped_start, mapped_end)


def fold(text: str) -> Folded:
    """Fold a text for comparison. Folding what is folded already changes nothing. Case stays: see `Folded.caseless`."""
    even, alphabet = _fold_one_to_one(text)
    starts, ends, folded_starts, folded_ends = array("q"), array("q"), array("q"), array("q")
    parts: list[str] = []
    at = length = 0
    for match in _pattern(alphabet).finditer(even):
        start, end = match.span()
        found = even[start:end]
        form = _run_form(text, even, start, end) if match.lastindex else forms.form_of(found)
        if form == found:
            continue
        parts += (even[at:start], form)
        length += start - at
        starts.append(start)
        ends.append(end)
        folded_starts.append(length)
        length += len(form)
        folded_ends.append(length)
        at = end
    parts.append(even[at:])
    return Folded("".join(parts), starts, ends, folded_starts, folded_ends)


def _run_form(original: str, text: str, start: int, end: int) -> str:
    """White space is one space; invisible characters alone are nothing, but for the joiner inside an emoji.

    A hyphen that divides a word at the end of a line is nothing either.
    """
    found = text[start:end]
    if found[0] == "'":
        return '"'
    if found[0] == "-":
        return "-" if found[-1] == "-" else "" if "\n" in original[start:end] and text[end].islower() else "- "
    if found.strip(forms.INVISIBLE):
        return " "
    joins = (
        forms.JOINER in found
        and forms.is_pictograph(text[start - 1 : start])
        and forms.is_pictograph(text[end : end + 1])
    )
    return forms.JOINER if joins else ""


def _fold_one_to_one(text: str) -> tuple[str, frozenset[str]]:
    """Replace the characters whose form is one other character. Gives the text and what it is now made of."""
    alphabet = frozenset(text)
    forms_here = {character: _single_form(character) for character in alphabet if not " " <= character <= "_"}
    changed = {character: form for character, form in forms_here.items() if form != character}
    for character, form in changed.items():
        text = text.replace(character, form)
    return text, alphabet.difference(changed) | frozenset(changed.values())


@lru_cache(maxsize=8192)
def _single_form(character: str) -> str:
    if character in forms.INVISIBLE:
        return character
    form = forms.form_of(character)
    return form if len(form) == 1 and not forms.joins_the_one_before(character) else character


@lru_cache(maxsize=64)
def _pattern(alphabet: frozenset[str]) -> re.Pattern[str]:
    """What changes length in a text of these characters: runs of white space, clusters, ligatures and their like.

    Each choice begins with one character where it can, for then the engine skips to the next of these characters.
    """
    foreign = sorted(character for character in alphabet if character > "\x7f")
    unseen = [c for c in foreign if c in forms.INVISIBLE]
    marks = [c for c in foreign if c not in unseen and forms.joins_the_one_before(c)]
    long = [c for c in foreign if c not in unseen and c not in marks and forms.form_of(c) != c]
    blank = "[ " + "".join(unseen) + "]"
    runs = [f" {blank}* " if unseen else "  +", rf"-(?:-+|(?<=\w-){blank}+(?=\w))", "''"]
    choices = ["(" + "|".join([*runs, *(f"{c}[{''.join(unseen)}]*" for c in unseen)]) + ")"]
    if marks:
        choices.append(f"[^{blank[1:]}[{_class(marks)}]{{1,{LONGEST_CLUSTER}}}|[{_class(marks)}]")
    choices += map(re.escape, long) if len(long) <= FEW else [f"[{_class(long)}]"]
    return re.compile("|".join(choices), re.DOTALL)


def _class(characters: list[str]) -> str:
    return "".join(map(re.escape, characters))
