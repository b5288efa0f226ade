"""Carrying highlights to the next revision, with both texts at hand."""

from __future__ import annotations

import unicodedata

import pytest

from annotations.anchoring import Placement, Span, carry
from annotations.anchoring.spans import ORPHAN
from factcheck.core.problems import Invalid

HEADLINE = "Council votes on the harbour"
VOTE = "The council met on 3 May 2011 to vote on the new harbour."
WAIT = "“We have waited for nine years,” said Anna Schmidt, who leads the planning office."
PETITION = "About 1,200 people had signed the petition against it."
COST = "The harbour will cost 60 million euros, twice as much as was planned in 2004."
FEAR = "Fishermen fear that the deep channel will wash away the mussel beds, on which forty families live."
CERTAIN = "The office is certain that the beds will not be harmed."
AUTUMN = "A second vote is expected in autumn."
QUAY = "Until then the old quay stays closed, because two of its piles are rotten."
ARTICLE = f"{HEADLINE}\n\n{VOTE} {WAIT} {PETITION}\n\n{COST} {FEAR} {CERTAIN}\n\n{AUTUMN} {QUAY}"
FOREIGN = "Bakers complain that flour has become dearer twice since spring, and that small shops can hardly pay."
SENTENCES = [VOTE, WAIT, PETITION, COST, FEAR, CERTAIN, AUTUMN, QUAY]


def mark(words: str, text: str = ARTICLE, *, after: str = "") -> Span:
    start = text.index(words, text.index(after) + len(after))
    return Span(start, start + len(words))


def carried(words: str, text: str, *, first: str = ARTICLE, after: str = "") -> tuple[str, str | None]:
    """The status, and the words that are marked now."""
    (placement,) = carry(first, text, [mark(words, first, after=after)])
    return placement.status, None if placement.start is None else text[placement.start : placement.end]


def test_an_unchanged_text_keeps_every_highlight_exactly() -> None:
    spans = [mark(words) for words in SENTENCES]
    assert carry(ARTICLE, ARTICLE, spans) == [Placement(span.start, span.end, "exact", 1.0) for span in spans]


def test_what_stands_before_an_edit_is_exact_and_what_follows_it_moved() -> None:
    revised = ARTICLE.replace(PETITION, f"{PETITION} {FOREIGN}")
    before, after = carry(ARTICLE, revised, [mark(WAIT), mark(COST)])
    shift = len(FOREIGN) + 1
    assert before == Placement(mark(WAIT).start, mark(WAIT).end, "exact", 1.0)
    assert after == Placement(mark(COST).start + shift, mark(COST).end + shift, "moved", 1.0)


def test_pairs_of_offsets_are_taken_as_spans() -> None:
    span = mark(COST)
    assert carry(ARTICLE, f"{FOREIGN}\n\n{ARTICLE}", [(span.start, span.end)]) == carry(
        ARTICLE, f"{FOREIGN}\n\n{ARTICLE}", [span]
    )


def test_answers_come_in_the_order_of_the_questions() -> None:
    spans = [mark(QUAY), mark(HEADLINE), mark(COST), mark(COST)]
    text = f"{FOREIGN}\n\n{ARTICLE}"
    assert [text[p.start : p.end] for p in carry(ARTICLE, text, spans)] == [QUAY, HEADLINE, COST, COST]


def test_no_spans_are_no_placements() -> None:
    assert carry(ARTICLE, FOREIGN, []) == []


@pytest.mark.parametrize("span", [(5, 5), (9, 4), (-1, 4), (0, len(ARTICLE) + 1)])
def test_a_span_outside_the_old_text_is_refused_with_what_would_be_right(span: tuple[int, int]) -> None:
    with pytest.raises(Invalid) as problem:
        carry(ARTICLE, ARTICLE, [span])
    assert str(len(ARTICLE)) in str(problem.value.errors)


def test_a_corrected_year_is_changed_in_its_place() -> None:
    revised = ARTICLE.replace("2011", "2001")
    (placement,) = carry(ARTICLE, revised, [mark("2011")])
    assert placement == Placement(mark("2011").start, mark("2011").end, "changed", 0.75)


@pytest.mark.parametrize(
    ("words", "old", "new", "now"),
    [
        (PETITION, "1,200", "2,300", "About 2,300 people had signed the petition against it."),
        ("60 million euros", "60 million", "72.5 million", "72.5 million euros"),
        ("twice as much", "twice as much", "three times as much", "three times as much"),
        ("3 May 2011", "3 May 2011", "May 3, 2011", "May 3, 2011"),
        ("mussel beds", "mussel beds", "mussle beds", "mussle beds"),
        (CERTAIN, "is certain that", "believes", "The office believes the beds will not be harmed."),
        (WAIT, "said Anna Schmidt", "said the architect Anna Schmidt", None),
        ("1", "1,200", "7,200", "7"),
    ],
)
def test_an_edit_inside_a_highlight_is_followed_to_the_letter(words: str, old: str, new: str, now: str | None) -> None:
    after = PETITION[:6] if words == "1" else ""
    expected = now or words.replace(old, new)
    assert carried(words, ARTICLE.replace(old, new), after=after) == ("changed", expected)


def test_the_score_says_how_alike_the_wordings_are() -> None:
    little, much = (
        carry(ARTICLE, ARTICLE.replace(FEAR, wording), [mark(FEAR)])[0].score
        for wording in (
            FEAR.replace("forty", "fifty"),
            FEAR.replace("the deep channel will wash away", "dredging may soon destroy"),
        )
    )
    assert 0.4 < much < little < 1


FORMS = {
    "straight quotes": ARTICLE.replace("“", '"').replace("”", '"'),
    "typed twice": ARTICLE.replace(" ", "  "),
    "narrow lines": ARTICLE.replace(" the ", "\nthe "),
    "no-break spaces": ARTICLE.replace(" ", "\u00a0"),
    "one line": ARTICLE.replace("\n\n", " "),
    "line ends of Windows": ARTICLE.replace("\n", "\r\n"),
    "soft hyphens": ARTICLE.replace("ar", "a\u00adr"),
    "capitals": ARTICLE.upper(),
    "full width": "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in ARTICLE),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("words", SENTENCES)
def test_another_form_of_the_same_words_is_never_lost(form: str, words: str) -> None:
    (placement,) = carry(ARTICLE, FORMS[form], [mark(words)])
    assert placement.start is not None
    marked = FORMS[form][placement.start : placement.end]
    assert _letters(marked) == _letters(words)
    assert placement.score >= 0.95
    assert (placement.status == "changed") == (marked != words)


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def test_decomposed_letters_are_the_same_words() -> None:
    first = "Le préfet a été entendu à l’Assemblée générale. " + ARTICLE
    revised = unicodedata.normalize("NFD", first)
    words = "été entendu à l’Assemblée"
    assert carried(words, revised, first=first) == ("changed", unicodedata.normalize("NFD", words))


def test_a_paragraph_that_moved_takes_its_highlights_along() -> None:
    first, second, third, fourth = ARTICLE.split("\n\n")
    revised = "\n\n".join([first, third, fourth, second])
    for words in SENTENCES:
        status, marked = carried(words, revised)
        assert (status, marked) == ("moved", words)


def test_a_sentence_that_moved_to_another_paragraph_is_found_there() -> None:
    revised = ARTICLE.replace(f" {PETITION}", "").replace(AUTUMN, f"{PETITION} {AUTUMN}")
    assert carried(PETITION, revised) == ("moved", PETITION)
    assert carried(QUAY, revised) == ("exact", QUAY)


def test_paragraphs_that_were_split_or_merged_are_the_same_to_a_highlight() -> None:
    split = ARTICLE.replace(f"{COST} {FEAR}", f"{COST}\n\n{FEAR}")
    merged = ARTICLE.replace(f"{PETITION}\n\n{COST}", f"{PETITION} {COST}")
    for words in SENTENCES:
        assert carried(words, split)[1] == words
        assert carried(words, merged)[1] == words


def test_a_highlight_over_two_paragraphs_spans_what_was_put_between_them() -> None:
    passage = f"{PETITION}\n\n{COST}"
    revised = ARTICLE.replace(passage, f"{PETITION}\n\nADVERTISEMENT\n\n{COST}")
    assert carried(passage, revised) == ("changed", f"{PETITION}\n\nADVERTISEMENT\n\n{COST}")


def test_sentences_that_were_joined_keep_their_highlights() -> None:
    revised = ARTICLE.replace(
        f"{AUTUMN} {QUAY}", "A second vote is expected in autumn, and until then the old quay stays closed."
    )
    assert carried(AUTUMN, revised)[1] in (
        "A second vote is expected in autumn",
        "A second vote is expected in autumn,",
    )
    assert carried("the old quay stays closed", revised)[1] == "the old quay stays closed"


@pytest.mark.parametrize("words", SENTENCES)
def test_a_deleted_sentence_is_orphaned(words: str) -> None:
    (placement,) = carry(ARTICLE, ARTICLE.replace(words, ""), [mark(words)])
    assert placement == ORPHAN


@pytest.mark.parametrize("words", SENTENCES)
def test_a_sentence_that_made_room_for_another_is_orphaned(words: str) -> None:
    assert carried(words, ARTICLE.replace(words, FOREIGN)) == ("orphaned", None)


def test_every_highlight_is_orphaned_in_another_article() -> None:
    other = f"{FOREIGN}\n\nThe choir won a prize. It sang about apple trees in the valley, on the third of June."
    assert {placement.status for placement in carry(ARTICLE, other, [mark(words) for words in SENTENCES])} == {
        "orphaned"
    }


def test_a_translated_paragraph_drags_no_highlight_with_it() -> None:
    paragraph = f"{COST} {FEAR} {CERTAIN}"
    german = (
        "Der Hafen wird 60 Millionen Euro kosten, doppelt so viel wie 2004 geplant. Fischer fürchten, dass die tiefe Rinne "
        "die Muschelbänke fortspült, von denen vierzig Familien leben. Das Amt ist sicher, dass den Bänken nichts geschieht."
    )
    revised = ARTICLE.replace(paragraph, german)
    for words in (COST, FEAR, CERTAIN, "forty families"):
        assert carried(words, revised) == ("orphaned", None)
    assert carried(PETITION, revised) == ("exact", PETITION)
    assert carried(AUTUMN, revised) == ("moved", AUTUMN)


def test_an_empty_revision_orphans_all() -> None:
    assert carry(ARTICLE, "", [mark(COST)]) == [ORPHAN]
    assert carry(ARTICLE, " \n ", [mark(COST)]) == [ORPHAN]


def test_a_highlight_of_white_space_has_no_place_in_another_text() -> None:
    span = Span(len(HEADLINE), len(HEADLINE) + 2)
    assert carry(ARTICLE, ARTICLE, [span])[0].status == "exact"
    assert carry(ARTICLE, f"{ARTICLE} End.", [span]) == [ORPHAN]


def test_a_near_twin_elsewhere_does_not_catch_the_highlights_of_a_deleted_sentence() -> None:
    twin = PETITION.replace("1,200", "3,400")
    both = f"{ARTICLE}\n\n{twin}"
    assert carried(PETITION, both.replace(f" {PETITION}", ""), first=both) == ("orphaned", None)
    assert carried(PETITION, ARTICLE.replace(f" {PETITION}", "") + f"\n\n{twin}") == ("orphaned", None)


@pytest.mark.parametrize("place", ["before", "after", "at the end"])
def test_a_highlight_stays_with_its_sentence_when_a_twin_appears(place: str) -> None:
    twin = COST.replace("60 million", "80 million").replace("euros", "dollars")
    revised = {
        "before": ARTICLE.replace(COST, f"{twin} {COST}"),
        "after": ARTICLE.replace(COST, f"{COST} {twin}"),
        "at the end": f"{ARTICLE}\n\n{twin}",
    }[place]
    assert carried(COST, revised)[1] == COST
    assert carried("twice as much", revised)[1] == "twice as much"
    (placement,) = carry(ARTICLE, revised, [mark("60 million")])
    assert placement.start == revised.index("60 million")


def test_the_edited_sentence_in_its_place_is_preferred_to_a_copy_of_the_old_one_elsewhere() -> None:
    note = f"Correction: an earlier version said: {PETITION}"
    revised = f"{ARTICLE.replace('1,200', '2,300')}\n\n{note}"
    assert carried(PETITION, revised) == ("changed", PETITION.replace("1,200", "2,300"))


def test_each_of_two_equal_sentences_keeps_its_own_place() -> None:
    first = ARTICLE.replace(QUAY, f"{QUAY} {PETITION}")
    revised = f"{FOREIGN}\n\n{first}"
    for after in (WAIT, QUAY):
        span = mark(PETITION, first, after=after)
        (placement,) = carry(first, revised, [span])
        assert placement == Placement(span.start + len(FOREIGN) + 2, span.end + len(FOREIGN) + 2, "moved", 1.0)


def test_the_second_of_two_equal_sentences_is_orphaned_when_it_is_taken_out() -> None:
    first = ARTICLE.replace(QUAY, f"{QUAY} {PETITION}")
    spans = [mark(PETITION, first), mark(PETITION, first, after=QUAY)]
    kept, gone = carry(first, ARTICLE, spans)
    assert kept == Placement(spans[0].start, spans[0].end, "exact", 1.0)
    assert gone == ORPHAN


def test_a_highlight_that_cuts_words_is_carried_to_the_letter() -> None:
    revised = f"{FOREIGN}\n\n{ARTICLE.replace('Fishermen', 'Most fishermen')}"
    assert carried("shermen fear that the de", revised) == ("moved", "shermen fear that the de")


def test_a_text_without_line_breaks_is_carried_as_well() -> None:
    parts = [
        f"Item {n} of the list says that the {n * 7919 % 1009} beds were counted on day {n * 31 % 365}."
        for n in range(4000)
    ]
    first = " ".join(parts)
    del parts[1200:1300]
    parts.insert(500, FOREIGN)
    parts[2000:2100], parts[3000:3100] = parts[3000:3100], parts[2000:2100]
    revised = " ".join(parts)
    for number in (10, 499, 1150, 1310, 2150, 3150, 3999):
        words = f"Item {number} of the list"
        assert carried(words, revised, first=first)[1] == words
    assert carried("Item 1250 of the list says", revised, first=first) == ("orphaned", None)


SCRIPTS = {
    "Chinese": (
        "市议会投票赞成新港口。渔民担心贻贝。",
        "渔民担心贻贝。",
        "昨天，市议会投票赞成新港口。渔民很担心贻贝。",
        "渔民很担心贻贝。",
    ),
    "Thai": (
        "สภาเมืองลงมติเรื่องท่าเรือใหม่ ชาวประมงกลัวว่าหอยจะหายไป",
        "ชาวประมงกลัว",
        "เมื่อวาน สภาเมืองลงมติเรื่องท่าเรือใหม่ ชาวประมงกลัวว่าหอยจะหายไป",
        "ชาวประมงกลัว",
    ),
    "Hindi": (
        "परिषद ने नए बंदरगाह पर मतदान किया। मछुआरों को डर है।",
        "मछुआरों को डर है।",
        "कल परिषद ने नए बंदरगाह पर मतदान किया। मछुआरों को बड़ा डर है।",
        "मछुआरों को बड़ा डर है।",
    ),
    "Arabic": (
        "صوت المجلس على الميناء الجديد. يخشى الصيادون على المحار.",
        "يخشى الصيادون",
        "أمس صوت المجلس على الميناء الجديد. يخشى الصيادون على المحار.",
        "يخشى الصيادون",
    ),
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_script_is_special(script: str) -> None:
    first, words, revised, now = SCRIPTS[script]
    assert carried(words, revised, first=first)[1] == now
