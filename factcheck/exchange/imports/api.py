"""Imports, and where records came from."""

from __future__ import annotations

import io
import json
from typing import IO, Any

from factcheck.api.parsing import StrictFormParser, StrictJSONParser
from factcheck.api.presenters import Shown
from factcheck.api.views import ResourceDetail, ResourceList
from factcheck.core.problems import Invalid
from factcheck.desks.scoping import DeskQuerySet
from factcheck.exchange.imports import presenters, queries
from factcheck.exchange.imports.asking import ask_for_import, forget_import
from factcheck.exchange.imports.shapes import ImportOut, NewImport, OriginOut
from factcheck.exchange.models import Import, Origin


class ImportList(ResourceList[Import]):
    """The imports of the caller's desks, newest first."""

    tag = "imports"
    input, output = NewImport, ImportOut
    parser_classes = (StrictJSONParser, StrictFormParser)
    new_status = 202
    filters = queries.ImportFilters

    def rows(self) -> DeskQuerySet[Import]:
        return queries.import_rows(self.actor)

    def present(self, row: Import) -> Shown:
        return presenters.shown_import(row, self.base)

    def create(self, given: dict[str, Any]) -> Import:
        """Ask for a file to be taken in: as `file` (multipart), or as `content`. A worker does it; look at the import again.

        What is wrong is told by line and pointer. Good rows are kept only with `partial`; else it is all or nothing.
        """
        desk = self.actor.choose_desk(given.pop("desk", None))
        file = given.pop("file", None)
        filename = file.name if file is not None else ""
        content = given.pop("content", given.pop("data", None))
        if file is None and "encoding" in (given.get("mapping") or {}):
            raise Invalid.at("/mapping/encoding", "`content` is text already; only a `file` has an encoding.")
        return ask_for_import(
            self.actor, desk, file=file or _as_file(content), filename=filename, base=self.base, **given
        )  # fmt: skip


def _as_file(content: object) -> IO[bytes]:
    """A string is the text of a file; any other value is JSON, and the readers say what is wrong in it."""
    return io.BytesIO(
        content.encode("utf-8", "surrogatepass") if isinstance(content, str) else json.dumps(content).encode()
    )


class ImportDetail(ResourceDetail[Import]):
    """One import: how far it is, what came of it, and what was wrong with which row."""

    tag = "imports"
    output = ImportOut
    needs_if_match = False

    def rows(self) -> DeskQuerySet[Import]:
        return queries.import_rows(self.actor)

    def present(self, row: Import) -> Shown:
        return presenters.shown_import(row, self.base)

    def version_to_change(self, row: Any) -> None:
        """It has no versions."""

    def remove(self, row: Import, version: int | None) -> None:
        """Stop an import that is under way, or remove what is kept of it, and its file. What came in stays."""
        forget_import(self.actor, row)


class OriginList(ResourceList[Origin]):
    """Where records came from: what the other system calls them, who made them there, and when."""

    tag = "origins"
    output = OriginOut
    filters = queries.OriginFilters

    def rows(self) -> DeskQuerySet[Origin]:
        return queries.origin_rows(self.actor)

    def present(self, row: Origin) -> Shown:
        return presenters.shown_origin(row)
