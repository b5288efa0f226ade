"""Spotting a claim, and keeping its wording right until it is published."""

from __future__ import annotations

import pytest

from annotations.models import Annotation, Article
from annotations.services.annotations import annotate
from annotations.services.articles import add_article
from claims.models import Claim
from claims.services.claims import NewAppearance, add_appearance, archive_claim, edit_claim, spot_claim
from factcheck.core.problems import AmbiguousQuote, Conflict, Invalid, NotAllowed
from factcheck.desks.models import Desk
from tests.conftest import TEXT, WRONG_YEAR, Person


def test_a_claim_is_spotted_with_the_words_that_make_it(claim: Claim, article: Article) -> None:
    [appearance] = claim.appearances.all()

    assert claim.number == 1
    assert appearance.annotation.exact == WRONG_YEAR
    assert TEXT[appearance.annotation.start : appearance.annotation.end] == WRONG_YEAR
    assert appearance.annotation.motivation == "identifying"


def test_each_desk_counts_its_own_claims_and_gives_no_number_twice(
    reviewer_ravi: Person, stranger_stan: Person, demo_desk: Desk, other_desk: Desk
) -> None:
    first, second = (spot_claim(reviewer_ravi.actor, demo_desk, text=f"Claim {n}.") for n in range(2))
    archive_claim(reviewer_ravi.actor, second)
    third = spot_claim(reviewer_ravi.actor, demo_desk, text="Claim 2.")
    theirs = spot_claim(stranger_stan.actor, other_desk, text="Theirs.")

    assert [c.number for c in (first, second, third, theirs)] == [1, 2, 3, 1]


def test_nothing_is_written_when_one_place_is_wrong(reviewer_ravi: Person, article: Article) -> None:
    good = NewAppearance(article, {"exact": WRONG_YEAR})

    for wrong, kind in (({"exact": "nowhere"}, Invalid), ({"exact": "The Taliban"}, AmbiguousQuote)):
        with pytest.raises(kind) as problem:
            spot_claim(
                reviewer_ravi.actor, article.desk, text="Said.", appearances=[good, NewAppearance(article, wrong)]
            )
        assert problem.value.errors[0].pointer.startswith("/appearances/1/selector")

    assert not Claim.objects.exists()
    assert not Annotation.objects.exists()


def test_words_of_another_desk_make_no_claim_of_this_one(
    reviewer_ravi: Person, stranger_stan: Person, other_desk: Desk, claim: Claim
) -> None:
    theirs = annotate(
        stranger_stan.actor, add_article(stranger_stan.actor, other_desk, text=TEXT), selector={"start": 0, "end": 8}
    )

    with pytest.raises(Invalid, match="another desk"):
        add_appearance(reviewer_ravi.actor, claim, theirs)


def test_the_same_words_make_a_claim_once(reviewer_ravi: Person, claim: Claim) -> None:
    with pytest.raises(Conflict, match="has this appearance already"):
        add_appearance(reviewer_ravi.actor, claim, claim.appearances.get().annotation)


def test_a_claim_is_assigned_to_members_who_may_judge_only(
    editor_edna: Person, reviewer_rosa: Person, viewer_vera: Person, stranger_stan: Person, claim: Claim
) -> None:
    assert reviewer_rosa.user
    assert viewer_vera.user
    assert stranger_stan.user
    changed = edit_claim(editor_edna.actor, claim, version=1, assignees=[reviewer_rosa.user])
    with pytest.raises(Invalid, match="stan, vera") as problem:
        edit_claim(editor_edna.actor, changed, assignees=[stranger_stan.user, viewer_vera.user])

    assert problem.value.errors[0].pointer == "/assignees"
    assert [p.username for p in changed.assignees.all()] == ["rosa"]


def test_a_claim_is_never_without_words(reviewer_ravi: Person, claim: Claim) -> None:
    with pytest.raises(Invalid) as problem:
        edit_claim(reviewer_ravi.actor, claim, text="  ")

    assert problem.value.errors[0].pointer == "/text"


def test_only_who_spotted_it_or_an_editor_archives_it(reviewer_rosa: Person, editor_edna: Person, claim: Claim) -> None:
    with pytest.raises(NotAllowed, match="Only who spotted the claim"):
        archive_claim(reviewer_rosa.actor, claim)

    assert archive_claim(editor_edna.actor, claim, version=1).archived_at is not None
