"""The index on PostgreSQL: a tsvector of the different words of each row, in a GIN index.

The words go in as they are, by no dictionary of PostgreSQL's, so that both databases find the same rows. A tsvector would
keep where words stand only up to a point, so runs of words are looked for in the entry's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection

from factcheck.desks.prepared import write
from factcheck.desks.search.entries import Entry
from factcheck.desks.search.wanted import Term, Wanted

TABLES = (
    "CREATE TABLE desks_search_entry (id uuid PRIMARY KEY, kind varchar(20) NOT NULL, desk_id uuid NOT NULL,"
    " words text NOT NULL, tokens tsvector NOT NULL)",
    # So that the planner knows of ten thousand words how common they are, and takes any other for rare.
    "ALTER TABLE desks_search_entry ALTER COLUMN tokens SET STATISTICS 1000",
    "CREATE INDEX desks_search_tokens ON desks_search_entry USING gin (tokens) WITH (gin_pending_list_limit = 512)",
)
DROP = ("DROP TABLE desks_search_entry",)

_PUT = (
    "INSERT INTO desks_search_entry (id, kind, desk_id, words, tokens) VALUES (%s, %s, %s, %s, array_to_tsvector(%s))"
    " ON CONFLICT (id) DO UPDATE SET words = excluded.words, tokens = excluded.tokens"
)


def put(entries: Sequence[Entry]) -> None:
    """Keep these entries, each in the place of one that the row may have had."""
    write(_PUT, [(e.id, e.kind, e.desk_id, e.words, e.distinct) for e in entries])


def add(entries: Sequence[Entry]) -> None:
    """Keep entries of rows that have none; raises IntegrityError where an id has one, be it of another row."""
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy("COPY desks_search_entry (id, kind, desk_id, words, tokens) FROM STDIN") as copy,
    ):
        for entry in entries:
            copy.write_row((entry.id, entry.kind, entry.desk_id, entry.words, _tsvector(entry.distinct)))


def load(entries: Iterable[Entry]) -> Iterator[int]:
    """Fill an index that is empty, from entries in the order of their ids; yields how many it took in at once."""
    every = iter(entries)
    while some := list(islice(every, 5000)):
        add(some)
        yield len(some)


def forget_desk(desk_id: UUID) -> None:
    """Take out the entries of a desk."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM desks_search_entry WHERE desk_id = %s", [desk_id])


def remove(ids: Iterable[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM desks_search_entry WHERE id = ANY(%s)", [list(ids)])


def clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "LOCK TABLE desks_search_entry IN SHARE ROW EXCLUSIVE MODE"
        )  # who writes waits, who reads does not
        cursor.execute("DELETE FROM desks_search_entry")


def tidy() -> None:
    """Count words anew, so that the planner knows which are common."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE desks_search_entry")


def found_ids(wanted: Wanted) -> tuple[str, list[Any]]:
    """A SELECT of the ids of all rows that are wanted, and its parameters."""
    parts, params = ["entry.tokens @@ %s::tsquery"], [_query(wanted)]
    for term in wanted.runs:
        parts.append(f"strpos(entry.words, %s) {'=' if term.excluded else '>'} 0")
        params.append(term.run)
    return f"SELECT entry.id FROM desks_search_entry AS entry WHERE {' AND '.join(parts)}", params  # noqa: S608  # of constants


def first_ids(wanted: Wanted, most: int, *, descending: bool, beyond: UUID | None) -> list[UUID] | None:
    """None: the planner itself knows whether to look into the index or to go through the newest rows."""
    return None


def ids_with_any(labels: Sequence[str], most: int) -> list[UUID]:
    """Ids of rows that have one of these labels, or scopes; `most` at most."""
    with connection.cursor() as cursor:
        select = "SELECT id FROM desks_search_entry WHERE tokens @@ %s::tsquery LIMIT %s"
        cursor.execute(select, [_any(labels), most])
        return [key for (key,) in cursor.fetchall()]


def counts(terms: Iterable[Term], scopes: Sequence[str], most: int) -> list[int]:
    """How many rows of these scopes want each term; `most` where there are more."""
    queries = [_query(Wanted((term,), tuple(scopes))) for term in terms]
    if not queries:
        return []
    one = "(SELECT count(*) FROM (SELECT 1 FROM desks_search_entry WHERE tokens @@ %s::tsquery LIMIT %s) AS counted)"
    with connection.cursor() as cursor:
        params = [x for query in queries for x in (query, most)]
        cursor.execute(f"SELECT {', '.join([one] * len(queries))}", params)
        return list(cursor.fetchone())


def newest_with_any(terms: Sequence[Term], scopes: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Id and words of the newest rows of these scopes that want one of the terms at least; each is of one word."""
    query = f"({_any(scopes)}) & ({' | '.join(part for term in terms for part in _parts(term))})"
    rows = "SELECT id::text, words FROM desks_search_entry WHERE tokens @@ %s::tsquery"
    with connection.cursor() as cursor:
        cursor.execute(f"{rows} ORDER BY id DESC LIMIT %s", [query, most])
        return list(cursor.fetchall())


def _query(wanted: Wanted) -> str:
    """The query as a tsquery. Words are letters and digits, scopes begin with `=`: quoted, nothing of them is syntax."""
    needed = [part for term in wanted.terms if not term.excluded for part in _parts(term)]
    excluded = [part for term in wanted.terms if term.excluded and len(term.words) == 1 for part in _parts(term)]
    return " & ".join([f"({_any(wanted.scopes)})", *dict.fromkeys(needed), *(f"!{part}" for part in excluded)])


def _parts(term: Term) -> list[str]:
    last = len(term.words) - 1
    return [f"'{word}'{':*' if term.begins and n == last else ''}" for n, word in enumerate(term.words)]


def _any(words: Iterable[str]) -> str:
    return " | ".join(f"'{word}'" for word in words)


def _tsvector(words: Sequence[str]) -> str:
    return " ".join(f"'{word}'" for word in words)
