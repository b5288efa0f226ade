"""Bodies in chunks, and bodies that break off, as an application behind `Measured` meets them."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest

from factcheck.core.chunked import Measured

MOST = 100


def met(body: Any, **environ: str) -> tuple[str, bytes]:
    """The length and the body that the application meets."""
    found: list[tuple[str, bytes]] = []

    def application(environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH", "")
        found.append((length, environ["wsgi.input"].read(int(length or 0))))
        return []

    Measured(application, MOST)({"wsgi.input": body, **environ}, None)
    return found[0]


def test_a_body_with_its_length_stays_as_it_is() -> None:
    assert met(BytesIO(b"words and what follows"), CONTENT_LENGTH="5") == ("5", b"words")


def test_a_body_in_chunks_gets_its_length() -> None:
    assert met(BytesIO(b"words"), HTTP_TRANSFER_ENCODING="chunked") == ("5", b"words")
    assert met(BytesIO(b""), HTTP_TRANSFER_ENCODING="chunked") == ("0", b"")


def test_a_body_in_chunks_that_is_too_long_is_one_byte_longer_than_is_taken() -> None:
    length, body = met(BytesIO(b"x" * 10_000), HTTP_TRANSFER_ENCODING="Chunked")

    assert (length, len(body)) == (str(MOST + 1), MOST + 1)


def test_without_a_body_nothing_is_done() -> None:
    assert met(BytesIO(b"what follows")) == ("", b"")


@pytest.mark.parametrize("sent", [b"", b"words"])
def test_a_body_that_breaks_off_cannot_be_read(sent: bytes) -> None:
    with pytest.raises(OSError, match="broke off"):
        met(BytesIO(sent), CONTENT_LENGTH="6")


def test_chunks_that_cannot_be_read_say_why_to_whoever_reads_them() -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("a chunk has no size")

    with pytest.raises(OSError, match="a chunk has no size"):
        met(Broken(), HTTP_TRANSFER_ENCODING="chunked")
