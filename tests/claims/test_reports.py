"""Reports: every form of them, whatever people wrote."""

from __future__ import annotations

import json
import re
import unicodedata
import zipfile
from io import BytesIO

import pytest
from pypdf import PdfReader

from annotations.queries import article_rows
from annotations.services.articles import add_article, edit_article
from claims import queries
from claims.reports import FORMS, article_dossier, claim_dossier, write
from claims.services.claims import NewAppearance, spot_claim
from claims.services.evidence import add_evidence
from claims.services.reviews import correct_review, draft_review, publish_review, retract_review
from claims.services.sources import NewSource
from claims.services.verdicts import submit_verdict

HOSTILE = (
    "</script><script>alert(1)</script> #set text(red) $x$ *a* _b_ `c` [d](javascript:e) @f \\g {h} & \x0b | 1. - +"
)
EVERY_SCRIPT = "العربية עברית हिन्दी ไทย தமிழ் 漢字 かな 한국어 ქართული 👨‍👩‍👧 𝔗 \U0010fffd \u202bשלום\u202c \ufeff"


def filled(person, desk, words):
    """A claim in whose every field these words stand."""
    article = add_article(
        person.actor, desk, text=f"{words}\n\nSecond {words}", title=words[:500], publisher=words[:200]
    )
    claim = spot_claim(
        person.actor, desk, text=words, claimant_name=words[:200], claimant_role=words[:200], selection_reason=words,
        topics=[words[:100]], appearances=[NewAppearance(article, {"start": 0, "end": len(words)}, comment=words)],
    )  # fmt: skip
    evidence = add_evidence(
        person.actor, claim, stance="refutes", note=words, question=words, answer=words, quote=words,
        source=NewSource(title=words[:500], text=f"Before {words} after", publisher=words[:200]),
    )  # fmt: skip
    rating = queries.rating_to_give(desk, "false")
    submit_verdict(person.actor, claim, rating=rating, rationale=words, evidence=[evidence])
    return article, claim


@pytest.mark.parametrize("words", [HOSTILE, EVERY_SCRIPT, "x" * 3000], ids=["hostile", "every script", "one long word"])
@pytest.mark.parametrize("kind", FORMS)
def test_a_report_holds_whatever_people_wrote(reviewer_ravi, demo_desk, kind, words):
    article, claim = filled(reviewer_ravi, demo_desk, words)
    row = article_rows(reviewer_ravi.actor).fetch(article.pk)

    for dossier in (
        claim_dossier(reviewer_ravi.actor, claim, "http://x"),
        article_dossier(reviewer_ravi.actor, row, "http://x"),
    ):
        file = write(dossier, kind)

        assert len(file) > 1000
        if kind == "html":
            assert b"<script" not in file
        if kind == "json":
            assert json.loads(file)["claims"][0]["text"] == words.strip()
        if kind == "docx":
            assert "word/document.xml" in zipfile.ZipFile(BytesIO(file)).namelist()
        if kind == "pdf":
            assert file.startswith(b"%PDF-")


def test_a_report_says_who_when_and_by_what_hash(reviewer_ravi, claim, evidence):
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(
        reviewer_ravi.actor, claim, rating=rating, rationale="It was 2001.", confidence=0.9, evidence=[evidence]
    )
    claim.refresh_from_db()

    text = write(claim_dossier(reviewer_ravi.actor, claim, "http://desk"), "md").decode()

    assert evidence.snapshot.sha256 in text
    assert claim.appearances.get().annotation.revision.sha256 in text
    assert "Ravi Reviewer, 20" in text
    assert re.search(r"Confidence: 90%", text)
    assert "Verdict given" in text


@pytest.fixture
def draft(reviewer_ravi, editor_edna, claim, evidence):
    rating = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="It was 2001.", evidence=[evidence])
    claim.refresh_from_db()
    return draft_review(editor_edna.actor, claim, headline="Half-baked headline", summary="Half-baked summary")


@pytest.mark.parametrize("kind", ["md", "html", "json"])
def test_of_a_draft_a_report_tells_no_more_than_that_there_is_one(reviewer_ravi, claim, draft, kind):
    text = write(claim_dossier(reviewer_ravi.actor, claim, "http://desk"), kind).decode()

    assert "Half-baked" not in text
    assert "draft" in text


def test_a_retraction_is_no_correction(reviewer_ravi, editor_edna, claim, draft):
    correct_review(editor_edna.actor, publish_review(editor_edna.actor, draft), note="A comma.")
    retract_review(editor_edna.actor, draft, reason="It was wrong.")

    text = write(claim_dossier(reviewer_ravi.actor, claim, "http://desk"), "md").decode()

    assert re.search(r"Retraction: .*It was wrong", text)
    assert re.search(r"Correction: .*A comma", text)
    assert "State: Retracted" in text


@pytest.mark.parametrize(("named", "told"), [("pt-BR", "pt-BR"), ("ur", "ur"), ("", "en")])
def test_a_report_is_in_the_language_of_its_article(reviewer_ravi, article, claim, named, told):
    edit_article(reviewer_ravi.actor, article, language=named)
    row = article_rows(reviewer_ravi.actor).fetch(article.pk)

    for dossier in (
        claim_dossier(reviewer_ravi.actor, claim, "http://x"),
        article_dossier(reviewer_ravi.actor, row, "http://x"),
    ):
        assert f'<html lang="{told}">'.encode() in write(dossier, "html")
        assert write(dossier, "pdf").startswith(b"%PDF-")


def test_the_style_of_an_html_report_is_admitted_by_its_policy(reviewer_ravi, claim):
    answer = reviewer_ravi.api().get(f"/api/v1/claims/{claim.pk}/report.html", headers={"accept": "text/html"})

    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "style-src 'sha256-" in answer["Content-Security-Policy"]


def test_an_article_without_claims_has_a_report(reviewer_ravi, article):
    row = article_rows(reviewer_ravi.actor).fetch(article.pk)

    assert "0 claims were marked" in write(article_dossier(reviewer_ravi.actor, row, "http://desk"), "md").decode()


LONG_URL = "https://archive.example/2018/12/03/" + "a-letter-to-islamabad/" * 6 + "?id=" + "0123456789" * 12
COMBINED = "e\N{COMBINING ACUTE ACCENT}" * 100


def words_of(pdf: bytes) -> str:
    """What is copied from a PDF, its lines put together again, letters and their marks in one."""
    pages = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return unicodedata.normalize("NFC", pages.replace("\n", ""))


def test_what_is_copied_from_a_pdf_is_what_stands_there(reviewer_ravi, demo_desk):
    unseen = "\u200b\ufeff\u00ad\u2060"
    long = [LONG_URL, COMBINED, "x" * 500, f"f{unseen}t{unseen}4{unseen} attacks, 2001/2002"]
    claim = spot_claim(
        reviewer_ravi.actor, demo_desk, text="The attacks were in 2001.", selection_reason="\n".join(long)
    )
    source = NewSource(title="Attacks, 4 of 8", url=LONG_URL, text="The attacks of September 11, 2001.")
    evidence = add_evidence(reviewer_ravi.actor, claim, stance="refutes", quote="September 11, 2001", source=source)

    said = words_of(write(claim_dossier(reviewer_ravi.actor, claim, "http://desk.example"), "pdf"))

    for words in (
        evidence.snapshot.sha256, LONG_URL, COMBINED, "x" * 500, "ft4 attacks, 2001/2002", "Attacks, 4 of 8",
        "September 11, 2001", f"http://desk.example/claims/{claim.pk}/", "Refutes", "SHA-256 of the archived copy",
    ):  # fmt: skip
        assert unicodedata.normalize("NFC", words) in said
    assert [c for c in said if unicodedata.category(c) == "Cf"] == []
