"""AVeriTeC (https://fever.ai/dataset/averitec.html): a JSON list of claims with questions, answers and a label."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

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
from factcheck.exchange.imports.jsonrows import each, json_entries
from factcheck.exchange.imports.options import Options
from factcheck.exchange.imports.values import Noting, different, listed, string, web_url

FAMILIES = {
    "supported": "true", "refuted": "false", "not enough evidence": "not_enough_evidence",
    "conflicting evidence/cherrypicking": "conflicting",
}  # fmt: skip
TYPES = {
    "event/property claim": "event", "numerical claim": "numerical", "quote verification": "quote",
    "causal claim": "causal", "position statement": "position",
}  # fmt: skip
MEDIA = {"web text": "web_text", "web table": "web_table", "pdf": "pdf", "image/graphic": "image", "video": "video",
         "metadata": "metadata", "other": "other"}  # fmt: skip
ANSWERS = ("extractive", "abstractive", "boolean", "unanswerable")


def read(file: IO[bytes], options: Options) -> Iterator[Read]:
    """A claim with a piece of evidence for each answer, and its label with the justification."""
    return each(json_entries(file), lambda at, said: _claim(at, said, options))


def _claim(at: At, said: dict[str, Any], options: Options) -> Iterator[ClaimDraft]:
    text, label = string(said.get("claim")), string(said.get("label"))
    if not text:
        raise Invalid.at("/claim", "A claim has words.")
    if label and label.lower() not in FAMILIES:
        raise Invalid.at("/label", f"{label[:60]!r} is not one of Supported, Refuted, Not Enough Evidence, "
                                   "Conflicting Evidence/Cherrypicking.")  # fmt: skip
    noting = Noting(at, options.dates or "dmy")  # AVeriTeC writes 25-8-2020
    fields = {
        "claimant_name": noting.cut(string(said.get("speaker")), 200, "speaker"),
        "claimed_on": noting.day(said.get("claim_date"), "claim_date"),
        "location": noting.cut(string(said.get("location_ISO_code")), 200, "location_ISO_code"),
        "claim_types": _kinds(said.get("claim_types")),
        "topics": different(iter([f"averitec: {label}" if label and not options.verdicts else ""])),
    }  # fmt: skip
    evidence = [*_where_made(said), *_answers(said, noting)]
    rating = RatingSaid(label, family=FAMILIES[label.lower()]) if label else None
    yield ClaimDraft(
        at, From(string(said.get("claim_id", said.get("id")))), text, fields, evidence,
        label=LabelDraft(rating, string(said.get("justification")) or f"AVeriTeC: {label}.") if rating else None,
        notes=noting.notes,
    )  # fmt: skip


def _kinds(given: object) -> list[str]:
    kinds = (TYPES.get(string(one).lower()) for one in listed(given))
    return list(dict.fromkeys(kind for kind in kinds if kind))


def _where_made(said: dict[str, Any]) -> Iterator[EvidenceDraft]:
    """Where the claim was made, and who has checked it before: both are told by their address alone."""
    for name, note in (
        ("original_claim_url", "Where the claim was made."),
        ("fact_checking_article", "Checked before."),
    ):
        url = web_url(said.get(name))
        if url:
            kind = "primary" if name == "original_claim_url" else "other"
            yield EvidenceDraft(SourceDraft(url[:500], url, kind=kind), note=note)


def _answers(said: dict[str, Any], noting: Noting) -> Iterator[EvidenceDraft]:
    for number, asked in enumerate(listed(said.get("questions"))):
        if not isinstance(asked, dict):
            raise Invalid.at(f"/questions/{number}", "A question is an object.")
        question = string(asked.get("question"))
        answers = [one for one in listed(asked.get("answers")) if isinstance(one, dict)]
        for answer in answers or [{"answer_type": "Unanswerable"}]:
            yield _answer(question, answer)


def _answer(question: str, said: dict[str, Any]) -> EvidenceDraft:
    kind = string(said.get("answer_type")).lower()
    url = web_url(said.get("source_url"))
    medium = MEDIA.get(string(said.get("source_medium")).lower(), "")
    kept = web_url(said.get("cached_source_url"))
    words = " ".join(filter(None, (string(said.get("answer")), string(said.get("boolean_explanation")))))
    source = SourceDraft(url[:500], url) if url else None
    if source is None and kind != "unanswerable":
        source = SourceDraft(f"No address given ({medium.replace('_', ' ') or 'source'})")
    return EvidenceDraft(
        source, question=question, answer=words, answer_type=kind if kind in ANSWERS else "", medium=medium,
        note=f"Archived copy: {kept}" if kept else "",
    )  # fmt: skip
