"""How well highlights are found again, beside peers, and how long it takes.  Usage: python -m tests.benchmarks.reanchor

Prints the scorer's table over the corpus (tests/benchmarks/corpus.py) for every engine, then what `anchor` makes of further
kinds of edits on the same texts, then its times. Ends with 1 when the data is missing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from diff_match_patch import diff_match_patch
from rapidfuzz import fuzz

from annotations.anchoring import anchor
from tests.benchmarks.corpus import Corpus, Found, found, print_further_edits, print_head, print_tally, read_corpus
from tests.benchmarks.drafts import Case
from tests.benchmarks.edits import make_case

HELD_OUT = frozenset(
    [
        "1947_harry_s_truman_d", "1979_jimmy_carter_d", "2010_barack_obama_d", "wikinews_en_clock", "wikinews_en_sensitive",
        "udhr_de", "udhr_hi", "udhr_zh",
    ]
)  # fmt: skip
"""Texts that no rule and no constant was tuned on."""


@dataclass(frozen=True)
class Question:
    """A highlight of a first version, and the revised text in which it is looked for."""

    first: str
    text: str
    exact: str
    prefix: str
    suffix: str
    start: int

    @property
    def selectors(self) -> list[dict[str, Any]]:
        return [
            {"type": "TextQuoteSelector", "exact": self.exact, "prefix": self.prefix, "suffix": self.suffix},
            {"type": "TextPositionSelector", "start": self.start, "end": self.start + len(self.exact)},
        ]


def by_anchor(question: Question) -> Found:
    return found(anchor(question.text, question.selectors))


def by_partial_ratio(question: Question) -> Found:
    part = fuzz.partial_ratio_alignment(question.exact, question.text, score_cutoff=70)
    return (part.dest_start, part.dest_end) if part else None


def by_partial_ratio_with_context(question: Question) -> Found:
    """Prefix, words and suffix aligned as one, then the words alone within what was found."""
    whole = question.prefix + question.exact + question.suffix
    around = fuzz.partial_ratio_alignment(whole, question.text, score_cutoff=70)
    if around is None:
        return None
    window = question.text[around.dest_start : around.dest_end]
    part = fuzz.partial_ratio_alignment(question.exact, window, score_cutoff=70)
    return (around.dest_start + part.dest_start, around.dest_start + part.dest_end) if part else None


def by_diff_match_patch(question: Question) -> Found:
    """match_main for the first and the last 32 characters, as many annotators use it."""
    engine = diff_match_patch()
    width = engine.Match_MaxBits
    head, tail = question.exact[:width], question.exact[-width:]
    start = engine.match_main(question.text, head, question.start)
    if start < 0:
        return None
    last = engine.match_main(question.text, tail, start + len(question.exact) - len(tail))
    return (start, last + len(tail)) if last >= start else None


ENGINES: dict[str, Callable[[Question], Found]] = {
    "anchor": by_anchor,
    # An engine that knows both versions, as `carry` does, reads Question.first.
    "partial_ratio 70": by_partial_ratio,
    "partial_ratio 70, context": by_partial_ratio_with_context,
    "diff-match-patch": by_diff_match_patch,
}


def main() -> None:
    corpus = read_corpus()
    print_head()
    for name, engine in ENGINES.items():
        print_scores(name, engine, corpus)
    print("\nfurther edits, `anchor`, held-out texts only")
    print_further_edits({name: text for name, text in corpus.texts.items() if name in HELD_OUT}, anchored)
    print("\ntime of one anchor, in milliseconds of one processor, each on a text not seen before")
    for length in (20_000, 200_000, 2_000_000):
        print_times(length, list(corpus.texts.values()))


def anchored(_first: str, case: Case) -> Found:
    return by_anchor(Question("", case.text, case.exact, case.prefix, case.suffix, case.start))


def print_scores(name: str, engine: Callable[[Question], Found], corpus: Corpus) -> None:
    everything, held_out = corpus.scorer.Tally(), corpus.scorer.Tally()
    for revision in corpus.revisions:
        first = corpus.texts[revision["doc"]]
        for span in revision["spans"]:
            if span["status"] == "unscored":
                continue
            question = Question(first, revision["text"], span["exact"], span["prefix"], span["suffix"], span["start"])
            before = time.process_time()
            place = engine(question)
            spent = (time.process_time() - before) * 1000
            answer = {"start": place and place[0], "end": place and place[1], "ms": spent}
            for tally in (everything, held_out) if revision["doc"] in HELD_OUT else (everything,):
                tally.add(span, answer)
    print_tally(name, everything)
    print_tally(f"{name}, held-out texts", held_out)


def print_times(length: int, texts: list[str]) -> None:
    article = "\n\n".join(texts)
    article = (article * (length // len(article) + 1))[:length]
    rng = random.Random(length)
    spent = []
    kinds = ("words 10%", "context edited", "noise 3%", "deleted")
    for turn in range(60 if length <= 200_000 else 20):
        size = rng.choice((6, 40, 120, 300))
        start = rng.randrange(0, min(length, 20_000) - size)
        case = make_case(kinds[turn % len(kinds)], article[:20_000], (start, start + size), turn)
        if case is None:
            continue
        question = Question("", case.text + article[20_000:], case.exact, case.prefix, case.suffix, case.start)
        before = time.process_time()
        by_anchor(question)
        spent.append((time.process_time() - before) * 1000)
    spent.sort()
    print(f"{length:>11,} characters: p50 {spent[len(spent) // 2]:.1f}, p95 {spent[int(0.95 * (len(spent) - 1))]:.1f}")


if __name__ == "__main__":
    main()
