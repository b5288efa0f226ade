"""What becomes what, format by format, with the mess that the world sends."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotations.models import Annotation, Article
from claims.models import Claim, Decision, Evidence, Review, Source, Verdict
from claims.services.reviews import publish_review
from factcheck.exchange.imports.days import Unclear, day_in, moment_of
from factcheck.exchange.models import Origin
from tests.conftest import WRONG_YEAR, json_of
from tests.factcheck.exchange.imports.doing import holds, taken, told

MESSY = {
    "@context": "http://schema.org",
    "@graph": [
        {"@type": "WebPage", "url": "https://checkers.example/"},
        {"@id": "#org", "@type": ["Organization"], "name": "Checkers &amp; Co", "url": "https://checkers.example/"},
        {
            "@type": ["ClaimReview"], "url": "/2018/11/cats", "author": {"@id": "#org"}, "datePublished": "Nov 19, 2018",
            "claimReviewed": ["<p>Cats can&#39;t&nbsp;fly</p>"], "headline": "Can cats fly?", "description": "No.",
            "reviewRating": {"@type": "Rating", "ratingValue": "1", "bestRating": "5", "worstRating": "1",
                             "alternateName": "Pants on Fire!"},
            "itemReviewed": {
                "@type": "Claim", "datePublished": "2018-11-18T00:00",
                "appearance": [{"url": "https://social.example/1"}, "TV"],
                "author": [{"@type": "Person", "name": "Jane &amp; Joe", "jobTitle": "Vet",
                            "sameAs": ["", "https://jane.example/"]}],
            },
        },
        {
            "@type": "ClaimReview", "url": "https://checkers.example/old", "author": "A. Body", "datePublished": "19/11/2018",
            "claimReviewed": "Dogs fly.", "reviewRating": {"ratingValue": 4, "bestRating": 5, "worstRating": 1},
            "itemReviewed": {"@type": "CreativeWork", "url": "https://social.example/2", "author": {"name": "Rex"},
                             "datePublished": "03/04/2018"},
        },
        {"@type": "ClaimReview", "url": "https://checkers.example/none", "claimReviewed": "Birds fly.",
         "author": ["Checkers"]},
    ],
}  # fmt: skip


def test_claim_reviews_as_the_web_has_them(editor_edna, demo_desk):
    done = taken(editor_edna, MESSY, format="claimreview")

    assert done["state"] == "done", done
    assert done["counts"]["made"] == {"claims": 3, "reviews": 2}
    cats, dogs, _birds = Claim.objects.order_by("number")
    assert (cats.text, cats.claimant_name, cats.claimant_role) == ("Cats can't fly", "Jane & Joe", "Vet")
    assert (cats.claimant_url, cats.claimed_on.isoformat()) == ("https://jane.example/", "2018-11-18")
    assert told(done["warnings"]) == [
        (None, "/@graph/2/itemReviewed/appearance"), (None, "/@graph/3/itemReviewed/datePublished"),
    ]  # fmt: skip
    assert (dogs.claimant_name, dogs.claimed_on) == ("Rex", None)
    assert set(Source.objects.values_list("url", flat=True)) == {
        "https://social.example/1", "https://social.example/2", "https://checkers.example/none",
    }  # fmt: skip
    assert not Article.objects.exists(), "nobody asked to fetch anything"
    assert holds(demo_desk)


def test_a_review_from_elsewhere_is_a_draft_about_a_decision_of_who_took_it_in(editor_edna, demo_desk):
    taken(editor_edna, MESSY, format="claimreview")
    review = Review.objects.get(headline="Can cats fly?")

    assert (review.state, review.rating.slug, review.author_name, review.summary) == (
        "draft",
        "false",
        "Checkers & Co",
        "No.",
    )
    assert "https://checkers.example/2018/11/cats" in review.body
    decision = Decision.objects.get(claim=review.claim)
    assert decision.decided_by == editor_edna.user
    assert decision.rationale == (
        "Rated “Pants on Fire!” by Checkers & Co on 2018-11-19: https://checkers.example/2018/11/cats"
    )
    origin = Origin.objects.get(subject_type="review", subject_id=review.pk)
    assert (origin.author, origin.made_at.date().isoformat()) == ("Checkers & Co", "2018-11-19")
    assert Review.objects.get(claim__text="Dogs fly.").rating.family == "mostly_true"


def test_a_review_without_a_rating_decides_nothing_and_is_evidence(editor_edna, demo_desk):
    taken(editor_edna, MESSY, format="claimreview")

    birds = Claim.objects.get(text="Birds fly.")
    assert birds.status == "in_review"
    assert not Review.objects.filter(claim=birds).exists()
    [evidence] = birds.evidence.all()
    assert (evidence.source.url, evidence.stance, evidence.note) == (
        "https://checkers.example/none", "context", "Reviewed by Checkers.",
    )  # fmt: skip


def test_reviews_may_be_published_at_once_with_their_day(editor_edna, reader, demo_desk):
    taken(editor_edna, MESSY, format="claimreview", mapping={"reviews": "published"})

    review = Review.objects.get(headline="Can cats fly?")
    assert (review.state, review.published_at.date().isoformat()) == ("published", "2018-11-19")
    assert reader.browser.get(f"/reviews/{review.slug}/").status_code == 200
    assert holds(demo_desk)


def test_reviews_may_be_kept_as_sources_alone(editor_edna, demo_desk):
    taken(editor_edna, MESSY, format="claimreview", mapping={"reviews": "sources"})

    assert not Decision.objects.exists()
    evidence = Evidence.objects.get(source__url="https://checkers.example/2018/11/cats")
    assert (evidence.stance, evidence.note) == ("refutes", "Rated “Pants on Fire!” by Checkers & Co.")


def one_review(**rating: object) -> dict[str, object]:
    return {"@type": "ClaimReview", "url": "https://c.example/1", "claimReviewed": "A.", "reviewRating": rating}


def test_a_rating_the_desk_has_not_is_refused_by_place_with_those_it_has(editor_edna, demo_desk):
    done = taken(editor_edna, [one_review(alternateName="Three llamas")], format="claimreview")

    assert told(done["errors"]) == [(None, "/0/reviewRating")]
    assert "Three llamas" in done["errors"][0]["detail"]
    assert "false" in done["errors"][0]["detail"]
    mapped = taken(
        editor_edna, [one_review(alternateName="Three llamas")], format="claimreview",
        mapping={"ratings": {"three LLAMAS": "false"}},
    )  # fmt: skip
    assert mapped["counts"]["made"] == {"claims": 1, "reviews": 1}


def test_a_mapping_to_a_rating_the_desk_has_not_fails_whole(editor_edna, demo_desk):
    done = taken(
        editor_edna, [one_review(alternateName="x")], format="claimreview", mapping={"ratings": {"x": "llama"}}
    )

    assert done["state"] == "failed"
    assert done["problem"]["errors"][0]["pointer"] == "/mapping/ratings"


@pytest.mark.parametrize(
    "content",
    [
        one_review(alternateName="False"), [one_review(alternateName="False")],
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [one_review(alternateName="False")]}]},
        {"@type": "WebPage", "mainEntity": one_review(alternateName="False")},
        [{"@graph": [one_review(ratingValue="False")]}],
    ],
)  # fmt: skip
def test_wherever_a_claim_review_stands_it_is_the_same(editor_edna, demo_desk, content):
    assert taken(editor_edna, content, format="claimreview")["counts"]["made"] == {"claims": 1, "reviews": 1}
    assert taken(editor_edna, one_review(alternateName="False"), format="claimreview")["counts"]["known"] == {
        "claims": 1
    }


def test_what_the_desk_publishes_comes_back(editor_edna, stranger_stan, demo_desk, other_desk):
    taken(editor_edna, MESSY, format="claimreview")
    review = Review.objects.get(headline="Can cats fly?")
    publish_review(editor_edna.actor, review)
    markup = json_of(editor_edna.api().get(f"/api/v1/reviews/{review.pk}/claimreview/"))

    done = taken(stranger_stan, markup, format="claimreview")

    assert done["counts"]["made"] == {"claims": 1, "reviews": 1}
    assert Claim.objects.get(desk=other_desk).claimant_name == "Jane & Joe"


# Texts ---------------------------------------------------------------------------------------------------------------

DOCCANO: list[dict[str, Any]] = [
    {"id": 5, "text": "One 😀 two\r\nthree.", "label": [[6, 9, "Claim"], [11, 16, "Number"]], "Comments": []},
    {"id": 6, "text": "Other words.", "label": ["politics"]},
    {"text": "With entities.", "entities": [{"id": 9, "start_offset": 5, "end_offset": 13, "label": "Claim"}]},
]


def lines(rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)  # type: ignore[attr-defined]


def test_doccano_becomes_articles_with_marked_words(editor_edna, demo_desk):
    done = taken(editor_edna, lines(DOCCANO), format="doccano")

    assert done["counts"]["made"] == {"articles": 3, "annotations": 3}
    first = Article.objects.order_by("pk")[0]
    assert first.revision.text == "One 😀 two\nthree."
    assert [(a.exact, a.tags, a.motivation) for a in first.annotations.order_by("start")] == [
        ("two", ["Claim"], "tagging"), ("three", ["Number"], "tagging"),
    ]  # fmt: skip
    assert Article.objects.get(revision__text="Other words.").tags == ["politics"]
    assert Annotation.objects.filter(exact="entities").exists()
    assert holds(demo_desk)
    again = taken(editor_edna, lines(DOCCANO), format="doccano")
    assert (again["counts"]["made"], again["counts"]["known"]) == ({}, {"articles": 3, "annotations": 3})


def test_labels_that_were_added_since_come_to_the_article_that_is_there(editor_edna, demo_desk):
    taken(editor_edna, lines(DOCCANO[:1]), format="doccano")
    more = {**DOCCANO[0], "label": [*DOCCANO[0]["label"], [0, 3, "Number"]]}

    done = taken(editor_edna, lines([more]), format="doccano")

    assert done["counts"]["made"] == {"annotations": 1}
    assert done["counts"]["known"] == {"articles": 1, "annotations": 2}
    assert Article.objects.count() == 1


def test_a_label_at_no_place_refuses_the_text_by_its_line(editor_edna, demo_desk):
    done = taken(editor_edna, lines([{"text": "Short.", "label": [[0, 5, "A"], [3, 99, "B"]]}]), format="doccano")

    assert told(done["errors"]) == [(1, "/label/1")]
    assert not Article.objects.exists()


def test_label_studio_becomes_articles_with_marked_words(editor_edna, demo_desk):
    region = {"start": 7, "end": 10, "text": "two", "labels": ["Claim"]}  # counted as browsers count
    task = {
        "id": 12, "data": {"text": "One 😀 two.", "url": "https://news.example/task"},
        "annotations": [
            {"id": 3, "completed_by": {"email": "anna@lab.example"}, "created_at": "2024-01-02T03:04:05Z", "result": [
                {"id": "a1", "type": "labels", "value": region},
                {"id": "c1", "type": "choices", "value": {"choices": ["checkable"]}},
            ]},
            {"id": 4, "was_cancelled": True, "result": []},
        ],
        "predictions": [{"result": [{"value": {"start": 0, "end": 3, "labels": ["Guess"]}}]}],
    }  # fmt: skip

    done = taken(editor_edna, [task], format="label-studio")

    assert done["counts"]["made"] == {"articles": 1, "annotations": 1}, done
    article = Article.objects.get()
    assert (article.tags, article.urls.get().url) == (["checkable"], "https://news.example/task")
    mark = Annotation.objects.get()
    assert (mark.exact, mark.tags, mark.created_by) == ("two", ["Claim"], editor_edna.user)
    origin = Origin.objects.get(subject_type="annotation")
    assert (origin.external_id, origin.author) == ("label-studio:12/3/a1", "anna@lab.example")


def test_predictions_are_taken_where_nobody_has_annotated(editor_edna, demo_desk):
    task = {
        "data": {"text": "One two."},
        "predictions": [
            {"model_version": "m1", "result": [{"type": "labels", "value": {"start": 4, "end": 7, "labels": ["X"]}}]}
        ],
    }

    taken(editor_edna, [task], format="label-studio")

    assert Annotation.objects.get().exact == "two"
    assert Origin.objects.get(subject_type="annotation").author == "m1"


def test_web_annotations_are_read_where_the_protocol_reads_them(editor_edna, article, demo_desk):
    one = {
        "@context": "http://www.w3.org/ns/anno.jsonld", "id": "https://notes.example/1", "type": "Annotation",
        "creator": {"type": "Person", "name": "Nora"}, "created": "2018-12-03T10:00:00Z",
        "body": {"type": "TextualBody", "value": "Which year?", "purpose": "commenting"},
        "target": {"source": "https://news.example/letter", "selector": {"type": "TextQuoteSelector", "exact": WRONG_YEAR}},
    }  # fmt: skip
    gone = {**one, "id": "https://notes.example/2", "target": "https://elsewhere.example/"}
    page: dict[str, Any] = {
        "@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationCollection", "total": 2,
        "first": {"type": "AnnotationPage", "items": [one, gone]},
    }  # fmt: skip

    done = taken(editor_edna, page, format="webannotation", partial=True)

    assert done["counts"]["made"] == {"annotations": 1}
    assert told(done["errors"]) == [(None, "/first.items/1/target")]
    mark = Annotation.objects.get()
    assert (mark.exact, mark.comment, mark.via) == (WRONG_YEAR, "Which year?", ["https://notes.example/1"])
    assert Origin.objects.get().author == "Nora"
    for content in (one, [one], {**page["first"], "@context": page["@context"], "items": [one]}):
        assert taken(editor_edna, content, format="webannotation")["counts"]["known"] == {"annotations": 1}


# Data sets -----------------------------------------------------------------------------------------------------------

FEVER = {
    "id": 75397, "verifiable": "VERIFIABLE", "label": "SUPPORTS", "claim": "Nikolaj Coster-Waldau worked with Fox.",
    "evidence": [[[92206, 104971, "Nikolaj_Coster-Waldau", 7], [92206, 104971, "Fox_Broadcasting_Company_-LRB-US-RRB-", 0]]],
}  # fmt: skip


def test_fever_becomes_claims_with_their_pages(editor_edna, demo_desk):
    more = {"id": 1, "label": "NOT ENOUGH INFO", "claim": "A thing.", "evidence": [[[1, None, None, None]]]}

    done = taken(editor_edna, lines([FEVER, more]), format="fever")

    assert done["counts"]["made"] == {"claims": 2}
    claim, bare = Claim.objects.order_by("number")
    assert (claim.status, claim.topics) == ("in_review", ["fever: SUPPORTS"])
    assert [(e.source.url, e.stance) for e in claim.evidence.order_by("pk")] == [
        ("https://en.wikipedia.org/wiki/Nikolaj_Coster-Waldau", "supports"),
        ("https://en.wikipedia.org/wiki/Fox_Broadcasting_Company_(US)", "supports"),
    ]
    assert bare.status == "spotted"
    assert not Verdict.objects.exists()
    assert holds(demo_desk)


def test_a_label_is_the_importers_verdict_if_they_say_so(editor_edna, demo_desk):
    done = taken(editor_edna, lines([FEVER]), format="fever", mapping={"verdicts": True})

    assert done["counts"]["made"] == {"claims": 1, "verdicts": 1}, done
    verdict = Verdict.objects.get()
    assert (verdict.reviewer, verdict.rating.family, verdict.rationale) == (
        editor_edna.user,
        "true",
        "FEVER: SUPPORTS.",
    )
    assert verdict.evidence.count() == 2


def test_averitec_becomes_claims_with_questions_and_answers(editor_edna, demo_desk):
    row = {
        "claim_id": 3, "claim": "The sky fell.", "speaker": "Chicken", "claim_date": "25-8-2020", "label": "Refuted",
        "claim_types": ["Event/Property Claim"], "justification": "It did not.", "location_ISO_code": "US",
        "original_claim_url": "https://social.example/sky", "fact_checking_article": "https://checkers.example/sky",
        "questions": [
            {"question": "Did it?", "answers": [
                {"answer": "No", "answer_type": "Boolean", "boolean_explanation": "It is up there.",
                 "source_url": "https://sky.example/", "source_medium": "Web text", "cached_source_url": "https://web.archive.org/x"},
                {"answer": "Nobody knows", "answer_type": "Abstractive", "source_url": "", "source_medium": "Metadata"},
            ]},
            {"question": "Why?", "answers": []},
        ],
    }  # fmt: skip

    done = taken(editor_edna, [row], format="averitec")

    assert done["state"] == "done", done
    claim = Claim.objects.get()
    assert (claim.claimant_name, claim.claimed_on.isoformat(), claim.claim_types) == (
        "Chicken",
        "2020-08-25",
        ["event"],
    )
    asked = list(claim.evidence.exclude(question="").order_by("pk"))
    assert [(e.question, e.answer, e.answer_type, e.medium) for e in asked] == [
        ("Did it?", "No It is up there.", "boolean", "web_text"), ("Did it?", "Nobody knows", "abstractive", "metadata"),
        ("Why?", "", "unanswerable", ""),
    ]  # fmt: skip
    assert asked[0].source.url == "https://sky.example/"
    assert asked[2].source is None
    assert holds(demo_desk)


# Tables --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_in_any_usual_encoding_with_any_usual_delimiter(editor_edna, demo_desk, encoding, delimiter):
    rows = [["Statement", "Said by"], ["“Müller zahlt 5 € – naïve”", "José Peña"], ["Zwei, „drei“", "Éva"]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)

    done = taken(editor_edna, text.encode(encoding), format="csv")

    assert done["state"] == "done", done
    assert list(Claim.objects.order_by("number").values_list("text", "claimant_name")) == [tuple(r) for r in rows[1:]]


def test_rows_that_are_broken_are_told_by_line(editor_edna, demo_desk):
    body = (
        "claim,speaker\nfiñe,Ä\nnu\x00l,B\n".encode() + "gemischt – für".encode("cp1252")
        + b",C\ntoo,many,cells\n\n\"two\nlines\",D\nshort\nlast,\xc3\x89\n"
    )  # fmt: skip

    done = taken(editor_edna, body, format="csv", partial=True)

    assert told(done["errors"]) == [(3, ""), (4, ""), (5, ""), (9, "")], done
    assert list(Claim.objects.order_by("number").values_list("text", flat=True)) == ["fiñe", "two\nlines", "last"]


def test_a_cell_that_is_too_large_is_told_by_line(editor_edna, demo_desk):
    body = b"claim\n" + b"x" * 1_200_000 + b"\nfine\n"

    done = taken(editor_edna, body, format="csv", partial=True)

    assert told(done["errors"])[0][0] == 2
    assert Claim.objects.filter(text="fine").exists()


def test_columns_are_what_the_mapping_says(editor_edna, demo_desk):
    body = b"A,B,C\nSky is green,Khan,https://sky.example/\n"
    mapping = {"text": "A", "claimant.name": "B", "evidence.url": "C"}

    taken(editor_edna, body, format="csv", mapping=mapping)

    claim = Claim.objects.get()
    assert (claim.text, claim.claimant_name, claim.evidence.get().source.url) == (
        "Sky is green",
        "Khan",
        "https://sky.example/",
    )


def test_a_table_whose_columns_are_not_known_says_which_there_are(editor_edna, demo_desk):
    done = taken(editor_edna, b"A,B\n1,2\n", format="csv")
    assert done["problem"]["errors"][0]["pointer"] == "/mapping/text"
    done = taken(editor_edna, b"A,B\n1,2\n", format="csv", mapping={"text": "Z"})
    assert "A, B" in done["problem"]["detail"]


# Days ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2018-11-19", "2018-11-19"), ("2018-11-19T00:00", "2018-11-19"), ("19/11/2018", "2018-11-19"),
        ("11/19/2018", "2018-11-19"), ("19.11.2018", "2018-11-19"), ("3.4.2018", "2018-04-03"),
        ("Nov 19, 2018", "2018-11-19"),
        ("November 19th, 2018", "2018-11-19"), ("19 November 2018", "2018-11-19"), ("Monday, 19 Nov. 2018", "2018-11-19"),
        ("2018/11/19", "2018-11-19"), ("20181119", "2018-11-19"), ("5/5/2018", "2018-05-05"),
    ],
)  # fmt: skip
def test_days_as_people_write_them(words, day):
    assert day_in(words).isoformat() == day


@pytest.mark.parametrize("words", ["3/4/2018", "2018", "soon", "31/31/2018", "2018-02-30", "Foo 3, 2018", ""])
def test_a_day_that_is_unclear_is_not_guessed(words):
    with pytest.raises(Unclear):
        day_in(words)


def test_which_comes_first_may_be_said():
    assert day_in("3/4/2018", "dmy").isoformat() == "2018-04-03"
    assert day_in("3/4/2018", "mdy").isoformat() == "2018-03-04"
    assert moment_of("Mon, 19 Nov 2018 10:00:00 +0200").isoformat() == "2018-11-19T08:00:00+00:00"
