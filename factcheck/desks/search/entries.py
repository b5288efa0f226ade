"""What is kept of a row to find it by: its words, its labels, and the scopes it is in.

A scope is a word that no text has (`=claim`): one for the kind of row, one for the kind at its desk, so that the index
itself passes over what other desks have. A label, such as a tag, is kept whole as another such word, one at each desk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import dropwhile
from uuid import UUID

from factcheck.core.hashing import sha256_text
from factcheck.core.words import words_of

BETWEEN = "|"
"""Stands between two fields of a row, so that no run of words goes from one into the other."""
MOST_BYTES = 600_000
"""UTF-8 bytes of all different words of a row; PostgreSQL indexes a million at most. What a longer text says after that is
not found."""


@dataclass(frozen=True)
class Entry:
    """`words` are labels, then the row's words, folded and in order, each with a blank on both sides."""

    id: UUID
    kind: str
    desk_id: UUID
    words: str

    @property
    def scopes(self) -> list[str]:
        return [scope_of(self.kind), scope_of(self.kind, self.desk_id)]

    @property
    def distinct(self) -> list[str]:
        """Everything the index knows of it: its scopes and each of its words once."""
        return [*self.scopes, *sorted(set(self.words.split()) - {BETWEEN})]


def scope_of(kind: str, desk_id: UUID | None = None) -> str:
    return f"={kind}" if desk_id is None else f"={kind}{desk_id.hex}"


def label_of(kind: str, desk_id: UUID, label: str) -> str:
    return f"={sha256_text(f'{kind}{desk_id.hex}{label}')[:20]}"


def entry_of(
    kind: str,
    id: UUID,  # noqa: A002  # the contract calls it id
    desk_id: UUID,
    texts: Iterable[object],
    labels: Iterable[str] = (),
) -> Entry:
    """The entry of a row of which these are the texts; a text is a string, a list of them, or None."""
    fields = [label_of(kind, desk_id, label) for label in labels]
    fields += [" ".join(words) for text in texts if (words := _words(text))]
    return Entry(id, kind, desk_id, f" {_bounded(f' {BETWEEN} '.join(fields))} ")


def own_words(kept: str) -> list[str]:
    """The words of a row's texts, out of the `words` of its entry: those behind its labels."""
    return list(dropwhile(lambda word: word == BETWEEN or word.startswith("="), kept.split()))


def _words(text: object) -> list[str]:
    if isinstance(text, list):
        return words_of("\n".join(map(str, text)))
    return words_of(str(text)) if text else []


def _bounded(words: str) -> str:
    if len(words.encode()) <= MOST_BYTES:
        return words
    seen: set[str] = set()
    size = 0
    kept = words.split(" ")
    for at, word in enumerate(kept):
        if word not in seen:
            seen.add(word)
            size += len(word.encode())
            if size > MOST_BYTES:
                return " ".join(kept[:at])
    return words
