"""An article's particulars in a page's JSON-LD: schema.org's Article and its kinds, alone, in arrays or in a @graph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

LARGEST = 1_000_000
"""Characters of one script; they have a few thousand."""

MOST_NODES = 10_000
ARTICLES = re.compile(r"(?:^|[/:#])(?:\w*Article|BlogPosting|LiveBlogPosting|Report|ClaimReview|Review)$")
_OPENING = re.compile(r"<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/")
_CLOSING = re.compile(r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)$")
_LONGEST_CLOSING = 40

Node = dict[str, Any]


@dataclass(frozen=True)
class LinkedArticle:
    """What the first article of a page's JSON-LD says, as strings to be judged; the surest first."""

    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


def linked_article(scripts: Iterable[str]) -> LinkedArticle:
    """Read the scripts; broken ones say nothing."""
    nodes = [node for script in scripts for node in _nodes(_read(script))]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2}
    article = next((node for node in nodes if _is_article(node)), None)
    if article is None:
        return LinkedArticle()
    return LinkedArticle(
        titles=tuple(_strings(article, "headline", "name")),
        authors=tuple(_names(article, by_id, "author", "creator")),
        publishers=tuple(_names(article, by_id, "publisher", "sourceOrganization")),
        dates=tuple(_strings(article, "datePublished", "dateCreated")),
        languages=tuple(_strings(article, "inLanguage")),
        addresses=(*_strings(article, "url"), *_addresses(article.get("mainEntityOfPage"))),
    )


def _read(script: str) -> Any:
    if len(script) > LARGEST:
        return None
    try:
        return json.loads(_unwrapped(script), strict=False)
    except (ValueError, RecursionError):
        return None


def _unwrapped(script: str) -> str:
    """A script without the comment or CDATA marks around it. The closing ones are looked for at the very end alone: from
    every blank of a million, the search would take hours."""
    said = script.strip()
    opening = _OPENING.match(said)
    said = said[opening.end() :] if opening else said
    said = said.rstrip().removesuffix(";").rstrip()
    tail = said[-_LONGEST_CLOSING:]
    return (said[: len(said) - len(tail)] + _CLOSING.sub("", tail)).rstrip().removesuffix(";")


def _nodes(said: Any) -> Iterator[Node]:
    """Every object inside, outer before inner; so many at most that a hostile page costs no time."""
    waiting, seen = [said], 0
    while waiting and seen < MOST_NODES:
        one = waiting.pop(0)
        seen += 1
        if isinstance(one, dict):
            yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _is_article(node: Node) -> bool:
    return any(isinstance(kind, str) and ARTICLES.search(kind) for kind in _listed(node.get("@type")))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _strings(node: Node, *members: str) -> Iterator[str]:
    for member in members:
        for value in _listed(node.get(member)):
            said = _named(value) if isinstance(value, dict) else value
            if isinstance(said, str) and said.strip():
                yield said.strip()


def _named(node: Node) -> Any:
    return node.get("@value") or node.get("name") or node.get("alternateName")


def _names(node: Node, by_id: dict[str, Node], *members: str) -> Iterator[str]:
    """Names of people and organisations: strings, objects, or references to objects elsewhere in the graph."""
    for member in members:
        for value in _listed(node.get(member)):
            reference = value.get("@id") if isinstance(value, dict) and "name" not in value else None
            said = by_id.get(reference, value) if isinstance(reference, str) else value
            yield from _strings({"name": said}, "name")


def _addresses(value: Any) -> Iterator[str]:
    for one in _listed(value):
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            yield from _strings(one, "@id", "url")
