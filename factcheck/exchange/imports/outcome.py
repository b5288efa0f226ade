"""What an import did, or would do: gathered while it goes on, told when it is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from factcheck.core.problems import Problem
from factcheck.core.text import storable
from factcheck.exchange.imports.drafts import At, Note

MOST_TOLD = 200
"""As many errors, and as many warnings, as are told one by one."""
PREVIEWED = 20
"""Rows of a preview."""
Told = dict[str, Any]


@dataclass
class Outcome:
    """`made` and `known` count records by their plurals, of an archive rows by table, as does `updated`; `refused` counts
    rows, `differing` those that are known but say something else now."""

    made: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    differing: int = 0
    errors: list[Told] = field(default_factory=list)
    warnings: list[Told] = field(default_factory=list)
    preview: list[Told] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """How many errors and warnings there are beyond those that are told."""

    def refuse(self, at: At, problems: Iterable[tuple[str, str]]) -> None:
        """One row, for one or more reasons: pointers into the row, and what is wrong there."""
        self.refused += 1
        for pointer, detail in problems:
            self._tell("errors", self.errors, Note(At(at.line, at.pointer + pointer), detail))

    def warn(self, notes: Iterable[Note]) -> None:
        for note in notes:
            self._tell("warnings", self.warnings, note)

    def _tell(self, name: str, told: list[Told], note: Note) -> None:
        if len(told) < MOST_TOLD:
            pointer, detail = storable(note.at.pointer), storable(note.detail[:1000])
            told.append({"line": note.at.line, "pointer": pointer, "detail": detail})
        else:
            self.left_out[name] += 1

    def counts(self) -> Told:
        counted = {name: dict(sorted(getattr(self, name).items())) for name in ("made", "updated", "known")}
        return {
            **counted, "refused": self.refused,
            "differing": self.differing, "more_errors": self.left_out["errors"], "more_warnings": self.left_out["warnings"],
        }  # fmt: skip


def reasons(problem: Problem) -> list[tuple[str, str]]:
    """What a problem says, as pointers and words; one that points nowhere is about the whole row."""
    return [(e.pointer, e.detail) for e in problem.errors] or [("", problem.detail)]
