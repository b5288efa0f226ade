"""The queue's list of what others changed."""

from __future__ import annotations

import re

from annotations.services.revisions import add_revision
from claims import queries
from claims.services.claims import archive_claim, spot_claim
from claims.services.evidence import add_evidence
from claims.services.sources import NewSource
from claims.services.verdicts import submit_verdict
from tests.conftest import TEXT


def what_changed(person):
    """The rows of the list, as one reads them."""
    page = person.browser.get("/").content.decode()
    rows = re.findall(r"<li[^>]*>(.*?)</li>", page[page.index('id="changed"') :], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def test_every_change_names_its_claim(reviewer_rosa, claim):
    rows = what_changed(reviewer_rosa)

    assert rows
    assert all(f"#{claim.number} {claim.text}" in row for row in rows)


def test_a_decision_is_told_once(reviewer_ravi, reviewer_rosa, claim, evidence):
    false = queries.rating_to_give(claim.desk, "false")
    submit_verdict(reviewer_ravi.actor, claim, rating=false, rationale="It was 2001.", evidence=[evidence])

    rows = what_changed(reviewer_rosa)

    assert len([row for row in rows if "decided" in row or "Decision" in row]) == 1


def test_the_same_done_again_is_one_row(reviewer_ravi, reviewer_rosa, claim):
    for n in range(3):
        source = NewSource(title=f"Source {n}", url=f"https://reference.example/{n}")
        add_evidence(reviewer_ravi.actor, claim, source=source, stance="context")

    [row] = [row for row in what_changed(reviewer_rosa) if "Evidence added" in row]

    assert "3 times" in row


def test_a_change_by_the_publisher_is_one_row_for_each_claim(reviewer_rosa, reviewer_ravi, article, claim):
    for year in ("2001", "2002"):
        add_revision(reviewer_ravi.actor, article, text=TEXT.replace("2011", year))

    rows = [row for row in what_changed(reviewer_rosa) if "The publisher changed the words" in row]

    assert len(rows) == 1


def test_a_claim_that_is_gone_is_not_told_of(reviewer_ravi, reviewer_rosa, demo_desk):
    gone = spot_claim(reviewer_ravi.actor, demo_desk, text="Nobody needs this.")
    archive_claim(reviewer_ravi.actor, gone)

    assert what_changed(reviewer_rosa) == ["Nothing by others yet."]
