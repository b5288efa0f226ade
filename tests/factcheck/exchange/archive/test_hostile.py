"""Archives that somebody made to do harm: each is refused with what is wrong with it, and nothing of it stays."""

from __future__ import annotations

import contextlib
import io
import json
import re
import stat
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from factcheck.core.problems import Conflict, Invalid
from factcheck.desks.models import Desk, Event, User
from factcheck.exchange.archive import verify
from tests.factcheck.exchange.archive.awkward import changed, forged, parts_of, sealed, zipped

NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.fixture(autouse=True)
def _nothing_stays(archive, db):
    """Whatever a test here sends, the installation is as it was."""
    yield
    desk_id = json.loads(parts_of(archive)["manifest.json"])["desk"]["id"]
    assert not Desk.objects.filter(pk=desk_id).exists() and not Event.objects.filter(desk_id=desk_id).exists()
    assert not User.objects.filter(username="edna").exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def entries(archive, *more):
    """The archive with further entries, each `(ZipInfo, content)`."""
    file = io.BytesIO(archive)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as opened:
        for entry, content in more:
            opened.writestr(entry, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "name",
    ["../evil.txt", "/etc/passwd", "captures/../../evil", "C:\\evil", "captures\\x", "a/b/c.jsonl", "", ".", "x" * 300,
     "claims.jsonl/", "captures/" + "A" * 64, "Claims.jsonl", "claims.jsonl\n"],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(archive, problem_of, name):
    assert "is no name of a file in an archive" in problem_of(entries(archive, (zipfile.ZipInfo(name), b"x"))).detail


def test_two_files_of_one_name_are_refused(archive, problem_of):
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = entries(archive, (zipfile.ZipInfo("claims.jsonl"), b""))

    assert "claims.jsonl: is there twice" in problem_of(twice).detail


def test_a_link_is_refused(archive, problem_of):
    link = zipfile.ZipInfo(f"captures/{'0' * 64}")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16

    assert "is a link or a device" in problem_of(entries(archive, (link, b"/etc/passwd"))).detail


def test_an_encrypted_file_is_refused(archive, problem_of):
    parts = zipped(parts_of(archive))
    at = parts.index(b"PK\x01\x02")  # the first entry of the central directory: its flags are eight bytes on
    locked = parts[: at + 8] + bytes([parts[at + 8] | 1]) + parts[at + 9 :]

    assert "is encrypted" in problem_of(locked).detail


def test_a_file_that_unpacks_to_far_more_than_the_zip_is_refused(archive, problem_of, monkeypatch):
    monkeypatch.setattr(verify, "UNPACKED_FREELY", 1 << 20)
    zeros = zipfile.ZipInfo(f"captures/{'1' * 64}")
    zeros.compress_type = zipfile.ZIP_DEFLATED
    bomb = entries(archive, (zeros, b"\0" * (64 << 20)))

    assert "would unpack to" in problem_of(bomb).detail


def test_a_size_that_is_a_lie_is_refused(archive, problem_of):
    parts = parts_of(archive)
    parts["claims.jsonl"] += b" " * 10_000_000

    assert "claims.jsonl: has more than the" in problem_of(zipped(parts)).detail


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04" + b"\0" * 100, b"%PDF-1.7", b"\x1f\x8b" + b"x" * 100])
def test_what_is_no_zip_is_refused(problem_of, content):
    problem = problem_of(content)

    assert isinstance(problem, Invalid) and "cannot be read as a zip" in problem.detail


def test_a_zip_that_is_cut_off_is_refused(archive, problem_of):
    assert "cannot be read as a zip" in problem_of(archive[: len(archive) // 2]).detail


def test_bytes_that_are_damaged_are_refused(archive, problem_of):
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        at = opened.getinfo("events.jsonl").header_offset + 200
    damaged = archive[:at] + bytes(b ^ 255 for b in archive[at : at + 50]) + archive[at + 50 :]

    assert "events.jsonl: cannot be read" in problem_of(damaged).detail


def test_an_archive_of_a_version_to_come_is_refused(archive, problem_of):
    parts = parts_of(archive)
    manifest = json.loads(parts["manifest.json"])
    parts["manifest.json"] = json.dumps({**manifest, "version": 2}).encode()

    assert "is of version 2; this reads version 1" in problem_of(zipped(parts)).detail


LINES = [
    (b"{", "cannot be read"),
    (b"[]", "it is no JSON object"),
    (b'{"a": NaN}', "NaN is no JSON"),
    (b'{"a": "\xff"}', "cannot be read: it is not UTF-8"),
    (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "cannot be read"),
    (b'{"a": ' + b"9" * 5000 + b"}", "cannot be read"),
    (b"{}", "cannot be read"),
    (b"\0", "cannot be read"),
]


@pytest.mark.parametrize(("line", "said"), LINES)
@pytest.mark.parametrize("table", ["claims", "events", "people"])
def test_a_line_that_is_no_row_is_named(archive, problem_of, table, line, said):
    parts = parts_of(archive)
    parts[f"{table}.jsonl"] = line + b"\n" + parts[f"{table}.jsonl"]

    problem = problem_of(zipped(sealed(parts)))

    assert isinstance(problem, Invalid)
    if table != "people" or line != b"{}":
        assert said in problem.detail
    assert any(error.pointer == f"/{table}.jsonl/1" for error in problem.errors)
    assert not re.search(r"[A-Z]\w*Error|\bobject (has|is)\b|codec", " ".join(error.detail for error in problem.errors))


def first(**fields):
    return lambda rows: rows[0].update(fields)


VALUES = [
    ("origins", first(external_id=7), "`external_id` is not a string"),
    ("origins", first(external_id="x" * 501), "`external_id` has more than 500 characters"),
    ("origins", first(author="a\0b"), "`author` holds NUL or a lone surrogate"),
    ("origins", first(made_at="yesterday"), "`made_at` is not a time such as"),
    ("origins", first(made_at="2018-12-14T09:30:00Z"), "`made_at` is not a time such as"),
    ("origins", first(made_at="2018-13-14T09:30:00.000000Z"), "`made_at` is not a time such as"),
    ("origins", first(subject_id="137"), "`subject_id` is not an id"),
    ("origins", first(subject_id=None), "`subject_id` may not be null"),
    ("origins", first(created_by=NOBODY), "`created_by` names somebody who is not in people.jsonl"),
    ("origins", first(more=1), "it has fields that are not known here: more"),
    ("origins", lambda rows: rows[0].pop("external_id"), "`external_id` is missing"),
    ("desk", first(last_claim_number=2**31), "`last_claim_number` is not a number from 0 to 2147483647"),
    ("desk", first(last_claim_number=-1), "`last_claim_number` is not a number from 0 to 2147483647"),
    ("desk", first(last_claim_number=True), "`last_claim_number` is not a whole number"),
    ("articles", first(problem={"x": 1e300}), "`problem` holds a number that not every database keeps"),
    ("articles", first(failed_fetches=10**30), "`failed_fetches` is not a number from 0 to 32767"),
    ("captures", first(etag=["x"]), "`etag` is not a string"),
    ("people", first(username="a b"), "people.jsonl, line 1"),
    ("people", first(id=""), "people.jsonl, line 1"),
    ("people", first(name=None), "a person has id, username, name"),
    ("people", lambda rows: rows.pop(), "is somebody who is not in people.jsonl"),
]


@pytest.mark.parametrize(("table", "change", "said"), VALUES)
def test_a_value_that_its_field_does_not_take_is_named(archive, problem_of, table, change, said):
    """Of fields that history does not tell of; the others are held against their events before (test_verify.py)."""
    problem = problem_of(changed(archive, table, change))

    said = said.replace("names somebody", "is somebody")
    assert isinstance(problem, Invalid) and said in problem.detail and problem.errors


@pytest.mark.parametrize("depth", [400, 700, 800, 850, 900, 950, 990])
def test_json_of_any_depth_is_taken_or_refused(archive, take_in, depth):
    """How deep is too deep depends on how much of Python's stack is taken already."""
    parts = parts_of(archive)
    lines = parts["articles.jsonl"].splitlines(keepends=True)
    assert b'"problem":null' in lines[0]
    lines[0] = lines[0].replace(b'"problem":null', b'"problem":' + b"[" * depth + b"]" * depth)

    with contextlib.suppress(Invalid):
        take_in(zipped(sealed({**parts, "articles.jsonl": b"".join(lines)})), dry_run=True)


FORGED = [
    ("evidence", "source", NOBODY, "`source` refers to nothing in the archive"),
    ("verdicts", "evidence", [NOBODY], "`evidence` refers to nothing in the archive"),
    ("claims", "assignees", [NOBODY], "`assignees` names somebody who is not in people.jsonl"),
    ("claims", "assignees", "all", "`assignees` is not a list of ids"),
    ("claims", "status", "won", "`status` is 'won'; it is one of "),
    ("claims", "priority", 10, "`priority` is not a number from 0 to 9"),
    ("claims", "number", 10**40, "`number` is not a number from 0 to 2147483647"),
    ("claims", "topics", {"a": 1}, "`topics` This should be a list of strings"),
    ("claims", "claimant_url", "javascript:alert(1)", "is not a web address"),
    ("articles", "published_on", "2026-02-30", "`published_on` is not a date"),
    ("verdicts", "confidence", 1e300, "`confidence` is not a number"),
    ("verdicts", "rationale", "", "verdicts.jsonl, line 1: it breaks a rule of its table"),
    ("reviews", "headline", "x" * 201, "`headline` has more than 200 characters"),
]


@pytest.mark.parametrize(("table", "name", "value", "said"), FORGED)
def test_a_value_is_refused_though_all_hashes_were_made_to_fit(archive, problem_of, table, name, value, said):
    problem = problem_of(forged(archive, table, name, value))

    assert isinstance(problem, Invalid) and said in problem.detail
    assert problem.errors[0].pointer == f"/{table}.jsonl/1"


def test_a_row_that_breaks_a_rule_of_its_table_is_named_by_its_line(archive, problem_of):
    def twice(rows):
        rows.append({**rows[0], "id": rows[0]["id"][:-1] + ("0" if rows[0]["id"][-1] != "0" else "1")})
        rows.sort(key=lambda row: row["id"])

    problem = problem_of(changed(archive, "origins", twice))

    assert "origins.jsonl, line 2: it breaks a rule of its table" in problem.detail


def test_a_slug_that_another_desk_here_has_is_refused(archive, problem_of, demo_desk):
    problem = problem_of(archive)

    assert isinstance(problem, Conflict) and "Another desk here has the slug “demo”" in problem.detail
    demo_desk.refresh_from_db()
    assert demo_desk.name == "Demo desk"


def test_a_username_that_is_somebody_else_s_here_is_refused(archive, problem_of):
    User.objects.create_user(username="ravi")

    problem = problem_of(archive)

    assert isinstance(problem, Conflict) and "the username “ravi” is another person's here" in problem.detail


def test_a_desk_of_two_minds_is_refused(archive, problem_of):
    parts = parts_of(archive)
    manifest = json.loads(parts["manifest.json"])
    manifest["desk"]["slug"] = "another"
    parts["manifest.json"] = json.dumps(manifest).encode()

    assert "is another desk than that of the manifest" in problem_of(zipped(sealed(parts))).detail


def test_an_archive_does_not_say_itself_what_is_held_against_its_history(archive, problem_of):
    def forge(history):
        parts = parts_of(archive)
        manifest = json.loads(parts["manifest.json"])
        for table in manifest["tables"]:
            if table["name"] == "verdicts":
                table["history"] = history(table["history"])
        return zipped(sealed({**parts, "manifest.json": json.dumps(manifest).encode()}))

    told_otherwise = [
        forge(lambda history: None),
        forge(lambda history: {"type": "verdict"}),
        forge(lambda history: []),
        forge(lambda history: {**history, "digests": ["rationale"]}),
        forge(lambda history: {**history, "kept_beside": []}),
        forge(lambda history: {**history, "fields": {**history["fields"], "confidence": 0.5}}),
    ]
    for one in told_otherwise:
        assert isinstance(problem_of(one), Invalid)
    lacking = forge(lambda history: {**history, "fields": {"claim": None}})
    assert "has a field that the manifest does not hold against its history" in problem_of(lacking).detail


def test_a_field_that_history_tells_of_is_not_left_out(archive, problem_of):
    parts = parts_of(archive)
    manifest = json.loads(parts["manifest.json"])
    for table in manifest["tables"]:
        if table["name"] == "annotations":
            del table["history"]["fields"]["motivation"]
    parts["annotations.jsonl"] = re.sub(b',"motivation":"[a-z]+"', b"", parts["annotations.jsonl"])

    problem = problem_of(zipped(sealed({**parts, "manifest.json": json.dumps(manifest).encode()})))

    assert "lacks what its history tells of: motivation" in problem.detail


@pytest.mark.parametrize("missing", ["tables", "files", "desk", "stays_behind"])
def test_a_manifest_that_does_not_say_all_it_should_is_refused(archive, problem_of, missing):
    parts = parts_of(archive)
    manifest = json.loads(parts["manifest.json"])
    parts["manifest.json"] = json.dumps({k: v for k, v in manifest.items() if k != missing}).encode()

    assert problem_of(zipped(parts)).errors[0].pointer == "/manifest.json"
