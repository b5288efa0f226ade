"""Claims that were decided, with what was found, as corpora of checked claims have them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from claims.models import Appearance, Claim, Decision, Evidence, Review, ReviewState
from claims.queries import evidence_rows
from factcheck.exchange.exports.chunks import chunks_of
from factcheck.exchange.exports.selection import Selection

CHUNK = 200


@dataclass(frozen=True)
class Checked:
    """A claim with its decision in force, the label that its rating has in the corpus, and its evidence, oldest first."""

    claim: Claim
    decision: Decision
    label: str
    evidence: tuple[Evidence, ...]
    base: str

    @property
    def appeared_at(self) -> str | None:
        """An address of the article in which it was made first, if one is known."""
        places: list[Appearance] = self.claim.appearances_live  # type: ignore[attr-defined]
        urls = [url.url for place in places for url in place.annotation.article.urls.all()]
        return urls[0] if urls else None

    @property
    def appeared_in(self) -> str | None:
        """The publisher of that article."""
        places: list[Appearance] = self.claim.appearances_live  # type: ignore[attr-defined]
        return next((p.annotation.article.publisher for p in places if p.annotation.article.publisher), None)

    @property
    def reviewed_at(self) -> str | None:
        """The public page about it, once there is one."""
        reviews: list[Review] = self.claim.reviews_live  # type: ignore[attr-defined]
        shown = [review for review in reviews if review.state != ReviewState.DRAFT]
        return f"{self.base}/reviews/{shown[0].slug}/" if shown else None


def labelled(labels: Mapping[str, str]) -> Callable[[Selection], Generator[Checked]]:
    """A reader of the decided claims whose rating has one of the labels."""

    def read(selection: Selection) -> Generator[Checked]:
        for chunk in chunks_of(selection.rows, CHUNK):
            yield from _checked(chunk, selection, labels)

    return read


def _checked(chunk: list[Any], selection: Selection, labels: Mapping[str, str]) -> Iterator[Checked]:
    found: dict[Any, list[Evidence]] = {}
    for row in evidence_rows(selection.actor).filter(claim__in=[claim.pk for claim in chunk]).order_by("pk"):
        found.setdefault(row.claim_id, []).append(row)
    for claim in chunk:
        for decision in claim.decisions_in_force:
            label = labels.get(decision.rating.family)
            if label is not None:
                yield Checked(claim, decision, label, tuple(found.get(claim.pk, ())), selection.base)
