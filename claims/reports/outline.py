"""How a dossier is told: a short list of parts that every written form knows how to set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.reports.dossier import (
    AppearanceSaid,
    ArticleSaid,
    ClaimSaid,
    ContactSaid,
    DecisionSaid,
    Dossier,
    EvidenceSaid,
    RatingSaid,
    ReviewSaid,
    VerdictSaid,
)
from factcheck.desks import verbs

Row = TypeVar("Row")


@dataclass(frozen=True)
class Heading:
    level: int
    """1 is the report's title."""
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Quotation:
    """Quoted words with what stands around them in the text they come from."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Badge:
    """A rating in words; `family` gives its colour where there is colour."""

    name: str
    family: str


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    href: str = ""
    """Where the value leads, if it is an address."""


@dataclass(frozen=True)
class Facts:
    rows: list[Fact]


Part = Heading | Paragraph | Quotation | Badge | Facts


def outline_of(dossier: Dossier) -> list[Part]:
    """The whole report in reading order: the finding first, then what it rests on."""
    return list(_report(dossier))


def _report(dossier: Dossier) -> Iterator[Part]:
    yield Heading(1, dossier.title)
    yield _facts(
        (_("Report of"), dossier.desk), (_("Made"), said(dossier.made_at)), (_("By"), dossier.made_by)
    )  # fmt: skip
    if dossier.article is not None:
        yield from _article(dossier.article)
        yield Paragraph(
            ngettext("%(n)d claim was marked in it.", "%(n)d claims were marked in it.", len(dossier.claims))
            % {"n": len(dossier.claims)}
        )
    for claim in dossier.claims:
        if dossier.article is not None:
            yield Heading(2, f"#{claim.number} {claim.text}")
        yield from _claim(claim)


def _article(article: ArticleSaid) -> Iterator[Part]:
    yield _facts(
        (_("Publisher"), article.publisher), (_("Authors"), ", ".join(article.authors)),
        (_("Published"), said(article.published_on)), *((_("Address"), url) for url in article.urls),
        (_("Text"), _("revision %(n)d, %(length)d characters") % {"n": article.revision, "length": article.length}),
        (_("SHA-256 of the text"), article.sha256), (_("Taken in"), who_when(article.taken_in_by, article.taken_in_at)),
    )  # fmt: skip


def _claim(claim: ClaimSaid) -> Iterator[Part]:
    if claim.decision:
        yield _badge(claim.decision.rating)
    yield _facts(
        (_("Status"), claim.status_label), (_("Claimant"), claim.claimant), (_("Claimed on"), said(claim.claimed_on)),
        (_("Place"), claim.location), (_("Topics"), ", ".join(claim.topics)),
        (_("Why it was chosen"), claim.selection_reason), (_("Spotted"), who_when(claim.spotted_by, claim.spotted_at)),
        (_("Claim"), claim.page),
    )  # fmt: skip
    if claim.decision:
        yield from _decision(claim.decision)
    yield from _numbered(_("Appearances"), claim.appearances, _appearance)
    yield from _numbered(_("Who was asked"), claim.contacts, _contact)
    yield from _numbered(_("Evidence"), claim.evidence, _evidence)
    yield from _numbered(_("Verdicts"), claim.verdicts, _verdict)
    if claim.review:
        yield from _review(claim.review)
    yield Heading(3, _("History"))
    yield Facts(
        [Fact(f"{e.sequence}. {verbs.said(e.verb)}", f"{who_when(e.who, e.at)}, {e.hash}") for e in claim.history]
    )  # fmt: skip


def _numbered(heading: str, rows: Sequence[Row], tell: Callable[[int, Row], Iterator[Part]]) -> Iterator[Part]:
    """The rows under their heading, counted from 1; without any, that there is none."""
    yield Heading(3, heading)
    if not rows:
        yield Paragraph(_("None."))
    for number, row in enumerate(rows, 1):
        yield from tell(number, row)


def _decision(decision: DecisionSaid) -> Iterator[Part]:
    yield Heading(3, _("Decision"))
    by = _("by itself, as the desk’s policy says") if decision.by_itself else decision.decided_by
    yield _facts(
        (_("Rating"), decision.rating.name), (_("What it means"), decision.rating.description),
        (_("Decided"), who_when(by, decision.decided_at)), (_("What they differed on"), decision.reason_code_label),
    )  # fmt: skip
    if decision.rationale:
        yield Paragraph(decision.rationale)


def _appearance(_number: int, row: AppearanceSaid) -> Iterator[Part]:
    yield Quotation(row.quote, row.prefix, row.suffix)
    yield _facts(
        (_("Article"), row.article), (_("Publisher"), row.publisher), (_("Published"), said(row.published_on)),
        (_("Address"), row.url), (_("Characters"), f"{row.start}–{row.end}"), (_("SHA-256 of the text"), row.sha256),
        (_("Comment"), row.comment), (_("Marked"), who_when(row.marked_by, row.marked_at)),
    )  # fmt: skip


def _contact(number: int, row: ContactSaid) -> Iterator[Part]:
    yield Heading(4, f"{number}. {row.party_label}")
    yield _facts(
        (_("Channel"), row.channel), (_("Asked"), said(row.asked_at)), (_("Answer wanted by"), said(row.deadline)),
        (_("Answered"), said(row.answered_at)), (_("Not asked because"), row.not_asked_because),
        (_("Noted"), who_when(row.noted_by, row.noted_at)),
    )  # fmt: skip
    if row.answer:
        yield Quotation(row.answer)


def _evidence(number: int, row: EvidenceSaid) -> Iterator[Part]:
    yield Heading(4, f"{number}. {row.stance_label}: {row.title or _('no source')}")
    if row.question:
        yield Paragraph(f"{row.question} {row.answer}".strip())
    if row.quote:
        yield Quotation(row.quote)
    if row.note:
        yield Paragraph(row.note)
    place = f"{row.start}–{row.end}" if row.start is not None else ""
    yield _facts(
        (_("Publisher"), row.publisher), (_("Kind"), row.kind), (_("Published"), said(row.published_on)),
        (_("Address"), row.url), (_("Looked for"), row.searched), (_("Characters"), place),
        (_("SHA-256 of the archived copy"), row.sha256), (_("Archived"), said(row.archived_at)),
        (_("Added"), who_when(row.added_by, row.added_at)),
    )  # fmt: skip


def _verdict(_number: int, row: VerdictSaid) -> Iterator[Part]:
    yield Heading(4, f"{row.reviewer}: {row.rating.name}")
    yield Paragraph(row.rationale)
    confidence = "" if row.confidence is None else f"{row.confidence:.0%}"
    yield _facts(
        (_("Confidence"), confidence), (_("Rests on evidence"), ", ".join(str(n) for n in row.evidence)),
        (_("Reasons"), ", ".join(row.reasons)), (_("Submitted"), said(row.submitted_at)),
        (_("Version"), str(row.version)),
    )  # fmt: skip


def _review(review: ReviewSaid) -> Iterator[Part]:
    yield Heading(3, _("Review"))
    if review.published_at is None:
        yield Paragraph(_("There is a draft; it is not published."))
        return
    yield Paragraph(review.headline)
    if review.summary:
        yield Paragraph(review.summary)
    yield _facts(
        (_("State"), review.state_label), (_("Published"), said(review.published_at)), (_("Address"), review.url),
        (_("Version"), str(review.version)),
        *((c.kind_label, f"{said(c.at)}: {c.note}") for c in review.corrections),
    )  # fmt: skip


def _badge(rating: RatingSaid) -> Badge:
    return Badge(rating.name, rating.family)


def _facts(*rows: tuple[str, str]) -> Facts:
    """Those of the facts that say something; an address of the web becomes a link."""
    return Facts(
        [
            Fact(label, value, value if value.startswith(("http://", "https://")) else "")
            for label, value in rows
            if value
        ]
    )


def said(at: datetime | date | None) -> str:
    """A date, or a time in UTC, that reads the same everywhere."""
    if at is None:
        return ""
    return at.strftime("%Y-%m-%d %H:%M UTC") if isinstance(at, datetime) else at.isoformat()


def who_when(who: str, at: datetime) -> str:
    return ", ".join(x for x in (who, said(at)) if x)
