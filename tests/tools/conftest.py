from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tools.serving import Desk, running


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """What `make run` serves; afterwards it ended when it was told to."""
    with running(tmp_path_factory.mktemp("desk")) as served:
        yield served
