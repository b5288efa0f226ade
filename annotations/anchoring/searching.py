"""Looking for a quote in a text that has changed: the same words, then words like them between the same neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from annotations.anchoring.edges import between, span_of
from annotations.anchoring.folding import LONGEST_CLUSTER, Folded, fold
from annotations.anchoring.forms import extends_the_one_before
from annotations.anchoring.judging import SHORT, Candidate, holds, judge, nearest_alike, rank
from annotations.anchoring.quotes import MOST_PLACES, best, find
from annotations.anchoring.seeds import regions
from annotations.anchoring.spans import CONTEXT, ORPHAN, Placement, Quote, Span
from annotations.anchoring.terms import cuts_a_term, grown
from annotations.anchoring.tracing import Block, Tracer
from annotations.anchoring.wanted import Wanted, fold_quote

SETTLED = 1.7
"""Contexts that agree this well (of 2) around words that are alike end the search."""
ALIKE = 0.9
GIANT = 40_000
"""Characters from which on words are compared at both ends alone."""
END = 2000
"""Characters of each end."""
MANY = 24
"""Places of the same words that get a closer look."""
AROUND = 2000
"""Characters around where they were in which very common words are looked for."""
TELLING = 0.02
"""What must lie between two places in rank; of less, nobody can say which one is meant."""

_folded = lru_cache(maxsize=2)(fold)


def search(text: str, quote: Quote, position: Span | None) -> Placement:
    """Where a quote stands in a text, or what has become of it; ORPHAN if it is gone or may be in several places."""
    if len(quote.exact) > GIANT:
        return _placed_by_its_ends(text, quote, position)
    folded, wanted = _folded(text), fold_quote(quote)
    if not wanted.words:
        return _placed_to_the_letter(text, quote, position)
    expected = folded.folded_span(position.start, position.end)[0] if position else None
    likeliest = _best(wanted, folded, expected)
    if likeliest is None:
        return ORPHAN
    likeliest = _without_what_was_put_in(wanted, folded.caseless, likeliest)
    start, end = folded.original_span(likeliest.span.start, likeliest.span.end)
    more = max(0, len(quote.exact) - (end - start))
    same = text.find(quote.exact, max(0, start - more), end + more) if likeliest.same else -1
    found = Span(same, same + len(quote.exact)) if same >= 0 else Span(*_whole_characters(text, start, end))
    place = grown(text, found, quote)
    if same >= 0 and place == found:
        return _same_at(place, position)
    return Placement(place.start, place.end, "changed", likeliest.score)


def suggestions(text: str, quote: Quote, position: Span | None, limit: int) -> list[Placement]:
    """The places most like a quote, the likeliest first, however unlike they are; for a person to choose from."""
    folded, wanted = _folded(text), fold_quote(quote)
    if not wanted.words:
        return []
    expected = folded.folded_span(position.start, position.end)[0] if position else None
    found = [judge(wanted, folded, span, expected) for span in _same_words(wanted, folded.caseless, expected)]
    found = _distinct([*found, *_judged_alike(wanted, folded, expected)])
    found.sort(key=lambda candidate: rank(wanted, candidate), reverse=True)
    spans = [(folded.original_span(one.span.start, one.span.end), one.score) for one in found[:limit]]
    return [Placement(*_whole_characters(text, *span), "changed", score) for span, score in spans]


def stands_elsewhere(text: str, quote: Quote, position: Span) -> Placement | None:
    """For short words that stand at `position`, maybe by chance: where else both their contexts say they are, if anywhere."""
    wanted = fold_quote(quote)
    if len(quote.exact) > SHORT or not (wanted.before and wanted.after):
        return None
    folded = _folded(text)
    here = Span(*folded.folded_span(position.start, position.end))
    if judge(wanted, folded, here, None).context >= 1:
        return None
    other = _best(wanted, folded, here.start)
    if other is None or other.context < SETTLED or _overlap(other.span, here):
        return None
    return search(text, quote, position)


def _same_at(span: Span, position: Span | None) -> Placement:
    return Placement(span.start, span.end, "exact" if position in (None, span) else "moved", 1.0)


def _placed_to_the_letter(text: str, quote: Quote, position: Span | None) -> Placement:
    places = best(text, quote, find(text, quote.exact))
    return _same_at(places[0], position) if len(places) == 1 else ORPHAN


def _placed_by_its_ends(text: str, quote: Quote, position: Span | None) -> Placement:
    """Words as long as a book are compared at both ends alone, because comparing them all takes time quadratic in them."""
    found = _placed_to_the_letter(text, quote, position)
    if found != ORPHAN:
        return found
    words = quote.exact
    head = Quote(words[:END], quote.prefix, words[END : END + CONTEXT])
    tail = Quote(words[-END:], words[-END - CONTEXT : -END], quote.suffix)
    first = search(text, head, position and Span(position.start, position.start + END))
    last = search(text, tail, position and Span(position.end - END, position.end))
    if first.start is None or last.end is None or not len(words) < 2 * (last.end - first.start) < 4 * len(words):
        return ORPHAN
    return Placement(first.start, last.end, "changed", min(0.99, first.score, last.score))


def _whole_characters(text: str, start: int, end: int) -> tuple[int, int]:
    """The span, grown until it cuts nothing that a reader sees as one character; by no more than a stream-safe cluster."""
    first, last = max(0, start - LONGEST_CLUSTER), min(len(text), end + LONGEST_CLUSTER)
    while first < start < len(text) and extends_the_one_before(text, start):
        start -= 1
    while end < last and extends_the_one_before(text, end):
        end += 1
    return start, end


def _best(wanted: Wanted, folded: Folded, expected: int | None) -> Candidate | None:
    """The candidate that holds and ranks highest; changed words are looked for only if the same ones do not settle it."""
    same = _same_words(wanted, folded.caseless, expected)
    found = [judge(wanted, folded, span, expected, alone=len(same) == 1) for span in same]
    if max((candidate.context for candidate in found), default=0) < SETTLED:
        found += _distinct(_judged_alike(wanted, folded, expected))
    held = [candidate for candidate in found if holds(wanted, candidate)]
    likeliest = max(held, key=lambda candidate: rank(wanted, candidate), default=None)
    if likeliest and expected is None and _is_ambiguous(wanted, likeliest, held):
        return None
    return likeliest


def _without_what_was_put_in(wanted: Wanted, text: str, found: Candidate) -> Candidate:
    """The same words alone, where others were put in beside them and all of it was taken."""
    if found.same:
        return found
    words = wanted.caseless[wanted.start : wanted.end]
    places = find(text, words, found.span.start, found.span.end)
    whole = [place for place in places if not cuts_a_term(text, place.start) and not cuts_a_term(text, place.end)]
    return replace(found, span=whole[0], words=1.0, same=True) if len(whole) == 1 else found


def _is_ambiguous(wanted: Wanted, first: Candidate, held: list[Candidate]) -> bool:
    least = rank(wanted, first) - TELLING
    others = (o for o in held if o.span != first.span and ((first.same and o.same) or not _overlap(o.span, first.span)))
    return any(rank(wanted, other) > least for other in others)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _judged_alike(wanted: Wanted, folded: Folded, expected: int | None) -> Iterator[Candidate]:
    for span in _like_words(wanted, folded.caseless):
        candidate = judge(wanted, folded, span, expected)
        yield candidate
        if candidate.words >= ALIKE and candidate.context >= SETTLED:
            return


def _distinct(found: Iterable[Candidate]) -> list[Candidate]:
    """Of candidates that overlap, the one most like what is wanted: the others are parts of it."""
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: -c.words - c.context / 2):
        if not any(_overlap(candidate.span, other.span) for other in kept):
            kept.append(candidate)
    return kept


def _same_words(wanted: Wanted, text: str, expected: int | None) -> list[Span]:
    """Where the same words stand, whatever their case, as whole words if the wanted ones are; of many, the likeliest."""
    pattern = wanted.caseless
    words = pattern[wanted.start : wanted.end]
    cuts = cuts_a_term(pattern, wanted.start), cuts_a_term(pattern, wanted.end)
    places = find(text, words)
    if len(places) == MOST_PLACES and expected is not None:
        places += find(text, words, max(places[-1].start + 1, expected - AROUND), expected + AROUND)
    places = [p for p in places if (cuts_a_term(text, p.start), cuts_a_term(text, p.end)) == cuts]
    if len(places) <= MANY:
        return places
    likeliest = sorted(places, key=lambda place: -nearest_alike(wanted, text, place))[:MANY]
    if expected is not None:
        likeliest += sorted(places, key=lambda place: abs(place.start - expected))[: MANY // 4]
    return likeliest


def _like_words(wanted: Wanted, text: str) -> Iterator[Span]:
    """Where words stand that may be the wanted ones, changed."""
    tracer = Tracer(wanted)
    for region in regions(wanted, text):
        blocks = tracer.blocks(text, region)
        if not blocks or not _share_enough(wanted, blocks):
            continue
        span = span_of(wanted, blocks, text, region)
        if span:
            yield span
        if len(wanted.words) <= SHORT and (gap := between(wanted, blocks, text)) and gap != span:
            yield gap


def _share_enough(wanted: Wanted, blocks: list[Block]) -> bool:
    """Whether blocks hold a fifth of the words, without which long words are never alike; short ones may be replaced."""
    if len(wanted.words) <= 2 * SHORT:
        return True
    shared = sum(max(0, min(block.wanted_end, wanted.end) - max(block.wanted, wanted.start)) for block in blocks)
    return shared * 5 >= len(wanted.words)
