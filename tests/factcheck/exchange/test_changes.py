"""Who keeps a copy in step asks for what changed since; the copy is then what the desk shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from annotations.models import Annotation, Article
from annotations.services.annotations import annotate, archive_annotation
from annotations.services.revisions import add_revision
from claims import queries
from claims.models import Claim, Evidence, Verdict
from claims.services.claims import archive_claim, edit_claim, spot_claim
from claims.services.evidence import archive_evidence
from claims.services.verdicts import submit_verdict, withdraw_verdict
from factcheck.core import clock
from factcheck.desks.services.desks import edit_desk
from factcheck.exchange.exports.changes import TOLD
from tests.conftest import Person
from tests.factcheck.exchange.conftest import API, Judge, exported


class Mirror:
    """A copy of all a person may see at the demo desk, kept in step by the recipe of docs/exports.md."""

    def __init__(self, person: Person) -> None:
        self.client = person.api()
        self.rows: dict[str, dict[str, Any]] = {resource: {} for resource in TOLD}
        self.at: dict[str, str] = {}

    def sync(self) -> dict[str, list[Any]]:
        """What came of each resource."""
        return {resource: came for resource in TOLD if (came := self._sync(resource))}

    def _sync(self, resource: str) -> list[Any]:
        given = {"desk": "demo", "tombstones": "true"}
        if resource in self.at:
            given["changed_after"] = self.at[resource]
        answer: Any = self.client.get(f"{API}/export/{resource}.jsonl", given, headers={"accept": "*/*"})
        came = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
        self.at[resource] = answer["Export-Sequence"].partition("=")[2]
        for row in came:
            if row.get("deleted"):
                self.rows[resource].pop(row["id"], None)
            else:
                self.rows[resource][row["id"]] = row
        return came

    def assert_in_step(self) -> None:
        for resource, kept in self.rows.items():
            now = {
                row["id"]: row
                for row in map(json.loads, exported(self.client, f"{resource}.jsonl", desk="demo").splitlines())
            }
            assert _told(kept) == _told(now), resource


def _told(rows: dict[str, Any]) -> Any:
    """Without what an article's counts say of others."""
    return {key: {name: x for name, x in row.items() if name != "counts"} for key, row in rows.items()}


@pytest.fixture
def mirror(reviewer_ravi: Person, full_desk: Claim) -> Mirror:
    found = Mirror(reviewer_ravi)
    found.sync()
    return found


def test_nothing_comes_when_nothing_happened(mirror: Mirror) -> None:
    assert mirror.sync() == {}
    mirror.assert_in_step()


def test_a_copy_is_kept_in_step(mirror: Mirror, reviewer_ravi: Person, full_desk: Claim, article: Article) -> None:
    other = spot_claim(reviewer_ravi.actor, full_desk.desk, text="Another claim.")
    gone = annotate(reviewer_ravi.actor, article, selector={"exact": "Islamabad"})
    mirror.sync()
    mirror.assert_in_step()

    edit_claim(reviewer_ravi.actor, other, text="Another wording.")
    archive_annotation(reviewer_ravi.actor, gone)
    came = mirror.sync()

    assert came["claims"][0]["text"] == "Another wording."
    assert [row["id"] for row in came["annotations"] if row.get("deleted")] == [str(gone.pk)]
    assert str(gone.pk) not in mirror.rows["annotations"]
    mirror.assert_in_step()


def test_a_new_text_of_an_article_changes_what_is_told_of_its_marks(
    mirror: Mirror, reviewer_ravi: Person, article: Article
) -> None:
    add_revision(reviewer_ravi.actor, article, text="New words.\n\nThe attacks of Sep. 11, 2011. The Taliban wait.")

    came = mirror.sync()

    assert len(came["annotations"]) == 3
    assert len(came["claims"]) == 1, "where it appears is told with its anchor"
    mirror.assert_in_step()


def test_what_goes_with_its_claim_is_told_too(
    mirror: Mirror, editor_edna: Person, reviewer_ravi: Person, full_desk: Claim, demo_desk: Any
) -> None:
    other = spot_claim(reviewer_ravi.actor, full_desk.desk, text="Another claim.")
    mirror.sync()

    archive_claim(editor_edna.actor, other)

    came = mirror.sync()
    [stone] = came["claims"]
    assert (stone["id"], stone["deleted"]) == (str(other.pk), True)
    assert stone["deleted_at"].endswith("Z")
    mirror.assert_in_step()


def test_a_change_of_policy_brings_everything_again(mirror: Mirror, admin_ada: Person, full_desk: Claim) -> None:
    edit_desk(admin_ada.actor, full_desk.desk, policy={"hide_names": True})

    assert mirror.sync().keys() == TOLD.keys()
    mirror.assert_in_step()


def test_a_hidden_verdict_brings_nothing_until_it_shows(
    reviewer_ravi: Person,
    reviewer_rosa: Person,
    editor_edna: Person,
    admin_ada: Person,
    claim: Claim,
    evidence: Evidence,
) -> None:
    edit_desk(admin_ada.actor, claim.desk, policy={"blind": True, "verdicts_needed": 2, "evidence_needed": 0})
    mirror = Mirror(reviewer_ravi)
    mirror.sync()
    before = dict(mirror.at)
    false = queries.rating_to_give(claim.desk, "false")
    claim = Claim.objects.select_related("desk__policy").get(pk=claim.pk)
    submit_verdict(reviewer_rosa.actor, claim, rating=false, rationale="Rosa.")
    edit_claim(editor_edna.actor, spot_claim(editor_edna.actor, claim.desk, text="Later."), text="Later on.")

    came = mirror.sync()

    assert [row["text"] for row in came.pop("claims")] == ["Later on."]
    assert came == {}
    assert mirror.at != before

    submit_verdict(reviewer_ravi.actor, Claim.objects.get(pk=claim.pk), rating=false, rationale="Ravi.")

    came = mirror.sync()
    assert {row["rationale"] for row in came["verdicts"]} == {"Rosa.", "Ravi."}
    mirror.assert_in_step()


def test_nameless_verdicts_come_when_they_are_given(
    reviewer_ravi: Person, reviewer_rosa: Person, admin_ada: Person, claim: Claim
) -> None:
    edit_desk(
        admin_ada.actor,
        claim.desk,
        policy={"hide_names": True, "blind": False, "verdicts_needed": 3, "evidence_needed": 0},
    )
    mirror = Mirror(reviewer_ravi)
    mirror.sync()
    claim = Claim.objects.select_related("desk__policy").get(pk=claim.pk)
    submit_verdict(reviewer_rosa.actor, claim, rating=queries.rating_to_give(claim.desk, "false"), rationale="Rosa.")

    assert len(mirror.sync()["verdicts"]) == 1
    mirror.assert_in_step()
    withdraw_verdict(reviewer_rosa.actor, Verdict.objects.get())
    assert mirror.sync()["verdicts"][0]["deleted"] is True
    mirror.assert_in_step()


def test_evidence_that_was_removed(mirror: Mirror, reviewer_ravi: Person, full_desk: Claim, judge: Judge) -> None:
    other = spot_claim(reviewer_ravi.actor, full_desk.desk, text="Another claim.")
    found = _evidence(reviewer_ravi, other)
    mirror.sync()

    archive_evidence(reviewer_ravi.actor, found)

    assert mirror.sync()["evidence"][0] | {"deleted_at": ""} == {"id": str(found.pk), "deleted": True, "deleted_at": ""}
    mirror.assert_in_step()


def _evidence(person: Person, claim: Claim) -> Evidence:
    from claims.services.evidence import add_evidence
    from claims.services.sources import NewSource

    source = NewSource(title="A table", url="https://reference.example/table", kind="data")
    return add_evidence(person.actor, claim, stance="refutes", note="No.", source=source)


def test_since_a_time(reviewer_ravi: Person, reader: Person, full_desk: Claim) -> None:
    now = clock.iso(clock.now())
    client = reviewer_ravi.api()
    assert exported(client, "claims.jsonl", changed_after=now) == b""
    assert exported(reader.api(), "reviews.jsonl", changed_after=now) == b""

    edit_claim(reviewer_ravi.actor, spot_claim(reviewer_ravi.actor, full_desk.desk, text="Later."), text="Later on.")

    assert len(exported(client, "claims.jsonl", changed_after=now).splitlines()) == 1
    assert len(exported(reader.api(), "reviews.jsonl", changed_after="2000-01-01").splitlines()) == 1


@pytest.mark.parametrize("given", ["yesterday", "-1", "1.5", "9" * 30, "2020-13-01"])
def test_a_time_or_number_that_is_none(given: str, reviewer_ravi: Person) -> None:
    problem = json.loads(exported(reviewer_ravi.api(), "claims.jsonl", 400, changed_after=given))
    assert [error["pointer"] for error in problem["errors"]] == ["/changed_after"]


def test_the_number_of_an_event_is_of_one_desk(reader: Person) -> None:
    problem = json.loads(exported(reader.api(), "reviews.jsonl", 400, changed_after="5"))
    assert "one desk" in problem["detail"]


def test_a_table_has_no_room_for_tombstones(reviewer_ravi: Person) -> None:
    for form in ("csv", "parquet", "claimreview", "fever"):
        problem = json.loads(exported(reviewer_ravi.api(), f"claims.{form}", 400, tombstones="true"))
        assert [error["pointer"] for error in problem["errors"]] == ["/tombstones"]


def test_the_stamp_is_the_last_event_that_one_may_see(
    reviewer_ravi: Person,
    reviewer_rosa: Person,
    stranger_stan: Person,
    reader: Person,
    admin_ada: Person,
    full_desk: Claim,
) -> None:
    doors = {name: person.api() for name, person in (
        ("ravi", reviewer_ravi), ("rosa", reviewer_rosa), ("stan", stranger_stan), ("reader", reader),
    )}  # fmt: skip

    def stamp(name: str) -> Any:
        answer: Any = doors[name].get(f"{API}/export/reviews.json", headers={"accept": "*/*"})
        list(answer.streaming_content)
        return {header: answer.headers.get(header) for header in ("Export-Sequence", "Export-Head", "Export-As-Of")}

    last = doors["ravi"].get(f"{API}/events/?page_size=500").json()["results"][-1]
    told = stamp("ravi")
    assert told["Export-Sequence"] == f"demo={last['sequence']}"
    assert told["Export-Head"] == f"demo:{last['sequence']}:{last['hash']}"
    assert stamp("stan")["Export-Sequence"].startswith("other=")
    assert stamp("reader")["Export-Sequence"] is None
    assert stamp("reader")["Export-As-Of"].endswith("Z")

    edit_desk(admin_ada.actor, full_desk.desk, policy={"blind": True, "verdicts_needed": 2, "evidence_needed": 0})
    other = spot_claim(reviewer_ravi.actor, full_desk.desk, text="Another.")
    _evidence(reviewer_ravi, other)  # which starts it: a verdict would, and that shows
    before = stamp("ravi")["Export-Sequence"]
    rated = queries.rating_to_give(full_desk.desk, "false")
    submit_verdict(
        reviewer_rosa.actor,
        Claim.objects.select_related("desk__policy").get(pk=other.pk),
        rating=rated,
        rationale="No.",
    )
    assert stamp("ravi")["Export-Sequence"] == before
    assert stamp("rosa")["Export-Sequence"] != before


def test_head_asks_for_the_stamp_alone(reviewer_ravi: Person, full_desk: Claim) -> None:
    answer = reviewer_ravi.api().head(f"{API}/export/claims.parquet", headers={"accept": "*/*"})

    assert answer.status_code == 200
    assert answer.content == b""
    assert answer["Export-Sequence"].startswith("demo=")
    assert Annotation.objects.count() == 3
