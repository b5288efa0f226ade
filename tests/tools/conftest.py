from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.tools.serving import PATIENCE, Desk, ask, environment, free_port, start


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """What `make run` serves; afterwards it ended when it was told to."""
    place, port = tmp_path_factory.mktemp("desk"), free_port()
    served = Desk(f"http://127.0.0.1:{port}", place, environment(place), place / "output")
    with served.output.open("w", encoding="utf-8") as output:
        server = start("run", place, {"PORT": port}, output=output)
    deadline = time.monotonic() + PATIENCE
    while ask(f"{served.address}/readyz")[0] != 200 and server.poll() is None and time.monotonic() < deadline:
        time.sleep(0.2)
    yield served
    server.terminate()
    server.wait(timeout=PATIENCE)
