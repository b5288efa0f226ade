"""`manage.py export`: the same bytes as the API's, in a file or on the standard output."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim
from tests.conftest import Person
from tests.factcheck.exchange.conftest import exported


def run(*arguments: Any) -> str:
    said = StringIO()
    call_command("export", *map(str, arguments), stderr=said)
    return said.getvalue()


def test_an_export_is_written_to_a_file(full_desk: Claim, reviewer_ravi: Person, tmp_path: Path) -> None:
    output = tmp_path / "claims.jsonl"

    said = run(
        "claims", "jsonl", "--user", "ravi", "--desk", "demo", "--filter", "topic=terrorism", "--output", output,
        "--base", "http://testserver",
    )  # fmt: skip

    assert output.read_bytes() == exported(reviewer_ravi.api(), "claims.jsonl")
    assert "1 written" in said
    assert "demo:" in said
    assert list(tmp_path.iterdir()) == [output]


def test_it_is_written_to_the_standard_output(full_desk: Claim, capfdbinary: Any) -> None:
    run("claims", "fever", "--user", "ravi")

    assert capfdbinary.readouterr().out.startswith(b'{"id":1,"verifiable":"VERIFIABLE"')


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["claims", "jsonl", "--user", "nobody"], "no user 'nobody'"),
        (["articles", "fever", "--user", "ravi"], "they come as jsonl"),
        (["claims", "jsonl", "--user", "ravi", "--filter", "colour=red"], "no filter 'colour'"),
        (["claims", "jsonl", "--user", "ravi", "--filter", "status=lost"], "not one of"),
        (["claims", "jsonl", "--user", "ravi", "--desk", "other"], "You have no desk 'other'"),
        (["claims", "jsonl", "--user", "ravi", "--output", "/nowhere/at/all"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], said: str, claim: Claim, stranger_stan: Person) -> None:
    with pytest.raises(CommandError, match=said):
        run(*arguments)
