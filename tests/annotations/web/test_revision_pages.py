"""Texts of an article as its pages show them: beside each other, by themselves, and with highlights that were lost."""

from __future__ import annotations

import pytest

from annotations.anchoring import diff
from annotations.services.articles import add_article
from annotations.services.revisions import add_revision
from annotations.web.differences import Row, beside


def rows(old: str, new: str) -> list[tuple[str, str]]:
    """What stands beside what."""

    def words(row: Row) -> tuple[str, str]:
        return "".join(piece.text for piece in row.old), "".join(piece.text for piece in row.new)

    return [words(row) for part in beside(old, new, diff(old, new)) for row in part.rows]


def test_lines_stand_beside_each_other_after_a_paragraph_that_went():
    old = "The first words here.\nThese will be gone soon.\nAnd the last ones stay.\nTruly."

    assert rows(old, old.replace("These will be gone soon.\n", "")) == [
        ("The first words here.", "The first words here."),
        ("These will be gone soon.", ""),
        ("And the last ones stay.", "And the last ones stay."),
        ("Truly.", "Truly."),
    ]


def test_lines_stand_beside_each_other_after_a_paragraph_that_came():
    old = "The first words here.\nAnd the last ones stay.\nTruly."

    assert rows(old, "New before all of it.\n\nAnd more of it.\n" + old) == [
        ("", "New before all of it."),
        ("", "And more of it."),
        *((line, line) for line in old.split("\n")),
    ]


def test_a_line_that_lost_its_end_stands_beside_itself():
    assert rows("One two three.\nFour five.", "One two.\nFour five.") == [
        ("One two three.", "One two."),
        ("Four five.", "Four five."),
    ]


def test_the_first_text_is_shown_by_itself(reviewer_ravi, article):
    add_revision(reviewer_ravi.actor, article, text="Quite other words.")
    add_revision(reviewer_ravi.actor, article, text="And others again.")

    page = reviewer_ravi.browser.get(f"/articles/{article.pk}/revisions/1/").content.decode()

    assert "This is the first text." in page
    assert "The Taliban wait." in page
    assert "only this one text" not in page


@pytest.mark.parametrize(("against", "held"), [("", 2), ("?against=", 2), ("?against=1", 1)])
def test_a_text_is_held_against_the_one_before_or_another(reviewer_ravi, article, against, held):
    add_revision(reviewer_ravi.actor, article, text="Quite other words.")
    add_revision(reviewer_ravi.actor, article, text="And others again.")

    page = reviewer_ravi.browser.get(f"/articles/{article.pk}/revisions/3/{against}").content.decode()

    assert f"Revision 3 against {held}" in page


def test_the_only_text_is_shown_by_itself(reviewer_ravi, article):
    page = reviewer_ravi.browser.get(f"/articles/{article.pk}/revisions/1/").content.decode()

    assert "There is only this one text so far." in page
    assert "The Taliban wait." in page


def in_one_column(old: str, new: str) -> list[str]:
    """What a narrow screen shows: `-gone-` and `+new+` in their places."""
    signs = {"same": "", "gone": "-", "new": "+"}
    return [
        "".join(f"{signs[piece.kind]}{piece.text}{signs[piece.kind]}" for piece in row.merged)
        for part in beside(old, new, diff(old, new))
        for row in part.rows
    ]


def test_a_narrow_screen_shows_each_line_once_with_its_changes():
    old = "They met on Monday in Kabul.\nThese will be gone soon.\nAnd the last ones stay."
    new = "They met on Tuesday in Kabul.\nAnd the last ones stay."

    assert in_one_column(old, new) == [
        "They met on -Monday-+Tuesday+ in Kabul.",
        "-These will be gone soon.-",
        "And the last ones stay.",
    ]


def test_a_narrow_screen_loses_no_word_of_either_text(article):
    old = article.revision.text
    new = old.replace("letter", "note").replace("2011", "2001").replace("The Taliban wait.\n", "") + "Corrected.\n"

    for row in (row for part in beside(old, new, diff(old, new)) for row in part.rows):
        assert [piece for piece in row.merged if piece.kind != "new"] == row.old
        assert [piece for piece in row.merged if piece.kind != "gone"] == row.new


@pytest.mark.parametrize("against", ["9", "x", "2"])
def test_a_text_that_is_not_there_is_not_put_in_the_place_of_another(reviewer_ravi, article, against):
    add_revision(reviewer_ravi.actor, article, text="Quite other words.")

    answer = reviewer_ravi.browser.get(f"/articles/{article.pk}/revisions/2/?against={against}")

    assert answer.status_code == 404
    assert f"no other revision {against}" in answer.content.decode()


BOOK = [f"Line {n} of the book." for n in range(3_000)]


def test_of_a_long_text_only_what_changed_is_shown_until_all_is_asked_for(reviewer_ravi, demo_desk):
    article = add_article(reviewer_ravi.actor, demo_desk, text="\n".join(BOOK), title="A book")
    add_revision(reviewer_ravi.actor, article, text="\n".join([*BOOK[:2_500], "Quite new words.", *BOOK[2_500:]]))
    path = f"/articles/{article.pk}/revisions/2/"

    changed = reviewer_ravi.browser.get(path).content.decode()
    everything = [reviewer_ravi.browser.get(f"{path}?all=1&page={n}").content.decode() for n in (1, 2, 3, 4)]

    assert "<ins>Quite new words." in changed
    assert BOOK[2_499] in changed
    assert BOOK[1_000] not in changed
    assert "2498 unchanged lines" in changed.replace(",", "")
    assert len(changed) < 20_000
    assert [line for line in BOOK if not any(f">{line}" in page for page in everything)] == []
    assert all(page.count("diff-row") < 1_010 for page in everything)


@pytest.mark.parametrize("view", ["", "?view=inline"])
def test_a_text_that_changed_in_every_line_comes_on_pages(reviewer_ravi, demo_desk, view):
    article = add_article(reviewer_ravi.actor, demo_desk, text="a\n" * 10_000, title="Lines")
    add_revision(reviewer_ravi.actor, article, text="b\n" * 10_000)

    page = reviewer_ravi.browser.get(f"/articles/{article.pk}/revisions/2/{view}").content.decode()

    assert "Page 1 of" in page
    assert len(page) < 400_000
