"""Another's rating in the words of the desk's scale."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from claims.claimreview import ON_THE_SCALE
from claims.models import Rating
from factcheck.exchange.imports.drafts import RatingSaid


class Unmapped(Exception):
    """The desk has no rating for it; says what was said, and which there are."""


def rating_for(said: RatingSaid, ratings: Sequence[Rating], names: Mapping[str, str]) -> Rating:
    """The desk's rating that another's means: as `names` tell, by its name, by what it means, by its place on the line.

    The line goes from the worst to the best in as many equal steps as there are families on it. Raises Unmapped.
    """
    slug = {_folded(name): slug for name, slug in names.items()}.get(_folded(said.name))
    if slug is not None:
        return next(rating for rating in ratings if rating.slug == slug)
    word = _folded(said.name)
    found = next((r for r in ratings if word and word in (_folded(r.name), _folded(r.slug))), None)
    if found is None:
        family = (
            said.family or next((f for f in {r.family for r in ratings} if word == _folded(f)), "") or _on_line(said)
        )
        found = next((r for r in ratings if family and r.family == family), None)
    if found is None:
        known = ", ".join(r.slug for r in ratings)
        raise Unmapped(f"The rating {_shown(said)} is none of the desk's ({known}); say in `ratings` which it is.")
    return found


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


def _on_line(said: RatingSaid) -> str:
    if said.value is None or not said.worst < said.best or not said.worst <= said.value <= said.best:
        return ""
    share = (said.value - said.worst) / (said.best - said.worst)
    return ON_THE_SCALE[::-1][round(share * (len(ON_THE_SCALE) - 1))]


def _shown(said: RatingSaid) -> str:
    if said.name:
        return repr(said.name[:80])
    return f"{said.value:g} of {said.worst:g} to {said.best:g}" if said.value is not None else "without a name"
