"""No face reads rows but through `visible_to`: that is where desks are kept apart."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FACES = ("factcheck/api", "factcheck/web", "factcheck/exchange", "annotations/api", "annotations/web",
         "annotations/webannotation", "claims/api", "claims/web")  # fmt: skip
FOR_NOBODY = (
    "factcheck/exchange/exports/running.py", "factcheck/exchange/exports/progress.py",
    "factcheck/exchange/management/commands/export.py",
)  # fmt: skip
"""What a worker does about its own jobs, whose rows are for nobody who asks, and how an operator names the person with whose
eyes they read. What either writes is read as that person sees it."""
READ = re.compile(r"\.objects\b(?!\s*\.(visible_to|public)\b)")


def test_faces_read_through_visible_to():
    unscoped = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for face in FACES
        for path in sorted((ROOT / face).rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in FOR_NOBODY
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if READ.search(line) and not {"migrations", "management"} & set(path.parts)  # commands are the operator's
    ]

    assert unscoped == []
