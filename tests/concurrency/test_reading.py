"""Long reads see one moment, however much is written while they last, and keep no writer waiting."""

from __future__ import annotations

import json
import time

import pytest
from django.core.management import call_command

from claims.models import Claim
from claims.services.claims import edit_claim, spot_claim
from factcheck.desks import history, verifying
from factcheck.desks.reading import reading
from factcheck.exchange import streaming
from tests.concurrency.together import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_reads_does_not_see_what_is_committed_meanwhile(reviewer_ravi, claim):
    with reading():
        before = Claim.objects.get(pk=claim.pk).text
        began = time.monotonic()
        meanwhile(lambda: edit_claim(reviewer_ravi.actor, claim, text="Another wording."))
        waited = time.monotonic() - began

        assert Claim.objects.get(pk=claim.pk).text == before
    assert Claim.objects.get(pk=claim.pk).text == "Another wording."
    assert waited < 5


def test_history_holds_while_it_is_written_on(monkeypatch, reviewer_ravi, claim, capsys):
    written: list[object] = []

    def written_on(event):
        if not written:
            written.append(meanwhile(lambda: edit_claim(reviewer_ravi.actor, claim, text="Another wording.")))
        return history.link_hash(event)

    monkeypatch.setattr(verifying, "link_hash", written_on)

    call_command("verify_history", desk="demo")

    assert isinstance(written[0], Claim)
    assert "unbroken" in capsys.readouterr().out


def test_an_export_is_of_the_moment_it_began(monkeypatch, reviewer_ravi, claim, demo_desk):
    for size in ("CHUNK", "COPIED", "BLOCK"):
        monkeypatch.setattr(streaming, size, 1)
    second = spot_claim(reviewer_ravi.actor, demo_desk, text="A second claim.")

    answer = reviewer_ravi.api().get("/api/v1/export/claims.jsonl", headers={"accept": "*/*"})
    lines = iter(answer.streaming_content)
    first_line = next(lines)
    meanwhile(lambda: edit_claim(reviewer_ravi.actor, second, text="Another wording."))
    meanwhile(lambda: spot_claim(reviewer_ravi.actor, demo_desk, text="A third claim."))
    told = [json.loads(line)["text"] for line in [first_line, *lines]]

    assert told == [claim.text, "A second claim."]
