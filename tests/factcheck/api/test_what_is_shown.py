"""Objects as the database writes them: the same values on SQLite and PostgreSQL, to the last digit."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from annotations.models import Anchor, Annotation, Article
from annotations.services.annotations import annotate
from annotations.services.articles import add_article
from claims import queries
from claims.models import Claim, Evidence, Verdict
from claims.services.claims import edit_claim
from claims.services.evidence import add_evidence
from claims.services.sources import NewSource
from claims.services.verdicts import submit_verdict
from factcheck.exchange import streaming
from tests.conftest import Person, json_of
from tests.factcheck.api.endpoints import API

AWKWARD = [
    'She said "no" \\ and \\n', "two\nlines\r\n\ttab", "e\u0301 ễ का 👨‍👩‍👧 \U0010fffd", "a\u2028b\u2029c\u0085d\u00a0",
    "</script><!-- & ' `", "100 %s %% %(x)s {0} {x}", "\x01\x1f\x7f", "null", "long " * 1900 + "end",
]  # fmt: skip
WHOLE_SECOND = datetime(2020, 2, 29, 23, 59, 59, tzinfo=UTC)
TENTH = datetime(2020, 2, 29, 23, 59, 59, 100000, tzinfo=UTC)


@pytest.fixture
def quoted(reviewer_ravi: Person, article: Article) -> Article:
    return add_article(
        reviewer_ravi.actor, article.desk, text="He said “it was 👍 in 2011”.", title='A "quoted" \\ title\u2028',
        tags=["ünï", 'a"b', "👍"], authors=[], publisher="",
    )  # fmt: skip


@pytest.fixture
def verdict(reviewer_ravi: Person, claim: Claim, evidence: Evidence) -> Verdict:
    rating = queries.rating_to_give(claim.desk, "false")
    return submit_verdict(reviewer_ravi.actor, claim, rating=rating, rationale="2001.", evidence=[evidence])


@pytest.mark.parametrize("words", AWKWARD)
def test_words_come_as_they_are(words: str, claim: Claim, reviewer_ravi: Person) -> None:
    edit_claim(
        reviewer_ravi.actor, claim, version=None, text=words, reach=words[:500], topics=[words[:80].strip() or "x"]
    )
    kept = Claim.objects.get(pk=claim.pk)

    found = json_of(reviewer_ravi.api().get(f"{API}/claims/{claim.pk}/"))

    assert (found["text"], found["reach"], found["topics"]) == (kept.text, kept.reach, kept.topics)
    assert kept.text.strip() == words.strip()


def test_a_claim_member_by_member(claim: Claim, reviewer_ravi: Person, editor_edna: Person) -> None:
    edit_claim(
        reviewer_ravi.actor, claim, version=None, claimed_on=date(2019, 7, 2), claimant_name="Imran Khan", topics=[],
        assignees=[reviewer_ravi.actor.signed_in_user, editor_edna.actor.signed_in_user],
    )  # fmt: skip
    Claim.objects.filter(pk=claim.pk).update(created_at=WHOLE_SECOND, updated_at=TENTH)
    place = claim.appearances.get()
    by = {p.user.username: {"id": str(p.user.pk), "username": p.user.username, "name": p.user.name}
          for p in (reviewer_ravi, editor_edna)}  # fmt: skip

    answer = reviewer_ravi.api().get(f"{API}/claims/{claim.pk}/")

    assert json_of(answer) == {
        "id": str(claim.pk), "url": f"http://testserver{API}/claims/{claim.pk}/",
        "html_url": f"http://testserver/claims/{claim.pk}/", "desk": "demo", "number": claim.number, "text": claim.text,
        "claimant": {"name": "Imran Khan", "role": claim.claimant_role, "url": "", "affiliation": ""},
        "claimed_on": "2019-07-02", "location": "", "claim_types": claim.claim_types, "topics": [], "selection_reason": "",
        "reach": "", "assignees": [by["ravi"], by["edna"]], "due_on": None, "priority": 0, "status": "spotted",
        "appearances": [{
            "id": str(place.pk), "annotation": str(place.annotation_id), "article": str(place.annotation.article_id),
            "exact": place.annotation.exact, "start": place.annotation.start, "end": place.annotation.end,
            "anchor": {"status": "exact", "score": 1.0, "revision": str(place.annotation.revision_id), "exact": None},
        }],
        "decision": None, "review": None, "counts": {"appearances": 1, "evidence": 0, "verdicts": 0}, "version": 2,
        "created_by": by["ravi"], "created_at": "2020-02-29T23:59:59.000000Z", "updated_at": "2020-02-29T23:59:59.100000Z",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("number", "written"),
    [(0.1, "0.1"), (1.0, "1.0"), (0.0, "0.0"), (0.99, "0.99"), (1 / 3, "0.3333333333333333"),
     (0.1 + 0.2, "0.30000000000000004"),     (1e-5, "1e-05"), (None, "null")],
)  # fmt: skip
def test_numbers_are_written_in_the_fewest_digits_that_name_them(
    number: float | None, written: str, verdict: Verdict, reviewer_ravi: Person
) -> None:
    Verdict.objects.filter(pk=verdict.pk).update(confidence=number)

    answer = reviewer_ravi.api().get(f"{API}/verdicts/{verdict.pk}/")

    assert f'"confidence":{written},' in answer.content.decode()
    assert json_of(answer)["confidence"] == number


def test_an_annotation_and_its_article(quoted: Article, reviewer_ravi: Person) -> None:
    mark = annotate(reviewer_ravi.actor, quoted, selector={"exact": "👍 in 2011"}, comment='"', tags=["ü"])
    answer = annotate(reviewer_ravi.actor, quoted, selector={"exact": "2011"}, reply_to=mark)
    Anchor.objects.filter(annotation=answer).delete()
    client = reviewer_ravi.api()

    found = json_of(client.get(f"{API}/annotations/{mark.pk}/"))
    assert found["html_url"].endswith(f"/articles/{quoted.pk}/?mark={mark.pk}#annotation-{mark.pk}")
    assert (found["exact"], found["comment"], found["tags"], found["reply_to"]) == ("👍 in 2011", '"', ["ü"], None)
    assert found["anchor"] == {
        "status": "exact", "score": 1.0, "revision": str(mark.revision_id), "start": mark.start, "end": mark.end,
    }  # fmt: skip
    replied = json_of(client.get(f"{API}/annotations/{answer.pk}/"))
    assert replied["html_url"].endswith(f"/articles/{quoted.pk}/#note-{answer.pk}")
    assert (replied["reply_to"], replied["anchor"]) == (str(mark.pk), None)
    article = json_of(client.get(f"{API}/articles/{quoted.pk}/", {"expand": "annotations"}))
    assert (article["title"], article["tags"], article["authors"]) == (quoted.title, quoted.tags, [])
    assert (article["problem"], article["urls"]) == (None, [])
    assert article["annotations"] == [found, replied]
    text = json_of(client.get(f"{API}/revisions/{quoted.revision_id}/"))
    assert text["blocks"] == [{"start": s, "end": e, "kind": k} for s, e, k in quoted.revision.blocks]
    assert text["text"] == quoted.revision.text


def test_evidence_without_and_with_a_source(claim: Claim, evidence: Evidence, reviewer_ravi: Person) -> None:
    source = NewSource(title="Later", url="https://reference.example/later", published_on=date(2030, 1, 1))
    later = add_evidence(reviewer_ravi.actor, claim, stance="context", note="Later.", source=source)
    Claim.objects.filter(pk=claim.pk).update(claimed_on=date(2020, 1, 1))
    client = reviewer_ravi.api()

    quoted = json_of(client.get(f"{API}/evidence/{evidence.pk}/"))
    assert quoted["selector"] == [
        {"type": "TextQuoteSelector", "exact": evidence.quote},
        {"type": "TextPositionSelector", "start": evidence.start, "end": evidence.end},
    ]
    assert quoted["snapshot"]["sha256"] == evidence.snapshot.sha256
    found = json_of(client.get(f"{API}/evidence/{later.pk}/"))
    assert (found["selector"], found["snapshot"], found["answer_type"], found["medium"]) == (None, None, None, None)
    assert found["newer_than_claim"] is True
    Claim.objects.filter(pk=claim.pk).update(claimed_on=None)
    assert json_of(client.get(f"{API}/evidence/{later.pk}/"))["newer_than_claim"] is None


@pytest.mark.parametrize("block", [1, 2, 64])
@pytest.mark.parametrize("chunk", [1, 2, 3, 1000])
def test_an_export_has_what_the_list_has_however_it_is_cut(
    chunk: int, block: int, quoted: Article, reviewer_ravi: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in ("He", "said", "2011"):
        annotate(reviewer_ravi.actor, quoted, selector={"exact": words}, comment=f'{words}\n"\\\u2028')
    monkeypatch.setattr(streaming, "CHUNK", chunk)
    monkeypatch.setattr(streaming, "COPIED", chunk)
    monkeypatch.setattr(streaming, "BLOCK", block)
    client = reviewer_ravi.api()
    listed = json_of(client.get(f"{API}/annotations/", {"ordering": "id"}))["results"]

    answer: Any = client.get(f"{API}/export/annotations.jsonl", headers={"accept": "*/*"})
    array: Any = client.get(f"{API}/export/annotations.json", headers={"accept": "*/*"})

    lines = b"".join(answer.streaming_content).decode().split("\n")
    assert [json.loads(line) for line in lines[:-1]] == listed
    assert b"".join(array.streaming_content).decode() == "[\n" + ",\n".join(lines[:-1]) + "\n]\n"
    assert (lines[-1], len(listed)) == ("", Annotation.objects.count())
