"""`make run`, as a newcomer meets it: the same steps, started for real."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from tests.tools.serving import PATIENCE, Desk, ask, free_port, start


def test_it_says_where_it_is_and_who_may_sign_in(desk: Desk) -> None:
    assert desk.words.count(f"The fact-check desk is at {desk.address}/") == 1
    assert desk.words.count("reviewer2") == 1
    assert desk.words.count("The password of each is: demo") == 1


def test_a_request_for_another_host_is_a_line_in_the_log(desk: Desk) -> None:
    status, _, _ = ask(f"{desk.address}/login/", Host="other.example")

    assert status == 400
    assert "ERROR django.security.DisallowedHost: Invalid HTTP_HOST header: 'other.example'." in desk.words
    assert "Traceback" not in desk.words


def test_it_serves_as_in_production(desk: Desk) -> None:
    status, headers, page = ask(f"{desk.address}/nothing/here/")

    assert status == 404
    assert "Traceback" not in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_static_files_have_hashed_names_and_may_be_kept_for_ever(desk: Desk) -> None:
    _, _, page = ask(f"{desk.address}/login/")

    links = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)

    assert links
    for link in links:
        status, headers, _ = ask(desk.address + link)
        assert status == 200, link
        assert re.search(r"\.[0-9a-f]{12}\.", link), link
        assert "immutable" in headers["Cache-Control"], link


def test_the_secret_is_for_its_owner_alone(desk: Desk) -> None:
    secret = desk.place / "secret-key"

    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert len(secret.read_text()) > 50


def test_a_port_in_use_is_said_in_a_sentence(desk: Desk) -> None:
    words, _ = start("run", desk.place, {"PORT": desk.address.rpartition(":")[2]}).communicate(timeout=PATIENCE)

    assert "Cannot listen on 127.0.0.1" in words
    assert "Choose another port" in words
    assert "Traceback" not in words


@pytest.mark.parametrize(
    ("way", "variables", "said"),
    [
        ("serve", {}, "SECRET_KEY is not set"),
        ("run", {"PORT": "eighty"}, "PORT='eighty' makes no sense"),
        ("run", {"DATABASE_URL": "mysql://desk"}, "DATABASE_URL='mysql…' makes no sense"),
        ("run", {"DATABASE_URL": "sqlite:////proc/no/desk.db"}, "that DATABASE_URL names cannot be opened"),
    ],
)
def test_nonsense_is_refused_in_a_sentence(tmp_path: Path, way: str, variables: dict[str, str], said: str) -> None:
    server = start(way, tmp_path, {"PORT": free_port(), **variables})

    words, _ = server.communicate(timeout=PATIENCE)

    assert server.returncode == 1
    assert said in words
    assert "Traceback" not in words
