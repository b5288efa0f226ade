"""AVeriTeC's JSON (https://arxiv.org/abs/2305.13117): an array of claims, each with questions, answers and their sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from claims.models import AnswerType, ClaimType, Evidence, Medium
from factcheck.exchange.exports.checked import Checked, labelled
from factcheck.exchange.exports.selection import Selection
from factcheck.exchange.formats.form import Format
from factcheck.exchange.formats.labels import AVERITEC

CLAIM_TYPES = {
    ClaimType.EVENT: "Event/Property Claim",
    ClaimType.NUMERICAL: "Numerical Claim",
    ClaimType.QUOTE: "Quote Verification",
    ClaimType.CAUSAL: "Causal Claim",
    ClaimType.POSITION: "Position Statement",
}
ANSWER_TYPES = {
    AnswerType.EXTRACTIVE: "Extractive",
    AnswerType.ABSTRACTIVE: "Abstractive",
    AnswerType.BOOLEAN: "Boolean",
    AnswerType.UNANSWERABLE: "Unanswerable",
}
MEDIA = {
    Medium.WEB_TEXT: "Web text",
    Medium.WEB_TABLE: "Web table",
    Medium.PDF: "PDF",
    Medium.IMAGE: "Image/graphic",
    Medium.VIDEO: "Video",
    Medium.METADATA: "Metadata",
    Medium.OTHER: "Other",
}
_COUNTRY = re.compile(r"[A-Z]{2}")


def write(claims: Iterable[Checked], selection: Selection) -> Iterator[bytes]:
    before = b"[\n"
    for checked in claims:
        yield before + orjson.dumps(_claim(checked))
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _claim(checked: Checked) -> dict[str, Any]:
    claim, decision = checked.claim, checked.decision
    day = claim.claimed_on
    return {
        "claim": claim.text,
        "required_reannotation": claim.judging_round > 1,
        "label": checked.label,
        "justification": decision.rationale,
        "claim_date": f"{day.day}-{day.month}-{day.year}" if day else None,
        "speaker": claim.claimant_name or None,
        "original_claim_url": checked.appeared_at,
        "fact_checking_article": checked.reviewed_at,
        "reporting_source": checked.appeared_in,
        "location_ISO_code": claim.location if _COUNTRY.fullmatch(claim.location) else None,
        "claim_types": [CLAIM_TYPES[ClaimType(kind)] for kind in claim.claim_types if kind in CLAIM_TYPES],
        "fact_checking_strategies": ["Written Evidence"] if checked.evidence else [],
        "questions": _questions(checked.evidence),
        "claim_id": str(claim.pk),
    }


def _questions(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """The evidence by its question, in the order in which they were asked first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in evidence:
        found.setdefault(row.question, []).append(_answer(row))
    return [{"question": question, "answers": answers} for question, answers in found.items()]


def _answer(row: Evidence) -> dict[str, Any]:
    """An answer in the desk's words, or, where nobody wrote one, the words that were found."""
    kind = row.answer_type or (AnswerType.ABSTRACTIVE if row.answer or not row.quote else AnswerType.EXTRACTIVE)
    explained = {"boolean_explanation": row.note or row.quote} if kind == AnswerType.BOOLEAN else {}
    return {
        "answer": row.answer or row.quote or row.note,
        "answer_type": ANSWER_TYPES[AnswerType(kind)],
        **explained,
        "source_url": row.source.url if row.source else None,
        "source_medium": MEDIA[Medium(row.medium)] if row.medium else None,
        "cached_source_url": None,
        "evidence_id": str(row.pk),
    }


FORMAT = Format("averitec", "AVeriTeC", "application/json", "json", {"claims": labelled(AVERITEC)}, write)
