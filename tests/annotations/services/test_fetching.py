"""An article is fetched where it was published, looked at again, and watched; no site outside of this machine is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from annotations.models import Article
from annotations.services import articles, fetching, revisions
from annotations.services.articles import add_article, archive_article, edit_article, merge_article
from annotations.services.fetching import look_at, refetch_article, stop_watching, watch_article
from annotations.services.revisions import add_revision
from annotations.services.taking_in import take_in
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
            final_url=url, media_type="text/html", charset="utf-8", body=self.page.encode(), etag=self.etag
        )  # fmt: skip
        return replace(found, body=b"", not_modified=True) if etag == self.etag else found


def broken(url: str, **_: object) -> Fetched:
    raise unfetchable(Reason.HTTP_STATUS, "news.example answers with HTTP 403.", http_status=403)


@pytest.fixture
def stands(monkeypatch):
    """Puts something at the address: a Site, or what breaks."""
    return lambda site: monkeypatch.setattr(fetching, "fetch", site)


@pytest.fixture
def wanted(reviewer_ravi, demo_desk) -> Article:
    return add_article(reviewer_ravi.actor, demo_desk, url=URL)


def test_an_address_alone_leaves_word_for_a_worker(wanted):
    assert wanted.state == "fetching"
    assert wanted.revision is None
    [task] = DBTaskResult.objects.all()
    assert task.task_path == "annotations.services.fetching.fetch_article"
    assert task.args_kwargs["args"][0] == str(wanted.pk)


def test_the_worker_takes_the_page_in(wanted, reviewer_ravi, stands):
    stands(Site())
    look_at(reviewer_ravi.actor, wanted.pk)

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


def test_what_did_not_change_is_asked_for_by_its_etag_and_makes_no_revision(wanted, reviewer_ravi, stands):
    site = Site()
    stands(site)
    look_at(reviewer_ravi.actor, wanted.pk)
    stands(site)
    look_at(reviewer_ravi.actor, wanted.pk)

    assert [etag for _url, etag in site.asked] == ["", '"1"']
    assert wanted.revisions.count() == 1


def test_what_changed_becomes_a_revision(wanted, reviewer_ravi, stands):
    stands(Site())
    look_at(reviewer_ravi.actor, wanted.pk)
    stands(Site(PAGE.replace("2011", "2001"), etag='"2"'))
    look_at(reviewer_ravi.actor, wanted.pk)

    wanted.refresh_from_db()
    assert wanted.revision.number == 2
    assert "2001" in wanted.revision.text


def test_a_failure_says_what_to_do(wanted, reviewer_ravi, stands):
    stands(broken)
    look_at(reviewer_ravi.actor, wanted.pk)

    wanted.refresh_from_db()
    assert wanted.state == "failed"
    assert wanted.problem["reason"] == "http_status"
    assert "paste its text" in wanted.problem["detail"]


def test_a_failure_later_on_takes_nothing_away(wanted, reviewer_ravi, stands):
    stands(Site())
    look_at(reviewer_ravi.actor, wanted.pk)
    stands(broken)
    look_at(reviewer_ravi.actor, wanted.pk)

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


def test_a_person_who_asks_gets_the_whole_page(wanted, stands, reviewer_ravi):
    site = Site()
    stands(site)
    look_at(reviewer_ravi.actor, wanted.pk)
    edit_article(reviewer_ravi.actor, wanted, keep_everything=True)
    refetch_article(reviewer_ravi.actor, wanted)
    fetching.fetch_article.func(str(wanted.pk), str(reviewer_ravi.user.pk))

    assert [etag for _url, etag in site.asked] == ["", ""]


def test_a_text_that_came_another_way_is_no_answer_to_whether_the_page_changed(wanted, stands, reviewer_ravi):
    site = Site()
    stands(site)
    look_at(reviewer_ravi.actor, wanted.pk)
    add_revision(reviewer_ravi.actor, wanted, text="Pasted by hand.")
    look_at(reviewer_ravi.actor, wanted.pk)

    wanted.refresh_from_db()
    assert [etag for _url, etag in site.asked] == ["", ""]
    assert SENTENCES in wanted.revision.text


def test_bytes_are_kept_with_a_new_text_alone_and_the_site_is_asked_by_its_last_etag(wanted, stands, reviewer_ravi):
    stands(Site())
    look_at(reviewer_ravi.actor, wanted.pk)
    other_comment = Site(PAGE.replace("<body>", "<body><!-- 2 -->"), etag='"2"')
    stands(other_comment)
    look_at(reviewer_ravi.actor, wanted.pk)
    look_at(reviewer_ravi.actor, wanted.pk)

    assert [etag for _url, etag in other_comment.asked] == ['"1"', '"2"']
    assert wanted.captures.count() == wanted.revisions.count() == 1


def test_a_copy_tells_when_the_archive_made_it(stands, reviewer_ravi, demo_desk):
    article = add_article(reviewer_ravi.actor, demo_desk, url=f"https://web.archive.org/web/20181203091500/{URL}")
    stands(Site())
    look_at(reviewer_ravi.actor, article.pk)

    article.refresh_from_db()
    assert article.revision.capture.copied_at == datetime(2018, 12, 3, 9, 15, tzinfo=UTC)


def test_an_article_that_is_removed_while_the_network_is_waited_for_is_left_alone(wanted, stands, reviewer_ravi):
    def removed_meanwhile(site):
        def look(*args, **kwargs):
            archive_article(reviewer_ravi.actor, wanted)
            return site(*args, **kwargs)

        return look

    for site in (Site(), broken):
        wanted.refresh_from_db()
        Article.objects.filter(pk=wanted.pk).update(archived_at=None)
        stands(removed_meanwhile(site))
        assert look_at(reviewer_ravi.actor, wanted.pk) is None


def test_a_page_that_was_on_its_way_when_a_newer_text_came_does_not_take_its_place(wanted, stands, reviewer_ravi):
    site = Site()
    newer = iter(["Pasted while the page was on its way.", "And pasted once more."])

    def slow(*args, **kwargs):
        if text := next(newer, None):
            add_revision(reviewer_ravi.actor, wanted, text=text)
        return site(*args, **kwargs)

    stands(slow)
    look_at(reviewer_ravi.actor, wanted.pk)

    wanted.refresh_from_db()
    assert wanted.revision.text == "And pasted once more."
    assert len(site.asked) == 2


def test_a_page_that_was_asked_for_after_a_newer_text_came_is_taken_in(wanted, stands, reviewer_ravi):
    site = Site()
    newer = iter(["Pasted while the page was on its way."])

    def slow(*args, **kwargs):
        if text := next(newer, None):
            add_revision(reviewer_ravi.actor, wanted, text=text)
        return site(*args, **kwargs)

    stands(slow)
    look_at(reviewer_ravi.actor, wanted.pk)

    wanted.refresh_from_db()
    assert SENTENCES in wanted.revision.text
    assert wanted.revision.number == 2


def test_a_copy_in_an_archive_is_read_once_and_then_the_page_itself(stands, reviewer_ravi, demo_desk):
    copy = f"https://web.archive.org/web/20181203091500/{URL}"
    article = add_article(reviewer_ravi.actor, demo_desk, url=copy)
    site = Site()
    stands(site)
    for _look in range(3):
        look_at(reviewer_ravi.actor, article.pk)

    assert site.asked == [(copy, ""), (URL, ""), (URL, "")]


@pytest.mark.parametrize(
    ("canonical", "is_taken"),
    [
        ("https://news.example/the-story", True),
        ("https://www.news.example/the-story", True),
        ("https://amp.news.example/the-story", True),
        ("https://victim.example/the-story", False),
        ("https://news.example.victim.example/the-story", False),
        ("https://other.news.example/the-story", False),
    ],
)
def test_a_page_speaks_for_no_other_site(stands, reviewer_ravi, demo_desk, canonical, is_taken):
    page = PAGE.replace("https://news.example/the-story", canonical)
    fetched = add_article(reviewer_ravi.actor, demo_desk, url=URL)
    stands(Site(page))
    look_at(reviewer_ravi.actor, fetched.pk)
    assert fetched.urls.filter(url=canonical).exists() == is_taken

    archive_article(reviewer_ravi.actor, fetched)
    sent = add_article(reviewer_ravi.actor, demo_desk, url=URL, html=page)
    assert sent.urls.filter(url=canonical).exists() == is_taken


def busy_site(url: str, **_: object) -> Fetched:
    raise unfetchable(Reason.TOO_SOON, "Other pages of news.example are being fetched.", retry_after=7)


def test_a_page_whose_site_is_being_asked_for_others_is_left_for_later(wanted, stands, monkeypatch):
    """No worker sleeps over it, and it is no failure."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    stands(busy_site)
    fetching.fetch_article.func(str(wanted.pk), None)

    wanted.refresh_from_db()
    assert (wanted.state, wanted.failed_fetches, wanted.problem) == ("fetching", 0, None)
    tasks = {str(task.args_kwargs["args"]): task for task in DBTaskResult.objects.all()}
    again = tasks[str([str(wanted.pk), None, 1])]
    assert again.run_after == now + timedelta(seconds=7)


# Watching ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def watched(wanted, stands, reviewer_ravi):
    stands(Site())
    look_at(reviewer_ravi.actor, wanted.pk)
    wanted.refresh_from_db()
    watch_article(wanted)
    wanted.refresh_from_db()
    return wanted


def due(article):
    """Run the task that was arranged for now."""
    fetching.look_if_due.func(str(article.pk), article.refetch_at.isoformat())
    article.refresh_from_db()


def arranged(article):
    """The times at which a worker will look, and find that it is due."""
    tasks = DBTaskResult.objects.filter(task_path="annotations.services.fetching.look_if_due")
    times = [datetime.fromisoformat(task.args_kwargs["args"][1]) for task in tasks]
    return [time for time in times if time == article.refetch_at]


def test_a_watched_article_is_looked_at_when_it_is_due_and_less_often_after_failures(watched, stands, monkeypatch):
    assert len(arranged(watched)) == 1
    later = clock.now() + fetching.BETWEEN_LOOKS + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    stands(broken)
    due(watched)

    assert watched.failed_fetches == 1
    assert watched.refetch_at == later + 2 * fetching.BETWEEN_LOOKS
    assert len(arranged(watched)) == 1


def test_two_that_were_arranged_for_one_time_look_once(watched, stands):
    site = Site()
    stands(site)
    for _turn in range(2):
        fetching.look_if_due.func(str(watched.pk), watched.refetch_at.isoformat())

    assert len(site.asked) == 1


def test_what_breaks_ends_no_watch(watched, stands):
    def surprise(*args, **kwargs):
        raise RuntimeError("A fault of ours.")

    stands(surprise)
    with pytest.raises(RuntimeError):
        due(watched)

    watched.refresh_from_db()
    assert watched.refetch_at > clock.now()
    assert len(arranged(watched)) == 1


def test_a_watch_that_is_ended_during_a_look_stays_ended(watched, stands):
    def ended_meanwhile(*args, **kwargs):
        stop_watching(watched)
        return broken(*args)

    stands(ended_meanwhile)
    due(watched)

    assert watched.refetch_at is None


def test_a_watch_whose_task_was_lost_begins_again(watched):
    long_ago = clock.now() - 2 * fetching.BETWEEN_LOOKS
    Article.objects.filter(pk=watched.pk).update(refetch_at=long_ago)
    watch_article(watched)

    watched.refresh_from_db()
    assert watched.refetch_at > clock.now()
    assert len(arranged(watched)) == 1


def test_the_article_that_stays_is_watched_for_the_one_that_was_joined(watched, reviewer_ravi, demo_desk):
    other = add_article(reviewer_ravi.actor, demo_desk, text="The same, copied.")
    merge_article(reviewer_ravi.actor, watched, into=other)

    other.refresh_from_db()
    assert other.refetch_at is not None


def test_nothing_is_locked_while_words_are_read(wanted, stands, reviewer_ravi, demo_desk, monkeypatch):
    """Reading a PDF takes seconds, and on SQLite one transaction holds all others up."""
    depth, read = len(connection.savepoint_ids), []

    def reading(**given):
        read.append(len(connection.savepoint_ids) - depth)
        return take_in(**given)

    for module in (articles, revisions, fetching):
        monkeypatch.setattr(module, "take_in", reading)
    stands(Site())
    look_at(reviewer_ravi.actor, wanted.pk)
    add_revision(reviewer_ravi.actor, wanted, text="Pasted.")
    add_article(reviewer_ravi.actor, demo_desk, text="Another.")

    assert read == [0, 0, 0]


def test_a_watch_whose_site_is_being_asked_for_others_comes_again_soon(watched, stands, monkeypatch):
    later = clock.now() + fetching.BETWEEN_LOOKS + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    stands(busy_site)
    due(watched)

    assert watched.failed_fetches == 0
    assert watched.refetch_at == later + timedelta(seconds=7)
    assert len(arranged(watched)) == 1
