"""What a file says, in the product's words, before any rule of a desk was asked: what readers give and the desk takes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass, replace
from datetime import date, datetime
from typing import Any

from factcheck.core.hashing import canonical_json, sha256_bytes
from factcheck.core.text import canonical_text


@dataclass(frozen=True)
class At:
    """Where in the file: a line, counted from 1, where it has lines that mean something; and a JSON pointer from there."""

    line: int | None = None
    pointer: str = ""

    def below(self, *parts: str | int) -> At:
        return replace(self, pointer=self.pointer + "".join(f"/{_escaped(part)}" for part in parts))


def _escaped(part: str | int) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")


@dataclass(frozen=True)
class Note:
    """Something that is not taken over as it stands, at a place of the file."""

    at: At
    detail: str


@dataclass(frozen=True)
class From:
    """What the other system calls it, who made it there, and when. An empty name: it has none."""

    external_id: str = ""
    author: str = ""
    made_at: datetime | None = None


@dataclass(frozen=True)
class SourceDraft:
    title: str
    url: str = ""
    publisher: str = ""
    kind: str = "other"
    published_on: date | None = None


@dataclass(frozen=True)
class EvidenceDraft:
    source: SourceDraft | None
    stance: str = "context"
    quote: str = ""
    note: str = ""
    question: str = ""
    answer: str = ""
    answer_type: str = ""
    medium: str = ""


@dataclass(frozen=True)
class RatingSaid:
    """A rating in another's words: its name, its number between two ends, or what it means."""

    name: str = ""
    value: float | None = None
    worst: float = 1
    best: float = 5
    family: str = ""


@dataclass(frozen=True)
class ReviewDraft:
    """A review that was published elsewhere."""

    rating: RatingSaid | None
    headline: str
    summary: str = ""
    body: str = ""
    url: str = ""
    author: str = ""
    publisher: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True)
class LabelDraft:
    """What a data set says of a claim, and why."""

    rating: RatingSaid
    rationale: str = ""


@dataclass(frozen=True)
class ClaimDraft:
    """`fields` are those of a claim beside its words, by the names they have at the desk."""

    at: At
    origin: From
    text: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    evidence: Sequence[EvidenceDraft] = ()
    review: ReviewDraft | None = None
    label: LabelDraft | None = None
    notes: Sequence[Note] = ()

    kind = "claim"


@dataclass(frozen=True)
class MarkDraft:
    """Words of the text of an article, by their place in code points."""

    at: At
    origin: From
    start: int
    end: int
    tags: Sequence[str] = ()
    comment: str = ""

    kind = "annotation"


@dataclass(frozen=True)
class ArticleDraft:
    at: At
    origin: From
    text: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    marks: Sequence[MarkDraft] = ()
    notes: Sequence[Note] = ()

    kind = "article"


@dataclass(frozen=True)
class DocumentDraft:
    """A Web Annotation as it came, which says itself what it is about."""

    at: At
    origin: From
    document: object
    notes: Sequence[Note] = ()

    kind = "annotation"


@dataclass(frozen=True)
class Refused:
    """A row that could not be read, and why."""

    at: At
    detail: str


Draft = ClaimDraft | ArticleDraft | DocumentDraft
Read = Draft | Refused


def digest_of(draft: Draft | MarkDraft) -> str:
    """SHA-256 of what a draft says, wherever in the file it stands; of an article without its marks, which have their own."""
    said = {name: value for name, value in vars(draft).items() if name not in ("at", "notes", "marks")}
    return sha256_bytes(canonical_json(_plain(said)))


def id_of(draft: Draft | MarkDraft) -> str:
    """The name it has elsewhere; without one, what it says is its name."""
    return draft.origin.external_id or f"sha256:{digest_of(draft)}"


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return canonical_text(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if is_dataclass(value):
        return {name: _plain(inner) for name, inner in vars(value).items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
