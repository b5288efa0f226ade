"""Articles that were not fetched, or not yet: what they are called, and what one can do about them."""

from __future__ import annotations

import pytest

from annotations.services.articles import add_article
from annotations.services.fetching import look_at
from factcheck.core.problems import Unfetchable

ADDRESS = "https://chronicle.example/world/2018/the-talks/?from=home#top"


@pytest.fixture
def fetching(reviewer_ravi, demo_desk):
    return add_article(reviewer_ravi.actor, demo_desk, url=ADDRESS)


@pytest.fixture
def failed(reviewer_ravi, fetching, monkeypatch):
    def unreachable(*_args, **_kwargs):
        raise Unfetchable("The site did not answer.", reason="timeout")

    monkeypatch.setattr("annotations.services.fetching.fetch", unreachable)
    look_at(reviewer_ravi.actor, fetching.pk)
    fetching.refresh_from_db()
    return fetching


def shown(person, path):
    return person.browser.get(path).content.decode()


@pytest.mark.parametrize("path", ["/", "/articles/"])
def test_lists_call_it_by_its_address_and_say_how_far_it_is(reviewer_ravi, failed, path):
    page = shown(reviewer_ravi, path)

    assert ">chronicle.example/world/2018/the-talks</a>" in page
    assert 'class="status status-failed">Failed</span>' in page
    assert "Untitled" not in page


def test_a_long_address_is_shortened(reviewer_ravi, demo_desk):
    article = add_article(reviewer_ravi.actor, demo_desk, url=f"https://long.example/{'a-slug-' * 30}")

    assert article.name.startswith("long.example/a-slug-a-slug-")
    assert len(article.name) == 80


def test_a_title_is_what_it_is_called_by(article):
    assert article.name == "A letter to Islamabad"


@pytest.mark.parametrize("there_is", ["fetching", "failed"])
def test_its_page_says_what_to_do_instead_of_asking_for_words(reviewer_ravi, there_is, request):
    article = request.getfixturevalue(there_is)

    page = shown(reviewer_ravi, f"/articles/{article.pk}/")

    assert f'href="/articles/{article.pk}/revise/"' in page
    assert (f'action="/articles/{article.pk}/refetch/"' in page) == (there_is == "failed")
    for asked in ("Select a passage", "Find these words", "Hide highlights"):
        assert asked not in page


def test_a_viewer_is_told_who_can_do_something(viewer_vera, failed):
    page = shown(viewer_vera, f"/articles/{failed.pk}/")

    assert "This needs the role “Reviewer”" in page
    assert "/revise/" not in page


def test_its_first_text_leads_to_the_article(reviewer_ravi, failed):
    address = f"/articles/{failed.pk}/revise/"
    assert "The text so far" not in shown(reviewer_ravi, address)

    answer = reviewer_ravi.browser.post(address, {"text": "They talked."})

    assert answer["Location"] == f"/articles/{failed.pk}/"
    assert "Find these words" in shown(reviewer_ravi, f"/articles/{failed.pk}/")


def test_the_revisions_menu_tells_how_each_text_came(reviewer_ravi, article):
    page = shown(reviewer_ravi, f"/articles/{article.pk}/")

    menu = page[page.index('aria-label="Revisions"') :].split("</details>")[0]
    assert "Revision 1" in menu
    assert "given as text, Ravi Reviewer" in menu
    assert "Fetch it again" in menu
    assert article.revision.sha256 not in menu


def test_an_empty_form_names_all_there_is_to_give(reviewer_ravi):
    answer = reviewer_ravi.browser.post("/articles/add/", {"url": " ", "text": ""})

    assert answer.status_code == 200
    assert "Give the article’s URL, paste its text, or choose a file that holds it." in answer.content.decode()


def test_a_checkbox_stands_before_its_label(reviewer_ravi):
    page = shown(reviewer_ravi, "/articles/add/")

    label = page[page.index('<label class="choice">') :].split("</label>")[0]
    assert label.index('type="checkbox"') < label.index("Keep everything on the page")
