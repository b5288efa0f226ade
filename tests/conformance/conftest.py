from __future__ import annotations

import pytest

from annotations.models import Article
from tests.conftest import Person
from tests.factcheck.api.endpoints import Cast, Things, things_of


@pytest.fixture
def things(admin_ada: Person, reviewer_ravi: Person, reviewer_rosa: Person, article: Article) -> Things:
    """One of everything at the demo desk, by id."""
    return things_of(Cast(admin_ada, reviewer_ravi, reviewer_rosa), article)
