"""Full-text search: one small layer over FTS5 on SQLite and a tsvector with GIN on PostgreSQL, with the same answers.

- `wanted(query)` takes apart what somebody typed; `find(rows, …)` leaves the rows that fit; `first_of` is their short way.
- `labelled` leaves the rows that have a tag, where they are few.
- `counts` and `newest_with_any` give what is needed to rank rows (`claims/matching/`).
- `keep` holds the index true with each write; `index_rows` does so for rows that were written in bulk, `index_desk`
  for a whole desk, `rebuild` for all.

Both databases get the same words, folded and split here (`factcheck/core/words.py`), so neither's own rules matter. The index
only narrows: what somebody may see is said by the rows, as everywhere.
"""

from factcheck.desks.search.entries import Entry, scope_of
from factcheck.desks.search.finding import counts, find, first_of, index, labelled, newest_with_any
from factcheck.desks.search.keeping import index_desk, index_rows, keep, rebuild
from factcheck.desks.search.wanted import LONGEST_QUERY, Term, Wanted, wanted

__all__ = [
    "LONGEST_QUERY", "Entry", "Term", "Wanted", "counts", "find", "first_of", "index", "index_desk", "index_rows", "keep",
    "labelled", "newest_with_any", "rebuild", "scope_of", "wanted",
]  # fmt: skip
