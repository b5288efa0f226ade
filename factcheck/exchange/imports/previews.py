"""Rows as they are read, for people to look at before they are taken in."""

from __future__ import annotations

from typing import Any

from factcheck.core.text import storable
from factcheck.exchange.imports.drafts import ArticleDraft, ClaimDraft, DocumentDraft, Read, Refused

MOST = 300
"""Characters of one value."""
Told = dict[str, Any]


def shown(row: Read, becomes: str) -> Told:
    """`becomes`: new, known, differs or refused. `says` holds what was read, by the names it will have."""
    told: Told = {"line": row.at.line, "pointer": storable(row.at.pointer), "becomes": becomes}
    if isinstance(row, Refused):
        return {**told, "kind": None, "says": {}}
    says = {name: _cut(value) for name, value in _said(row).items() if value not in (None, "", [], ())}
    return {**told, "kind": row.kind, "says": says}


def _said(row: ClaimDraft | ArticleDraft | DocumentDraft) -> Told:
    if isinstance(row, DocumentDraft):
        document = row.document if isinstance(row.document, dict) else {}
        return {"body": document.get("body", document.get("bodyValue")), "target": document.get("target")} | _whence(
            row
        )
    says: Told = {"text": row.text, **row.fields}
    if isinstance(row, ArticleDraft):
        return {**says, "annotations": [row.text[m.start : m.end] for m in row.marks[:10]]} | _whence(row)
    if row.review:
        rating = row.review.rating
        says["review"] = row.review.headline
        says["rating"] = (rating.name or rating.value) if rating else None
    if row.label:
        says["label"] = row.label.rating.name
    return {**says, "evidence": [e.source.title if e.source else e.question for e in row.evidence[:10]]} | _whence(row)


def _whence(row: ClaimDraft | ArticleDraft | DocumentDraft) -> Told:
    made_at = row.origin.made_at
    return {
        "external_id": row.origin.external_id,
        "author": row.origin.author,
        "made_at": made_at and made_at.isoformat(),
    }


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= MOST else value[: MOST - 1] + "…"
    if isinstance(value, list | tuple):
        return [_cut(one) for one in value[:10]]
    if isinstance(value, dict):
        return {str(name): _cut(one) for name, one in list(value.items())[:10]}
    return value if isinstance(value, bool | int | float) else str(value)
