"""The index on SQLite: FTS5 over the different words of each row.

FTS5 reads what it finds in the order of its rowids, and stops when it was asked for a few. So `position`, the rowid, sorts
as the row's id does: it is the first half of the id, which in the ids of one process is never the same twice. Where two
ids begin alike, made by two processes at once or elsewhere, the neighbours make room.

FTS5 keeps no text of its own (`content=''`) and, of each word, only where it is (`detail=none`). To take a row out it has
to be told the words again; they are in the entry, where runs of words are looked for too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection

from factcheck.desks.search.entries import Entry
from factcheck.desks.search.wanted import Term, Wanted

TABLES = (
    "CREATE TABLE desks_search_entry (position integer PRIMARY KEY, id char(32) NOT NULL UNIQUE, kind varchar(20) NOT NULL,"
    " desk_id char(32) NOT NULL, words text NOT NULL)",
    "CREATE VIRTUAL TABLE desks_search USING"
    """ fts5(words, content='', columnsize=0, detail=none, tokenize="ascii tokenchars '=.'")""",
)
DROP = ("DROP TABLE desks_search", "DROP TABLE desks_search_entry")
BATCH = 500
"""As many ids as one statement names."""

_ENTRY = "INSERT INTO desks_search_entry (position, id, kind, desk_id, words) VALUES (%s, %s, %s, %s, %s)"
_WORDS = "INSERT INTO desks_search (rowid, words) VALUES (%s, %s)"
_FORGET = "INSERT INTO desks_search (desks_search, rowid, words) VALUES ('delete', %s, %s)"
_KEPT = "SELECT position, id, kind, desk_id, words FROM desks_search_entry"
Placed = tuple[int, Entry]


def put(entries: Sequence[Entry]) -> None:
    """Keep these entries, each in the place of one that the row may have had."""
    with connection.cursor() as cursor:
        _remove(cursor, [entry.id for entry in entries])
        _add(cursor, entries)


def add(entries: Sequence[Entry]) -> None:
    """Keep entries of rows that have none; raises IntegrityError where an id has one, be it of another row."""
    with connection.cursor() as cursor:
        if len({entry.id for entry in entries}) < len(entries) or _are_some_kept(cursor, entries):
            raise IntegrityError("UNIQUE constraint failed: desks_search_entry.id")
        _add(cursor, entries)


def forget_desk(desk_id: UUID) -> None:
    """Take out the entries of a desk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM desks_search_entry WHERE desk_id = %s", [desk_id.hex])
        _remove(cursor, [UUID(key) for (key,) in cursor.fetchall()])


def load(entries: Iterable[Entry]) -> Iterator[int]:
    """Fill an index that is empty, from entries in the order of their ids; yields how many it took in at once."""
    with connection.cursor() as cursor:
        placed = _in_order(entries, after=None)
        while some := list(islice(placed, 5000)):
            _insert(cursor, some)
            yield len(some)


def remove(ids: Iterable[UUID]) -> None:
    with connection.cursor() as cursor:
        _remove(cursor, list(ids))


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM desks_search_entry")
        cursor.execute("INSERT INTO desks_search (desks_search) VALUES ('delete-all')")


def tidy() -> None:
    """Merge what many writes left in pieces."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO desks_search (desks_search) VALUES ('optimize')")


def found_ids(wanted: Wanted) -> tuple[str, list[Any]]:
    """A SELECT of the ids of all rows that are wanted, and its parameters."""
    where, params = conditions(wanted)
    return f"SELECT entry.id FROM {JOINED} WHERE {where}", params  # noqa: S608  # of constants


JOINED = "desks_search CROSS JOIN desks_search_entry AS entry ON entry.position = desks_search.rowid"
"""`CROSS JOIN` keeps FTS5 outermost, so that it reads in the order of ids."""


def first_ids(wanted: Wanted, most: int, *, descending: bool, beyond: UUID | None) -> list[UUID]:
    """The first ids that are wanted, in order, beyond this one; it need not be that of a row that is still there."""
    where, params = conditions(wanted)
    with connection.cursor() as cursor:
        if beyond is not None:
            edge = _last_up_to(cursor, beyond) if not descending else _first_from(cursor, beyond)
            if edge is not None:
                where += f" AND desks_search.rowid {'<' if descending else '>'} %s"
                params.append(edge)
        order = "DESC" if descending else "ASC"
        cursor.execute(
            f"SELECT entry.id FROM {JOINED} WHERE {where} ORDER BY desks_search.rowid {order} LIMIT %s",  # noqa: S608
            [*params, most],
        )
        return [UUID(key) for (key,) in cursor.fetchall()]


def ids_with_any(labels: Sequence[str], most: int) -> list[UUID]:
    """Ids of rows that have one of these labels, or scopes; `most` at most."""
    with connection.cursor() as cursor:
        select = f"SELECT entry.id FROM {JOINED} WHERE desks_search MATCH %s LIMIT %s"  # noqa: S608  # of constants
        cursor.execute(select, [_any(labels), most])
        return [UUID(key) for (key,) in cursor.fetchall()]


def conditions(wanted: Wanted) -> tuple[str, list[Any]]:
    """Conditions on `JOINED`, and their parameters."""
    parts, params = ["desks_search MATCH %s"], [_match(wanted)]
    for term in wanted.runs:
        parts.append(f"instr(entry.words, %s) {'=' if term.excluded else '>'} 0")
        params.append(term.run)
    return " AND ".join(parts), params


def counts(terms: Iterable[Term], scopes: Sequence[str], most: int) -> list[int]:
    """How many rows of these scopes want each term; `most` where there are more."""
    found = []
    with connection.cursor() as cursor:
        for term in terms:
            match = _match(Wanted((term,), tuple(scopes)))
            cursor.execute(
                "SELECT count(*) FROM (SELECT 1 FROM desks_search WHERE desks_search MATCH %s LIMIT %s)", [match, most]
            )
            found.append(cursor.fetchone()[0])
    return found


def newest_with_any(terms: Sequence[Term], scopes: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Id and words of the newest rows of these scopes that want one of the terms at least; each is of one word."""
    match = f"({_any(scopes)}) AND ({' OR '.join(part for term in terms for part in _parts(term))})"
    rows = f"SELECT entry.id, entry.words FROM {JOINED} WHERE desks_search MATCH %s"  # noqa: S608  # of constants
    with connection.cursor() as cursor:
        cursor.execute(f"{rows} ORDER BY desks_search.rowid DESC LIMIT %s", [match, most])
        return list(cursor.fetchall())


def _match(wanted: Wanted) -> str:
    """The query in FTS5's language. Words are letters and digits, scopes begin with `=`: quoted, none of them is syntax."""
    needed = [part for term in wanted.terms if not term.excluded for part in _parts(term)]
    base = [f"({_any(wanted.scopes)})"]
    excluded = [part for term in wanted.terms if term.excluded and len(term.words) == 1 for part in _parts(term)]
    match = " AND ".join([*base, *dict.fromkeys(needed)])
    return f"({match}) NOT ({' OR '.join(excluded)})" if excluded else match


def _parts(term: Term) -> list[str]:
    last = len(term.words) - 1
    return [f'"{word}"{" *" if term.begins and n == last else ""}' for n, word in enumerate(term.words)]


def _any(words: Iterable[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


# Places in the order of ids ---------------------------------------------------------------------------------------


def natural_position(id: UUID) -> int:  # noqa: A002  # the contract calls it id
    """The first 64 bits of an id, as SQLite's integers go."""
    return (id.int >> 64) - 2**63


def _in_order(entries: Iterable[Entry], *, after: int | None) -> Iterator[Placed]:
    """Places behind all others for entries in the order of their ids."""
    last = -(2**63) - 1 if after is None else after
    for entry in entries:
        last = max(natural_position(entry.id), last + 1)
        yield last, entry


def _place(cursor: Any, id: UUID) -> int:  # noqa: A002
    while True:
        before, behind = _last_up_to(cursor, id), _first_from(cursor, id)
        lowest = -(2**63) if before is None else before + 1
        highest = 2**63 - 1 if behind is None else behind - 1
        if lowest <= highest:
            return min(max(natural_position(id), lowest), highest)
        _make_room(cursor, id)


def _make_room(cursor: Any, id: UUID) -> None:  # noqa: A002
    """Spread the neighbours of an id that has no place between them, as few as it takes."""
    reach = 8
    while True:
        before = _rows(cursor, f"{_KEPT} WHERE id < %s ORDER BY id DESC LIMIT %s", [id.hex, reach])[::-1]
        behind = _rows(cursor, f"{_KEPT} WHERE id > %s ORDER BY id LIMIT %s", [id.hex, reach])
        low, moved = (before[0][0], before[1:]) if len(before) == reach else (-(2**63), before)
        high, behind = (behind[-1][0], behind[:-1]) if len(behind) == reach else (2**63 - 1, behind)
        moved += behind
        step = (high - low) // (len(moved) + 2)
        if step > 1:
            break
        reach *= 8
    _remove(cursor, [entry.id for _position, entry in moved])
    _insert(cursor, [(low + step * n, entry) for n, (_position, entry) in enumerate(moved, 1)])


def _last_up_to(cursor: Any, id: UUID) -> int | None:  # noqa: A002
    """The place of the entry with this id, else of the last one before it."""
    cursor.execute("SELECT position FROM desks_search_entry WHERE id <= %s ORDER BY id DESC LIMIT 1", [id.hex])
    found = cursor.fetchone()
    return found[0] if found else None


def _first_from(cursor: Any, id: UUID) -> int | None:  # noqa: A002
    """The place of the entry with this id, else of the first one behind it."""
    cursor.execute("SELECT position FROM desks_search_entry WHERE id >= %s ORDER BY id LIMIT 1", [id.hex])
    found = cursor.fetchone()
    return found[0] if found else None


def _add(cursor: Any, entries: Sequence[Entry]) -> None:
    waiting = sorted(entries, key=lambda entry: entry.id)
    while waiting:
        placed = _together(cursor, waiting) or [(_place(cursor, waiting[0].id), waiting[0])]
        _insert(cursor, placed)
        waiting = waiting[len(placed) :]


def _together(cursor: Any, ordered: Sequence[Entry]) -> list[Placed]:
    """Places for the first of these entries, as many as no other stands between; none where there is no room for all."""
    first = ordered[0].id
    behind = _rows(cursor, f"{_KEPT} WHERE id > %s ORDER BY id LIMIT 1", [first.hex])
    edge, following = (behind[0][0], behind[0][1].id) if behind else (2**63, None)
    run = [entry for entry in ordered if following is None or entry.id < following]
    placed = list(_in_order(run, after=_last_up_to(cursor, first)))
    return placed if placed[-1][0] < edge else []


def _are_some_kept(cursor: Any, entries: Sequence[Entry]) -> bool:
    named = ", ".join(["%s"] * len(entries))
    cursor.execute(f"SELECT 1 FROM desks_search_entry WHERE id IN ({named}) LIMIT 1", [e.id.hex for e in entries])  # noqa: S608
    return cursor.fetchone() is not None


def _insert(cursor: Any, placed: Iterable[Placed]) -> None:
    rows = list(placed)
    cursor.executemany(_ENTRY, [(at, one.id.hex, one.kind, one.desk_id.hex, one.words) for at, one in rows])
    cursor.executemany(_WORDS, [(at, " ".join(one.distinct)) for at, one in rows])


def _remove(cursor: Any, ids: Sequence[UUID]) -> None:
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        named = ", ".join(["%s"] * len(some))
        rows = _rows(cursor, f"{_KEPT} WHERE id IN ({named})", [one.hex for one in some])
        if rows:
            cursor.executemany(_FORGET, [(at, " ".join(entry.distinct)) for at, entry in rows])
            cursor.executemany("DELETE FROM desks_search_entry WHERE position = %s", [(at,) for at, _entry in rows])


def _rows(cursor: Any, select: str, params: list[Any]) -> list[Placed]:
    cursor.execute(select, params)
    return [(at, Entry(UUID(key), kind, UUID(desk_id), words)) for at, key, kind, desk_id, words in cursor.fetchall()]
