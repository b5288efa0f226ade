"""How well highlights are carried to the next revision, and how long it takes.  Usage: python -m tests.benchmarks.carry

Reads ../shared/data/reanchor (or the folder in REANCHOR), which is test input and no part of this project: texts in eight
languages, each in four revised forms, and a scorer. Prints the scorer's table, then what `carry` makes of further kinds of
edits (tests/benchmarks/edits.py) on the same texts, then its times and how they grow. Ends with 1 when the data is missing.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from annotations.anchoring import Placement, carry, diff
from tests.benchmarks.drafts import Case
from tests.benchmarks.edits import KINDS, make_case, spans_of

FOLDER = Path(os.environ.get("REANCHOR", Path(__file__).resolve().parents[3] / "shared/data/reanchor"))
HELD_OUT = frozenset(
    [
        "1947_harry_s_truman_d", "1991_george_bush_r", "2010_barack_obama_d", "wikinews_en_clock", "wikinews_en_sensitive",
        "udhr_es", "udhr_ar", "udhr_zh",
    ]
)  # fmt: skip
"""Texts on whose revisions no rule and no constant of carrying was tuned."""
COLUMNS = ("spans", "precision", "recall", "tight", "false", "accuracy", "ms_mean", "ms_p95")
VERDICTS = ("to the letter", "right", "wrong place", "lost", "false")
Found = tuple[int, int] | None


@dataclass(frozen=True)
class Corpus:
    """First versions by name, their revisions, and the module that scores answers."""

    texts: dict[str, str]
    revisions: list[dict[str, Any]]
    scorer: ModuleType


@dataclass
class Scores:
    """One tally for each group of spans, in the order they came up."""

    scorer: ModuleType
    tallies: dict[str, Any] = field(default_factory=dict)

    def add(self, groups: Iterable[str], span: dict[str, Any], answer: dict[str, Any]) -> None:
        for group in groups:
            self.tallies.setdefault(group, self.scorer.Tally()).add(span, answer)

    def print_table(self) -> None:
        print(f"{'':26}" + "".join(f"{column:>11}" for column in COLUMNS))
        for group, tally in sorted(self.tallies.items()):
            row = tally.row()
            print(f"{group:26}" + "".join(f"{row[column]!s:>11}" for column in COLUMNS))


def main() -> None:
    corpus = _read_corpus()
    print_scores(corpus)
    print("\nfurther edits, held-out texts only")
    print_further_edits({name: text for name, text in corpus.texts.items() if name in HELD_OUT})
    print("\nseconds of one processor for 1,000 spans, and for a diff")
    for length in (20_000, 200_000, 2_000_000):
        print_times(corpus, length)


def _read_corpus() -> Corpus:
    if not (FOLDER / "reanchor-dev.jsonl").is_file():
        sys.exit(f"There is no reanchor-dev.jsonl in {FOLDER}. Name the folder that holds it in REANCHOR.")
    with (FOLDER / "reanchor-dev.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts = {row["id"]: row["text"] for row in rows if row["type"] == "doc"}
    revisions = [row for row in rows if row["type"] == "revision"]
    return Corpus(texts, revisions, _read_scorer(FOLDER / "score_reanchor.py"))


def _read_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_reanchor", path)
    if spec is None or spec.loader is None or not path.is_file():
        sys.exit(f"There is no scorer at {path}.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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


def print_further_edits(texts: dict[str, str]) -> None:
    counts = {kind: Counter[str]() for kind in KINDS}
    for first, case in _cases(texts):
        (placement,) = carry(first, case.text, [(case.start, case.start + len(case.exact))])
        counts[case.kind][_verdict(_found(placement), case.truth)] += 1
    print(f"{'':34}{'cases':>11}" + "".join(f"{verdict:>15}" for verdict in VERDICTS))
    for kind, count in [*counts.items(), ("all", sum(counts.values(), Counter[str]()))]:
        print(f"{kind:34}{count.total():11}" + "".join(f"{count[verdict]:15}" for verdict in VERDICTS))


def _cases(texts: dict[str, str]) -> Iterator[tuple[str, Case]]:
    for name, text in texts.items():
        for seed in range(3):
            for span in spans_of(text, random.Random(f"{name}{seed}")):
                cases = (make_case(kind, text, span, seed) for kind in KINDS)
                yield from ((text, case) for case in cases if case)


def _found(placement: Placement) -> Found:
    return None if placement.start is None or placement.end is None else (placement.start, placement.end)


def _verdict(found: Found, truth: Found) -> str:
    if found is None or truth is None:
        return "to the letter" if found == truth else "lost" if found is None else "false"
    if found == truth:
        return "to the letter"
    shared = min(found[1], truth[1]) - max(found[0], truth[0])
    whole = max(found[1], truth[1]) - min(found[0], truth[0])
    return "right" if shared >= 0.8 * whole else "wrong place"


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
