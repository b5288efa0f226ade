"""What an editor has to settle: where the verdicts on a claim part, in ratings, in the evidence they rest on, in reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from claims.models import Evidence, Rating, Reason, Stance, Verdict


@dataclass(frozen=True)
class Camp:
    """Those who gave one rating; the same rating of an older scale is the same."""

    rating: Rating
    who: list[str]


@dataclass(frozen=True)
class Relied:
    """A piece of evidence, numbered as on the claim's page, and whose verdicts rest on it."""

    number: int
    evidence: Evidence
    who: list[str]
    others: list[str]
    """Whose verdicts do not."""


@dataclass(frozen=True)
class Side:
    """The evidence of one stance."""

    stance: Stance
    rows: list[Relied]


@dataclass(frozen=True)
class Given:
    """A reason that some named and others did not."""

    label: str
    who: list[str]
    others: list[str]


@dataclass(frozen=True)
class Disagreement:
    """Where verdicts part; what all of them share is left out."""

    camps: list[Camp]
    evidence: list[Relied]
    reasons: list[Given]

    @property
    def is_there(self) -> bool:
        return len(self.camps) > 1


def by_stance(evidence: Sequence[Evidence], verdicts: Sequence[Verdict]) -> list[Side]:
    """The evidence, each side together, with who relied on which. Verdicts come from `queries.with_reviewers`."""
    rows = list(_relied(evidence, verdicts))
    sides = [Side(stance, [row for row in rows if row.evidence.stance == stance]) for stance in Stance]
    return [side for side in sides if side.rows]


def disagreement(evidence: Sequence[Evidence], verdicts: Sequence[Verdict]) -> Disagreement:
    """What these verdicts disagree on. They come from `queries.with_reviewers`."""
    camps: dict[tuple[str, str], Camp] = {}
    for verdict in verdicts:
        camp = camps.setdefault(verdict.rating.finding, Camp(verdict.rating, []))
        camp.who.append(_name(verdict))
    return Disagreement(
        camps=sorted(camps.values(), key=lambda camp: -len(camp.who)),
        evidence=[row for row in _relied(evidence, verdicts) if row.who and row.others],
        reasons=[row for row in _given(verdicts) if row.who and row.others],
    )


def _relied(evidence: Iterable[Evidence], verdicts: Sequence[Verdict]) -> Iterator[Relied]:
    used = {verdict.pk: {row.pk for row in verdict.evidence.all()} for verdict in verdicts}
    for number, row in enumerate(evidence, 1):
        yield Relied(number, row, *_parted(verdicts, [v for v in verdicts if row.pk in used[v.pk]]))


def _given(verdicts: Sequence[Verdict]) -> Iterator[Given]:
    for reason in Reason:
        yield Given(str(reason.label), *_parted(verdicts, [v for v in verdicts if reason in v.reasons]))


def _parted(verdicts: Sequence[Verdict], some: Sequence[Verdict]) -> tuple[list[str], list[str]]:
    return [_name(v) for v in some], [_name(v) for v in verdicts if v not in some]


def _name(verdict: Any) -> str:
    return str(verdict.reviewer_name)
