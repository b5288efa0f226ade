"""Candidates from the index of full-text search, scored in Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from claims.matching.scoring import LEAST_LETTERS, agreeing, other_spellings, score, weight
from claims.matching.terms import asked
from claims.models import Claim
from factcheck.core.problems import NotFound
from factcheck.desks.models import Desk
from factcheck.desks.search import Term, counts, newest_with_any, scope_of

LONGEST_QUERY = 5000
"""Code points of a text that are looked at."""
MOST_CANDIDATES = 1500
"""As many claims as are scored."""
MOST_COUNTED = 100_000
"""Above so many claims, how common a word is is told from as many."""
COMMON = 10
"""A word in one of so many claims, or in more, tells none from another,"""
FEW = 1000
"""unless there are no more than so many."""
CLOSEST = 100
"""As many as are looked through for other spellings."""
TOLD = 8
"""As many agreeing words as are told."""


@dataclass(frozen=True)
class Match:
    """A claim with how close it is; a score compares with others of the same answer. `why` says which words agree."""

    claim_id: UUID
    score: float
    why: str


def rank(query: str, limit: int = 20, *, desk: Desk | str | None = None) -> list[Match]:
    """The claims that share words with a text, the closest first, of all desks or of one (or its slug)."""
    if isinstance(desk, str):
        found = Desk.objects.filter(slug=desk).first()
        if found is None:
            raise NotFound(_("There is no desk %(slug)s.") % {"slug": repr(desk)})
        desk = found
    return _rank(query, limit, None if desk is None else [desk.pk])


def rank_at(desk_ids: Iterable[UUID], query: str, limit: int = 20) -> list[Match]:
    """The same among the claims of these desks."""
    desks = sorted(desk_ids)
    return _rank(query, limit, desks) if desks else []


def similar_to(claim: Claim, desk_ids: Iterable[UUID], limit: int = 20) -> list[Match]:
    """The claims of these desks that are closest to a claim's words, without itself."""
    return [one for one in rank_at(desk_ids, claim.text, limit + 1) if one.claim_id != claim.pk][:limit]


def _rank(query: str, limit: int, desks: list[UUID] | None) -> list[Match]:
    """At these desks, or (None) at all."""
    looked_for = asked(query[:LONGEST_QUERY])
    scopes = [scope_of("claim")] if desks is None else [scope_of("claim", desk_id) for desk_id in desks]
    total = _how_many(desks)
    if not looked_for.stems or not total:
        return []
    common = total // COMMON + 1 if total > FEW else total + 1
    having = dict(zip(looked_for.stems, counts(map(_term, looked_for.stems), scopes, common), strict=True))
    weights = {stem: weight(n, total) for stem, n in having.items() if n < common}
    unknown = {looked_for.stems[stem]: weights[stem] for stem, n in having.items() if not n and _may_be_misspelt(stem)}
    telling = {stem: n for stem, n in having.items() if 0 < n < common}
    return _best(_candidates(telling, scopes), weights, unknown, limit)


def _how_many(desks: list[UUID] | None) -> int:
    """Claims that are there; an index alone tells it."""
    every = Claim._base_manager.filter(archived_at=None).order_by()
    return (every if desks is None else every.filter(desk__in=desks))[:MOST_COUNTED].count()


def _candidates(telling: dict[str, int], scopes: list[str]) -> dict[str, list[str]]:
    """The words, by id, of claims with the rarest of the stems, as many stems as there is room for; the newest, where one is
    too many already."""
    chosen: list[str] = []
    room = MOST_CANDIDATES
    for stem, n in sorted(telling.items(), key=lambda one: (one[1], one[0])):
        if chosen and n > room:
            break
        chosen.append(stem)
        room -= n
    return dict(newest_with_any([_term(stem) for stem in chosen], scopes, MOST_CANDIDATES)) if chosen else {}


def _best(
    candidates: dict[str, list[str]], weights: dict[str, float], unknown: dict[str, float], limit: int
) -> list[Match]:
    """`unknown` are the words, with their weights, that no claim has."""
    usual_length = sum(map(len, candidates.values())) / max(len(candidates), 1)
    scores = {key: score(words, weights, usual_length) for key, words in candidates.items()}
    alike: dict[str, list[str]] = {}
    if unknown:
        for key in _first(scores, max(limit, CLOSEST)):
            more, alike[key] = other_spellings(candidates[key], unknown, usual_length)
            scores[key] += more
    told = {key: agreeing(candidates[key], weights) + alike.get(key, []) for key in _first(scores, limit)}
    return [Match(UUID(key), round(scores[key], 4), _why(list(dict.fromkeys(words)))) for key, words in told.items()]


def _first(scores: dict[str, float], most: int) -> list[str]:
    """The best; of those that are equal the oldest, which was there to be checked first."""
    return sorted(sorted(scores), key=lambda key: -round(scores[key], 4))[:most]


def _term(stem: str) -> Term:
    """A stem as the index is asked for it: also longer words begin with it, but only those of a long one are few."""
    return Term((stem,), begins=stem.isalpha() and len(stem) > 3)


def _may_be_misspelt(stem: str) -> bool:
    return stem.isalpha() and len(stem) >= LEAST_LETTERS - 1


def _why(words: list[str]) -> str:
    told = ", ".join(words[:TOLD])
    if len(words) > TOLD:
        return _("Both say %(words)s and %(n)d more words.") % {"words": told, "n": len(words) - TOLD}
    return _("Both say %(words)s.") % {"words": told}
