"""An article's text changes; its highlights find their places again, or say that they cannot."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations import queries
from annotations.models import Anchor, Annotation
from annotations.services.annotations import annotate
from annotations.services.articles import add_article, merge_article
from annotations.services.revisions import add_revision, reattach
from annotations.services.taking_in import Upload
from factcheck.core.problems import Invalid, NotAllowed
from factcheck.desks import history
from tests.conftest import TEXT, WRONG_YEAR

CORRECTED = TEXT.replace("2011", "2001")


def anchor_of(annotation: Annotation) -> Anchor:
    """Where it sits in the article's current revision."""
    annotation.article.refresh_from_db()
    return Anchor.objects.get(annotation=annotation, revision=annotation.article.revision)


@pytest.fixture
def wrong_year(reviewer_ravi, article):
    return annotate(reviewer_ravi.actor, article, selector={"exact": WRONG_YEAR})


def test_the_same_text_again_is_no_new_revision(reviewer_ravi, article, wrong_year):
    done = add_revision(reviewer_ravi.actor, article, text=TEXT)

    assert not done.is_new
    assert done.revision == article.revision
    assert done.reanchoring == {"exact": 1, "moved": 0, "changed": 0, "orphaned": 0}
    assert article.revisions.count() == 1


def test_words_that_moved_are_found_where_they_are(reviewer_ravi, article, wrong_year):
    before = "A correction stands on top now.\n\n"

    done = add_revision(reviewer_ravi.actor, article, text=before + TEXT)

    anchor = anchor_of(wrong_year)
    assert done.is_new
    assert done.revision.number == 2
    assert (anchor.status, anchor.start, anchor.score) == ("moved", wrong_year.start + len(before), 1.0)


def test_a_corrected_year_is_changed_neither_lost_nor_the_same(reviewer_ravi, article, wrong_year):
    add_revision(reviewer_ravi.actor, article, text=CORRECTED)

    anchor = anchor_of(wrong_year)
    assert anchor.status == "changed"
    assert CORRECTED[anchor.start : anchor.end] == "attacks of Sep. 11, 2001"
    assert 0.5 < anchor.score < 1


def test_the_annotation_stays_as_it_was_made(reviewer_ravi, article, wrong_year):
    before = wrong_year.told()

    add_revision(reviewer_ravi.actor, article, text=CORRECTED)

    wrong_year.refresh_from_db()
    assert wrong_year.told() == before
    assert Anchor.objects.filter(annotation=wrong_year).count() == 2


def test_words_that_changed_once_stay_changed_when_only_others_change(reviewer_ravi, article, wrong_year):
    add_revision(reviewer_ravi.actor, article, text=CORRECTED)
    once = anchor_of(wrong_year)

    add_revision(reviewer_ravi.actor, article, text=CORRECTED.replace("said nothing", "kept silent"))

    again = anchor_of(wrong_year)
    assert (again.status, again.score) == ("changed", once.score)


def test_words_that_were_gone_and_come_back_are_found_again(reviewer_ravi, article, wrong_year):
    without = "\n".join(line for line in TEXT.split("\n") if WRONG_YEAR not in line)
    add_revision(reviewer_ravi.actor, article, text=without)
    assert anchor_of(wrong_year).status == "orphaned"

    add_revision(reviewer_ravi.actor, article, text=TEXT)

    assert anchor_of(wrong_year).status == "exact"


def test_carrying_is_told_in_the_history(reviewer_ravi, article, wrong_year):
    done = add_revision(reviewer_ravi.actor, article, text=CORRECTED)

    events = history.events_visible_to(reviewer_ravi.actor).filter(subject_id=done.revision.pk)
    told = events.get(verb="revision.annotations_carried").changes["reanchoring"]
    assert told == [None, {"changed": 1}]


def test_carrying_costs_the_same_for_one_highlight_and_for_many(reviewer_ravi, article):
    def cost(text: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            add_revision(reviewer_ravi.actor, article, text=text)
        return len(asked)

    annotate(reviewer_ravi.actor, article, selector={"start": 0, "end": 5})
    cost(TEXT + "\nOne.")
    article.refresh_from_db()
    one = cost(TEXT + "\nTwo.")
    article.refresh_from_db()
    for n in range(20):
        annotate(reviewer_ravi.actor, article, selector={"start": n, "end": n + 8})

    assert cost(TEXT + "\nThree.") == one


def test_a_lost_highlight_is_put_back_by_hand(reviewer_ravi, article, wrong_year):
    rewritten = "A letter to Islamabad\n\nHe spoke of the attacks on New York and Washington, ten years earlier."
    add_revision(reviewer_ravi.actor, article, text=rewritten)
    wrong_year.refresh_from_db()

    anchor = reattach(reviewer_ravi.actor, wrong_year, selector={"exact": "attacks on New York"})

    assert (anchor.status, anchor.score) == ("changed", 1.0)
    assert rewritten[anchor.start : anchor.end] == "attacks on New York"
    events = history.events_visible_to(reviewer_ravi.actor).filter(subject_id=wrong_year.pk)
    [_before, after] = events.get(verb="annotation.reattached").changes["anchor"]
    assert after["start"] == anchor.start


def test_a_viewer_takes_no_text_in(viewer_vera, article, wrong_year):
    with pytest.raises(NotAllowed):
        add_revision(viewer_vera.actor, article, text="Other words.")
    with pytest.raises(NotAllowed):
        reattach(viewer_vera.actor, wrong_year, selector={"start": 0, "end": 1})


def test_a_text_without_words_is_refused_and_changes_nothing(reviewer_ravi, article, wrong_year):
    with pytest.raises(Invalid):
        add_revision(reviewer_ravi.actor, article, text="  \n ")

    assert article.revisions.count() == 1
    assert anchor_of(wrong_year).status == "exact"


def test_an_uploaded_page_is_kept_byte_by_byte(reviewer_ravi, article):
    words = " ".join(f"Sentence {n} of the story." for n in range(40))
    page = (
        f"<html><head><title>T</title></head><body><article><h1>T</h1><p>{words}</p></article></body></html>".encode()
    )

    done = add_revision(reviewer_ravi.actor, article, upload=Upload(page, filename="page.html"))

    capture = done.revision.capture
    assert words in done.revision.text
    with capture.content.open() as file:
        assert file.read() == page
    assert capture.size == len(page)


# Two records of one article -----------------------------------------------------------------------------------------


@pytest.fixture
def twin(reviewer_ravi, demo_desk):
    return add_article(
        reviewer_ravi.actor,
        demo_desk,
        text="Copied from the Herald.\n\n" + CORRECTED,
        url="https://mirror.example/letter",
    )


def test_two_records_become_one(reviewer_ravi, article, twin, wrong_year):
    into = merge_article(reviewer_ravi.actor, article, into=twin)

    wrong_year.refresh_from_db()
    article.refresh_from_db()
    assert into == twin
    assert article.archived_at is not None
    assert wrong_year.article == twin
    assert anchor_of(wrong_year).status == "changed"
    assert {u.url for u in twin.urls.all()} == {"https://mirror.example/letter", "https://news.example/letter"}
    assert sorted(twin.revisions.values_list("number", flat=True)) == [1, 2]
    twin.refresh_from_db()
    assert twin.revision.number == 1


def test_an_article_is_not_joined_with_itself_or_with_a_strangers(reviewer_ravi, article, stranger_stan, other_desk):
    theirs = add_article(stranger_stan.actor, other_desk, text="Theirs.")

    with pytest.raises(Invalid):
        merge_article(reviewer_ravi.actor, article, into=article)
    with pytest.raises((Invalid, NotAllowed)):
        merge_article(reviewer_ravi.actor, article, into=theirs)


def test_the_history_holds_after_all_that(reviewer_ravi, article, twin, wrong_year, capsys):
    from django.core.management import call_command

    add_revision(reviewer_ravi.actor, article, text=CORRECTED)
    article.refresh_from_db()
    merge_article(reviewer_ravi.actor, article, into=twin)

    call_command("verify_history")
    assert "unbroken" in capsys.readouterr().out


def test_words_marked_in_a_text_that_changed_meanwhile_are_carried_to_the_current_one(reviewer_ravi, article):
    read = article.revision
    add_revision(reviewer_ravi.actor, article, text="On top.\n\n" + CORRECTED)
    article.refresh_from_db()

    annotation = annotate(reviewer_ravi.actor, article, selector={"exact": WRONG_YEAR}, revision=read)

    assert annotation.revision == read
    assert anchor_of(annotation).status == "changed"


def test_what_is_done_to_a_stale_version_is_refused(reviewer_ravi, article, wrong_year):
    api = reviewer_ravi.api()
    there = {
        f"/api/v1/articles/{article.pk}/refetch/": {},
        f"/api/v1/annotations/{wrong_year.pk}/anchor/": {"selector": {"exact": "said nothing."}},
    }

    for path, body in there.items():
        answer = api.post(path, body, content_type="application/json", headers={"if-match": '"7-of-old"'})
        assert answer.status_code == 412, path
    assert not wrong_year.anchors.exclude(start=wrong_year.start).exists()


def test_a_text_is_not_taken_in_over_an_article_that_changed_since_it_was_read(reviewer_ravi, article):
    answer = reviewer_ravi.api().post(
        f"/api/v1/articles/{article.pk}/revisions/", {"text": CORRECTED}, content_type="application/json",
        headers={"if-match": '"7-of-old"'},
    )  # fmt: skip

    assert answer.status_code == 412
    assert article.revisions.count() == 1


@pytest.mark.parametrize("nothing", ["  \n ", " \u200b\n", "\ufeff", "\u2060\u00ad"])
def test_a_text_in_which_nothing_is_seen_is_refused(reviewer_ravi, article, nothing):
    with pytest.raises(Invalid, match="no words"):
        add_revision(reviewer_ravi.actor, article, text=nothing)


def test_a_text_is_held_against_the_one_it_followed_also_after_two_articles_were_joined(reviewer_ravi, article, twin):
    merge_article(reviewer_ravi.actor, article, into=twin)
    done = add_revision(reviewer_ravi.actor, twin, text="Copied from the Herald, with care.\n\n" + CORRECTED)

    assert done.revision.number == 3
    against = queries.revision_beside(reviewer_ravi.actor, done.revision, None)
    assert (against.number, against.sha256) == (1, twin.revision.sha256)


BRIDGE = "The mayor of {} said the bridge would cost 12 million dollars."
HALL = "The committee met on Tuesday in the old town hall to talk about the budget. Nobody came late."


def test_what_was_taken_out_does_not_come_back_as_somebody_elses_words(reviewer_ravi, demo_desk):
    ours, theirs = BRIDGE.format("Shelbyville"), BRIDGE.format("Springfield")
    article = add_article(reviewer_ravi.actor, demo_desk, text=f"{theirs} {HALL} {ours}", title="A bridge")
    mark = annotate(reviewer_ravi.actor, article, selector={"exact": ours})

    add_revision(reviewer_ravi.actor, article, text=f"{theirs} {HALL}")
    assert anchor_of(mark).status == "orphaned"
    add_revision(reviewer_ravi.actor, article, text=f"{theirs} {HALL} Update: more to come.")
    assert anchor_of(mark).status == "orphaned"


def test_what_was_taken_out_is_found_again_when_it_is_back(reviewer_ravi, article, wrong_year):
    add_revision(reviewer_ravi.actor, article, text="The prime minister spoke.")
    assert anchor_of(wrong_year).status == "orphaned"

    add_revision(reviewer_ravi.actor, article, text="It is back.\n\n" + TEXT)

    assert anchor_of(wrong_year).status == "moved"


def test_of_two_equal_sentences_the_one_that_was_taken_out_stays_gone(reviewer_ravi, demo_desk):
    said = "The bridge will cost 12 million dollars."
    article = add_article(reviewer_ravi.actor, demo_desk, text=f"{said} {HALL} {said}", title="A bridge")
    start = article.revision.text.rindex(said)
    mark = annotate(reviewer_ravi.actor, article, selector={"start": start, "end": start + len(said)})

    for end in ("", " Update: more to come."):
        add_revision(reviewer_ravi.actor, article, text=f"{said} {HALL}{end}")
        assert anchor_of(mark).status == "orphaned", end
