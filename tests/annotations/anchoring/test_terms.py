"""A number, a name or a compound that became another one is told, however little of it was marked."""

from __future__ import annotations

import pytest

from annotations.anchoring import Placement, Span, anchor, carry, describe, selectors_of

BEFORE = "The committee met on Tuesday morning in the old town hall to talk about the budget. "
AFTER = " Outside, traders were setting up their stalls. A spokesman declined to comment on what was said."

CHANGED = [
    ("The death toll was 500", "The death toll was 500 on Monday.", "The death toll was 500,000 on Monday.", "500,000"),
    ("The army lost 10", "The army lost 10 men.", "The army lost 10,000 men.", "10,000"),
    ("Rates rose by 5", "Rates rose by 5 points.", "Rates rose by 5.5 points.", "5.5"),
    ("5 percent", "Growth was 5 percent.", "Growth was 3.5 percent.", "3.5 percent"),
    ("500 people", "It killed 500 people.", "It killed 1,500 people.", "1,500 people"),
    ("3.5 percent", "Growth was 3.5 percent.", "Growth was -3.5 percent.", "-3.5 percent"),
    ("5 °C", "It was 5 °C.", "It was −5 °C.", "−5 °C"),
    ("3 of them", "There were 3 of them.", "There were 1/3 of them.", "1/3 of them"),
    ("Il y a 2", "Il y a 2 morts.", "Il y a 2\u202f500 morts.", "2\u202f500"),
    ("In season 2011", "In season 2011 they won.", "In season 2011-12 they won.", "2011-12"),
    ("1½ years", "It took 1½ years.", "It took 1.5 years.", "1.5 years"),
    ("war rally", "They held a war rally.", "They held an anti-war rally.", "anti-war rally"),
    ("toxic to mice", "It was toxic to mice.", "It was non-toxic to mice.", "non-toxic to mice"),
    ("He did", "He did sign it.", "He didn't sign it.", "He didn't"),
    ("guilty of fraud", "He was guilty of fraud.", "He was not guilty of fraud.", "not guilty of fraud"),
    ("He did", "He did sign it.", "He did not sign it.", "He did not"),
]  # fmt: skip
SAME = [
    ("Obama", "Obama spoke.", "Obama’s spokesman spoke."),
    ("homme", "un homme est mort", "l’homme est mort"),
    ("5 cases", "There were 5 cases.", "There were about 5 cases."),
    ("war", "They spoke of war.", "They spoke of war—and of peace."),
    ("guilty", "He was not guilty.", "He was not, they said, guilty at all."),
    ("2011", "It was in 2011.", "It was in May, 2011, he said."),
]  # fmt: skip


def found_by_both(words: str, was: str, now: str) -> list[tuple[str, str | None, float]]:
    """What `carry` and `anchor` say of words that stood in a sentence, after the sentence changed: status, words, score."""
    first, text = BEFORE + was + AFTER, BEFORE + now + AFTER
    span = Span(start := first.index(words), start + len(words))
    placements = [
        carry(first, text, [span])[0],
        anchor(text, selectors_of(describe(first, span.start, span.end), span)),
    ]
    return [(p.status, _marked(text, p), p.score) for p in placements]


def _marked(text: str, placement: Placement) -> str | None:
    return None if placement.start is None else text[placement.start : placement.end]


@pytest.mark.parametrize(("words", "was", "now", "whole"), CHANGED)
def test_a_part_of_another_number_or_compound_is_changed_and_marked_whole(words, was, now, whole):
    for status, marked, score in found_by_both(words, was, now):
        assert status == "changed"
        assert marked is not None
        assert marked.endswith(whole)
        assert 0 < score < 1


@pytest.mark.parametrize(("words", "was", "now"), SAME)
def test_what_only_stands_beside_the_words_makes_them_no_others(words, was, now):
    for status, marked, score in found_by_both(words, was, now):
        assert (status in ("exact", "moved"), marked, score) == (True, words, 1.0)


def test_what_was_marked_as_a_part_of_a_number_stays_one():
    [carried, anchored] = found_by_both("500", "It was 500,000 in all.", "In all it was 500,000 at last.")

    assert carried == anchored == ("moved", "500", 1.0)


def test_a_number_that_was_replaced_altogether_has_a_score():
    [(status, marked, score), _] = found_by_both("1999", "From 1999 to 2004 he led it.", "From 2004 to 2009 he led it.")

    assert (status, marked) == ("changed", "2004")
    assert 0 < score < 0.1


@pytest.mark.parametrize(
    ("wanted", "twin"),
    [
        ("The mayor of Shelbyville said the bridge would cost 12 million dollars.", "Springfield"),
        ("The people of Shelbyville wanted the new bridge more than the school.", "Springfield"),
    ],
)
def test_a_sentence_elsewhere_that_names_another_is_another_sentence(wanted, twin):
    other = wanted.replace("Shelbyville", twin)
    first, text = f"{other} {BEFORE}{wanted}{AFTER}", f"{other} {BEFORE}{AFTER}"
    start = first.index(wanted)

    placement = anchor(
        text, selectors_of(describe(first, start, start + len(wanted)), Span(start, start + len(wanted)))
    )

    assert placement.status == "orphaned"


def test_a_name_that_was_put_right_in_its_place_is_changed():
    wanted = "The mayor of Springfield said the bridge would cost 12 million dollars."

    for status, marked, _score in found_by_both(wanted, wanted, wanted.replace("Springfield", "Shelbyville")):
        assert (status, marked) == ("changed", wanted.replace("Springfield", "Shelbyville"))
