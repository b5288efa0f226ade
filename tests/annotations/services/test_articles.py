from __future__ import annotations

import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotations.models import Article
from annotations.services.annotations import annotate
from annotations.services.articles import add_article, archive_article, edit_article
from annotations.services.taking_in import Upload
from claims import queries
from claims.services.claims import NewAppearance, archive_claim, remove_appearance, spot_claim
from claims.services.reviews import draft_review
from claims.services.verdicts import submit_verdict
from factcheck.core.problems import ArticleExists, Conflict, Invalid, NotAllowed, NotFound, TooLarge
from tests.conftest import WRONG_YEAR, json_of


def test_the_text_is_kept_as_given(reviewer_ravi, demo_desk, real_article):
    article = add_article(reviewer_ravi.actor, demo_desk, text=real_article)

    assert article.revision.text == real_article
    assert article.revision.length == len(real_article)
    assert article.revision.sha256 == hashlib.sha256(real_article.encode()).hexdigest()
    assert article.version == 1


def test_line_ends_nul_and_surrogates_are_made_storable(reviewer_ravi, demo_desk):
    article = add_article(reviewer_ravi.actor, demo_desk, text="a\r\nb\rc\x00\ud800")

    assert article.revision.text == "a\nb\nc\ufffd\ufffd"


def test_blocks_are_the_lines_that_are_not_blank(article):
    text = article.revision.text

    assert [text[start:end] for start, end, _kind in article.revision.blocks] == [x for x in text.split("\n") if x]


def test_an_article_is_extracted_from_html(reviewer_ravi, demo_desk):
    words = " ".join(f"Sentence number {n} of the story stands here." for n in range(30))
    html = (
        "<html lang=en><head><title>A letter</title></head><body><nav>Menu</nav><article><h1>A letter</h1>"
        f"<p>{words}</p></article><script>alert(1)</script></body></html>"
    )

    article = add_article(reviewer_ravi.actor, demo_desk, html=html)

    assert words in article.revision.text
    assert "alert" not in article.revision.text
    assert article.title == "A letter"


def test_the_same_address_is_the_same_article(reviewer_ravi, article):
    with pytest.raises(ArticleExists) as problem:
        add_article(reviewer_ravi.actor, article.desk, text="Again.", url="https://news.example/letter#comments")

    assert problem.value.facts["article"] == str(article.id)


@pytest.mark.parametrize("charset", ["utf-8", "latin-1", "nope", "zip_codec", "x\x00y", "\xff", "*=utf-8''%00"])
def test_a_file_may_say_its_charset_and_may_be_wrong(reviewer_ravi, charset):
    named = charset if charset.startswith("*") else f"={charset}"
    file = SimpleUploadedFile("a.txt", b"Words of a letter.", content_type=f"text/plain; charset{named}")

    made = json_of(reviewer_ravi.api().post("/api/v1/articles/", {"file": file, "desk": "demo"}), 201)

    assert made["title"] == "Words of a letter."


def test_a_file_with_a_charset_comes_in_at_the_page_too(reviewer_ravi):
    file = SimpleUploadedFile("a.txt", "Wörter.".encode("latin-1"), content_type="text/plain; charset=iso-8859-1")

    reviewer_ravi.browser.post("/articles/add/", {"file": file})

    assert Article.objects.get().revision.text == "Wörter."


def test_what_an_upload_is_called_is_kept_as_far_as_it_can_be(reviewer_ravi, demo_desk):
    upload = Upload(b"Words.", filename="a\x00\ud800.txt", media_type="text/plain", charset="\x00")

    add_article(reviewer_ravi.actor, demo_desk, upload=upload)

    capture = Article.objects.get().captures.get()
    assert (capture.filename, capture.charset) == ("a\ufffd\ufffd.txt", "\ufffd")


@pytest.mark.parametrize("member", ["headline", "author", "publisher", "inLanguage", "url", "datePublished"])
def test_nonsense_about_an_article_does_not_keep_it_out(reviewer_ravi, demo_desk, member):
    said = {"@type": "NewsArticle", "headline": "A letter", member: "https://news.example/ Bad\x00 and\ud800 words"}
    page = f"<script type=application/ld+json>{json.dumps(said)}</script><p>Words of the story.</p>"

    article = add_article(reviewer_ravi.actor, demo_desk, html=page)

    article.refresh_from_db()
    assert article.revision.text == "Words of the story."
    assert article.title.startswith("A letter" if member != "headline" else "https://news.example/ Bad\ufffd")


@pytest.mark.parametrize("language", ["English", "german-x", "en_GB", "e"])
def test_a_language_is_a_tag(reviewer_ravi, article, language):
    with pytest.raises(Invalid, match="it should look like en or pt-BR"):
        edit_article(reviewer_ravi.actor, article, language=language)


def test_an_address_is_the_same_in_every_spelling(reviewer_ravi, demo_desk):
    first = add_article(reviewer_ravi.actor, demo_desk, text="Words.", url="https://Example.org")

    for spelling in ("https://example.org/", "HTTPS://EXAMPLE.ORG:443/#top"):
        with pytest.raises(ArticleExists) as problem:
            add_article(reviewer_ravi.actor, demo_desk, text="Words.", url=spelling)
        assert problem.value.facts["article"] == str(first.pk)
    assert add_article(reviewer_ravi.actor, demo_desk, text="Words.", url="http://example.org:8080/").pk != first.pk


def test_another_desk_may_have_the_same_address(stranger_stan, other_desk, article):
    assert add_article(stranger_stan.actor, other_desk, text="Ours.", url="https://news.example/letter").pk


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"text": "  \n "}, "/text"),
        ({"text": ""}, "/text"),
        ({}, "/text"),
        ({"text": "a", "html": "<p>a"}, "/text"),
        ({"text": "a", "url": "javascript:alert(1)"}, "/url"),
        ({"text": "a", "url": "ftp://x.example/"}, "/url"),
        ({"text": "a", "url": "https://"}, "/url"),
        ({"text": "a", "title": "x" * 501}, "/title"),
        ({"text": "a", "title": "NUL \x00"}, "/title"),
        ({"text": "a", "tags": ["x", "x"]}, "/tags"),
        ({"text": "a", "tags": ["lone \ud800"]}, "/tags"),
    ],
)
def test_bad_input_is_named_and_nothing_is_written(reviewer_ravi, demo_desk, given, pointer):
    with pytest.raises(Invalid) as problem:
        add_article(reviewer_ravi.actor, demo_desk, **given)

    assert problem.value.errors[0].pointer == pointer
    assert not Article.objects.exists()


def test_a_text_may_not_be_endless(reviewer_ravi, demo_desk):
    with pytest.raises(TooLarge):
        add_article(reviewer_ravi.actor, demo_desk, text="x" * 5_000_001)


def test_a_viewer_adds_nothing(viewer_vera, demo_desk):
    with pytest.raises(NotAllowed):
        add_article(viewer_vera.actor, demo_desk, text="Words.")


def test_another_desk_sees_nothing(stranger_stan, article):
    with pytest.raises(NotFound):
        Article.objects.visible_to(stranger_stan.actor).fetch(article.id)


def test_an_archived_article_frees_its_address(reviewer_ravi, article):
    archive_article(reviewer_ravi.actor, article)

    assert add_article(reviewer_ravi.actor, article.desk, text="Anew.", url="https://news.example/letter").pk
    assert not Article.objects.live().filter(pk=article.pk).exists()


def test_an_article_whose_words_are_marked_is_archived_unless_a_claim_stands_on_them(reviewer_ravi, article):
    annotate(reviewer_ravi.actor, article, selector={"exact": "Islamabad"})
    assert not has_claims(reviewer_ravi, article)

    place = NewAppearance(article, {"exact": WRONG_YEAR})
    claim = spot_claim(reviewer_ravi.actor, article.desk, text="It was in 2011.", appearances=[place])
    assert has_claims(reviewer_ravi, article)
    with pytest.raises(Conflict, match="Claims stand in this article"):
        archive_article(reviewer_ravi.actor, article)

    archive_claim(reviewer_ravi.actor, claim)
    assert not has_claims(reviewer_ravi, article)
    archive_article(reviewer_ravi.actor, article)


def test_an_article_counts_the_reviews_of_the_claims_that_stand_in_it(reviewer_ravi, article, claim, evidence):
    place = NewAppearance(article, {"exact": WRONG_YEAR})
    spot_claim(reviewer_ravi.actor, article.desk, text="It was in 2011.", appearances=[place])
    false = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=false, rationale="2001.", evidence=[evidence])
    draft_review(reviewer_ravi.actor, claim, headline="It was 2001")
    assert counts_of(reviewer_ravi, article) == {"annotations": 2, "claims": 2, "reviews": 1}

    for one in claim.appearances.all():
        remove_appearance(reviewer_ravi.actor, one)
    assert counts_of(reviewer_ravi, article) == {"annotations": 2, "claims": 1, "reviews": 0}


def counts_of(person, article):
    return json_of(person.api().get(f"/api/v1/articles/{article.pk}/"))["counts"]


def has_claims(person, article):
    """Whether the list narrowed to articles with claims has it; the one narrowed to those without has it otherwise."""
    lists = [
        json_of(person.api().get(f"/api/v1/articles/?has_claims={wanted}"))["results"] for wanted in ("true", "false")
    ]
    within, without = (str(article.pk) in [row["id"] for row in rows] for rows in lists)
    assert within != without
    return within


def test_only_who_added_it_or_an_editor_removes_it(reviewer_rosa, editor_edna, article):
    with pytest.raises(NotAllowed, match="Only who added the article"):
        archive_article(reviewer_rosa.actor, article)

    archive_article(editor_edna.actor, article)


def test_editing_particulars_is_a_version(reviewer_rosa, article):
    assert edit_article(reviewer_rosa.actor, article, version=1, title="Better").version == 2
