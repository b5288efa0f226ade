from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factcheck.core import clock


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 25, 12, tzinfo=UTC))
