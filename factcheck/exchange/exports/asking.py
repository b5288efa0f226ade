"""Asking a worker for a file, and giving it up again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from factcheck.core.problems import FieldError, Invalid
from factcheck.desks.actors import Actor
from factcheck.desks.models import Desk
from factcheck.desks.permissions import Answer, needs_role, require
from factcheck.desks.roles import Role, Scope
from factcheck.desks.scoping import DeskQuerySet
from factcheck.exchange.archive.permissions import may_archive
from factcheck.exchange.archive.selecting import pick_claims
from factcheck.exchange.exports.running import clear, write_export
from factcheck.exchange.exports.selection import parameters_of, select
from factcheck.exchange.formats import ZIP, format_named
from factcheck.exchange.models import Export
from factcheck.exchange.resources import ARCHIVE, RESOURCES


def own_exports(actor: Actor) -> DeskQuerySet[Export]:
    """The actor's own, at the desks they work at now.

    Not their colleagues', nor for admins: a file holds what its maker might see, which on a blind desk others must not.
    """
    return Export.objects.visible_to(actor).filter(created_by=actor.user).select_related("desk", "created_by")


def may_export(actor: Actor, desk: Desk) -> Answer:
    """Have written what one may read anyway: everybody at the desk, with any token."""
    return needs_role(actor, desk.pk, Role.ASSESSOR, Scope.READ)


@transaction.atomic
def ask_for_export(
    actor: Actor, desk: Desk, *, resource: str, form: str, filters: Mapping[str, Any], base: str
) -> Export:
    """Leave word for a worker to write the rows of one desk in one format. What cannot be written is refused here.

    `filters` are those of the resource's list, with values as in an address, or as JSON has them.
    """
    require(may_export(actor, desk))
    kind = format_named(form, resource)
    known = [*RESOURCES[resource].filters.base_filters, *parameters_of(resource)]
    given = {"desk": desk.slug, **_as_in_an_address(known, filters)}
    with _under_filters():
        select(resource, given, actor, base, takes_tombstones=kind.takes_tombstones)
    _require_own_desk(desk, given["desk"])
    return _left_for_a_worker(
        actor, desk, resource=resource, format=form, filters=given, base=base, filename=kind.filename(resource),
        media_type=kind.media_type,
    )  # fmt: skip


@transaction.atomic
def ask_for_archive(
    actor: Actor, desk: Desk, *, form: str = ZIP, filters: Mapping[str, Any] | None = None, base: str
) -> Export:
    """Leave word for a worker to write everything the desk has as one zip (docs/archive.md), for its admins; with `filters`,
    those of the list of claims, what the claims that fit need."""
    require(may_archive(actor, desk))
    if form != ZIP:
        raise Invalid.at("/format", _("An archive comes as %(zip)s alone.") % {"zip": ZIP})
    given = _as_in_an_address(RESOURCES["claims"].filters.base_filters, filters or {})
    _require_own_desk(desk, given.pop("desk", desk.slug))
    if filters and filters.keys() != {"desk"}:
        with _under_filters():
            pick_claims(actor, desk, given)
    return _left_for_a_worker(
        actor, desk, resource=ARCHIVE, format=ZIP, filters=given, base=base,
        filename=f"{desk.slug}-claims.zip" if given else f"{desk.slug}.zip", media_type="application/zip",
    )  # fmt: skip


def _left_for_a_worker(actor: Actor, desk: Desk, **given: Any) -> Export:
    export = Export(desk=desk, created_by=actor.signed_in_user, scope=actor.scope, **given)
    export.save(force_insert=True)
    write_export.enqueue(str(export.pk))
    return export


def own_file(actor: Actor, export_id: str) -> Export:
    """One of the actor's own, whose file is to be read. Who may not make an archive now reads none made before."""
    export = own_exports(actor).fetch(export_id)
    if export.resource == ARCHIVE:
        require(may_archive(actor, export.desk))
    return export


def _require_own_desk(desk: Desk, given: str) -> None:
    if given != desk.slug:
        raise Invalid.at("/filters/desk", _("An export is of one desk; this one is of %(desk)s.") % {"desk": desk.slug})


def _as_in_an_address(known: Collection[str], filters: Mapping[str, Any]) -> dict[str, str]:
    """The filters as strings. Raises Invalid for those that are not known, and for values that no address could hold."""
    given, errors = {}, []
    for name, value in filters.items():
        if name not in known:
            said = _("There is no filter %(name)s; there is %(known)s.")
            errors.append(FieldError(f"/{name}", said % {"name": repr(name[:100]), "known": ", ".join(known)}))
        elif isinstance(value, bool):
            given[name] = "true" if value else "false"
        elif isinstance(value, str | int):
            given[name] = str(value)
        else:
            errors.append(FieldError(f"/{name}", _("A string, a whole number, true or false is wanted.")))
    if errors:
        with _under_filters():
            raise Invalid(errors[0].detail, errors=errors)
    return {name: value for name, value in given.items() if value}


@contextmanager
def _under_filters() -> Iterator[None]:
    """What is wrong with filters, said of where they stand in the body."""
    try:
        yield
    except Invalid as problem:
        moved = [FieldError(f"/filters{error.pointer.rstrip('/')}", error.detail) for error in problem.errors]
        raise Invalid(moved[0].detail, errors=moved) from None


@transaction.atomic
def remove_export(actor: Actor, export: Export) -> None:
    """Take an export away with its file. A worker that is at it notices, and leaves nothing behind."""
    own_exports(actor).filter(pk=export.pk).delete()
    transaction.on_commit(lambda: clear(export))
