"""JSON read row by row, so that memory holds one: lines of JSON, or the entries of the lists in one document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

import ijson
from ijson.common import ObjectBuilder

from factcheck.api.parsing import DEEPEST, strict_json
from factcheck.core.problems import Invalid
from factcheck.core.text import has_unstorable
from factcheck.exchange.imports.drafts import At, Draft, Read, Refused
from factcheck.exchange.imports.opening import LONGEST_LINE, lines_of, opened

MOST_IN_ROW = 200_000
"""Values in one entry of a list."""
PIECE = 2**20
"""Bytes read at once: a value that goes on is gone through anew from its start with each piece."""
Entry = tuple[At, Any]


def json_lines(file: IO[bytes]) -> Iterator[Entry | Refused]:
    """Each line of JSON Lines; what is no JSON is refused by its line."""
    for number, line in lines_of(file):
        at = At(number)
        if len(line) > LONGEST_LINE:
            yield Refused(at, f"A line may have {LONGEST_LINE:,} bytes.")
            continue
        try:
            yield at, strict_json(line.rstrip(b"\r\n"))
        except Invalid as problem:
            yield Refused(at, problem.detail.replace("The body", "The line"))


def json_entries(file: IO[bytes], lists: Sequence[str] = ()) -> Iterator[Entry | Refused]:
    """The entries of the list that a document is; of an object, those of its lists with these names, else the object itself.

    A document that breaks off gives what stands before, then a refusal that says where.
    """
    first = next((line.lstrip()[:1] for _n, line in lines_of(file)), b"")
    prefixes = {"item": ""} if first == b"[" else {f"{name}.item": f"/{name}" for name in lists}
    try:
        found = 0
        for entry in _entries(opened(file), prefixes):
            found += 1
            yield entry
        if first != b"[" and not found:
            yield from _whole(file)
    except ijson.JSONError as broken:
        yield Refused(At(), f"This is not JSON any further: {str(broken).splitlines()[0][:200]}.")
    except UnicodeDecodeError:
        yield Refused(At(), "This is not UTF-8.")


def _whole(file: IO[bytes]) -> Iterator[Entry]:
    for _prefix, value in _built(opened(file), {""}):
        yield At(), value


def _entries(file: IO[bytes], prefixes: dict[str, str]) -> Iterator[Entry]:
    counts = dict.fromkeys(prefixes, 0)
    for prefix, value in _built(file, set(prefixes)):
        yield At(None, f"{prefixes[prefix]}/{counts[prefix]}"), value
        counts[prefix] += 1


class _Watched:
    """A file, and how many bytes were read of it since a value came of them. Raises Invalid for too many."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.silent = file, 0

    def read(self, size: int = -1) -> bytes:
        if self.silent > LONGEST_LINE:
            raise Invalid.at(
                "/file",
                f"{self.silent:,} bytes stand here without a value coming to its end; a string, a number, or the blanks "
                f"between two may have {LONGEST_LINE:,}.",
            )
        piece = self._file.read(size)
        self.silent += len(piece)
        return piece


def _built(file: IO[bytes], wanted: set[str]) -> Iterator[tuple[str, Any]]:
    """The values at the prefixes wanted. Raises Invalid for what is nested too deep, has too much in one, or does not end."""
    builder, inside, depth, parts = None, "", 0, 0
    watched = _Watched(file)
    for prefix, event, value in ijson.parse(watched, use_float=True, buf_size=PIECE):
        watched.silent = 0
        depth += (event in ("start_map", "start_array")) - (event in ("end_map", "end_array"))
        parts += 1
        if depth > DEEPEST:
            raise Invalid.at("/file", f"It is nested more than {DEEPEST} levels deep.")
        if builder is None:
            if prefix not in wanted or event in ("map_key", "end_map", "end_array"):
                continue
            builder, inside, parts = ObjectBuilder(), prefix, 0
        if parts > MOST_IN_ROW:
            raise Invalid.at("/file", f"One entry has more than {MOST_IN_ROW:,} values.")
        builder.event(event, value)
        if prefix == inside and event not in ("start_map", "start_array", "map_key"):
            yield inside, builder.value
            builder = None


def each(entries: Iterator[Entry | Refused], read: Callable[[At, dict[str, Any]], Iterator[Draft]]) -> Iterator[Read]:
    """What `read` makes of each entry that is an object; what it finds wrong is refused at its place."""
    for entry in entries:
        if isinstance(entry, Refused):
            yield entry
            continue
        at, value = entry
        if not isinstance(value, dict):
            yield Refused(at, "This should be an object.")
            continue
        if wrong := unstorable_in(value):
            yield Refused(at.below(*wrong), "NUL and lone surrogates cannot be stored; leave them out.")
            continue
        try:
            yield from read(at, value)
        except Invalid as problem:
            for error in problem.errors:
                yield Refused(At(at.line, at.pointer + error.pointer), error.detail)


def unstorable_in(value: object, *path: str | int) -> tuple[str | int, ...]:
    """The path to the first string or name that cannot be stored; the texts of documents are made storable elsewhere.
    Empty: none."""
    if isinstance(value, str):
        return path if has_unstorable(value) else ()
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        if isinstance(name, str) and has_unstorable(name):
            return (*path, name)
        if found := unstorable_in(one, *path, name):
            return found
    return ()
