"""An article is fetched where it was published, looked at again, and watched; no site outside of this machine is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from annotations.models import Article
from annotations.services import fetching
from annotations.services.articles import add_article
from annotations.services.fetching import look_at, refetch_article, watch_article
from factcheck.core import clock
from factcheck.core.fetching import Fetched, Reason
from factcheck.core.fetching.refusals import unfetchable
from factcheck.core.hashing import sha256_bytes
from factcheck.core.problems import ArticleExists, Conflict

URL = "https://news.example/story"
SENTENCES = " ".join(f"Sentence number {n} of the story stands here for all to read." for n in range(20))
PAGE = (
    f'<html lang="en"><head><title>The story</title><link rel="canonical" href="https://news.example/the-story">'
    f"</head><body><article><h1>The story</h1><p>{SENTENCES} It was in 2011.</p></article></body></html>"
)


class Site:
    """What stands at an address, for the one who looks."""

    def __init__(self, page: str = PAGE, *, etag: str = '"1"') -> None:
        self.page, self.etag = page, etag
        self.asked: list[tuple[str, str]] = []

    def __call__(self, url: str, *, policy: object, etag: str = "", last_modified: str = "") -> Fetched:
        self.asked.append((url, etag))
        found = Fetched(
            requested_url=url, final_url=url, redirects=(), status=200, media_type="text/html", charset="utf-8",
            body=self.page.encode(), sha256=sha256_bytes(self.page.encode()), fetched_at=clock.now(), etag=self.etag,
        )  # fmt: skip
        return replace(found, body=b"", status=304, not_modified=True) if etag == self.etag else found


def broken(url: str, **_: object) -> Fetched:
    raise unfetchable(Reason.HTTP_STATUS, "news.example answers with HTTP 403.", http_status=403)


@pytest.fixture
def wanted(reviewer_ravi, demo_desk) -> Article:
    return add_article(reviewer_ravi.actor, demo_desk, url=URL)


def test_an_address_alone_leaves_word_for_a_worker(wanted):
    assert wanted.state == "fetching"
    assert wanted.revision is None
    [task] = DBTaskResult.objects.all()
    assert task.task_path == "annotations.services.fetching.fetch_article"
    assert task.args_kwargs["args"][0] == str(wanted.pk)


def test_the_worker_takes_the_page_in(wanted, reviewer_ravi):
    look_at(reviewer_ravi.actor, wanted.pk, look=Site())

    wanted.refresh_from_db()
    assert wanted.state == "ready"
    assert SENTENCES in wanted.revision.text
    assert (wanted.title, wanted.language) == ("The story", "en")
    assert {(u.url, u.kind) for u in wanted.urls.all()} == {
        (URL, "given"), ("https://news.example/the-story", "canonical"),
    }  # fmt: skip
    capture = wanted.revision.capture
    with capture.content.open() as file:
        assert file.read() == PAGE.encode()
    assert capture.sha256 == sha256_bytes(PAGE.encode())
    assert wanted.fetched_at is not None


def test_what_did_not_change_is_asked_for_by_its_etag_and_makes_no_revision(wanted, reviewer_ravi):
    site = Site()
    look_at(reviewer_ravi.actor, wanted.pk, look=site)
    look_at(reviewer_ravi.actor, wanted.pk, look=site)

    assert [etag for _url, etag in site.asked] == ["", '"1"']
    assert wanted.revisions.count() == 1


def test_what_changed_becomes_a_revision(wanted, reviewer_ravi):
    look_at(reviewer_ravi.actor, wanted.pk, look=Site())
    look_at(reviewer_ravi.actor, wanted.pk, look=Site(PAGE.replace("2011", "2001"), etag='"2"'))

    wanted.refresh_from_db()
    assert wanted.revision.number == 2
    assert "2001" in wanted.revision.text


def test_a_failure_says_what_to_do(wanted, reviewer_ravi):
    look_at(reviewer_ravi.actor, wanted.pk, look=broken)

    wanted.refresh_from_db()
    assert wanted.state == "failed"
    assert wanted.problem["reason"] == "http_status"
    assert "paste its text" in wanted.problem["detail"]


def test_a_failure_later_on_takes_nothing_away(wanted, reviewer_ravi):
    look_at(reviewer_ravi.actor, wanted.pk, look=Site())
    look_at(reviewer_ravi.actor, wanted.pk, look=broken)

    wanted.refresh_from_db()
    assert wanted.state == "ready"
    assert wanted.revision is not None
    assert wanted.failed_fetches == 1


def test_an_article_without_an_address_cannot_be_looked_at(reviewer_ravi, demo_desk):
    article = add_article(reviewer_ravi.actor, demo_desk, text="Words.")

    with pytest.raises(Conflict):
        refetch_article(reviewer_ravi.actor, article)


def test_an_archived_copy_is_known_by_both_addresses(reviewer_ravi, demo_desk):
    copy = f"https://web.archive.org/web/20181203000000/{URL}"
    article = add_article(reviewer_ravi.actor, demo_desk, url=copy, text="Words.")

    assert {(u.url, u.kind) for u in article.urls.all()} == {(copy, "archive"), (URL, "given")}
    with pytest.raises(ArticleExists):
        add_article(reviewer_ravi.actor, demo_desk, url=URL, text="Words.")


def test_a_watched_article_is_looked_at_when_it_is_due_and_less_often_after_failures(
    wanted, reviewer_ravi, monkeypatch
):
    look_at(reviewer_ravi.actor, wanted.pk, look=Site())
    wanted.refresh_from_db()
    watch_article(wanted)
    fetching.look_if_due.func(str(wanted.pk))
    wanted.refresh_from_db()
    assert wanted.failed_fetches == 0, "it was looked at although it is not due"

    later = clock.now() + fetching.BETWEEN_LOOKS + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    monkeypatch.setattr(fetching, "fetch", broken)
    fetching.look_if_due.func(str(wanted.pk))

    wanted.refresh_from_db()
    assert wanted.failed_fetches == 1
    assert wanted.refetch_at == later + 2 * fetching.BETWEEN_LOOKS
