"""What a writer types becomes a page, and never a script."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from factcheck.core.markdown import render_markdown


class Elements(HTMLParser):
    """The elements of a page with their attributes, as a browser would meet them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def test_a_review_reads_as_it_was_written() -> None:
    html = render_markdown("# Finding\n\nIt was **2001**, see [the report](https://r.example/a?b=1&c=2).\n\n> quoted\n")

    assert "<h2>Finding</h2>" in html, "the page has its h1 already"
    assert "<strong>2001</strong>" in html
    assert '<a href="https://r.example/a?b=1&amp;c=2" rel="nofollow noopener">the report</a>' in html
    assert "<blockquote>" in html


def test_a_table_is_a_table() -> None:
    assert "<td>2001</td>" in render_markdown("| said | was |\n|---|---|\n| 2011 | 2001 |\n")


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "<img src=x onerror=alert(1)>",
        "![x](https://r.example/track.gif)", "[x](data:text/html,<script>alert(1)</script>)", "<a href='javascript:1'>x</a>",
        "<https://r.example/\" onmouseover=alert(1)>", "<svg onload=alert(1)>", "[x](vbscript:1)", "<iframe src=//e.example>",
    ],
)  # fmt: skip
def test_nothing_in_it_runs_or_loads(attack: str) -> None:
    elements = Elements()
    elements.feed(render_markdown(attack))

    assert {name for name, _attributes in elements.found} <= {"p", "a", "blockquote"}
    for _name, attributes in elements.found:
        assert attributes.keys() <= {"href", "rel", "title"}
        assert attributes.get("href", "https:").startswith(("https:", "mailto:"))


def test_html_is_shown_as_the_words_it_is() -> None:
    assert "&lt;b&gt;bold&lt;/b&gt;" in render_markdown("<b>bold</b>")
