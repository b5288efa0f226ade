from __future__ import annotations

import pytest

from tests.factcheck.core.sites import Site, serving


@pytest.fixture
def site():
    with serving(Site()) as site:
        yield site


@pytest.fixture
def other_site():
    with serving(Site()) as site:
        yield site


@pytest.fixture(autouse=True)
def no_proxy_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever followed the environment would end at a port where nobody listens."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
