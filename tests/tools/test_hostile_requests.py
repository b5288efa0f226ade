"""Requests that no client would send, over a real gunicorn: refused, and nothing is half written, on either database."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

import psycopg
import pytest
from django.db import connection

from factcheck.api.parsing import LARGEST_BODY
from tests.tools.serving import ROOT, Desk, ask, running

CLAIMS = "/api/v1/claims/"
WORDS = b'{"text": "Half."}'


@dataclass(frozen=True)
class Door:
    """A running desk on the database of this run, and a token for it."""

    desk: Desk
    token: str

    def send(self, request: bytes, *, patience: float = 20) -> int:
        """The status that answers these bytes; 0 where the server only hangs up."""
        parts = urlsplit(self.desk.address)
        with socket.create_connection((parts.hostname, parts.port), timeout=patience) as line:
            with suppress(OSError):  # it may have answered and hung up already
                line.sendall(request)
            try:
                answer = line.recv(65_536)
            except ConnectionError:
                return 0
        return int(answer.split()[1]) if answer.startswith(b"HTTP/") else 0

    def post(self, body: bytes, *headers: str, method: str = "POST", path: str = CLAIMS) -> int:
        return self.send(self.head(*headers, method=method, path=path) + body)

    def head(self, *headers: str, method: str = "POST", path: str = CLAIMS) -> bytes:
        host = urlsplit(self.desk.address).netloc
        lines = [
            f"{method} {path} HTTP/1.1", f"Host: {host}", f"Authorization: Bearer {self.token}", "Connection: close",
            *headers, "", "",
        ]  # fmt: skip
        return "\r\n".join(lines).encode("utf-8", "surrogateescape")

    def written(self) -> tuple[int, int]:
        """How many claims there are, and how many events: nothing is written without one."""
        bearer = f"Bearer {self.token}"
        answers = [
            ask(f"{self.desk.address}/api/v1/{name}/?count=1", Authorization=bearer) for name in ("claims", "events")
        ]
        claims, events = (json.loads(content)["count"] for _status, _headers, content in answers)
        return claims, events


def database(place: str) -> dict[str, str]:
    """Where the desk keeps its rows: beside those of the tests where these run on PostgreSQL, else in a file of its own."""
    if connection.vendor != "postgresql":
        return {}
    from django.conf import settings

    given = {**settings.DATABASES["default"]}
    address = {
        "host": given["HOST"],
        "port": given["PORT"] or None,
        "user": given["USER"],
        "password": given["PASSWORD"],
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **{k: v for k, v in address.items() if v}) as line:
        line.execute(f'CREATE DATABASE "{place}"')
    options = f"?host={given['HOST']}" if given["HOST"].startswith("/") else ""
    host = "" if options else f"{given['HOST']}:{given['PORT'] or 5432}"
    return {"DATABASE_URL": f"postgres://{given['USER']}:{given['PASSWORD']}@{host}/{place}{options}"}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    command = [
        sys.executable,
        str(ROOT / "manage.py"),
        *["token", "--user", "editor", "--desk", "demo", "--scope", "write"],
    ]
    with running(tmp_path_factory.mktemp("hostile"), **database(f"hostile_{uuid.uuid4().hex[:8]}")) as desk:
        said = subprocess.run(command, env=desk.environment, capture_output=True, text=True, check=True).stdout
        yield Door(desk, said.strip())


@pytest.fixture
def untouched(door: Door) -> Iterator[Door]:
    """The desk, on which nothing may have been written by the end, and which must still answer."""
    before = door.written()
    yield door
    assert door.written() == before
    assert "Traceback" not in door.desk.words


def chunked(body: bytes, size: int = 65_536) -> bytes:
    pieces = (body[at : at + size] for at in range(0, len(body), size))
    return b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces) + b"0\r\n\r\n"


def test_a_body_in_chunks_is_read(door: Door) -> None:
    before = door.written()

    status = door.post(
        chunked(b'{"text": "In chunks."}', 5), "Content-Type: application/json", "Transfer-Encoding: chunked"
    )

    assert status == 201
    assert door.written()[0] == before[0] + 1


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=b"])
def test_a_body_beyond_16_mib_is_refused_with_and_without_its_length(untouched: Door, kind: str) -> None:
    body = b'{"text": "' + b"x" * LARGEST_BODY + b'"}'
    path = "/api/v1/articles/" if "form" in kind else CLAIMS
    head = f"Content-Type: {kind}"

    assert untouched.post(body, head, f"Content-Length: {len(body)}", path=path) in (413, 0)
    assert untouched.post(b"", head, f"Content-Length: {10**12}", path=path) == 413, "and before it comes"
    assert untouched.post(chunked(body), head, "Transfer-Encoding: chunked", path=path) in (413, 0)


BROKEN_BODIES = {
    "no length": ([], WORDS),
    "a length below the body's": (["Content-Length: 5"], WORDS),
    "a length that is no number": (["Content-Length: many"], WORDS),
    "a negative length": (["Content-Length: -1"], WORDS),
    "two lengths": (["Content-Length: 17", "Content-Length: 5"], WORDS),
    "a length and chunks": (["Content-Length: 17", "Transfer-Encoding: chunked"], chunked(WORDS)),
    "a chunk without its size": (["Transfer-Encoding: chunked"], b"\r\n" + WORDS),
    "a chunk whose size is no number": (["Transfer-Encoding: chunked"], b"zz\r\n" + WORDS + b"\r\n0\r\n\r\n"),
    "a negative chunk": (["Transfer-Encoding: chunked"], b"-11\r\n" + WORDS + b"\r\n0\r\n\r\n"),
    "a chunk longer than it says": (["Transfer-Encoding: chunked"], b"2\r\n" + WORDS + b"\r\n0\r\n\r\n"),
    "packed chunks": (["Transfer-Encoding: gzip, chunked"], chunked(WORDS)),
    "packed by its own word": (["Content-Length: 17", "Content-Encoding: gzip"], WORDS),
}


@pytest.mark.parametrize("name", BROKEN_BODIES)
def test_a_body_whose_length_makes_no_sense_is_refused(untouched: Door, name: str) -> None:
    headers, body = BROKEN_BODIES[name]

    status = untouched.post(body, "Content-Type: application/json", *headers)

    assert status == 0 or 400 <= status < 500 or status == 501, status


@pytest.mark.parametrize("sent", [["Content-Length: 100"], ["Transfer-Encoding: chunked"]], ids=["length", "chunks"])
def test_a_body_that_breaks_off_writes_nothing(untouched: Door, sent: list[str]) -> None:
    part = b"64\r\n" + WORDS if "chunked" in sent[0] else WORDS
    parts = urlsplit(untouched.desk.address)

    with socket.create_connection((parts.hostname, parts.port), timeout=20) as line:
        line.sendall(untouched.head("Content-Type: application/json", *sent) + part)
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(65_536)

    assert not answer or answer.split()[1].startswith(b"4"), answer[:200]


def test_a_bomb_of_headers_is_refused(untouched: Door) -> None:
    for headers in (
        [f"X-{n}: {n}" for n in range(5_000)],
        ["X-Long: " + "x" * 1_000_000],
        ["Cookie: " + "a=b; " * 100_000],
    ):
        status = untouched.post(b"", "Content-Length: 0", *headers)
        assert status == 0 or 400 <= status < 500, status


@pytest.mark.parametrize(
    "request_line",
    [
        "GET",
        "GET /",
        "GET / HTTP/9.9",
        "GET  /  HTTP/1.1 x",
        "\x00\x01\x02",
        "GET /" + "a" * 100_000 + " HTTP/1.1",
        "GET http://[ HTTP/1.1",
        "GET /api/v1/claims/?q=%00%ff%fe&desk=%F0%9F HTTP/1.1",
        "GET /api/v1/%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
        "GËT / HTTP/1.1",
    ],
    ids=range(10),
)
def test_a_request_line_that_is_none_is_refused(untouched: Door, request_line: str) -> None:
    status = untouched.send(request_line.encode("utf-8") + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")

    assert status == 0 or (400 <= status < 506 and status != 500), status


def test_as_many_words_as_a_search_takes_fit_into_an_address(untouched: Door) -> None:
    address, bearer = f"{untouched.desk.address}{CLAIMS}?q=", f"Bearer {untouched.token}"

    assert ask(address + quote("𐎠" * 500), Authorization=bearer)[0] == 200
    assert ask(address + quote("𐎠" * 1000), Authorization=bearer)[0] == 414


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "PUT", "QUERY", "BREW", "G\x00T"])
def test_an_odd_method_is_refused(untouched: Door, method: str) -> None:
    status = untouched.post(WORDS, "Content-Type: application/json", f"Content-Length: {len(WORDS)}", method=method)

    assert status == 0 or 400 <= status < 500, status


@pytest.mark.parametrize("size", [LARGEST_BODY + 1, 3 * LARGEST_BODY])
def test_who_sends_too_much_sees_the_answer(door, size):
    bearer = {"Authorization": f"Bearer {door.token}", "Content-Type": "application/json"}

    with pytest.raises(HTTPError) as refused:
        urlopen(Request(door.desk.address + CLAIMS, data=b" " * size, headers=bearer), timeout=20)

    assert refused.value.code == 413
    assert json.load(refused.value)["type"].endswith("/problems/too-large/")


def test_the_body_of_nobody_is_not_waited_for(untouched):
    nobody = replace(untouched, token="fcd_unknown")

    assert nobody.post(b"", "Content-Type: application/json", f"Content-Length: {LARGEST_BODY + 1}") == 401
