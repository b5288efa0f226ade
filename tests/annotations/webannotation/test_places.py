"""Where selectors lead: each kind, in text that came as text and in text that came as a page."""

from __future__ import annotations

import time
from typing import Any

import pytest

from annotations.models import Annotation, Article
from annotations.services.articles import add_article
from factcheck.desks.models import Desk
from tests.annotations.webannotation.speaking import QUOTE, made, post, refused_at, selecting
from tests.conftest import TEXT, Person

PAGE = """<!doctype html><html><head><title>Not of the text</title></head><body><nav id="menu">Home About</nav><article>
<h1 id="top">A letter to  Islamabad</h1>
<p class="lead first">The prime minister recalled that <b>no Pakistani</b> was involved
in the attacks of <em>Sep. 11, 2011</em>.</p>
<!-- a comment between paragraphs -->
<p>The Taliban
   said nothing about the attacks that year, to anybody.</p>
<p>The Taliban said nothing, and then they waited for a while.<script>var no = "words";</script></p>
<ul><li>One item of the list is here.</li><li>Two items of the list are here.</li></ul>
<p id="end">The Taliban said nothing about the attacks that year, to anybody.</p>
</article></body></html>"""
AS_PAGE = "https://news.example/page"


@pytest.fixture
def page(reviewer_ravi: Person, demo_desk: Desk) -> Article:
    return add_article(reviewer_ravi.actor, demo_desk, html=PAGE, url=AS_PAGE)


def selected(person: Person, selector: object, source: str) -> str:
    """The words a selector led to, as the desk keeps them."""
    identity = made(person, selecting(selector, source))["id"].rsplit("/", 1)[1]
    kept = Annotation.objects.select_related("revision").get(pk=identity)
    assert kept.revision.text[kept.start : kept.end] == kept.exact
    return kept.exact


def xpath(value: str, **more: Any) -> dict[str, Any]:
    return {"type": "XPathSelector", "value": value, **more}


def css(value: str, **more: Any) -> dict[str, Any]:
    return {"type": "CssSelector", "value": value, **more}


def fragment(value: str, **more: Any) -> dict[str, Any]:
    return {"type": "FragmentSelector", "value": value, **more}


def position(start: int, end: int, **more: Any) -> dict[str, Any]:
    return {"type": "TextPositionSelector", "start": start, "end": end, **more}


def quote(exact: str, **more: Any) -> dict[str, Any]:
    return {"type": "TextQuoteSelector", "exact": exact, **more}


FAMILY = TEXT.index("👨‍👩‍👧")
FAMILY_BYTE = len(TEXT[:FAMILY].encode())


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        (quote("Taliban", suffix=" wait"), "Taliban"),
        (position(2, 8), "letter"),
        (position(FAMILY, FAMILY + 5), "👨‍👩‍👧"),
        ([position(0, 1), quote("attacks of Sep. 11, 2011")], "attacks of Sep. 11, 2011"),
        ([quote("The Taliban"), position(TEXT.rindex("The Taliban"), TEXT.rindex("The Taliban") + 11)], "The Taliban"),
        ([xpath("/html/body/p[1]"), position(2, 8)], "letter"),
        (fragment("char=2,8", conformsTo="http://tools.ietf.org/rfc/rfc5147"), "letter"),
        (fragment("char=2,8;length=" + str(len(TEXT))), "letter"),
        (fragment("char=,8"), "A letter"),
        (fragment("line=0,1"), "A letter to Islamabad\n"),
        (fragment("line=3,"), TEXT.split("\n", 3)[3]),
        (fragment(":~:text=attacks%20of,2011"), "attacks of Sep. 11, 2011"),
        (fragment(":~:text=The-,Taliban,-wait"), "Taliban"),
        ({"type": "DataPositionSelector", "start": 2, "end": 8}, "letter"),
        ({"type": "DataPositionSelector", "start": FAMILY_BYTE, "end": FAMILY_BYTE + 18}, "👨‍👩‍👧"),
        ({"type": "RangeSelector", "startSelector": quote("attacks"), "endSelector": quote(", 2011")}, "attacks of Sep. 11"),
        ({"type": "RangeSelector", "startSelector": position(2, 3), "endSelector": position(9, 10)}, "letter "),
        (quote("attacks of Sep. 11, 2011", refinedBy=position(0, 7)), "attacks"),
        (position(23, len(TEXT), refinedBy=quote("Sep.", refinedBy=position(1, 3))), "ep"),
        (fragment("line=2,3", refinedBy=[xpath("/p"), quote("attacks")]), "attacks"),
    ],
)  # fmt: skip
def test_in_plain_text(selector: object, words: str, reviewer_ravi: Person, article: Article) -> None:
    assert selected(reviewer_ravi, selector, "https://news.example/letter") == words


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        (xpath("/html/body/article/h1"), "A letter to Islamabad"),
        (xpath("/article[1]/p[1]/b[1]"), "no Pakistani"),
        (xpath("//*[@id='end']"), "The Taliban said nothing about the attacks that year, to anybody."),
        (xpath("//article/p[2]"), "The Taliban said nothing about the attacks that year, to anybody."),
        (xpath("//p[@class='lead first']/em[last()]"), "Sep. 11, 2011"),
        (xpath("/article/p[1]/text()[1]"), "The prime minister recalled that"),
        (xpath("/article/p[1]/text()[2]"), "was involved in the attacks of"),
        (xpath("//article/p[3]"), "The Taliban said nothing, and then they waited for a while."),
        (xpath("//ul"), "One item of the list is here.\n\nTwo items of the list are here."),
        (css("#top"), "A letter to Islamabad"),
        (css("p.lead > b"), "no Pakistani"),
        (css("article em"), "Sep. 11, 2011"),
        (css("h1 + .lead.first em"), "Sep. 11, 2011"),
        (css("ul > li:nth-child(2)"), "Two items of the list are here."),
        (css("li:first-of-type"), "One item of the list is here."),
        (css("li:nth-last-of-type(1)"), "Two items of the list are here."),
        (css("h1 ~ ul li:last-child"), "Two items of the list are here."),
        (css("p[class~=lead] > *:last-child"), "Sep. 11, 2011"),
        (fragment("end"), "The Taliban said nothing about the attacks that year, to anybody."),
        (fragment("top", conformsTo="http://tools.ietf.org/rfc/rfc3236"), "A letter to Islamabad"),
        (xpath("//h1", refinedBy=position(13, 22)), "Islamabad"),
        (xpath("//p[2]", refinedBy=position(0, 11)), "The Taliban"),
        (xpath("//article", refinedBy=quote("nothing", prefix="said ", suffix=", and then")), "nothing"),
        (xpath("//article", refinedBy=css("#top")), "A letter to Islamabad"),
        ([quote("The Taliban said nothing about the attacks that year, to anybody."), css("#end")],
         "The Taliban said nothing about the attacks that year, to anybody."),
        ({"type": "RangeSelector", "startSelector": xpath("//p[1]"), "endSelector": xpath("//p[2]")},
         "The prime minister recalled that no Pakistani was involved in the attacks of Sep. 11, 2011."),
        ({"type": "RangeSelector", "startSelector": xpath("//p[1]", refinedBy=position(4, 9)),
          "endSelector": xpath("//p[1]/em", refinedBy=position(4, 6))},
         "prime minister recalled that no Pakistani was involved in the attacks of Sep. "),
    ],
)  # fmt: skip
def test_in_a_page(selector: object, words: str, reviewer_ravi: Person, page: Article) -> None:
    assert selected(reviewer_ravi, selector, AS_PAGE) == words


def test_of_two_equal_paragraphs_the_meant_one_is_taken(reviewer_ravi: Person, page: Article) -> None:
    for path in ("//article/p[2]", "//article/p[4]"):
        made(reviewer_ravi, selecting(xpath(path), AS_PAGE))

    first, second = Annotation.objects.order_by("id")
    assert first.exact == second.exact
    assert first.start < second.start


@pytest.mark.parametrize(
    ("selector", "pointer", "said"),
    [
        ({"type": "SvgSelector", "value": "<svg/>"}, "/type", "this is text"),
        ("http://example.org/selector", "", "write it out"),
        (quote("2001"), "/exact", "do not stand in the text"),
        (position(0, 10_000), "/end", "The text ends at"),
        (xpath("//p"), "/value", "plain text"),
        (css("p"), "/value", "plain text"),
        (fragment("part2"), "/value", "plain text"),
        (fragment("t=30,60", conformsTo="http://www.w3.org/TR/media-frags/"), "/conformsTo", "RFC 5147"),
        (fragment("char=5"), "/value", "a range"),
        (fragment("char=8,2"), "/value", "selects nothing"),
        (fragment("char=0,99999"), "/value", "characters"),
        (fragment("char=2,8;length=7"), "/value", "another length"),
        (fragment("char=2,8;md5=d41d8cd98f00b204e9800998ecf8427e"), "/value", "md5"),
        (fragment("line=40,41"), "/value", "lines"),
        (fragment(":~:text=The%20Taliban"), "/value", "2 places"),
        (fragment(":~:text=Taliban,nowhere"), "/value", "2 places"),
        (fragment(":~:text=attacks,nowhere"), "/value", "does not stand in the text after"),
        (fragment(":~:nothing"), "/value", "A text fragment is"),
        ({"type": "DataPositionSelector", "start": 0, "end": 100_000}, "/end", "bytes"),
        ({"type": "DataPositionSelector", "start": 0, "end": FAMILY_BYTE + 1}, "", "cuts through"),
        ({"type": "RangeSelector", "startSelector": quote("attacks"), "endSelector": quote("letter")},
         "/endSelector", "before"),
        ([position(90_000, 90_001), xpath("/p")], "/0/end", "The text ends at"),
        ([position(0, 1)] * 51, "", "50 selectors"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_in_plain_text(
    selector: object, pointer: str, said: str, reviewer_ravi: Person, article: Article
) -> None:
    answer = post(reviewer_ravi, selecting(selector))

    assert refused_at(answer)[0] == f"/target/selector{pointer}"
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    ("selector", "pointer", "said"),
    [
        (xpath("//p"), "/value", "4 elements"),
        (xpath("//table"), "/value", "no elements"),
        (xpath("//p[re:test(., 'x')]"), "/value", "plain paths"),
        (xpath("//div//p"), "/value", "plain paths"),
        (xpath("//p[count(//p[count(//p)])]"), "/value", "plain paths"),
        (xpath("document('file:///etc/passwd')"), "/value", "plain paths"),
        (xpath("//p[" + "1" * 1000 + "]"), "/value", "plain paths"),
        (xpath("//nav"), "/value", "no part of the article"),
        (css("p"), "/value", "4 elements"),
        (css("article:has(p)"), "/value", "One simple CSS selector"),
        (css("p:nth-child(2n+1)"), "/value", "One simple CSS selector"),
        (css("h1, p"), "/value", "One simple CSS selector"),
        (css("p >"), "/value", "no CSS selector"),
        (css("p" * 1001), "/value", "1,000 characters"),
        (fragment("nowhere"), "/value", "No elements"),
        (xpath("//h1", refinedBy=position(0, 100)), "/refinedBy/end", "ends at 22"),
        (xpath("//h1", refinedBy=position(11, 12)), "/refinedBy", "no words"),
        (xpath("//h1", refinedBy=quote("Taliban")), "/refinedBy/exact", "do not stand"),
        ({"type": "DataPositionSelector", "start": 0, "end": 3}, "/type", "bytes of this page"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_in_a_page(
    selector: object, pointer: str, said: str, reviewer_ravi: Person, page: Article
) -> None:
    answer = post(reviewer_ravi, selecting(selector, AS_PAGE))

    assert refused_at(answer)[0] == f"/target/selector{pointer}"
    assert said in answer.json()["detail"]


def test_a_quote_in_several_places_shows_them(reviewer_ravi: Person, article: Article) -> None:
    answer = post(reviewer_ravi, selecting(quote("The Taliban")))

    assert refused_at(answer, 409) == []
    assert [TEXT[m["start"] : m["end"]] for m in answer.json()["matches"]] == ["The Taliban"] * 2


def test_an_ambiguous_refinement_shows_places_of_the_whole_text(reviewer_ravi: Person, article: Article) -> None:
    answer = post(reviewer_ravi, selecting(fragment("line=3,4", refinedBy=quote("The Taliban"))))

    assert refused_at(answer, 409) == []
    assert [TEXT[m["start"] : m["end"]] for m in answer.json()["matches"]] == ["The Taliban"] * 2


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://news.example/letter#char=2,8", "letter"),
        ("https://news.example/letter#:~:text=attacks,2011", "attacks of Sep. 11, 2011"),
        ("https://news.example/letter", TEXT),
    ],
)
def test_an_address_alone_is_the_part_it_names_or_all_of_it(
    address: str, words: str, reviewer_ravi: Person, article: Article
) -> None:
    sent = selecting(QUOTE) | {"target": address}

    shown = made(reviewer_ravi, sent)

    assert Annotation.objects.get().exact == words
    assert shown["target"] == address


def test_a_page_of_any_shape_is_searched_in_bounded_time(reviewer_ravi: Person, demo_desk: Desk) -> None:
    """20,000 paragraphs in a hundred nested elements, for which `//div//p` as XPath takes 20 seconds."""
    paragraphs = "<p class=a>word</p>" * 200
    deep = "".join(f"<div class=d{n}>{paragraphs}" for n in range(100)) + "</div>" * 100
    add_article(
        reviewer_ravi.actor, demo_desk, html=f"<html><body>{deep}<p id=x>The one that is meant.</p>", url=AS_PAGE
    )

    began = time.perf_counter()
    for selector in (
        css("div " * 20 + "div p.a"),
        css("* ~ " * 50 + "*"),
        xpath("//*"),
        xpath("//*[@id='x'][1][last()]"),
    ):
        post(reviewer_ravi, selecting(selector, AS_PAGE))

    assert time.perf_counter() - began < 8


def test_white_space_is_no_place(reviewer_ravi: Person, article: Article) -> None:
    start = article.revision.text.index("\n\n")
    blank = {"type": "TextPositionSelector", "start": start, "end": start + 2}

    assert refused_at(post(reviewer_ravi, selecting(blank))) == ["/target/selector"]
