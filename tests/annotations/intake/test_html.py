"""The article comes out of its page to the word, and what stands around it stays there."""

from __future__ import annotations

import re
from html import escape

import pytest

from annotations.intake import extract_html
from tests.annotations.intake.reading import told

WORDS = [f"Sentence number {n} of the story stands here, and it says something of its own." for n in range(8)]
STORY = "".join(f"<p>{words}</p>" for words in WORDS)


def article_page(story: str = STORY, *, before: str = "", after: str = "", head: str = "") -> str:
    return (
        f"<!doctype html><html lang=en><head><title>The story | Example Herald</title>{head}</head><body>"
        f"<header><nav><ul><li><a href=/>Home</a><li><a href=/world>World</a></ul></nav></header>{before}"
        f"<main><article><h1>The story</h1>{story}</article></main>{after}<footer><p>© Example Herald</p></footer>"
    )


def lines(markup: str, **how) -> list[str]:
    return [words for _kind, words in told(extract_html(markup, **how))]


@pytest.fixture
def real_page(real_article) -> tuple[str, list[str], list[str]]:
    """The real article in a page as its publisher's system makes them; its own lines, and those of the form that follow."""
    said = [line for line in real_article.split("\n") if line.strip()]
    cut = next(at for at, line in enumerate(said) if line.startswith("Please enter your comment"))
    (title, caption, *body), tail = said[:cut], said[cut:]
    story = "".join(f"<p>{escape(line)}</p>\n" for line in body)
    page = f"""<!DOCTYPE html><html lang="en-US"><head><title>{escape(title)} - Example Times</title></head>
<body class="post-template single has-comments"><div id="td-outer-wrap">
<div class="td-header-menu"><nav><ul><li><a href="/">Home</a></li>
<li><a href="/india">India</a></li></ul></nav></div>
<article class="post type-post hentry"><div class="td-post-header">
<ul class="td-category"><li><a href="/world">World</a></li></ul>
<h1 class="entry-title">{escape(title)}</h1><div class="td-post-author-name">By <a href="/author/desk">Desk</a></div>
<span class="td-post-date"><time datetime="2018-12-03T17:02:11+00:00">December 3, 2018</time></span></div>
<div class="td-post-sharing-top"><a href="https://social.example/share">Share on Facebook</a><a>Tweet on Twitter</a></div>
<div class="td-post-content"><figure class="wp-caption"><img src="a.jpg"><figcaption>{escape(caption)}</figcaption></figure>
{story}</div>
<div class="td-post-source-tags"><ul class="td-tags"><li><a href="/tag/khan">Imran Khan</a></li></ul></div>
<div class="td_block_related_posts"><h4>RELATED ARTICLES</h4>
<a href="/other">Another story about something else entirely</a></div>
<div class="comments" id="comments"><div id="respond"><h3>LEAVE A REPLY</h3><form id="commentform"><textarea></textarea>
<div class="td-warning">{escape(tail[0])}</div><div class="td-warning">{escape(tail[1])}</div></form></div></div></article>
<div class="ctct-inline-form newsletter-box"><form>{"".join(f"<p>{escape(line)}</p>" for line in tail[2:])}</form></div>
<div class="cookie-notice"><p>We use cookies. <button>Accept</button></p></div></div></body></html>"""
    return page, [title, caption, *body], tail


def test_the_real_article_comes_out_to_the_word_and_its_tail_stays(real_page):
    page, article, _tail = real_page

    assert lines(page) == [" ".join(line.split()) for line in article]


def test_everything_can_be_kept(real_page):
    page, article, tail = real_page

    kept = lines(page, keep_everything=True)

    assert {" ".join(line.split()) for line in [*article, *tail]} <= set(kept)
    assert "Home" in kept and "RELATED ARTICLES" in kept


def test_a_form_without_telling_names_is_known_by_its_words(real_article):
    said = [" ".join(line.split()) for line in real_article.split("\n") if line.strip()]
    page = "<article><h1>{}</h1>{}</article>".format(said[0], "".join(f"<div>{escape(x)}</div>" for x in said[1:]))

    assert lines(page)[-1].startswith("The statement said Trump")


def test_blocks_have_their_kinds():
    story = (
        f"<h2>A part</h2>{STORY}<blockquote><p>Words that somebody said to us.</p></blockquote><ul><li>One <b>thing</b></li>"
        f"<li><p>Another thing</p></li></ul><figure><img><figcaption>A <i>picture</i></figcaption></figure>"
        f"<table><tr><th>Year</th><th>Dead</th></tr><tr><td>2001</td><td>2,977</td></tr></table><h3>End</h3><p>{WORDS[0]}</p>"
    )

    assert told(extract_html(article_page(story))) == [
        ("heading", "The story"),
        ("heading", "A part"),
        *(("paragraph", words) for words in WORDS),
        ("quote", "Words that somebody said to us."),
        ("list_item", "One thing"),
        ("list_item", "Another thing"),
        ("caption", "A picture"),
        ("paragraph", "Year\tDead"),
        ("paragraph", "2001\t2,977"),
        ("heading", "End"),
        ("paragraph", WORDS[0]),
    ]


@pytest.mark.parametrize(
    "around",
    [
        "<div class='share-bar'><p>Share this with all of your friends and your family today</p></div>",
        "<div id=newsletter-signup><p>Get the best stories of the week in your inbox every Monday</p></div>",
        "<section class=related-stories><h2>Related stories</h2><p>Mayor says no to the new bridge</p></section>",
        "<div class='cookie-banner'><p>We and our partners use cookies to improve your experience here</p></div>",
        "<div role=dialog><p>Subscribe for one euro a month and read whatever you like here</p></div>",
        "<section id=comments><article class=comment><p>I do not believe a single word of it</p></article></section>",
        "<aside><p>Most people read this other story that has nothing to do with it</p></aside>",
        "<form><p>Please tell us what you think about this story in a few words</p></form>",
        "<p hidden>This is what the page hides from all of its readers until they click</p>",
        "<p style='display: none'>This is what the page hides from all of its readers too</p>",
        "<p>Advertisement</p>",
        "<p><a href=/other>Read also: Mayor says no to the new bridge over the river</a></p>",
        "<script>var words = 'these are words that nobody reads on any page at all';</script>",
        "<noscript><p>Please switch on JavaScript to see all that this page has to offer</p></noscript>",
    ],
)
@pytest.mark.parametrize("where", ["inside", "after"])
def test_what_stands_around_is_left_out(around, where):
    half = len(STORY) // 2
    cut = STORY.index("<p>", half)
    page = article_page(STORY[:cut] + around + STORY[cut:]) if where == "inside" else article_page(after=around)

    assert lines(page) == ["The story", *WORDS]


@pytest.mark.parametrize(
    "inside",
    [
        "<p>He waited.</p>",
        "<p>“No.”</p>",
        "<p>The minister shared a related comment on social media about cookies and the newsletter.</p>",
        "<div>A line in a div of its own, as old systems write them.</div>",
        "<p>The court <a href=/ruling>published its ruling of Monday in full</a>.</p>",
        "<p class='has-ads'>A paragraph whose class only says that it has something beside it.</p>",
        "<blockquote class=related>A quotation is never taken for something around the article.</blockquote>",
    ],
)
def test_short_and_odd_lines_of_the_article_stay(inside):
    cut = STORY.index("<p>", len(STORY) // 2)

    words = re.sub("<[^>]+>", "", inside)

    assert lines(article_page(STORY[:cut] + inside + STORY[cut:])) == ["The story", *WORDS[:4], words, *WORDS[4:]]


def test_a_page_that_is_one_large_form_keeps_its_article():
    page = f"<html><body><form id=aspnetForm><div class=content><h1>The story</h1>{STORY}</div></form></body></html>"

    assert lines(page) == ["The story", *WORDS]


def test_lines_end_where_the_reader_sees_them_end():
    page = (
        "<p>One<br>two<br/><br>three</p><div>four<p>five</p>six</div><pre>seven\neight</pre>nine <span>ten</span>eleven"
    )

    assert lines(page, keep_everything=True) == [
        "One", "two", "three", "four", "five", "six", "seven", "eight", "nine teneleven",
    ]  # fmt: skip


@pytest.mark.parametrize("markup", ["", "   ", "<html></html>", "<!-- nothing -->", "<script>x</script>", "\x00"])
def test_a_page_without_words_has_no_blocks(markup):
    assert extract_html(markup).text.strip(" \ufffd") == ""


def test_words_without_an_article_are_taken_all():
    assert lines("<p>Just a few words.</p><p>And more.</p>") == ["Just a few words.", "And more."]
    assert lines("no markup at all") == ["no markup at all"]


def test_characters_of_every_plane_and_none_are_storable():
    article = extract_html(
        "<p>a\r\nb &amp; 👨‍👩‍👧 &#x1F600; \x00 \ud800 &#xD800; &#0; \x01 \u200fעברית</p><o:p xml:lang=x>c</o:p>"
    )

    assert "a b & 👨‍👩‍👧 😀" in article.text and "עברית" in article.text and article.text.endswith("c")
    article.text.encode()
    assert "\x00" not in article.text and "\x01" not in article.text


def test_an_xml_declaration_is_no_hindrance():
    page = f'<?xml version="1.0" encoding="iso-8859-1"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>é {STORY}'

    assert "é" in extract_html(page).text
