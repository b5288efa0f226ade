from __future__ import annotations

from typing import Any

import pytest

from annotations.services.annotations import LONGEST_MARK, annotate, archive_annotation, edit_annotation
from annotations.services.articles import add_article
from factcheck.core.problems import AmbiguousQuote, Conflict, Invalid, NotAllowed
from tests.conftest import TEXT, WRONG_YEAR


def test_words_are_marked_with_their_context(reviewer_ravi, article):
    found = annotate(reviewer_ravi.actor, article, selector={"exact": WRONG_YEAR}, comment="Wrong year", tags=["date"])

    assert TEXT[found.start : found.end] == found.exact == WRONG_YEAR
    assert found.prefix == TEXT[found.start - 32 : found.start]
    assert found.suffix == TEXT[found.end : found.end + 32]
    anchor = found.anchors.get()
    assert (anchor.status, anchor.score, anchor.start) == ("exact", 1.0, found.start)


def test_offsets_count_code_points(reviewer_ravi, article):
    start = TEXT.index("👨‍👩‍👧")

    found = annotate(reviewer_ravi.actor, article, selector={"start": start, "end": start + 5})

    assert found.exact == "👨‍👩‍👧"


def test_an_ambiguous_quote_comes_with_its_places(reviewer_ravi, article):
    with pytest.raises(AmbiguousQuote) as problem:
        annotate(reviewer_ravi.actor, article, selector={"exact": "The Taliban"})

    matches: Any = problem.value.facts["matches"]
    assert [TEXT[m["start"] : m["end"]] for m in matches] == ["The Taliban", "The Taliban"]


def test_context_tells_the_places_apart(reviewer_ravi, article):
    found = annotate(reviewer_ravi.actor, article, selector={"exact": "The Taliban", "suffix": " wait."})

    assert found.start == TEXT.rindex("The Taliban")


@pytest.mark.parametrize(
    "selector",
    [None, {}, [], "words", 7, {"exact": ""}, {"exact": "nowhere to be found"}, {"start": 5, "end": 5},
     {"start": 9, "end": 5}, {"start": -3, "end": 5}, {"start": 0, "end": 10**9}, {"start": 0, "end": 10**30},
     {"start": True, "end": 5}, {"start": "a", "end": 5}, {"start": 0.5, "end": 5}, {"exact": ["x"]},
     {"exact": "x", "prefix": 5}, [{"type": "SvgSelector", "value": "<svg/>"}], [[]], {"start": 1}],
)  # fmt: skip
def test_a_bad_selector_is_an_error_with_a_pointer(reviewer_ravi, article, selector):
    with pytest.raises(Invalid) as problem:
        annotate(reviewer_ravi.actor, article, selector=selector)

    assert problem.value.errors[0].pointer.startswith("/selector")


def test_as_much_is_marked_as_a_long_article_has_and_no_more(reviewer_ravi, demo_desk):
    book = add_article(reviewer_ravi.actor, demo_desk, text="👍" * (LONGEST_MARK + 1))

    assert annotate(reviewer_ravi.actor, book, selector={"start": 0, "end": 20_000}).end == 20_000
    for selector in ({"start": 0, "end": 20_001}, {"exact": "👍" * 20_001}):
        with pytest.raises(Invalid, match="At most 20000 characters") as problem:
            annotate(reviewer_ravi.actor, book, selector=selector)
        assert problem.value.errors[0].pointer == "/selector"


def test_overlapping_marks_are_fine(reviewer_ravi, reviewer_rosa, article):
    annotate(reviewer_ravi.actor, article, selector={"start": 30, "end": 60})
    annotate(reviewer_rosa.actor, article, selector={"start": 40, "end": 70})
    annotate(reviewer_rosa.actor, article, selector={"start": 40, "end": 70})

    assert article.annotations.count() == 3


def test_only_who_made_it_or_an_editor_changes_it(reviewer_ravi, reviewer_rosa, editor_edna, article):
    found = annotate(reviewer_ravi.actor, article, selector={"exact": WRONG_YEAR})

    with pytest.raises(NotAllowed):
        edit_annotation(reviewer_rosa.actor, found, comment="Mine now")
    assert edit_annotation(editor_edna.actor, found, version=1, comment="Seen.").version == 2


def test_an_annotation_under_a_claim_stays(reviewer_ravi, claim):
    annotation = claim.appearances.get().annotation

    with pytest.raises(Conflict, match="A claim stands on these words"):
        archive_annotation(reviewer_ravi.actor, annotation)
