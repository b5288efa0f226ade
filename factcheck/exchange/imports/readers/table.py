"""Tables: CSV (RFC 4180) in whatever encoding and with whatever delimiter, a claim in each row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import IO

from factcheck.core.problems import FieldError, Invalid
from factcheck.exchange.imports.drafts import At, ClaimDraft, EvidenceDraft, From, Note, Read, Refused, SourceDraft
from factcheck.exchange.imports.encodings import encoding_of, known_encoding, told
from factcheck.exchange.imports.opening import opened, require_so_many
from factcheck.exchange.imports.options import TARGETS, Options
from factcheck.exchange.imports.values import Noting, different, web_url

LONGEST_CELL = 1_000_000
MOST_COLUMNS = 500
DELIMITERS = ",;\t|"
GUESSES = {
    "id": "id|claim id|external id|uuid|row id|guid",
    "text": "text|claim|claim text|statement|claimreviewed|quote|behauptung|affirmation",
    "claimant.name": "claimant|claimant name|speaker|author of claim|said by|source name|person|who|originator",
    "claimant.role": "claimant role|role|job title|speaker job title|position",
    "claimant.url": "claimant url|speaker url",
    "claimant.affiliation": "claimant affiliation|affiliation|party|party affiliation|organisation|organization",
    "claimed_on": "claimed on|date|claim date|claimdate|statement date|date of claim|datum",
    "location": "location|place|country|state info|location iso code",
    "claim_types": "claim types|claim type|kind",
    "topics": "topics|topic|tags|tag|subject|subjects|category|categories",
    "selection_reason": "selection reason|why",
    "reach": "reach|views|shares",
    "due_on": "due on|due|deadline",
    "priority": "priority",
    "author": "author|spotted by|created by|annotator|user",
    "made_at": "made at|created at|created|timestamp",
    "evidence.url": "evidence url|source url|url|link|evidence|source",
    "evidence.title": "evidence title|source title",
    "evidence.publisher": "evidence publisher|source publisher",
    "evidence.stance": "evidence stance|stance",
    "evidence.quote": "evidence quote",
    "evidence.note": "evidence note|context",
}
"""Headers by which columns are known when nothing else was said; upper case, blanks, dots and underscores do not matter."""


def read(file: IO[bytes], options: Options) -> Iterator[Read]:
    """A claim for each row below the header. A row that has more or fewer cells than the header is refused by its line."""
    rows = _rows(file, options.encoding)
    header = next(rows, None)
    if header is None:
        yield Refused(At(1), "The file is empty; a table has a line of headers.")
        return
    places = _places(_cells(header), options.columns)
    width = len(_cells(header))
    for row in rows:
        if isinstance(row, Refused):
            yield row
            continue
        line, cells = row
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width:
            yield Refused(At(line), f"The row has {len(cells)} cells, the header has {width}.")
            continue
        yield from _claim(line, {name: cells[place].strip() for name, place in places.items()}, options)


def remarks(file: IO[bytes], options: Options) -> Iterator[Note]:
    """What is guessed of the file as a whole."""
    encoding, is_guess = (options.encoding, False) if options.encoding else encoding_of(file)
    if is_guess:
        yield Note(
            At(),
            f"Read as {told(encoding)}, for it is no UTF-8. Where letters are wrong, say its encoding, "
            "or save the file as UTF-8.",
        )


def guessed_columns(file: IO[bytes], encoding: str = "") -> tuple[list[str], dict[str, str]]:
    """The headers of a table, and which column is taken for what when nothing is said."""
    header = next(_rows(file, encoding), None)
    names = _cells(header) if header is not None else []
    return names, _guessed(names)


def _cells(row: tuple[int, list[str]] | Refused) -> list[str]:
    if isinstance(row, Refused):
        raise Invalid.at("/file", f"Line {row.at.line}: {row.detail}")
    if len(row[1]) > MOST_COLUMNS:
        raise Invalid.at("/file", f"A table may have {MOST_COLUMNS} columns; this one has {len(row[1]):,}.")
    return row[1]


def _rows(file: IO[bytes], encoding: str) -> Iterator[tuple[int, list[str]] | Refused]:
    """Each row with the line on which it begins; one that cannot be read, refused."""
    dialect = _dialect(file, encoding)
    lines = _Lines(file, encoding)  # after that, for both read the one file
    reader = csv.reader(lines, dialect)
    csv.field_size_limit(LONGEST_CELL)
    while True:
        begins, lines.row = lines.number + 1, []
        try:
            cells = next(reader)
        except StopIteration:
            if lines.wrong:
                yield Refused(At(begins), lines.wrong)
            return
        except csv.Error as broken:
            yield Refused(At(begins), _unreadable(broken, lines))
            continue
        refused = _refused(begins, cells, lines, dialect)
        lines.wrong = ""
        if refused is not None:
            yield refused
        elif cells:
            yield begins, cells


def _refused(begins: int, cells: list[str], lines: _Lines, dialect: type[csv.Dialect]) -> Refused | None:
    """What is wrong with a row that could be read; None: nothing."""
    if lines.wrong:
        return Refused(At(begins), lines.wrong)
    if lines.is_over:
        return Refused(At(lines.number + 1 - _lines_in(cells[-1])), "A quote opened here is never closed.")
    if len(lines.row) > 1 and not _is_strict(lines.row, dialect):
        return Refused(
            At(begins), "A quote opened here is not closed where its cell ends; within a cell it stands twice."
        )
    return None


def _unreadable(broken: csv.Error, lines: _Lines) -> str:
    if len(lines.row) > 1:
        return f"A quote opened here is not closed in {LONGEST_CELL:,} characters."
    return f"The row cannot be read: {broken}."


def _lines_in(cell: str) -> int:
    """On how many lines a cell stands, whether or not the last of them has an end."""
    return len(re.findall(r"\r\n|\r|\n|[^\r\n]\Z", cell)) or 1


def _is_strict(row: list[str], dialect: type[csv.Dialect]) -> bool:
    """Whether quotes end where cells do. Within one line that is harmless; over several it swallows rows."""
    try:
        next(csv.reader(row, dialect, strict=True))
    except csv.Error:
        return False
    return True


class _Lines:
    """The lines of a text, with what is wrong in those since it was last asked: one bad line is no reason to stop.

    `row` has those that were read since it was emptied; `is_over` once more were asked for than there are.
    """

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        encoding = known_encoding(encoding) or encoding_of(file)[0]
        self._lines = io.TextIOWrapper(opened(file), encoding, errors="surrogateescape", newline="")
        self.encoding, self.number, self.wrong = encoding, 0, ""
        self.row: list[str] = []
        self.is_over = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._lines.readline(LONGEST_CELL * 4)
        except UnicodeError:  # of UTF-16, after which nothing can be read
            self.number += 1
            self.wrong = f"These bytes are no {told(self.encoding)}. Save the file as UTF-8, or say its encoding."
            raise StopIteration from None
        if not line:
            self.is_over = True
            raise StopIteration
        self.number += 1
        require_so_many(self.number)
        if "\0" in line:
            self.wrong = "The row holds NUL, which cannot be stored; leave it out."
            line = line.replace("\0", "")
        if re.search("[\ud800-\udfff]", line):
            self.wrong = (
                f"The row holds bytes that are no {told(self.encoding)}; the file mixes encodings. Save it as UTF-8."
            )
        self.row.append(line)
        return line


def _dialect(file: IO[bytes], encoding: str) -> type[csv.Dialect]:
    """The delimiter is that of these which stands most often in the first line, outside of quotes."""
    first = next(iter(_Lines(file, encoding)), "")
    bare = re.sub(r'"[^"]*"', "", first)
    most = max(DELIMITERS, key=bare.count)

    class Found(csv.excel):
        delimiter = most

    return Found


def _places(header: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Where each thing stands. Raises Invalid when a column is named that is not there, or none has the claim."""
    names = [name.strip() for name in header]
    errors = [
        FieldError(f"/mapping/{what}", f"There is no column {name[:80]!r}; there is {', '.join(names)[:1000]}.")
        for what, name in columns.items()
        if name.strip() not in names
    ]
    errors += [
        FieldError(
            f"/mapping/{what}", f"The name {name[:80]!r} stands twice in the header; rename one of them in the file."
        )
        for what, name in columns.items()
        if names.count(name.strip()) > 1
    ]
    if errors:
        raise Invalid(errors[0].detail, errors=errors)
    chosen = dict(columns) or _guessed(names)
    if "text" not in chosen:
        raise Invalid.at(
            "/mapping/text", f'Say which column has the claim, as {{"text": …}}; there is {", ".join(names)[:1000]}.'
        )
    return {what: names.index(name.strip()) for what, name in chosen.items()}


def _guessed(names: list[str]) -> dict[str, str]:
    folded = {re.sub(r"[\W_]+", " ", name).strip().casefold(): name.strip() for name in reversed(names)}
    found: dict[str, str] = {}
    for what in TARGETS:
        known = (re.sub(r"[\W_]+", " ", what), *GUESSES[what].split("|"))
        name = next((folded[word] for word in known if word in folded and folded[word] not in found.values()), None)
        if name is not None:
            found[what] = name
    return found


def _claim(line: int, cells: Mapping[str, str], options: Options) -> Iterator[Read]:
    at = At(line)
    noting = Noting(at, options.dates)
    if not cells["text"]:
        yield Refused(at.below("text"), "There is no claim in this row.")
        return
    try:
        fields = _fields(cells, noting)
    except Invalid as problem:
        yield from (Refused(At(line, e.pointer), e.detail) for e in problem.errors)
        return
    origin = From(
        cells.get("id", "")[:500], cells.get("author", "")[:300], noting.moment(cells.get("made_at"), "made_at")
    )
    yield ClaimDraft(at, origin, cells["text"], fields, list(_evidence(cells, noting)), notes=noting.notes)


def _fields(cells: Mapping[str, str], noting: Noting) -> dict[str, object]:
    found: dict[str, object] = {
        name.replace(".", "_"): cells[name]
        for name in ("claimant.name", "claimant.role", "claimant.affiliation", "location", "selection_reason", "reach")
        if cells.get(name)
    }
    found |= {name: noting.day(cells.get(name), name) for name in ("claimed_on", "due_on")}
    for name in ("topics", "claim_types"):
        found[name] = different(iter(re.split(r"[;|,]", cells.get(name, ""))))
    url = cells.get("claimant.url", "")
    found["claimant_url"] = web_url(url)
    if url and not found["claimant_url"]:
        noting.note(f"{url[:80]!r} is no address of the web; it is left out.", "claimant.url")
    return found | _priority(cells.get("priority", ""))


def _priority(words: str) -> dict[str, object]:
    if words and not re.fullmatch("[0-9]", words):
        raise Invalid.at("/priority", f"{words[:40]!r} is no priority; it is a number from 0 to 9.")
    return {"priority": int(words)} if words else {}


def _evidence(cells: Mapping[str, str], noting: Noting) -> Iterator[EvidenceDraft]:
    given = {
        name: cells.get(f"evidence.{name}", "") for name in ("url", "title", "publisher", "stance", "quote", "note")
    }
    url = web_url(given["url"])
    title = given["title"] or given["url"]
    if given["url"] and not url:
        noting.note(
            f"{given['url'][:80]!r} is no address of the web; it is kept as the source's title.", "evidence.url"
        )
    if title:
        source = SourceDraft(title[:500], url, given["publisher"])
        yield EvidenceDraft(source, given["stance"].casefold() or "context", given["quote"], given["note"])
