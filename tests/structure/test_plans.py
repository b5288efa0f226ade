"""No list reads or sorts a whole table: each ordering, both ways and from a cursor on, and each filter, goes by an index.

PostgreSQL is asked with scans and sorts made dear, so that the plan tells whether there is an index that serves, however few
rows a test has; SQLite, which knows nothing of its tables’ sizes, is asked as it is. Whether it is taken among
a million rows is measured by `tests/benchmarks/scale.py`.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from annotations.api.shown import ANNOTATION
from annotations.queries import annotation_rows
from claims import waiting
from factcheck.api import pagination
from factcheck.api.shapes import Seen
from factcheck.desks import filters
from factcheck.desks.actors import Actor
from factcheck.desks.models import User
from factcheck.desks.roles import Role, Scope
from tests.benchmarks import keys

SMALL = {
    "desks_desk", "desks_policy", "desks_user", "desks_membership", "desks_token", "desks_invitation", "desks_keptheads",
    "desks_kepthead", "claims_rating", "claims_ratingscale",
}  # fmt: skip
"""Tables with as many rows as a desk has people, scales or days."""
SHORT = {"members", "tokens", "invitations", "heads", "desks", "rating-scales"}
LONG = {route: view for route, view in keys.lists().items() if not SHORT & set(route.split("/"))}
SORTED = {
    "api/v1/queue/": "its rank is reckoned from today's date; it sorts what waits for one person, and nothing else",
}
"""Lists that sort what they found, with why that is bounded."""
FREE = {
    ("api/v1/origins/", "import_id"): "an import is looked up first, and then its own by the index of the foreign key",
    ("api/v1/claims/", "overdue"): "it reads the claims whose day has passed, and sorts those that are open still",
    ("api/v1/reviews/", "desk"): "a desk's reviews are sorted where the planner finds them by the desk",
}
"""Filters that may sort what fits them."""
VALUES: dict[str, Any] = {
    "q": "taliban", "desk": "demo", "status": "published", "claimant": "Imran Khan", "topic": "terrorism", "assignee": "me",
    "rating": "false", "reviewer": "ravi", "due_after": "2026-01-01", "due_before": "2026-01-01", "overdue": "true",
    "claimed_after": "2026-01-01", "claimed_before": "2026-01-01", "created_after": "2026-01-01",
    "created_before": "2026-01-01", "publisher": "The Example Herald", "language": "en", "tag": "war", "state": "ready",
    "published_after": "2026-01-01", "published_before": "2026-01-01", "has_claims": "true", "created_by": "ravi",
    "motivation": "highlighting", "anchor_status": "changed", "kind": "news", "unread": "true", "reason": "verdict",
    "updated_after": "2026-01-01", "external_id": "5", "import_id": "{claim}", "resource": "claims", "format": "csv",
    "after": "7", "subject": "{claim}", "article": "{article}", "revision": "{revision}", "claim": "{claim}",
}  # fmt: skip
OWN = {
    ("api/v1/exports/", "state"): "done",
    ("api/v1/imports/", "state"): "done",
    ("api/v1/reviews/", "state"): "published",
    ("api/v1/notices/", "kind"): "assigned",
}
"""A value for each filter; where two lists mean something else by a name, that list's own."""


@pytest.fixture(autouse=True)
def _plans_for_many_rows(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every filter had found too many rows to name them."""
    monkeypatch.setattr(filters, "FEW_NAMED", -1)
    monkeypatch.setattr(filters, "MOST_GATHERED", -1)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
            )


def orderings_of(view: type[keys.View]) -> list[str]:
    names = [name.removeprefix("-") for name in view.orderings]
    return [f"{way}{name}" for name in names for way in ("", "-")]


@pytest.mark.parametrize("route", sorted(LONG))
def test_a_list_is_read_in_the_order_of_an_index(route, reviewer_ravi, claim):
    view, faults = LONG[route], []
    for ordering in orderings_of(view):
        cursor = cursor_in(view, ordering, reviewer_ravi.user)
        for given in [{"ordering": ordering}, *([{"ordering": ordering, "cursor": cursor}] if cursor else [])]:
            faults += [f"?ordering={ordering}: {plan}" for plan in faults_of(route, view, given, reviewer_ravi.actor)]
    assert not faults, (
        f"{route} reads or sorts the whole table. Give its model an index that begins with the desk and ends with the "
        f"field of the ordering and the id, both the same way; or say in SORTED why what it sorts is bounded.\n{faults[0]}"
    )


@pytest.mark.parametrize("route", sorted(LONG))
def test_a_filter_is_answered_by_an_index(route, reviewer_ravi, claim, article):
    view, faults = LONG[route], []
    for name in view.filters.base_filters:
        value = OWN.get((route, name), VALUES.get(name))
        assert value is not None, (
            f"{route} has a new filter, {name}: give it a value in VALUES, and its plan is looked at."
        )
        given = {name: value.format(claim=claim.pk, article=article.pk, revision=article.revision_id)}
        if (route, name) not in FREE:
            faults += [f"?{name}={value}: {plan}" for plan in faults_of(route, view, given, reviewer_ravi.actor)]
    assert not faults, (
        f"{route} reads or sorts the whole table. Give its model an index of (desk, the filter's field, id), or find its "
        f"rows with `filters.matching`, and those it names by an index; or say in FREE why it need not.\n{faults[0]}"
    )


@pytest.mark.parametrize("name", ["reviewer", "assignee"])
def test_a_filter_by_a_person_goes_to_the_desks_where_they_have_worked(
    name, reviewer_ravi, demo_desk, other_desk, claim
):
    """At another they have nothing, which a list would find out at the end of all that this desk has."""
    both = Actor(reviewer_ravi.user, {demo_desk.pk: Role.ADMIN, other_desk.pk: Role.ADMIN}, Scope.READ)
    view = LONG["api/v1/claims/"]

    assert keys.queries_of(view, {}, both)[-1].count("of_desk") == 2
    assert keys.queries_of(view, {name: "ravi"}, both)[-1].count("of_desk") == 1


@pytest.mark.parametrize("route", sorted(LONG))
def test_the_keys_in_a_range_are_gathered_first_and_by_an_index(route, reviewer_ravi, claim, monkeypatch):
    """Where they are not too many; what is found by them may then be sorted."""
    monkeypatch.setattr(filters, "MOST_GATHERED", 20_000)
    view = LONG[route]
    asked = view()
    asked.actor = reviewer_ravi.actor
    for name in indexed_ranges(view):
        one = view.filters.base_filters[name]
        *_counts, sql = keys.queries_of(view, {name: VALUES[name]}, reviewer_ravi.actor)
        plan = plan_of(sql)
        assert not is_scan(plan), f"{sql}\n\n{plan}"
        assert is_gathered(plan, one.field_name), f"{sql}\n\n{plan}"


def indexed_ranges(view: type[keys.View]) -> list[str]:
    asked = view()
    asked.actor = Actor.anonymous()
    model, found = asked.rows().model, view.filters.base_filters.items()
    return [name for name, one in found if isinstance(one, filters._Range) and one._has_index(model)]


def test_the_longest_lists_have_ranges_with_an_index():
    for name in ("claims", "annotations", "articles", "reviews"):
        assert indexed_ranges(LONG[f"api/v1/{name}/"]), name


def is_gathered(plan: str, field: str) -> bool:
    """Whether a query that is asked once, and by itself, finds keys in an index, on SQLite by a range of this field.
    PostgreSQL takes any index of the desk while a test has so few rows.
    """
    if connection.vendor == "postgresql":
        first = re.search(r"(InitPlan \d+)(?: \(returns (\$\d+)\))?\n.*Index (?:Only )?Scan .*\n.*Index Cond: ", plan)
        found = first and (first[2] or f"({first[1]}).col1")  # as they are called until version 16, and since
        return found is not None and f"(id = ANY ({found}))" in plan
    return bool(re.search(rf"LIST SUBQUERY \d+\nSEARCH \w+ USING COVERING INDEX \w+ \(.*{field}[<>]", plan))


def cursor_in(view: type[keys.View], ordering: str, user: User | None) -> str | None:
    """A cursor at some row there could be; None for a list by a number that is reckoned."""
    name = ordering.removeprefix("-")
    asked = view()
    asked.actor = Actor.of_user(user) if user else Actor.anonymous()
    rows = asked.rows()
    if name in rows.query.annotations:
        return None
    field = rows.model._meta.get_field(name)
    value = {
        "DateTimeField": "2026-01-01T00:00:00+00:00", "DateField": "2026-01-01", "UUIDField": None,
    }.get(field.get_internal_type(), 7 if "Integer" in field.get_internal_type() else "published")  # fmt: skip
    return pagination.Cursor("next", ordering, value, user.pk).encoded()


def faults_of(route: str, view: type[keys.View], given: dict[str, str], actor: Any) -> list[str]:
    """The plans, with their queries, that read or sort a whole table."""
    found = []
    for sql in keys.queries_of(view, given, actor):
        plan = plan_of(sql)
        if is_scan(plan) or (is_sort(plan) and "LIMIT" in sql and route not in SORTED):
            found.append(f"{sql}\n\n{plan}")
    return found


def plan_of(sql: str) -> str:
    how = "EXPLAIN (COSTS OFF)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # the index of words gives bitmaps and nothing else
            alone = "on" if "FROM desks_search_entry WHERE" in sql else "off"
            cursor.execute(f"SET LOCAL enable_bitmapscan = {alone}")
        cursor.execute(f"{how} {sql.replace('%', '%%')}", ())
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def is_scan(plan: str) -> bool:
    if connection.vendor == "postgresql":
        return bool(set(re.findall(r"Seq Scan on (\w+)", plan)) - SMALL)
    scanned = re.findall(r"^SCAN (\w+)$", plan, re.MULTILINE)
    return bool({name for name in scanned if name in TABLES} - SMALL)


def is_sort(plan: str) -> bool:
    if connection.vendor == "postgresql":
        return bool(re.search(r"^\s*(->\s+)?Sort$", plan, re.MULTILINE))
    return "USE TEMP B-TREE FOR ORDER BY" in plan


TABLES = {model._meta.db_table for model in apps.get_models()}


def test_the_anchor_of_an_annotation_is_found_by_the_annotation(reviewer_ravi, claim):
    """Not by the revision, which all annotations of an article share: on PostgreSQL nothing that an index could serve is
    said of it, for with the few rows of a test the planner may take any index, or read one from end to end."""
    actor = reviewer_ravi.actor
    shown = ANNOTATION.as_json(annotation_rows(actor).filter(article__in=[claim.pk]), Seen(actor, "")).values("as_json")
    plan = shown.explain()

    if connection.vendor == "sqlite":
        assert "annotation_id=? AND revision_id=?" in plan and "here USING INDEX anchor_in_text" not in plan, plan
    else:
        assert "revision_id IS DISTINCT FROM" in plan and "revision_id = " not in plan, plan


def test_of_many_anchors_each_annotation_is_asked_for_its_own(reviewer_ravi, claim):
    """Joined, all that fit would be sorted before the first is shown."""
    *_named, sql = keys.queries_of(LONG["api/v1/annotations/"], {"anchor_status": "changed"}, reviewer_ravi.actor)
    plan = plan_of(sql)

    if connection.vendor == "sqlite":
        of_each = r"CORRELATED SCALAR SUBQUERY \d+\nSEARCH U0 .*\(annotation_id=\? AND revision_id=\?\)"
    else:
        of_each = r"SubPlan \d+\n(?:.*\n)*?.* on annotations_anchor u0\n(?:.*\n)*?.*annotation_id = annotations_ann"
    assert re.search(of_each, plan), plan


def test_what_presses_on_an_editor_is_ranked_from_an_index_of_what_is_due(editor_edna, claim):
    """Of so few rows PostgreSQL takes any index of the desk."""
    plan = waiting.pressing_for(editor_edna.actor).values_list("pk")[:51].explain()

    searched = "SEARCH claims_claim USING INDEX claim_pressing (desk_id=? AND status=? AND due_on<?)"
    assert not is_scan(plan), plan
    assert connection.vendor == "postgresql" or searched in plan, plan


def test_a_verdict_to_confirm_is_looked_for_on_claims_that_were_taken_up_again(reviewer_ravi, claim):
    """Not among all verdicts that somebody ever gave."""
    found = waiting._found(reviewer_ravi.actor.standing, waiting.Why.CONFIRM)
    how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {found.sql}", found._filled(waiting._open(reviewer_ravi.actor)))
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())

    assert not is_scan(plan), plan
    assert connection.vendor == "postgresql" or "USING INDEX claim_taken_up_again (desk_id=? AND status=?)" in plan, (
        plan
    )
