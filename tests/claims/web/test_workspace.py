"""The article workspace: what its cards say of words that changed, and where its links lead."""

from __future__ import annotations

import re

from annotations.services.articles import edit_article
from annotations.services.revisions import add_revision
from claims.services.claims import NewAppearance, spot_claim
from tests.conftest import TEXT, WRONG_YEAR


def workspace(person, article):
    return person.browser.get(f"/articles/{article.pk}/").content.decode()


def card_of(page, claim):
    found = re.search(rf'<li[^>]* id="claim-{claim.pk}".*?</li>', page, re.DOTALL)
    assert found, "the claim has a card"
    return found[0]


def links_to_nowhere(page):
    there = set(re.findall(r'\bid="([^"]+)"', page))
    return [target for target in re.findall(r'href="#([^"]+)"', page) if target not in there]


def test_a_card_says_what_became_of_changed_words(reviewer_ravi, article, claim):
    add_revision(reviewer_ravi.actor, article, text=TEXT.replace("Sep. 11, 2011", "Sep. 11, 2001"))

    page = workspace(reviewer_ravi, article)

    card = card_of(page, claim)
    assert "The publisher changed this" in card
    assert f"<del>{WRONG_YEAR}</del>" in card
    assert "<ins>attacks of Sep. 11, 2001</ins>" in card
    assert links_to_nowhere(page) == []


def test_a_card_whose_words_are_lost_leads_to_the_lost_highlights(reviewer_ravi, article, claim):
    gone = "\n".join(line for line in TEXT.split("\n") if WRONG_YEAR not in line)
    add_revision(reviewer_ravi.actor, article, text=gone)

    page = workspace(reviewer_ravi, article)

    card = card_of(page, claim)
    assert "The words are gone." in card
    lost = claim.appearances.get().annotation_id
    assert f'href="/articles/{article.pk}/orphans/#orphan-{lost}"' in card
    assert f'id="orphan-{lost}"' in reviewer_ravi.browser.get(f"/articles/{article.pk}/orphans/").content.decode()
    assert links_to_nowhere(page) == []
    claim_page = reviewer_ravi.browser.get(f"/claims/{claim.pk}/").content.decode()
    assert f'href="/articles/{article.pk}/"' in claim_page
    assert "#ref-" not in claim_page


def test_a_card_leads_to_the_words_that_are_left(reviewer_ravi, article):
    places = [NewAppearance(article, {"exact": words}) for words in (WRONG_YEAR, "The Taliban wait.")]
    twice = spot_claim(reviewer_ravi.actor, article.desk, text="They wait since 2011.", appearances=places)
    left = twice.appearances.get(annotation__exact="The Taliban wait.").annotation_id
    gone = "\n".join(line for line in TEXT.split("\n") if WRONG_YEAR not in line)
    add_revision(reviewer_ravi.actor, article, text=gone)

    page = workspace(reviewer_ravi, article)

    assert f'href="#ref-{left}"' in card_of(page, twice)
    assert "The words are gone." in card_of(page, twice)
    assert links_to_nowhere(page) == []


def test_a_card_of_words_that_stand_says_nothing_of_changes(reviewer_ravi, article, claim):
    add_revision(reviewer_ravi.actor, article, text="Before all of it.\n" + TEXT)

    page = workspace(reviewer_ravi, article)

    assert f'href="#ref-{claim.appearances.get().annotation_id}"' in card_of(page, claim)
    assert "The publisher changed this" not in page


def test_an_article_without_a_title_is_called_by_its_address(reviewer_ravi, article, claim):
    edit_article(reviewer_ravi.actor, article, title="")
    add_revision(reviewer_ravi.actor, article, text=TEXT.replace("Sep. 11, 2011", "Sep. 11, 2001"))

    for path in ("/", f"/articles/{article.pk}/", f"/claims/{claim.pk}/", f"/claims/{claim.pk}/corrections/add/"):
        page = reviewer_ravi.browser.get(path).content.decode()
        assert "news.example/letter" in page, path
        assert "Untitled" not in page, path
