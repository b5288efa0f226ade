"""How sure it is that a place found is the place meant: by its words, by what stands around it, by how much both say."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Indel

from annotations.anchoring.folding import Folded
from annotations.anchoring.meaning import names_another, says_the_same_of
from annotations.anchoring.spans import CONTEXT, Span
from annotations.anchoring.wanted import Wanted
from annotations.anchoring.words import tokens, weight_of

CHANCE = 0.6
"""How alike two stretches of one language easily are by chance (share of letters in common order)."""
NEAR = 12
"""Characters next to the words, which count as much as all the context."""
PLACED = 0.6
"""Agreement of a context from which on it says: here."""
HINT = 0.2
"""The least that both contexts must agree for short words that changed."""
SURE = 0.9
"""... unless one of them agrees this well."""
FAIRLY_SURE = 0.75
"""The same for words that did not change, but stand elsewhere, too."""
SHORT = 24
"""Words of no more letters may be replaced altogether, where both contexts say: here."""
PASSAGE = 192
"""Letters from which on a text that changed in several ways may have changed a number, too ..."""
OTHER_CASE = 0.98
"""What words are worth that differ in case alone."""
SAME_WORDS = 0.2
"""What it is worth in rank that not a letter changed."""
SAYS_OTHERWISE = 1.2
"""What it costs, for words that say much, that another number, another name or a denial stands there ..."""
EVEN_IN_PLACE = 0.3
"""... of which this much where both contexts agree: there it was rather put right than moved away."""
AT_HAND = 128
"""Characters from where it was within which a place is where it is looked for."""
ALIKE = 0.75
"""Letters in common from which on no two sentences are alike by chance."""
TWIN = 0.97
"""... but not a number alone."""
NAMED_ALONE = 0.84
"""How alike words are that differ in hardly more than a name."""
ENOUGH = 13
"""Letters that must agree, words and contexts taken together; twice as many where the words changed."""


@dataclass(frozen=True)
class Candidate:
    """A place in the folded text. `words`, `before` and `after` say from 0 to 1 how well it agrees with what is wanted."""

    span: Span
    words: float
    before: float
    after: float
    weight: float
    """Letters that stand there: see `weight_of`."""
    same: bool
    """Whether they are the same words, whatever their case."""
    says_the_same: bool
    """Whether numbers and denials are the same."""
    expected: bool
    """Whether the words stand nowhere else, or right where they are looked for."""
    around: float
    """The plain likeness of both contexts, chance included, from 0 to 2: it still tells two copies apart."""
    near: float
    """1 where it was, down to 0 at the far end of the text; 0 if nobody knows where it was."""

    @property
    def context(self) -> float:
        """How well both contexts agree, from 0 to 2."""
        return self.before + self.after

    @property
    def score(self) -> float:
        """How sure a changed place is, from 0 to .99: by its words, or by words and contexts together if they say more."""
        return round(min(0.99, max(self.words, (self.words + self.context / 2) / 2)), 3)


def judge(wanted: Wanted, folded: Folded, span: Span, expected: int | None, *, alone: bool = False) -> Candidate:
    """Compare the wanted words with those at `span` of a folded text; `expected` is where they would begin.

    `alone` says that the same words stand nowhere else.
    """
    text = folded.caseless
    here, words = text[span.start : span.end], wanted.caseless[wanted.start : wanted.end]
    told = folded.text[span.start : span.end]
    before, after = wanted.caseless[: wanted.start], wanted.caseless[wanted.end :]
    alike = 1.0 if here == words else _words_alike(words, here)
    is_another = alike >= NAMED_ALONE and len(words) <= PASSAGE and names_another(wanted.words, told)
    around_before = _likeness(before[::-1], text[max(0, span.start - len(before) - 8) : span.start][::-1])
    around_after = _likeness(after, text[span.end : span.end + len(after) + 8])
    away = None if expected is None else abs(span.start - expected)
    return Candidate(
        span,
        1.0 if told == wanted.words else min(OTHER_CASE, alike),
        _beyond_chance(around_before),
        _beyond_chance(around_after),
        weight_of(here),
        here == words,
        here == words or (says_the_same_of(words, here) and not is_another),
        alone or (away is not None and away <= AT_HAND),
        around_before + around_after,
        0.0 if away is None else 1 - away / max(1, len(text)),
    )


def nearest_alike(wanted: Wanted, text: str, span: Span) -> float:
    """How like the contexts are right beside the words, from 0 to 2: a quick first look."""
    before, after = wanted.caseless[max(0, wanted.start - NEAR) : wanted.start], wanted.caseless[wanted.end :][:NEAR]
    left, right = text[max(0, span.start - NEAR) : span.start], text[span.end : span.end + NEAR]
    return Indel.normalized_similarity(before, left) + Indel.normalized_similarity(after, right)


def rank(wanted: Wanted, candidate: Candidate) -> float:
    """What decides between candidates: the words, as far as they say much, the contexts, and a little the nearness."""
    share = min(2.0, weight_of(wanted.words) / SHORT)
    words = candidate.words**2 * share + SAME_WORDS * candidate.same
    if not candidate.says_the_same:
        words -= SAYS_OTHERWISE * share * (EVEN_IN_PLACE + 1 - min(candidate.before, candidate.after))
    return words + candidate.context / 2 + candidate.around / 4 + candidate.near / 4


def holds(wanted: Wanted, candidate: Candidate) -> bool:
    """Whether a candidate is good enough to be told: the less its context agrees, the more its words must."""
    weight, least, most = weight_of(wanted.words), *sorted((candidate.before, candidate.after))
    if weight <= SHORT and least >= PLACED:
        return (
            weight <= 4 * candidate.weight and candidate.span.end - candidate.span.start <= 3 * len(wanted.words) + NEAR
        )
    if not candidate.says_the_same and most < PLACED and (weight <= PASSAGE or candidate.words >= TWIN):
        return False
    sure = candidate.expected or most >= FAIRLY_SURE if candidate.same else most >= SURE
    if weight <= SHORT and least < HINT and not sure:
        return False
    agreeing = weight * max(0.0, 2 * candidate.words - 1) + SHORT * candidate.context
    enough = ENOUGH if candidate.same else 2 * ENOUGH
    return candidate.words >= needed(weight, least, most) and agreeing >= enough


def needed(weight: float, least: float, most: float) -> float:
    """How alike words of this weight must be: .8 where no context agrees, .7 beside one that does, .5 between both."""
    return 0.8 - 0.1 * most - 0.2 * least - (0.06 if weight > 4 * SHORT else 0.0)


def _words_alike(wanted: str, here: str) -> float:
    """The share of letters in common order; where it is low, sentences must share whole words too, not letters by chance."""
    letters = Indel.normalized_similarity(wanted, here)
    if letters >= ALIKE or weight_of(wanted) <= SHORT:
        return letters
    return (letters + Indel.normalized_similarity(tokens(wanted).words, tokens(here).words)) / 2


def _likeness(context: str, here: str) -> float:
    """How like a context is to what stands there, read outwards from the words; the nearest count twice."""
    context, here = context.strip(), here.strip()
    if not context:
        return 0.0 if here else 1.0
    return sum(Indel.normalized_similarity(context[:size], here[:size]) for size in (NEAR, CONTEXT)) / 2


def _beyond_chance(likeness: float) -> float:
    return max(0.0, (likeness - CHANCE) / (1 - CHANCE))
