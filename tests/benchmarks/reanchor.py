"""How well highlights are found again, beside peers, and how long it takes.  Usage: python -m tests.benchmarks.reanchor

Reads ../shared/data/reanchor (or the folder in REANCHOR), which is test input and no part of this project: texts in eight
languages, each in four revised forms, and a scorer. Prints the scorer's table for every engine, then what `anchor` makes of
further kinds of edits (tests/benchmarks/edits.py) on the same texts, then its times.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from diff_match_patch import diff_match_patch
from rapidfuzz import fuzz

from annotations.anchoring import anchor
from tests.benchmarks.drafts import Case
from tests.benchmarks.edits import KINDS, make_case, spans_of

FOLDER = Path(os.environ.get("REANCHOR", Path(__file__).resolve().parents[3] / "shared/data/reanchor"))
HELD_OUT = frozenset(
    [
        "1947_harry_s_truman_d", "1979_jimmy_carter_d", "2010_barack_obama_d", "wikinews_en_clock", "wikinews_en_sensitive",
        "udhr_de", "udhr_hi", "udhr_zh",
    ]
)  # fmt: skip
"""Texts that no rule and no constant was tuned on."""
COLUMNS = ("spans", "precision", "recall", "tight", "false", "accuracy", "ms_mean", "ms_p95")
Found = tuple[int, int] | None


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
    placement = anchor(question.text, question.selectors)
    return None if placement.start is None or placement.end is None else (placement.start, placement.end)


def by_partial_ratio(question: Question) -> Found:
    found = fuzz.partial_ratio_alignment(question.exact, question.text, score_cutoff=70)
    return (found.dest_start, found.dest_end) if found else None


def by_partial_ratio_with_context(question: Question) -> Found:
    """Prefix, words and suffix aligned as one, then the words alone within what was found."""
    whole = question.prefix + question.exact + question.suffix
    around = fuzz.partial_ratio_alignment(whole, question.text, score_cutoff=70)
    if around is None:
        return None
    window = question.text[around.dest_start : around.dest_end]
    found = fuzz.partial_ratio_alignment(question.exact, window, score_cutoff=70)
    return (around.dest_start + found.dest_start, around.dest_start + found.dest_end) if found else None


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
    if not (FOLDER / "reanchor-dev.jsonl").is_file():
        sys.exit(f"There is no reanchor-dev.jsonl in {FOLDER}. Name the folder that holds it in REANCHOR.")
    scorer = _scorer(FOLDER / "score_reanchor.py")
    with (FOLDER / "reanchor-dev.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts = {row["id"]: row["text"] for row in rows if row["type"] == "doc"}
    revisions = [row for row in rows if row["type"] == "revision"]
    print(f"{'':34}" + "".join(f"{name:>11}" for name in COLUMNS))
    for name, engine in ENGINES.items():
        print_scores(name, engine, texts, revisions, scorer)
    print("\nfurther edits, `anchor`, held-out texts only")
    print_further_edits({name: text for name, text in texts.items() if name in HELD_OUT})
    print("\ntime of one anchor, in milliseconds of one processor, each on a text not seen before")
    for length in (20_000, 200_000, 2_000_000):
        print_times(length, list(texts.values()))


def print_scores(
    name: str,
    engine: Callable[[Question], Found],
    texts: dict[str, str],
    revisions: list[dict[str, Any]],
    scorer: ModuleType,
) -> None:
    everything, held_out = scorer.Tally(), scorer.Tally()
    for revision in revisions:
        first = texts[revision["doc"]]
        for span in revision["spans"]:
            if span["status"] == "unscored":
                continue
            question = Question(first, revision["text"], span["exact"], span["prefix"], span["suffix"], span["start"])
            before = time.process_time()
            found = engine(question)
            spent = (time.process_time() - before) * 1000
            answer = {"start": found and found[0], "end": found and found[1], "ms": spent}
            for tally in (everything, held_out) if revision["doc"] in HELD_OUT else (everything,):
                tally.add(span, answer)
    for label, tally in ((name, everything), (f"{name}, held-out texts", held_out)):
        row = tally.row()
        print(f"{label:34}" + "".join(f"{row[column]!s:>11}" for column in COLUMNS))


def print_further_edits(texts: dict[str, str]) -> None:
    counts = {kind: Counter[str]() for kind in KINDS}
    for case in _cases(texts):
        question = Question("", case.text, case.exact, case.prefix, case.suffix, case.start)
        counts[case.kind][_verdict(by_anchor(question), case.truth)] += 1
    verdicts = ("to the letter", "right", "wrong place", "lost", "false")
    print(f"{'':34}{'cases':>11}" + "".join(f"{verdict:>15}" for verdict in verdicts))
    for kind, count in [*counts.items(), ("all", sum(counts.values(), Counter[str]()))]:
        print(f"{kind:34}{count.total():11}" + "".join(f"{count[verdict]:15}" for verdict in verdicts))


def _cases(texts: dict[str, str]) -> Iterator[Case]:
    for name, text in texts.items():
        for seed in range(3):
            for span in spans_of(text, random.Random(f"{name}{seed}")):
                cases = (make_case(kind, text, span, seed) for kind in KINDS)
                yield from (case for case in cases if case)


def _verdict(found: Found, truth: Found) -> str:
    if found is None or truth is None:
        return "to the letter" if found == truth else "lost" if found is None else "false"
    if found == truth:
        return "to the letter"
    shared = min(found[1], truth[1]) - max(found[0], truth[0])
    whole = max(found[1], truth[1]) - min(found[0], truth[0])
    return "right" if shared >= 0.8 * whole else "wrong place"


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


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_reanchor", path)
    if spec is None or spec.loader is None:
        sys.exit(f"There is no scorer at {path}.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
