"""Pages of correction requests: what is written there is what somebody changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from claims.models import Claim, CorrectionRequest
from claims.services.corrections import edit_correction_request, request_correction
from factcheck.core import clock
from factcheck.desks.models import Event
from tests.conftest import Person


@pytest.fixture
def asked(reviewer_ravi: Person, claim: Claim) -> CorrectionRequest:
    """Sent at a second that the page does not show."""
    sent_at = (clock.now() - timedelta(days=2)).replace(second=41, microsecond=123456)
    return request_correction(
        reviewer_ravi.actor, claim, appearance=claim.appearances.get(), sent_to="The Example Herald", sent_at=sent_at
    )


def as_shown(asked: CorrectionRequest, **changes: Any) -> dict[str, Any]:
    """What a browser sends of the page, with what somebody changed in it."""
    return {
        "sent_to": asked.sent_to, "channel": asked.channel, "sent_at": f"{asked.sent_at:%Y-%m-%dT%H:%M}",
        "outcome": asked.outcome, "answer": asked.answer, "version": asked.version, **changes,
    }  # fmt: skip


def test_saving_what_was_not_changed_is_no_event(reviewer_ravi: Person, asked: CorrectionRequest) -> None:
    shown = reviewer_ravi.browser.get(f"/correction-requests/{asked.pk}/edit/").content.decode()
    assert f'value="{asked.sent_at:%Y-%m-%dT%H:%M}"' in shown

    saved = reviewer_ravi.browser.post(f"/correction-requests/{asked.pk}/edit/", as_shown(asked))

    assert saved.status_code == 302
    assert Event.objects.filter(subject_id=asked.pk).count() == 1
    assert CorrectionRequest.objects.get(pk=asked.pk).sent_at == asked.sent_at


def test_only_what_was_changed_is_written(reviewer_ravi: Person, asked: CorrectionRequest) -> None:
    reviewer_ravi.browser.post(
        f"/correction-requests/{asked.pk}/edit/", as_shown(asked, outcome="refused", answer="No.")
    )

    event = Event.objects.filter(subject_id=asked.pk).latest("sequence")
    assert event.changes.keys() == {"outcome", "answer"}


def test_another_minute_is_a_change(reviewer_ravi: Person, asked: CorrectionRequest) -> None:
    earlier = asked.sent_at - timedelta(minutes=1)

    reviewer_ravi.browser.post(
        f"/correction-requests/{asked.pk}/edit/", as_shown(asked, sent_at=f"{earlier:%Y-%m-%dT%H:%M}")
    )

    assert CorrectionRequest.objects.get(pk=asked.pk).sent_at == earlier.replace(second=0, microsecond=0)


def test_a_conflict_shows_what_differs_alone(reviewer_ravi: Person, asked: CorrectionRequest) -> None:
    edit_correction_request(reviewer_ravi.actor, asked, outcome="corrected")

    answer = reviewer_ravi.browser.post(f"/correction-requests/{asked.pk}/edit/", as_shown(asked, channel="Phone"))

    assert answer.status_code == 200
    assert [str(label) for label, _saved, _typed in answer.context["differences"]] == ["Channel", "Outcome"]
