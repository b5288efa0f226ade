"""Checked claims as FEVER and AVeriTeC have them, and which label each family of rating becomes."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from claims.models import Claim, Evidence, RatingFamily
from claims.services.claims import edit_claim
from claims.services.evidence import add_evidence
from factcheck.exchange.formats.labels import AVERITEC, FEVER
from tests.conftest import PROOF, Person
from tests.factcheck.exchange.conftest import AWKWARD, Judge, exported

LEFT_OUT = {RatingFamily.SATIRE, RatingFamily.OTHER}


def test_every_family_has_a_label_or_is_left_out_on_purpose() -> None:
    assert set(RatingFamily) - AVERITEC.keys() == LEFT_OUT
    assert set(RatingFamily) - FEVER.keys() == {*LEFT_OUT, RatingFamily.MIXED, RatingFamily.CONFLICTING}
    assert set(FEVER.values()) == {"SUPPORTS", "REFUTES", "NOT ENOUGH INFO"}
    assert set(AVERITEC.values()) == {
        "Supported", "Refuted", "Not Enough Evidence", "Conflicting Evidence/Cherrypicking",
    }  # fmt: skip


def test_fever(full_desk: Claim, evidence: Evidence, reviewer_ravi: Person) -> None:
    [line] = exported(reviewer_ravi.api(), "claims.fever").splitlines()
    row = json.loads(line)

    assert (row["id"], row["label"], row["verifiable"], row["claim"]) == (1, "REFUTES", "VERIFIABLE", full_desk.text)
    [[[_annotation, found, document, sentence]]] = row["evidence"]
    assert found == str(evidence.pk)
    assert row["documents"][document][sentence] == "on September 11, 2001"
    assert PROOF[evidence.start : evidence.end] == "on September 11, 2001"


def test_averitec(full_desk: Claim, evidence: Evidence, reviewer_ravi: Person, claim: Claim) -> None:
    [row] = json.loads(exported(reviewer_ravi.api(), "claims.averitec"))

    assert row["claim"] == full_desk.text
    assert (row["label"], row["speaker"], row["reporting_source"]) == ("Refuted", "Imran Khan", "The Example Herald")
    assert row["original_claim_url"] == "https://news.example/letter"
    assert row["fact_checking_article"].endswith("/reviews/it-was-2001/")
    assert row["questions"] == [
        {
            "question": "",
            "answers": [
                {
                    "answer": "on September 11, 2001", "answer_type": "Extractive", "source_medium": None,
                    "source_url": "https://reference.example/911", "cached_source_url": None, "evidence_id": str(evidence.pk),
                }
            ],
        }
    ]  # fmt: skip


def test_averitec_tells_questions_kinds_and_dates(reviewer_ravi: Person, claim: Claim, judge: Judge) -> None:
    edit_claim(
        reviewer_ravi.actor, claim, claimed_on=date(2018, 11, 9), claim_types=["numerical", "other"], location="PK"
    )
    claim.refresh_from_db()
    for answer, kind in (("No", "boolean"), ("", "unanswerable")):
        add_evidence(
            reviewer_ravi.actor, claim, stance="context", question="Was it?", answer=answer, answer_type=kind, source=None,
            note=AWKWARD, medium="web_table",
        ) if kind == "unanswerable" else add_evidence(
            reviewer_ravi.actor, claim, stance="refutes", question="Was it?", answer=answer, answer_type=kind,
            source=_new_source(), note=AWKWARD, medium="web_table",
        )  # fmt: skip
    judge(reviewer_ravi, claim, "false")

    [row] = json.loads(exported(reviewer_ravi.api(), "claims.averitec"))

    assert (row["claim_date"], row["claim_types"], row["location_ISO_code"]) == ("9-11-2018", ["Numerical Claim"], "PK")
    [question] = row["questions"]
    assert question["question"] == "Was it?"
    assert [(a["answer_type"], a["source_medium"]) for a in question["answers"]] == [
        ("Boolean", "Web table"), ("Unanswerable", "Web table"),
    ]  # fmt: skip
    assert question["answers"][0]["boolean_explanation"] == AWKWARD


def _new_source() -> Any:
    from claims.services.sources import NewSource

    return NewSource(title="A table", url="https://reference.example/table", kind="data")


@pytest.mark.parametrize("form", ["fever", "averitec"])
def test_a_claim_that_nobody_decided_is_none_of_them(form: str, reviewer_ravi: Person, claim: Claim) -> None:
    content = exported(reviewer_ravi.api(), f"claims.{form}")
    assert content.replace(b"[]", b"").strip() == b""
