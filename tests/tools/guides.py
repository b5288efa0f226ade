"""What a guide has one type: its `sh` and `python` blocks in order, each with what is printed where a `text` block shows it.

Variables and functions of one `sh` block are there in the next, and in the environment of the `python` blocks, which share
one namespace, as cells of a notebook do. In a `text` block `…` stands for whatever varies.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.tools.serving import ROOT, Desk

WRITTEN_FOR = "http://127.0.0.1:8000"
BLOCK = re.compile(r"^```(sh|python)\n(.+?)^```$(?:\n\n```text\n(.*?)^```$)?", re.M | re.S)
LONGEST = 300
"""Seconds for one block."""


@dataclass(frozen=True)
class Block:
    """Something to type, and what is then printed; None where the guide does not say."""

    language: str
    typed: str
    printed: str | None


def blocks(guide: Path, desk: Desk) -> Iterator[Block]:
    """The blocks of a guide, as they are typed at this desk."""
    for found in BLOCK.finditer(guide.read_text(encoding="utf-8").replace(WRITTEN_FOR, desk.address)):
        typed = found[2].replace(".venv/bin/python manage.py", f"python3 {ROOT}/manage.py")
        yield Block(found[1], typed, found[3])


def is_shown(printed: str, shown: str) -> bool:
    """Whether a guide shows what was printed."""
    pattern = ".*?".join(re.escape(part) for part in shown.strip().split("…"))
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in printed.strip().splitlines()), re.S) is not None


@dataclass
class Reader:
    """Somebody who types what a guide says, in a directory of theirs."""

    place: Path
    environment: Mapping[str, str]
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})

    def type(self, block: Block) -> str:
        """What the block prints. Raises AssertionError, or what Python raises, where it fails."""
        return self._in_the_shell(block.typed) if block.language == "sh" else self._in_python(block.typed)

    def _in_the_shell(self, typed: str) -> str:
        kept = self.place / "environment"
        script = f"set -eua -o pipefail\n{typed}\nenv -0 > '{kept}'\n"
        done = subprocess.run(
            ["bash", "-c", script],  # noqa: S607  # the reader's own
            cwd=self.place,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
        assert done.returncode == 0, f"{typed}\n{done.stderr[-3000:]}"
        pairs = (pair.partition("=") for pair in kept.read_text(encoding="utf-8").split("\0") if pair)
        self.environment = {name: value for name, _is, value in pairs}
        return done.stdout

    def _in_python(self, typed: str) -> str:
        printed, before, place = io.StringIO(), dict(os.environ), Path.cwd()
        os.environ.update(self.environment)
        os.chdir(self.place)
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(typed, "<guide>", "exec"), self.names)  # noqa: S102  # the guide's own words are what is tested
        finally:
            os.chdir(place)
            os.environ.clear()
            os.environ.update(before)
        return printed.getvalue()
