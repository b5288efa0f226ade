"""Who is on a claim, and who has a page open, as far as the one who asks may know their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims import blindness
from claims.models import Claim, Hold, Presence
from factcheck.core import clock
from factcheck.desks.actors import Actor
from factcheck.desks.models import User

PRESENT_FOR = timedelta(seconds=50)
"""After so long without a sign somebody has left: two polls of the page, and some."""


@dataclass(frozen=True)
class Holding:
    """Somebody is on a claim."""

    person: User | None
    """None where nobody may be named."""
    until: datetime
    is_own: bool

    @property
    def name(self) -> str:
        return str(self.person) if self.person else _("another reviewer")


def holdings(actor: Actor, claims: Iterable[Claim]) -> dict[UUID, list[Holding]]:
    """Who is on each of the claims, which carry desk and policy; one query, however many they are."""
    by_id = {claim.pk: claim for claim in claims}
    found: dict[UUID, list[Holding]] = {key: [] for key in by_id}
    rows = Hold.objects.visible_to(actor).filter(claim__in=by_id, until__gt=clock.now()).select_related("user")
    for row in rows:
        claim, is_own = by_id[row.claim_id], row.user == actor.user
        named = is_own or blindness.names_show(claim.desk, claim.status)
        found[claim.pk].append(Holding(row.user if named else None, row.until, is_own))
    return found


def people_at(actor: Actor, page: UUID, *, named: bool) -> list[User | None]:
    """The colleagues who have the page of this claim or article open; None for each where they are not to be `named`."""
    since = clock.now() - PRESENT_FOR
    rows = Presence.objects.visible_to(actor).filter(page=page, seen_at__gt=since).exclude(user=actor.user)
    return [row.user if named else None for row in rows.select_related("user").order_by("user__username")]


def in_words(people: list[User | None]) -> str:
    """“Also here: Ravi and Rosa.”; nothing where nobody is."""
    if not people:
        return ""
    named = [str(person) for person in people if person]
    unnamed = len(people) - len(named)
    if unnamed:
        named.append(ngettext("another reviewer", "%(n)d other reviewers", unnamed) % {"n": unnamed})
    return _("Also here: %(names)s.") % {"names": get_text_list(named, _("and"))}
