"""The API of exports: streams at once under `/api/v1/export/`, jobs under `/api/v1/exports/`."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any, ClassVar, cast

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from rest_framework.request import Request

from factcheck.api.etag import etag_of, is_unchanged
from factcheck.api.presenters import Shown, in_order, moment, person
from factcheck.api.rendering import JSON, json_bytes
from factcheck.api.views import AnyAccept, Endpoint, ResourceDetail, ResourceList
from factcheck.core.problems import Stale
from factcheck.desks.filters import Filters
from factcheck.desks.reading import reading
from factcheck.desks.scoping import DeskQuerySet
from factcheck.exchange.exports.asking import ask_for_archive, ask_for_export, own_exports, own_file, remove_export
from factcheck.exchange.exports.downloads import download, file_of
from factcheck.exchange.exports.selection import parameters_of, select
from factcheck.exchange.exports.shapes import ExportFilters, ExportOut, NewExport
from factcheck.exchange.formats import FORMATS, ZIP, Format, formats_of
from factcheck.exchange.models import Export
from factcheck.exchange.resources import ARCHIVE, RESOURCES

PIECE = 2**16
"""Bytes that are sent at once, but for the first ones, which leave as soon as they are there."""


class Stream(Endpoint):
    """One resource in one format, at once; the subclasses below are the addresses there are."""

    tag = "export"
    content_negotiation_class = AnyAccept
    http_method_names = ["get", "head", "options"]
    resource: ClassVar[str] = ""
    contents = {JSON: {"type": "array", "items": {"type": "object", "additionalProperties": {}}}}
    filters: ClassVar[type[Filters]] = Filters

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.filters = RESOURCES[cls.resource].filters
        cls.forms = {name: form.media_type for name, form in formats_of(cls.resource).items()}
        cls.parameters = parameters_of(cls.resource)

    def known_parameters(self) -> list[str]:
        return [*self.filters.base_filters, *self.parameters]

    def get(self, request: Request, kind: str) -> HttpResponseBase:
        media_type = self.media_type_of(kind)
        form = FORMATS[kind]
        content = self._content(form)
        stamp = next(content)
        headers = {**stamp.headers, "Content-Disposition": f'attachment; filename="{form.filename(self.resource)}"'}
        if request.method == "HEAD":
            content.close()
            return HttpResponse(content_type=media_type, headers=headers)
        return StreamingHttpResponse(content, content_type=media_type, headers=headers)

    def _content(self, form: Format) -> Generator[Any]:
        """The stamp, then the bytes. One view of the database is held from the first to the last of them, or to `close`."""
        with reading():
            selection = select(self.resource, self.given, self.actor, self.base, takes_tombstones=form.takes_tombstones)
            yield selection.stamp
            with closing(form.readers[self.resource](selection)) as rows:
                yield from gathered(form.write(rows, selection))


def gathered(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in larger parts; the first leaves at once."""
    held, least = bytearray(), 1
    for part in parts:
        held += part
        if len(held) >= least:
            yield bytes(held)
            held.clear()
            least = PIECE
    if held:
        yield bytes(held)


class StreamClaims(Stream):
    """Claims with their appearances, evidence, verdicts, decision and review, oldest first; or their published reviews, or
    the decided ones as FEVER and AVeriTeC have them."""

    resource = "claims"


class StreamAnnotations(Stream):
    """Annotations with their anchors, oldest first; or the texts they are in, as tools for labelling words take them."""

    resource = "annotations"


class StreamArticles(Stream):
    """Articles, oldest first; or their texts with what is marked in them, as tools for labelling words take them."""

    resource = "articles"


class StreamVerdicts(Stream):
    """Verdicts, as far as the caller may see them, oldest first."""

    resource = "verdicts"


class StreamEvidence(Stream):
    """Evidence, oldest first."""

    resource = "evidence"


class StreamSources(Stream):
    """Sources, oldest first."""

    resource = "sources"


class StreamReviews(Stream):
    """Reviews, oldest first; published ones for the world, and as ClaimReview for everybody."""

    resource = "reviews"
    public = True


class StreamAgreement(Stream):
    """The matrix of reviewers and claims that agreement is reckoned from: a row for each verdict that counts and that the
    caller may see, oldest first. The filters are those of claims; a reviewer who may not be named yet is null."""

    resource = "agreement"


_DECLARED = ExportOut()


def present_export(row: Export, base: str) -> Shown:
    """A row of `own_exports`."""
    shown = {
        "id": str(row.pk),
        "url": f"{base}/api/v1/exports/{row.pk}/",
        "html_url": f"{base}/exports/#export-{row.pk}",
        "desk": row.desk.slug,
        "resource": row.resource,
        "format": row.format,
        "filters": row.filters,
        "state": row.state,
        "problem": row.problem,
        "progress": {"done": row.done, "total": row.total},
        "file_url": f"{base}/api/v1/exports/{row.pk}/file/" if row.has_file else None,
        "filename": row.filename,
        "media_type": row.media_type,
        "sha256": row.sha256 or None,
        "size": row.size,
        "rows": row.rows,
        "as_of": moment(row.as_of),
        "sequence": row.sequence,
        "head": row.head or None,
        "created_by": person(row.created_by),
        "created_at": moment(row.created_at),
        "started_at": moment(row.started_at),
        "finished_at": moment(row.finished_at),
        "expires_at": moment(row.expires_at),
    }
    return cast(Shown, in_order(shown, _DECLARED))


class ExportList(ResourceList[Export]):
    """The caller's exports: nobody else's, for each holds what its maker may see."""

    tag = "exports"
    filters = ExportFilters
    input, output = NewExport, ExportOut
    new_status = 202

    def rows(self) -> DeskQuerySet[Export]:
        return own_exports(self.actor)

    def present(self, row: Export) -> Shown:
        return present_export(row, self.base)

    def create(self, given: dict[str, Any]) -> Export:
        """Have a worker write a file of one resource, or the archive of a desk.

        Ask here for its `state` until it is `done`, or `failed`.
        """
        desk = self.actor.choose_desk(given.pop("desk", None))
        if given["resource"] == ARCHIVE:
            form, filters = given.get("format", ZIP), given.get("filters", {})
            return ask_for_archive(self.actor, desk, form=form, filters=filters, base=self.base)
        return ask_for_export(
            self.actor, desk, resource=given["resource"], form=given.get("format", ""), filters=given.get("filters", {}),
            base=self.base,
        )  # fmt: skip


class ExportDetail(ResourceDetail[Export]):
    """One export of the caller's."""

    tag = "exports"
    output = ExportOut
    needs_if_match = False
    guards_delete = True

    def rows(self) -> DeskQuerySet[Export]:
        return own_exports(self.actor)

    def present(self, row: Export) -> Shown:
        return present_export(row, self.base)

    def version_to_change(self, row: Export) -> None:
        """There are no versions; an `If-Match` has to name the export as it stands."""
        if_match = self.request.headers.get("If-Match", "*")
        if if_match.strip() != "*" and not is_unchanged(if_match, etag_of(json_bytes(self.present(row)))):
            raise Stale("The export is another than you read by now. Read it again.")

    def remove(self, row: Export, version: int | None) -> None:
        """With its file; one that is being written is given up."""
        remove_export(self.actor, row)


class ExportFile(Endpoint):
    """The file of an export that is done, whole or in part: what broke off is taken up again with `Range` and `If-Range`."""

    tag = "exports"
    content_negotiation_class = AnyAccept
    http_method_names = ["get", "head", "options"]
    forms = {**{name: form.media_type for name, form in FORMATS.items()}, ZIP: "application/zip"}
    contents = {JSON: {"type": ["array", "object"]}}
    in_parts = True
    problems = (403, 409, 410)

    def get(self, request: Request, id: str) -> HttpResponseBase:  # noqa: A002  # the contract calls it id
        return download(request, file_of(own_file(self.actor, id)))
