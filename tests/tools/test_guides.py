"""The examples of the guides, typed one after the other beside a desk that `make run` serves."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.tools.serving import ROOT, Desk

GUIDES = ("api", "web-annotation")
WRITTEN_FOR = "http://127.0.0.1:8000"


def examples(guide: str, desk: Desk) -> str:
    """What a guide has one type, at this desk, by this Python."""
    blocks = re.findall(r"^```sh\n(.+?)^```$", (ROOT / f"docs/{guide}.md").read_text(encoding="utf-8"), re.M | re.S)
    assert blocks
    typed = "\n".join(blocks)
    assert WRITTEN_FOR in typed
    return typed.replace(WRITTEN_FOR, desk.address).replace(".venv/bin/python manage.py", f"python3 {ROOT}/manage.py")


def programs(place: Path) -> Path:
    """A directory with the `curl` and the `python3` of the examples."""
    place.mkdir()
    for name, arguments in (("curl", [str(ROOT / "tests/tools/curl.py")]), ("python3", [])):
        program = place / name
        program.write_text(
            "#!/bin/sh\nexec " + " ".join(f"'{part}'" for part in (sys.executable, *arguments)) + ' "$@"\n'
        )
        program.chmod(0o755)
    return place


def test_every_example_works_where_and_when_the_guides_have_it_typed(desk: Desk, tmp_path: Path) -> None:
    environment = {**desk.environment, "PATH": f"{programs(tmp_path / 'programs')}:{os.environ['PATH']}"}

    for guide in GUIDES:
        typed = "set -eu -o pipefail\n" + examples(guide, desk)
        done = subprocess.run(
            ["bash", "-c", typed],  # noqa: S607  # the reader's own
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]

    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
