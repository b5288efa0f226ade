"""How long agreement on 100,000 verdicts takes.  Usage: python -m tests.benchmarks.agreement

Seconds of one processor for each figure, beside the krippendorff package on the same ratings in the same run, and again with
the interval (1,000 resamples). The figures have to be equal. Two desks: ten reviewers who all judge 10,000 claims, and forty
of whom two or three judge each claim.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

import krippendorff
import numpy as np

from claims.agreement import Pair, Ratings, compute, explain, pairs_of

VERDICTS = 100_000
RATINGS = 7
AGREEING = 0.7
"""How often a reviewer sees what is there; otherwise they guess."""
Desk = list[list[int | None]]


def everybody_judges(reviewers: int) -> Desk:
    chance = random.Random(1)
    truth = [chance.randrange(1, RATINGS + 1) for _claim in range(VERDICTS // reviewers)]
    return [[_seen(value, chance) for value in truth] for _reviewer in range(reviewers)]


def a_few_judge(reviewers: int) -> Desk:
    chance = random.Random(2)
    columns: list[list[int | None]] = []
    given = 0
    while given < VERDICTS:
        column: list[int | None] = [None] * reviewers
        truth = chance.randrange(1, RATINGS + 1)
        for reviewer in chance.sample(range(reviewers), chance.choice((2, 3))):
            column[reviewer] = _seen(truth, chance)
            given += 1
        columns.append(column)
    return [list(row) for row in zip(*columns, strict=True)]


def _seen(truth: int, chance: random.Random) -> int:
    return truth if chance.random() < AGREEING else chance.randrange(1, RATINGS + 1)


def timed(what: Callable[..., Any], *given: Any) -> tuple[Any, float]:
    began = time.process_time()
    found = what(*given)
    return found, time.process_time() - began


def theirs(desk: Desk, level: Any) -> float:
    rows = [[np.nan if rating is None else rating for rating in row] for row in desk]
    return float(krippendorff.alpha(reliability_data=np.array(rows, dtype=float), level_of_measurement=level))


def print_alphas(desk: Desk) -> None:
    for level in ("nominal", "ordinal", "interval", "ratio"):
        ours, seconds = timed(compute, "krippendorff_alpha", desk, level)
        peer, their_seconds = timed(theirs, desk, level)
        figure, with_interval = timed(explain, "krippendorff_alpha", desk, level)
        if abs(ours - peer) > 1e-9:
            raise SystemExit(f"alpha, {level}: {ours} here, {peer} there.")
        print_row(f"alpha {level}", ours, seconds, their_seconds, with_interval, figure)


def _all_pairs(rows: list[tuple[int, int, int]]) -> list[Pair]:
    return pairs_of(Ratings.of_rows(rows))


def print_row(name: str, value: float, seconds: float, peer: float | None, with_interval: float, figure: Any) -> None:
    beside = f"{peer:8.3f}" if peer is not None else f"{'':8}"
    between = f"{figure.interval.low:.3f} to {figure.interval.high:.3f}"
    print(f"{name:16} {value:7.4f} {seconds:8.3f} {beside} {with_interval:10.3f}   {between}", flush=True)


def main() -> None:
    for name, desk in (
        ("10 reviewers, all judge all", everybody_judges(10)),
        ("40 reviewers, 2 or 3 a claim", a_few_judge(40)),
    ):
        print(f"\n{name}: {VERDICTS:,} verdicts on {len(desk[0]):,} claims; seconds of one processor")
        print(f"{'':16} {'figure':>7} {'here':>8} {'peer':>8} {'+ interval':>10}")
        print_alphas(desk)
        value, seconds = timed(compute, "fleiss_kappa", desk)
        figure, with_interval = timed(explain, "fleiss_kappa", desk)
        print_row("Fleiss", value, seconds, None, with_interval, figure)
        rows = [(u, r, v) for r, row in enumerate(desk) for u, v in enumerate(row) if v is not None]
        pairs, seconds = timed(_all_pairs, rows)
        print(f"Cohen, {len(pairs)} pairs with their intervals: {seconds:.3f}")


if __name__ == "__main__":
    main()
