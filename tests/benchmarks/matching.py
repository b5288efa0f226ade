"""How well checked claims are found again.  Usage: python -m tests.benchmarks.matching [train|dev]

Loads the 10,375 claims of CheckThat! 2020 Task 2 (beside the project, at ../shared/data/claim-match) into a temporary
database, SQLite and then PostgreSQL, ranks them for each tweet, and prints how often the right one comes first, and how
long that took. Where the last column is the same, all claims came in the same order.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import postgres

DATA = Path(__file__).resolve().parents[3] / "shared/data/claim-match"
CLOSEST = 20


def main() -> None:
    if not DATA.exists():
        raise SystemExit(f"There is no {DATA}; without it there is nothing to measure.")
    if len(sys.argv) > 2:  # in the process that main starts
        return measure(sys.argv[1], sys.argv[2])
    which = sys.argv[1] if len(sys.argv) > 1 else "dev"
    print(f"{'':12} {'MAP@5':>7} {'P@1':>7} {'R@20':>7} {'p50 ms':>8} {'p95 ms':>8} {'ranking':>10}")
    ask(which, "SQLite", {})
    with postgres.database() as url:
        ask(which, "PostgreSQL", {"DATABASE_URL": url})
    return None


def ask(which: str, database: str, environment: dict[str, str]) -> None:
    """In a process of its own, since Django knows one database."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "tests.benchmarks.matching", which, database]
    subprocess.run(command, check=True, env={**kept, "DJANGO_SETTINGS_MODULE": "tests.settings", **environment})


def lines(name: str) -> Iterator[dict[str, Any]]:
    with (DATA / name).open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def measure(which: str, database: str) -> None:
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    try:
        names = load_claims()
        relevant: dict[str, set[str]] = {}
        for line in lines(f"qrels-{which}.jsonl"):
            relevant.setdefault(line["query"], set()).add(line["claim"])
        ranked, times = ranked_for(which, names)
        hits = [[claim in relevant[query] for claim in ranked[query]] for query in relevant]
        of = [len(relevant[query]) for query in relevant]
        figures = (mean_precision(hits, of, 5), share(hits, of, 1), share(hits, of, CLOSEST))
        p95 = statistics.quantiles(times, n=20)[-1]
        told = " ".join(f"{figure:7.4f}" for figure in figures)
        mark = hash_of(ranked)
        print(f"{database:12} {told} {statistics.median(times):8.1f} {p95:8.1f} {mark:>10}", flush=True)
    finally:
        teardown_databases(made, verbosity=0)


def load_claims() -> dict[Any, str]:
    """The names that the data has for the claims, by their ids here."""
    from claims.models import Claim
    from factcheck.core.clock import now
    from factcheck.desks import search
    from tests.conftest import make_desk

    desk = make_desk("demo")
    named = {}
    for number, line in enumerate(lines("claims.jsonl"), 1):
        named[Claim(desk=desk, number=number, text=line["claim"], created_at=now())] = line["id"]
    Claim.objects.bulk_create(named, batch_size=500)
    for _done in search.rebuild():
        pass
    return {row.pk: name for row, name in named.items()}


def ranked_for(which: str, names: dict[Any, str]) -> tuple[dict[str, list[str]], list[float]]:
    """The closest claims for each tweet, and how long each took in milliseconds."""
    from claims.matching import rank

    ranked, times = {}, []
    for line in lines(f"queries-{which}.jsonl"):
        began = time.perf_counter()
        found = rank(line["text"], CLOSEST)
        times.append((time.perf_counter() - began) * 1000)
        ranked[line["id"]] = [names[match.claim_id] for match in found]
    return ranked, times


def mean_precision(hits: list[list[bool]], of: list[int], k: int) -> float:
    """MAP@k: average precision at k over min(k, relevant), averaged over the queries."""
    total = 0.0
    for found, relevant in zip(hits, of, strict=True):
        total += sum(sum(found[: n + 1]) / (n + 1) for n, hit in enumerate(found[:k]) if hit) / min(k, relevant)
    return total / len(hits)


def share(hits: list[list[bool]], of: list[int], k: int) -> float:
    """Of the relevant claims (at most k of them), how many are among the first k."""
    return sum(sum(found[:k]) / min(k, n) for found, n in zip(hits, of, strict=True)) / len(hits)


def hash_of(ranked: dict[str, list[str]]) -> str:
    """The same where all is ranked the same."""
    from factcheck.core.hashing import canonical_json, sha256_bytes

    return sha256_bytes(canonical_json(ranked))[:8]


if __name__ == "__main__":
    main()
