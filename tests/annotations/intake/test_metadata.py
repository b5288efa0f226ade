"""What a page says about itself: the most deliberate saying first, and no nonsense."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest

from annotations.intake import extract_html
from annotations.intake.plausible import plausible_authors, plausible_date, plausible_language

ARTICLE = {
    "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Linked title", "inLanguage": "de-at",
    "datePublished": "2018-12-03T23:30:00-05:00", "url": "https://news.example/linked",
    "author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bob Roy"}],
    "publisher": {"@type": "Organization", "name": "Linked Herald"},
}  # fmt: skip
META = """
<meta property="og:title" content="Open title"><meta property="og:site_name" content="Open Herald">
<meta property="article:published_time" content="2018-12-02"><meta name="author" content="By Cat Fox and Dan Gun">
<meta property="og:url" content="https://news.example/open"><meta property="og:locale" content="fr_FR">"""
PLAIN = """<html lang="en-gb"><head><title>Page title | Plain Herald</title>
<link rel="canonical" href="/canonical"></head><body><article><h1>Shown title</h1>
<p class=byline>By <a rel=author>Eve Hay</a></p><time datetime="2018-12-01">1 December</time>"""


def linked(said: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(said) if not isinstance(said, str) else said}</script>'


def read(*parts: str, url: str = "https://news.example/2018/11/30/story"):
    return extract_html("".join(parts) + "<p>Words of the story.</p>", url=url)


def test_linked_data_goes_before_all():
    article = read(linked(ARTICLE), META, PLAIN)

    assert article.title == "Linked title"
    assert article.authors == ("Ann Lee", "Bob Roy")
    assert article.publisher == "Linked Herald"
    assert article.published_on == date(2018, 12, 3)


def test_meta_elements_come_second():
    article = read(META)

    assert (article.title, article.publisher) == ("Open title", "Open Herald")
    assert article.authors == ("Cat Fox", "Dan Gun")
    assert article.published_on == date(2018, 12, 2)
    assert (article.language, article.canonical_url) == ("fr-FR", "https://news.example/open")


def test_what_is_shown_comes_third():
    article = read(PLAIN)

    assert article.title == "Shown title"
    assert article.authors == ("Eve Hay",)
    assert article.published_on == date(2018, 12, 1)
    assert (article.language, article.canonical_url) == ("en-GB", "https://news.example/canonical")


def test_the_page_itself_says_its_language_and_address_best():
    article = read(PLAIN.replace("<head>", f"<head>{linked(ARTICLE)}{META}"))

    assert article.title == "Linked title"
    assert (article.language, article.canonical_url) == ("en-GB", "https://news.example/canonical")
    assert (read(linked(ARTICLE)).language, read(linked(ARTICLE)).canonical_url) == (
        "de-AT",
        "https://news.example/linked",
    )


def test_the_address_knows_the_date_at_last():
    assert read("<p>x").published_on == date(2018, 11, 30)
    assert read("<p>x", url="https://web.archive.org/web/2020/https://news.example/2018/1/2/x").published_on == date(
        2018, 1, 2
    )
    assert read("<p>x", url="https://news.example/2018/13/40/x").published_on is None


@pytest.mark.parametrize(
    "title", ["Page title | Plain Herald", "Page title - Herald", "Page title – The Herald", "Page title"]
)
def test_the_site_at_the_end_of_a_title_is_left_out(title):
    assert read(f"<title>{title}</title>").title == "Page title"


@pytest.mark.parametrize(
    "said",
    [
        [{"@type": "BreadcrumbList"}, ARTICLE],
        {"@graph": [{"@type": "WebPage", "name": "No"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        {**ARTICLE, "@type": ["Thing", "ReportageNewsArticle"]},
        {**ARTICLE, "@type": "https://schema.org/BlogPosting"},
        "<!--\n" + json.dumps(ARTICLE) + "\n-->",
        json.dumps(ARTICLE).replace("Linked title", "Linked\ntitle") + ";",
    ],
)
def test_an_article_is_found_wherever_it_is_in_the_linked_data(said):
    article = read(linked(said))

    assert article.title == "Linked title" and article.authors == ("Ann Lee", "Bob Roy")


def test_people_may_be_referred_to():
    graph = [
        {**ARTICLE, "author": {"@id": "#ann"}, "publisher": {"@id": "#us"}},
        {"@id": "#ann", "@type": "Person", "name": "Ann Lee"},
        {"@id": "#us", "@type": "Organization", "name": "Our Herald"},
    ]

    article = read(linked({"@graph": graph}))

    assert (article.authors, article.publisher) == (("Ann Lee",), "Our Herald")


@pytest.mark.parametrize(
    "said", ["{", "[]", "null", "7", '{"@type": 7}', '{"@type": "Article", "author": [[[7]]]}', "[" * 9999]
)
def test_broken_linked_data_says_nothing(said):
    assert read(linked(said), META).title == "Open title"


def test_nonsense_gives_way_to_sense():
    nonsense = {
        **ARTICLE, "headline": " ", "author": "https://social.example/ann", "datePublished": "2099-01-01", "publisher": "…",
        "inLanguage": "undefined-language",
    }  # fmt: skip

    article = read(linked(nonsense), META)

    assert (article.title, article.authors, article.publisher) == ("Open title", ("Cat Fox", "Dan Gun"), "Open Herald")
    assert article.published_on == date(2018, 12, 2)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("2018-12-03", date(2018, 12, 3)),
        ("2018-12-03T23:30:00-05:00", date(2018, 12, 3)),
        ("20181203", date(2018, 12, 3)),
        ("2018/12/03 10:00", date(2018, 12, 3)),
        ("Mon, 03 Dec 2018 10:00:00 GMT", date(2018, 12, 3)),
        ("2026-11-26", date(2026, 11, 26)),
        ("2026-11-27", None),
        ("1970-01-01T00:00:00Z", None),
        ("1900-01-01", None),
        ("0001-01-01", None),
        ("1799-12-31", None),
        ("1851-09-18", date(1851, 9, 18)),
        ("2018-02-30", None),
        ("20181203123", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_that_cannot_be_are_not_believed(said, found):
    assert plausible_date(said) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (["By Ann Lee"], ("Ann Lee",)),
        (["Ann Lee, Bob Roy"], ("Ann Lee", "Bob Roy")),
        (["Ann Lee, Bob Roy and Cat Fox"], ("Ann Lee", "Bob Roy", "Cat Fox")),
        (["Lee, Ann"], ("Lee, Ann",)),
        (["Ann Lee; Bob Roy", "ann lee"], ("Ann Lee", "Bob Roy")),
        (["Reuters"], ("Reuters",)),
        (["李雷"], ("李雷",)),
        (["https://www.facebook.com/herald"], ()),
        (
            ["www.herald.example", "ann@herald.example", "@annlee", "herald.com", "admin", "42", "x", "", "<a>Ann</a>"],
            (),
        ),
        (["This is a sentence about the author who wrote this very story for us"], ()),
        (["A" * 101], ()),
    ],
)
def test_authors_are_names(said, found):
    assert plausible_authors(said) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("en", "en"), ("EN_us", "en-US"), ("zh-hant-tw", "zh-Hant-TW"), ("de-DE.UTF-8", "de-DE"), ("es-419", "es-419"),
        ("und", None), ("english", None), ("", None), ("x", None), ("12", None),
    ],
)  # fmt: skip
def test_languages_are_tags(said, found):
    assert plausible_language(said) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("https://news.example/story", "https://news.example/story"),
        ("/story?id=1", "https://news.example/story?id=1"),
        ("https://web.archive.org/web/2020id_/https://news.example/story", "https://news.example/story"),
        ("https://news.example/", None),
        ("javascript:alert(1)", None),
        ("http://localhost/story", None),
        ("https://news.example/" + "a" * 2000, None),
        ("http://[bad/", None),
    ],
)
def test_a_canonical_address_is_one_of_a_page(said, found):
    assert read(f'<link rel=canonical href="{said}">').canonical_url == found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!--", "-->"),
        ("// <![CDATA[\n", "\n// ]]>"),
        ("/* <![CDATA[ */", "/* ]]> */ ;\n"),
        ("", ";"),
        ("<!--", "; -->"),
    ],
)
def test_marks_around_linked_data_are_no_part_of_it(before, after):
    assert read(linked(f" {before}{json.dumps(ARTICLE)}{after} ")).title == "Linked title"


@pytest.mark.parametrize("said", ['{"headline": "' + " " * 400_000 + '"}', " " * 400_000 + "x" + " " * 400_000 + "x"])
def test_a_million_blanks_in_linked_data_cost_no_time(said):
    started = time.process_time()

    read(linked(said))

    assert time.process_time() - started < 5
