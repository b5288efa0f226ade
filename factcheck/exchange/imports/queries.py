"""Reading imports, and what came of them."""

from __future__ import annotations

from factcheck.desks.actors import Actor
from factcheck.desks.filters import DeskSlug, Filters, Id, OneOf, Related, Words
from factcheck.desks.scoping import DeskQuerySet
from factcheck.exchange.imports.formats import ImportFormat
from factcheck.exchange.models import Import, JobState, Origin


def import_rows(actor: Actor) -> DeskQuerySet[Import]:
    """The imports the actor may see, ready to be presented."""
    return Import.objects.visible_to(actor).select_related("desk", "created_by")


def origin_rows(actor: Actor) -> DeskQuerySet[Origin]:
    """Where records of the actor's desks came from."""
    return Origin.objects.visible_to(actor).select_related("desk")


class ImportFilters(Filters):
    desk = DeskSlug("desk", help_text="The slug of a desk.")
    state = OneOf(JobState, help_text="How far it is.")
    format = OneOf(ImportFormat, help_text="The format of the file.")


class OriginFilters(Filters):
    desk = DeskSlug("desk", help_text="The slug of a desk.")
    subject = Id("subject_id", help_text="The id of a record that came from elsewhere.")
    external_id = Words(help_text="What the other system calls it.")
    import_id = Related(Import.objects.visible_to, "job", help_text="The id of the import that brought it.")
