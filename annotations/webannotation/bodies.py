"""Bodies as a comment and tags, and back: what came in keeps its shape, and says what the annotation says now.

The comment is the first plain text that is no tag; tags are texts with the purpose `tagging`. Whatever else there is (sounds,
links, more texts, choices among them) is kept as it came.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotations.webannotation.terms import Step, listed

PLAIN = ("text/plain", "text/markdown")
Resource = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What bodies say in the desk's own terms, and where the comment stands in them, for errors."""

    comment: str
    tags: tuple[str, ...]
    comment_at: tuple[Step, ...] = ("body",)


def said_by(body: object, motivation: str = "") -> Said:
    """The comment and tags of a document's `body`. A text without a purpose has that of the annotation."""
    comment: tuple[str, tuple[Step, ...]] | None = None
    tags: list[str] = []
    for text, at in _texts(body, ("body",)):
        if _is_tag(text, motivation):
            tags += [text["value"]] if text["value"] not in tags else []
        elif comment is None and _is_comment(text):
            comment = (text["value"], (*at, "value"))
    words, at = comment or ("", ("body",))
    return Said(words, tuple(tags), at)


def saying(body: object, motivation: str, now: Said) -> object:
    """`body` as it came, changed as little as needed to say what the annotation says now; None when nothing is left."""
    was = said_by(body, motivation)
    if (was.comment, was.tags) == (now.comment, now.tags):
        return body
    gone = {tag for tag in was.tags if tag not in now.tags}
    kept = _replaced(body, was, now, motivation, gone)
    added = [tag for tag in now.tags if tag not in was.tags]
    new = bodies_of("" if was.comment else now.comment, added)
    return [*listed(kept), *new] if new else kept


def bodies_of(comment: str, tags: list[str] | tuple[str, ...]) -> list[Resource]:
    """A comment and tags as bodies of their own."""
    return [
        *([_text(comment, "commenting")] if comment else []),
        *(_text(tag, "tagging") for tag in tags),
    ]


def _text(value: str, purpose: str) -> Resource:
    return {"type": "TextualBody", "value": value, "purpose": purpose, "format": "text/plain"}


def _replaced(body: object, was: Said, now: Said, motivation: str, gone: set[str]) -> object:
    """The bodies with the new comment in the place of the old one, and without the tags that are gone."""

    def at(value: object, here: tuple[Step, ...]) -> object:
        if isinstance(value, list):
            kept = [at(one, (*here, index)) for index, one in enumerate(value)]
            return [one for one in kept if one is not None] or None
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("items"), list):
            items = at(value["items"], (*here, "items"))
            return {**value, "items": items} if items else None
        if not isinstance(value.get("value"), str):
            return value
        if _is_tag(value, motivation):
            return None if value["value"] in gone else value
        if (*here, "value") == was.comment_at:
            return {**value, "value": now.comment} if now.comment else None
        return value

    return at(body, ("body",))


def _texts(body: object, at: tuple[Step, ...]) -> Iterator[tuple[Resource, tuple[Step, ...]]]:
    """Every textual body, also in sets, with where it stands."""
    if isinstance(body, list):
        for index, one in enumerate(body):
            yield from _texts(one, (*at, index))
    elif isinstance(body, dict) and isinstance(body.get("items"), list):
        yield from _texts(body["items"], (*at, "items"))
    elif isinstance(body, dict) and isinstance(body.get("value"), str):
        yield body, at


def _purposes(text: Resource) -> list[str]:
    return [str(purpose) for purpose in listed(text.get("purpose"))]


def _is_tag(text: Resource, motivation: str) -> bool:
    return "tagging" in (_purposes(text) or [motivation])


def _is_comment(text: Resource) -> bool:
    formats = listed(text.get("format"))
    return "classifying" not in _purposes(text) and all(one in PLAIN for one in formats)
