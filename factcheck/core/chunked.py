"""Bodies whose length is not what it seems: those in chunks (RFC 9112, 7.1), of which Django would read nothing, and those
that break off (6.3), of which it would take what there is."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from typing import IO, Any

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
IN_MEMORY = 2**20
PIECE = 2**16


class Measured:
    """A WSGI application to which every body comes with its length, and whole.

    Of a body that is longer than `most` bytes one more is kept, so that it is refused for its length; one that breaks off
    cannot be read, as any other that does.
    """

    def __init__(self, application: Application, most: int) -> None:
        self.application, self.most = application, most

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if (length := environ.get("CONTENT_LENGTH", "")).isdigit():
            return self.application(
                {**environ, **_body(_Whole(environ["wsgi.input"], int(length)), length)}, start_response
            )
        if "chunked" not in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            return self.application(environ, start_response)
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as kept:
            try:
                measured = self._copy(environ["wsgi.input"], kept)
            except OSError as broken:
                return self.application({**environ, **_body(_Unreadable(broken), 1)}, start_response)
            return self.application({**environ, **_body(kept, measured)}, start_response)

    def _copy(self, body: IO[bytes], kept: IO[bytes]) -> int:
        while kept.tell() <= self.most and (piece := body.read(PIECE)):
            kept.write(piece)
        length = min(kept.tell(), self.most + 1)
        kept.seek(0)
        return length


class _Whole:
    """A body of which as much comes as was announced; less cannot be read."""

    def __init__(self, body: IO[bytes], length: int) -> None:
        self.body, self.left = body, length

    def read(self, size: int = -1) -> bytes:
        return self._counted(self.body.read(size), size)

    def readline(self, size: int = -1) -> bytes:
        return self._counted(self.body.readline(size), 1)

    def _counted(self, piece: bytes, wanted: int) -> bytes:
        expected = self.left if wanted < 0 else min(wanted, self.left)
        self.left -= len(piece)
        if len(piece) < expected:
            raise OSError(f"the body broke off {self.left} bytes before its end")
        return piece


class _Unreadable:
    """A body that says again, to whoever reads it, why it could not be read."""

    def __init__(self, problem: OSError) -> None:
        self.problem = problem

    def read(self, _size: int = -1) -> bytes:
        raise self.problem

    readline = read


def _body(stream: object, length: int | str) -> Environ:
    return {"wsgi.input": stream, "CONTENT_LENGTH": str(length)}
