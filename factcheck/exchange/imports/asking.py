"""Asking for a file to be taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.core.files.base import File
from django.db import transaction

from factcheck.core.problems import Conflict, Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk
from factcheck.desks.permissions import require
from factcheck.exchange.archive.permissions import may_bring_archives
from factcheck.exchange.imports.formats import ImportFormat
from factcheck.exchange.imports.opening import format_of, is_zip
from factcheck.exchange.imports.options import read_options
from factcheck.exchange.imports.running import drop_file, run_import
from factcheck.exchange.models import Import
from factcheck.exchange.models.importing import place_of
from factcheck.exchange.permissions import may_forget_import, may_import


def ask_for_import(actor: Actor, desk: Desk, *, file: IO[bytes], **given: Any) -> Import:
    """Leave word for a worker to take a file in, as the actor, with no more than they may now and then; as `keep_import`."""
    job = _import_of(actor, desk, file=file, **given)
    with _no_file_left_over(job), transaction.atomic():
        _keep(job, file)
        run_import.enqueue(str(job.pk), str(desk.pk), str(actor.signed_in_user.pk), actor.scope)
    return job


def keep_import(actor: Actor, desk: Desk, *, file: IO[bytes], **given: Any) -> Import:
    """Keep a file that is to be taken in. Of an archive, `desk` is where this is noted, and the roles there are what counts;
    it brings a desk of its own.

    Without a `format` it is what the file looks like. `base` is the scheme and host by which documents name what is here.
    Raises Invalid for what can be told from the request alone. Where it cannot be noted, no file is left.
    """
    job = _import_of(actor, desk, file=file, **given)
    with _no_file_left_over(job):
        _keep(job, file)
    return job


def _import_of(
    actor: Actor, desk: Desk, *, file: IO[bytes], filename: str = "", format: str = "", partial: bool = False,  # noqa: A002
    dry_run: bool = False, mapping: dict[str, Any] | None = None, base: str = "",
) -> Import:  # fmt: skip
    """The import as it is asked for, checked, and kept nowhere yet."""
    if format == ImportFormat.ARCHIVE or (not format and is_zip(file)):
        require(may_bring_archives(actor))
        _require_whole(mapping, partial=partial)
    else:
        options = read_options(mapping or {})
        require(may_import(actor, desk, publishes=options.reviews == "published"))
    chosen = format or format_of(file)
    if chosen not in ImportFormat.values:
        raise Invalid.at("/format", f"{chosen[:40]!r} is not one of {', '.join(ImportFormat.values)}.")
    if (mapping or {}).get("encoding") and chosen != ImportFormat.CSV:
        raise Invalid.at("/mapping/encoding", "Only a table has an encoding of its own; the other formats are UTF-8.")
    digest, size = _measured(file)
    if not size:
        raise Invalid.at("/file", "The file is empty.")
    return Import(
        desk=desk, created_by=actor.user, scope=actor.scope, format=chosen, filename=filename[-255:], sha256=digest,
        size=size, mapping=mapping or {}, partial=partial, dry_run=dry_run, base=base,
    )  # fmt: skip


def _keep(job: Import, file: IO[bytes]) -> None:
    file.seek(0)
    job.file.save("file", File(file), save=False)
    job.save(force_insert=True)


@contextmanager
def _no_file_left_over(job: Import) -> Iterator[None]:
    """Remove the file, as far as it was written, of an import that does not come to be noted; no transaction does.

    Where a transaction around this one fails later, workers find the file (`factcheck/exchange/leftovers.py`).
    """
    is_kept = False
    try:
        yield
        is_kept = True
    finally:
        if not is_kept:
            job.file.storage.delete(place_of(job, ""))


def _require_whole(mapping: dict[str, Any] | None, *, partial: bool) -> None:
    """Raises Invalid for what makes no sense of an archive."""
    if partial:
        raise Invalid.at("/partial", "An archive is taken in whole or not at all, so `partial` cannot be asked for.")
    if mapping:
        raise Invalid.at("/mapping", "An archive says by itself what is in it, so it takes no `mapping`.")


def ask_again(actor: Actor, job: Import, *, mapping: dict[str, Any], dry_run: bool, partial: bool) -> Import:
    """The same file once more, understood otherwise or in earnest. Raises Conflict when it lies here no more."""
    if not job.file:
        raise Conflict("The file lies here no more; send it again.")
    with job.file.open("rb") as file:
        return ask_for_import(
            actor, job.desk, file=file, filename=job.filename, format=job.format, partial=partial, dry_run=dry_run,
            mapping=mapping, base=job.base,
        )  # fmt: skip


@transaction.atomic
def forget_import(actor: Actor, job: Import) -> None:
    """Remove what is kept of an import, and its file; one that is under way stops. What came in stays, with its origins."""
    require(may_forget_import(actor, job))
    drop_file(job)
    job.delete()


def _measured(file: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and length in bytes."""
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
