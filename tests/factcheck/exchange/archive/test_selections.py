"""The archive of some claims: all that they need to be proved, nothing of others, out and in again like a whole one."""

from __future__ import annotations

import json
import re
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.models import Article
from claims.models import Claim, Rating
from claims.services.claims import NewAppearance, edit_claim, spot_claim
from claims.services.comments import add_comment
from factcheck.core.problems import Conflict, Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Event, User
from factcheck.desks.roles import Role
from factcheck.desks.services.members import add_member
from factcheck.desks.verifying import Head, verify
from factcheck.exchange.archive import Outcome, selecting
from factcheck.exchange.archive.tables import TABLES
from tests.conftest import make_desk
from tests.factcheck.exchange.archive.awkward import archive_of, changed, parts_of, sealed, zipped
from tests.factcheck.exchange.archive.test_round_trip import differing, forget_the_desk, through_sqlite
from tests.factcheck.exchange.archive.test_verify import PROGRAM, failures, run

FLAT, INVOLVED = {"status": "in_review"}, {"topic": "terrorism"}


def rows_of(archive: bytes, table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in parts_of(archive)[f"{table}.jsonl"].splitlines()]


@pytest.fixture
def desk(archive, take_in) -> Desk:
    """The awkward desk, and one article more, in which one claim is found that others are not."""
    take_in(archive)
    found = Desk.objects.get()
    ravi = Actor.of_user(User.objects.get(username="ravi"))
    apart = Article.objects.filter(archived_at=None).latest("pk")
    place = NewAppearance(apart, {"start": 0, "end": 9})
    spot_claim(ravi, found, text="Somebody was.", topics=["ministers"], appearances=[place])
    return found


@pytest.mark.parametrize(
    "filters",
    [FLAT, INVOLVED, {"topic": "ministers"}, {"q": "earth"}, {"created_after": "2000-01-01"}, {"assignee": "ravi"}],
)
def test_it_holds_and_is_taken_in_and_archived_again_as_it_was(desk, take_in, filters):
    picked = archive_of(desk, **filters)
    assert failures(picked) == []
    forget_the_desk(desk)

    found = take_in(picked)

    assert found.outcome == Outcome.MADE and found.rows["claims"] == Claim.objects.count() < 4
    assert differing(picked, archive_of(Desk.objects.get())) == ["stamp.json"]
    assert verify(Desk.objects.get()).faults == []


def test_it_has_what_its_claims_need_and_nothing_of_others(desk):
    whole, picked = archive_of(desk), archive_of(desk, **FLAT)

    (claim,) = rows_of(picked, "claims")
    assert claim["text"] == "The earth is flat."
    for name in ("appearances", "articles", "annotations", "revisions", "captures", "reviews", "relations", "contacts"):
        assert rows_of(picked, name) == [] != rows_of(whole, name)
    assert [row["title"] for row in rows_of(picked, "sources")] == ["A globe"]
    assert (
        len(rows_of(picked, "verdicts"))
        == len([v for v in rows_of(whole, "verdicts") if v["claim"] == claim["id"]])
        > 1
    )
    assert not any(name.startswith("captures/") for name in parts_of(picked))
    assert "No Pakistani was involved" not in b"".join(parts_of(picked).values()).decode()


def test_it_names_nobody_but_who_had_to_do_with_it(desk):
    whole, picked = archive_of(desk), archive_of(desk, **FLAT)

    assert {"vera", "rosa", "ravi", "edna"} <= {row["username"] for row in rows_of(whole, "people")}
    names = {row["id"]: row["username"] for row in rows_of(picked, "people")}
    assert {names[row["user"]] for row in rows_of(picked, "memberships")} == {"ada", "edna", "ravi", "rosa"}


def test_an_article_comes_with_all_that_is_marked_in_it_and_with_what_it_was_joined_with(desk):
    picked = archive_of(desk, topic="ministers")

    urls = {row["url"] for row in rows_of(picked, "article_urls")}
    assert {"https://a.example/", "https://b.example/"} <= urls
    assert {"The minister said so", "nobody was involved"} <= {row["exact"] for row in rows_of(picked, "annotations")}
    assert rows_of(picked, "claims")[0]["text"] == "Somebody was."


def test_every_event_of_its_records_is_there_and_no_other(desk):
    whole, picked = archive_of(desk), archive_of(desk, **INVOLVED)

    own = {row["id"] for table in TABLES for row in rows_of(picked, table.name) if "id" in row}
    assert rows_of(picked, "events") == [event for event in rows_of(whole, "events") if event["subject_id"] in own]
    assert len(rows_of(picked, "events")) < rows_of(picked, "chain_head")[0]["sequence"]


def test_its_rows_are_found_by_their_keys_and_not_looked_for_in_all_that_the_desk_has(desk):
    with CaptureQueriesContext(connection) as asked:
        archive_of(desk, **FLAT)

    by_keys = [q["sql"] for q in asked if "= ANY(" in q["sql"] or "json_each(" in q["sql"]]
    assert {table for sql in by_keys if '"desk_id" =' in sql for table in re.findall(r'FROM "(\w+)"', sql)} == {
        "desks_membership"
    }
    assert len(by_keys) > len(TABLES)


def test_somebody_named_in_it_brings_no_membership_of_another_desk(desk):
    other = make_desk("other")
    add_member(Actor.operator(), other, User.objects.get(username="ravi"), Role.VIEWER)

    assert str(other.pk) not in b"".join(parts_of(archive_of(desk, **FLAT)).values()).decode()
    own = {str(pk) for pk in desk.memberships.values_list("pk", flat=True)}
    assert {row["id"] for row in rows_of(archive_of(desk, **FLAT), "memberships")} <= own


def test_the_stamp_says_what_was_picked_and_the_manifest_that_it_is_a_part(desk):
    whole, picked = parts_of(archive_of(desk)), parts_of(archive_of(desk, **FLAT))

    assert json.loads(picked["stamp.json"])["filters"] == FLAT
    assert [json.loads(parts["manifest.json"])["whole"] for parts in (whole, picked)] == [True, False]


def test_the_program_in_it_says_that_it_is_a_part(desk, tmp_path):
    (tmp_path / "picked.zip").write_bytes(archive_of(desk, **FLAT))

    done = run(PROGRAM, tmp_path / "picked.zip")

    events, last = len(rows_of(archive_of(desk, **FLAT), "events")), Event.objects.latest("sequence").sequence
    assert (
        done.returncode == 0
        and f"It is a part of the desk: {events} of {last} events; gaps in its chain: " in done.stdout
    )


def test_an_event_that_was_left_out_is_missed_by_the_next_one_of_its_record(desk):
    picked = archive_of(desk, **FLAT)
    told = [event for event in rows_of(picked, "events") if event["subject_id"] == rows_of(picked, "claims")[0]["id"]]
    between = [event["sequence"] for event in told[1:-1] if "status" in event["changes"]]
    assert between

    for sequence in between:
        without = changed(picked, "events", partial(drop, sequence=sequence))
        assert any("is not what its history says: status" in one for one in failures(without)), sequence


def drop(rows, sequence):
    rows[:] = [row for row in rows if row["sequence"] != sequence]


# What does not hold -------------------------------------------------------------------------------------------------


def drop_a_neighbour(rows):
    at = next(n for n in range(1, len(rows) - 1) if rows[n - 1]["sequence"] + 1 == rows[n]["sequence"])
    rows[at]["previous_hash"] = rows[at + 1]["hash"]


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("events", lambda rows: rows[3].update(verb="deleted"), "was changed after it was written"),
        ("events", drop_a_neighbour, "does not follow the event before it"),
        ("events", lambda rows: rows.reverse(), "stands where event"),
        ("events", lambda rows: rows.insert(1, dict(rows[0])), "stands where event"),
        ("claims", lambda rows: rows[0].update(text="The earth is round."), "is not what its history says: text"),
        ("claims", lambda rows: rows.clear(), "is gone, but its history is here"),
        ("chain_head", lambda rows: rows[0].update(sequence=1), "says another head"),
        ("chain_head", lambda rows: rows[0].update(hash="0" * 64), "says another head"),
        ("chain_head", lambda rows: rows[0].update(sequence=2**63 - 1), "says another head"),
        ("chain_head", lambda rows: rows[0].update(sequence=500.0), "says another head"),
        ("kept_heads", lambda rows: rows.append(kept(10**6)), "that are not there"),
        ("kept_heads", lambda rows: rows.append(kept(Event.objects.latest("sequence").sequence)), "keeps another head"),
    ],
)  # fmt: skip
def test_what_was_changed_in_it_is_found(desk, table, change, said):
    found = failures(changed(archive_of(desk, **FLAT), table, change))

    assert any(said in one for one in found), found


def kept(sequence):
    at = "2026-01-01T00:00:00.000000Z"
    return {"id": "01900000-0000-7000-8000-000000000001", "sequence": sequence, "hash": "0" * 64, "kept_at": at}


def before_a_gap_ends(events):
    """The sequence of the last event in the first gap."""
    numbers = [event["sequence"] for event in events]
    return next(later - 1 for one, later in pairwise(numbers) if later > one + 1)


def test_a_head_that_was_kept_in_a_gap_is_held_against_the_event_after_it(desk, take_in):
    picked = archive_of(desk, **FLAT)
    last = before_a_gap_ends(rows_of(picked, "events"))
    found = failures(changed(picked, "kept_heads", lambda rows: rows.append(kept(last))))
    assert [one for one in found if "the head that was kept of the one before it" in one]
    forget_the_desk(desk)
    take_in(picked)

    assert [fault.sequence for fault in verify(Desk.objects.get(), [Head("demo", last, "0" * 64)]).faults] == [last]


@pytest.mark.parametrize("whole", [None, 0, "no", []])
def test_it_says_plainly_whether_it_is_whole(desk, whole):
    parts = parts_of(archive_of(desk, **FLAT))
    parts["manifest.json"] = json.dumps({**json.loads(parts["manifest.json"]), "whole": whole}).encode()

    assert any("does not say what it should" in one for one in failures(zipped(sealed(parts))))


def test_a_whole_archive_has_no_gaps(desk):
    manifest = json.loads(parts_of(archive_of(desk, **FLAT))["manifest.json"])
    claimed = {**parts_of(archive_of(desk, **FLAT)), "manifest.json": json.dumps({**manifest, "whole": True}).encode()}

    assert any("stands where event" in one for one in failures(zipped(sealed(claimed))))


# Beside what is here ------------------------------------------------------------------------------------------------


def test_where_the_desk_is_whole_there_is_nothing_new_in_it(desk, take_in):
    assert take_in(archive_of(desk, **FLAT)).outcome == Outcome.KNOWN
    assert Claim.objects.count() == 3


def test_a_part_becomes_the_whole(desk, take_in):
    picked, whole = archive_of(desk, **FLAT), archive_of(desk)
    forget_the_desk(desk)
    take_in(picked)
    assert verify(Desk.objects.get()).events < Event.objects.latest("sequence").sequence + 1

    assert take_in(whole).outcome == Outcome.UPDATED

    assert differing(whole, archive_of(Desk.objects.get())) == ["stamp.json"]
    assert verify(Desk.objects.get()).faults == []
    assert take_in(picked).outcome == Outcome.KNOWN


def test_two_parts_are_not_joined(desk, take_in):
    one, other = archive_of(desk, **FLAT), archive_of(desk, **INVOLVED)
    forget_the_desk(desk)
    take_in(one)

    with pytest.raises(Conflict, match="Take in a newer archive of the whole desk"):
        take_in(other)

    assert differing(one, archive_of(Desk.objects.get())) == ["stamp.json"]


def test_a_part_is_worked_on_and_its_new_history_has_no_gaps(desk, take_in):
    picked = archive_of(desk, **FLAT)
    forget_the_desk(desk)
    take_in(picked)
    here, ravi = Desk.objects.get(), Actor.of_user(User.objects.get(username="ravi"))
    edit_claim(ravi, Claim.objects.get(), location="Karachi")
    add_comment(ravi, Claim.objects.get(), text="Here we go on.")
    assert verify(here).faults == []
    again = archive_of(here)
    assert failures(again) == []

    newest = Event.objects.order_by("-sequence")[1]
    Event.objects.filter(pk=newest.pk)._raw_delete("default")

    assert [fault.what.split(";")[0] for fault in verify(here).faults] == [f"event {newest.sequence} is missing"]


def test_a_record_that_went_with_its_events_is_missed_where_a_part_came(desk, take_in):
    picked = archive_of(desk, **FLAT)
    forget_the_desk(desk)
    take_in(picked)
    unused = Rating.objects.get(slug="misleading")
    Rating.objects.filter(pk=unused.pk)._raw_delete("default")
    gone = Event.objects.filter(subject_id=unused.pk)._raw_delete("default")

    assert f"of the events the desk came with, {gone} are gone" in [f.what for f in verify(Desk.objects.get()).faults]


def test_a_head_that_was_kept_is_held_against_the_one_a_part_came_with(desk, take_in):
    head = Head("demo", Event.objects.latest("sequence").sequence, "0" * 64)
    picked = archive_of(desk, **FLAT)
    forget_the_desk(desk)
    take_in(picked)

    assert [fault.sequence for fault in verify(Desk.objects.get(), [head]).faults] == [head.sequence]


def test_the_command_says_what_it_took_in(desk, take_in, tmp_path, capsys):
    call_command("export", "archive", desk="demo", filter=["status=in_review"], output=tmp_path / "picked.zip")
    forget_the_desk(desk)
    call_command("import", tmp_path / "picked.zip")
    call_command("verify_history")

    told = capsys.readouterr().out
    assert "those of a part of the desk, unbroken but for what stayed" in told


# What is asked for --------------------------------------------------------------------------------------------------


def test_filters_that_are_none_or_that_nothing_fits_are_refused(desk, monkeypatch):
    with pytest.raises(Invalid, match="status"):
        archive_of(desk, status="nonsense")
    with pytest.raises(Invalid, match="No claim of this desk fits"):
        archive_of(desk, topic="nothing at all")
    with pytest.raises(Invalid, match="These filters say nothing"):
        archive_of(desk, topic="")
    monkeypatch.setattr(selecting, "MOST_CLAIMS", 1)
    with pytest.raises(Invalid, match="More than 1 claims fit"):
        archive_of(desk, created_after="2000-01-01")


@pytest.mark.postgres
def test_a_part_from_postgresql_goes_through_sqlite_and_back(desk, take_in, tmp_path):
    picked = archive_of(desk, **INVOLVED)
    forget_the_desk(desk)
    back = through_sqlite(picked, tmp_path)
    take_in(back)

    assert differing(picked, back) == ["stamp.json"]
    assert differing(picked, archive_of(Desk.objects.get())) == ["stamp.json"]
