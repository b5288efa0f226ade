"""The examples of the guides, typed one after the other beside a desk that `make run` serves."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.tools.guides import Reader, blocks, is_shown
from tests.tools.serving import ROOT, Desk

GUIDES = ("api", "web-annotation", "recipes", "recipes/mirror", "recipes/pre-annotations", "exports")
LEFT_BEHIND = {"api": ("report.pdf", b"%PDF-")}
"""A file that a guide has one make, and how it begins."""


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


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # an example leaves its answers to be closed
def test_every_example_works_where_and_when_the_guide_has_it_typed(guide: str, desk: Desk, tmp_path: Path) -> None:
    path = f"{programs(tmp_path / 'programs')}:{os.environ['PATH']}"
    reader = Reader(tmp_path, {**desk.environment, "PATH": path})
    typed = list(blocks(ROOT / f"docs/{guide}.md", desk))
    assert typed

    for block in typed:
        printed = reader.type(block)
        if block.printed is not None:
            assert is_shown(printed, block.printed), f"{block.typed}\nprints\n{printed}\nand not\n{block.printed}"

    for name, beginning in [LEFT_BEHIND[guide]] if guide in LEFT_BEHIND else []:
        assert (tmp_path / name).read_bytes().startswith(beginning)


@pytest.mark.parametrize(
    ("printed", "shown", "wanted"),
    [
        ("one\n", "one\n", True),
        ("one  \ntwo", "one\ntwo", True),
        ("id 5 of 7", "id … of 7", True),
        ("one", "two", False),
        ("one and more", "one", False),
    ],
)
def test_what_is_shown_is_what_is_printed(printed: str, shown: str, wanted: bool) -> None:
    assert is_shown(printed, shown) is wanted
