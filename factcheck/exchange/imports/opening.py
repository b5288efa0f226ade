"""The bytes of a file: unpacked within bounds, and of the format they look like."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from typing import IO, Any, cast
from zipfile import BadZipFile, ZipFile

from factcheck.core.problems import Invalid, TooLarge
from factcheck.exchange.archive.verify import MANIFEST

LARGEST_UNPACKED = 512 * 2**20
"""Bytes that a packed file may unpack to."""
LONGEST_LINE = 16 * 2**20
"""Bytes of a line of JSON Lines, or of one value in a document. The longest text that a desk takes fits in UTF-8, unless
nearly all of its characters take four bytes."""
LONGEST_NAME = 2**16
"""Bytes of a name or a comment in the header of a packed file."""
MOST_LINES = 5_000_000
"""Lines of a file, also blank ones: half a megabyte may unpack to more of those than are read in minutes."""
LOOKED_AT = 256 * 1024
"""Bytes from the start of a file that tell its format and encoding."""


class _Packed:
    """A packed file. The name in its header is read byte by byte: that ends after so many, or is Invalid."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._single = file, 0

    def read(self, size: int = -1) -> bytes:
        self._single = self._single + 1 if size == 1 else 0
        if self._single > LONGEST_NAME:
            raise Invalid.at("/file", f"The packed file is broken: a name in it has more than {LONGEST_NAME:,} bytes.")
        return self._file.read(size)


class Unpacked(io.RawIOBase):
    """A file as it is; if it is packed by gzip, what is in it, at most so many bytes."""

    def __init__(self, file: IO[bytes]) -> None:
        file.seek(0)
        is_packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        self._file: IO[bytes] = gzip.GzipFile(fileobj=cast("IO[bytes]", _Packed(file))) if is_packed else file  # type: ignore[assignment]
        self._left = LARGEST_UNPACKED if is_packed else None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            found = self._file.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as broken:
            raise Invalid.at("/file", f"The packed file is broken: {broken}.") from None
        if self._left is not None:
            self._left -= len(found)
            if self._left < 0:
                raise TooLarge(f"A packed file may have {LARGEST_UNPACKED:,} bytes unpacked; this one has more.")
        buffer[: len(found)] = found
        return len(found)


def opened(file: IO[bytes]) -> io.BufferedReader:
    """The bytes in a file, from the start."""
    return io.BufferedReader(Unpacked(file), 1 << 16)


def lines_of(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each line that is not blank; of one that is too long, as much as says so."""
    found = opened(file)
    number = 0
    while line := found.readline(LONGEST_LINE + 1):
        number += 1
        require_so_many(number)
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        yield_this = line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = found.readline(LONGEST_LINE + 1)
        if yield_this.strip():
            yield number, yield_this


def require_so_many(lines: int) -> None:
    """Raises Invalid for more lines than a file may have."""
    if lines > MOST_LINES:
        raise Invalid.at("/file", f"A file may have {MOST_LINES:,} lines, with those that are blank; divide it.")


_SIGNS = (
    (rb"ClaimReview|claimReviewed", "claimreview"), (rb"www\.w3\.org/ns/anno", "webannotation"),
    (rb'"questions"\s*:\s*\[|cached_original', "averitec"),
    (rb'"(?:predictions|annotations)"\s*:\s*\[', "label-studio"), (rb'"verifiable"|"claim"\s*:', "fever"),
    (rb'"text"\s*:', "doccano"),
)  # fmt: skip


def is_zip(file: IO[bytes]) -> bool:
    """Whether a file begins as a zip does."""
    file.seek(0)
    return file.read(4) == b"PK\x03\x04"


def _kind_of_zip(file: IO[bytes]) -> str:
    try:
        with ZipFile(file) as found:
            if MANIFEST in found.namelist():
                return "archive"
    except (BadZipFile, ValueError, NotImplementedError):
        pass  # as one without a manifest, it is no archive
    raise Invalid.at(
        "/format", f"This zip has no {MANIFEST}, so it is no archive of a desk; unpack it, and send what is in it."
    )


def format_of(file: IO[bytes]) -> str:
    """The format a file looks like; a table where it looks like none of the others and is no JSON. Raises Invalid."""
    if is_zip(file):
        return _kind_of_zip(file)
    start = opened(file).read(LOOKED_AT)
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if text[:1] not in (b"{", b"["):
        return "csv"
    for sign, name in _SIGNS:
        if re.search(sign, start):
            return name
    raise Invalid.at("/format", "This file looks like none of the formats that are taken; say which it is.")
