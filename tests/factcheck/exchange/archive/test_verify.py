"""`verify.py` finds whatever was changed in an archive, and names it by file and line."""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from factcheck.exchange.archive import verify
from tests.factcheck.exchange.archive.awkward import changed, parts_of, sealed, zipped

PROGRAM = Path(verify.__file__)
OLDEST = (3, 9)


def failures(archive: bytes) -> list[str]:
    return [str(one) for one in verify.Check(verify.Zipped(io.BytesIO(archive))).failures()]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_an_archive_verifies_itself_as_a_zip_and_unpacked(archive, tmp_path):
    (tmp_path / "demo.zip").write_bytes(archive)
    for name, content in parts_of(archive).items():
        path = tmp_path / "unpacked" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    head = json.loads(parts_of(archive)["stamp.json"])
    for done in (run(PROGRAM, tmp_path / "demo.zip"), run(tmp_path / "unpacked" / "verify.py")):
        assert done.returncode == 0, done.stderr
        assert f"The archive holds. Its head: demo:{head['sequence']}:{head['head']}" in done.stdout
        assert "rows of claims against their events" in done.stdout


def test_the_program_says_no_with_its_exit_code_and_names_the_failure(archive, tmp_path):
    parts = parts_of(archive)
    parts["claims.jsonl"] = parts["claims.jsonl"].replace(b"flat", b"disc")
    (tmp_path / "demo.zip").write_bytes(zipped(parts))

    done = run(PROGRAM, tmp_path / "demo.zip")

    assert done.returncode == 1
    assert "FAILED: claims.jsonl: is not what the manifest says: its SHA-256 is another" in done.stderr
    assert run(PROGRAM, tmp_path / "nothing.zip").returncode == 1


def test_the_program_is_one_file_for_any_python_since_3_9_and_needs_nothing_else():
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=OLDEST)

    imported = {a.name.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    imported |= {str(node.module).partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names


def test_the_program_hashes_as_the_history_does(archive):
    assert failures(archive) == []


def first(rows, **fields):
    rows[0].update(fields)


def drop_last(rows):
    rows.pop()


def drop_first(rows):
    rows.pop(0)


def swap(rows):
    rows[3], rows[4] = rows[4], rows[3]


CHANGED = [
    ("claims", lambda rows: first(rows, text="Somebody was."), "claims.jsonl, line 1: claim {} is not what its history says"),
    ("claims", lambda rows: first(rows, version=9), "is not what its history says: version"),
    ("claims", lambda rows: first(rows, assignees=[]), "is not what its history says: assignees"),
    ("claims", lambda rows: first(rows, created_by=None), "is not what its history says: created_by"),
    ("claims", drop_last, "is gone, but its history is here"),
    ("verdicts", lambda rows: first(rows, evidence=[]), "is not what its history says: evidence"),
    ("verdicts", lambda rows: first(rows, rationale="So."), "is not what its history says: rationale"),
    ("memberships", lambda rows: first(rows, role="viewer"), "is not what its history says: role"),
    ("policy", lambda rows: first(rows, blind=True), "is not what its history says: policy.blind"),
    ("desk", lambda rows: first(rows, profile={}), "is not what its history says: profile"),
    ("revisions", lambda rows: first(rows, text=rows[0]["text"][::-1]), "its text does not have its sha256"),
    ("revisions", lambda rows: first(rows, html="<p>x</p>"), "is not what its history says: html_sha256"),
    ("revisions", lambda rows: first(rows, length=7), "code points, not 7"),
    ("snapshots", lambda rows: first(rows, text="Other words"), "its text does not have its sha256"),
    ("annotations", lambda rows: first(rows, start=1), "does not stand in its text at [1, "),
    ("annotations", lambda rows: first(rows, exact="x"), "the quote of annotation"),
    ("anchors", lambda rows: rows[-1].update(start=0, end=3, status="moved"), "is not what its history says: anchors_sha256"),
    ("anchors", lambda rows: rows[0].update(end=10**6), "is outside its text"),
    ("anchors", drop_first, "is not what its history says: anchors_sha256"),
    ("evidence", lambda rows: first(rows, quote="on September 11, 2002"), "the quote of evidence"),
    ("captures", lambda rows: first(rows, sha256="0" * 64), "its bytes are not there as captures/000"),
    ("events", lambda rows: rows[5].update(verb="claim.invented"), "line 6: event 6: was changed after it was written"),
    ("events", lambda rows: rows[5]["changes"].update(text=[None, "x"]), "event 6: was changed after it was written"),
    ("events", lambda rows: rows.pop(5), "event 7: stands where event 6 should"),
    ("events", swap, "event 5: stands where event 4 should"),
    ("events", drop_last, "says another head of the chain"),
    ("chain_head", lambda rows: first(rows, hash="0" * 64), "chain_head.jsonl: says another head of the chain"),
    ("reviews", lambda rows: rows.append(dict(rows[0])), "is out of order, or there twice"),
    ("comments", lambda rows: rows.reverse(), "is out of order, or there twice"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "change", "said"), CHANGED)
def test_a_row_that_was_changed_is_named_though_the_manifest_was_made_to_fit(archive, table, change, said):
    found = failures(changed(archive, table, change))

    start, _, end = said.partition("{}")
    assert any(start in one and end in one for one in found), found


def test_a_head_that_was_kept_is_held_against_the_chain(later):
    assert failures(later) == []

    found = failures(changed(later, "kept_heads", lambda rows: first(rows, hash="0" * 64)))

    assert any("has another hash than the head that was kept of it" in one for one in found)


def without(name):
    return lambda parts: parts.pop(name)


def set_to(name, content):
    return lambda parts: parts.update({name: content})


FILES = [
    (without("claims.jsonl"), "claims.jsonl: is missing"),
    (without("manifest.json"), "manifest.json: is missing"),
    (without("stamp.json"), "stamp.json: is missing"),
    (set_to("notes.jsonl", b""), "notes.jsonl: is not in the manifest"),
    (set_to("claims.jsonl", b""), "claims.jsonl: has less than the"),
    (set_to("README.txt", b"x" * 5000), "README.txt: has more than the"),
    (set_to("verify.py", b""), "verify.py: has less than the"),
    (set_to("stamp.json", b"{}"), "stamp.json: is not the stamp of this manifest"),
    (set_to("manifest.json", b"{}"), "manifest.json: is not of the format"),
    (set_to("manifest.json", b"[" * 100_000), "manifest.json: cannot be read"),
]


@pytest.mark.parametrize(("change", "said"), FILES)
def test_a_file_that_was_changed_is_named(archive, change, said):
    parts = parts_of(archive)
    change(parts)

    assert any(one.startswith(said) for one in failures(zipped(parts))), failures(zipped(parts))


def test_bytes_of_a_source_copy_that_were_changed_are_named(archive):
    parts = parts_of(archive)
    name = next(name for name in parts if name.startswith("captures/"))
    parts[name] = parts[name].replace(b"other", b"wrong")

    assert failures(zipped(parts)) == [f"{name}: is not what the manifest says: its SHA-256 is another"]
    assert "its bytes are not there" in failures(zipped(sealed(parts)))[0]
