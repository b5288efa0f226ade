"""FEVER's JSON Lines (https://fever.ai/dataset/fever.html), with the sentences that its evidence points at beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from claims.models import Evidence, Stance
from factcheck.exchange.exports.checked import Checked, labelled
from factcheck.exchange.exports.selection import Selection
from factcheck.exchange.formats.form import Format
from factcheck.exchange.formats.labels import FEVER, NOT_ENOUGH_INFO, REFUTES, SUPPORTS

_STANCE = {SUPPORTS: Stance.SUPPORTS, REFUTES: Stance.REFUTES}


def write(claims: Iterable[Checked], selection: Selection) -> Iterator[bytes]:
    for checked in claims:
        yield orjson.dumps(_line(checked), option=orjson.OPT_APPEND_NEWLINE)


def _line(checked: Checked) -> dict[str, Any]:
    documents: dict[str, list[str]] = {}
    wanted = _STANCE.get(checked.label)
    sets = [[_sentence(row, documents)] for row in checked.evidence if wanted is not None and row.stance == wanted]
    claim = checked.claim
    return {
        "id": claim.number,
        "verifiable": "NOT VERIFIABLE" if checked.label == NOT_ENOUGH_INFO else "VERIFIABLE",
        "label": checked.label,
        "claim": claim.text,
        "evidence": sets or [[[None, None, None, None]]],
        "documents": documents,
        "claim_id": str(claim.pk),
        "desk": claim.desk.slug,
    }


def _sentence(row: Evidence, documents: dict[str, list[str]]) -> list[Any]:
    """`[annotation, evidence, document, sentence]`: the sentence is an index into that document's list in `documents`."""
    source = row.source
    name = (source.url or source.title) if source else str(row.pk)
    known = documents.setdefault(name, [])
    known.append(row.quote or row.answer or row.note)
    return [str(row.pk), str(row.pk), name, len(known) - 1]


FORMAT = Format("fever", "FEVER", "application/x-ndjson", "jsonl", {"claims": labelled(FEVER)}, write)
