"""Every problem type has its section in docs/problems.md, with its status; and no section is about nothing."""

from __future__ import annotations

import re
from pathlib import Path

from factcheck.core.problems import problem_types

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/problems.md"


def test_every_problem_type_is_documented():
    sections = dict(re.findall(r"^## (\S+)\n\n\*\*(\d{3})\.\*\*", DOCUMENT.read_text(encoding="utf-8"), re.M))

    assert sections == {kind.slug: str(kind.status) for kind in problem_types()}
