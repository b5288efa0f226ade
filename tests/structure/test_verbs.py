"""Everything that is written into history has words for people."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation

from factcheck.desks.verbs import SAID, said

ROOT = Path(__file__).resolve().parents[2]
WRITERS = {
    "create", "put_many", "change", "move", "move_many", "archive", "append", "record", "record_many", "Link",
    "_keep_membership",
}  # fmt: skip
VERB = re.compile(r"[a-z_]+\.[a-z_]+")


def verbs_in(path: Path) -> Iterator[str]:
    """The names of events that a module gives to what writes history, to a row of the life of a claim, or back."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for given in given_as_verb(node):
            for part in ast.walk(given):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and VERB.fullmatch(part.value):
                    yield part.value


def given_as_verb(node: ast.AST) -> list[ast.expr]:
    """Where a name of an event may stand: among what a writer is called with, as `verb=…`, or in `verb = …`."""
    if isinstance(node, ast.FunctionDef) and node.name.startswith("_what_happens"):
        return [part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value]
    if isinstance(node, ast.Assign):
        return [node.value] if any(getattr(target, "id", "") == "verb" for target in node.targets) else []
    if not isinstance(node, ast.Call):
        return []
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    named = [keyword.value for keyword in node.keywords if keyword.arg == "verb"]
    return [*(node.args if name in WRITERS else []), *named]


def test_every_event_has_words() -> None:
    folders = ("claims", "annotations", "factcheck")
    modules = [m for folder in folders for m in (ROOT / folder).rglob("*.py") if "migrations" not in m.parts]
    verbs = {verb for module in modules for verb in verbs_in(module)}

    assert {
        "claim.spotted",
        "claim.decided",
        "verdict.submitted",
        "member.added",
        "member.stays",
        "desk.opened",
    } <= verbs
    assert verbs - SAID.keys() == set()


def test_an_event_is_told_in_words_that_can_be_translated() -> None:
    assert said("verdict.submitted") == "Verdict given"
    assert said("letter.burnt") == "letter.burnt"
    with translation.override("de"):
        assert said("verdict.submitted") == translation.gettext("Verdict given")
