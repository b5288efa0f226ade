"""What is said about marked words is answered in the article's page; an answer is a W3C annotation of the same words."""

from __future__ import annotations

from annotations.models import Annotation, Article
from annotations.services.annotations import annotate, archive_annotation
from annotations.services.revisions import add_revision
from tests.conftest import TEXT, Person, json_of

NOTES = '<h2 id="notes-title">'


def test_an_answer_is_an_annotation_of_the_same_words(
    reviewer_ravi: Person, reviewer_rosa: Person, article: Article
) -> None:
    note = annotate(reviewer_ravi.actor, article, selector={"exact": "Islamabad"}, comment="Where, @rosa?")
    add_revision(reviewer_ravi.actor, article, text=f"Before.\n\n{TEXT}")

    sent = reviewer_rosa.browser.post(f"/annotations/{note.pk}/reply/", {"comment": "In <b>Pakistan</b>."})

    answer = Annotation.objects.get(reply_to=note)
    assert sent["Location"] == f"/articles/{article.pk}/#note-{answer.pk}"
    assert (answer.exact, answer.motivation, answer.span) == ("Islamabad", "replying", note.span)
    page = reviewer_ravi.browser.get(f"/articles/{article.pk}/").content.decode()
    assert "In &lt;b&gt;Pakistan&lt;/b&gt;." in page and "Rosa Reviewer" in page
    assert f'class="reply" id="note-{answer.pk}"' in page
    assert 'title="Rosa Reviewer">@rosa</a>?' in page
    assert page.count(f'data-a="{note.pk}"') == 1, "the words are marked once, for the note and not for its answer"
    shown = json_of(reviewer_ravi.api().get(f"/api/v1/annotations/{answer.pk}/"))
    assert shown["anchor"]["status"] == "moved"


def test_an_answer_to_an_answer_stands_in_the_same_thread(
    reviewer_ravi: Person, reviewer_rosa: Person, article: Article
) -> None:
    note = annotate(reviewer_ravi.actor, article, selector={"exact": "Islamabad"}, comment="Where?")
    reviewer_rosa.browser.post(f"/annotations/{note.pk}/reply/", {"comment": "There."})
    answer = Annotation.objects.get(reply_to=note)
    reviewer_ravi.browser.post(f"/annotations/{answer.pk}/reply/", {"comment": "Sure?"})

    page = reviewer_ravi.browser.get(f"/articles/{article.pk}/").content.decode()
    assert page.count('class="reply"') == 2 and page.count('class="card thread" id="note-') == 1
    archive_annotation(reviewer_ravi.actor, note)
    assert NOTES not in reviewer_ravi.browser.get(f"/articles/{article.pk}/").content.decode()


def test_who_only_reads_is_told_so_and_nothing_is_written(
    reviewer_ravi: Person, viewer_vera: Person, article: Article
) -> None:
    note = annotate(reviewer_ravi.actor, article, selector={"exact": "Islamabad"}, comment="Where?")

    assert "This needs the role" in viewer_vera.browser.get(f"/annotations/{note.pk}/reply/").content.decode()
    assert viewer_vera.browser.post(f"/annotations/{note.pk}/reply/", {"comment": "There."}).status_code == 200
    assert reviewer_ravi.browser.post(f"/annotations/{note.pk}/reply/", {"comment": " "}).status_code == 200
    assert not Annotation.objects.filter(reply_to=note).exists()


def test_words_without_a_comment_are_no_note(reviewer_ravi: Person, article: Article) -> None:
    annotate(reviewer_ravi.actor, article, selector={"exact": "Islamabad"})

    assert NOTES not in reviewer_ravi.browser.get(f"/articles/{article.pk}/").content.decode()
