"""A real Chromium, the pages as they are served, and a look at what the browser says about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium

Open = Callable[..., "Visit"]


@dataclass
class Visit:
    """A browser window on the live server, and every word of its console."""

    page: Page
    base: str
    console: list[str] = field(default_factory=list)

    def sign_in(self, username: str) -> Visit:
        self.page.goto(f"{self.base}/login/")
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill("demo")
        self.page.get_by_role("button", name="Sign in").click()
        return self

    def go(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium.executable(), args=list(chromium.ARGUMENTS))
        yield started
        started.close()
        connections.close_all()  # tests have others while its event loop is on their thread than when it is gone


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Open]:
    """Opens windows; afterwards none of them may have written to its console."""
    visits: list[Visit] = []

    def open_window(**options: Any) -> Visit:
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        page = context.new_page()
        made = Visit(page, str(live_server.url))
        page.on("console", lambda message: made.console.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: made.console.append(f"{page.url}: {error}"))
        visits.append(made)
        return made

    yield open_window
    said = [line for one in visits for line in one.console]
    for one in visits:
        one.page.context.close()
    assert said == [], said
