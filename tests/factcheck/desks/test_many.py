"""Many records that are made at once are told of just as if they had been made one by one."""

from __future__ import annotations

from typing import Any

import pytest

from claims.models import Claim, Source
from claims.services.claims import spot_claim
from claims.services.evidence import add_evidence
from claims.services.many import NewClaim, NewEvidence, spot_claims
from claims.services.sources import NewSource
from factcheck.core import clock
from factcheck.core.problems import Invalid, NotAllowed
from factcheck.desks.editing import check_many, create
from factcheck.desks.history import link_hash
from factcheck.desks.models import ChainHead, Event
from factcheck.desks.verifying import verify
from tests.conftest import make_desk

FIELDS: dict[str, Any] = {
    "text": " Water is dry. ", "claimant_name": "Khan", "topics": ("water", "state"), "claim_types": ["event"], "priority": 3,
    "location": "Lahore", "reach": "ten",
}  # fmt: skip


def told(desk):
    """What the events of a desk say, but for what is of this row alone."""
    return [
        (e.verb, e.actor_id, e.at, e.subject_type, e.version, (e.claim_id is None),
         {name: [str(x) if name in ("claim", "source") else x for x in pair] for name, pair in e.changes.items()
          if name not in ("claim", "source")})
        for e in Event.objects.filter(desk=desk, subject_type__in=("claim", "source", "evidence")).order_by("sequence")
    ]  # fmt: skip


def test_the_events_of_many_are_those_of_each(editor_edna, demo_desk, stranger_stan, other_desk, monkeypatch):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    new = NewSource(title="A source", url="https://source.example/1")
    evidence = NewEvidence(new, "refutes", {"note": "See there."})

    one = spot_claim(editor_edna.actor, demo_desk, **FIELDS)
    add_evidence(editor_edna.actor, one, source=new, stance="refutes", note="See there.")
    single = told(demo_desk)
    second = make_desk("second")
    from factcheck.desks.actors import Actor
    from factcheck.desks.roles import Role
    from factcheck.desks.services.members import add_member

    add_member(Actor.operator(), second, editor_edna.user, Role.EDITOR)
    spot_claims(Actor.of_user(editor_edna.user), second, [NewClaim(FIELDS, [evidence])])

    assert told(second) == single
    made = Claim.objects.get(desk=second)
    assert (made.version, made.number, made.status, made.topics) == (1, 1, "in_review", ["water", "state"])
    assert verify(second).faults == verify(demo_desk).faults == []


def test_many_stand_in_one_chain(editor_edna, demo_desk):
    before = ChainHead.objects.get(desk=demo_desk)

    claims = spot_claims(editor_edna.actor, demo_desk, [NewClaim({"text": f"Claim {n}."}) for n in range(30)])

    events = list(Event.objects.filter(desk=demo_desk, sequence__gt=before.sequence).order_by("sequence"))
    assert [e.subject_id for e in events] == [c.pk for c in claims]
    assert [c.number for c in claims] == list(range(1, 31))
    hashes = [before.hash, *(e.hash for e in events)]
    assert [e.previous_hash for e in events] == hashes[:-1]
    assert all(link_hash(e) == e.hash for e in events)
    assert ChainHead.objects.get(desk=demo_desk).hash == hashes[-1]


def test_what_one_is_refused_for_many_are_and_nothing_is_written(editor_edna, demo_desk):
    rows = [
        Source(desk=demo_desk, title=title, url=url)
        for title, url in (("A", ""), ("", ""), ("B", "ftp://x"), ("C\0", ""))
    ]
    alone = []
    for number, row in enumerate(rows):
        try:
            with pytest.raises(Invalid) as refused:
                create(editor_edna.actor, "source.added", Source(desk=demo_desk, title=row.title, url=row.url))
            alone += [(f"/{number}{e.pointer}", e.detail) for e in refused.value.errors]
        except pytest.fail.Exception:
            Source.objects.all().delete()
            continue
    events = Event.objects.count()

    with pytest.raises(Invalid) as refused:
        check_many(rows)

    assert [(e.pointer, e.detail) for e in refused.value.errors] == alone
    assert [pointer for pointer, _detail in alone] == ["/1/title", "/2/url", "/3/title"]
    assert Event.objects.count() == events


def test_what_is_wrong_with_claims_is_told_under_their_numbers(editor_edna, demo_desk):
    bad = NewEvidence(NewSource(title="", url="nowhere"), "perhaps")
    new = [
        NewClaim({"text": "Fine."}),
        NewClaim({"text": "  "}),
        NewClaim({"text": "Also."}, [bad, NewEvidence(None, "context")]),
    ]

    with pytest.raises(Invalid) as refused:
        spot_claims(editor_edna.actor, demo_desk, new)

    assert {e.pointer for e in refused.value.errors} == {
        "/1/text", "/2/evidence/0/source/title", "/2/evidence/0/source/url", "/2/evidence/0/stance", "/2/evidence/1/source",
    }  # fmt: skip
    assert not Claim.objects.exists()


def test_a_source_the_desk_knows_is_that_one(editor_edna, demo_desk):
    source = NewSource(title="A source", url="https://source.example/1")
    spot_claims(editor_edna.actor, demo_desk, [NewClaim({"text": "A."}, [NewEvidence(source, "context")])] * 2)
    spot_claims(editor_edna.actor, demo_desk, [NewClaim({"text": "B."}, [NewEvidence(source, "context")])])

    assert Source.objects.count() == 1
    assert Source.objects.get().evidence.count() == 3


def test_a_viewer_spots_none(viewer_vera, demo_desk):
    with pytest.raises(NotAllowed):
        spot_claims(viewer_vera.actor, demo_desk, [NewClaim({"text": "A."})])
