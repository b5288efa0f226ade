"""Imports and origins as the API shows them."""

from __future__ import annotations

from typing import cast

from factcheck.api.presenters import Shown, in_order, moment, person
from factcheck.exchange.imports.outcome import Outcome
from factcheck.exchange.imports.shapes import ImportOut
from factcheck.exchange.models import Import, Origin

_DECLARED = ImportOut()


def shown_import(job: Import, base: str) -> Shown:
    shown = {
        "id": str(job.pk), "url": f"{base}/api/v1/imports/{job.pk}/", "html_url": f"{base}/imports/{job.pk}/",
        "desk": job.desk.slug, "format": job.format, "filename": job.filename, "size": job.size, "sha256": job.sha256,
        "mapping": job.mapping, "partial": job.partial, "dry_run": job.dry_run, "state": job.state,
        "problem": job.problem, "progress": {"done": job.done, "total": job.total},
        "counts": job.counts or Outcome().counts(), "errors": job.errors, "warnings": job.warnings,
        "preview": job.preview, "created_by": person(job.created_by), "created_at": moment(job.created_at),
        "started_at": moment(job.started_at), "finished_at": moment(job.finished_at),
        "expires_at": moment(job.expires_at),
    }  # fmt: skip
    return cast(Shown, in_order(shown, _DECLARED))


def shown_origin(row: Origin) -> Shown:
    return {
        "id": str(row.pk), "desk": row.desk.slug, "subject": {"type": row.subject_type, "id": str(row.subject_id)},
        "external_id": row.external_id, "author": row.author, "made_at": moment(row.made_at),
        "created_at": moment(row.created_at), "import_id": str(row.job_id) if row.job_id else None,
    }  # fmt: skip
