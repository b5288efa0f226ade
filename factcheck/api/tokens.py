"""The keys of the API that people made, as far as they can be shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from factcheck.api.fields import StrictChoice, StrictInteger, StrictString
from factcheck.api.inputs import Input
from factcheck.api.outputs import TokenOut
from factcheck.api.presenters import Shown, moment, person
from factcheck.api.views import ResourceDetail, ResourceList
from factcheck.desks import queries
from factcheck.desks.filters import DeskSlug, Filters
from factcheck.desks.models import Token
from factcheck.desks.roles import Scope
from factcheck.desks.services.tokens import issue_token, revoke_token


class NewToken(Input):
    desk = StrictString(required=False, max_length=80, allow_blank=False)
    scope = StrictChoice(choices=Scope.choices)
    name = StrictString(required=False, max_length=80)
    days = StrictInteger(
        required=False, min_value=1, max_value=3650, help_text="How long it is good for; 90 if not given."
    )


class TokenFilters(Filters):
    desk = DeskSlug("desk", help_text="The slug of one of your desks.")


def present_token(row: Token, base: str) -> Shown:
    return {
        "id": str(row.pk),
        "url": f"{base}/api/v1/tokens/{row.pk}/",
        "desk": row.desk.slug,
        "user": person(row.user),
        "name": row.name,
        "scope": row.scope,
        "created_at": moment(row.created_at),
        "expires_at": moment(row.expires_at),
        "revoked_at": moment(row.revoked_at),
    }


class TokenList(ResourceList[Token]):
    """The keys there are at the caller's desks, without their words: those are in the answer to the making, as `token`."""

    tag = "tokens"
    filters = TokenFilters
    input, output = NewToken, TokenOut
    tells_once = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.words: dict[UUID, str] = {}

    def rows(self) -> QuerySet[Token]:
        return queries.tokens_at(self.actor)

    def present(self, row: Token) -> Shown:
        shown = present_token(row, self.base)
        return {**shown, "token": self.words[row.pk]} if row.pk in self.words else shown

    def create(self, given: dict[str, Any]) -> Token:
        """Make a key of one's own, with no more scope than one's role can use. The answer has its words, once."""
        desk = self.actor.choose_desk(given.pop("desk", None))
        token, words = issue_token(self.actor, desk, Scope(given.pop("scope")), **given)
        self.words[token.pk] = words
        return token


class TokenDetail(ResourceDetail[Token]):
    """One key. `DELETE` revokes it; the row stays and says so."""

    tag = "tokens"
    output = TokenOut
    needs_if_match = False

    def rows(self) -> QuerySet[Token]:
        return queries.tokens_at(self.actor)

    def present(self, row: Token) -> Shown:
        return present_token(row, self.base)

    def version_to_change(self, row: Token) -> None:
        """It has no versions: there is nothing in it to overwrite."""

    def remove(self, row: Token, version: int | None) -> None:
        revoke_token(self.actor, row)
