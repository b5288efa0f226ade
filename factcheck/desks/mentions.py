"""Colleagues who are named in a text: `@username`, of those who work at the desk today."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from factcheck.desks.models import Membership, User

_MENTION = re.compile(r"(?<![\w@./+-])@([\w.+-]{1,150})")
_END_OF_SENTENCE = ".+-"

People = Mapping[str, User]
"""Colleagues by their usernames."""


@dataclass(frozen=True)
class Piece:
    """A run of a text; `who` where it names somebody."""

    text: str
    who: User | None = None


def mentioned(texts: Iterable[str], desk_id: UUID) -> People:
    """Those whom the texts name, of the desk's own people; one query, and none where nobody could be meant."""
    names = {name for text in texts for found in _MENTION.finditer(text) for name in _readings(found[1])}
    if not names:
        return {}
    members = Membership.objects.team().filter(desk=desk_id, user__username__in=names)
    return {m.user.username: m.user for m in members.select_related("user")}


def pieces(text: str, people: People) -> Iterator[Piece]:
    """The text in runs, in order and whole; a name that is nobody's stays text."""
    end = 0
    for found in _MENTION.finditer(text):
        name = next((name for name in _readings(found[1]) if name in people), None)
        if name is not None:
            yield Piece(text[end : found.start()])
            end = found.start() + 1 + len(name)
            yield Piece(text[found.start() : end], people[name])
    yield Piece(text[end:])


def _readings(name: str) -> Iterator[str]:
    """The name as it stands, and without the end of a sentence that a username may hold too."""
    yield name
    if name.rstrip(_END_OF_SENTENCE) not in ("", name):
        yield name.rstrip(_END_OF_SENTENCE)
