"""What the benchmarks of highlights share: the development texts with their scorer, and the tally of further edits.

Reads ../shared/data/reanchor (or the folder in REANCHOR), which is test input and no part of this project: texts in eight
languages, each in four revised forms, and a scorer.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from annotations.anchoring import Placement
from tests.benchmarks.drafts import Case
from tests.benchmarks.edits import KINDS, make_case, spans_of

FOLDER = Path(os.environ.get("REANCHOR", Path(__file__).resolve().parents[3] / "shared/data/reanchor"))
COLUMNS = ("spans", "precision", "recall", "tight", "false", "accuracy", "ms_mean", "ms_p95")
VERDICTS = ("to the letter", "right", "wrong place", "lost", "false")
Found = tuple[int, int] | None


@dataclass(frozen=True)
class Corpus:
    """First versions by name, their revisions, and the module that scores answers."""

    texts: dict[str, str]
    revisions: list[dict[str, Any]]
    scorer: ModuleType


def read_corpus() -> Corpus:
    """The corpus; ends the run with 1 when it is missing."""
    if not (FOLDER / "reanchor-dev.jsonl").is_file():
        sys.exit(f"There is no reanchor-dev.jsonl in {FOLDER}. Name the folder that holds it in REANCHOR.")
    with (FOLDER / "reanchor-dev.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts = {row["id"]: row["text"] for row in rows if row["type"] == "doc"}
    revisions = [row for row in rows if row["type"] == "revision"]
    return Corpus(texts, revisions, _read_scorer(FOLDER / "score_reanchor.py"))


def found(placement: Placement) -> Found:
    return None if placement.start is None or placement.end is None else (placement.start, placement.end)


def print_head() -> None:
    print(f"{'':34}" + "".join(f"{column:>11}" for column in COLUMNS))


def print_tally(label: str, tally: Any) -> None:
    """A row of the scorer's table."""
    row = tally.row()
    print(f"{label:34}" + "".join(f"{row[column]!s:>11}" for column in COLUMNS))


def print_further_edits(texts: dict[str, str], find: Callable[[str, Case], Found]) -> None:
    """What `find`, given the first text and the case, makes of each kind of edit (tests/benchmarks/edits.py)."""
    counts = {kind: Counter[str]() for kind in KINDS}
    for name, first in texts.items():
        for seed in range(3):
            for span in spans_of(first, random.Random(f"{name}{seed}")):
                for case in filter(None, (make_case(kind, first, span, seed) for kind in KINDS)):
                    counts[case.kind][_verdict(find(first, case), case.truth)] += 1
    print(f"{'':34}{'cases':>11}" + "".join(f"{verdict:>15}" for verdict in VERDICTS))
    for kind, count in [*counts.items(), ("all", sum(counts.values(), Counter[str]()))]:
        print(f"{kind:34}{count.total():11}" + "".join(f"{count[verdict]:15}" for verdict in VERDICTS))


def _read_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_reanchor", path)
    if spec is None or spec.loader is None or not path.is_file():
        sys.exit(f"There is no scorer at {path}.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _verdict(answer: Found, truth: Found) -> str:
    if answer is None or truth is None:
        return "to the letter" if answer == truth else "lost" if answer is None else "false"
    if answer == truth:
        return "to the letter"
    shared = min(answer[1], truth[1]) - max(answer[0], truth[0])
    whole = max(answer[1], truth[1]) - min(answer[0], truth[0])
    return "right" if shared >= 0.8 * whole else "wrong place"
