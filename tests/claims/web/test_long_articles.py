"""The page of an article as long as a book: it comes in parts, and every way into the text leads to the right one."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.anchoring import Block, Span, blocks_of
from annotations.services.annotations import annotate
from annotations.services.articles import add_article
from annotations.services.revisions import add_revision, reattach
from claims.services.claims import NewAppearance, spot_claim
from claims.web.marked_text import Marking, marked_text
from claims.web.parts import MOST_BLOCKS, MOST_CHARACTERS, Parts
from tests.conftest import json_of

LINES = [f"Line {n} of the book." for n in range(12_000)]
BOOK = "\n".join(LINES)


@pytest.fixture
def book(reviewer_ravi, demo_desk):
    return add_article(reviewer_ravi.actor, demo_desk, text=BOOK, title="A book")


def shown(page) -> list[str]:
    return re.findall(r'data-start="\d+"[^>]*>([^<]*)', page.content.decode())


def test_a_book_is_shown_in_parts_that_make_it_whole(reviewer_ravi, book):
    pages = [reviewer_ravi.browser.get(f"/articles/{book.pk}/?part={n}") for n in (1, 2, 3)]

    assert [line for page in pages for line in shown(page)] == LINES
    assert "Part 2 of 3" in pages[1].content.decode()
    assert 'rel="next" href="?part=2"' in pages[0].content.decode()
    assert 'rel="prev" href="?part=2"' in pages[2].content.decode()


@pytest.mark.parametrize(("asked", "number"), [("0", 1), ("-1", 1), ("99", 3), ("x", 1), ("²", 1), ("9" * 30, 1)])
def test_a_part_that_there_is_not_is_the_nearest_or_the_first(reviewer_ravi, book, asked, number):
    page = reviewer_ravi.browser.get(f"/articles/{book.pk}/", {"part": asked})

    assert f"Part {number} of 3" in page.content.decode()


def test_every_way_to_a_claim_leads_to_the_part_with_its_words(reviewer_ravi, book):
    browser = reviewer_ravi.browser
    start = BOOK.index("Line 7000")
    saved = browser.post(f"/articles/{book.pk}/", {"text": "Line 7000 is there.", "place": f"{start}-{start + 9}"})
    annotation = book.annotations.get().pk
    claim = book.annotations.get().appearances.get().claim

    path = f"/articles/{book.pk}/?mark={annotation}#annotation-{annotation}"
    assert saved.url == path
    there = browser.get(saved.url.partition("#")[0]).content.decode()
    assert f'id="ref-{annotation}"' in there
    assert f'href="#ref-{annotation}"' in there, "the list leads to it on the same page"
    first = browser.get(f"/articles/{book.pk}/").content.decode()
    assert f'id="ref-{annotation}"' not in first
    assert f'href="?mark={annotation}#ref-{annotation}"' in first, "and from another part to this one"
    assert f'id="annotation-{annotation}"' in there
    assert path in browser.get(f"/claims/{claim.pk}/").content.decode()
    shown = json_of(reviewer_ravi.api().get(f"/api/v1/annotations/{annotation}/"))
    assert shown["html_url"].endswith(path)
    add_revision(reviewer_ravi.actor, book, text=BOOK.replace("Line 7000 of", "Line 7000 in"))
    reattach(reviewer_ravi.actor, book.annotations.get(), selector={"exact": "Line 7000 in"})
    assert path in browser.get(f"/claims/{claim.pk}/").content.decode(), "so does what tells of other words"


def test_a_note_leads_to_its_words_in_another_part_and_an_answer_is_found_in_every_part(reviewer_ravi, book):
    note = annotate(reviewer_ravi.actor, book, selector={"exact": "Line 7000 of"}, comment="Who counts?")
    answer = annotate(
        reviewer_ravi.actor, book, selector={"exact": "Line 7000 of"}, comment="I do.", motivation="replying",
        reply_to=note,
    )  # fmt: skip

    pages = {n: reviewer_ravi.browser.get(f"/articles/{book.pk}/?part={n}").content.decode() for n in (1, 2)}

    assert f'href="?mark={note.pk}#annotation-{note.pk}"' in pages[1]
    assert f'href="#annotation-{note.pk}"' in pages[2]
    there = reviewer_ravi.browser.get(note.path.partition("#")[0]).content.decode()
    assert f'id="annotation-{note.pk}"' in there
    path, _hash, place = answer.path.partition("#")
    assert f'id="{place}"' in reviewer_ravi.browser.get(path).content.decode()


def test_a_form_that_is_shown_again_stands_beside_the_chosen_words(reviewer_ravi, book):
    start = BOOK.index("Line 11000")

    page = reviewer_ravi.browser.post(f"/articles/{book.pk}/?part=1", {"text": "", "place": f"{start}-{start + 9}"})

    assert "Line 11000 of the book." in shown(page)


def test_a_short_article_has_no_parts(reviewer_ravi, article):
    page = reviewer_ravi.browser.get(f"/articles/{article.pk}/").content.decode()

    assert "Part 1 of" not in page
    assert "?part=" not in page


def test_a_text_of_a_million_characters_is_a_small_page(reviewer_ravi, demo_desk):
    article = add_article(reviewer_ravi.actor, demo_desk, text="a\n" * 500_000, title="Lines")
    browser = reviewer_ravi.browser
    started = time.process_time()

    page = browser.get(f"/articles/{article.pk}/")

    assert len(page.content) < 600_000
    assert time.process_time() - started < 5


def test_many_marks_in_many_blocks_are_no_product():
    text = "some words\n" * 20_000
    markings = [Marking(at, Span(at * 110, at * 110 + 5)) for at in range(2_000)]  # type: ignore[arg-type]
    started = time.process_time()

    marked = marked_text(text, blocks_of(text), markings)

    assert marked.count("<mark") == 2_000
    assert time.process_time() - started < 3


def test_a_claim_that_runs_over_two_parts_is_marked_in_both(reviewer_ravi, book):
    start = BOOK.index(LINES[MOST_BLOCKS - 1])
    span = {"start": start, "end": start + len(LINES[MOST_BLOCKS - 1]) + 5}
    spot_claim(reviewer_ravi.actor, book.desk, text="Both.", appearances=[NewAppearance(book, span)])
    annotation = book.annotations.get().pk

    first, second = (reviewer_ravi.browser.get(f"/articles/{book.pk}/?part={n}").content.decode() for n in (1, 2))

    assert f'data-a="{annotation}"' in first
    assert f'data-a="{annotation}"' in second
    assert f'id="ref-{annotation}"' not in first
    assert f'id="ref-{annotation}"' in second


@given(st.lists(st.integers(1, 3 * MOST_CHARACTERS // 2), max_size=12))
def test_parts_hold_every_block_once_and_cut_none(lengths):
    ends = [sum(lengths[: n + 1]) + n for n in range(len(lengths))]
    rows = [[end - length, end, "paragraph"] for end, length in zip(ends, lengths, strict=True)]
    parts = Parts(rows)

    all_of_them = [parts.numbered(n) for n in range(1, parts.numbered(1).count + 1)]

    assert [block for part in all_of_them for block in part.blocks] == [Block(*row) for row in rows]
    for part in all_of_them:
        assert len(part.blocks) <= 1 or part.blocks[-1].end - part.blocks[0].start <= MOST_CHARACTERS
        for block in part.blocks:
            assert parts.at(block.start) == parts.at(block.end - 1) == part
