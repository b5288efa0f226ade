"""How well highlights are carried to the next revision, and how long it takes.  Usage: python -m tests.benchmarks.carry

Prints the scorer's table over the corpus (tests/benchmarks/corpus.py), then what `carry` makes of further kinds of edits on
the same texts, then its times and how they grow. Ends with 1 when the data is missing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from annotations.anchoring import carry, diff
from tests.benchmarks.corpus import Corpus, Found, found, print_further_edits, print_head, print_tally, read_corpus
from tests.benchmarks.drafts import Case

HELD_OUT = frozenset(
    [
        "1947_harry_s_truman_d", "1991_george_bush_r", "2010_barack_obama_d", "wikinews_en_clock", "wikinews_en_sensitive",
        "udhr_es", "udhr_ar", "udhr_zh",
    ]
)  # fmt: skip
"""Texts on whose revisions no rule and no constant of carrying was tuned."""


@dataclass
class Scores:
    """One tally for each group of spans, in the order they came up."""

    scorer: ModuleType
    tallies: dict[str, Any] = field(default_factory=dict)

    def add(self, groups: Iterable[str], span: dict[str, Any], answer: dict[str, Any]) -> None:
        for group in groups:
            self.tallies.setdefault(group, self.scorer.Tally()).add(span, answer)

    def print_table(self) -> None:
        print_head()
        for group, tally in sorted(self.tallies.items()):
            print_tally(group, tally)


def main() -> None:
    corpus = read_corpus()
    print_scores(corpus)
    print("\nfurther edits, held-out texts only")
    print_further_edits({name: text for name, text in corpus.texts.items() if name in HELD_OUT}, by_carry)
    print("\nseconds of one processor for 1,000 spans, and for a diff")
    for length in (20_000, 200_000, 2_000_000):
        print_times(corpus, length)


def by_carry(first: str, case: Case) -> Found:
    return found(carry(first, case.text, [(case.start, case.start + len(case.exact))])[0])


def print_scores(corpus: Corpus) -> None:
    scores = Scores(corpus.scorer)
    for revision in corpus.revisions:
        spans = revision["spans"]
        before = time.process_time()
        placements = carry(corpus.texts[revision["doc"]], revision["text"], [(s["start"], s["end"]) for s in spans])
        spent = (time.process_time() - before) * 1000 / len(spans)
        held_out = ["  held-out texts"] if revision["doc"] in HELD_OUT else []
        for span, placement in zip(spans, placements, strict=True):
            if span["status"] != "unscored":
                answer = {"start": placement.start, "end": placement.end, "ms": spent}
                scores.add(["  all", *held_out, revision["profile"], f"status {span['status']}"], span, answer)
    scores.print_table()


def print_times(corpus: Corpus, length: int) -> None:
    """One article of new sentences made of the corpus's words, revised lightly (1% of its words) and heavily (20%)."""
    rng = random.Random(length)
    words = [word for name, text in corpus.texts.items() if "_" in name and "udhr" not in name for word in text.split()]
    article = _article(words, length, rng)
    spans = [(start, start + rng.randint(5, 200)) for start in (rng.randrange(length - 200) for _ in range(1000))]
    for label, share in (("1% of words edited", 0.01), ("20% of words edited", 0.2)):
        revised = _revised(article, share, rng)
        began = time.process_time()
        carry(article, revised, spans)
        carried = time.process_time()
        diff(article, revised)
        ended = time.process_time()
        print(f"{length:>11,} characters, {label:20} carry {carried - began:6.2f}   diff {ended - carried:6.2f}")


def _article(words: list[str], length: int, rng: random.Random) -> str:
    paragraphs: list[str] = []
    size = 0
    while size < length:
        sentences = (" ".join(rng.choices(words, k=rng.randint(6, 25))) + "." for _ in range(rng.randint(1, 5)))
        paragraphs.append(" ".join(sentences))
        size += len(paragraphs[-1]) + 2
    return "\n\n".join(paragraphs)[:length]


def _revised(article: str, share: float, rng: random.Random) -> str:
    words = article.split(" ")
    revised: list[str] = []
    for word in words:
        how = rng.random() / share
        revised += (
            [] if how < 0.3 else [rng.choice(words)] if how < 0.7 else [word, rng.choice(words)] if how < 1 else [word]
        )
    paragraphs = " ".join(revised).split("\n\n")
    for _ in range(len(paragraphs) // 50):
        moved = paragraphs.pop(rng.randrange(len(paragraphs)))
        paragraphs.insert(rng.randrange(len(paragraphs)), moved)
    return "\n\n".join(paragraphs)


if __name__ == "__main__":
    main()
