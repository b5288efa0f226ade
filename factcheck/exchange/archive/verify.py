#!/usr/bin/env python3
"""Check the archive of a fact-checking desk, offline: `python verify.py archive.zip`, or of the folder it was unpacked into.

One file that needs Python 3.9 or newer and nothing else. It holds every file against its SHA-256 in the manifest, the chain
of events from the first to the last, every record against what its events say it is, every text and source copy against its
hash, and every quote against the text it stands in. Exit code 0 when all of it holds, 1 when something does not, each
failure named by file and line.

What it cannot know is whether the whole archive was written anew, hashes and all. Compare the head it prints with one that
was kept elsewhere, and use a copy of this file that you trust. An archive of some claims has their events alone: each is
held against its hash and, where they are neighbours, against the one before it; what lies between cannot be.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import sqlite3
import stat
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple

FORMAT, VERSION = "fact-checking desk archive", 1
START = "0" * 64
"""The hash before the first event."""
MANIFEST, STAMP = "manifest.json", "stamp.json"
NAME = re.compile(r"[a-z_]{1,40}\.jsonl|README\.txt|verify\.py|manifest\.json|stamp\.json|captures/[0-9a-f]{64}")

LONGEST_LINE = 128 << 20
LONGEST_MANIFEST = 64 << 20
MOST_FILES = 200_000
UNPACKED_FREELY, UNPACKED_TIMES = 256 << 20, 200
"""What a zip may unpack to, in bytes: so much in any case, and so many times its own size."""
LAST_SEQUENCE = 10**15
"""More events than a desk will ever have: after a head of any size nothing more could be written."""
AT_ONCE = 5000

READ_FIRST = ("policy", "annotations", "anchors", "evidence")
"""Tables that others are held against."""
UNREADABLE = (
    ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError, EOFError, OSError,
    NotImplementedError, RuntimeError, zlib.error, zipfile.BadZipFile, sqlite3.Error,
)  # fmt: skip
"""What Python says of bytes that are not what they should be."""


class Failure(NamedTuple):
    """What does not hold: in which file, at which line of it (0: the file as a whole), and what."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}{f', line {self.line}' if self.line else ''}: {self.what}"


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode
DECODE = json.JSONDecoder(parse_constant=refuse_constant).decode


def canonical_json(value: Any) -> bytes:
    """The one spelling of a JSON value: keys sorted, no spaces, UTF-8."""
    return ENCODE(value).encode()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def digest(value: Any) -> str:
    """What history keeps of a long value instead of it."""
    return sha256(value.encode() if isinstance(value, str) else canonical_json(value))


def link_hash(desk: str, event: dict[str, Any]) -> str:
    """The hash of an event: over all it says, and the hash before it."""
    said = {
        name: event[name] for name in ("id", "sequence", "at", "actor", "verb", "version", "changes", "previous_hash")
    }
    subject = {"type": event["subject_type"], "id": event["subject_id"]}
    return sha256(canonical_json({**said, "desk": desk, "subject": subject, "claim": event["claim_id"]}))


def is_sequence(value: Any) -> bool:
    """Whether an event could stand there in its chain."""
    return type(value) is int and 0 < value <= LAST_SEQUENCE


# Where the files are ------------------------------------------------------------------------------------------------


class Folder:
    """An archive that was unpacked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        found = [path for path in root.rglob("*") if path.is_symlink() or not path.is_dir()]
        self.names = sorted(path.relative_to(root).as_posix() for path in found)

    def faults(self) -> Iterator[Failure]:
        for name in self.names:
            if (self.root / name).is_symlink():
                yield Failure(name, 0, "is a link; an archive has files alone")

    def size(self, name: str) -> int:
        return (self.root / name).stat().st_size

    def open(self, name: str) -> IO[bytes]:
        return (self.root / name).open("rb")


class Zipped:
    """An archive as it came: a zip, in which nothing is trusted. Nothing is ever unpacked to a path."""

    def __init__(self, file: BinaryIO | Path) -> None:
        self.zip = zipfile.ZipFile(file)
        self.entries = self.zip.infolist()
        self.names = [one.filename for one in self.entries]

    def faults(self) -> Iterator[Failure]:
        if len(self.entries) > MOST_FILES:
            yield Failure("the zip", 0, f"has {len(self.entries)} files; {MOST_FILES} are the most")
            return
        packed, unpacked, seen = 0, 0, set()
        for one in self.entries:
            what = self._fault_of(one) or ("is there twice" if one.filename in seen else "")
            if what:
                yield Failure(ascii(one.filename[:100])[1:-1], 0, what)
            seen.add(one.filename)
            packed, unpacked = packed + one.compress_size, unpacked + one.file_size
        self.zip.fp.seek(0, 2)  # type: ignore[union-attr]
        most = UNPACKED_FREELY + UNPACKED_TIMES * min(packed, self.zip.fp.tell())  # type: ignore[union-attr]
        if unpacked > most:
            yield Failure("the zip", 0, f"would unpack to {unpacked} bytes; {most} are the most for one of its size")

    @staticmethod
    def _fault_of(one: zipfile.ZipInfo) -> str:
        if one.orig_filename != one.filename or not NAME.fullmatch(one.filename):
            return "is no name of a file in an archive"
        if one.flag_bits & 0x1:
            return "is encrypted"
        if stat.S_IFMT(one.external_attr >> 16) not in (0, stat.S_IFREG):
            return "is a link or a device; an archive has files alone"
        if one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return "is packed in a way that is not read here"
        return ""

    def size(self, name: str) -> int:
        return self.zip.getinfo(name).file_size

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(name)


def read_json(content: bytes) -> dict[str, Any]:
    """A JSON object; ValueError for anything else, also for NaN and nesting without end."""

    try:
        found = DECODE(content.decode())
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if not isinstance(found, dict):
        raise ValueError("it is no JSON object")
    return found


def rows_of(place: Any, file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a file with their line numbers; raises Unfit at the first line that is none."""
    number = 0
    with io.BufferedReader(place.open(file), 1 << 18) as stream:
        while True:
            number += 1
            try:
                line = stream.readline(LONGEST_LINE + 1)
                if not line:
                    return
                if len(line) > LONGEST_LINE:
                    raise ValueError(f"it has more than {LONGEST_LINE} bytes")
                row = read_json(line)
            except UNREADABLE as problem:
                raise Unfit(Failure(file, number, f"cannot be read: {in_words(problem)}")) from None
            yield number, row


def in_words(problem: BaseException) -> str:
    """What is wrong with bytes, for people who know no Python."""
    if isinstance(problem, UnicodeError):
        return "it is not UTF-8"
    if isinstance(problem, KeyError):
        return f"there is no {problem} where there should be one"
    if isinstance(problem, RecursionError):
        return "it is nested too deep"
    if isinstance(problem, (TypeError, AttributeError, IndexError)):
        return "a value is of another kind than it should be"
    return str(problem) or "it breaks off"


class Unfit(Exception):
    """A line that cannot be read, so that what follows it is not looked at."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


# The check -----------------------------------------------------------------------------------------------------------

SAID = """
CREATE TABLE said (subject TEXT, sequence INTEGER, actor TEXT, version INTEGER, changes TEXT);
CREATE TABLE marks (revision TEXT, id TEXT, "start" INTEGER, "end" INTEGER, exact TEXT);
CREATE TABLE sits (revision TEXT, annotation TEXT, "start", "end", status TEXT, score REAL, since TEXT, by_desk);
CREATE TABLE quotes (snapshot TEXT, id TEXT, "start" INTEGER, "end" INTEGER, quote TEXT);
"""
INDEXES = {
    "said": "CREATE INDEX i_said ON said (subject, sequence)",
    "annotations": "CREATE INDEX i_marks ON marks (revision, id)",
    "anchors": "CREATE INDEX i_sits ON sits (revision, annotation)",
    "evidence": "CREATE INDEX i_quotes ON quotes (snapshot)",
}
QUOTED = {
    "revisions": ("annotation", 'SELECT id, "start", "end", exact FROM marks WHERE revision = ? ORDER BY id'),
    "snapshots": ("evidence", 'SELECT id, "start", "end", quote FROM quotes WHERE snapshot = ? ORDER BY id'),
}
ANCHORED = 'SELECT annotation, "start", "end" FROM sits WHERE revision = ? AND "start" IS NOT NULL ORDER BY annotation'
SITTING = (
    'SELECT annotation, "start", "end", status, score, since, by_desk FROM sits'
    " WHERE revision = ? ORDER BY annotation DESC"
)


class Check:
    """One archive, checked step by step. What is gathered on the way lies in a temporary database, not in memory.

    `report` is told in words what was held against what, `step` of every row that was read. `known` are, by kind, fields
    that whoever takes the rows in would give a default: a row may lack them only where its history tells nothing of them.
    """

    def __init__(
        self,
        place: Any,
        report: Callable[[str], object] = lambda words: None,
        step: Callable[[], object] = lambda: None,
        known: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self.place, self.report, self.step, self.known = place, report, step, known or {}
        self.at = ("the archive", 0)
        self.manifest: dict[str, Any] = {}
        self.stamp: dict[str, Any] = {}
        self.head = (0, START)
        self.events = self.gaps = 0
        self.policy: dict[str, Any] = {}
        self.unbroken = True
        self.kept = sqlite3.connect("", isolation_level=None)
        self.kept.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000;" + SAID
        )
        self.kept.execute("BEGIN")

    @property
    def whole(self) -> bool:
        """Whether it is everything of a desk, and not what some claims need."""
        return self.manifest.get("whole", True) is True

    def failures(self) -> Iterator[Failure]:
        """All that does not hold; what would be worth nothing after it is not looked at."""
        ground = (self.names, self.papers, self.presence)
        try:
            for step in (*ground, self.files, self.chain, self.tables, self.captures):
                failed = False
                for failure in self._caught(step):
                    failed = True
                    yield failure
                if failed and step in ground:
                    return
        finally:
            self.kept.close()

    def _caught(self, step: Callable[[], Iterable[Failure]]) -> Iterator[Failure]:
        try:
            yield from step()
        except Unfit as unfit:
            yield unfit.failure
        except UNREADABLE as problem:
            yield Failure(*self.at, f"cannot be read: {in_words(problem)}")

    def names(self) -> Iterator[Failure]:
        """No file but those an archive may have, each once, none that is dangerous to open."""
        yield from self.place.faults()
        for name in (MANIFEST, STAMP):
            if name not in self.place.names:
                yield Failure(name, 0, "is missing; this is no archive of a desk, or not all of one")

    def papers(self) -> Iterator[Failure]:
        """Manifest and stamp: of this format and version, and of each other."""
        content = {}
        for name in (MANIFEST, STAMP):
            self.at = (name, 0)
            with self.place.open(name) as stream:
                content[name] = stream.read(LONGEST_MANIFEST + 1)
            if len(content[name]) > LONGEST_MANIFEST:
                raise ValueError(f"it has more than {LONGEST_MANIFEST} bytes")
        self.at = (STAMP, 0)
        self.stamp = read_json(content[STAMP])
        self.at = (MANIFEST, 0)
        self.manifest = read_json(content[MANIFEST])
        if self.manifest.get("format") != FORMAT:
            yield Failure(MANIFEST, 0, f"is not of the format “{FORMAT}”")
        elif self.manifest.get("version") != VERSION:
            yield Failure(MANIFEST, 0, f"is of version {self.manifest.get('version')!r}; this reads version {VERSION}")
        elif not self._says_what_it_should():
            yield Failure(MANIFEST, 0, "does not say what it should: desk, whole, files, tables, stays_behind")
        elif self.stamp.get("manifest_sha256") != sha256(content[MANIFEST]):
            yield Failure(STAMP, 0, "is not the stamp of this manifest: manifest_sha256 is another")

    def _says_what_it_should(self) -> bool:
        files, tables = self.manifest["files"], self.manifest["tables"]
        return (
            isinstance(self.manifest.get("whole", True), bool)
            and all(isinstance(self.manifest["desk"][name], str) for name in ("id", "slug", "name"))
            and all(isinstance(f["name"], str) and isinstance(f["size"], int) and f["sha256"] for f in files)
            and all(f"{t['name']}.jsonl" in {f["name"] for f in files} for t in tables)
            and {"desk", "events", "chain_head"} <= {t["name"] for t in tables}
            and all(isinstance(kind, str) for kind in self.manifest["stays_behind"])
            and all(isinstance(t["rows"], int) and isinstance(t["key"], str) for t in tables)
            and all(t["history"] is None or self._is_history(t["history"]) for t in tables)
        )

    @staticmethod
    def _is_history(history: dict[str, Any]) -> bool:
        lists = [*history["digests"], *history["kept_beside"]]
        return isinstance(history["fields"], dict) and all(isinstance(name, str) for name in (history["type"], *lists))

    def presence(self) -> Iterator[Failure]:
        """All that the manifest names is there, and nothing else."""
        named = {f["name"] for f in self.manifest["files"]}
        there = set(self.place.names) - {MANIFEST, STAMP}
        for name in sorted(named - there):
            yield Failure(name, 0, "is missing")
        for name in sorted(there - named):
            yield Failure(name, 0, "is not in the manifest")

    def files(self) -> Iterator[Failure]:
        """Every file has the size and the SHA-256 that the manifest says."""
        for said in self.manifest["files"]:
            self.at = (said["name"], 0)
            try:
                what = self._fault_of_file(said)
            except UNREADABLE as problem:
                what = f"cannot be read: {in_words(problem)}"
            if what:
                yield Failure(said["name"], 0, what)
        self.report(
            f"{len(self.manifest['files'])} files against their SHA-256 in the manifest; nothing extra or missing"
        )

    def _fault_of_file(self, said: dict[str, Any]) -> str:
        found, size = hashlib.sha256(), 0
        with self.place.open(said["name"]) as stream:
            while size <= said["size"]:
                piece = stream.read(1 << 18)
                if not piece:
                    break
                size += len(piece)
                found.update(piece)
        if size != said["size"]:
            return (
                f"has {'more' if size > said['size'] else 'less'} than the {said['size']} bytes that the manifest says"
            )
        return "" if found.hexdigest() == said["sha256"] else "is not what the manifest says: its SHA-256 is another"

    # The chain

    def chain(self) -> Iterator[Failure]:
        """Every event follows the one before it, to the head; in an archive of some claims, where that is there."""
        self.unbroken = False
        waiting = []
        kept = {row["sequence"]: row["hash"] for _line, row in self._rows("kept_heads")}
        for line, event in self._rows("events"):
            sequence, gap = event["sequence"], not self.whole and event["sequence"] > self.head[0] + 1
            what = self._fault_of_event(event, *((sequence - 1, event["previous_hash"]) if gap else self.head))
            if not what and kept.pop(sequence, event["hash"]) != event["hash"]:
                what = "has another hash than the head that was kept of it"
            if not what and gap and kept.pop(sequence - 1, event["previous_hash"]) != event["previous_hash"]:
                what = "does not follow the head that was kept of the one before it"
            if what:
                yield Failure("events.jsonl", line, f"event {sequence}: {what}")
                return
            self.head = (sequence, event["hash"])
            self.events, self.gaps = line, self.gaps + gap
            subject = f"{event['subject_type']} {event['subject_id']}"
            waiting.append((subject, sequence, event["actor"], event["version"], json.dumps(event["changes"])))
            if len(waiting) == AT_ONCE:
                self._keep("said", waiting)
        self._keep("said", waiting)
        self.kept.execute(INDEXES["said"])
        yield from self._fault_of_head()
        if kept.pop(*self.head) != self.head[1]:
            yield Failure("kept_heads.jsonl", 0, f"keeps another head of event {self.head[0]} than the chain ends with")
        if lost := sorted(sequence for sequence in kept if self.whole or sequence > self.head[0]):
            yield Failure("kept_heads.jsonl", 0, f"keeps heads of events that are not there: {lost[:5]}")
        self.report(
            f"{self.events} events, the hash of each and the chain from the first to the last"
            + (f"; where events stayed behind are gaps: {self.gaps}" if self.gaps else "")
        )
        self.unbroken = True

    def _fault_of_event(self, event: dict[str, Any], sequence: int, previous: str) -> str:
        if not is_sequence(event["sequence"]):
            return "has a sequence that no event has"
        if event["sequence"] != sequence + 1:
            return f"stands where event {sequence + 1} should"
        if event["previous_hash"] != previous:
            return "does not follow the event before it"
        if link_hash(self.manifest["desk"]["id"], event) != event["hash"]:
            return "was changed after it was written: its hash is another"
        if not all(isinstance(change, list) and len(change) == 2 for change in event["changes"].values()):
            return "does not tell its changes as [before, after]"
        return ""

    def _fault_of_head(self) -> Iterator[Failure]:
        head = next(self._rows("chain_head"), (0, {}))[1]
        if not self.whole and is_sequence(head["sequence"]) and head["sequence"] > self.head[0]:
            self.head, self.gaps = (head["sequence"], head["hash"]), self.gaps + 1
        for file, said in (("chain_head.jsonl", head), (STAMP, self.stamp)):
            if (said.get("sequence"), said.get("head" if file == STAMP else "hash")) != self.head:
                yield Failure(file, 0, f"says another head of the chain; it ends at {self.head[0]} with {self.head[1]}")

    # The rows

    def tables(self) -> Iterator[Failure]:
        """Every row is what its events say, and stands on what is there."""
        names = {t["name"]: t for t in self.manifest["tables"]}
        if self.unbroken and self.events != names["events"]["rows"]:
            yield Failure("events.jsonl", 0, f"has {self.events} rows; the manifest says {names['events']['rows']}")
        later = [name for name in names if name not in (*READ_FIRST, "events")]
        for name in (*(n for n in READ_FIRST if n in names), *later):
            yield from self._caught(lambda name=name: self._table(names[name]))  # type: ignore[misc]
        kinds = [t["history"]["type"] for t in self.manifest["tables"] if t["history"]]
        self.at = ("events.jsonl", 0)
        for (kind,) in self.kept.execute("SELECT DISTINCT substr(subject, 1, instr(subject, ' ') - 1) FROM said"):
            if self.unbroken and kind not in kinds and kind not in self.manifest["stays_behind"]:
                yield Failure("events.jsonl", 0, f"tells of {kind} rows, which are not in the archive")

    def _table(self, table: dict[str, Any]) -> Iterator[Failure]:
        name, history = table["name"], table["history"]
        file, count = f"{name}.jsonl", 0
        telling = self._telling(history) if history and self.unbroken else None
        for count, row in self._in_order(name, table["key"]):
            yield from (Failure(file, count, what) for what in self._faults_of_row(name, row))
            if telling is not None:
                values = self._values(name, row)
                yield from (Failure(file, count, what) for what in telling.held_against(values, history))
        if name in INDEXES:
            self.kept.execute(INDEXES[name])
        if telling is not None:
            yield from (Failure(file, 0, what) for what in telling.rest(history))
        if count != table["rows"]:
            yield Failure(file, 0, f"has {count} rows; the manifest says {table['rows']}")
        self.report(f"{count} rows of {name}" + (" against their events" if telling is not None else ""))

    def _in_order(self, name: str, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
        last = None
        for line, row in self._rows(name):
            if key and last is not None and not last < row[key]:
                raise ValueError(f"{row[key]} is out of order, or there twice")
            last = row[key] if key else None
            yield line, row

    def _telling(self, history: dict[str, Any]) -> Telling:
        kind = history["type"]
        rows = self.kept.cursor().execute(
            "SELECT subject, sequence, actor, version, changes FROM said WHERE subject >= ? AND subject < ?"
            " ORDER BY subject, sequence",
            (f"{kind} ", f"{kind}!"),
        )
        return Telling(history, rows, frozenset(self.known.get(kind, ())))

    def _values(self, name: str, row: dict[str, Any]) -> dict[str, Any]:
        if name == "desk":
            return {**row, **{f"policy.{field}": value for field, value in self.policy.items()}}
        return {**row, "anchors_sha256": self._anchors_sha256(row["id"])} if name == "revisions" else row

    def _faults_of_row(self, name: str, row: dict[str, Any]) -> Iterator[str]:
        if name == "policy":
            self.policy = row
        elif name == "annotations":
            self._keep("marks", [[row[n] for n in ("revision", "id", "start", "end", "exact")]])
        elif name == "anchors":
            said = [
                row[n] for n in ("revision", "annotation", "start", "end", "status", "score", "words_since", "by_desk")
            ]
            self._keep("sits", [said])
        elif name == "evidence" and row["start"] is not None:
            self._keep("quotes", [[row[n] for n in ("snapshot", "id", "start", "end", "quote")]])
        elif name in ("revisions", "snapshots"):
            yield from self._faults_of_text(name, row)

    def _faults_of_text(self, name: str, row: dict[str, Any]) -> Iterator[str]:
        text = row["text"]
        if sha256(text.encode()) != row["sha256"]:
            yield "its text does not have its sha256"
        if len(text) != row["length"]:
            yield f"its text has {len(text)} code points, not {row['length']}"
        what, statement = QUOTED[name]
        for id_, start, end, quote in self._kept(statement, row["id"]):
            if not 0 <= start < end <= len(text) or text[start:end] != quote:
                yield f"the quote of {what} {id_} does not stand in its text at [{start}, {end})"
        for id_, start, end in self._kept(ANCHORED, row["id"]) if name == "revisions" else ():
            if not 0 <= start < end <= len(text):
                yield f"the anchor of annotation {id_} is outside its text: [{start}, {end})"

    def _anchors_sha256(self, revision: str) -> str | None:
        """The digest that events hold of where annotations sit in a revision, without those that sit as they were made."""
        made = {id_: (start, end) for id_, start, end, _quote in self._kept(QUOTED["revisions"][1], revision)}
        told, here = [], set()
        for annotation, start, end, status, score, since, by_desk in self._kept(SITTING, revision):
            here.add(annotation)
            as_made = made.get(annotation) == (start, end) and (status, score, since) == ("exact", 1, revision)
            if not as_made or by_desk:
                told.append([annotation, start, end, status, score, since, *([True] if by_desk else [])])
        told += [[id_] for id_ in made if id_ not in here]
        return sha256(canonical_json(told)) if told else None

    def _kept(self, statement: str, key: str) -> Iterable[tuple[Any, ...]]:
        return self.kept.cursor().execute(statement, (key,))

    def captures(self) -> Iterator[Failure]:
        """Every source copy that a row names is there with its size, under its hash, and no other."""
        files = {f["name"]: f for f in self.manifest["files"] if f["name"].startswith("captures/")}
        named = set()
        for line, row in self._rows("captures"):
            file = files.get(f"captures/{row['sha256']}")
            named.add(f"captures/{row['sha256']}")
            if file is None or file["sha256"] != row["sha256"] or file["size"] != row["size"]:
                yield Failure("captures.jsonl", line, f"its bytes are not there as captures/{row['sha256']}")
        for name in sorted(set(files) - named):
            yield Failure(name, 0, "belongs to no capture")
        self.report(f"{len(named)} source copies against their rows")

    def _rows(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        if not any(t["name"] == name for t in self.manifest["tables"]):
            return
        for line, row in rows_of(self.place, f"{name}.jsonl"):
            self.at = (f"{name}.jsonl", line)
            self.step()
            yield line, row

    def _keep(self, table: str, rows: list[Any]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self.kept.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608  # names of ours
            if table == "said":
                rows.clear()


class Telling:
    """What events tell of the rows of one kind, in the order of their ids, as the rows come."""

    def __init__(self, history: dict[str, Any], said: Iterable[tuple[Any, ...]], known: frozenset[str]) -> None:
        self.kind, self.fields, self.known = history["type"], history["fields"], known
        self.groups = groupby(said, key=lambda one: one[0])
        self.next = next(self.groups, None)
        self.told: dict[str, Any] = {}
        self.wrong: list[str] = []

    def held_against(self, row: dict[str, Any], history: dict[str, Any]) -> Iterator[str]:
        """What is wrong with a row, and with those before it that events tell of and that are not there."""
        subject = f"{self.kind} {row['id']}"
        while self.next is not None and self.next[0] < subject:
            yield from self._gone(history)
        if self.next is None or self.next[0] != subject:
            yield f"{subject} has no history"
            return
        self._gather()
        if lacking := sorted((self.told.keys() & self.known) - row.keys()):
            yield f"{subject} lacks what its history tells of: {', '.join(lacking)}"
            return
        wrong = [name for name, value in self._now(row, history) if not self._is_told(name, value, history)]
        if wrong or self.wrong:
            yield f"{subject} is not what its history says: {', '.join(dict.fromkeys([*wrong, *self.wrong]))}"

    def rest(self, history: dict[str, Any]) -> Iterator[str]:
        while self.next is not None:
            yield from self._gone(history)

    def _gone(self, history: dict[str, Any]) -> Iterator[str]:
        subject = self.next[0] if self.next else ""
        self._gather()
        if any(self.told.get(name) is not None for name in history["fields"]):
            yield f"{subject} is gone, but its history is here"

    def _gather(self) -> None:
        """Replay the events of the next record into `told`, and go on to the one after it."""
        self.told, self.wrong = {}, []
        for _subject, _sequence, actor, version, changes in self.next[1] if self.next else ():
            if not self.told:
                self.told["created_by"] = actor
            said = json.loads(changes)
            self.wrong += [n for n, (before, _after) in said.items() if not self._follows(n, before)]
            self.told.update({name: after for name, (_before, after) in said.items()})
            if version is not None:
                self.wrong += ["version"] if version != self.told.get("version", 0) + 1 else []
                self.told["version"] = version
        self.next = next(self.groups, None)

    def _follows(self, name: str, before: Any) -> bool:
        """Whether a change begins with what was told last. Of a field that is younger than the row nothing was; what is no
        field of it, as a reason, is said of one event alone."""
        if name.endswith("_sha256") or (name in self.fields and name in self.told):
            return bool(before == self.told.get(name))
        return True

    def _now(self, row: dict[str, Any], history: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        told = self.told.keys() & row.keys() - {"version", "created_by", "reason"}
        names = {*history["fields"], *told, *({"anchors_sha256"} & row.keys())}
        yield from ((name, row[name]) for name in sorted(names - set(history["digests"])))
        yield from ((f"{name}_sha256", digest(row[name])) for name in history["digests"])
        yield from ((name, row[name]) for name in history["kept_beside"])

    def _is_told(self, name: str, value: Any, history: dict[str, Any]) -> bool:
        """A field that no event told of holds at its default: it is younger than the row's events."""
        said = self.told.get(name)
        return value == said or (name not in self.told and value == history["fields"].get(name))


def main(arguments: list[str]) -> int:
    if len(arguments) > 1:
        print(__doc__)  # noqa: T201
        return 2
    path = Path(arguments[0]) if arguments else Path(__file__).parent
    try:
        place: Any = Folder(path) if path.is_dir() else Zipped(path)
    except UNREADABLE as problem:
        print(f"{path} cannot be read: {problem}", file=sys.stderr)  # noqa: T201
        return 1
    check = Check(place, lambda words: print("checked:", words))  # noqa: T201
    count = 0
    for failure in check.failures():
        count += 1
        print(f"FAILED: {failure}", file=sys.stderr)  # noqa: T201
    if count:
        print(f"The archive does not hold: {count} failures.", file=sys.stderr)  # noqa: T201
        return 1
    if not check.whole:
        print(f"It is a part of the desk: {check.events} of {check.head[0]} events; gaps in its chain: {check.gaps}.")  # noqa: T201
    print(f"The archive holds. Its head: {check.manifest['desk']['slug']}:{check.head[0]}:{check.head[1]}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
