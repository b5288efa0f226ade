"""What can be wrong, as exceptions that carry facts.

A face turns a problem into its own words: the API into problem+json (RFC 9457), a page into a message beside
the field. `slug` is the stable name: it ends the `type` URI and has a page in `docs/problems.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self


def _(words: str) -> str:
    """Marks words for the catalogue of translations; who says them translates them, for nothing here knows Django."""
    return words


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with the input. `pointer` is a JSON pointer (RFC 6901) into it, such as `/claimant/name`."""

    pointer: str
    detail: str

    def as_json(self) -> dict[str, str]:
        return {"pointer": self.pointer, "detail": self.detail}


class Problem(Exception):
    """Something the caller can mend. `facts` are further members, such as the `matches` of an ambiguous quote."""

    slug = "problem"
    title = _("Something is wrong")
    status = 400

    def __init__(self, detail: str, *, errors: Iterable[FieldError] = (), **facts: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors: Sequence[FieldError] = tuple(errors)
        self.facts = facts

    def under(self, pointer: str) -> Self:
        """The same problem, of a part of the input: what stands at `pointer`."""
        self.errors = tuple(FieldError(pointer + e.pointer, e.detail) for e in self.errors) or (
            FieldError(pointer, self.detail),
        )
        return self


class Invalid(Problem):
    slug, title, status = "invalid", _("The input is not valid"), 400

    @classmethod
    def at(cls, pointer: str, detail: str) -> Invalid:
        """One wrong field."""
        return cls(detail, errors=[FieldError(pointer, detail)])


class NotSignedIn(Problem):
    slug, title, status = "not-signed-in", _("Sign in first"), 401


class NotAllowed(Problem):
    slug, title, status = "not-allowed", _("You may not do this"), 403


class NotFound(Problem):
    slug, title, status = "not-found", _("There is no such thing here"), 404


class MethodNotAllowed(Problem):
    slug, title, status = "method-not-allowed", _("This address does not take that method"), 405


class NotAcceptable(Problem):
    slug, title, status = "not-acceptable", _("This form of the answer does not exist"), 406


class Gone(Problem):
    slug, title, status = "gone", "It was here, and was removed", 410


class Conflict(Problem):
    slug, title, status = "conflict", _("That does not fit the present state"), 409


class IllegalTransition(Conflict):
    slug, title = "illegal-transition", _("The claim cannot go there from here")


class ArticleExists(Conflict):
    slug, title = "article-exists", _("The desk has this article already")


class SourceExists(Conflict):
    slug, title = "source-exists", _("The desk has this source already")


class VerdictExists(Conflict):
    slug, title = "verdict-exists", _("You have given a verdict on this claim")


class AmbiguousQuote(Conflict):
    """`matches`: the first 20 places, each `{start, end, prefix, suffix}` in code points."""

    slug, title = "ambiguous-quote", _("The quote stands in more than one place")


class KeyReused(Conflict):
    slug, title = "idempotency-key-reused", _("This key came with another request")


class KeyInUse(Conflict):
    """`retry_after`: seconds after which to try again."""

    slug, title = "idempotency-key-in-use", _("The first request with this key is still running")


class AnswerNotKept(Conflict):
    """It was done the first time. `location`: where what was made is, if that has an address."""

    slug, title = "answer-not-kept", _("It was done, and its answer is not told twice")


class Stale(Problem):
    slug, title, status = "stale", _("Somebody changed it since you read it"), 412


class TooLarge(Problem):
    slug, title, status = "too-large", _("That is more than is taken at once"), 413


class UnsupportedMedia(Problem):
    slug, title, status = "unsupported-media", _("This kind of content is not taken here"), 415


class NotSatisfiable(Problem):
    """`size`: how many bytes there are."""

    slug, title, status = "range-not-satisfiable", _("That part of the file does not exist"), 416


class Unfetchable(Problem):
    """`reason`: one of `factcheck.core.fetching.Reason`; `http_status` and `retry_after` (seconds) where a site gave them.

    Not a 502: the service is well, and a proxy in front of it must not take this answer for a failure of its own.
    """

    slug, title, status = "unfetchable", "The page cannot be fetched", 422


class PreconditionRequired(Problem):
    slug, title, status = "precondition-required", _("Say which version you change"), 428


class TooMany(Problem):
    """`retry_after`: seconds after which to try again, where that is known."""

    slug, title, status = "too-many-requests", _("Too many requests"), 429


class Broken(Problem):
    """Not the caller's fault."""

    slug, title, status = "internal", _("Something broke on our side"), 500


class NotReady(Problem):
    slug, title, status = "not-ready", _("The service is not ready"), 503


class Busy(Problem):
    """Others write at length. `retry_after`: seconds after which to try again."""

    slug, title, status = "busy", _("The service is busy"), 503


def problem_types() -> list[type[Problem]]:
    """Every kind of problem, most general first: what the documentation has to have a section for."""
    found: list[type[Problem]] = []
    waiting: list[type[Problem]] = [Problem]
    while waiting:
        kind = waiting.pop(0)
        waiting += kind.__subclasses__()
        if kind is not Problem:
            found.append(kind)
    return found
