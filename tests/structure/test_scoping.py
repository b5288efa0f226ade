"""No face reads rows but through `visible_to`: that is where desks are kept apart."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FACES = ("factcheck/api", "factcheck/web", "factcheck/exchange", "annotations/api", "annotations/web",
         "annotations/webannotation", "claims/api", "claims/web")  # fmt: skip
READ = re.compile(r"\.objects\b(?!\s*\.(visible_to|public)\b)")


def test_faces_read_through_visible_to():
    unscoped = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for face in FACES
        for path in sorted((ROOT / face).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if READ.search(line) and "migrations" not in path.parts
    ]

    assert unscoped == []
