"""Rows of a list are like each other; when they change places, each highlight goes with its own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.anchoring import Span, anchor, carry, describe, selectors_of

CITIES = ["Berlin", "Hamburg", "Munich", "Cologne", "Frankfurt", "Stuttgart", "Leipzig", "Bremen", "Dresden", "Essen"]
ROWS = [
    "{city} has {n}.{m} million people.",
    "In {city}, {n}{m} people died in the floods.",
    "The mayor of {city} earns {n}{m} thousand euros a year.",
]
BEFORE = "The committee met on Tuesday morning in the old town hall."
AFTER = "Outside, traders were setting up their stalls for the weekly market."


@st.composite
def lists_sorted_anew(draw):
    """Rows in two orders."""
    cities = draw(st.lists(st.sampled_from(CITIES), min_size=3, max_size=8, unique=True))
    row = draw(st.sampled_from(ROWS))
    rows = [row.format(city=city, n=draw(st.integers(1, 9)), m=draw(st.integers(0, 9))) for city in cities]
    return rows, draw(st.permutations(rows))


@settings(max_examples=150, deadline=None)
@given(lists_sorted_anew(), st.sampled_from(["\n", "\n\n", " "]))
def test_a_row_is_never_laid_on_another(lists, between):
    rows, sorted_anew = lists
    first, text = (between.join([BEFORE, *each, AFTER]) for each in (rows, sorted_anew))
    spans = [Span(start := first.index(row), start + len(row)) for row in rows]

    placements = carry(first, text, spans)

    found = [text[p.start : p.end] if p.start is not None else None for p in placements]
    assert [(row, words) for row, words in zip(rows, found, strict=True) if words not in (row, None)] == []


TABLE = "Name: A\nVotes: 1200\n\nName: B\nVotes: 1300\n\nName: C\nVotes: 1400"
SWAPPED = "Name: A\nVotes: 1200\n\nName: C\nVotes: 1400\n\nName: B\nVotes: 1300"


def test_rows_of_several_lines_go_together():
    span = Span(start := TABLE.index("Name: B"), start + len("Name: B\nVotes: 1300"))

    [placement] = carry(TABLE, SWAPPED, [span])

    assert (placement.status, SWAPPED[placement.start : placement.end]) == ("moved", "Name: B\nVotes: 1300")


def test_two_sentences_that_changed_places_are_told_apart_without_the_older_text():
    rows = ["Berlin has 3.6 million people.", "Hamburg has 1.8 million people.", "Munich has 1.5 million people."]
    first, text = "\n".join(rows), "\n".join([rows[0], rows[2], rows[1]])
    span = Span(start := first.index(rows[1]), start + len(rows[1]))

    placement = anchor(text, selectors_of(describe(first, span.start, span.end), span))

    assert (placement.status, text[placement.start : placement.end]) == ("moved", rows[1])


@pytest.mark.parametrize("corrected", ["The vaccine caused 4 deaths.", "The vaccine caused 400 deaths."])
def test_what_was_corrected_in_its_place_stays_there_although_a_note_quotes_what_it_said(corrected):
    said = "The vaccine caused 40 deaths."
    first = f"{BEFORE}\n\n{said}\n\n{AFTER}"
    text = f"{BEFORE}\n\n{corrected}\n\n{AFTER}\n\nCorrection: an earlier version said otherwise.\n\n{said}"

    [placement] = carry(first, text, [Span(start := first.index(said), start + len(said))])

    assert (placement.status, text[placement.start : placement.end]) == ("changed", corrected)


def test_a_row_put_in_before_one_that_changed_is_not_taken_for_it():
    first, text = (
        f"{BEFORE}\n\n{rows}\n\n{AFTER}"
        for rows in ("Hamburg: 4 deaths\nKiel: 2 deaths", "Bremen: 4 deaths\nHamburg: 5 deaths\nKiel: 2 deaths")
    )
    span = Span(start := first.index("Hamburg"), start + len("Hamburg: 4 deaths"))

    [placement] = carry(first, text, [span])

    assert (placement.status, text[placement.start : placement.end]) == ("changed", "Hamburg: 5 deaths")
