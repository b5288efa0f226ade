"""A desk with all that is hard to keep, and how its archive is taken apart, put together and changed by hand."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from annotations.services.annotations import annotate, archive_annotation
from annotations.services.articles import add_article, merge_article
from annotations.services.revisions import add_revision
from annotations.services.taking_in import Upload
from claims import queries
from claims.models import Claim
from claims.services.claims import NewAppearance, spot_claim
from claims.services.comments import add_comment, archive_comment
from claims.services.contacts import note_contact
from claims.services.corrections import request_correction
from claims.services.evidence import add_evidence
from claims.services.relations import archive_relation, relate_claims
from claims.services.reviews import correct_review, draft_review, publish_review, retract_review
from claims.services.sources import NewSource
from claims.services.transitions import move_claim
from claims.services.verdicts import look_again, submit_verdict, withdraw_verdict
from factcheck.core import clock
from factcheck.core.hashing import canonical_json, sha256_bytes
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk
from factcheck.desks.roles import Role, Scope
from factcheck.desks.services.deidentifying import deidentify
from factcheck.desks.services.desks import edit_desk
from factcheck.desks.services.invitations import invite
from factcheck.desks.services.members import end_membership
from factcheck.desks.services.tokens import issue_token
from factcheck.exchange.archive import write_archive
from factcheck.exchange.archive.verify import START, link_hash
from factcheck.exchange.models import Origin
from tests.conftest import PROOF, TEXT, WRONG_YEAR, Person, join, make_desk

PAGE = (
    "<html><body><article><p>{}</p><p>Ein “Zitat” 👩🏽‍🚀 \u2028 in Zeilen, long enough to be an article.</p></article>"
    "</body></html>"
)
ODD = "العربية \u202e עברית 漢字 👨‍👩‍👧 \ufeff \\u0041 \"'\t{}"


def awkward_desk() -> Desk:
    """Every kind of row, most of them more than once; moved, lost and joined highlights; people who left."""
    desk = make_desk("demo")
    people = {name: join(desk, name, f"{name.title()} {ODD}", role) for name, role in ROLES.items()}
    ada, edna = people["ada"].actor, people["edna"].actor
    edit_desk(ada, desk, name=f"Demo {ODD}", profile={"about": ODD, "ünï": [1, 0.5, None, True, {"a": []}]})
    claim = _caught(people, desk)
    _published(people, claim)
    _asked_and_related(people, claim, _judged_twice(people, desk))
    _joined(people, desk)
    add_comment(edna, claim, text=f"@ravi {ODD}")
    archive_comment(edna, add_comment(edna, claim, text="Never mind."))
    invite(Actor.operator(), desk, Role.VIEWER)
    issue_token(Actor.operator(), desk, Scope.PUBLISH, owner=people["edna"].user, name="for the sync")
    end_membership(ada, people["vera"].user.memberships.get())
    deidentify(Actor.operator(), people["omar"].actor.signed_in_user)
    Origin.objects.create(
        desk=desk, created_by=people["ravi"].user, subject_type="claim", subject_id=claim.pk, external_id="fever:137",
        author=ODD, made_at=clock.now().replace(microsecond=0),
    )  # fmt: skip
    return desk


ROLES = {
    "ada": Role.ADMIN, "edna": Role.EDITOR, "ravi": Role.REVIEWER, "rosa": Role.REVIEWER, "vera": Role.VIEWER,
    "omar": Role.REVIEWER,
}  # fmt: skip


def _caught(people: dict[str, Person], desk: Desk) -> Claim:
    ravi = people["ravi"].actor
    article = add_article(
        ravi, desk, text=TEXT, title=f"A letter {ODD}", url="https://news.example/letter", authors=["A", "B"],
        published_on=clock.now().date(), language="en",
    )  # fmt: skip
    annotate(
        ravi, article, selector={"exact": "👨‍👩‍👧"}, comment=ODD, tags=["one", "two"], canonical="https://elsewhere.example/1",
        via=["https://elsewhere.example/2"], external={"body": {"x": [1.5, -3, 2**40, False, None, ODD]}},
    )  # fmt: skip
    archive_annotation(ravi, annotate(ravi, article, selector={"start": 2, "end": 8}))
    claim = spot_claim(
        ravi, desk, text=f"No Pakistani was involved. {ODD}", topics=["terrorism", "wars"], priority=3,
        assignees=[people[name].actor.signed_in_user for name in ("ravi", "rosa")],
        appearances=[NewAppearance(article, {"exact": WRONG_YEAR})],
    )  # fmt: skip
    add_revision(ravi, article, text="The Taliban 👨‍👩‍👧 said nothing at all. " + TEXT.replace("2011", "2001"))
    add_revision(ravi, article, upload=Upload(PAGE.format("Quite other words now.").encode(), filename="päge.html"))
    request_correction(
        ravi,
        claim,
        appearance=claim.appearances.get(),
        sent_to="The Herald",
        sent_at=clock.now().replace(microsecond=0),
    )
    return claim


def _published(people: dict[str, Person], claim: Claim) -> None:
    source = NewSource(title="September 11 attacks", url="https://reference.example/911", kind="reference", text=PROOF)
    proof = add_evidence(people["ravi"].actor, claim, stance="refutes", quote="on September 11, 2001", source=source)
    nothing = add_evidence(
        people["omar"].actor, claim, stance="context", question="Who?", answer_type="unanswerable", source=None
    )
    submit_verdict(
        people["ravi"].actor, claim, rating=queries.rating_to_give(claim.desk, "false"), rationale=ODD, confidence=0.1,
        evidence=[nothing, proof], reasons=["factual_error"],
    )  # fmt: skip
    look_again(
        people["rosa"].actor,
        claim,
        rating=queries.rating_to_give(claim.desk, "true"),
        rationale="Is it?",
        evidence=[proof],
    )
    edna = people["edna"].actor
    review = publish_review(edna, draft_review(edna, claim, headline="It was 2001", body=f"**{ODD}**"))
    review = correct_review(edna, review, note="A typing error.", body="2001.")
    retract_review(edna, review, reason="The source withdrew it.")


def _asked_and_related(people: dict[str, Person], claim: Claim, other: Claim) -> None:
    ravi, now = people["ravi"].actor, clock.now().replace(microsecond=0)
    note_contact(ravi, claim, party="claimant", channel="email", asked_at=now, answered_at=now, answer=ODD)
    note_contact(ravi, claim, party="publisher", not_asked_because=ODD)
    relate_claims(ravi, claim, other=other, kind="variant")
    archive_relation(ravi, relate_claims(ravi, other, other=claim, kind="part_of"))


def _judged_twice(people: dict[str, Person], desk: Desk) -> Claim:
    ravi, edna = people["ravi"].actor, people["edna"].actor
    claim = spot_claim(ravi, desk, text="The earth is flat.")
    evidence = add_evidence(ravi, claim, stance="refutes", source=NewSource(title="A globe"))
    rating = queries.rating_to_give(desk, "false")
    submit_verdict(ravi, claim, rating=rating, rationale="It is round.", evidence=[evidence])
    move_claim(edna, claim, to="in_review", reason="Look again.")
    verdict = submit_verdict(people["rosa"].actor, claim, rating=rating, rationale="Round.", evidence=[evidence])
    move_claim(edna, claim, to="in_review", reason="And again.")
    withdraw_verdict(people["rosa"].actor, verdict)
    return claim


def _joined(people: dict[str, Person], desk: Desk) -> None:
    ravi = people["ravi"].actor
    one = add_article(
        ravi, desk, text="The minister said so on Monday, and nobody was involved.", url="https://a.example/"
    )
    other = add_article(ravi, desk, text="On Tuesday the minister said so, and somebody was.", url="https://b.example/")
    annotate(ravi, one, selector={"exact": "the minister said so".replace("the", "The")})
    annotate(ravi, one, selector={"exact": "nobody was involved"})
    merge_article(people["edna"].actor, one, into=other)


def next_day(monkeypatch: Any) -> None:
    """So that the next event keeps the head of the chain."""
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)


def archive_of(desk: Desk, **filters: str) -> bytes:
    file = io.BytesIO()
    write_archive(Actor.operator(), desk, file, filters=filters)
    return file.getvalue()


# By hand ----------------------------------------------------------------------------------------------------------


def parts_of(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def sealed(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts with a manifest and a stamp that fit them again: the work of somebody who knows the format."""
    manifest = json.loads(parts["manifest.json"])
    names = [name for name in parts if name not in ("manifest.json", "stamp.json")]
    manifest["files"] = [{"name": n, "sha256": sha256_bytes(parts[n]), "size": len(parts[n])} for n in names]
    for table in manifest["tables"]:
        table["rows"] = parts[f"{table['name']}.jsonl"].count(b"\n")
    stamp = json.loads(parts["stamp.json"])
    written = canonical_json(manifest)
    stamp["manifest_sha256"] = sha256_bytes(written)
    return {**parts, "manifest.json": written, "stamp.json": canonical_json(stamp)}


Change = Callable[[list[dict[str, Any]]], object]


def changed(archive: bytes, table: str, change: Change) -> bytes:
    """The archive with the rows of one table changed, and sealed again."""
    parts = parts_of(archive)
    rows = [json.loads(line) for line in parts[f"{table}.jsonl"].splitlines()]
    change(rows)
    parts[f"{table}.jsonl"] = b"".join(canonical_json(row) + b"\n" for row in rows)
    return zipped(sealed(parts))


def chained_anew(parts: dict[str, bytes], desk_id: str) -> dict[str, bytes]:
    """The parts with a chain that fits what its events say: the work of somebody who can reckon hashes."""
    rows, previous = [json.loads(line) for line in parts["events.jsonl"].splitlines()], START
    for row in rows:
        row["previous_hash"] = previous
        previous = row["hash"] = link_hash(desk_id, row)
    return {
        **parts,
        "events.jsonl": b"".join(canonical_json(row) + b"\n" for row in rows),
        "chain_head.jsonl": canonical_json({**json.loads(parts["chain_head.jsonl"]), "hash": previous}) + b"\n",
        "stamp.json": canonical_json({**json.loads(parts["stamp.json"]), "head": previous}),
    }


def forged(archive: bytes, table: str, name: str, value: Any) -> bytes:
    """The archive with a field of the first row of a table changed, there and in the history, and all hashes made to fit."""
    parts = parts_of(archive)
    rows = [json.loads(line) for line in parts[f"{table}.jsonl"].splitlines()]
    events = [json.loads(line) for line in parts["events.jsonl"].splitlines()]
    rows[0][name] = value
    told = [event for event in events if event["subject_id"] == rows[0]["id"] and name in event["changes"]]
    told[-1]["changes"][name][1] = value
    parts[f"{table}.jsonl"] = b"".join(canonical_json(row) + b"\n" for row in rows)
    parts["events.jsonl"] = b"".join(canonical_json(event) + b"\n" for event in events)
    return zipped(sealed(chained_anew(parts, json.loads(parts["manifest.json"])["desk"]["id"])))
