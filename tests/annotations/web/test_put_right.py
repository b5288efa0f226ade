"""Pages on which people put right what no program can: two records of one article, and highlights that lost their place."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from annotations.models import Anchor
from annotations.services.annotations import annotate
from annotations.services.articles import add_article
from annotations.services.revisions import add_revision
from annotations.web import lost as lost_pages
from tests.conftest import TEXT, WRONG_YEAR

GONE = "\n".join(line for line in TEXT.split("\n") if WRONG_YEAR not in line)


@pytest.fixture
def twin(reviewer_ravi, demo_desk):
    return add_article(reviewer_ravi.actor, demo_desk, text="The same, copied.", url="https://copy.example/letter")


def join(person, article, into):
    return person.browser.post(reverse("merge-article", args=[article.pk]), {"into": into})


@pytest.mark.parametrize("named", ["https://news.example/letter#top", "http://desk.example/articles/{}/", "{}"])
def test_the_other_article_is_named_as_one_has_it_at_hand(reviewer_ravi, article, twin, named):
    answer = join(reviewer_ravi, twin, named.format(article.pk))

    assert answer["Location"] == f"/articles/{article.pk}/"
    twin.refresh_from_db()
    assert twin.archived_at is not None


@pytest.mark.parametrize("named", ["https://nowhere.example/", "{}", "letter", "01a211a0-2b3c-78f7-b558-b86b6aa37634"])
def test_another_article_has_to_be_there(reviewer_ravi, article, twin, named):
    answer = join(reviewer_ravi, twin, named.format(twin.pk))

    assert answer.status_code == 200
    assert "no other article there" in answer.content.decode()


def test_an_article_of_another_desk_is_not_there(reviewer_ravi, stranger_stan, other_desk, twin):
    theirs = add_article(stranger_stan.actor, other_desk, text="Theirs.", url="https://theirs.example/")

    for named in (str(theirs.pk), "https://theirs.example/"):
        assert join(reviewer_ravi, twin, named).status_code == 200


@pytest.fixture
def lost(reviewer_ravi, article):
    annotation = annotate(reviewer_ravi.actor, article, selector={"exact": WRONG_YEAR})
    add_revision(reviewer_ravi.actor, article, text=GONE)
    return annotation


def lost_highlights(person, article):
    return person.browser.get(reverse("orphans", args=[article.pk])).content.decode()


def put_back(person, annotation, **sent):
    return person.browser.post(reverse("orphans", args=[annotation.article_id]), {"annotation": annotation.pk, **sent})


def test_what_was_put_back_meanwhile_is_told(reviewer_ravi, reviewer_rosa, lost):
    words = GONE.strip().split("\n")[0][:20]
    assert put_back(reviewer_ravi, lost, exact=words).status_code == 302
    second = reviewer_rosa.browser.post(
        reverse("orphans", args=[lost.article_id]), {"annotation": lost.pk, "exact": words}, follow=True
    )

    assert "not lost any more" in second.content.decode()
    assert Anchor.objects.filter(annotation=lost, revision__number=2).get().start is not None


def test_words_that_are_not_there_are_shown_again_beside_what_is_wrong(reviewer_ravi, lost):
    answer = put_back(reviewer_ravi, lost, exact="no such words")

    assert answer.status_code == 200
    assert "no such words</textarea>" in answer.content.decode()


def test_the_lost_come_a_page_at_a_time_without_the_texts_they_were_made_on(
    reviewer_ravi, article, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(lost_pages, "PER_PAGE", 2)
    for _n in range(3):
        annotate(reviewer_ravi.actor, article, selector={"exact": WRONG_YEAR})
    add_revision(reviewer_ravi.actor, article, text=GONE)
    address = reverse("orphans", args=[article.pk])

    browser = reviewer_ravi.browser
    browser.get(address)
    with django_assert_max_num_queries(12):
        first = browser.get(address).content.decode()
    second = browser.get(f"{address}?page=2").content.decode()

    assert (first.count('id="orphan-'), second.count('id="orphan-')) == (2, 1)


def test_the_lost_name_the_claims_that_stand_on_them(reviewer_ravi, article, claim):
    annotate(reviewer_ravi.actor, article, selector={"exact": "The Taliban wait."})
    add_revision(reviewer_ravi.actor, article, text="Quite other words.")

    page = lost_highlights(reviewer_ravi, article)

    assert f'href="/claims/{claim.pk}/"' in page
    assert f"#{claim.number} {claim.text}" in page
    assert page.count("No claim stands on these words.") == 1


def test_only_places_that_are_like_it_are_offered_and_it_is_said_how_like(reviewer_ravi, article):
    annotate(reviewer_ravi.actor, article, selector={"exact": WRONG_YEAR})
    twice = "There were attacks of Sep. 11, 2011 before.\nNobody spoke of attacks of Sep. 11, 2011 since.\n"
    add_revision(reviewer_ravi.actor, article, text=twice + "The tax of April was 11 in the end.\n")

    page = lost_highlights(reviewer_ravi, article)

    assert page.count("(almost the same words)") == 2
    assert page.count('name="place"') == 2
    assert " %" not in page


def test_words_that_are_nowhere_are_asked_for_instead(reviewer_ravi, lost):
    page = lost_highlights(reviewer_ravi, lost.article)

    assert "Nothing like it was found." in page
    assert ">These words of the text</label>" in page
    assert "Perhaps here" not in page


def test_words_around_a_lost_highlight_are_whole(reviewer_ravi, article):
    lost = annotate(reviewer_ravi.actor, article, selector={"exact": "11, 2011"})
    assert lost.prefix == "nvolved” in the attacks of Sep. "
    add_revision(reviewer_ravi.actor, article, text=GONE)

    page = lost_highlights(reviewer_ravi, article)

    assert '<span class="quiet">…in the attacks of Sep. </span>' in page


# The text that was shown ------------------------------------------------------------------------------------------


def shown_in(person, article):
    """The revision that the page shows places of."""
    page = person.browser.get(reverse("orphans", args=[article.pk])).content.decode()
    [revision] = set(re.findall(r'name="revision" value="([^"]+)"', page))
    return revision


def stands_on(annotation):
    annotation.article.refresh_from_db()
    anchor = Anchor.objects.get(annotation=annotation, revision=annotation.article.revision)
    return None if anchor.start is None else anchor.revision.text[anchor.start : anchor.end]


def place_in(text, exact):
    start = text.index(exact)
    return f"{start}-{start + len(exact)}"


def test_a_place_that_was_chosen_while_a_new_text_came_is_where_those_words_are_now(reviewer_ravi, article, lost):
    shown = shown_in(reviewer_ravi, article)
    add_revision(reviewer_ravi.actor, article, text="A correction stands on top now.\n\n" + GONE)

    answer = put_back(reviewer_ravi, lost, place=place_in(GONE, "said nothing."), revision=shown)

    assert answer.status_code == 302
    assert stands_on(lost) == "said nothing."


def test_a_place_that_is_not_there_any_more_is_refused_in_words(reviewer_ravi, article, lost):
    shown = shown_in(reviewer_ravi, article)
    add_revision(reviewer_ravi.actor, article, text="On top.\n\n" + GONE.replace("said nothing.", "spoke."))

    answer = put_back(reviewer_ravi, lost, place=place_in(GONE, "said nothing."), revision=shown)

    assert answer.status_code == 200
    assert "changed since you read it" in answer.content.decode()
    assert stands_on(lost) is None


def test_of_two_who_had_the_page_open_the_second_is_told(reviewer_ravi, article, lost):
    place = place_in(GONE, "said nothing.")

    assert put_back(reviewer_ravi, lost, place=place, version=lost.version + 1).status_code == 200
    assert stands_on(lost) is None


# Words that were typed --------------------------------------------------------------------------------------------


def test_words_that_stand_in_several_places_are_shown_in_each_to_choose_one(reviewer_ravi, lost):
    answer = put_back(reviewer_ravi, lost, exact="The Taliban")
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "The words stand here" in page
    places = re.findall(r'name="place" value="([^"]+)"', page)
    assert len(places) == 2
    assert "selector" not in re.sub(r"<[^>]+>", "", page)

    assert put_back(reviewer_ravi, lost, exact="The Taliban", place=places[1]).status_code == 302
    assert Anchor.objects.get(annotation=lost, revision__number=2).start == GONE.rindex("The Taliban")


def test_line_breaks_in_what_was_typed_do_not_matter(reviewer_ravi, article, lost):
    add_revision(reviewer_ravi.actor, article, text="One ends here.\n\nAnother  begins here.")

    assert put_back(reviewer_ravi, lost, exact="ends here. Another\r\nbegins").status_code == 302
    assert stands_on(lost) == "ends here.\n\nAnother  begins"
