"""Finding the words of a highlight again in a text that has changed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.anchoring import Placement, anchor, describe
from factcheck.core.problems import Invalid

ARTICLE = (
    "Council votes on the harbour\n\n"
    "The council met on 3 May 2011 to vote on the new harbour. “We have waited for nine years,” said Anna Schmidt, who leads "
    "the planning office. About 1,200 people had signed the petition against it.\n\n"
    "The harbour will cost 60 million euros, twice as much as was planned in 2004. Fishermen fear that the deep channel will "
    "wash away the mussel beds, on which forty families live. The office is certain that the beds will not be harmed.\n\n"
    "A second vote is expected in autumn. Until then the old quay stays closed, because two of its piles are rotten."
)
COST = "The harbour will cost 60 million euros, twice as much as was planned in 2004."
FEAR = "Fishermen fear that the deep channel will wash away the mussel beds, on which forty families live."


def selectors_of(text: str, words: str) -> list[dict[str, object]]:
    """What is kept of a highlight: a quote with its context, and a position."""
    start = text.index(words)
    quote = describe(text, start, start + len(words))
    return [
        {"type": "TextQuoteSelector", "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix},
        {"type": "TextPositionSelector", "start": start, "end": start + len(words)},
    ]


def find_again(words: str, text: str, *, first: str = ARTICLE) -> tuple[str, str | None]:
    """The status, and the words that are now marked."""
    placement = anchor(text, selectors_of(first, words))
    marked = None if placement.start is None else text[placement.start : placement.end]
    return placement.status, marked


# What did not change


def test_words_that_stand_where_they_stood_are_exact():
    start = ARTICLE.index(FEAR)

    assert anchor(ARTICLE, selectors_of(ARTICLE, FEAR)) == Placement(start, start + len(FEAR), "exact", 1.0)


def test_words_found_without_a_position_to_compare_with_are_exact():
    quote, _position = selectors_of(ARTICLE, FEAR)

    assert anchor(ARTICLE, quote).status == "exact"


def test_words_moved_by_a_new_first_paragraph_are_moved():
    text = "Corrected on Monday.\n\n" + ARTICLE

    assert find_again(FEAR, text) == ("moved", FEAR)
    assert anchor(text, selectors_of(ARTICLE, FEAR)).score == 1.0


def test_a_paragraph_that_moved_to_the_end_is_found_without_its_neighbours():
    third = ARTICLE.split("\n\n")[2]
    text = ARTICLE.replace(third + "\n\n", "") + "\n\n" + third

    assert find_again(COST, text) == ("moved", COST)


# What changed


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        ("2011", "2011", "2001"),
        ("3 May 2011", "3 May 2011", "2011-05-03"),
        ("1,200", "1,200", "1200"),
        ("Anna Schmidt", "Anna Schmidt", "Hanna Schmitt"),
        ("Anna Schmidt", "Anna Schmidt", "Bernd Meier"),
        ("forty families", "forty families", "40 families"),
        (COST, "60 million", "90 million"),
        (COST, "will cost", "will not cost"),
        (COST, "The harbour", "The new harbour"),
        (COST, "twice as much as was planned in 2004", "double what had been planned in 2004"),
        (FEAR, "wash away", "wahs away"),
        (FEAR, "on which", "from which"),
    ],
)
def test_words_that_were_edited_in_place_are_changed_and_marked_to_the_letter(words, old, new):
    text = ARTICLE.replace(old, new)

    assert find_again(words, text) == ("changed", words.replace(old, new))
    assert 0 < anchor(text, selectors_of(ARTICLE, words)).score < 1


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("“We have waited for nine years,”", '"We have waited for nine years,"'),
        (COST, COST.replace(" ", "\u00a0")),
        (COST, COST.replace("million euros, twice", "million\neuros, twice")),
        (COST, COST.replace("planned", "plan-\nned")),
        (COST, COST.replace("planned", "plan\u00adned")),
        (COST, COST.upper()),
        (COST, COST.replace("60", "６０")),
    ],
)
def test_words_that_only_look_different_are_changed_with_a_high_score(words, written):
    text = ARTICLE.replace(words, written)

    assert find_again(words, text) == ("changed", written)
    assert 0.97 <= anchor(text, selectors_of(ARTICLE, words)).score < 1


def test_an_advertisement_inside_the_words_is_marked_with_them():
    both = f"{COST} {FEAR}"
    torn = f"{COST}\n\nSign up for our weekly letter.\n\n{FEAR}"

    assert find_again(both, ARTICLE.replace(both, torn)) == ("changed", torn)


def test_an_advertisement_beside_the_words_is_not():
    text = ARTICLE.replace(FEAR, f"\n\nSign up for our weekly letter.\n\n{FEAR}\n\nRead more about mussels.\n\n")

    assert find_again(FEAR, text) == ("moved", FEAR)


def test_words_among_edited_neighbours_are_found():
    text = ARTICLE.replace("planned in 2004", "once thought").replace("The office is certain", "Engineers say")

    assert find_again(FEAR, text) == ("moved", FEAR)


def test_a_few_wrongly_read_letters_do_not_hide_a_sentence():
    read = FEAR.replace("l", "1").replace("rn", "m").replace("h", "b")

    assert find_again(FEAR, ARTICLE.replace(FEAR, read)) == ("changed", read)


def test_words_as_long_as_a_book_are_found_by_their_ends():
    book = "".join(f"In the year {year} the harbour took in {year * 7} boats.\n" for year in range(1000, 3000))
    words = book[5000:80_000]
    text = "Preface.\n\n" + book.replace("In the year 2000 the", "In 2000 the")

    status, marked = find_again(words, text, first=book)

    assert (status, marked) == ("changed", words.replace("In the year 2000 the", "In 2000 the"))


# What is gone


@pytest.mark.parametrize("words", [COST, FEAR, "2011", "Anna Schmidt", "which forty families"])
def test_deleted_words_are_orphaned(words):
    assert find_again(words, ARTICLE.replace(words, "")) == ("orphaned", None)


def test_an_orphan_has_no_place_and_no_score():
    assert anchor("", selectors_of(ARTICLE, FEAR)) == Placement(None, None, "orphaned", 0.0)


def test_a_sentence_that_was_written_anew_is_orphaned():
    anew = (
        "Nobody on the quay believes that crabs could be brought back once their stones have been taken for the mole."
    )

    assert find_again(FEAR, ARTICLE.replace(FEAR, anew)) == ("orphaned", None)


def test_a_translation_is_orphaned():
    translated = (
        "Die Fischer fürchten, dass die tiefe Rinne die Muschelbänke wegspült, von denen vierzig Familien leben."
    )

    assert find_again(FEAR, ARTICLE.replace(FEAR, translated)) == ("orphaned", None)


# Twins


@pytest.mark.parametrize(
    "twin", [COST.replace("60", "75"), COST.replace("will cost", "will not cost"), COST.replace("2004", "1998")]
)
def test_a_sentence_elsewhere_that_differs_in_a_number_or_a_denial_is_another_sentence(twin):
    text = ARTICLE.replace(f"{COST} ", "").replace("Council votes", f"{twin}\n\nCouncil votes")

    assert find_again(COST, text) == ("orphaned", None)


def test_the_edited_words_between_their_neighbours_win_over_a_copy_elsewhere():
    edited = COST.replace("twice as much", "almost twice as much")
    text = ARTICLE.replace(COST, edited) + f"\n\nIn short: {COST.replace('euros', 'pounds')}"

    assert find_again(COST, text) == ("changed", edited)


def test_of_equal_words_the_ones_between_their_neighbours_are_meant():
    first = "Mr Roe said no. Ms Doe said no. The mayor said no."
    start = first.index("said no", 20)
    quote = describe(first, start, start + 7)
    text = "Today Mr Roe said no. Ms Doe said no. The mayor said no."

    placement = anchor(text, {"exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix})

    assert placement.start == text.index("said no", 26)


def test_of_equal_words_that_nothing_tells_apart_none_is_taken():
    assert anchor("yes\nno\nyes\nno\nyes", {"exact": "yes"}).status == "orphaned"


def test_a_short_word_that_stands_at_its_old_offset_by_chance_is_not_taken_for_the_one_that_moved():
    first = "In 1990 the mill burned down, and the owner sold it to the town."
    text = "He cut the mill in half. In 1990 the mill burned down, and the owner sold it to the town."

    placement = anchor(text, selectors_of(first, "the"))

    assert (placement.status, placement.start) == ("moved", text.index("the mill burned"))


def test_a_word_is_not_found_in_the_middle_of_another():
    assert find_again("2004", ARTICLE.replace("2004", "120045")) == ("changed", "120045")


# Scripts


@pytest.mark.parametrize(
    ("first", "words", "old", "new"),
    [
        (
            "東京都は5月3日、教育予算を1200億円増やすと発表した。数千人の学生が感謝のために行進した。大臣は満足していると述べた。",
            "数千人の学生が感謝のために行進した。",
            "数千人",
            "数百人",
        ),
        (
            "รัฐบาลประกาศเมื่อวันที่ 3 พฤษภาคมว่าจะเพิ่มงบประมาณการศึกษา นักเรียนหลายพันคนเดินขบวนในกรุงเทพฯ เพื่อขอบคุณรัฐมนตรี",
            "นักเรียนหลายพันคนเดินขบวนในกรุงเทพฯ",
            "หลายพันคน",
            "หลายร้อยคน",
        ),
        (
            "أعلنت الحكومة في الثالث من مايو زيادة ميزانية التعليم. سار آلاف الطلاب في المدينة لشكر الوزير. قال إنه سعيد.",
            "سار آلاف الطلاب في المدينة لشكر الوزير.",
            "آلاف",
            "مئات",
        ),
        (
            "הממשלה הודיעה כי תגדיל את תקציב החינוך. אלפי תלמידים צעדו בירושלים כדי להודות לשר. השר אמר שהוא מרוצה.",
            "אלפי תלמידים צעדו בירושלים כדי להודות לשר.",
            "אלפי",
            "מאות",
        ),
        (
            "सरकार ने मई में शिक्षा का बजट बढ़ाने की घोषणा की। हज़ारों छात्र मंत्री को धन्यवाद देने के लिए चले। मंत्री ने कहा कि वे खुश हैं।",
            "हज़ारों छात्र मंत्री को धन्यवाद देने के लिए चले।",
            "हज़ारों",
            "सैकड़ों",
        ),
        (
            "정부는 오월에 교육 예산을 늘리겠다고 발표했다. 수천 명의 학생이 장관에게 감사하려고 행진했다. 장관은 기쁘다.",
            "수천 명의 학생이 장관에게 감사하려고 행진했다.",
            "수천",
            "수백",
        ),
    ],
    ids=["Japanese", "Thai", "Arabic", "Hebrew", "Hindi", "Korean"],
)
def test_an_edited_sentence_is_found_in_any_script(first, words, old, new):
    text = "2011\n\n" + first.replace(old, new)

    assert find_again(words, text, first=first) == ("changed", words.replace(old, new))


def test_an_emoji_is_marked_as_a_whole():
    first = "The reply was only this: 👩\u200d⚕️ and nothing else for the rest of that long day."
    text = first.replace("👩\u200d⚕️", "👨🏽\u200d⚕️")

    assert find_again("👩\u200d⚕️", text, first=first) == ("changed", "👨🏽\u200d⚕️")


def test_composed_and_decomposed_letters_are_the_same_words():
    first = "Il était une fois un café à côté de l'église, où l'on buvait du thé."

    status, marked = find_again("café à côté", first.replace("café", "cafe\u0301"), first=first)

    assert (status, marked) == ("changed", "cafe\u0301 à côté")


# Any input


@pytest.mark.parametrize("selectors", [None, [], "Fishermen", {"exact": ""}, {"start": 3, "end": 3}, {"words": "x"}])
def test_malformed_selectors_are_refused(selectors):
    with pytest.raises(Invalid):
        anchor(ARTICLE, selectors)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "gone"),
        ("a" * 200_000, "a" * 500 + "b" + "a" * 500),
        ("ab " * 50_000, "ab " * 300 + "ba " * 40),
        ("\ud800" * 100_000, "\ud800\udc00" * 20),
        ("\u0301" * 100_000, "\u0323\u0301" * 20),
        ("\u200b" * 100_000, "\u200b\u200d"),
        (ARTICLE * 20, ARTICLE[::-1] * 20),
        ("x" * 500_000, "xxxxyxxxx" * 5),
    ],
    ids=["empty", "one letter", "two letters", "surrogates", "marks", "invisible", "backwards", "one long line"],
)
def test_words_that_are_nowhere_in_an_odd_text_are_orphaned(text, words):
    quote = {"exact": words, "prefix": words[:32], "suffix": words[-32:]}

    assert anchor(text, quote).status == "orphaned"


ODD = st.text(st.one_of(st.sampled_from("ab .\n“”-\u200b\u0301\u200d👩⚕é漢ก١2"), st.characters()), max_size=60)


@st.composite
def highlights(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(ODD.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    return text, start, draw(st.integers(start + 1, len(text)))


@given(highlights(), ODD)
@settings(max_examples=200)
def test_any_highlight_in_any_text_gets_a_place_inside_it_or_none(highlight, other):
    first, start, end = highlight
    placement = anchor(other, selectors_of_span(first, start, end))

    if placement.start is None or placement.end is None:
        assert placement == Placement(None, None, "orphaned", 0.0)
    else:
        assert 0 <= placement.start < placement.end <= len(other)
        same = other[placement.start : placement.end] == first[start:end]
        assert same == (placement.status != "changed") == (placement.score == 1.0)


@given(highlights())
@settings(max_examples=200)
def test_in_an_unchanged_text_every_highlight_is_exact(highlight):
    first, start, end = highlight

    assert anchor(first, selectors_of_span(first, start, end)) == Placement(start, end, "exact", 1.0)


def selectors_of_span(text: str, start: int, end: int) -> list[dict[str, object]]:
    quote = describe(text, start, end)
    return [
        {"type": "TextQuoteSelector", "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix},
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]
