"""Every address and every form of it, as somebody who must not know yet what another thinks of a claim.

The strongest thing that can be said: whether there is a hidden verdict or not, everything reads the same, to the ETag.
"""

from __future__ import annotations

import difflib
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import resolve

from claims import queries
from claims.models import Claim, Evidence, Verdict
from claims.reports import FORMS
from claims.services.claims import NewAppearance, spot_claim
from claims.services.evidence import add_evidence
from claims.services.verdicts import submit_verdict
from factcheck.api.asking import paths_to_expand
from factcheck.api.views import ResourceDetail, ResourceList
from factcheck.core import clock
from factcheck.core.ids import uuid7
from factcheck.desks.services.desks import edit_desk
from factcheck.exchange.formats import formats_of
from tests.conftest import Person
from tests.structure.addresses import ADDRESSES, filled, one_of_everything

NOT_WALKED = ("^api/",)
"""What answers where there is nothing."""
REASONS, CONFIDENCE = "Rosa looked at the archive of the agency", 0.4171
CHANGING = re.compile(r'(?:csrfmiddlewaretoken" value|nonce|data-csrf|name="sent_at" value)="[^"]*"')
"""What differs from one answer to the next whatever happened."""


def forms_of(route: str) -> Iterator[dict[str, str]]:
    """Every form an address gives its answer in, as what to put into it."""
    if "<slug:kind>" not in route:
        yield {}
    else:
        exported = re.search(r"/export/(\w+)", route)
        yield from ({"kind": kind} for kind in (formats_of(exported[1]) if exported else FORMS))


WALK = [(route, form) for route in ADDRESSES if route not in NOT_WALKED for form in forms_of(route)]

Told = dict[str, str]
"""What somebody is told, by the door and the address: the status, the ETag and the words."""


def words_of(content: bytes, media_type: str) -> str:
    """What can be read in an answer, packed or set as it may be."""
    if media_type.startswith("application/pdf"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode("utf-8", "replace")


def told(client: Client, path: str) -> str:
    answer: Any = client.get(path, headers={"accept": "*/*"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    media_type = answer.get("Content-Type", "")
    etag = (
        "" if media_type.startswith("text/html") else answer.get("ETag", "")
    )  # a page's is that of its CSRF token too
    return f"{answer.status_code} {etag}\n{CHANGING.sub('', words_of(content, media_type))}"


def walk(doors: dict[str, Client], things: dict[str, Any]) -> Told:
    """What is told at every address, in every form, through every door."""
    found = {}
    for name, client in doors.items():
        for route, form in WALK:
            path = filled(re.sub(r"<slug:kind>", form.get("kind", ""), route), things)
            for query in ("", *all_expanded(path)):
                words = told(client, path + query).replace(str(things["verdicts"]), "…")
                found[f"{name} {route} {form.get('kind', '')}{query and '?expand'}"] = words
    return found


def all_expanded(path: str) -> list[str]:
    """The query that has an address of the API embed whatever it can."""
    view = getattr(resolve(path).func, "view_class", None)
    if not (issubclass(view or object, ResourceList | ResourceDetail) and "expand" in view.shaping()):
        return []
    return [f"?expand={','.join(paths_to_expand(view.shape))}"]


def differing(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line[:300] for line in lines]


def judge(person: Person, claim: Claim, evidence: Evidence) -> Verdict:
    rating = queries.rating_to_give(claim.desk, "misleading")
    return submit_verdict(
        person.actor, Claim.objects.get(pk=claim.pk), rating=rating, rationale=REASONS, confidence=CONFIDENCE,
        evidence=[evidence],
    )  # fmt: skip


@pytest.fixture
def things(admin_ada: Person, reviewer_ravi: Person, claim: Claim, evidence: Evidence) -> dict[str, Any]:
    """One of everything, with a claim that nobody has judged yet, on a desk that has turned blind."""
    found = one_of_everything(reviewer_ravi, claim, evidence)
    edit_desk(admin_ada.actor, claim.desk, policy={"blind": True, "verdicts_needed": 3})
    place = NewAppearance(claim.appearances.get().annotation.article, {"exact": "The Taliban wait."})
    other = spot_claim(reviewer_ravi.actor, claim.desk, text="The Taliban wait.", appearances=[place])
    proof = add_evidence(reviewer_ravi.actor, other, source=evidence.source, stance="refutes", note="They do not.")
    appearance = other.appearances.get()
    return found | {
        "claims": other.pk, "evidence": proof.pk, "appearances": appearance.pk, "verdicts": uuid7(),
        "annotations": appearance.annotation_id,
    }  # fmt: skip


def the_claim(things: dict[str, Any]) -> tuple[Claim, Evidence]:
    return Claim.objects.get(pk=things["claims"]), Evidence.objects.get(pk=things["evidence"])


def doors_of(person: Person) -> dict[str, Client]:
    return {"browser": person.browser, "api": person.api()}


@pytest.mark.parametrize("who", ["reviewer_ravi", "editor_edna", "viewer_vera"])
def test_a_hidden_verdict_changes_nothing_that_others_are_told(
    who: str, request: pytest.FixtureRequest, things: dict[str, Any], reviewer_rosa: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    doors = doors_of(request.getfixturevalue(who))
    for door in doors.values():
        door.get(
            filled("join/<str:secret>/", things)
        )  # it is kept in the session, where the first walk would change it
    before = walk(doors, things)

    hidden = judge(reviewer_rosa, *the_claim(things))

    after = walk(doors, things | {"verdicts": hidden.pk})
    changed = {door: differing(before[door], words) for door, words in after.items() if words != before[door]}
    assert changed == {}


def test_it_changes_what_is_told_to_whoever_gave_it(things: dict[str, Any], reviewer_rosa: Person) -> None:
    """Did the walk see nothing, the test above would prove nothing."""
    doors = doors_of(reviewer_rosa)

    judge(reviewer_rosa, *the_claim(things))

    telling = {door for door, words in walk(doors, things).items() if REASONS in words}
    assert {
        "browser claims/<uuid:claim_id>/ ", "api api/v1/claims/<uuid:id>/verdicts/ ",
        "api api/v1/export/claims.<slug:kind> csv", "api api/v1/articles/<uuid:id>/ ?expand",
        "api api/v1/claims/<uuid:id>/report.<slug:kind> pdf", "api api/v1/claims/<uuid:id>/report.<slug:kind> json",
    } <= telling, telling  # fmt: skip
