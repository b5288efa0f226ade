"""Every list, filter, ordering and page that is timed, as addresses with places to fill."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.benchmarks.seeding.content import NEEDLE

CLAIM_WITH_CHILDREN = "/api/v1/claims/{claim}/?expand=evidence,verdicts"
CLAIMS_WITH_CHILDREN = "/api/v1/claims/?expand=evidence,verdicts"

ORDERINGS = {
    "claims": ("id", "number", "created_at", "updated_at", "claimed_on", "due_on", "priority", "status"),
    "articles": ("id", "created_at", "updated_at", "published_on", "title", "publisher"),
    "annotations": ("id", "created_at", "updated_at", "start"),
    "sources": ("id", "title", "publisher", "published_on", "created_at"),
    "reviews": ("id", "published_at", "headline", "created_at", "updated_at"),
    "events": ("sequence", "at"),
    "notices": ("id",),
}

FILTERS = {
    "claims": (
        "desk=herald", "status=spotted", "status=published", "article={article}", "claimant={claimant}",
        f"claimant=nora {NEEDLE}", "topic={topic}", f"topic={NEEDLE}", "assignee=me", "assignee={colleague}",
        "rating={rating}", "reviewer={colleague}", "due_after=2027-01-01", "due_before=2026-10-20", "overdue=true",
        "claimed_after=2026-01-01", "claimed_before=2021-01-01", "created_after=2026-10-01", "created_before=2021-02-01",
    ),
    "articles": (
        "publisher={publisher}", f"publisher=The {NEEDLE} press", "language=de", "tag={topic}", f"tag={NEEDLE}",
        "state=failed", "published_after=2026-10-01", "published_before=2021-02-01", "has_claims=true", "has_claims=false",
    ),
    "annotations": (
        "article={article}", "claim={claim}", "created_by={colleague}", "tag={topic}", f"tag={NEEDLE}",
        "motivation=highlighting", "motivation=editing", "anchor_status=exact", "anchor_status=changed",
        "anchor_status=orphaned",
    ),
    "sources": ("kind=data", "publisher={publisher}", f"publisher=the {NEEDLE} press"),
    "reviews": (
        "desk=herald", "state=draft", "state=retracted", "claim={claim}", "rating={rating}",
        "published_after=2026-10-01", "published_before=2021-02-01",
    ),
    "events": ("subject={claim}", "after=100", "after=2026-10-30"),
    "notices": ("unread=true", "kind=assigned"),
}  # fmt: skip
"""Common values and ones that few rows have."""

OTHERS = (
    "/api/v1/queue/",
    "/api/v1/queue/?reason=publish",
    "/api/v1/claims/{claim}/",
    "/api/v1/claims/{claim}/evidence/",
    "/api/v1/claims/{claim}/verdicts/",
    "/api/v1/claims/{claim}/events/",
    "/wa/herald/",
)
PAGES = (
    "/", "/claims/", "/claims/?view=board", "/claims/?status=spotted", "/claims/?topic={topic}", "/claims/{claim}/",
    "/claims/{claim}/history/", "/articles/", "/articles/{article}/", "/articles/{article}/history/",
    "/sources/{source}/", "/notices/",
)  # fmt: skip
OF_A_REVIEWER = ("/", "/api/v1/queue/", "/api/v1/queue/?reason=verdict")
"""What is another thing for somebody who is no editor."""
PUBLIC = ("/reviews/", "/reviews/{slug}/", "/api/v1/reviews/")
BENCHED = (
    "/api/v1/claims/?status=spotted",
    "/api/v1/claims/?topic={topic}",
    "/api/v1/claims/?claimant={claimant}",
    "/api/v1/claims/?rating={rating}",
    "/api/v1/claims/?assignee=me",
    "/api/v1/claims/?created_after=2026-10-01",
    "/api/v1/claims/?ordering=-due_on",
    "/api/v1/claims/?ordering=claimed_on",
    "/api/v1/claims/?q=desk",
    "/api/v1/claims/?count=1",
    "/api/v1/annotations/?motivation=highlighting",
    "/api/v1/queue/",
    "/api/v1/events/",
)
BENCHED_PAGES = ("/", "/claims/", "/articles/{article}/", "/claims/{claim}/", "/reviews/")
"""Of the lists and pages, those that the benchmark's table has."""
UNBOUNDED = {
    "/api/v1/claims/?count=1": "every row that fits has to be counted",
    "/insights/": "agreement is reckoned from every verdict",
    "/api/v1/agreement/": "the same",
}
"""What looks at all rows by its nature, with why."""


def lists() -> Iterator[str]:
    """Each ordering both ways, and each filter, of each list of the API; pages deep inside are under `deep`."""
    for name, orderings in ORDERINGS.items():
        for ordering in orderings:
            yield from (f"/api/v1/{name}/?ordering={way}{ordering}" for way in ("", "-"))
        yield from (f"/api/v1/{name}/?{asked}" for asked in FILTERS[name])


def deep() -> Iterator[str]:
    """An ordering of each kind, at a cursor in the middle of the list."""
    for name in ("claims", "annotations"):
        yield from (f"/api/v1/{name}/?ordering={ordering}" for ordering in ORDERINGS[name])


def filled(address: str, values: dict[str, Any]) -> str:
    return address.format(**values)
