"""A database that others write to at length is told as that, and not as a fault."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import OperationalError

from annotations.services import articles
from factcheck.desks.busy import busy
from tests.factcheck.api.endpoints import problem_of


@pytest.fixture
def _locked(monkeypatch):
    def wait_in_vain(*_: object, **__: object) -> None:
        cause = sqlite3.OperationalError("database is locked")
        cause.sqlite_errorname = "SQLITE_BUSY"
        raise OperationalError("database is locked") from cause

    monkeypatch.setattr(articles, "lock", wait_in_vain)


@pytest.mark.usefixtures("_locked")
def test_the_api_says_when_to_try_again(editor_edna, article):
    answer = editor_edna.api().delete(f"/api/v1/articles/{article.pk}/")

    assert problem_of(answer, 503, "busy")["retry_after"] == 5
    assert answer["Retry-After"] == "5"


@pytest.mark.usefixtures("_locked")
def test_a_page_says_so_too(editor_edna, article):
    answer = editor_edna.browser.post(f"/articles/{article.pk}/archive/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "nothing was changed" in answer.content.decode()


def test_any_other_fault_of_the_database_is_a_fault():
    assert busy(OperationalError("disk I/O error")) is None
