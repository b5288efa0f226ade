"""schema.org ClaimReview (https://schema.org/ClaimReview) as the web has it: alone, in lists, an `@graph` or a DataFeed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from factcheck.core.hashing import sha256_text
from factcheck.core.problems import Invalid
from factcheck.exchange.imports.drafts import (
    At,
    ClaimDraft,
    EvidenceDraft,
    From,
    RatingSaid,
    Read,
    Refused,
    ReviewDraft,
    SourceDraft,
)
from factcheck.exchange.imports.jsonrows import Entry, each, json_entries
from factcheck.exchange.imports.options import Options
from factcheck.exchange.imports.values import Noting, listed, number, prose, string, web_url

Node = dict[str, Any]
HOLDERS = (
    "@graph",
    "dataFeedElement",
    "itemListElement",
    "item",
    "mainEntity",
    "mainEntityOfPage",
    "review",
    "hasPart",
)
"""Where a node has ClaimReviews within."""
LISTS = ("dataFeedElement",)
"""Lists so long that they are read entry by entry; the nodes of an `@graph` refer to each other, and are read together."""
MOST_APPEARANCES = 50
MOST_VALUES = 1_000_000
"""Values in the nodes that the ClaimReviews of one entry refer to: each may name others many times over."""


def read(file: IO[bytes], options: Options) -> Iterator[Read]:
    """A claim for each ClaimReview, with where it was made as sources, and the review."""
    found = False
    for one in each(_claim_reviews(json_entries(file, LISTS)), lambda at, said: _claim(at, said, options)):
        found = True
        yield one
    if not found:
        yield Refused(At(), "There is no ClaimReview in this file.")


def _claim_reviews(entries: Iterator[Entry | Refused]) -> Iterator[Entry | Refused]:
    """Each ClaimReview in the entries as one of its own, so that what is wrong in one is told of that one alone."""
    for entry in entries:
        if isinstance(entry, Refused) or not isinstance(entry[1], dict):
            yield entry
            continue
        references = _References(entry[1])
        for at, node in _found_in(*entry, 0):
            try:
                yield at, references.resolved(node)
            except Invalid as problem:
                yield Refused(at, problem.detail)


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _nodes(inner)


def _found_in(at: At, value: object, depth: int) -> Iterator[tuple[At, Node]]:
    for index, node in enumerate(listed(value)):
        here = at.below(index) if isinstance(value, list) else at
        if not isinstance(node, dict) or depth > 10:
            continue
        if any(string(kind).rpartition("/")[2] == "ClaimReview" for kind in listed(node.get("@type"))):
            yield here, node
            continue
        for name in HOLDERS:
            yield from _found_in(here.below(name), node.get(name), depth + 1)


class _References:
    """The nodes of an entry by their `@id`."""

    def __init__(self, said: Node) -> None:
        self._named = {one["@id"]: one for one in _nodes(said) if isinstance(one.get("@id"), str) and len(one) > 1}
        self._left = MOST_VALUES

    def resolved(self, value: Any, depth: int = 3, *, is_named: bool = False) -> Any:
        """A node in which another that is only named by its `@id` stands itself. Raises Invalid where those are too much."""
        self._left -= is_named
        if is_named and self._left < 0:
            raise Invalid(f"The nodes that are referred to have more than {MOST_VALUES:,} values here.")
        if isinstance(value, list):
            return [self.resolved(one, depth, is_named=is_named) for one in value]
        if not isinstance(value, dict) or depth < 0:
            return value
        whole = self._named.get(str(value.get("@id")), value) if set(value) == {"@id"} else value
        is_named = is_named or whole is not value
        return {name: self.resolved(one, depth - 1, is_named=is_named) for name, one in whole.items()}


def _claim(at: At, said: Node, options: Options) -> Iterator[ClaimDraft]:
    noting = Noting(at, options.dates)
    item = next((one for one in listed(said.get("itemReviewed")) if isinstance(one, dict)), {})
    text = prose(said.get("claimReviewed")) or prose(item.get("text") or item.get("name") or item.get("description"))
    if not text:
        raise Invalid.at("/claimReviewed", "A ClaimReview says which claim was reviewed.")
    if len(listed(said.get("claimReviewed"))) > 1:
        noting.note("It reviews several claims; the first is taken.", "claimReviewed")
    review = _review(said, text, noting)
    identity = string(said.get("@id")) if web_url(said.get("@id")) else ""
    if not identity and review.url:
        identity = f"{review.url}#claim-{sha256_text(text)[:16]}"
    yield ClaimDraft(
        at, From(identity[:500], (review.author or review.publisher)[:300], review.published_at), text,
        fields={
            **_claimant(item, noting),
            "claimed_on": noting.day(item.get("datePublished"), "itemReviewed", "datePublished"),
        },
        evidence=list(_appearances(item, review.url, noting)), review=review, notes=noting.notes,
    )  # fmt: skip


def _claimant(item: Node, noting: Noting) -> dict[str, str]:
    person = next(iter(listed(item.get("author") or item.get("creator"))), None)
    about = person if isinstance(person, dict) else {}
    at = ("itemReviewed", "author")
    works = about.get("affiliation") or about.get("worksFor") or about.get("memberOf")
    return {
        "claimant_name": noting.cut(prose(person), 200, *at),
        "claimant_role": noting.cut(prose(about.get("jobTitle")), 200, *at, "jobTitle"),
        "claimant_url": next((url for one in (*listed(about.get("sameAs")), about.get("url")) if (url := web_url(one))), ""),
        "claimant_affiliation": noting.cut(prose(works), 200, *at, "affiliation"),
    }  # fmt: skip


def _appearances(item: Node, review_url: str, noting: Noting) -> Iterator[EvidenceDraft]:
    given = [*listed(item.get("firstAppearance")), *listed(item.get("appearance"))]
    is_claim = any(string(kind).rpartition("/")[2] == "Claim" for kind in listed(item.get("@type")))
    if not is_claim and item.get("url"):
        given.append({name: item.get(name) for name in ("url", "headline", "name", "publisher")})
    given += [] if is_claim else listed(item.get("sameAs"))
    seen = {review_url}
    for one in given[:MOST_APPEARANCES]:
        url = web_url(one)
        if not url:
            noting.note(f"{string(one)[:80]!r} is no address of the web; it is left out.", "itemReviewed", "appearance")
        elif url not in seen:
            seen.add(url)
            about = one if isinstance(one, dict) else {}
            source = SourceDraft(
                (prose(about.get("headline") or about.get("name")) or url)[:500], url, prose(about.get("publisher"))[:200],
                "primary", noting.day(about.get("datePublished"), "itemReviewed", "appearance", "datePublished"),
            )  # fmt: skip
            yield EvidenceDraft(source, note="Where the claim was made.")


def _review(said: Node, text: str, noting: Noting) -> ReviewDraft:
    rating = next((one for one in listed(said.get("reviewRating")) if isinstance(one, dict | str)), None)
    about = rating if isinstance(rating, dict) else {"alternateName": rating}
    author, publisher = said.get("author") or said.get("creator"), said.get("publisher") or said.get("sdPublisher")
    home = _home(author, publisher)
    url = web_url(said.get("url"), home) or web_url(said.get("@id")) or web_url(said.get("mainEntityOfPage"), home)
    if said.get("url") and not url:
        noting.note(f"{string(said['url'])[:80]!r} is no address of the web; it is left out.", "url")
    headline = prose(said.get("headline") or said.get("name"))
    return ReviewDraft(
        rating=_rating(about), headline=(headline or text)[:200].strip(),
        summary=prose(said.get("abstract") or said.get("description") or about.get("ratingExplanation")),
        body=prose(said.get("reviewBody")), url=url, author=prose(author)[:200], publisher=prose(publisher)[:200],
        published_at=noting.moment(said.get("datePublished") or said.get("dateCreated"), "datePublished"),
    )  # fmt: skip


def _home(*makers: object) -> str:
    """Where who made it is at home, from which relative addresses go."""
    named = (one for maker in makers for one in listed(maker) if isinstance(one, dict))
    return next((url for one in named if (url := web_url(one.get("url")))), "")


def _rating(about: Node) -> RatingSaid | None:
    """The words of the rating, and its number between its ends, which are 1 and 5 where it does not say (schema.org)."""
    value, worst, best = (number(about.get(name)) for name in ("ratingValue", "worstRating", "bestRating"))
    name = prose(about.get("alternateName") or about.get("name"))
    if not name and value is None:
        name = prose(about.get("ratingValue"))
    if not name and value is None:
        return None
    return RatingSaid(name, value, 1 if worst is None else worst, 5 if best is None else best)
