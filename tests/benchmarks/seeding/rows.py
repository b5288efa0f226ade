"""The rows of a desk's work: five claims at a time, made in one article and checked against a source or two."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import orjson

from claims.models import Rating
from factcheck.core.hashing import sha256_text
from factcheck.core.urls import url_key
from factcheck.desks.models import Desk, User
from tests.benchmarks.seeding import tables
from tests.benchmarks.seeding.chain import Chain, dashed
from tests.benchmarks.seeding.content import DAY, END, NEEDLE, Chance, Clock, day, iso, micros, written
from tests.benchmarks.seeding.writing import Row, Table

CLAIMS_OF_AN_ARTICLE = 5
PARAGRAPHS = 12
VERBS = {"in_review": "started", "disputed": "disputed", "decided": "decided", "dropped": "dropped"}
STATUSES = {
    "spotted": 8, "in_review": 6, "disputed": 1, "decided": 10, "published": 62, "corrected": 4, "retracted": 1,
    "dropped": 8,
}  # fmt: skip
"""In a hundred claims: most are done with."""
DRAWN = [status for status, n in STATUSES.items() for _ in range(n)]
PUBLISHED = ("published", "corrected", "retracted")
LAST = micros(END)


@dataclass(frozen=True)
class Place:
    """A desk with who works there, in the order in which most of the work falls to them."""

    desk: Desk
    people: list[User]
    ratings: list[Rating]
    chain: Chain


@dataclass(frozen=True)
class Paragraph:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Text:
    """An article with its revision, and where its paragraphs stand."""

    article: str
    revision: str
    words: str
    paragraphs: list[Paragraph]


class Group:
    """The rows of one article and its claims, by table. `needle` marks what only few rows of the whole corpus have."""

    def __init__(self, place: Place, chance: Chance, time: Clock, *, needle: bool) -> None:
        self.place, self.chance, self.time, self.needle = place, chance, time, needle
        self.rows: defaultdict[Table, list[Row]] = defaultdict(list)
        self._things = 0
        self.text = self._article()
        self.sources = [self._source() for _ in range(2 if chance.happens(0.25) else 1)]

    def _person(self) -> str:
        people = self.place.people
        return people[int(len(people) * self.chance.random.random() ** 2)].pk.hex

    def _add(self, table: Table, *values: Any, by: str | None = None, is_record: bool = True) -> tuple[str, int]:
        """A row with key, desk, maker and times in front; its key, and when it was made."""
        self._things += 1
        at = self.time.later(self._things)
        key, when = self.time.key(at), written(at)
        times = (when, when) if is_record else (when,)
        self.rows[table].append((key, self.place.desk.pk.hex, by or self._person(), *times, *values))
        return key, at

    # What is read and quoted

    def _article(self) -> Text:
        chance, at = self.chance, self.time.now
        words = [chance.sentence() for _ in range(PARAGRAPHS)]
        paragraphs, start = [], 0
        for one in words:
            paragraphs.append(Paragraph(start, one))
            start += len(one) + 2
        text = "\n\n".join(words)
        revision = self.time.key(at)
        publisher = f"The {NEEDLE} press" if self.needle else chance.publisher()
        article, _at = self._add(
            tables.ARTICLE, chance.phrase().capitalize(), publisher, '["Nadia Example"]', day(at),
            "de" if chance.happens(0.1) else "en", self._tags(), "ready", revision,
        )  # fmt: skip
        url = f"https://news.example/{article}"
        self._add(tables.URL, article, url, url_key(url))
        blocks = orjson.dumps([[p.start, p.end, "paragraph"] for p in paragraphs]).decode()
        when = written(at)
        self.rows[tables.REVISION].append(
            (revision, self.place.desk.pk.hex, self._person(), when, when, article, 1, text, sha256_text(text), len(text),
             blocks, None)
        )  # fmt: skip
        found = Text(article, revision, text, paragraphs)
        self._mark(found, paragraphs[-1], "highlighting")
        return found

    def _tags(self) -> str:
        return orjson.dumps([NEEDLE] if self.needle else self.chance.topics()).decode()

    def _mark(self, text: Text, place: Paragraph, motivation: str) -> str:
        """An annotation of a paragraph, and its anchor in the current text: now and then its words became others."""
        changed = self.chance.happens(0.02)
        annotation, _at = self._add(
            tables.ANNOTATION, text.article, text.revision, place.start, place.end, place.text,
            text.words[max(0, place.start - 32) : place.start], text.words[place.end : place.end + 32],
            self.chance.phrase() if self.chance.happens(0.3) else "", motivation, self._tags(),
        )  # fmt: skip
        status, score = ("changed", 0.8) if changed else ("exact", 1)
        self._add(
            tables.ANCHOR, annotation, text.revision, place.start, place.end, status, score, text.revision,
            is_record=False,
        )  # fmt: skip
        return annotation

    def _source(self) -> tuple[str, str, str]:
        """Key of a source, of its copy, and the copy's words."""
        chance, at = self.chance, self.time.now
        title = chance.phrase().capitalize()
        url = f"https://reference.example/{self.time.key(at)}"
        publisher = f"The {NEEDLE} press" if self.needle else chance.publisher()
        kind = chance.pick(("primary", "data", "expert", "news", "reference", "other"))
        source, _at = self._add(tables.SOURCE, url, url_key(url), title, publisher, kind, day(at, -chance.days(900)))
        words = " ".join(chance.sentence() for _ in range(3))
        copy, _at = self._add(tables.SNAPSHOT, source, words, sha256_text(words), len(words))
        return source, copy, words

    # The claims

    def add_claim(self, number: int, nth: int) -> None:
        """A claim of the article with what its status asks for."""
        chance, maker = self.chance, self._person()
        status = chance.pick(DRAWN)
        place = self.text.paragraphs[nth]
        fields: dict[str, Any] = {
            "number": number, "text": place.text,
            "claimant_name": f"Nora {NEEDLE}" if self.needle else chance.claimant(),
            "claimed_on": day(self.time.now, -chance.days(400)) if chance.happens(0.9) else None,
            "claim_types": ["numerical"], "topics": [NEEDLE] if self.needle else chance.topics(),
            "due_on": day(LAST, chance.days(230) - 30) if chance.happens(0.2) else None,
            "priority": chance.days(3), "status": status,
        }  # fmt: skip
        gone = status == "dropped" and chance.happens(0.1)
        claim, at = self._claim(maker, fields, gone=gone)
        assignees = [self._person()] if chance.happens(0.2) else []
        self.rows[tables.ASSIGNEE] += [(claim, person) for person in assignees]
        event = self._tell(claim, at, maker, fields, assignees, gone=gone)
        annotation = self._mark(self.text, place, "identifying")
        appearance, _at = self._add(tables.APPEARANCE, claim, annotation, by=maker)
        if status != "spotted":
            self._check(claim, status, self._evidence(claim), number, appearance)
        if chance.happens(0.1):
            self._add(tables.COMMENT, claim, chance.phrase())
        if assignees:
            self._notice(claim, event, assignees[0])

    def _claim(self, maker: str, fields: dict[str, Any], *, gone: bool) -> tuple[str, int]:
        values = [orjson.dumps(v).decode() if isinstance(v, list) else v for v in fields.values()]
        archived = written(self.time.now + DAY) if gone else None
        return self._add(tables.CLAIM, 2 if gone else 1, archived, *values, by=maker)

    def _tell(
        self, claim: str, at: int, maker: str, fields: dict[str, Any], assignees: list[str], *, gone: bool
    ) -> str:  # fmt: skip
        """The claim's own events; the key of the first."""
        told = {**fields, "status": "spotted", "judging_round": 1, "assignees": [dashed(one) for one in assignees]}
        told |= dict.fromkeys(
            ("claimant_role", "claimant_url", "claimant_affiliation", "location", "selection_reason", "reach"), ""
        )
        changes = {name: [None, value] for name, value in told.items() if value is not None}
        about: Any = {"subject": ("claim", claim), "claim": claim}
        link, first = self.place.chain.link, self.time.key(at)
        made = [link(first, at, maker, "claim.spotted", changes=changes, version=1, **about)]
        status = fields["status"]
        if status != "spotted":
            verb, moved = f"claim.{VERBS.get(status, status)}", {"status": ["spotted", status]}
            made.append(link(self.time.key(at), at, None, verb, changes=moved, version=None, **about))
        if gone:
            changes = {"archived_at": [None, iso(self.time.now + DAY)]}
            made.append(link(self.time.key(at), at, maker, "claim.archived", changes=changes, version=2, **about))
        self.rows[tables.EVENT] += made
        return first

    def _evidence(self, claim: str) -> list[str]:
        found = []
        for _ in range(1 + self.chance.days(1)):
            source, copy, words = self.chance.pick(self.sources)
            stance = self.chance.pick(("supports", "refutes", "context"))
            evidence, _at = self._add(
                tables.EVIDENCE, claim, source, stance, words[:60], copy, 0, 60, self.chance.phrase()
            )
            found.append(evidence)
        return found

    # What was found

    def _check(self, claim: str, status: str, evidence: list[str], number: int, appearance: str) -> None:
        ratings = self.place.ratings
        given = self.chance.pick(ratings)
        first, second = self._two_people()
        n = {"in_review": self.chance.days(1), "dropped": 0}.get(status, 2)
        other = next(r for r in ratings if r != given) if status == "disputed" else given
        for person, rating in [(first, given), (second, other)][:n]:
            self._verdict(claim, person, rating.pk.hex, evidence)
        if status in ("decided", *PUBLISHED):
            _key, at = self._add(tables.DECISION, claim, given.pk.hex, "", None, written(self.time.now), by=first)
            if status in PUBLISHED or self.chance.happens(0.3):
                self._review(claim, status, given.pk.hex, number, at, appearance)

    def _two_people(self) -> tuple[str, str]:
        people = self.place.people
        first = self.chance.days(len(people) - 1)
        return people[first].pk.hex, people[(first + 1 + self.chance.days(len(people) - 2)) % len(people)].pk.hex

    def _verdict(self, claim: str, person: str, rating: str, evidence: list[str]) -> None:
        verdict, _at = self._add(
            tables.VERDICT, claim, person, rating, self.chance.sentence(), 0.75, written(self.time.now), by=person
        )
        self.rows[tables.RESTS_ON] += [(verdict, one) for one in evidence]

    def _review(self, claim: str, status: str, rating: str, number: int, at: int, appearance: str) -> None:
        chance = self.chance
        is_public = status in PUBLISHED
        headline = chance.phrase().capitalize()
        body = " ".join(chance.sentence() for _ in range(4))
        slug = f"{self.place.desk.slug}-{number}"
        review, _at = self._add(
            tables.REVIEW, 2 if is_public else 1, claim, rating, headline, chance.sentence(), body, slug,
            status if is_public else "draft", written(at) if is_public else None,
        )  # fmt: skip
        if status in ("corrected", "retracted"):
            kind = "correction" if status == "corrected" else "retraction"
            self._add(tables.CORRECTION, review, kind, chance.phrase(), 2)
        if is_public and chance.happens(0.02):
            outcome = "pending" if chance.happens(0.1) else "corrected"
            self._add(tables.REQUEST, claim, appearance, "The editors", written(at), outcome)

    def _notice(self, claim: str, event: str, person: str) -> None:
        self._things += 1
        at = self.time.later(self._things)
        read = None if self.chance.happens(0.01) else written(at)
        self.rows[tables.NOTICE].append(
            (self.time.key(at), self.place.desk.pk.hex, person, event, "assigned", claim, written(at), read)
        )
