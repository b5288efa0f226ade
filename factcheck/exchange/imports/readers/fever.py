"""FEVER (https://fever.ai/dataset/fever.html): JSON Lines of claims with labels and sentences of Wikipedia."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from factcheck.core.problems import Invalid
from factcheck.exchange.imports.drafts import (
    At,
    ClaimDraft,
    EvidenceDraft,
    From,
    LabelDraft,
    RatingSaid,
    Read,
    SourceDraft,
)
from factcheck.exchange.imports.jsonrows import each, json_lines
from factcheck.exchange.imports.options import Options
from factcheck.exchange.imports.values import different, listed, string

FAMILIES = {"SUPPORTS": "true", "REFUTES": "false", "NOT ENOUGH INFO": "not_enough_evidence"}
STANCES = {"SUPPORTS": "supports", "REFUTES": "refutes"}
BRACKETS = {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-COLON-": ":"}
MOST = 50
"""Pages taken from one claim."""


def read(file: IO[bytes], options: Options) -> Iterator[Read]:
    """A claim with a source for each page that its evidence names, and its label."""
    return each(json_lines(file), lambda at, said: _claim(at, said, options))


def _claim(at: At, said: dict[str, Any], options: Options) -> Iterator[ClaimDraft]:
    text, label = string(said.get("claim")), string(said.get("label")).upper()
    if not text:
        raise Invalid.at("/claim", "A claim has words.")
    if label and label not in FAMILIES:
        raise Invalid.at("/label", f"{label[:40]!r} is not one of {', '.join(FAMILIES)}.")
    yield ClaimDraft(
        at, From(string(said.get("id"))), text,
        fields={"topics": different(iter([f"fever: {label}" if label and not options.verdicts else ""]))},
        evidence=[_evidence(page, sentences, label) for page, sentences in _pages(said.get("evidence")).items()],
        label=LabelDraft(RatingSaid(label, family=FAMILIES[label]), f"FEVER: {label}.") if label else None,
    )  # fmt: skip


def _pages(evidence: object) -> dict[str, list[int]]:
    """The sentences that are named of each page, from sets of `[annotation, evidence, page, sentence]`."""
    found: dict[str, list[int]] = {}
    for group in listed(evidence):
        rows = [group] if isinstance(group, list) and group and not isinstance(group[0], list) else listed(group)
        for row in rows:
            if isinstance(row, list) and len(row) >= 4 and isinstance(row[2], str) and row[2] and len(found) < MOST:
                sentences = found.setdefault(row[2], [])
                if type(row[3]) is int and row[3] not in sentences:
                    sentences.append(row[3])
    return found


def _evidence(page: str, sentences: list[int], label: str) -> EvidenceDraft:
    title = page
    for code, mark in BRACKETS.items():
        title = title.replace(code, mark)
    address = f"https://en.wikipedia.org/wiki/{quote(title.replace(' ', '_'), safe='()_,:!*')}"
    source = SourceDraft(title.replace("_", " ")[:500], address[:2000], "Wikipedia", "reference")
    where = ", ".join(map(str, sorted(sentences)))
    return EvidenceDraft(
        source, STANCES.get(label, "context"), note=f"FEVER: sentence {where} of the page." if where else ""
    )
