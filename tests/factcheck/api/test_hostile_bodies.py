"""Bodies that are meant to break something: nothing breaks, and nothing is half written."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.test import Client

from factcheck.api.parsing import LARGEST_BODY
from tests.conftest import Person
from tests.factcheck.api.endpoints import API, ENDPOINTS, PROBLEM, Endpoint, Things, everything

TAKES_FILES = [endpoint for endpoint in ENDPOINTS if endpoint.takes_files]
BOUNDARY = "boundary"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
DEEP = 10_000


def part(name: str, value: bytes, more: str = "", kind: str = "") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n'.encode("utf-8", "surrogatepass")
    return head + (f"Content-Type: {kind}\r\n".encode() if kind else b"") + b"\r\n" + value + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()
BROKEN_FORMS: dict[str, tuple[str, bytes]] = {
    "empty": (FORM, b""),
    "only its end": (FORM, END),
    "no boundary named": ("multipart/form-data", part("text", b"x") + END),
    "an empty boundary": ("multipart/form-data; boundary=", part("text", b"x") + END),
    "another boundary": ("multipart/form-data; boundary=other", part("text", b"x") + END),
    "a boundary beyond measure": (f"multipart/form-data; boundary={'b' * 5000}", part("text", b"x") + END),
    "a boundary of no ASCII": ("multipart/form-data; boundary=ü", part("text", b"x") + END),
    "cut in its head": (FORM, part("text", b"x")[:30]),
    "cut in its value": (FORM, part("file", b"x" * 100, '; filename="a.txt"')[:-60]),
    "without its end": (FORM, part("title", b"x")),
    "no name": (FORM, f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n".encode() + END),
    "no disposition": (FORM, f"--{BOUNDARY}\r\n\r\nx\r\n".encode() + END),
    "base64 that is none": (
        FORM,
        part("text", b"%%%", "\r\nContent-Transfer-Encoding: base64") + END,
    ),
    "nothing but NULs": (FORM, b"\x00" * 1000),
    "a thousand and one fields": (FORM, b"".join(part(f"n{n}", b"") for n in range(1001)) + END),
    "a hundred and one files": (FORM, b"".join(part("file", b"x", f'; filename="{n}"') for n in range(101)) + END),
    "the file twice": (
        FORM,
        part("file", b"one", '; filename="a.txt"') + part("file", b"two", '; filename="b.txt"') + END,
    ),
    "a file of no bytes": (FORM, part("file", b"", '; filename="a.txt"') + END),
    "a file and words": (FORM, part("file", b"one", '; filename="a.txt"') + part("text", b"two") + END),
    "words for a file": (FORM, part("file", b"words") + END),
    "a member there is none": (FORM, part("text", b"x") + part("is_admin", b"true") + END),
    "NUL in a member": (FORM, part("text", b"x") + part("title", b"a\x00b") + END),
    "a member that is no UTF-8": (FORM, part("text", b"x") + part("published_on", b"\xff\xfe") + END),
    "a switch that is none": (FORM, part("text", b"x") + part("keep_everything", b"perhaps") + END),
    "no PDF": (FORM, part("file", b"%PDF-1.7 nothing of it", '; filename="a.pdf"', "application/pdf") + END),
    "no DOCX": (FORM, part("file", b"PK\x03\x04 nothing of it", '; filename="a.docx"') + END),
    "an archive that is none": (FORM, part("file", b"PK\x05\x06" + b"\x00" * 18, '; filename="a.docx"') + END),
}
NO_DOCUMENTS = ("no PDF", "no DOCX", "an archive that is none")
NAMES = [
    "../../../../etc/passwd.txt", "..\\..\\windows\\system.txt", "/etc/passwd.txt", "C:\\a.txt", "a\x00.txt", ".txt",
    "x" * 5000 + ".txt", "\u202etxt.exe.txt", "<script>.txt", "'; DROP TABLE x; --.txt", "%2e%2e%2fa.txt", " ", "a.txt/",
]  # fmt: skip


def test_some_endpoint_takes_files() -> None:
    assert TAKES_FILES


@pytest.mark.parametrize("endpoint", TAKES_FILES, ids=lambda e: e.name)
def test_a_broken_form_is_refused_and_nothing_is_written(endpoint: Endpoint, things: Things, admin_ada: Person) -> None:
    client, before = admin_ada.api(), everything()

    taken = []
    for name, (kind, body) in BROKEN_FORMS.items():
        if endpoint.path == "/imports/" and name in NO_DOCUMENTS:
            continue  # a worker looks into files that are to be taken in
        answer = endpoint.send(client, things, body, **{"content-type": kind})
        if answer.status_code not in (400, 413, 415) or answer["Content-Type"] != PROBLEM:
            taken.append((name, answer.status_code, answer.content[:300]))

    assert taken == []
    assert everything() == before


def test_a_form_says_the_same_as_json(things: Things, admin_ada: Person) -> None:
    body = b"".join(
        [
            part("file", "Words of a file – “2001”.".encode(), '; filename="a.txt"', "text/plain; charset=utf-8"),
            part("title", "A letter – “2001”".encode()), part("tags", b"letters"), part("tags", b"years"),
            part("keep_everything", b"true"), part("published_on", b"2018-11-19"), END,
        ]
    )  # fmt: skip

    answer = admin_ada.api().post(f"{API}/articles/", body, content_type=FORM)

    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert (made["title"], made["tags"], made["keep_everything"]) == ("A letter – “2001”", ["letters", "years"], True)
    assert made["published_on"] == "2018-11-19"


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_leads_nowhere(name: str, things: Things, admin_ada: Person) -> None:
    body = part("file", b"Words of a file.", f'; filename="{name}"', "text/plain") + END

    answer = admin_ada.api().post(f"{API}/articles/", body, content_type=FORM)

    assert answer.status_code in (201, 400), answer.content
    if answer.status_code == 201:
        text = admin_ada.api().get(f"{API}/articles/{answer.json()['id']}/text/", headers={"accept": "*/*"})
        assert text.content == b"Words of a file."


@pytest.mark.parametrize(
    "charset", ["utf-7", "utf-16", "idna", "base64", "nonsense", "undefined", "\u00fc", "utf-8; x=", "rot13"]
)
def test_a_file_in_an_encoding_that_is_none_breaks_nothing(charset: str, things: Things, admin_ada: Person) -> None:
    for content in (
        b"\xff\xfea\x00b\x00",
        b"Gr\xfc\xdfe \x00 und \xf0\x9f\x98",
        b"\xef\xbb\xbfwords",
        "wörter\x85".encode("utf-16"),
    ):
        body = part("file", content, '; filename="a.txt"', f"text/plain; charset={charset}") + END
        answer = admin_ada.api().post(f"{API}/articles/", body, content_type=FORM)
        assert answer.status_code in (201, 400), (charset, content, answer.content[:300])


def packed(endpoint: Endpoint, things: Things) -> bytes:
    return gzip.compress(json.dumps(endpoint.good(things)).encode())


HUGE = b"9" * 4000
HOSTILE_JSON = {
    "ten thousand lists": b"[" * DEEP + b"]" * DEEP,
    "ten thousand objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "ten thousand lists that never end": b"[" * DEEP,
    "a member twice": b'{"text": "a", "text": "b"}',
    "a member twice, once escaped": b'{"text": "a", "te\\u0078t": "b"}',
    "a member twice, further down": b'{"claimant": {"name": "a", "name": "b"}}',
    "a huge number": b'{"priority": ' + HUGE + b"}",
    "a huge exponent": b'{"priority": 1e400000}',
    "a number of many digits": b'{"priority": -' + HUGE + b"." + HUGE + b"}",
    "a name of many letters": b'{"' + b"n" * 1_000_000 + b'": 1}',
    "many members": json.dumps({f"n{n}": n for n in range(20_000)}).encode(),
    "a lone surrogate": b'{"title": "\\ud800"}',
    "overlong UTF-8": b'{"text": "\xc0\xaf"}',
    "UTF-16": '{"text": "words"}'.encode("utf-16"),
    "UTF-32": '{"text": "words"}'.encode("utf-32"),
    "a prototype": b'{"__proto__": {"is_admin": true}, "constructor": {"prototype": {}}}',
}


def test_hostile_json_is_refused_everywhere(things: Things, admin_ada: Person) -> None:
    client, before = admin_ada.api(), everything()
    taken = []

    for endpoint in ENDPOINTS:
        for name, body in HOSTILE_JSON.items():
            answer = endpoint.send(client, things, body)
            if answer.status_code != 400:
                taken.append((endpoint.name, name, answer.status_code, answer.content[:300]))

    assert taken == []
    assert everything() == before


def test_a_packed_body_is_refused_everywhere(things: Things, admin_ada: Person) -> None:
    """No body is unpacked, so none can grow."""
    client, before = admin_ada.api(), everything()

    for endpoint in ENDPOINTS:
        for coding in ("gzip", "deflate", "br", "zstd", "gzip, gzip"):
            answer = endpoint.send(client, things, packed(endpoint, things), **{"content-encoding": coding})
            assert answer.status_code == 415, (endpoint.name, coding, answer.status_code, answer.content[:300])
            assert answer["Accept-Encoding"] == "identity"
        assert endpoint.send(client, things, packed(endpoint, things)).status_code == 400, endpoint.name

    assert everything() == before


def test_a_form_beyond_16_mib_is_refused(things: Things, admin_ada: Person) -> None:
    client, before = admin_ada.api(), everything()
    body = part("file", b"x" * LARGEST_BODY, '; filename="a.txt"', "text/plain") + END

    for endpoint in TAKES_FILES:
        assert endpoint.send(client, things, body, **{"content-type": FORM}).status_code == 413, endpoint.name

    assert everything() == before


def test_odd_methods_are_refused_and_do_nothing(things: Things, admin_ada: Person) -> None:
    client, before = admin_ada.api(), everything()

    for endpoint in ENDPOINTS:
        for method in ("TRACE", "CONNECT", "PROPFIND", "QUERY", "PUT", "", "GET\x00", "X" * 1000):
            answer: Any = client.generic(method, API + endpoint.path.format(**things), b"{}", "application/json")
            assert answer.status_code == 405, (endpoint.name, method, answer.content[:200])

    assert everything() == before


def test_odd_headers_break_nothing(things: Things, admin_ada: Person) -> None:
    """Whatever a server lets through."""
    odd = [
        "",
        " ",
        "\x00",
        "ü" * 10,
        "x" * 100_000,
        '"',
        ",",
        '"' * 1000,
        "*" * 1000,
        "W/" * 1000,
        ";" * 1000,
        "=" * 1000,
        "-1",
    ]
    names = ["if-match", "if-none-match", "accept", "accept-language", "authorization", "idempotency-key", "range", "cookie",
             "content-language", "x-forwarded-for", "origin", "prefer", "x-csrftoken", "if-modified-since"]  # fmt: skip
    client = Client(raise_request_exception=False)
    bearer = f"Bearer {admin_ada.token()}"

    for name in names:
        for value in odd:
            answer = client.get(f"{API}/claims/{things['claim']}/", headers={"authorization": bearer, name: value})
            assert answer.status_code < 500, (name, value[:50], answer.status_code)
            written = client.patch(
                f"{API}/claims/{things['claim']}/", b"{", content_type="application/json",
                headers={"authorization": bearer, "if-match": "*", name: value},
            )  # fmt: skip
            assert 400 <= written.status_code < 500, (name, value[:50], written.status_code)
