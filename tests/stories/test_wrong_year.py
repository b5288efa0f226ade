"""The story the product exists for, through the API: an article dates the September 11 attacks to 2011."""

from __future__ import annotations

import json
import re

import pytest
from django.core.management import call_command

from factcheck.desks.roles import Scope
from tests.conftest import PROOF, TEXT, WRONG_YEAR, json_of

API = "/api/v1"


class Story:
    """One desk's work on one article, step by step; each step keeps what the next one needs."""

    def __init__(self, reviewer, editor, words):
        self.reviewer, self.editor, self.words = reviewer.api(Scope.WRITE), editor.api(Scope.PUBLISH), words

    def post(self, path, body, status=201, *, by=None):
        return json_of((by or self.reviewer).post(f"{API}{path}", body, content_type="application/json"), status)

    def get(self, path):
        return json_of(self.reviewer.get(f"{API}{path}"))

    def take_in(self):
        self.article = self.post(
            "/articles/", {"title": "A letter", "url": "https://news.example/l", "text": self.words, "language": "en"}
        )
        shown = self.reviewer.get(f"{API}/articles/{self.article['id']}/text/")
        assert shown.content.decode() == self.words
        return self

    def spot(self):
        self.claim = self.post(
            "/claims/",
            {
                "text": "No Pakistani was involved in the attacks of Sep. 11, 2011.",
                "claimant": {"name": "Imran Khan", "role": "Prime Minister of Pakistan"},
                "claimed_on": "2018-11-19",
                "topics": ["terrorism"],
                "appearances": [{"article": self.article["id"], "selector": {"exact": WRONG_YEAR}}],
            },
        )
        [made] = self.claim["appearances"]
        assert self.words[made["start"] : made["end"]] == made["exact"] == WRONG_YEAR
        return self

    def prove(self):
        source = {"title": "September 11 attacks", "url": "https://reference.example/911", "kind": "reference"}
        self.evidence = self.post(
            f"/claims/{self.claim['id']}/evidence/",
            {"source": {**source, "text": PROOF}, "stance": "refutes", "quote": "on September 11, 2001"},
        )
        place = next(s for s in self.evidence["selector"] if s["type"] == "TextPositionSelector")
        assert PROOF[place["start"] : place["end"]] == "on September 11, 2001"
        return self

    def rate(self):
        self.verdict = self.post(
            f"/claims/{self.claim['id']}/verdicts/",
            {"rating": "false", "rationale": "It was 2001.", "confidence": 0.99, "evidence": [self.evidence["id"]]},
        )
        self.claim = self.get(f"/claims/{self.claim['id']}/")
        assert self.claim["status"] == "decided"
        assert self.claim["decision"]["rating"]["slug"] == "false"
        return self

    def publish(self):
        draft = self.post(
            "/reviews/", {"claim": self.claim["id"], "headline": "It was 2001", "body": "**2001** <script>"}
        )
        self.post(f"/reviews/{draft['id']}/publish/", {}, 403)
        self.review = self.post(f"/reviews/{draft['id']}/publish/", {}, 200, by=self.editor)
        assert self.review["state"] == "published"
        return self


@pytest.fixture
def told(reviewer_ravi, editor_edna):
    return Story(reviewer_ravi, editor_edna, TEXT).take_in().spot().prove().rate().publish()


def test_the_real_article_goes_through_the_whole_story(reviewer_ravi, editor_edna, real_article, capsys):
    Story(reviewer_ravi, editor_edna, real_article).take_in().spot().prove().rate().publish()

    call_command("verify_history")
    assert "unbroken" in capsys.readouterr().out


def test_the_world_reads_the_review_with_its_markup(told, reader):
    page = reader.browser.get(f"/reviews/{told.review['html_url'].rstrip('/').rsplit('/', 1)[-1]}/")

    text = page.content.decode()
    [markup] = re.findall(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", text, re.S)
    review = json.loads(markup)
    assert page.status_code == 200
    assert "<script>" not in text
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"].startswith("No Pakistani")
    assert review["reviewRating"]["alternateName"] == "False"


@pytest.mark.parametrize("kind", ["html", "md", "json", "pdf", "docx"])
def test_the_verdict_is_reported(told, kind):
    for path in (f"claims/{told.claim['id']}", f"articles/{told.article['id']}"):
        report = told.reviewer.get(f"{API}/{path}/report.{kind}", headers={"accept": "*/*"})

        assert report.status_code == 200, report.content
        content = b"".join(report.streaming_content) if report.streaming else report.content
        if kind in ("html", "md", "json"):
            for needle in ("2001", "Imran Khan", "September 11 attacks", "2011", "Ravi Reviewer"):
                assert needle in content.decode()
        else:
            assert content.startswith({"pdf": b"%PDF-", "docx": b"PK"}[kind])


def test_the_verdict_is_exported(told):
    exported = told.reviewer.get(f"{API}/export/claims.jsonl?desk=demo", headers={"accept": "*/*"})

    [row] = [json.loads(line) for line in b"".join(exported.streaming_content).splitlines()]
    assert row["id"] == told.claim["id"]
    assert row["verdicts"][0]["rationale"] == "It was 2001."
    assert row["evidence"][0]["quote"] == "on September 11, 2001"
    assert row["decision"]["rating"]["family"] == "false"
    assert row["review"]
    table = told.reviewer.get(f"{API}/export/claims.csv", headers={"accept": "*/*"})
    assert b"No Pakistani" in b"".join(table.streaming_content)


def test_each_step_is_in_the_history(told):
    verbs = [e["verb"] for e in told.get(f"/claims/{told.claim['id']}/events/")["results"]]

    for verb in ("claim.spotted", "evidence.added", "verdict.submitted", "claim.decided", "review.published"):
        assert verb in verbs


def test_a_correction_and_a_retraction_stay_readable(told, reader):
    path = f"/reviews/{told.review['id']}"
    told.post(f"{path}/correct/", {"note": ""}, 400, by=told.editor)
    told.post(f"{path}/correct/", {"note": "The name was misspelt.", "summary": "In 2001."}, 200, by=told.editor)
    gone = told.post(f"{path}/retract/", {"reason": "The source was forged."}, 200, by=told.editor)

    page = reader.browser.get("/reviews/" + gone["html_url"].rstrip("/").rsplit("/", 1)[-1] + "/").content.decode()
    assert gone["state"] == "retracted"
    assert "The name was misspelt." in page
    assert "The source was forged." in page
