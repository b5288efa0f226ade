"""The body of an answer, unpacked while it comes in, so that a bomb is seen before it goes off."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from .refusals import Reason, unfetchable

PIECE = 64 * 1024
"""Bytes unpacked at a time: the most that is held beyond a limit."""

GZIP = zlib.MAX_WBITS | 16

TAKEN_ENCODINGS = "gzip"
"""The one compression asked for: every server speaks it, and the standard library unpacks it in bounded pieces."""


def unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The body's bytes in pieces of bounded size. `encoding` is the `Content-Encoding`, in any case.

    Raises Unfetchable (broken_answer) for an encoding that was not asked for, or a body that breaks off.
    """
    if encoding.lower() in ("", "identity"):
        return iter(chunks)
    if encoding.lower() not in ("gzip", "x-gzip"):
        raise unfetchable(
            Reason.BROKEN_ANSWER, f"The site sends its page packed as “{encoding[:40]}”, which was not asked for."
        )
    return _gunzip(chunks)


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A gzip file is one member or several, one after the other (RFC 1952 2.2)."""
    member = zlib.decompressobj(GZIP)
    begun = False
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                begun = True
                member = zlib.decompressobj(GZIP) if member.eof else member
                yield from _inflate(member, rest)
                rest = member.unused_data
    except zlib.error as broken:
        raise unfetchable(Reason.BROKEN_ANSWER, "The site sends a page that cannot be unpacked.") from broken
    if begun and not member.eof:
        raise unfetchable(Reason.BROKEN_ANSWER, "The site's answer broke off.")


def _inflate(member: zlib._Decompress, chunk: bytes) -> Iterator[bytes]:
    pending = chunk
    while not member.eof:
        piece = member.decompress(pending, PIECE)
        if piece:
            yield piece
        pending = member.unconsumed_tail
        if not pending and len(piece) < PIECE:
            return


def collected(pieces: Iterable[bytes], *, at_most: int) -> bytes:
    """All pieces. Raises Unfetchable (too_large) as soon as they are more than `at_most` bytes."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > at_most:
            raise unfetchable(Reason.TOO_LARGE, f"The page has more than {at_most:,} bytes.")
    return bytes(body)


def beginning(pieces: Iterable[bytes], *, at_most: int) -> bytes:
    """The first `at_most` bytes; what comes after them is not waited for."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) >= at_most:
            break
    return bytes(body[:at_most])
