"""`manage.py import` takes in what is too large to send, with its progress told on the side."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim

TABLE = b"claim,speaker\nThe sky is green.,Khan\n,Rao\n"


def run(path, *more, desk="demo", user="edna"):
    out, aside = io.StringIO(), io.StringIO()
    call_command("import", str(path), "--desk", desk, "--user", user, *more, stdout=out, stderr=aside)
    return json.loads(out.getvalue()), aside.getvalue()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_bytes(TABLE)
    return path


def test_a_file_is_taken_in_with_progress_and_errors_on_the_side(editor_edna, demo_desk, table):
    said, aside = run(table, "--partial")

    assert (said["state"], said["counts"]["made"]) == ("done", {"claims": 1})
    assert "2 of 2" in aside
    assert "line 3 /text" in aside
    assert Claim.objects.get().created_by == editor_edna.user


def test_a_dry_run_and_a_mapping(editor_edna, demo_desk, table, tmp_path):
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"text": "speaker"}))

    said, _aside = run(table, "--dry-run", "--mapping", str(mapping), "--format", "csv")

    assert [row["says"]["text"] for row in said["preview"]] == ["Khan", "Rao"]
    assert not Claim.objects.exists()


def test_what_fails_says_why_and_ends_badly(editor_edna, viewer_vera, demo_desk, table, tmp_path):
    for more, words in (({}, "cannot be taken in"), ({"user": "vera"}, "needs the role"), ({"desk": "x"}, "no desk"),
                        ({"user": "x"}, "no user")):  # fmt: skip
        with pytest.raises(CommandError, match=words):
            run(table, **more)
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "none.csv")
    assert not Claim.objects.exists()
