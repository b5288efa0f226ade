"""Out and in again: the same bytes but for the stamp, and a history that holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from annotations.models import Capture
from claims.models import Claim, Decision
from claims.services.claims import edit_claim, spot_claim
from claims.services.comments import add_comment
from factcheck.core.hashing import canonical_json
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk, Event, Membership, Token, User
from factcheck.desks.roles import Scope
from factcheck.desks.services.tokens import issue_token
from factcheck.desks.verifying import verify
from factcheck.exchange.archive import Outcome
from factcheck.exchange.archive.storing import clear
from factcheck.exchange.models import Arrival
from tests.factcheck.exchange.archive.awkward import archive_of, parts_of, sealed, zipped
from tests.factcheck.exchange.archive.test_verify import failures

ROOT = Path(__file__).resolve().parents[4]


def differing(one: bytes, other: bytes) -> list[str]:
    """The names of the files that are not the same in both archives."""
    first, second = parts_of(one), parts_of(other)
    assert list(first) == list(second)
    return [name for name in first if first[name] != second[name]]


def test_what_was_taken_in_is_archived_as_it_was(archive, take_in):
    found = take_in(archive)

    assert found.outcome == Outcome.MADE
    assert differing(archive, archive_of(Desk.objects.get())) == ["stamp.json"]
    assert verify(Desk.objects.get()).faults == []


def test_two_archives_of_one_state_are_the_same_bytes_but_for_the_stamp(archive, take_in):
    take_in(archive)
    desk = Desk.objects.get()

    assert differing(archive_of(desk), archive_of(desk)) == ["stamp.json"]


def test_a_desk_that_came_in_is_worked_on_and_goes_out_and_in_again(archive, take_in):
    take_in(archive)
    desk, ravi = Desk.objects.get(), Actor.of_user(User.objects.get(username="ravi"))
    edit_claim(ravi, Claim.objects.get(status="in_review"), text="The earth is a disc.")
    add_comment(ravi, Claim.objects.earliest("pk"), text="Here we go on.")
    again = archive_of(desk)
    assert verify(desk).faults == []

    forget_the_desk(desk)
    take_in(again)

    assert differing(again, archive_of(desk)) == ["stamp.json"]
    assert verify(desk).faults == []


def test_all_claims_keep_those_whom_they_are_assigned_to(archive, take_in):
    take_in(archive)
    desk, (ravi, rosa) = Desk.objects.get(), (User.objects.get(username=name) for name in ("ravi", "rosa"))
    for whom in ([ravi], [rosa], [ravi, rosa]):
        spot_claim(Actor.of_user(ravi), desk, text=f"Asked of {len(whom)}.", assignees=whom)

    again = archive_of(desk)

    assert failures(again) == []
    rows = [json.loads(line) for line in parts_of(again)["claims.jsonl"].splitlines()]
    assert [row["assignees"] for row in rows[-3:]] == [[str(ravi.pk)], [str(rosa.pk)], [str(ravi.pk), str(rosa.pk)]]


def forget_the_desk(desk):
    """As on an installation that never had it; the accounts stay."""
    clear(desk.pk)
    with connection.cursor() as cursor:
        for table in ("claims_notice", "exchange_arrival", "desks_chainhead", "desks_policy", "desks_desk"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def test_people_come_as_they_were_named_and_cannot_sign_in(archive, take_in):
    found = take_in(archive)

    people = User.objects.filter(username__in=["ada", "edna", "ravi", "rosa", "vera"])
    assert found.people == 6 and people.count() == 5
    assert not any(user.has_usable_password() or user.is_staff or user.is_superuser or user.email for user in people)
    assert Membership.objects.get(user__username="ada").role == "admin"
    assert Membership.objects.get(user__username="vera").ended_at is not None


def test_keys_and_links_stay_behind_and_are_not_missed(archive, take_in):
    take_in(archive)
    desk = Desk.objects.get()

    assert Event.objects.filter(subject_type="token").exists() and not Token.objects.exists()
    assert verify(desk).faults == []


def test_a_key_that_was_made_here_is_missed(archive, take_in):
    take_in(archive)
    desk = Desk.objects.get()
    token, _words = issue_token(Actor.operator(), desk, Scope.READ, owner=User.objects.get(username="ada"))
    assert verify(desk).faults == []

    Token.objects.all().delete()

    assert [fault.what for fault in verify(desk).faults] == [f"token {token.pk} is gone, but its history is here"]


def test_an_archive_from_before_there_was_a_field_or_a_table_is_taken_in_with_defaults(archive, take_in):
    parts = parts_of(archive)
    manifest = json.loads(parts["manifest.json"])
    manifest["tables"] = [table for table in manifest["tables"] if table["name"] != "origins"]
    del parts["origins.jsonl"]
    for table in manifest["tables"]:
        if table["name"] == "decisions":
            del table["history"]["fields"]["reason_code"]
    for name, field in (("decisions", "reason_code"), ("captures", "etag")):
        rows = [json.loads(line) for line in parts[f"{name}.jsonl"].splitlines()]
        parts[f"{name}.jsonl"] = b"".join(
            canonical_json({key: value for key, value in row.items() if key != field}) + b"\n" for row in rows
        )
    take_in(zipped(sealed({**parts, "manifest.json": canonical_json(manifest)})))

    assert verify(Desk.objects.get()).faults == []
    assert set(Decision.objects.values_list("reason_code", flat=True)) == {None}


def test_source_copies_come_with_their_bytes(archive, take_in):
    take_in(archive)

    capture = Capture.objects.get()
    with capture.content.open() as content:
        assert content.read() == parts_of(archive)[f"captures/{capture.sha256}"]


def test_a_dry_run_says_what_would_come_and_writes_nothing(archive, take_in):
    found = take_in(archive, dry_run=True)

    assert found.outcome == Outcome.MADE and found.rows["claims"] == 2
    assert not Desk.objects.exists() and not User.objects.exists() and not Arrival.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_progress_is_told_to_its_end(archive, take_in):
    told = []

    take_in(archive, progress=lambda done, total: told.append((done, total)))

    assert told[-1][0] == told[-1][1] > 100


@pytest.mark.postgres
def test_what_came_from_postgresql_goes_through_sqlite_and_back(archive, take_in, tmp_path):
    back = through_sqlite(archive, tmp_path)
    take_in(back)

    assert differing(archive, back) == ["stamp.json"]
    assert differing(archive, archive_of(Desk.objects.get())) == ["stamp.json"]


def through_sqlite(archive: bytes, folder: Path) -> bytes:
    """What another installation, on SQLite, makes of it after it took it in."""
    (folder / "from-postgresql.zip").write_bytes(archive)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        "DATABASE_URL": f"sqlite:///{folder}/desk.sqlite3",
        "DATA_DIR": str(folder / "data"),
    }
    (folder / "data").mkdir()
    manage = [sys.executable, str(ROOT / "manage.py")]
    for command in (
        ["migrate", "-v0"],
        ["import", str(folder / "from-postgresql.zip")],
        ["verify_history"],
        ["export", "archive", "--desk", "demo", "--output", str(folder / "from-sqlite.zip")],
    ):
        subprocess.run([*manage, *command], env=environment, check=True)
    return (folder / "from-sqlite.zip").read_bytes()
